"""A vector over sectors from what a caller has: an array, a mapping, a frame."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from seedbed.messages import Refusal
from seedbed.observatory.grid import require_columns
from seedbed.observatory.io.naming import listed

if TYPE_CHECKING:
    from seedbed.observatory.io.table import Table

Floats = NDArray[np.float64]


def positions(table: Table, sectors: Sequence[str]) -> NDArray[np.int64]:
    """Where sectors stand, by full name (``place industry``) or by industry (in every place, then).

    Raises
    ------
    Refusal
        A sector is unknown, or none is named.
    """
    if not sectors:
        raise Refusal.because("observatory.io-no-sector")
    full = {sector: at for at, sector in enumerate(table.sectors)}
    by_industry: dict[str, list[int]] = {}
    for at, industry in enumerate(table.industries):
        by_industry.setdefault(industry, []).append(at)
    unknown = [name for name in sectors if name not in full and name not in by_industry]
    if unknown:
        raise Refusal.because(
            "observatory.io-unknown-sector", sectors=listed([str(n) for n in unknown]), count=len(unknown)
        )
    found = [at for name in sectors for at in ([full[name]] if name in full else by_industry[name])]
    return np.array(sorted(set(found)), dtype=np.int64)


def sector_vector(table: Table, given: ArrayLike | Mapping[str, float] | pl.DataFrame, name: str) -> Floats:
    """(n,) values; sectors that a mapping or a frame (industry, value, maybe place) does not name are 0.

    Raises
    ------
    Refusal
        A sector is unknown, named twice or ambiguous (in several places); a value is empty or infinite;
        an array has another length.
    """
    if isinstance(given, pl.DataFrame):
        require_columns(given, "industry", "value")
        places = given["place"].cast(pl.String).fill_null("") if "place" in given.columns else None
        industries = given["industry"].cast(pl.String)
        keys = [
            f"{place} {industry}" if place else str(industry)
            for place, industry in zip(
                places if places is not None else [""] * given.height, industries, strict=True
            )
        ]
        if len(set(keys)) != len(keys):
            twice = sorted({key for key in keys if keys.count(key) > 1})
            raise Refusal.because("observatory.key-twice", cells=listed(twice), count=len(twice))
        given = dict(zip(keys, given["value"].cast(pl.Float64).fill_null(np.nan).to_list(), strict=True))
    if isinstance(given, Mapping):
        values = np.zeros(table.x.size)
        for key, amount in given.items():
            at = positions(table, [key])
            if at.size > 1:
                raise Refusal.because("observatory.io-ambiguous-sector", sector=key, count=int(at.size))
            values[at[0]] = amount
    else:
        values = np.asarray(given, dtype=np.float64)
        if values.shape != table.x.shape:
            expected = f"({table.x.size},)"
            raise Refusal.because(
                "observatory.io-shape", name=name, shape=str(values.shape), expected=expected
            )
    if not (finite := np.isfinite(values)).all():
        cells = listed([table.sectors[at] for at in np.flatnonzero(~finite)])
        raise Refusal.because("observatory.io-not-finite", name=name, cells=cells, count=int((~finite).sum()))
    return values
