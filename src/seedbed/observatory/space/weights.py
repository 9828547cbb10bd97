"""Who is whose neighbour: spatial weights."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array, issparse

from seedbed.messages import Refusal
from seedbed.observatory.grid import SHOWN, require_columns
from seedbed.observatory.vector import finite_vector

Floats: TypeAlias = NDArray[np.float64]
Metric: TypeAlias = Literal["great_circle", "euclidean"]

Neighbourhood: TypeAlias = "Weights | Mapping[str, Sequence[str]] | ArrayLike | csr_array"
"""What a statistic takes for weights; :func:`read_weights` says how it is read."""

EARTH_RADIUS_KM = 6371.0088
"""Mean radius of the earth (IUGG 1980)."""

_BLOCK = 2_000_000
"""Distances that are held at once."""


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """Spatial weights ``w_ij >= 0`` between places, nobody its own neighbour.

    Parameters
    ----------
    places
        (n,) ids; values given as a plain list are in this order.
    matrix
        (n, n) csr array, zero diagonal, no stored zeros, columns in rising order.
    """

    places: tuple[str, ...]
    matrix: csr_array

    @property
    def neighbours(self) -> NDArray[np.int64]:
        """(n,) how many neighbours each place has."""
        counts: NDArray[np.int64] = np.diff(self.matrix.indptr).astype(np.int64)
        return counts

    @property
    def islands(self) -> tuple[str, ...]:
        """Places without neighbours."""
        return tuple(self.places[at] for at in np.flatnonzero(self.neighbours == 0))

    def row_standardised(self) -> csr_array:
        """The matrix with rows that add to 1; an island's row stays zero."""
        sums = self.matrix.sum(axis=1)
        scale = np.divide(1.0, sums, out=np.zeros_like(sums), where=sums > 0)
        standard = self.matrix.copy()
        standard.data = standard.data * np.repeat(scale, self.neighbours)
        return standard


def weights_from_lists(
    neighbours: Mapping[str, Sequence[str]], weights: Mapping[str, Sequence[float]] | None = None
) -> Weights:
    """Weights from each place's list of neighbours, as given: not made symmetric.

    Parameters
    ----------
    neighbours
        Place to its neighbours; every neighbour is a key too. An empty list is an island.
    weights
        Place to the weights of its neighbours, in the same order; 1 where not given.

    Raises
    ------
    Refusal
        A neighbour is not a key, a place is its own neighbour or names one twice, or a weight is not
        above zero.

    >>> weights_from_lists({"a": ["b"], "b": ["a"], "c": []}).islands
    ('c',)
    """
    at = {place: row for row, place in enumerate(neighbours)}
    strange = sorted({name for names in neighbours.values() for name in names} - set(at))
    if strange:
        raise Refusal.because("observatory.unknown-neighbour", places=_shown(strange), count=len(strange))
    rows = np.repeat(np.arange(len(at)), [len(names) for names in neighbours.values()])
    columns = np.array([at[name] for names in neighbours.values() for name in names], dtype=np.int64)
    given = (
        np.ones(rows.size)
        if weights is None
        else np.array([w for place in neighbours for w in weights[place]], dtype=np.float64)
    )
    if given.size:
        given = finite_vector(given, "weights", positive=True, size=rows.size)
    return _weights(tuple(at), rows, columns, given)


def weights_from_pairs(pairs: pl.DataFrame, places: Sequence[str] | None = None) -> Weights:
    """Contiguity: both places of a row ``from, to`` are neighbours of each other, weight 1.

    Parameters
    ----------
    pairs
        ``from, to``; a pair may stand in either or both directions.
    places
        All places, islands included; else those that stand in a pair, in rising order.

    Raises
    ------
    Refusal
        A column is missing, an id is empty, a place is its own neighbour or stands not in ``places``.

    >>> weights_from_pairs(pl.DataFrame({"from": ["a", "b"], "to": ["b", "c"]})).neighbours.tolist()
    [1, 2, 1]
    """
    require_columns(pairs, "from", "to")
    table = pairs.select(pl.col("from", "to").cast(pl.String))
    for column in ("from", "to"):
        if table[column].null_count():
            raise Refusal.because("observatory.empty-id", column=column, count=table[column].null_count())
    both = pl.concat([table, table.select(pl.col("to").alias("from"), pl.col("from").alias("to"))])
    both = both.unique().sort("from", "to")
    named = both["from"].unique().sort().to_list()
    lists: dict[str, list[str]] = {place: [] for place in (named if places is None else places)}
    for place, neighbour in both.iter_rows():
        if place not in lists:
            raise Refusal.because("observatory.unknown-neighbour", places=place, count=1)
        lists[place].append(neighbour)
    return weights_from_lists(lists)


