"""What a forecast says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from seedbed.programme.forecast.months import month_name

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from seedbed.messages import Finding
    from seedbed.programme.forecast.goal import Goal

INTERVALS = (0.5, 0.8, 0.9)
QUANTILES = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
"""What the fan shows: the ends of the intervals, and the median."""

FAN_SCHEMA: dict[str, pl.DataType] = {
    "month": pl.String(),
    "actual": pl.Float64(),
    **{f"q{round(100 * one):02d}": pl.Float64() for one in QUANTILES},
}


@dataclass(frozen=True, slots=True, eq=False)
class Forecast:
    """Whether a target will be met, with how much is known.

    Attributes
    ----------
    goal
        What was asked.
    at
        Number of the last month on record.
    so_far
        What is reached: results, the share, or the last reported value; ``None`` where nothing is.
    numerator, denominator
        Of the share so far; ``None`` for a value.
    waiting
        How many wait for a verification that can count, in all stages.
    from_waiting, from_starts
        Mean number of results to come of those who wait, and of those who will start; ``None`` for a
        reported value.
    probability
        Of meeting the target; ``None`` where nothing can be said.
    samples
        (draws,) the value, or share, in the end; NaN where a share would be of nothing.
    paths
        (draws, points) the same at the end of each month of ``points``.
    points
        Numbers of months.
    history
        ``month, actual``: what was reached at the end of each month on record.
    required, actual
        The rate that is needed from now on, and that of the last twelve months: results a month (a share:
        share among those to come and of the last twelve months; a reported value: change a month).
    findings
        What a reader must know beside the number.
    """

    goal: Goal
    at: int
    so_far: float | None
    numerator: int | None
    denominator: int | None
    waiting: int | None
    from_waiting: float | None
    from_starts: float | None
    probability: float | None
    samples: NDArray[np.float64]
    paths: NDArray[np.float64]
    points: tuple[int, ...]
    history: pl.DataFrame
    required: float | None
    actual: float | None
    findings: tuple[Finding, ...]

    @property
    def probability_error(self) -> float | None:
        """Standard error of the probability that comes from the number of draws (Monte Carlo error)."""
        if self.probability is None:
            return None
        return float(np.sqrt(self.probability * (1 - self.probability) / self.samples.size))

    @property
    def median(self) -> float | None:
        """The value that is as likely to be passed as not."""
        return self.quantile(0.5)

    def quantile(self, level: float) -> float | None:
        """The value below which the outcome lies with probability ``level``."""
        known = self.samples[~np.isnan(self.samples)]
        return float(np.quantile(known, level)) if known.size else None

    def interval(self, level: float) -> tuple[float, float] | None:
        """The middle interval that holds the outcome with probability ``level``.

        Raises
        ------
        ValueError
            ``level`` is not between 0 and 1.
        """
        if not 0 < level < 1:
            raise ValueError("level lies between 0 and 1")
        low, high = self.quantile((1 - level) / 2), self.quantile((1 + level) / 2)
        return None if low is None or high is None else (low, high)

    def fan(self) -> pl.DataFrame:
        """``month, actual``, then a column for each of :data:`QUANTILES`; the last month on record begins the fan."""
        past = self.history.with_columns(
            pl.lit(None, pl.Float64).alias(name) for name in list(FAN_SCHEMA)[2:]
        )
        if past.height and self.points:
            last = past.height - 1
            past = past.with_row_index().with_columns(
                pl.when(pl.col("index") == last).then("actual").alias(name) for name in list(FAN_SCHEMA)[2:]
            ).drop("index")  # fmt: skip
        coming = [
            {"month": month_name(point), "actual": None, **self._quantiles(self.paths[:, at])}
            for at, point in enumerate(self.points)
        ]
        return pl.concat(
            [
                past.select(pl.col(name).cast(kind) for name, kind in FAN_SCHEMA.items()),
                pl.DataFrame(coming, schema=FAN_SCHEMA),
            ]
        )

    def _quantiles(self, values: NDArray[np.float64]) -> dict[str, float | None]:
        known = values[~np.isnan(values)]
        ends = np.quantile(known, QUANTILES).tolist() if known.size else [None] * len(QUANTILES)
        return dict(zip(list(FAN_SCHEMA)[2:], ends, strict=True))
