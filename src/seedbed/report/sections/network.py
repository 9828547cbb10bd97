"""Section: who is tied to whom: communities, brokers, layers, ties that might be, and what a loss would do."""

from __future__ import annotations

import polars as pl

from seedbed.charts import (
    Canvas,
    Chart,
    NodeGroup,
    NumberStyle,
    Series,
    dot_plot,
    horizontal_bars,
    line_plot,
    network_scatter,
    spoken_number,
)
from seedbed.messages import Lang, Severity
from seedbed.report.columns import columns
from seedbed.report.document import Block, Fact, Facts, Figure, Heading, Prose, Section, Table, figure
from seedbed.report.wording import Words, named, named_column, own_language, remark, words_of
from seedbed.usecases.report_contents import ReportContents

TONES = 5
"""Communities with a tone of their own, the largest; the rest share one."""
OTHERS = "0"
MOST_ROWS = 40
MOST_DOTS = 12
MOST_SUGGESTED = 20
MOST_LOST = 40
FACTS: dict[str, NumberStyle] = {
    "actors": "integer",
    "tied_pairs": "integer",
    "isolated": "integer",
    "density": "percent",
    "ei_index": "decimal",
    "largest_component": "integer",
}


def network_of_actors(contents: ReportContents, lang: Lang) -> Section:
    """The network as the ties on record make it."""
    words, observed = words_of(lang), contents.observed
    blocks: list[Block] = [Prose(words("net-lead"))]
    if observed.network_nodes.is_empty():
        blocks.append(Prose(words("net-none"), "note"))
        return Section("network-of-actors", words("net-title"), tuple(blocks), contents.synthetic)
    nodes = observed.network_nodes.with_columns(
        own_language("name", lang).alias("label"), named_column("actor", "actor_type", lang).alias("actor")
    )
    blocks += [
        _facts(contents, lang, words),
        _communities(contents, nodes, lang, words),
        Heading("brokers", words("brokers-heading")),
        Prose(words("brokers-lead")),
        _brokers(contents, lang, words),
        Heading("tie-layers", words("tie-layers-heading")),
        _layers(contents, lang, words),
        Heading("suggestions", words("suggestions-heading")),
        Prose(words("suggestions-lead")),
        _suggestions(contents, lang, words),
        *_test(contents, lang, words),
        Heading("losses", words("losses-heading")),
        Prose(words("losses-lead")),
        _losses(nodes, lang, words),
        _removals(contents, lang, words),
        *_slices(contents, lang, words),
        *(
            Prose(finding.text(lang), "warning")
            for finding in observed.network_findings
            if finding.severity is not Severity.NOTE
        ),
    ]
    return Section("network-of-actors", words("net-title"), tuple(blocks), contents.synthetic)


def _facts(contents: ReportContents, lang: Lang, words: Words) -> Facts:
    known = dict(contents.observed.network_figures.select("figure", "value").iter_rows())
    facts = []
    for name, style in FACTS.items():
        note = (
            words("ei-expected", value=spoken_number(known.get("ei_expected"), "decimal", lang))
            if name == "ei_index"
            else ""
        )
        label = named("figure", name, lang) or name
        facts.append(Fact(spoken_number(known.get(name), style, lang), label, note))
    return Facts(tuple(facts))


def _communities(contents: ReportContents, nodes: pl.DataFrame, lang: Lang, words: Words) -> Figure | Table:
    table = Table(
        "actors",
        words("actors-caption"),
        nodes.head(MOST_ROWS),
        columns(
            words, ("label", "organisation"), ("actor", "actor"), ("degree", "ties", "integer"),
            ("betweenness", "betweenness", "percent"), ("brokered", "brokered", "integer"),
            ("constraint", "constraint", "decimal"), ("core", "core", "integer"), ("community", "community", "integer"),
        ),
        words("none"),
        lang,
        words("rows-cut", shown=MOST_ROWS, rows=nodes.height) if nodes.height > MOST_ROWS else "",
    )  # fmt: skip
    tied = nodes.filter(pl.col("degree") > 0)
    drawn = tied.select(
        "label", "x", "y", pl.col("organisation").alias("node"),
        pl.when(pl.col("community") <= TONES).then(pl.col("community")).otherwise(0).cast(pl.String).alias("group"),
    )  # fmt: skip
    # A community is called after its member with the most ties.
    hubs = tied.sort("degree", "organisation", descending=[True, False]).unique("community", keep="first")
    called = dict(hubs.select("community", "label").iter_rows())
    groups = [
        NodeGroup(str(one), words("community-around", name=called[one]), one)
        for one in range(1, TONES + 1)
        if one in called
    ]
    groups.append(NodeGroup(OTHERS, words("community-others"), TONES + 1))

    def draw(canvas: Canvas) -> Chart:
        return network_scatter(
            drawn, contents.observed.network_links, groups=groups, title=words("communities-picture"), canvas=canvas
        )  # fmt: skip

    alone = nodes.height - tied.height
    if drawn.is_empty():
        return table
    return figure(draw, "communities", table, words("communities-note", alone=alone))


