"""Fill a working copy of a region with labelled synthetic people and opportunities."""

from __future__ import annotations

import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from seedbed.catalog import Catalog
from seedbed.messages import Refusal
from seedbed.store import RegionStore, Run, open_region
from seedbed.synth import RegionFacts, SynthRegion, simulate_outcomes, synthesise
from seedbed.usecases.keep_run import inputs_of, keep_run
from seedbed.usecases.propose_placements import proposals_of


def copy_region(source: Path, target: Path, *, over_synthetic: bool = False) -> RegionStore:
    """Copy a region's facts to a new folder.

    Parameters
    ----------
    over_synthetic
        Take the place of what an earlier demo left there, provided that everybody in it is synthetic.

    Raises
    ------
    Refusal
        ``tables.missing-folder``; ``usecases.folder-in-use``: the target holds something, and it is not
        an earlier demo's region; nothing in it is touched.
    """
    open_region(source)
    if target.exists() and any(target.iterdir()) and not (over_synthetic and _is_synthetic(target)):
        raise Refusal.because("usecases.folder-in-use", folder=str(target))
    target.parent.mkdir(parents=True, exist_ok=True)
    # Made beside the target under a name of our own; the old region gives way only when the new one is whole.
    with tempfile.TemporaryDirectory(prefix=".seedbed-", dir=target.parent) as beside:
        fresh, old = Path(beside) / "fresh", Path(beside) / "old"
        shutil.copytree(source, fresh, ignore=shutil.ignore_patterns("runs", "rejects", ".*"))
        if target.exists():
            target.rename(old)
        fresh.rename(target)
    return open_region(target)


def _is_synthetic(folder: Path) -> bool:
    """Whether a folder is a region of drawn people only: a draw is on record and every row is marked."""
    if not (folder / "region.toml").is_file():
        return False
    store = open_region(folder)
    people = store.table("people")
    marked = "synthetic" in people.columns and not people.get_column("synthetic").null_count()
    return bool(store.runs("synth")) and (marked or not people.height) and not store.rejects("people").height


def synthesise_region(
    store: RegionStore, catalog: Catalog, *, people: int, opportunities: int, seed: int
) -> tuple[SynthRegion, Run]:
    """Draw people and opportunities into the store and keep the truth as a run.

    Raises
    ------
    Refusal
        ``usecases.has-people``: the region holds people already; real and synthetic ones are
        never mixed.
    """
    started = datetime.now(UTC)
    if store.table("people").height:
        raise Refusal.because("usecases.has-people", region=store.settings.region)
    facts = RegionFacts(
        *(store.table(name) for name in ("places", "organisations", "subprojects", "observations"))
    )
    drawn = synthesise(facts, catalog, people=people, opportunities=opportunities, seed=seed)
    organisations = store.table("organisations")
    store.replace("organisations", pl.concat([organisations, drawn.organisations], how="diagonal_relaxed"))
    store.replace("people", drawn.people)
    store.replace("opportunities", drawn.opportunities)
    run = keep_run(
        store,
        "synth",
        started,
        parameters={"people": people, "opportunities": opportunities, "seed": seed},
        inputs=inputs_of(store, "places", "subprojects", "observations"),
        summary={"places": int(drawn.opportunities.get_column("capacity").sum())},
        outputs={
            "truth_seeker_skills": drawn.truth_seeker_skills,
            "truth_opportunity_skills": drawn.truth_opportunity_skills,
            "calibration": drawn.calibration,
        },
        catalogue=catalog.release,
    )
    return drawn, run


def simulate_history(store: RegionStore, match_run: str, *, seed: int) -> Run:
    """Append the proposals of a match and what synthetic people made of them over the years.

    The truth (who really started, also where nobody verified it) is kept as the run's output.
    """
    started = datetime.now(UTC)
    drawn = simulate_outcomes(
        proposals_of(store, match_run),
        store.table("people"),
        store.table("opportunities"),
        seed,
        observations=store.table("observations"),
    )
    store.append("placements", pl.concat([drawn.proposals, drawn.events], how="diagonal_relaxed"))
    return keep_run(
        store,
        "synth-outcomes",
        started,
        parameters={"seed": seed, "match": match_run},
        inputs={},
        summary={"proposals": drawn.proposals.height, "events": drawn.events.height},
        outputs={"truth": drawn.truth, "calibration": drawn.calibration},
    )
