"""Complexity: the inputs on which ecomplexity, economic-complexity or econcomplex fail or mislead."""

from __future__ import annotations

import numpy as np
import polars as pl

from hostile.case import Hostile
from observatory.economies import economy, table, two_blocs, wide
from seedbed.observatory.complexity import (
    complexity,
    complexity_over_years,
    fitness,
    log_supermodularity,
    rank_interval,
    score_places,
    threshold_sweep,
)
from seedbed.observatory.complexity.ranking import correlation

VALUES = economy(20, 30) * np.random.default_rng(0).lognormal(0, 0.5, (20, 30))
FRAME = table(VALUES)
BLOCK = economy(15, 12, 1)
UNLINKED = np.block([[BLOCK, np.zeros_like(BLOCK)], [np.zeros_like(BLOCK), economy(15, 12, 2)]])
RING = np.subtract.outer(np.arange(12), np.arange(12)) % 12 < 3


def _noise(seed: int = 0) -> np.ndarray:
    """Presence without any order: leading singular values nearly meet."""
    held = np.random.default_rng(seed).random((60, 80)) < 0.3
    held[np.arange(60), np.arange(60)] = True
    held[np.arange(80) % 60, np.arange(80)] = True
    return held


def _exact(present: np.ndarray) -> np.ndarray:
    present = present.astype(float)
    diversity, ubiquity = present.sum(axis=1), present.sum(axis=0)
    left, _, _ = np.linalg.svd(present / np.sqrt(diversity[:, None] * ubiquity), full_matrices=False)
    vector = left[:, 1] / np.sqrt(diversity)
    return (vector - vector.mean()) / vector.std()


def _like_exact(result) -> bool:
    got, exact = result.eci["eci"].to_numpy(), _exact(wide(result.cells, "present"))
    return min(np.abs(got - exact).max(), np.abs(got + exact).max()) < 1e-9


def _empty_row_left_alone() -> bool:
    got = complexity(table(np.vstack([VALUES, np.zeros(30)])))
    same = np.allclose(got.eci["eci"].head(20), complexity(FRAME).eci["eci"], atol=1e-9)
    return (
        same
        and got.eci["eci"].is_null().to_list() == [False] * 20 + [True]
        and not got.pci["pci"].null_count()
    )


def _several_empty():
    """Three places and two products with the shares of all: at a threshold of 1.5 nobody holds anything there."""
    plain_places = np.tile(VALUES.sum(axis=0), (3, 1)) / 20
    wider = np.vstack([VALUES, plain_places])
    return complexity(table(np.hstack([wider, np.tile(wider.sum(axis=1, keepdims=True), 2) / 30])), 1.5)


def _only_those_are_empty(got) -> bool:
    quotients = wide(got.rca, "rca")
    present = wide(got.cells, "present")
    inner = complexity(table(present[:20, :30]), advantages="given")
    return (
        np.array_equal(present, quotients >= 1.5)
        and got.eci["eci"].is_null().to_list() == [False] * 20 + [True] * 3
        and got.pci["pci"].is_null().to_list() == [False] * 30 + [True] * 2
        and np.allclose(got.eci["eci"].head(20), inner.eci["eci"], atol=1e-9)
    )


def _signs_of_two_blocs() -> list[float]:
    """Correlation of each place's ECI with the mean PCI of what it holds, in 50 two-bloc economies."""
    found = []
    for seed in range(50):
        got = complexity(table(two_blocs(seed)), pci_scale="own")
        present = wide(got.cells, "present")
        held = (present @ got.pci["pci"].to_numpy()) / present.sum(axis=1)
        found.append(correlation(got.eci["eci"].to_numpy(), held))
    return found


def _turned_years() -> int:
    turned = 0
    for seed in range(60):
        first = two_blocs(seed)
        second = first * np.exp(0.05 * np.random.default_rng(1000 + seed).standard_normal(first.shape))
        years = [table(values).with_columns(period=pl.lit(at)) for at, values in enumerate((first, second))]
        got = complexity_over_years(pl.concat(years))
        one, two = (got.eci.filter(pl.col("period") == str(at))["eci"].to_numpy() for at in range(2))
        turned += correlation(one, two) < 0
    return turned


