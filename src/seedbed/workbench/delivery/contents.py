"""What the sections of the region's report show on pages, kept per process until a table changes."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache

import polars as pl

import seedbed
from seedbed.store import Run
from seedbed.usecases.delivery_contents import DeliveryContents
from seedbed.usecases.describe_machine import describe_machine
from seedbed.usecases.observed_contents import ObservedContents
from seedbed.usecases.report_contents import Headline, ReportContents, empty_frame
from seedbed.usecases.report_frames.delivery import delivery_contents
from seedbed.usecases.report_frames.observed import observed_contents
from seedbed.usecases.report_frames.skills import skills_gap_of
from seedbed.workbench.people.catalogue import region_catalog
from seedbed.workbench.people.record import record
from seedbed.workbench.record.models import HeldTable

Vintage = tuple[tuple[str, int], ...]
OBSERVED = ("observations", "organisations", "ties", "chains", "places", "sources", "chain_names", "measures")
DELIVERED = ("statements", "indicators", "targets", "risks", "activities", "people")


def vintage_of(names: tuple[str, ...]) -> Vintage:
    """The versions of some tables: what was made of them holds while these stay."""
    return tuple(HeldTable.objects.filter(name__in=names).order_by("name").values_list("name", "version"))


def _latest() -> dict[str, Run]:
    return {run.kind: run for run in record().runs()}


def _runs(*kinds: str) -> str:
    return " ".join(run.run for kind in kinds for run in record().runs(kind))


def delivered() -> ReportContents:
    """The programme's framework and forecasts."""
    return _delivered(vintage_of(DELIVERED), _runs("count", "forecast", "close-shortfall"))


def observed() -> ReportContents:
    """The observatory and the network."""
    return _observed(vintage_of(OBSERVED), _runs("next-industries"))


def forecast_contents(run: str) -> ReportContents:
    """The programme with one of its forecasts, not only the latest."""
    return _forecast(vintage_of(DELIVERED), _runs("count", "forecast", "close-shortfall"), run)


@lru_cache(maxsize=4)
def gap_of(run: str) -> ReportContents:
    """A run of the skills gap, whole."""
    return _contents(skills_gap=skills_gap_of(record(), record().run(run), region_catalog()))


@lru_cache(maxsize=2)
def _delivered(vintage: Vintage, runs: str) -> ReportContents:
    return _contents(delivery=delivery_contents(record(), _latest()))


@lru_cache(maxsize=4)
def _forecast(vintage: Vintage, runs: str, run: str) -> ReportContents:
    latest = {**_latest(), "forecast": record().run(run)}
    return _contents(delivery=delivery_contents(record(), latest))


@lru_cache(maxsize=2)
def _observed(vintage: Vintage, runs: str) -> ReportContents:
    return _contents(observed=observed_contents(record(), _latest()))


def _contents(
    observed: ObservedContents | None = None,
    delivery: DeliveryContents | None = None,
    skills_gap: pl.DataFrame | None = None,
) -> ReportContents:
    store, catalog = record(), region_catalog()
    people, opportunities = store.table("people"), store.table("opportunities")
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
            organisations=store.count("organisations"),
            ties=store.count("ties"),
            skills=catalog.skills.height,
            occupations=catalog.occupations.height,
            observations=store.count("observations"),
        ),
        certificate=None,
        machine=describe_machine(),
        synthetic="synthetic" in people.columns,
        sources=store.table("sources"),
        observed=observed or ObservedContents(),
        delivery=delivery or DeliveryContents(),
        skills_gap=empty_frame("skills_gap") if skills_gap is None else skills_gap,
    )
