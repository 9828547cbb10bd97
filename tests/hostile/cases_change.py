"""Shift-share, transformation against upgrade and LMDI where an industry, a factor or the base fails."""

from __future__ import annotations

import math

import numpy as np
import polars as pl

from hostile.case import Hostile
from seedbed.observatory.change import (
    Decomposition,
    ShiftShare,
    StructuralChange,
    between_within,
    lmdi,
    shift_share,
)

NATION = ([400, 150, 150, 400], [440, 210, 135, 480])
BASE_START = pl.DataFrame({"industry": ["farm", "chips"], "value": [50.0, 0.0]})
BASE_END = pl.DataFrame({"industry": ["farm", "chips"], "value": [40.0, 90.0]})


def _long(*rows: tuple[str, str, float | None]) -> pl.DataFrame:
    schema = {"place": pl.String, "industry": pl.String, "value": pl.Float64}
    return pl.DataFrame(list(rows), schema=schema, orient="row")


NANCHUAN = _long(("Nanchuan", "farm", 10), ("Nanchuan", "chips", 2))


def _new_industry_is_regional(result: ShiftShare) -> bool:
    row = result.by_industry.row(1, named=True)
    sums = result.total.row(0, named=True)
    return (row["national"], row["mix"], row["regional"]) == (0.0, 0.0, 12.0) and math.isclose(
        sums["national"] + sums["mix"] + sums["regional"], sums["growth"]
    )


def _adds_up(result: Decomposition) -> bool:
    return math.isclose(
        result.effects["value"].sum(), result.change, abs_tol=1e-12 * max(result.start, result.end)
    )


def _entry_is_between(result: StructuralChange) -> bool:
    entered = result.by_industry.row(1, named=True)
    return entered["within"] == 0 and math.isclose(entered["between"], 0.5 * 30 / 5)


_UNIT = {"v": [3.0], "w": [5.0]}

