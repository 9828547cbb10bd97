"""Transformation against upgrade: workers move between industries, industries rise within."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from seedbed.observatory.change.paired import Codes, Floats, first_code, label, paired_grids

Allocation: TypeAlias = Literal["fabricant", "mcmillan_rodrik", "midpoint"]

OUTPUT_WITHOUT_LABOUR = "observatory.output-without-labour"
NO_LABOUR = "observatory.no-labour"


@dataclass(frozen=True, slots=True, eq=False)
class StructuralChange:
    """The parts of a change in productivity; :func:`between_within` defines the columns.

    Parameters
    ----------
    method
        Where the interaction went: ``fabricant``, ``mcmillan_rodrik`` or ``midpoint``.
    total
        One row per place: ``place, productivity_start, productivity_end, change, within, between,
        (interaction,) finding``.
    by_industry
        One row per place and industry: ``place, industry, change, within, between, (interaction,)
        finding``; the parts add up to ``total``.
    """

    method: str
    total: pl.DataFrame
    by_industry: pl.DataFrame


def between_within(
    output_start: pl.DataFrame | ArrayLike,
    output_end: pl.DataFrame | ArrayLike,
    labour_start: pl.DataFrame | ArrayLike,
    labour_end: pl.DataFrame | ArrayLike,
    method: Allocation = "fabricant",
    *,
    industries: Sequence[str] | None = None,
) -> StructuralChange:
    """Split the change of ``P = output / labour`` into a change within and a shift between industries.

    With shares of labour ``s`` and productivities ``p`` by industry, ``P = sum s p``:

    - ``fabricant`` (Fabricant 1942): ``within = s (p' - p)``, ``between = p (s' - s)``,
      ``interaction = (s' - s)(p' - p)``: shown;
    - ``mcmillan_rodrik`` (McMillan and Rodrik 2011): ``within = s (p' - p)``, ``between = p' (s' - s)``:
      the interaction counts as between;
    - ``midpoint`` (Marshall-Edgeworth; Griliches and Regev 1995): both shares and productivities at their
      means over the two times: half the interaction each.

    The parts add up to ``P' - P``. An industry that enters or leaves (neither output nor labour at one
    time) has no productivity there; it takes that of the other time, so all of its change is ``between``.
    Any ratio of sums may stand for productivity: energy and output, emissions and energy.

    Parameters
    ----------
    output_start, output_end, labour_start, labour_end
        Four frames ``place, industry, value`` (>= 0; a pair not named is zero), or four lists by industry.
    method
        See above.
    industries
        Names for values given as plain lists.

    Raises
    ------
    Refusal
        A table is not fit to be measured, or lists differ in length.

    >>> split = between_within([10, 10], [12, 40], [10, 5], [8, 10])
    >>> [round(x, 4) for x in split.total.select("change", "within", "between", "interaction").row(0)]
    [1.5556, 1.0, 0.2222, 0.3333]
    """
    if method not in ("fabricant", "mcmillan_rodrik", "midpoint"):
        raise ValueError(f"method is fabricant, mcmillan_rodrik or midpoint, not {method}")
    places, names, (y0, y1, l0, l1) = paired_grids(
        [output_start, output_end, labour_start, labour_end],
        ("output_start", "output_end", "labour_start", "labour_end"),
        industries,
    )
    p0, p1 = _ratio(y0, l0), _ratio(y1, l1)
    p0, p1 = np.where(l0 > 0, p0, p1), np.where(l1 > 0, p1, p0)
    total0, total1 = l0.sum(axis=1, keepdims=True), l1.sum(axis=1, keepdims=True)
    s0, s1 = _ratio(l0, total0), _ratio(l1, total1)
    lifted, moved = p1 - p0, s1 - s0
    parts = {"change": s1 * p1 - s0 * p0}
    if method == "fabricant":
        parts |= {"within": s0 * lifted, "between": p0 * moved, "interaction": moved * lifted}
    elif method == "mcmillan_rodrik":
        parts |= {"within": s0 * lifted, "between": p1 * moved}
    else:
        parts |= {"within": (s0 + s1) / 2 * lifted, "between": (p0 + p1) / 2 * moved}
    impossible = ((y0 > 0) & (l0 == 0)) | ((y1 > 0) & (l1 == 0))
    nobody = (total0 == 0) | (total1 == 0)
    finding = first_code((NO_LABOUR, nobody | np.zeros_like(impossible)), (OUTPUT_WITHOUT_LABOUR, impossible))
    worst = first_code((NO_LABOUR, nobody[:, 0]), (OUTPUT_WITHOUT_LABOUR, impossible.any(axis=1)))
    total = {
        "productivity_start": _ratio(y0.sum(axis=1), total0[:, 0]),
        "productivity_end": _ratio(y1.sum(axis=1), total1[:, 0]),
        **{name: part.sum(axis=1) for name, part in parts.items()},
    }
    return StructuralChange(
        method,
        label({"place": places}, _blank(total, worst), worst),
        label({"place": places, "industry": names}, _blank(parts, finding), finding),
    )


def _ratio(above: Floats, below: Floats) -> Floats:
    """Quotient, 0 where there is nothing below."""
    return np.divide(above, below, out=np.zeros(np.broadcast(above, below).shape), where=below > 0)


def _blank(parts: dict[str, Floats], finding: Codes) -> dict[str, Floats]:
    """NaN wherever a finding says that the parts are not defined."""
    return {name: np.where(finding != "", np.nan, part) for name, part in parts.items()}
