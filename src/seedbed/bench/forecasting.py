"""Forecasts of targets on made-up programmes whose end is known, beside a straight line and a run rate."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from seedbed.bench.bars import Bar, only_where
from seedbed.bench.straight_line import Outlook, run_rate, straight_line
from seedbed.bench.table import Figure, Row, Table
from seedbed.bench.timing import timed
from seedbed.programme.forecast import Goal, Pipeline, Stage, forecast
from seedbed.programme.forecast.scores import brier_score, covered, crps, error_of_mean, log_score, pit
from seedbed.synth.programme_runs import FAMILIES, TEST_SEED, ProgrammeRun, programme_runs

RUNS = 1_000
"""Programmes of each family at the stated size."""

DRAWS = 2_000
GAIN = 0.2
"""Asked: the Brier score at least this share below the straight line's."""

COVERAGE_OFF = 0.05
"""Asked: intervals hold the end at most this much more or less often than they say."""

LEVELS = (0.8, 0.9)
PIT_BINS = 10
PEERS: dict[str, Callable[[NDArray[np.int64], int], Outlook]] = {
    "straight-line": straight_line,
    "run-rate": run_rate,
}


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """What a contestant said of each run, and what happened.

    Attributes
    ----------
    met
        (n,) whether the target was met in the end.
    probability
        (n,) said of meeting it.
    held
        For each of :data:`LEVELS` (n,): whether the interval held the end.
    transform
        (n,) probability integral transform.
    crps
        (n,) over the end; ``None`` for peers.
    """

    met: NDArray[np.bool_]
    probability: NDArray[np.float64]
    held: tuple[NDArray[np.bool_], ...]
    transform: NDArray[np.float64]
    crps: NDArray[np.float64] | None = None

    @property
    def brier_each(self) -> NDArray[np.float64]:
        """(n,) Brier scores."""
        return brier_score(self.probability, self.met)

    @property
    def brier(self) -> float:
        """Mean Brier score."""
        return float(self.brier_each.mean())


def bench_forecast(
    runs: int = RUNS, seed: int = TEST_SEED, draws: int = DRAWS, *, apart: bool = True
) -> Table:
    """Score forecasts on new programmes of three families, one of which no assumption was tuned on.

    Each programme is asked once, at a moment between three and eight tenths of its time, whether it will
    reach its target. Scores: Brier and logarithmic (Gneiting and Raftery 2007), coverage of intervals with
    its Monte Carlo error, histogram of the probability integral transform (Dawid 1984) and its largest
    distance from an even one. All hold for these simulations only.
    """
    rows: list[Row] = []
    figures: list[Figure] = []
    bars: list[Bar] = []
    here = runs == RUNS
    for family in FAMILIES:
        own = timed(partial(_foretelling, family, runs, seed, draws), apart=apart)
        rows.append(own.row(family, "seedbed", agrees=True))
        figures += _figures(family, "seedbed", own.outcome)
        line = own.outcome
        for peer in PEERS:
            theirs = timed(partial(_drawing_on, peer, family, runs, seed), apart=apart)
            rows.append(theirs.row(family, peer, agrees=None))
            figures += _figures(family, peer, theirs.outcome)
            if peer == "straight-line":
                line = theirs.outcome
        gain = 1 - own.outcome.brier / line.brier
        error = error_of_mean(own.outcome.brier_each - line.brier_each) / line.brier
        figures += [
            Figure(family, "seedbed", "brier-gain", gain),
            Figure(family, "seedbed", "brier-gain-error", error),
        ]
        bars.append(Bar("bench.bar-brier-gain", GAIN, only_where(here, gain), work=family, where=f"{RUNS:,}"))
        off = max(
            abs(float(held.mean()) - level) for held, level in zip(own.outcome.held, LEVELS, strict=True)
        )
        bars.append(
            Bar(
                "bench.bar-coverage",
                COVERAGE_OFF,
                only_where(here, off),
                at_least=False,
                work=family,
                where=f"{RUNS:,}",
            )
        )
    return Table(tuple(rows), tuple(figures), tuple(bars), ("bench.note-forecast-simulated",))


def foretell(runs: Sequence[ProgrammeRun], draws: int = DRAWS) -> Judged:
    """Seedbed's forecasts of programmes, each with the seed of its place, set beside what happened."""
    samples = np.empty((len(runs), draws))
    probability = np.empty(len(runs))
    for at, run in enumerate(runs):
        pipeline = Pipeline(run.first, (Stage(*run.known()),))
        last = run.first + run.months - 1
        said = forecast(pipeline, Goal("target", run.first, last, value=run.target), draws=draws, seed=at)
        samples[at] = said.samples
        probability[at] = said.probability
    ends = np.array([run.outcome for run in runs])
    middle = [np.quantile(samples, [(1 - level) / 2, (1 + level) / 2], axis=1) for level in LEVELS]
    return Judged(
        _met(runs),
        probability,
        tuple(covered(low, high, ends) for low, high in middle),
        pit(samples, ends, np.random.Generator(np.random.PCG64(len(runs))).random(len(runs))),
        crps(samples, ends),
    )


def draw_on(peer: str, runs: Sequence[ProgrammeRun]) -> Judged:
    """A peer's outlooks on the same programmes from the same record."""
    outlooks = []
    for run in runs:
        verified = Pipeline(run.first, (Stage(*run.known()),)).verified()
        outlooks.append(PEERS[peer](verified, run.months - run.asked_after))
    ends = np.array([run.outcome for run in runs])
    held = []
    for level in LEVELS:
        low, high = np.array([one.interval(level) for one in outlooks]).T
        held.append(covered(low, high, ends))
    return Judged(
        _met(runs),
        np.array([one.at_least(run.target) for one, run in zip(outlooks, runs, strict=True)]),
        tuple(held),
        np.array([one.below(run.outcome) for one, run in zip(outlooks, runs, strict=True)]),
    )


def _met(runs: Sequence[ProgrammeRun]) -> NDArray[np.bool_]:
    return np.array([run.outcome >= run.target for run in runs])


def _foretelling(family: str, runs: int, seed: int, draws: int) -> Callable[[], Judged]:
    """Seedbed's work, after a small one that loads what it needs."""
    programmes = list(programme_runs(family, runs, seed))
    foretell(programmes[:1], draws=10)
    return partial(foretell, programmes, draws)


def _drawing_on(peer: str, family: str, runs: int, seed: int) -> Callable[[], Judged]:
    programmes = list(programme_runs(family, runs, seed))
    draw_on(peer, programmes[:1])
    return partial(draw_on, peer, programmes)


def _figures(family: str, contestant: str, judged: Judged) -> list[Figure]:
    values = {
        "targets-met": float(judged.met.mean()),
        "brier": judged.brier,
        "brier-error": error_of_mean(judged.brier_each),
        "log-score": float(log_score(judged.probability, judged.met).mean()),
    }
    for level, held in zip(LEVELS, judged.held, strict=True):
        name = f"coverage-{round(100 * level)}"
        values[name] = float(held.mean())
        values[f"{name}-error"] = error_of_mean(held)
    values["pit-distance"] = float(stats.kstest(judged.transform, "uniform").statistic)
    shares = np.histogram(judged.transform, PIT_BINS, (0.0, 1.0))[0] / judged.transform.size
    values |= {f"pit-{at}": float(share) for at, share in enumerate(shares, start=1)}
    return [Figure(family, contestant, measure, value) for measure, value in values.items()]