CASES: list[Hostile] = [
    Hostile(
        "shift-share", "an industry that is new in the region (REAT: NaN)",
        lambda: shift_share([90, 0, 10, 60], [100, 12, 10, 55], *NATION), right=_new_industry_is_regional,
    ),
    Hostile(
        "shift-share", "an industry that the base does not have",
        lambda: shift_share(NANCHUAN, NANCHUAN, BASE_START, BASE_END).total, finding="observatory.base-has-none",
    ),
    Hostile(
        "shift-share", "a base of zeros",
        lambda: shift_share([1, 2], [2, 3], [0, 0], [1, 1]), refusal="observatory.base-empty",
    ),
    Hostile(
        "shift-share", "an empty value in a list",
        lambda: shift_share([1, None], [2, 3], [4, 4], [5, 5]), refusal="observatory.not-finite",
    ),
    Hostile(
        "shift-share", "an empty value in a frame",
        lambda: shift_share(_long(("a", "farm", None)), NANCHUAN, BASE_START, BASE_END),
        refusal="observatory.empty-value",
    ),
    Hostile(
        "shift-share", "a negative value",
        lambda: shift_share([1, -2], [2, 3], [4, 4], [5, 5]), refusal="observatory.too-small",
    ),
    Hostile(
        "shift-share", "a key that stands twice",
        lambda: shift_share(pl.concat([NANCHUAN, NANCHUAN]), NANCHUAN, BASE_START, BASE_END),
        refusal="observatory.key-twice",
    ),
    Hostile(
        "shift-share", "lists of different lengths",
        lambda: shift_share([1, 2], [2, 3, 4], [4, 4], [5, 5]), refusal="observatory.other-length",
    ),
    Hostile(
        "shift-share (Esteban-Marquillas)", "an industry that is new in the region",
        lambda: shift_share([90, 0, 10, 60], [100, 12, 10, 55], *NATION, method="esteban_marquillas").total,
        finding="observatory.no-start",
    ),
    Hostile(
        "shift-share (Gerfin)", "a region that starts at zero",
        lambda: shift_share([0, 0, 0, 0], [1, 2, 3, 4], *NATION, method="gerfin").total,
        finding="observatory.no-growth-factor",
    ),
    Hostile(
        "shift-share (Gerfin)", "an industry that vanishes from the base",
        lambda: shift_share([5, 5], [5, 5], [10, 10], [0, 10], method="gerfin").by_industry,
        finding="observatory.base-vanished",
    ),
    Hostile(
        "between and within", "output without labour",
        lambda: between_within([10, 5], [10, 5], [2, 0], [2, 1]).total, finding="observatory.output-without-labour",
    ),
    Hostile(
        "between and within", "nobody works",
        lambda: between_within([10, 5], [10, 5], [2, 1], [0, 0]).total, finding="observatory.no-labour",
    ),
    Hostile(
        "between and within", "an industry that enters",
        lambda: between_within([10, 0], [10, 30], [5, 0], [5, 5]), right=_entry_is_between,
    ),
    Hostile(
        "LMDI", "effects that cancel (PyLMDI: 0)",
        lambda: lmdi([[100.0, 1.0]], [[110.0, 1 / 1.1]]),
        right=lambda got: np.allclose(got.effects["value"], [9.531017980432486, -9.531017980432486], atol=1e-12),
    ),
    Hostile(
        "LMDI", "a zero at the start (PyLMDI: NaN)",
        lambda: lmdi([[0.0, 5.0]], [[4.0, 6.0]]), right=lambda got: got.effects["value"].to_list() == [24.0, 0.0],
    ),
    Hostile(
        "LMDI", "a sector that loses two factors at once (the usual limits count it twice)",
        lambda: lmdi([[2.0, 3.0, 4.0]], [[0.0, 0.0, 5.0]]), right=_adds_up,
    ),
    Hostile(
        "LMDI", "an intensity without activity (0 / 0)",
        lambda: lmdi({"activity": [0.0, 1.0], "intensity": [float("nan"), 2.0]}, {"activity": [3.0, 1.0], "intensity": [2.0, 2.0]}),
        finding="observatory.factor-kept",
    ),
    Hostile(
        "LMDI", "an empty factor that is needed",
        lambda: lmdi({"v": [None], "w": [2.0]}, _UNIT), refusal="observatory.factor-empty",
    ),
    Hostile("LMDI", "a negative factor", lambda: lmdi({"v": [-1.0], "w": [2.0]}, _UNIT), refusal="observatory.negative-value"),
    Hostile("LMDI", "an infinite factor", lambda: lmdi({"v": [math.inf], "w": [2.0]}, _UNIT), refusal="observatory.infinite-value"),
    Hostile(
        "LMDI", "a sector at one time only",
        lambda: lmdi(pl.DataFrame({"sector": ["a"], "v": [1.0]}), pl.DataFrame({"sector": ["b"], "v": [1.0]})),
        refusal="observatory.sectors-differ",
    ),
    Hostile(
        "LMDI", "sectors in another order",
        lambda: lmdi(pl.DataFrame({"sector": ["a", "b"], "v": [1.0, 8.0]}), pl.DataFrame({"sector": ["b", "a"], "v": [8.0, 2.0]})),
        right=lambda got: np.allclose(got.by_sector["value"], [1.0, 0.0]),
    ),
    Hostile(
        "LMDI", "a product that underflows",
        lambda: lmdi([[1e-200, 1e-200]], [[1.0, 1.0]]), refusal="observatory.product-out-of-range",
    ),
    Hostile(
        "LMDI", "values that differ in the last digits",
        lambda: lmdi([[1.0, 7.0]], [[1.0 + 2**-50, 7.0]]),
        right=lambda got: math.isclose(got.effects["value"][0], 7 * 2**-50, rel_tol=1e-9),
    ),
    Hostile(
        "LMDI (multiplicative)", "a total of zero at the start",
        lambda: lmdi([[0.0, 5.0]], [[4.0, 6.0]], kind="multiplicative"), refusal="observatory.no-total-ratio",
    ),
]  # fmt: skip