def _brokers(contents: ReportContents, lang: Lang, words: Words) -> Figure | Table:
    brokers = contents.observed.brokers.with_columns(
        own_language("name", lang).alias("label"), named_column("actor", "actor_type", lang).alias("actor")
    )
    kinds = ("coordinator", "itinerant", "gatekeeper", "representative", "liaison")
    table = Table(
        "broker-kinds",
        words("brokers-caption"),
        brokers.head(MOST_ROWS),
        columns(
            words, ("label", "organisation"), ("actor", "actor"), ("total", "brokered", "integer"),
            *((kind, f"broker-{kind}", "integer") for kind in kinds),
        ),
        words("brokers-empty"),
        lang,
        words("brokers-note"),
    )  # fmt: skip
    shown = brokers.head(MOST_DOTS)

    def draw(canvas: Canvas) -> Chart:
        return dot_plot(
            shown, label="label", series=[Series("total", words("col-brokered"))], title=words("brokers-picture"),
            canvas=canvas,
        )  # fmt: skip

    return figure(draw, "brokers", table)


def _layers(contents: ReportContents, lang: Lang, words: Words) -> Figure | Table:
    layers = (
        contents.observed.layers.filter(pl.col("layer") != "all")
        .with_columns(named_column("layer", "layer", lang).alias("label"), remark(lang))
        .sort("tied_pairs", descending=True)
    )
    table = Table(
        "layers-of-ties",
        words("tie-layers-caption"),
        layers,
        columns(
            words, ("label", "layer"), ("ties", "ties", "integer"), ("tied_pairs", "tied-pairs", "integer"),
            ("tied_actors", "tied-actors", "integer"),
        ),
        words("none"),
        lang,
    )  # fmt: skip

    def draw(canvas: Canvas) -> Chart:
        return horizontal_bars(
            layers, label="label", series=[Series("tied_pairs", words("col-tied-pairs"))],
            title=words("tie-layers-picture"), canvas=canvas,
        )  # fmt: skip

    return figure(draw, "tie-layers", table)


def _suggestions(contents: ReportContents, lang: Lang, words: Words) -> Table:
    pairs = contents.observed.suggestions.with_columns(
        own_language("name", lang).alias("label"),
        own_language("other", lang).alias("other_label"),
        own_language("reasons", lang),
    )
    return Table(
        "suggested-ties",
        words("suggestions-caption"),
        pairs.head(MOST_SUGGESTED),
        columns(
            words, ("rank", "rank", "integer"), ("label", "organisation"), ("other_label", "other"),
            ("score", "score", "decimal"), ("cross_sector", "cross-sector", "flag"), ("reasons", "reasons", "sentence"),
        ),
        words("suggestions-empty"),
        lang,
    )  # fmt: skip


def _test(contents: ReportContents, lang: Lang, words: Words) -> list[Block]:
    """How well the suggestions found ties that were hidden, beside each reason alone and the product of degrees."""
    test = contents.observed.suggestion_test
    if test.is_empty():
        return []
    labelled = test.with_columns(named_column("score", "score", lang).alias("label"))
    table = Table(
        "suggestion-test",
        words("suggestion-test-caption"),
        labelled,
        columns(words, ("label", "score-of"), ("auc", "auc", "fit"), ("sd", "sd", "fit")),
        words("none"),
        lang,
    )
    return [Prose(words("suggestion-test")), table]


def _losses(nodes: pl.DataFrame, lang: Lang, words: Words) -> Figure | Table:
    gravest = nodes.filter(pl.col("lost_pairs") > 0).sort(
        "lost_pairs", "organisation", descending=[True, False]
    )
    table = Table(
        "losses-of-actors",
        words("losses-caption"),
        gravest.head(MOST_ROWS),
        columns(
            words, ("label", "organisation"), ("actor", "actor"), ("pieces", "pieces", "integer"),
            ("lost_pairs", "lost-pairs", "integer"), ("lost_share", "lost-share", "percent"),
        ),
        words("losses-empty"),
        lang,
    )  # fmt: skip
    shown = gravest.head(MOST_DOTS)

    def draw(canvas: Canvas) -> Chart:
        return dot_plot(
            shown, label="label", series=[Series("lost_share", words("col-lost-share"))],
            title=words("losses-picture"), canvas=canvas, style="percent",
        )  # fmt: skip

    return figure(draw, "losses", table)


def _removals(contents: ReportContents, lang: Lang, words: Words) -> Figure | Table:
    first = contents.observed.removals.head(MOST_LOST + 1)
    table = Table(
        "removals",
        words("removals-caption"),
        first,
        columns(
            words, ("lost", "actors-lost", "integer"), ("largest", "largest", "integer"), ("share", "share", "percent")
        ),
        words("none"),
        lang,
    )  # fmt: skip

    def draw(canvas: Canvas) -> Chart:
        return line_plot(
            first, along="lost", series=[Series("share", words("share-together"))], title=words("removals-picture"),
            canvas=canvas, style="percent",
        )  # fmt: skip

    return figure(draw, "removals", table)


def _slices(contents: ReportContents, lang: Lang, words: Words) -> list[Block]:
    slices = contents.observed.slices
    if slices.is_empty():
        return []
    table = Table(
        "slices",
        words("slices-caption"),
        slices,
        columns(
            words, ("day", "year"), ("tied_pairs", "tied-pairs", "integer"), ("tied_actors", "tied-actors", "integer"),
            ("ei_index", "ei-index", "decimal"), ("pairs_new", "pairs-new", "integer"),
            ("pairs_gone", "pairs-gone", "integer"),
        ),
        words("none"),
        lang,
    )  # fmt: skip

    def draw(canvas: Canvas) -> Chart:
        return line_plot(
            slices, along="day",
            series=[Series("tied_pairs", words("col-tied-pairs")), Series("tied_actors", words("col-tied-actors"), 2)],
            title=words("slices-picture"), canvas=canvas,
        )  # fmt: skip

    return [Heading("slices", words("slices-heading")), figure(draw, "slices", table, words("slices-note"))]
