"""Spatial weights: lists, pairs, nearest places and distance bands."""

import numpy as np
import polars as pl
import pytest

from seedbed.messages import Refusal
from seedbed.observatory.space import (
    distance_band,
    moran,
    nearest_neighbours,
    weights_from_lists,
    weights_from_matrix,
    weights_from_pairs,
)

GENERATOR = np.random.default_rng(2)
CITIES = pl.DataFrame(
    {
        "place": ["Chongqing", "Chengdu", "Luzhou", "Guang'an"],
        "longitude": [106.55, 104.07, 105.44, 106.63],
        "latitude": [29.56, 30.67, 28.87, 30.46],
    }
)


def haversine(a, b):
    (x1, y1), (x2, y2) = np.radians(a), np.radians(b)
    s = np.sin((y2 - y1) / 2) ** 2 + np.cos(y1) * np.cos(y2) * np.sin((x2 - x1) / 2) ** 2
    return 2 * 6371.0088 * np.arcsin(np.sqrt(s))


def test_pairs_are_neighbours_of_each_other():
    pairs = pl.DataFrame({"from": ["b", "a", "c"], "to": ["a", "b", "b"]})
    weights = weights_from_pairs(pairs, places=["c", "b", "a", "d"])
    assert weights.matrix.toarray().tolist() == [[0, 1, 0, 0], [1, 0, 1, 0], [0, 1, 0, 0], [0, 0, 0, 0]]
    assert weights.islands == ("d",)
    with pytest.raises(Refusal):
        weights_from_pairs(pairs, places=["a", "b"])


def test_lists_are_taken_as_given():
    weights = weights_from_lists({"a": ["b", "c"], "b": [], "c": ["a"]}, {"a": [1, 3], "b": [], "c": [5]})
    assert weights.matrix.toarray().tolist() == [[0, 1, 3], [0, 0, 0], [5, 0, 0]]
    assert weights.row_standardised().toarray().tolist() == [[0, 0.25, 0.75], [0, 0, 0], [1, 0, 0]]


def test_lists_and_matrices_serve_as_weights():
    lists = {"a": ["b", "c"], "b": ["a"], "c": ["d"], "d": ["a", "b"]}
    matrix = weights_from_lists(lists).matrix
    y = [1.0, 5.0, 2.0, 8.0]
    assert (
        moran(y, lists)
        == moran(y, matrix)
        == moran(y, matrix.toarray())
        == moran(y, weights_from_lists(lists))
    )


@pytest.mark.parametrize(
    ("matrix", "code"),
    [
        ([[0, 1, 0], [1, 0, 1]], "not-square"),
        ([[0, -1], [1, 0]], "too-small"),
        ([[0, np.nan], [1, 0]], "not-finite"),
        ([[1, 1], [1, 0]], "own-neighbour"),
    ],
)
def test_refuses_a_matrix_that_is_no_weights(matrix, code):
    with pytest.raises(Refusal) as refused:
        weights_from_matrix(matrix)
    assert refused.value.findings[0].code == f"observatory.{code}"


@pytest.mark.parametrize("k", [1, 3, 8])
def test_nearest_places_of_random_points(k):
    points = GENERATOR.random((60, 2))
    frame = pl.DataFrame({"place": [f"p{at:02d}" for at in range(60)], "x": points[:, 0], "y": points[:, 1]})
    weights = nearest_neighbours(frame, k, "euclidean")
    distances = np.hypot(*(points[:, None] - points).transpose(2, 0, 1))
    np.fill_diagonal(distances, np.inf)
    expected = np.sort(np.argsort(distances, axis=1)[:, :k], axis=1)
    assert (weights.matrix.indices.reshape(60, k) == expected).all()


def test_of_equally_near_places_the_first_are_taken():
    frame = pl.DataFrame({"place": list("abcde"), "x": [0, 1, 0, -1, 0], "y": [0, 0, 1, 0, -1]})
    assert nearest_neighbours(frame, 2, "euclidean").matrix.toarray()[0].tolist() == [0, 1, 1, 0, 0]


def test_distances_follow_the_globe():
    places = CITIES.select("longitude", "latitude").rows()
    distances = np.array([[haversine(a, b) for b in places] for a in places])
    for threshold in (150, 250, 300):
        band = distance_band(CITIES, threshold).matrix.toarray()
        assert (band == ((distances <= threshold) & (distances > 0))).all()
    inverse = distance_band(CITIES, 1e5, power=-1).matrix.toarray()
    with np.errstate(divide="ignore"):
        np.testing.assert_allclose(inverse, np.where(distances > 0, 1 / distances, 0), rtol=1e-9)
    nearest = nearest_neighbours(CITIES, 1).matrix.toarray().argmax(axis=1)
    np.fill_diagonal(distances, np.inf)
    assert (nearest == distances.argmin(axis=1)).all()


def test_the_bound_counts_as_within():
    frame = pl.DataFrame({"place": list("ab"), "x": [0.0, 3.0], "y": [0.0, 4.0]})
    assert distance_band(frame, 5, "euclidean").matrix.nnz == 2


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        (CITIES.drop("latitude"), "no-column"),
        (CITIES.with_columns(latitude=pl.lit("30N")), "not-numbers"),
        (CITIES.with_columns(place=pl.lit("x")), "place-twice"),
        (CITIES.with_columns(place=pl.lit(None, dtype=pl.String)), "empty-id"),
        (CITIES.with_columns(latitude=pl.lit(None, dtype=pl.Float64)), "not-finite"),
    ],
)
def test_refuses_points_that_are_none(frame, code):
    with pytest.raises(Refusal) as refused:
        nearest_neighbours(frame, 1)
    assert refused.value.findings[0].code == f"observatory.{code}"
