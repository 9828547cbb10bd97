"""Spatial statistics on empty, constant and unlinked maps, where a NaN must never be significant."""

from __future__ import annotations

import numpy as np
import polars as pl

from hostile.case import Hostile
from seedbed.observatory.space import (
    distance_band,
    geary,
    getis_ord,
    hot_spots,
    local_moran,
    moran,
    nearest_neighbours,
    spatial_gini,
    weights_from_lists,
    weights_from_pairs,
)

NAMES = [f"p{at}" for at in range(8)]
RING = weights_from_lists({name: [NAMES[at - 1], NAMES[(at + 1) % 8]] for at, name in enumerate(NAMES)})
ALL = weights_from_lists({name: [other for other in NAMES if other != name] for name in NAMES})
NOBODY = weights_from_lists({name: [] for name in NAMES})
WITH_ISLAND = weights_from_lists(
    {
        **{n: [NAMES[at - 1], NAMES[(at + 1) % 7]] for at, n in enumerate(NAMES[:7])},
        "p0": ["p6", "p1"],
        "p7": [],
    }
)
Y = np.array([1.0, 2.0, 4.0, 3.0, 7.0, 6.0, 9.0, 8.0])
HOLED = np.where(np.arange(8) == 3, np.nan, Y)
ALIKE = np.full(8, 0.3)
ROUNDED = np.array([0.3, 0.1 + 0.2] * 4)
POINTS = pl.DataFrame(
    {
        "place": NAMES[:4],
        "longitude": [106.55, 106.55, 104.07, 105.4],
        "latitude": [29.56, 29.56, 30.67, 28.9],
    }
)


def _frame(values: np.ndarray) -> pl.DataFrame:
    return pl.DataFrame({"place": NAMES, "value": values})


def _row_standardised_scores(_: object) -> bool:
    # One weight scale cancels out of the score: esda 2.8 gives -0.62 where -1.01 is right.
    plain = hot_spots(Y, RING, with_itself=False)["value"]
    standard = hot_spots(Y, RING, with_itself=False, row_standardised=True)["value"]
    return np.allclose(plain, standard, rtol=1e-12)


def _every_order_is_as_extreme(result: object) -> bool:
    # With all places linked every order gives the same I, up to rounding: p must be 1, not 0.01.
    return result.p_permutation == 1.0  # type: ignore[attr-defined]


CASES: list[Hostile] = [
    Hostile("Moran's I", "one empty value (esda: p = 0.01)", lambda: moran(HOLED, RING), refusal="observatory.not-finite"),
    Hostile("Moran's I", "one empty value in a frame", lambda: moran(_frame(HOLED), RING), refusal="observatory.not-finite"),
    Hostile("Moran's I", "constant values (esda: p = 0.01)", lambda: moran(ALIKE, RING), refusal="observatory.constant-values"),
    Hostile("Moran's I", "constant but for rounding", lambda: moran(ROUNDED, RING), refusal="observatory.constant-values"),
    Hostile("Moran's I", "an island", lambda: moran(Y, WITH_ISLAND), finding="observatory.islands"),
    Hostile("Moran's I", "nobody has a neighbour", lambda: moran(Y, NOBODY), refusal="observatory.no-neighbours"),
    Hostile("Moran's I", "everybody is everybody's neighbour: no z", lambda: moran(Y, ALL), finding="observatory.no-variance"),
    Hostile("Moran's I", "everybody is everybody's neighbour: p", lambda: moran(Y / 7, ALL), right=_every_order_is_as_extreme),
    Hostile("Moran's I", "a place too many", lambda: moran(pl.concat([_frame(Y), pl.DataFrame({"place": ["q"], "value": [1.0]})]), RING), refusal="observatory.places-differ"),
    Hostile("Moran's I", "a place twice", lambda: moran(pl.concat([_frame(Y), _frame(Y)]), RING), refusal="observatory.place-twice"),
    Hostile("Moran's I", "places in another order", lambda: moran(_frame(Y).reverse(), RING), right=lambda got: got == moran(Y, RING)),
    Hostile("Moran's I", "three places", lambda: moran([1, 2, 3], weights_from_lists({"a": ["b"], "b": ["a"], "c": ["b"]})), refusal="observatory.too-few"),
    Hostile("local Moran", "one empty value", lambda: local_moran(HOLED, RING), refusal="observatory.not-finite"),
    Hostile("local Moran", "constant values", lambda: local_moran(ALIKE, RING), refusal="observatory.constant-values"),
    Hostile("local Moran", "an island", lambda: local_moran(Y, WITH_ISLAND), finding="observatory.island"),
    Hostile("hot spots", "row-standardised weights (esda: other scores)", lambda: None, right=_row_standardised_scores),
    Hostile("hot spots", "an island", lambda: hot_spots(Y, WITH_ISLAND), finding="observatory.island"),
    Hostile("hot spots", "everybody near", lambda: hot_spots(Y, ALL), finding="observatory.everybody-near"),
    Hostile("hot spots", "all others alike", lambda: hot_spots([5, *[1.0] * 7], RING, with_itself=False), finding="observatory.others-alike"),
    Hostile("Geary's C", "constant values", lambda: geary(ALIKE, RING), refusal="observatory.constant-values"),
    Hostile("Geary's C", "an infinite value", lambda: geary([*Y[:7], np.inf], RING), refusal="observatory.not-finite"),
    Hostile("general G", "a negative value", lambda: getis_ord(-Y, RING), refusal="observatory.too-small"),
    Hostile("general G", "one value above zero", lambda: getis_ord([1.0, *[0.0] * 7], RING), refusal="observatory.one-positive"),
    Hostile("spatial Gini", "constant values", lambda: spatial_gini(ALIKE, RING), refusal="observatory.constant-values"),
    Hostile("spatial weights", "a neighbour that is no place", lambda: weights_from_lists({"a": ["b"]}), refusal="observatory.unknown-neighbour"),
    Hostile("spatial weights", "a place next to itself", lambda: weights_from_pairs(pl.DataFrame({"from": ["a"], "to": ["a"]})), refusal="observatory.own-neighbour"),
    Hostile("spatial weights", "a neighbour named twice", lambda: weights_from_lists({"a": ["b", "b"], "b": []}), refusal="observatory.neighbour-twice"),
    Hostile("nearest neighbours", "more than there are", lambda: nearest_neighbours(POINTS, 4), refusal="observatory.neighbour-count"),
    Hostile("nearest neighbours", "longitude and latitude exchanged", lambda: nearest_neighbours(POINTS.rename({"longitude": "latitude", "latitude": "longitude"}), 1), refusal="observatory.bad-coordinates"),
    Hostile("nearest neighbours", "two places on one point", lambda: nearest_neighbours(POINTS, 1), right=lambda got: got.matrix.toarray()[:2, :2].tolist() == [[0.0, 1.0], [1.0, 0.0]]),
    Hostile("distance band", "inverse distance on one point", lambda: distance_band(POINTS, 400, power=-1), refusal="observatory.same-point"),
    Hostile("distance band", "a distance of zero", lambda: distance_band(POINTS, 0), refusal="observatory.band-not-positive"),
]  # fmt: skip
