"""The present level of monthly starts, and how fast such levels move: a mixture of discounted gamma filters.

Source: Smith (1979) and Harvey and Fernandes (1989), power steady models for counts; West and Harrison (1997),
discount factors and their mixture by predictive likelihood; Gelman et al., Bayesian Data Analysis, 3rd ed.
(2013), ch. 2 (gamma-Poisson) and 13 (overdispersion).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import gammaln

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from seedbed.programme.forecast.prior import Prior

DISCOUNTS = (0.6, 0.75, 0.85, 0.92, 0.97)
"""What last month's knowledge is worth this month: from a level that moves fast to a steady one."""

NOISES = (1.5, 4.0, 10.0, 30.0, 200.0)
"""Shape of the gamma noise of single months: from very uneven months to nearly Poisson."""

UNEXPECTED = 0.005
"""A month without starts is a stop where a running programme would have one so rarely."""


@dataclass(frozen=True, slots=True, eq=False)
class Level:
    """What is known of the level at the end of the record: one gamma distribution for each setting.

    Attributes
    ----------
    weight, shape, rate, noise, discount
        (S,) posterior weight, gamma shape and rate of the level, shape of the months' noise, discount.
    running
        (T,) false in months that were a stop.
    """

    weight: NDArray[np.float64]
    shape: NDArray[np.float64]
    rate: NDArray[np.float64]
    noise: NDArray[np.float64]
    discount: NDArray[np.float64]
    running: NDArray[np.bool_]

    def spread_a_month(self) -> NDArray[np.float64]:
        """(S,) how far the logarithm of the level goes in a month, which makes a steady filter forget as it does."""
        mean = np.maximum(self.shape / self.rate, 1e-9)
        news = mean / (1 + mean / self.noise)
        return np.sqrt(np.log1p((1 - self.discount) ** 2 / (self.discount * np.maximum(news, 0.05))))


def follow_level(
    counts: NDArray[np.int64],
    factors: NDArray[np.float64],
    prior: Prior,
    expected: float,
    running: NDArray[np.bool_] | None = None,
) -> Level:
    """Filter the monthly starts with every pair of a discount and a noise at once.

    For each month, with gamma shape ``a`` and rate ``b``, season ``s`` and noise ``r``:

    1. Forget: ``a, b`` times the discount.
    2. Foretell: negative binomial with mean ``m = s a / b`` and the joint variance of level and noise. A zero
       that is less likely than :data:`UNEXPECTED` in the mixture is a stop: the month teaches nothing.
    3. Weigh the setting by the probability of the count.
    4. Learn: ``a += y / v``, ``b += s / v`` with ``v = 1 + m / r``, the count's variance over its mean.

    Parameters
    ----------
    counts, factors
        (T,) starts and seasons by month.
    expected
        Starts a month that are expected before anything is seen; it weighs half a start.
    running
        Already known months of a stop; ``None``: found on the way.
    """
    discount, noise = (grid.ravel() for grid in np.meshgrid(DISCOUNTS, NOISES, indexing="ij"))
    step = np.repeat(np.arange(len(DISCOUNTS)), len(NOISES))
    log_weight = prior.steadiness * step - 0.0
    shape = np.full(discount.size, 0.5)
    rate = np.full(discount.size, 0.5 / expected)
    runs = np.ones(counts.size, np.bool_)
    begun = False
    for at, (count, factor) in enumerate(zip(counts.tolist(), factors.tolist(), strict=True)):
        shape, rate = discount * shape, discount * rate
        mean = factor * shape / rate
        size = 1 / (1 / shape + 1 / noise + 1 / (shape * noise))
        chance = _log_negative_binomial(count, mean, size)
        if running is not None:
            runs[at] = running[at]
        elif count == 0 and begun:
            weight = np.exp(log_weight - log_weight.max())
            runs[at] = float(weight @ np.exp(chance)) / float(weight.sum()) >= UNEXPECTED
        if not runs[at]:
            shape, rate = shape / discount, rate / discount
            continue
        begun = begun or count > 0
        log_weight = log_weight + chance
        over = 1 + mean / noise
        shape, rate = shape + count / over, rate + factor / over
    weight = np.exp(log_weight - log_weight.max())
    return Level(weight / weight.sum(), shape, rate, noise, discount, runs)


def _log_negative_binomial(
    count: int, mean: NDArray[np.float64], size: NDArray[np.float64]
) -> NDArray[np.float64]:
    return np.asarray(
        gammaln(count + size)
        - gammaln(size)
        - gammaln(count + 1.0)
        + size * np.log(size / (size + mean))
        + count * np.log(mean / (size + mean)),
        np.float64,
    )
