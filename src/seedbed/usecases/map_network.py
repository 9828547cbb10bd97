"""Map who is tied to whom: figures for tables, and what pictures need."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

import polars as pl

from seedbed.messages import Finding, Refusal
from seedbed.network import (
    BackTest,
    Communities,
    CrossSector,
    Network,
    Robustness,
    Suggestions,
    back_test,
    betweenness_centralisation,
    brokerage,
    communities,
    cross_sector,
    degree_centralisation,
    density,
    density_between,
    layout,
    removal_curve,
    robustness,
    roles,
    suggest_ties,
    time_slices,
)
from seedbed.store import RegionStore, Run
from seedbed.usecases.keep_run import inputs_of, keep_run
from seedbed.usecases.open_market import rejected_rows
from seedbed.usecases.report_frames.ecosystem import published_organisations

INPUTS = ("organisations", "ties", "opportunities", "opportunity_skills")
YEARS_SHOWN = 10


@dataclass(frozen=True, slots=True, eq=False)
class NetworkMap:
    """The network of a region.

    Parameters
    ----------
    figures
        figure, value, finding: one number each for the whole network.
    nodes
        For pictures and tables, one row per actor: organisation, name, name_zh, actor_type, place, the columns of
        :func:`~seedbed.network.roles`, community, brokered (open pairs between which it stands), lost_pairs, x, y.
    links
        For pictures, one row per tied pair: from, to, kinds, layers (lists).
    slices
        The network on the first day of each of the last years that the ties tell of, dated ties only; None where
        no tie has a start.
    test
        Of the suggestions; None where there are too few ties, which a finding says.
    """

    network: Network
    figures: pl.DataFrame
    density: pl.DataFrame
    between: pl.DataFrame
    crossing: CrossSector
    brokers: pl.DataFrame
    communities: Communities
    suggestions: Suggestions
    test: BackTest | None
    robustness: Robustness
    removals: pl.DataFrame
    slices: pl.DataFrame | None
    nodes: pl.DataFrame
    links: pl.DataFrame
    findings: tuple[Finding, ...]


def map_network(
    store: RegionStore,
    *,
    as_of: date | None = None,
    days: Sequence[date] = (),
    seed: int = 0,
    top: int = 50,
    across_sectors: bool = False,
    dry_run: bool = False,
) -> tuple[NetworkMap, Run | None]:
    """Everything about the network of a region's organisations.

    Parameters
    ----------
    as_of
        Only ties that stood on that day; all ties ever when absent.
    days
        For the slices; the first of January of the last ten years when absent.
    seed
        Of the communities, the back-test and the layout.
    top
        How many ties to suggest.
    across_sectors
        Suggest ties between different actor types only.

    Raises
    ------
    Refusal
        What :class:`~seedbed.network.Network` refuses.
    """
    started = datetime.now(UTC)
    everything = Network.from_tables(published_organisations(store), store.table("ties"))
    network = everything if as_of is None else everything.at(as_of)
    skills, stages = skills_of_organisations(store), stages_of_organisations(store)
    memberships: Mapping[str, pl.DataFrame] = {"skills": skills} if skills.height else {}
    found = communities(network, seed=seed)
    parts, brokers, losses, crossing = (
        roles(network),
        brokerage(network),
        robustness(network),
        cross_sector(network),
    )
    suggestions = suggest_ties(
        network, memberships=memberships, stages=stages, top=top, across_sectors=across_sectors
    )
    test, refused = _tested(network, memberships, stages, seed)
    mapped = NetworkMap(
        network,
        _figures(network, crossing, found, losses, parts),
        density(network),
        density_between(network),
        crossing,
        brokers,
        found,
        suggestions,
        test,
        losses,
        removal_curve(network),
        _slices(everything, days),
        _nodes(network, parts, found, brokers, losses, layout(network, seed=seed)),
        _links(network),
        (
            *rejected_rows(store, "organisations", "ties"),
            *network.findings,
            *crossing.findings,
            *found.findings,
            *losses.findings,
            *suggestions.findings,
            *(test.findings if test else refused),
        ),
    )
    if dry_run:
        return mapped, None
    run = keep_run(
        store,
        "network",
        started,
        parameters={"as_of": as_of.isoformat() if as_of else None, "seed": seed, "top": top},
        inputs=inputs_of(store, *INPUTS),
        summary={"actors": network.size, "ties": network.ties.height},
        outputs={
            "figures": mapped.figures,
            "nodes": mapped.nodes,
            "suggestions": suggestions.pairs,
            "reasons": suggestions.reasons,
        },
    )
    return mapped, run


def stages_of_organisations(store: RegionStore) -> pl.DataFrame | None:
    """organisation, chain, stage_no of the region's chains; None where it has no such table."""
    if "chains" not in store.tables():
        return None
    chains = store.table("chains")
    if not {"organisation", "chain", "stage_no"} <= set(chains.columns):
        return None
    number = pl.col("stage_no").cast(pl.String).cast(pl.Int64, strict=False)
    return chains.select("organisation", "chain", number).drop_nulls()