def weights_from_matrix(matrix: ArrayLike | csr_array, places: Sequence[str] | None = None) -> Weights:
    """Weights from a square matrix, row i for place i; ids are 1, 2, ... where none are given.

    Raises
    ------
    Refusal
        The matrix is not square, ids do not fit, a weight is negative, empty or infinite, or a place is
        its own neighbour.

    >>> weights_from_matrix([[0, 1], [2, 0]]).neighbours.tolist()
    [1, 1]
    """
    sparse = csr_array(matrix if issparse(matrix) else np.atleast_2d(np.asarray(matrix, dtype=np.float64)))
    n = sparse.shape[0]
    names = tuple(str(at + 1) for at in range(n)) if places is None else tuple(str(x) for x in places)
    if sparse.shape != (n, n) or len(names) != n:
        shape = " x ".join(str(size) for size in sparse.shape)
        raise Refusal.because("observatory.not-square", shape=shape, places=len(names))
    _refuse_twice(pl.Series(names, dtype=pl.String))
    entries = sparse.tocoo()
    values = entries.data.astype(np.float64)
    if values.size:
        finite_vector(values, "weights", least=0.0)
    rows, columns = entries.coords
    there = values != 0
    return _weights(names, rows[there], columns[there], values[there])


def read_weights(given: Neighbourhood) -> Weights:
    """Weights as they are; lists of neighbours as :func:`weights_from_lists`, a matrix as
    :func:`weights_from_matrix`.
    """
    if isinstance(given, Weights):
        return given
    if isinstance(given, Mapping):
        return weights_from_lists({str(place): [str(x) for x in near] for place, near in given.items()})
    return weights_from_matrix(given)


def nearest_neighbours(points: pl.DataFrame, k: int, metric: Metric = "great_circle") -> Weights:
    """The k nearest places of each, weight 1; of equally near ones those that stand first. Not symmetric.

    Parameters
    ----------
    points
        ``place, longitude, latitude`` in degrees (``great_circle``), or ``place, x, y`` (``euclidean``).
    k
        1 to n - 1.
    metric
        See above.

    Raises
    ------
    Refusal
        Columns or coordinates are missing or impossible, a place stands twice, or k does not fit.
    """
    places, where = _points(points, metric)
    n = len(places)
    if not 1 <= k <= n - 1:
        raise Refusal.because("observatory.neighbour-count", k=k, most=n - 1)
    found = []
    for first, squares in _squared_distances(where):
        rows = np.arange(first, first + squares.shape[0])
        squares[np.arange(rows.size), rows] = np.inf
        limit = np.partition(squares, k - 1, axis=1)[:, k - 1]
        near, column = np.nonzero(squares <= limit[:, None])
        order = np.lexsort((column, squares[near, column], near))
        rank = np.arange(near.size) - np.searchsorted(near, near)
        chosen = order[rank < k]
        found.append((near[chosen] + first, column[chosen]))
    row = np.concatenate([r for r, _ in found])
    return _weights(places, row, np.concatenate([c for _, c in found]), np.ones(row.size))


def distance_band(
    points: pl.DataFrame, threshold: float, metric: Metric = "great_circle", *, power: float = 0.0
) -> Weights:
    """All places within a distance, weight ``distance ** power``.

    Parameters
    ----------
    points
        As in :func:`nearest_neighbours`.
    threshold
        > 0: kilometres (``great_circle``) or the unit of x and y; the bound counts as within.
    metric
        See there.
    power
        0 gives weights of 1, -1 inverse distances, and so on.

    Raises
    ------
    Refusal
        As there; the threshold is not above zero, or two places share a point while ``power`` is negative.
    """
    places, where = _points(points, metric)
    if not (np.isfinite(threshold) and threshold > 0):
        raise Refusal.because("observatory.band-not-positive", threshold=float(threshold))
    found = []
    for first, squares in _squared_distances(where):
        distances = _distances(squares, metric)
        rows = np.arange(first, first + squares.shape[0])
        distances[np.arange(rows.size), rows] = np.inf
        near, column = np.nonzero(distances <= threshold * (1 + 1e-12))
        found.append((near + first, column, distances[near, column]))
    row, columns, distance = (np.concatenate(part) for part in zip(*found, strict=True))
    if power < 0 and (distance == 0).any():
        at = np.flatnonzero((distance == 0) & (row < columns))
        raise Refusal.because(
            "observatory.same-point",
            places=_shown([f"{places[row[one]]} x {places[columns[one]]}" for one in at]),
        )
    return _weights(places, row, columns, distance**power)


