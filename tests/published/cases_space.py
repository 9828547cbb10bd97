"""Spatial statistics: the numbers of PySAL's tests, with libpysal's data (``inputs/``, BSD-3-Clause)."""

from __future__ import annotations

from functools import cache

import polars as pl

from published.case import Published
from published.pysal_inputs import map_of
from seedbed.observatory.space import (
    SpatialStatistic,
    Weights,
    distance_band,
    geary,
    getis_ord,
    hot_spots,
    moran,
    weights_from_pairs,
)

POINTS = pl.DataFrame({"place": list("abcdef"), "x": [10, 20, 40, 15, 30, 30], "y": [10, 10, 10, 20, 20, 30]})
SIX = [2, 3, 3.2, 5, 8, 7]


@cache
def _moran(name: str) -> SpatialStatistic:
    return moran(*map_of(name), permutations=0, alternative="greater")


@cache
def _geary(name: str) -> SpatialStatistic:
    return geary(*map_of(name), permutations=0, alternative="less")


def _lattice(side: int = 3) -> Weights:
    cells = [(row, column) for row in range(side) for column in range(side)]
    pairs = [(a, b) for a in cells for b in cells if abs(a[0] - b[0]) + abs(a[1] - b[1]) == 1]
    names = {cell: f"{cell[0]}{cell[1]}" for cell in cells}
    return weights_from_pairs(
        pl.DataFrame({"from": [names[a] for a, _ in pairs], "to": [names[b] for _, b in pairs]})
    )


@cache
def _nine() -> SpatialStatistic:
    return moran(range(1, 10), _lattice(), row_standardised=False, permutations=0)


@cache
def _six() -> Weights:
    return distance_band(POINTS, 15, "euclidean")


def _hot(*, with_itself: bool) -> float:
    return hot_spots(SIX, _six(), with_itself=with_itself)["value"][0]


def _general() -> SpatialStatistic:
    return getis_ord(SIX, _six(), permutations=0, alternative="greater")


_M, _G, _O = "esda/tests/test_moran.py", "esda/tests/test_geary.py", "esda/tests/test_getisord.py"
_ROWS = [
    ("moran-stl", "Moran's I", f"{_M}, homicides around St Louis", "0.24365582621771659", lambda: _moran("stl").value),
    ("moran-stl-p", "Moran's I, normal p, one-sided", f"{_M}, the same", "0.00013573931385468807", lambda: _moran("stl").p_normal),
    ("moran-sids", "Moran's I", f"{_M}, SIDS 1974", "0.24772519320480135", lambda: _moran("sids").value),
    ("moran-sids-p", "Moran's I, normal p, one-sided", f"{_M}, the same", "5.7916539074498452e-05", lambda: _moran("sids").p_normal),
    ("moran-lattice-random", "Moran's I, variance under randomisation", f"{_M}, 3 x 3 lattice", "0.0596875", lambda: _nine().variance_randomisation),
    ("moran-lattice-normal", "Moran's I, variance under normality", f"{_M}, 3 x 3 lattice", "0.053125", lambda: _nine().variance_normal),
    ("geary-book", "Geary's C", f"{_G} (2020), 4 x 4 lattice", "0.33301083591331254", lambda: _geary("book").value),
    ("geary-book-variance", "Geary's C, variance under normality", f"{_G} (2020), the same", "0.031805300245097874", lambda: _geary("book").variance_normal),
    ("geary-book-z", "Geary's C, normal z", f"{_G} (2020), the same", "-3.7399778367629564", lambda: _geary("book").z_normal),
    ("geary-book-p", "Geary's C, normal p, one-sided", f"{_G} (2020), the same", "9.2018240680169505e-05", lambda: _geary("book").p_normal),
    ("geary-book-random", "Geary's C, variance under randomisation", f"{_G} (2020), the same", "0.033411917666958356", lambda: _geary("book").variance_randomisation),
    ("geary-book-random-z", "Geary's C, randomisation z", f"{_G} (2020), the same", "-3.6489513837253944", lambda: _geary("book").z_randomisation),
    ("geary-book-random-p", "Geary's C, randomisation p, one-sided", f"{_G} (2020), the same", "0.00013165646189214729", lambda: _geary("book").p_randomisation),
    ("geary-columbus", "Geary's C", f"{_G}, crime in Columbus", "0.5154408058652411", lambda: _geary("columbus").value),
    ("geary-columbus-variance", "Geary's C, variance under normality", f"{_G}, the same", "0.011403109626468939", lambda: _geary("columbus").variance_normal),
    ("geary-columbus-z", "Geary's C, normal z", f"{_G}, the same", "-4.5376938201608", lambda: _geary("columbus").z_normal),
    ("geary-columbus-p", "Geary's C, normal p, one-sided", f"{_G}, the same", "2.8436375936967054e-06", lambda: _geary("columbus").p_normal),
    ("geary-columbus-random", "Geary's C, variance under randomisation", f"{_G}, the same", "0.010848882767131886", lambda: _geary("columbus").variance_randomisation),
    ("geary-columbus-random-z", "Geary's C, randomisation z", f"{_G}, the same", "-4.652156651668989", lambda: _geary("columbus").z_randomisation),
    ("geary-columbus-random-p", "Geary's C, randomisation p, one-sided", f"{_G}, the same", "1.6424069196305004e-06", lambda: _geary("columbus").p_randomisation),
    ("getis-ord-g", "Getis and Ord's general G", f"{_O}, six points", "0.55709779", lambda: _general().value),
    ("getis-ord-g-p", "Getis and Ord's general G, p, one-sided", f"{_O}, six points", "0.172936", lambda: _general().p_randomisation),
    ("getis-ord-gi", "Getis and Ord's Gi, z of the first point", f"{_O}, binary", "-1.0136729", lambda: _hot(with_itself=False)),
    ("getis-ord-gi-star", "Getis and Ord's Gi*, z of the first point", f"{_O}, binary", "-1.39727626", lambda: _hot(with_itself=True)),
]  # fmt: skip

CASES: list[Published] = [
    Published(key, measure, "PySAL esda 2.8", where, "-", expected, got)
    for key, measure, where, expected, got in _ROWS
]