def skills_of_organisations(store: RegionStore) -> pl.DataFrame:
    """organisation and group: the skills that its opportunities ask for or teach."""
    offers, skills = store.table("opportunities"), store.table("opportunity_skills")
    return (
        offers.select("opportunity", "organisation")
        .join(skills, on="opportunity")
        .select("organisation", group="skill")
        .unique(maintain_order=True)
    )


def _tested(
    network: Network, memberships: Mapping[str, pl.DataFrame], stages: pl.DataFrame | None, seed: int
) -> tuple[BackTest | None, tuple[Finding, ...]]:
    try:
        return back_test(network, memberships=memberships, stages=stages, seed=seed), ()
    except Refusal as refusal:
        return None, refusal.findings


def _figures(
    network: Network, crossing: CrossSector, found: Communities, losses: Robustness, parts: pl.DataFrame
) -> pl.DataFrame:
    n, pairs = network.size, network.pairs().shape[0]
    adjacency = network.adjacency()
    untied = "network.nothing-tied" if not pairs else None
    small = "network.one-actor" if n < 3 else None
    rows: list[tuple[str, float | None, str | None]] = [
        ("actors", n, None),
        ("ties", network.ties.height, None),
        ("tied_pairs", pairs, None),
        ("isolated", int((parts["degree"] == 0).sum()), None),
        ("density", 2 * pairs / (n * (n - 1)) if n > 1 else None, "network.one-actor" if n < 2 else None),
        ("ei_index", crossing.index, untied),
        ("ei_expected", crossing.expected, "network.one-actor" if n < 2 else None),
        ("degree_centralisation", degree_centralisation(adjacency), small),
        (
            "betweenness_centralisation",
            betweenness_centralisation(parts["betweenness"].to_numpy()),
            small,
        ),
        ("modularity", found.modularity, untied),
        ("agreement", found.agreement, untied),
        ("components", parts["component"].n_unique(), None),
        ("largest_component", losses.largest, None),
        ("reachable_pairs", losses.reachable, None),
    ]
    return pl.DataFrame(
        rows, schema={"figure": pl.String, "value": pl.Float64, "finding": pl.String}, orient="row"
    )


def _slices(network: Network, days: Sequence[date]) -> pl.DataFrame | None:
    if not days:
        latest = network.ties.select(pl.col("first").max()).item()
        if latest is None:
            return None
        days = [date(year, 1, 1) for year in range(latest.year - YEARS_SHOWN + 2, latest.year + 2)]
    return time_slices(network, days)


def _nodes(
    network: Network,
    parts: pl.DataFrame,
    found: Communities,
    brokers: pl.DataFrame,
    losses: Robustness,
    positions: pl.DataFrame,
) -> pl.DataFrame:
    return (
        network.actors.select("organisation", "name", "name_zh", "actor_type", "place")
        .join(parts.drop("actor_type"), on="organisation", maintain_order="left")
        .join(found.members.select("organisation", "community"), on="organisation", maintain_order="left")
        .join(brokers.select("organisation", brokered="total"), on="organisation", maintain_order="left")
        .join(losses.losses.select("organisation", "lost_pairs"), on="organisation", maintain_order="left")
        .join(positions, on="organisation", maintain_order="left")
    )


def _links(network: Network) -> pl.DataFrame:
    ids = network.actors["organisation"]
    return (
        network.ties.select(
            low=pl.min_horizontal("tail", "head"),
            high=pl.max_horizontal("tail", "head"),
            kind="kind",
            layer="layer",
        )
        .group_by("low", "high")
        .agg(kinds=pl.col("kind").unique().sort(), layers=pl.col("layer").unique().sort())
        .sort("low", "high")
        .select(
            pl.col("low").map_batches(ids.gather, return_dtype=pl.String).alias("from"),
            pl.col("high").map_batches(ids.gather, return_dtype=pl.String).alias("to"),
            "kinds",
            "layers",
        )
    )
