"""One made-up programme from its first month to its last, and what its office knew on the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Trouble:
    """What befalls a programme of M months, beside what all have.

    Attributes
    ----------
    starts
        (M,) factor on the rate of starts in each month; 0 is a stop.
    exits
        (M,) factor on the monthly chance of leaving.
    checks
        (M,) factor on the monthly chance of being verified; 0: nobody looks at the evidence.
    lag
        (L,) shares of starts that come on record so many months late, adding up to 1.
    """

    starts: NDArray[np.float64]
    exits: NDArray[np.float64]
    checks: NDArray[np.float64]
    lag: NDArray[np.float64]

    @classmethod
    def none(cls, months: int) -> Trouble:
        """A programme that nothing befalls."""
        return cls(np.ones(months), np.ones(months), np.ones(months), np.ones(1))


@dataclass(frozen=True, slots=True, eq=False)
class ProgrammeRun:
    """A finished programme, with the moment at which a forecast is asked for.

    Attributes
    ----------
    first
        Number of its first month (months since the year 0).
    entered
        (M,) starts that came on record in each month.
    moved, left
        (M, M) [month of entry, months since]: verified; left unverified.
    asked_after
        How many months are on record when the forecast is asked for.
    target
        Verified results that it must have at its end.
    """

    first: int
    entered: NDArray[np.int64]
    moved: NDArray[np.int64]
    left: NDArray[np.int64]
    asked_after: int
    target: int

    @property
    def months(self) -> int:
        """Its length."""
        return self.entered.size

    @property
    def outcome(self) -> int:
        """Verified results at its end."""
        return int(self.moved.sum())

    def known(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """entered (T,), moved (T, T) and left (T, T), as on record when the forecast is asked for."""
        months = self.asked_after
        watched = np.add.outer(np.arange(months), np.arange(months)) < months
        return (
            self.entered[:months],
            np.where(watched, self.moved[:months, :months], 0),
            np.where(watched, self.left[:months, :months], 0),
        )


@dataclass(frozen=True, slots=True)
class Traits:
    """What makes one programme unlike another; all ranges are assumptions, none is published.

    ``rate`` starts a month when in full swing; ``ramp`` months until half of it; ``season`` amplitude of the
    year; ``peak`` month of the most starts; ``noise`` shape of the months' gamma noise; ``drift`` standard
    deviation of the log level in a year; ``exit`` monthly chance to leave; ``wait`` months after which
    verification is likely, ``check`` its monthly chance then; ``never`` share without evidence for ever.
    """

    months: int
    first: int
    rate: float
    ramp: float
    season: float
    peak: int
    noise: float
    drift: float
    exit: float
    wait: float
    check: float
    never: float


def draw_traits(rng: np.random.Generator) -> Traits:
    """A programme of three to seven years."""
    return Traits(
        months=int(rng.integers(36, 85)),
        first=2020 * 12 + int(rng.integers(12)),
        rate=float(rng.lognormal(np.log(25), 0.7)),
        ramp=float(rng.uniform(0, 9)),
        season=float(rng.uniform(0, 0.8)),
        peak=int(rng.integers(12)),
        noise=float(rng.lognormal(np.log(8), 0.6)),
        drift=float(rng.uniform(0.05, 0.35)),
        exit=float(rng.uniform(0.005, 0.04)),
        wait=float(rng.uniform(0, 5)),
        check=float(rng.uniform(0.15, 0.5)),
        never=float(rng.uniform(0.02, 0.15)),
    )


def run_programme(traits: Traits, trouble: Trouble, rng: np.random.Generator) -> ProgrammeRun:
    """Play a programme month by month.

    1. Starts are Poisson with rate = full swing x ramp x season x wandering level x gamma noise x trouble.
    2. They come on record late by the lags of the trouble.
    3. Each month some of those on record are verified (a chance that rises with the months since entry) and
       some of the others leave; some can never be verified.
    4. The target was set beforehand: what a planner expects without trouble, off by a log-normal factor.
    """
    months = traits.months
    at = np.arange(months)
    ramp = 1 / (1 + np.exp(-(at - traits.ramp) / 2.0))
    season = np.exp(traits.season * np.cos(2 * np.pi * (traits.first + at - traits.peak) / 12))
    level = np.exp(np.cumsum(rng.normal(0, traits.drift / np.sqrt(12), months)))
    noise = rng.gamma(traits.noise, 1 / traits.noise, months)
    planned = traits.rate * ramp * season / season[:12].mean()
    starts = rng.poisson(planned * level * noise * trouble.starts)
    entered = _on_record(starts, trouble.lag, rng)
    provable = rng.binomial(entered, 1 - traits.never)
    check = _check_chances(traits)
    moved, left = np.zeros((2, months, months), np.int64)
    can, cannot = provable.copy(), entered - provable
    for month in range(months):
        here = np.arange(month + 1)
        age = month - here
        chance = 1 - (1 - check[age]) ** trouble.checks[month]
        leave = 1 - (1 - traits.exit) ** trouble.exits[month]
        done = rng.binomial(can[here], chance)
        gone = rng.binomial(can[here] - done, leave)
        lost = rng.binomial(cannot[here], leave)
        moved[here, age], left[here, age] = done, gone + lost
        can[here] -= done + gone
        cannot[here] -= lost
    return ProgrammeRun(
        first=traits.first,
        entered=entered,
        moved=moved,
        left=left,
        asked_after=int(np.clip(round(months * rng.uniform(0.3, 0.8)), 6, months - 3)),
        target=max(1, round(_planned_results(planned, traits) * float(rng.lognormal(-0.05, 0.25)))),
    )


def _check_chances(traits: Traits) -> NDArray[np.float64]:
    age = np.arange(traits.months)
    return np.asarray(traits.check / (1 + np.exp(-(age - traits.wait))), np.float64)


def _on_record(
    starts: NDArray[np.int64], lag: NDArray[np.float64], rng: np.random.Generator
) -> NDArray[np.int64]:
    late = rng.multinomial(starts, lag)
    entered = np.zeros(starts.size, np.int64)
    for months in range(lag.size):
        entered[months:] += late[: starts.size - months, months]
    return entered


def _planned_results(planned: NDArray[np.float64], traits: Traits) -> float:
    """Expected results of the plan, with the programme's own chances and without trouble."""
    check, stay, results = _check_chances(traits), 1.0, 0.0
    for age, chance in enumerate(check):
        results += stay * chance * float(planned[: planned.size - age].sum())
        stay *= (1 - chance) * (1 - traits.exit)
    return (1 - traits.never) * results