def aligned(values: pl.DataFrame | ArrayLike, weights: Weights) -> Floats:
    """Values (n,) in the order of the weights' places.

    A frame has columns ``place, value`` and exactly the places of the weights; a list is in their order.

    Raises
    ------
    Refusal
        A value is empty or infinite, a place is missing, unknown or named twice, or the number differs.
    """
    if not isinstance(values, pl.DataFrame):
        return finite_vector(values, "values", size=len(weights.places))
    require_columns(values, "place", "value")
    if not values["value"].dtype.is_numeric():
        raise Refusal.because("observatory.not-numbers", column="value", dtype=str(values["value"].dtype))
    ids = values["place"].cast(pl.String)
    _refuse_twice(ids)
    odd = sorted(set(ids.drop_nulls()) ^ set(weights.places))
    if odd or ids.null_count():
        raise Refusal.because("observatory.places-differ", places=_shown(odd) or "-", count=len(odd))
    at = dict(zip(ids, values["value"].cast(pl.Float64).fill_null(float("nan")), strict=True))
    return finite_vector([at[place] for place in weights.places], "values")


def _weights(
    places: tuple[str, ...], rows: NDArray[np.int64], columns: NDArray[np.int64], values: Floats
) -> Weights:
    own = rows == columns
    if own.any():
        names = [places[at] for at in np.unique(rows[own])]
        raise Refusal.because("observatory.own-neighbour", places=_shown(names), count=len(names))
    n = len(places)
    if np.unique(rows * n + columns).size < rows.size:
        raise Refusal.because("observatory.neighbour-twice")
    matrix = csr_array((values, (rows, columns)), shape=(n, n))
    matrix.sort_indices()
    return Weights(places, matrix)


def _points(points: pl.DataFrame, metric: Metric) -> tuple[tuple[str, ...], Floats]:
    """Ids and points: on the unit sphere (n, 3), or in the plane (n, 2)."""
    if metric not in ("great_circle", "euclidean"):
        raise ValueError(f"metric is great_circle or euclidean, not {metric}")
    first, second = ("longitude", "latitude") if metric == "great_circle" else ("x", "y")
    require_columns(points, "place", first, second)
    ids = points["place"].cast(pl.String)
    if ids.null_count():
        raise Refusal.because("observatory.empty-id", column="place", count=ids.null_count())
    _refuse_twice(ids)
    for column in (first, second):
        if not points[column].dtype.is_numeric():
            raise Refusal.because("observatory.not-numbers", column=column, dtype=str(points[column].dtype))
    a, b = (
        finite_vector(points[column].cast(pl.Float64).fill_null(float("nan")).to_numpy(), column)
        for column in (first, second)
    )
    if metric == "euclidean":
        return tuple(ids), np.column_stack([a, b])
    if (np.abs(a) > 180).any() or (np.abs(b) > 90).any():
        wrong = [ids[int(at)] for at in np.flatnonzero((np.abs(a) > 180) | (np.abs(b) > 90))]
        raise Refusal.because("observatory.bad-coordinates", places=_shown(wrong), count=len(wrong))
    longitude, latitude = np.radians(a), np.radians(b)
    flat = np.cos(latitude)
    return tuple(ids), np.column_stack([flat * np.cos(longitude), flat * np.sin(longitude), np.sin(latitude)])


def _squared_distances(where: Floats) -> Iterator[tuple[int, Floats]]:
    """Blocks of rows of the squared (chord) distances, with each block's first row."""
    n = where.shape[0]
    size = max(1, _BLOCK // n)
    for first in range(0, n, size):
        yield first, np.square(where[first : first + size, None, :] - where[None, :, :]).sum(axis=2)


def _distances(squares: Floats, metric: Metric) -> Floats:
    chords = np.sqrt(squares)
    if metric == "euclidean":
        return chords
    arcs: Floats = 2.0 * EARTH_RADIUS_KM * np.arcsin(np.minimum(chords / 2.0, 1.0))
    return arcs


def _refuse_twice(ids: pl.Series) -> None:
    twice = ids.filter(ids.is_duplicated()).unique().sort()
    if twice.len():
        raise Refusal.because(
            "observatory.place-twice", places=_shown(twice.cast(pl.String).to_list()), count=twice.len()
        )


def _shown(names: Sequence[str]) -> str:
    return "; ".join(names[:SHOWN])
