"""Specialisation and similarity: inputs on which packages round, stop bare, or say nothing."""

from __future__ import annotations

import numpy as np
import polars as pl

from hostile.case import Hostile
from observatory.economies import table, wide
from seedbed.observatory.similarity import industry_cut_sensitivity, overlap, similarity
from seedbed.observatory.specialisation import (
    ellison_glaeser,
    herfindahl,
    hoover,
    krugman,
    litzenberger_sternberg,
    location_gini,
    location_quotient,
    per_head_quotient,
    specialisation_gini,
)

NEARLY_ONE = np.array([[99.6, 100.0], [100.0, 100.0]])
WITH_GAP = table([[1, 2], [3, 4]]).with_columns(pl.when(pl.col("value") != 3).then("value").alias("value"))
EMPTY_PLACE = table([[1, 2], [0, 0]])


def _base(*values: float, key: str = "industry") -> pl.DataFrame:
    return pl.DataFrame(
        {key: [f"{key[0]}{at:03d}" for at in range(len(values))], "value": [float(value) for value in values]}
    )


def _plants(*rows: tuple[str, str, float]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=["place", "industry", "value"], orient="row")


CASES = [
    Hostile(
        "location quotient",
        "a quotient just below 1 is rounded to 1",
        lambda: wide(location_quotient(table(NEARLY_ONE)))[0, 0],
        right=lambda got: got == (99.6 / 199.6) / (199.6 / 399.6) and got < 1,
    ),
    Hostile(
        "location quotient",
        "an empty value",
        lambda: location_quotient(WITH_GAP),
        refusal="observatory.empty-value",
    ),
    Hostile(
        "location quotient",
        "a negative value",
        lambda: location_quotient(table([[1, -2], [3, 4]])),
        refusal="observatory.negative-value",
    ),
    Hostile(
        "location quotient",
        "values are text",
        lambda: location_quotient(table([[1, 2]]).cast({"value": pl.String})),
        refusal="observatory.not-numbers",
    ),
    Hostile(
        "location quotient",
        "a place without anything",
        lambda: location_quotient(EMPTY_PLACE),
        finding="observatory.empty-unit",
    ),
    Hostile(
        "location quotient",
        "an industry that the base lacks",
        lambda: location_quotient(table([[1, 2]]), _base(5)),
        refusal="observatory.base-lacks",
    ),
    Hostile(
        "location quotient",
        "a region larger than its nation",
        lambda: location_quotient(table([[10, 2]]), _base(5, 100)),
        finding="observatory.exceeds-base",
    ),
    Hostile(
        "location quotient",
        "an industry of which there is nothing",
        lambda: location_quotient(table([[1, 0], [3, 0]])),
        finding="observatory.absent-from-base",
    ),
    Hostile(
        "per-head quotient",
        "a place without people",
        lambda: per_head_quotient(table([[1, 2], [3, 4]]), _base(0, 9, key="place")),
        finding="observatory.empty-unit",
    ),
    Hostile(
        "Krugman",
        "halved or not",
        lambda: krugman(table([[1, 0], [0, 7]]), against="others")["value"],
        right=lambda got: got.to_list() == [2.0, 2.0],
    ),
    Hostile(
        "Krugman",
        "nothing to compare with",
        lambda: krugman(table([[1, 2]]), against="others"),
        refusal="observatory.no-other-unit",
    ),
    Hostile(
        "Krugman",
        "an empty place among the others",
        lambda: krugman(table([[1, 1], [3, 1], [0, 0]]), against="others")["value"],
        right=lambda got: got.to_list() == [0.5, 0.5, None],
    ),
    Hostile(
        "Hoover",
        "all zero",
        lambda: hoover(table([[0, 0], [0, 0]])),
        refusal="observatory.nothing-at-all",
    ),
    Hostile(
        "Herfindahl",
        "a place without anything",
        lambda: herfindahl(EMPTY_PLACE),
        finding="observatory.empty-unit",
    ),
    Hostile(
        "Herfindahl",
        "a key given twice",
        lambda: herfindahl(pl.concat([table([[1, 2]]), table([[1, 2]])])),
        refusal="observatory.key-twice",
    ),
    Hostile(
        "Gini of specialisation",
        "an industry that nobody has counts as inequality",
        lambda: specialisation_gini(table([[1, 1, 0], [1, 1, 0]]))["value"],
        right=lambda got: np.allclose(got, 0),
    ),
    Hostile(
        "Gini of location",
        "an infinite value",
        lambda: location_gini(table([[1, np.inf], [3, 4]])),
        refusal="observatory.infinite-value",
    ),
    Hostile(
        "Ellison-Glaeser",
        "a single plant",
        lambda: ellison_glaeser(_plants(("a", "x", 5), ("a", "y", 2), ("b", "y", 3))),
        finding="observatory.single-plant",
    ),
    Hostile(
        "Ellison-Glaeser",
        "a single place",
        lambda: ellison_glaeser(_plants(("a", "x", 5), ("a", "x", 2))),
        refusal="observatory.no-other-unit",
    ),
    Hostile(
        "cluster index",
        "jobs where there is no firm",
        lambda: litzenberger_sternberg(
            table([[1], [2]]), table([[1], [0]]), _base(1, 1, key="place"), _base(1, 1, key="place")
        ),
        finding="observatory.jobs-without-firms",
    ),
    Hostile(
        "cluster index",
        "an area of zero",
        lambda: litzenberger_sternberg(
            table([[1], [2]]), table([[1], [3]]), _base(1, 0, key="place"), _base(1, 1, key="place")
        ),
        refusal="observatory.not-positive",
    ),
    Hostile(
        "similarity",
        "a place without anything",
        lambda: similarity(EMPTY_PLACE),
        finding="observatory.empty-unit",
    ),
    Hostile(
        "similarity",
        "the same structure at another size",
        lambda: similarity(table([[1, 2, 4], [1e6, 2e6, 4e6]]), "krugman")["value"],
        right=lambda got: np.allclose(got, 0),
    ),
    Hostile(
        "similarity",
        "an unknown kind",
        lambda: similarity(table([[1, 2], [3, 4]]), "cosine"),  # type: ignore[arg-type]
        refusal="observatory.unknown-kind",
    ),
    Hostile(
        "overlap",
        "equal shares fall below 1 by rounding",
        lambda: overlap(table(np.outer([0.1, 0.7, 1e7], [1 / 3, 0.1, 0.7])))["value"],
        right=lambda got: set(got) == {3},
    ),
    Hostile(
        "overlap",
        "a place without advantages",
        lambda: overlap(EMPTY_PLACE, advantages="given"),
        finding="observatory.no-advantage",
    ),
    Hostile(
        "industry cut",
        "an industry without a parent",
        lambda: industry_cut_sensitivity(
            table([[1, 2], [3, 4]]), pl.DataFrame({"industry": ["i000"], "section": ["A"]}), similarity
        ),
        refusal="observatory.no-parent",
    ),
]
