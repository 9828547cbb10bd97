"""Peers of the forecast: what offices do by hand. They see the same record and share no line with Seedbed's."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats


class Outlook(NamedTuple):
    """A Student t distribution of the end: centre, scale, degrees of freedom."""

    centre: float
    scale: float
    freedom: int

    def at_least(self, target: int) -> float:
        """Probability of reaching a whole number (with the correction for continuity)."""
        return float(stats.t.sf((target - 0.5 - self.centre) / self.scale, self.freedom))

    def below(self, value: float) -> float:
        """Probability of an end below a value."""
        return float(stats.t.cdf((value - self.centre) / self.scale, self.freedom))

    def interval(self, level: float) -> tuple[float, float]:
        """The middle interval that is to hold the end with a probability."""
        half = self.scale * float(stats.t.ppf((1 + level) / 2, self.freedom))
        return self.centre - half, self.centre + half


def straight_line(verified: NDArray[np.int64], ahead: int) -> Outlook:
    """Least squares through the cumulated results, drawn on, with the prediction interval of its residuals.

    Parameters
    ----------
    verified
        (T,) verified results by month, T >= 3.
    ahead
        Months to the end.
    """
    total = np.cumsum(verified).astype(np.float64)
    month = np.arange(total.size, dtype=np.float64)
    slope, start = np.polyfit(month, total, 1)
    residual = total - (start + slope * month)
    spread = float(np.sqrt((residual**2).sum() / (total.size - 2)))
    end = month[-1] + ahead
    away = (end - month.mean()) ** 2 / ((month - month.mean()) ** 2).sum()
    scale = spread * float(np.sqrt(1 + 1 / total.size + away))
    return Outlook(float(start + slope * end), max(scale, 1e-6), total.size - 2)


def run_rate(verified: NDArray[np.int64], ahead: int) -> Outlook:
    """The mean month so far goes on; months differ independently, by the spread seen so far.

    A stronger peer than the line: it begins at what is reached, and its spread grows with the time ahead.
    """
    months = verified.size
    mean, spread = float(verified.mean()), float(verified.std(ddof=1))
    scale = spread * float(np.sqrt(ahead + ahead**2 / months))
    return Outlook(float(verified.sum()) + mean * ahead, max(scale, 1e-6), months - 1)
