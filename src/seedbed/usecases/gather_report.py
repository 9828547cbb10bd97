"""Everything that a report on a region's latest runs shows, read from the store."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import seedbed
from seedbed.usecases.check_region import check_region
from seedbed.usecases.describe_machine import describe_machine
from seedbed.usecases.load_catalog import load_catalog
from seedbed.usecases.report_contents import Headline, ReportContents
from seedbed.usecases.report_frames import (
    allocation,
    delivery,
    ecosystem,
    evidence,
    loop,
    matches,
    observed,
    progress,
    skills,
    truth,
    versions,
)

if TYPE_CHECKING:
    from seedbed.store import RegionStore
    from seedbed.usecases.run_demo import Step


def gather_report(store: RegionStore, steps: Sequence[Step] = ()) -> ReportContents:
    """Read the latest run of each kind; what has not run is empty and the report says so."""
    catalog = load_catalog(store.settings)
    latest = {run.kind: run for run in store.runs()}
    match, count, drawing = latest.get("match"), latest.get("count"), latest.get("synth")
    checkup = check_region(store)
    people, opportunities = store.table("people"), store.table("opportunities")
    organisations = ecosystem.published_organisations(store)
    explained = matches.chosen_matches(store, match)
    return ReportContents(
        region_en=store.settings.name,
        region_zh=store.settings.name_zh,
        created=datetime.now(UTC),
        version=seedbed.__version__,
        catalogue_release=catalog.release,
        headline=Headline(
            people=people.height,
            opportunities=opportunities.height,
            seats=int(opportunities.get_column("capacity").sum()),
            organisations=organisations.height,
            ties=store.table("ties").height,
            skills=catalog.skills.height,
            occupations=catalog.occupations.height,
            observations=store.table("observations").height,
        ),
        certificate=allocation.certificate_of(match),
        machine=describe_machine(),
        synthetic="synthetic" in people.columns,
        seed=None if drawing is None else int(str(drawing.parameters["seed"])),
        findings=checkup.findings,
        contradictions=checkup.contradictions,
        measure_names=evidence.measure_names(store, checkup.contradictions),
        steps=loop.steps_taken(store, steps),
        runs=loop.runs_kept(store),
        places=ecosystem.places_near(store, people, opportunities),
        organisations=organisations,
        ties=ecosystem.ties_in_words(store),
        roles=ecosystem.own_table(store, "roles"),
        open_points=ecosystem.own_table(store, "open_points"),
        tagging_truth=truth.tagging_truth(store, latest),
        outcome_truth=truth.outcome_truth(store, latest),
        calibration=truth.calibration(store, latest),
        skills_gap=skills.skills_gap_of(store, latest.get("skills-gap"), catalog),
        floors=allocation.floors_asked(store, match),
        floor_effects=allocation.floor_effects(store, match),
        allocation_findings=allocation.allocation_findings(store, match),
        seat_prices=allocation.seat_prices(store, match),
        audit=allocation.audit_by_group(store, match),
        matches=explained,
        parts=matches.parts_of(store, catalog, match, explained),
        indicators=progress.indicators_with_targets(store, count, match),
        progress_path=progress.progress_path(store, count),
        progress_parts=progress.progress_parts(store, count, match),
        not_counted=progress.not_counted(store, count),
        sources=store.table("sources"),
        versions=versions.versions_used(catalog),
        observed=observed.observed_contents(store, latest),
        delivery=delivery.delivery_contents(store, latest),
    )
