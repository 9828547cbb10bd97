"""The whole loop on a copy of a region: load, check, tag, match, allocate, propose, count."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from seedbed.store import RegionStore
from seedbed.usecases.check_region import Checkup, check_region
from seedbed.usecases.compare_with_truth import compare_outcomes, compare_tagging
from seedbed.usecases.count_results import count_results
from seedbed.usecases.load_catalog import load_catalog
from seedbed.usecases.measure_skills_gap import measure_skills_gap
from seedbed.usecases.propose_placements import proposals_of
from seedbed.usecases.run_match import run_match
from seedbed.usecases.synthesise_region import copy_region, simulate_history, synthesise_region
from seedbed.usecases.tag_texts import tag_texts


@dataclass(frozen=True, slots=True)
class DemoOptions:
    """How many synthetic people and opportunities, and the seed of the draw."""

    people: int = 30_000
    opportunities: int = 10_000
    seed: int = 2027


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the loop: what it produced, in how many seconds, kept as which run."""

    step: str
    count: int
    seconds: float
    run: str | None


@dataclass(frozen=True, slots=True)
class Demo:
    """What the demo leaves: the store, and truth beside estimate."""

    store: RegionStore
    steps: tuple[Step, ...]
    checkup: Checkup
    tagging_truth: pl.DataFrame
    outcome_truth: pl.DataFrame
    progress: pl.DataFrame


def run_demo(
    source: Path, folder: Path, options: DemoOptions, tell: Callable[[Step], None] = lambda _: None
) -> Demo:
    """Run the loop once in ``folder/region``; ``tell`` hears of each step as it ends.

    Raises
    ------
    Refusal
        What is wrong with the region or the options.
    """
    steps: list[Step] = []
    clock = time.monotonic()

    def done(name: str, count: int, run: str | None = None, seconds: float | None = None) -> None:
        nonlocal clock
        # A step that ends inside a longer piece of work says how long it took; the rest follows.
        spent = time.monotonic() - clock if seconds is None else seconds
        clock += spent
        steps.append(Step(name, count, spent, run))
        tell(steps[-1])

    store = copy_region(source, folder / "region", over_synthetic=True)
    catalog = load_catalog(store.settings)
    drawn, drawing = synthesise_region(
        store, catalog, people=options.people, opportunities=options.opportunities, seed=options.seed
    )
    done("load", drawn.people.height + drawn.opportunities.height, drawing.run)

    checkup = check_region(store)
    done("check", len(checkup.findings) + len(checkup.contradictions))

    tagging = tag_texts(store, catalog)
    tagged = store.table("seeker_skills").height + store.table("opportunity_skills").height
    done("tag", tagged, tagging.run if tagging else None)

    matched = run_match(store, catalog)
    assert matched.run is not None
    match = matched.run.run
    done("recommend", int(matched.recommendations.indices.size), match, matched.seconds_of_recommending)
    done("allocate", len(matched.allocation.pairs), match)

    done("propose", proposals_of(store, match).height, match)
    history = simulate_history(store, match, seed=options.seed)
    done("outcomes", int(str(history.summary["events"])), history.run)

    counted = count_results(store)
    done("count", counted.results.counted.height, counted.run.run if counted.run else None)

    gap, measuring = measure_skills_gap(store, catalog, opened=matched.opened)
    done("gap", gap.skills.height, measuring.run if measuring else None)

    return Demo(
        store=store,
        steps=tuple(steps),
        checkup=checkup,
        tagging_truth=compare_tagging(store),
        outcome_truth=compare_outcomes(store),
        progress=counted.progress.table.select(
            "indicator",
            "measure",
            "group",
            "value_asked",
            "share_asked",
            "actual",
            "numerator",
            "denominator",
            "met",
        ),
    )
