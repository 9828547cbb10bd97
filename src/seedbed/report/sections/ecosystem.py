"""Section 3: the ecosystem as a map, as a network of four kinds of actors, and as tables."""

from __future__ import annotations

import polars as pl

from seedbed.charts import Canvas, Chart, NodeGroup, network_ring, point_map
from seedbed.messages import Lang
from seedbed.report.document import Block, Column, Heading, Prose, Section, Table, figure
from seedbed.report.wording import Words, named, named_column, organisation_names, own_name, words_of
from seedbed.usecases.report_contents import ReportContents

FEWEST_ON_A_RING = 3
"""Organisations with a tie among them; fewer make no picture."""

ACTORS = ("education", "enterprise", "government", "service")


def ecosystem_map(contents: ReportContents, lang: Lang) -> Section:
    """Where people and places are; who is tied to whom; the human resources of figure 4."""
    words = words_of(lang)
    blocks: tuple[Block, ...] = (
        Prose(words("ecosystem-lead")),
        *_map(contents, lang, words),
        *_network(contents, lang, words),
        *_roles(contents, lang, words),
    )
    return Section("ecosystem", words("ecosystem-title"), blocks, contents.synthetic)


def _map(contents: ReportContents, lang: Lang, words: Words) -> tuple[Block, ...]:
    places = contents.places.with_columns(own_name(lang)).sort(
        "people", "place", descending=[True, False], nulls_last=True
    )
    # A capital or a bank's seat far away would shrink the region to a dot: draw where something is.
    peopled = places.filter((pl.col("people") > 0) | (pl.col("seats") > 0))
    drawn = (places if peopled.is_empty() else peopled).drop_nulls(["longitude", "latitude"])
    datums = sorted(set(drawn["datum"].drop_nulls())) or [words("datum-unknown")]
    note = words("map-note", datum=words("and").join(datums))
    table = Table(
        "map",
        words("map-caption"),
        places,
        (
            Column("label", words("col-place")),
            Column("people", words("col-people-living"), "integer"),
            Column("seats", words("col-seats"), "integer"),
            Column("longitude", words("col-longitude"), "decimal"),
            Column("latitude", words("col-latitude"), "decimal"),
            Column("datum", words("col-datum"), "code"),
        ),
        words("map-empty"),
        lang,
    )

    def draw(canvas: Canvas) -> Chart:
        return point_map(
            drawn,
            label="label",
            size="people",
            size_label=words("col-people-living"),
            title=words("map-picture"),
            canvas=canvas,
        )

    return Heading("map", words("map-heading")), figure(draw, "map", table, note)


def _network(contents: ReportContents, lang: Lang, words: Words) -> tuple[Block, ...]:
    degrees = (
        pl.concat([contents.ties.select(node=end) for end in ("from", "to")])
        .group_by("node")
        .len("tie_count")
    )
    organisations = (
        contents.organisations.with_columns(
            own_name(lang),
            pl.col("organisation").alias("node"),
            pl.col("actor_type").alias("group"),
            named_column("actor", "actor_type", lang).alias("actor"),
            named_column("organisation", "kind", lang).alias("kind_label"),
        )
        .join(degrees, on="node", how="left", maintain_order="left")
        .with_columns(pl.col("tie_count").fill_null(0))
        .sort("tie_count", "organisation", descending=[True, False])
    )
    groups = [
        NodeGroup(one, named("actor", one, lang) or one, tone) for tone, one in enumerate(ACTORS, start=1)
    ]
    table = Table(
        "organisations",
        words("organisations-caption"),
        organisations,
        (
            Column("label", words("col-organisation")),
            Column("actor", words("col-actor")),
            Column("kind_label", words("col-kind")),
            Column("tie_count", words("col-ties"), "integer"),
            Column("source", words("col-source"), "code"),
            Column("locator", words("col-locator"), "code"),
        ),
        words("organisations-empty"),
        lang,
    )

    def draw(canvas: Canvas) -> Chart:
        return network_ring(
            organisations, contents.ties, groups=groups, title=words("network-picture"), canvas=canvas
        )

    names = organisation_names(contents.organisations, lang)
    ties = contents.ties.with_columns(
        *(pl.col(end).replace(names).alias(f"{end}_label") for end in ("from", "to")),
        named_column("tie", "kind", lang).alias("kind_label"),
        own_name(lang, "what"),
    )
    ties_table = Table(
        "ties",
        words("ties-caption"),
        ties,
        (
            Column("from_label", words("col-from")),
            Column("kind_label", words("col-tie")),
            Column("to_label", words("col-to")),
            Column("label", words("col-what")),
            Column("start", words("col-start")),
            Column("source", words("col-source"), "code"),
            Column("locator", words("col-locator"), "code"),
        ),
        words("ties-empty"),
        lang,
    )
    tied = organisations.filter(pl.col("tie_count") > 0).height
    ring = figure(draw, "network", table, words("network-note")) if tied >= FEWEST_ON_A_RING else table
    return Heading("network", words("network-heading")), ring, ties_table


def _roles(contents: ReportContents, lang: Lang, words: Words) -> tuple[Block, ...]:
    # Only some programmes describe their human resources so; the others need no empty table.
    if contents.roles.is_empty():
        return ()
    roles = contents.roles.with_columns(
        own_name(lang),
        named_column("actor", "sector", lang).alias("sector_label"),
        named_column("ring", "ring", lang).alias("ring_label"),
    )
    table = Table(
        "roles",
        words("roles-caption"),
        roles,
        (
            Column("label", words("col-role")),
            Column("sector_label", words("col-actor")),
            Column("ring_label", words("col-ring")),
            Column("locator", words("col-locator"), "code"),
        ),
        words("none"),
        lang,
    )
    return Heading("roles", words("roles-heading")), table