def _supermodular() -> float | None:
    rows, columns = np.linspace(-1, 1, 20), np.linspace(-1, 1, 35)
    return log_supermodularity(
        table(np.exp(np.outer(rows, columns))),
        pl.DataFrame({"place": [f"p{at:03d}" for at in range(20)], "eci": rows}),
        pl.DataFrame({"industry": [f"i{at:03d}" for at in range(35)], "pci": columns}),
    ).share


def _read_only():
    frame = table(VALUES)
    frozen = frame["value"].to_numpy().copy()
    frozen.flags.writeable = False
    return complexity(frame.with_columns(pl.Series("value", frozen)))


def _one_two_three() -> np.ndarray:
    return economy(12, 15) * np.random.default_rng(1).choice([1.0, 2.0], (12, 15))


CASES = [
    Hostile("complexity", "one row of zeros", _empty_row_left_alone, right=bool),
    Hostile(
        "complexity",
        "one NaN cell",
        lambda: complexity(table(np.where(VALUES.max() == VALUES, np.nan, VALUES))),
        refusal="observatory.empty-value",
    ),
    Hostile(
        "complexity",
        "an empty cell taken for a zero",
        lambda: (
            complexity(table(np.where(VALUES.max() == VALUES, np.nan, VALUES)), missing="drop").eci.height
        ),
        right=lambda got: got == 19,
    ),
    Hostile(
        "complexity",
        "a product that nobody holds at the threshold",
        lambda: complexity(table(np.hstack([VALUES, VALUES.sum(axis=1, keepdims=True)])), 1.5).pci,
        finding="observatory.held-by-none",
    ),
    Hostile(
        "complexity",
        "several empty rows and columns at a high threshold",
        _several_empty,
        right=_only_those_are_empty,
    ),
    Hostile(
        "complexity",
        "a key given twice",
        lambda: complexity(pl.concat([FRAME, FRAME.head(1)])),
        refusal="observatory.key-twice",
    ),
    Hostile(
        "complexity",
        "presence holds 0, 1 and 2",
        lambda: complexity(table(_one_two_three()), advantages="given").diversity["diversity"],
        right=lambda got: got.to_list() == (_one_two_three() > 0).sum(axis=1).tolist(),
    ),
    Hostile(
        "density",
        "of the nearest neighbours it is a count",
        lambda: complexity(FRAME, neighbours=5).density["density"],
        right=lambda got: got.max() <= 1 + 1e-12 and 0 < got.median() < 1,
    ),
    Hostile(
        "log-supermodularity",
        "a matrix that has the property exactly",
        _supermodular,
        right=lambda got: got == 1.0,
    ),
    Hostile(
        "log-supermodularity",
        "nothing can be decided",
        lambda: log_supermodularity(
            table(np.ones((3, 3))),
            pl.DataFrame({"place": ["p000", "p001"], "eci": [0.0, 1.0]}),
            pl.DataFrame({"industry": ["i000", "i001"], "pci": [0.0, 1.0]}),
        ),
        finding="observatory.nothing-decided",
    ),
    Hostile(
        "fitness",
        "even and odd rounds turn the order over",
        lambda: [fitness(FRAME, rounds=rounds).fitness["fitness"].rank() for rounds in (20, 21, 100)],
        right=lambda got: bool(np.corrcoef(got).min() > 0.95),
    ),
    Hostile(
        "fitness",
        "the recursion has not settled",
        lambda: fitness(FRAME, rounds=2),
        finding="observatory.fitness-unsettled",
    ),
    Hostile(
        "fitness",
        "a fitness that falls to zero for ever",
        lambda: fitness(
            table([[1, 1, 1, 1], [1, 0, 0, 0], [1, 0, 0, 0], [1, 1, 1, 0]]),
            advantages="given",
            rounds=3000,
        ).fitness["fitness"],
        right=lambda got: got.is_finite().all(),
    ),
    Hostile(
        "complexity",
        "a small spectral gap gives another vector",
        lambda: complexity(table(_noise()), advantages="given"),
        right=_like_exact,
    ),
    Hostile(
        "complexity",
        "a small spectral gap without a warning",
        lambda: complexity(table(_noise()), advantages="given"),
        finding="observatory.small-gap",
    ),
    Hostile(
        "complexity",
        "ECI and PCI with opposite signs",
        _signs_of_two_blocs,
        right=lambda got: min(got) > 1 - 1e-9,
    ),
    Hostile(
        "complexity",
        "an arbitrary sign without a warning",
        lambda: complexity(table(two_blocs(0))),
        finding="observatory.weak-sign",
    ),
    Hostile(
        "complexity over years",
        "the sign turns over between years",
        _turned_years,
        right=lambda got: got == 0,
    ),
    Hostile(
        "complexity over years",
        "a year that has nothing to do with the one before",
        lambda: complexity_over_years(
            pl.concat(table(_noise(seed)).with_columns(period=pl.lit(seed)) for seed in range(2))
        ),
        finding="observatory.unlike-previous-year",
    ),
    Hostile(
        "complexity over years",
        "a row without a period",
        lambda: complexity_over_years(FRAME.with_columns(period=pl.lit(None, pl.String))),
        refusal="observatory.empty-id",
    ),
    Hostile(
        "complexity",
        "two unlinked blocks",
        lambda: complexity(table(UNLINKED), advantages="given"),
        finding="observatory.unlinked-parts",
    ),
    Hostile(
        "complexity",
        "a place apart with a product of its own",
        lambda: (
            complexity(
                table(np.block([[BLOCK, np.zeros((15, 1))], [np.zeros((1, 12)), np.ones((1, 1))]])),
                advantages="given",
            ).eci
        ),
        finding="observatory.part-too-small",
    ),
    Hostile(
        "complexity",
        "a uniform table",
        lambda: complexity(table(np.full((8, 9), 3.3))),
        refusal="observatory.all-alike",
    ),
    Hostile(
        "complexity",
        "a negative cell",
        lambda: complexity(table(np.where(VALUES.max() == VALUES, -1, VALUES))),
        refusal="observatory.negative-value",
    ),
    Hostile(
        "complexity",
        "an infinite cell",
        lambda: complexity(table(np.where(VALUES.max() == VALUES, np.inf, VALUES))),
        refusal="observatory.infinite-value",
    ),
    Hostile(
        "proximity",
        "arrays that may not be written to",
        _read_only,
        right=lambda got: (
            got.proximity.equals(complexity(FRAME).proximity) and got.cells.equals(complexity(FRAME).cells)
        ),
    ),
    Hostile(
        "complexity",
        "second and third vector are equal",
        lambda: complexity(table(RING), advantages="given"),
        refusal="observatory.tied-vectors",
    ),
    Hostile(
        "complexity",
        "a near-uninhabited island leads the ranking",
        lambda: complexity(table(np.vstack([VALUES, VALUES[:1] * 1e-6]))),
        finding="observatory.small-places",
    ),
    Hostile(
        "complexity",
        "one place",
        lambda: complexity(FRAME.filter(pl.col("place") == "p000")),
        refusal="observatory.part-too-small",
    ),
    Hostile(
        "complexity",
        "a threshold of zero",
        lambda: complexity(FRAME, 0.0),
        refusal="observatory.bad-threshold",
    ),
    Hostile(
        "score of places",
        "an index with other codes",
        lambda: score_places(FRAME, pl.DataFrame({"industry": ["other"], "pci": [1.0]})),
        refusal="observatory.no-industry-known",
    ),
    Hostile(
        "score of places",
        "an index that covers little",
        lambda: score_places(FRAME, complexity(FRAME).pci.head(4)),
        finding="observatory.half-known",
    ),
    Hostile(
        "rank interval",
        "a place that draws cannot rank",
        lambda: rank_interval(
            table(np.vstack([economy(12, 10, 2), np.eye(1, 10)])),
            doubt="industries",
            draws=40,
            advantages="given",
        ),
        finding="observatory.not-always-ranked",
    ),
    Hostile(
        "rank interval",
        "no draws",
        lambda: rank_interval(FRAME, draws=0),
        refusal="observatory.bad-draws",
    ),
    Hostile(
        "threshold sweep",
        "a threshold that nothing reaches",
        lambda: threshold_sweep(FRAME, [1e9]),
        finding="observatory.nothing-ranked",
    ),
]
