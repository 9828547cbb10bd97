"""How a region grew: with the nation, by its mix of industries, or by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from seedbed.messages import Refusal
from seedbed.observatory.change.paired import Codes, Floats, first_code, industries_of, label, paired_grids

Method: TypeAlias = Literal["dunn", "esteban_marquillas", "gerfin"]

BASE_HAS_NONE = "observatory.base-has-none"
NO_START = "observatory.no-start"
NO_GROWTH_FACTOR = "observatory.no-growth-factor"
BASE_VANISHED = "observatory.base-vanished"


@dataclass(frozen=True, slots=True, eq=False)
class ShiftShare:
    """The parts of each place's growth; :func:`shift_share` defines the columns.

    Parameters
    ----------
    method
        ``dunn``, ``esteban_marquillas`` or ``gerfin``.
    total
        One row per place.
    by_industry
        One row per place and industry.
    """

    method: str
    total: pl.DataFrame
    by_industry: pl.DataFrame


def shift_share(
    start: pl.DataFrame | ArrayLike,
    end: pl.DataFrame | ArrayLike,
    base_start: pl.DataFrame | ArrayLike,
    base_end: pl.DataFrame | ArrayLike,
    method: Method = "dunn",
    *,
    industries: Sequence[str] | None = None,
) -> ShiftShare:
    """Split the growth of places by what the base (the nation) did.

    With ``r, r'`` the place's values by industry at both times, ``n, n'`` the base's, and capitals for
    their sums:

    - ``growth = r' - r``, ``national = r (N'/N - 1)``, ``mix = r (n'/n - N'/N)``;
    - Dunn (1960): ``regional = r' - r n'/n``; ``growth = national + mix + regional``;
    - Esteban-Marquillas (1972): with the homothetic value ``h = R n/N``, ``regional = h (r'/r - n'/n)``
      and ``allocation = (r - h)(r'/r - n'/n)``; ``growth = national + mix + regional + allocation``;
    - Gerfin (1964), factors instead of sums: ``mix = (sum r n'/n / R) / (N'/N)``,
      ``regional = R' / sum r n'/n``; ``growth = R'/R = national * mix * regional`` with
      ``national = N'/N``.

    ``net_shift`` is ``growth - national`` (Gerfin: ``growth / national``). An industry that the place did
    not have at first has no growth rate, but its Dunn parts are exact (all of it is regional); where a part
    is not defined it is null, so is every sum that needs it, and ``finding`` says why. Farhauer and Kroell
    (2013) use the same terms.

    Parameters
    ----------
    start, end
        Frames ``place, industry, value`` (>= 0; a pair not named is zero), or one place's values by
        industry.
    base_start, base_end
        Frames ``industry, value`` (with ``place``: summed over places), or values by industry.
    method
        See above.
    industries
        Names for values given as plain lists.

    Raises
    ------
    Refusal
        A table is not fit to be measured, lists differ in length, or the base is zero at the start (or,
        for Gerfin, at the end).

    >>> parts = shift_share([90, 20, 10, 60], [100, 40, 10, 55], [400, 150, 150, 400], [440, 210, 135, 480])
    >>> parts.total.select("growth", "national", "mix", "regional").row(0)
    (25.0, 27.0, 1.0, -3.0)
    """
    if method not in ("dunn", "esteban_marquillas", "gerfin"):
        raise ValueError(f"method is dunn, esteban_marquillas or gerfin, not {method}")
    places, names, (r0, r1) = paired_grids([start, end], ("start", "end"), industries)
    base_names, (n0, n1) = industries_of([base_start, base_end], ("base_start", "base_end"), industries)
    names, (r0, r1), (n0, n1) = _same_industries(names, (r0, r1), base_names, (n0, n1))
    if n0.sum() <= 0 or (method == "gerfin" and n1.sum() <= 0):
        raise Refusal.because("observatory.base-empty")
    lacking = (r0 > 0) & (n0 == 0)
    if method == "gerfin":
        return _gerfin(places, names, (r0, r1), (n0, n1), lacking)
    carried = r0 * np.divide(n1 - n0, n0, out=np.zeros_like(n1), where=n0 > 0)
    growth, national = r1 - r0, r0 * (n1.sum() - n0.sum()) / n0.sum()
    parts = {
        "growth": growth,
        "national": national,
        "mix": np.where(lacking, np.nan, carried - national),
        "regional": np.where(lacking, np.nan, growth - carried),
    }
    finding = first_code((BASE_HAS_NONE, lacking))
    if method == "esteban_marquillas":
        appears = (r0 == 0) & (r1 > 0) & (n0 > 0)
        own = parts["regional"]
        like = r0.sum(axis=1, keepdims=True) * n0 / n0.sum()
        lead = np.divide(own, r0, out=np.zeros_like(own), where=r0 > 0)
        parts["regional"] = np.where(appears, np.nan, like * lead)
        parts["allocation"] = np.where(appears, np.nan, own - like * lead)
        finding = first_code((BASE_HAS_NONE, lacking), (NO_START, appears))
    parts["net_shift"] = growth - national
    return ShiftShare(
        method,
        label({"place": places}, {name: part.sum(axis=1) for name, part in parts.items()}, _worst(finding)),
        label({"place": places, "industry": names}, parts, finding),
    )


def _gerfin(
    places: list[str],
    names: list[str],
    place_values: tuple[Floats, Floats],
    base_values: tuple[Floats, Floats],
    lacking: NDArray[np.bool_],
) -> ShiftShare:
    (r0, r1), (n0, n1) = place_values, base_values
    overall = n1.sum() / n0.sum()
    expected = r0 * np.divide(n1, n0, out=np.zeros_like(n1), where=n0 > 0)
    finding = _undefined_factor(lacking, r0, expected)
    worst = _undefined_factor(np.asarray(lacking.any(axis=1)), r0.sum(axis=1), expected.sum(axis=1))
    return ShiftShare(
        "gerfin",
        label(
            {"place": places},
            _factors(r0.sum(axis=1), r1.sum(axis=1), expected.sum(axis=1), overall, worst),
            worst,
        ),
        label({"place": places, "industry": names}, _factors(r0, r1, expected, overall, finding), finding),
    )


def _undefined_factor(lacking: NDArray[np.bool_], r0: Floats, expected: Floats) -> Codes:
    """Why a growth factor has no value, "" where it has one."""
    return first_code(
        (BASE_HAS_NONE, lacking),
        (NO_GROWTH_FACTOR, np.equal(r0, 0)),
        (BASE_VANISHED, np.equal(expected, 0)),
    )


def _factors(r0: Floats, r1: Floats, expected: Floats, overall: float, finding: Codes) -> dict[str, Floats]:
    """Gerfin's factors, NaN where a finding says that they are not defined."""
    fine = finding == ""
    start, like = np.where(fine, r0, np.nan), np.where(fine, expected, np.nan)
    return {
        "growth": r1 / start,
        "national": np.full_like(r0, overall),
        "mix": like / start / overall,
        "regional": r1 / like,
        "net_shift": r1 / start / overall,
    }


def _worst(finding: Codes) -> Codes:
    """One code per place: the gravest that any of its industries carries."""
    return first_code(*((code, (finding == code).any(axis=1)) for code in (BASE_HAS_NONE, NO_START)))


def _same_industries(
    names: list[str], place_values: tuple[Floats, Floats], base_names: list[str], base: tuple[Floats, Floats]
) -> tuple[list[str], tuple[Floats, Floats], tuple[Floats, Floats]]:
    """Both over the union of industries; what one does not name is zero there."""
    union = sorted(set(names) | set(base_names)) if names != base_names else names
    at = {name: column for column, name in enumerate(union)}
    here, there = [at[name] for name in names], [at[name] for name in base_names]

    def spread(values: Floats, columns: list[int]) -> Floats:
        wide = np.zeros((*values.shape[:-1], len(union)))
        wide[..., columns] = values
        return wide

    return (
        union,
        (spread(place_values[0], here), spread(place_values[1], here)),
        (spread(base[0], there), spread(base[1], there)),
    )
