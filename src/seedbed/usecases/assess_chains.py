"""Assess a region's value chains: what is there, what is missing or weak, and how it compares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import polars as pl

from seedbed.messages import Finding, Refusal
from seedbed.network import Network
from seedbed.network.chains import (
    Chains,
    LocalSourcing,
    around,
    chain_coverage,
    four_layers,
    local_sourcing,
    read_chains,
    sole_actors,
    stage_figures,
    stage_status,
)
from seedbed.store import RegionStore, Run
from seedbed.usecases.keep_run import inputs_of, keep_run
from seedbed.usecases.open_market import rejected_rows

INPUTS = ("chains", "places", "organisations", "ties", "observations")
SUPPLY = "supply"
"""The layer of ties that lead from a supplier to a buyer."""


@dataclass(frozen=True, slots=True, eq=False)
class ChainAssessment:
    """The chains of a region as seen from one place.

    Parameters
    ----------
    stages
        Every stage with its actors and status (:func:`~seedbed.network.chains.stage_status`).
    coverage, layers
        Per chain, and per chain and layer.
    figures
        Published figures of stages beside the benchmark's.
    sole_actors
        Organisations on which a stage hangs alone.
    sourcing
        From where organisations at home buy, by the ties on record.
    """

    chains: Chains
    stages: pl.DataFrame
    coverage: pl.DataFrame
    layers: pl.DataFrame
    figures: pl.DataFrame
    sole_actors: pl.DataFrame
    sourcing: LocalSourcing
    findings: tuple[Finding, ...]


def assess_chains(
    store: RegionStore,
    *,
    home: str | None = None,
    benchmark: str = "CN",
    wider: Sequence[str] = (),
    dry_run: bool = False,
) -> tuple[ChainAssessment, Run | None]:
    """What the value chains of a region have at home, and what they lack.

    Parameters
    ----------
    home
        The place to look from; the region's own when absent.
    benchmark
        The place whose figures to compare with.
    wider
        Areas that hold the home place, beyond those that the table of places tells of.

    Raises
    ------
    Refusal
        ``usecases.no-chains-table``, and what :func:`~seedbed.network.chains.read_chains` refuses.
    """
    started = datetime.now(UTC)
    if "chains" not in store.tables():
        raise Refusal.because("usecases.no-chains-table", region=store.settings.region)
    place = home or store.settings.place
    places, organisations = store.table("places"), store.table("organisations")
    chains = read_chains(store.table("chains"), places, place, organisations=organisations, wider=wider)
    stages = stage_status(chains)
    sourcing = local_sourcing(_purchases(store, organisations), places, place)
    assessed = ChainAssessment(
        chains,
        stages,
        chain_coverage(stages),
        four_layers(stages),
        stage_figures(
            chains,
            store.table("observations"),
            homes=[place, *(area for area in around(places, place, wider) if area != benchmark)],
            benchmark=benchmark,
        ),
        sole_actors(chains),
        sourcing,
        (*rejected_rows(store, "organisations", "ties"), *chains.findings, *sourcing.findings),
    )
    if dry_run:
        return assessed, None
    run = keep_run(
        store,
        "chains",
        started,
        parameters={"home": place, "benchmark": benchmark, "wider": list(wider)},
        inputs=inputs_of(store, *INPUTS),
        summary={"chains": assessed.coverage.height, "stages": stages.height},
        outputs={
            "stages": stages,
            "coverage": assessed.coverage,
            "layers": assessed.layers,
            "figures": assessed.figures,
            "sole-actors": assessed.sole_actors,
        },
    )
    return assessed, run


def _purchases(store: RegionStore, organisations: pl.DataFrame) -> pl.DataFrame:
    """Supply ties as purchases: what leads from one organisation to another is bought by the second."""
    ties = Network.from_tables(organisations, store.table("ties")).layer(SUPPLY).ties
    place = organisations.select("organisation", "place")
    return (
        ties.select(supplier="from", buyer="to")
        .join(
            place.rename({"organisation": "supplier", "place": "supplier_place"}), on="supplier", how="left"
        )
        .join(place.rename({"organisation": "buyer", "place": "buyer_place"}), on="buyer", how="left")
    )
