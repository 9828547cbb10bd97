"""What a target asks for so far: the path from the baseline through the targets on the way."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np


def expected_by(year: int, points: Iterable[tuple[int, float]]) -> float | None:
    """The value that the path asks for at the end of a year.

    1. The points are the baseline (its year) and every target in force for the same thing.
    2. Between two points the path is a straight line; interim targets bend it.
    3. Before the first and after the last point nothing is expected: null, not a guess.

    Parameters
    ----------
    year
        Its last day.
    points
        (year, value) in any order; of two in one year the later one given holds.

    >>> expected_by(2023, [(2020, 60), (2026, 80)])
    70.0
    >>> expected_by(2022, [(2020, 0), (2023, 30), (2027, 600)]), expected_by(2019, [(2020, 0), (2027, 7)])
    (20.0, None)
    """
    path = dict(points)
    if not path or not min(path) <= year <= max(path):
        return None
    years = sorted(path)
    return float(np.interp(year, years, [path[known] for known in years]))
