"""Figures of the ecosystem itself, computed from a region's tables: their measures begin with ``derived-``."""

from __future__ import annotations

from datetime import date

import polars as pl

from seedbed.network.chains import chain_coverage, inside, read_chains, stage_status
from seedbed.store import RegionStore
from seedbed.usecases.report_frames.ecosystem import published_organisations


def derive_figures(store: RegionStore, on: date) -> pl.DataFrame:
    """What scorecards read beside published figures; organisations that were drawn are left out.

    ``derived-enterprises-per-education``
        Enterprises on record for each education organisation, of each side and of the region's place.
    ``derived-chain-coverage``
        Share of the stages that somebody holds there, over the value chains that touch the place.
    ``derived-ties-between-sides``, ``-expected``, ``-per-100``
        Pairs of organisations of two sides that are tied; what random mixing with the same numbers of
        ties would give, ``d_a d_b / 2m`` (Newman 2003); the ties for each hundred organisations of both.
        They stand at each side and at the region's place.

    Returns
    -------
    pl.DataFrame
        ``place``, ``measure``, ``period`` (the year of ``on``), ``value``.
    """
    sides = store.settings.sides
    places = store.table("places")
    areas = {side: inside(places, side) for side in dict.fromkeys((*sides, store.settings.place)) if side}
    organisations = published_organisations(store).select("organisation", "actor_type", "place")
    rows: list[tuple[str, str, float]] = []
    for side, area in areas.items():
        here = organisations.filter(pl.col("place").is_in(list(area)))
        education = here.filter(pl.col("actor_type") == "education").height
        if education:
            enterprises = here.filter(pl.col("actor_type") == "enterprise").height
            rows.append((side, "derived-enterprises-per-education", enterprises / education))
        if "chains" in store.tables():
            rows += _coverage(store.table("chains"), places, side)
    if len(sides) == 2:
        between = _between(organisations, store.table("ties"), areas[sides[0]], areas[sides[1]])
        rows += [
            (place, measure, value)
            for place in dict.fromkeys((*sides, store.settings.place))
            for measure, value in between.items()
        ]
    return pl.DataFrame(
        [(place, measure, str(on.year), value) for place, measure, value in rows],
        schema={"place": pl.String, "measure": pl.String, "period": pl.String, "value": pl.Float64},
        orient="row",
    )


def _coverage(chains: pl.DataFrame, places: pl.DataFrame, home: str) -> list[tuple[str, str, float]]:
    """Stages held at home, of all stages of the chains that are there, around it or planned."""
    here = chain_coverage(stage_status(read_chains(chains, places, home))).filter(pl.col("finding").is_null())
    present, stages = here.select(pl.sum("present", "stages")).row(0)
    return [(home, "derived-chain-coverage", present / stages)] if stages else []


def _between(
    organisations: pl.DataFrame, ties: pl.DataFrame, one: set[str], other: set[str]
) -> dict[str, float]:
    """Tied pairs between two sides, observed and expected."""
    placed = organisations.filter(pl.col("place").is_not_null()).with_columns(
        pl.when(pl.col("place").is_in(list(one)))
        .then(0)
        .when(pl.col("place").is_in(list(other)))
        .then(1)
        .otherwise(2)
        .alias("side")
    )
    side = dict(placed.select("organisation", "side").iter_rows())
    pairs = {
        (min(a, b), max(a, b))
        for a, b in ties.select("from", "to").iter_rows()
        if a in side and b in side and a != b
    }
    degrees = [0, 0, 0]
    for pair in pairs:
        for end in pair:
            degrees[side[end]] += 1
    observed = sum({side[a], side[b]} == {0, 1} for a, b in pairs)
    figures = {"derived-ties-between-sides": float(observed)}
    if pairs:
        figures["derived-ties-between-sides-expected"] = degrees[0] * degrees[1] / (2 * len(pairs))
    both = placed.filter(pl.col("side") < 2).height
    if both:
        figures["derived-ties-between-sides-per-100"] = 100 * observed / both
    return figures
