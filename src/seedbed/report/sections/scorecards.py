"""Section: the region's scorecards: a profile per card, what is missing, ranks under other weights, stages."""

from __future__ import annotations

import polars as pl

from seedbed.charts import Canvas, Chart, Series, dot_plot
from seedbed.messages import Lang
from seedbed.report.columns import columns
from seedbed.report.document import Block, Fact, Facts, Figure, Heading, Prose, Section, Table, figure
from seedbed.report.wording import Words, own_language, remark, words_of
from seedbed.usecases.report_contents import ReportContents

FULL = 100.0
DEEPEST = 2
"""Levels of a card below the whole that its picture shows; the table has all."""
MOST_MISSING = 12


def scorecards_of_places(contents: ReportContents, lang: Lang) -> Section:
    """Scores with their coverage; nothing is scored where too little is known, and that is said."""
    words, observed = words_of(lang), contents.observed
    blocks: list[Block] = [Prose(words("scorecards-lead"))]
    if observed.scores.is_empty():
        blocks.append(Prose(words("scorecards-none"), "note"))
    for card in observed.scores["card"].unique(maintain_order=True):
        blocks += _card(contents, card, lang, words)
    blocks += [Prose(finding.text(lang), "warning") for finding in observed.score_findings]
    if observed.scores.height:
        blocks.append(Prose(words("scorecards-provenance"), "note"))
    return Section("scorecards", words("scorecards-title"), tuple(blocks), contents.synthetic)


def _card(contents: ReportContents, card: str, lang: Lang, words: Words) -> list[Block]:
    rows = (
        contents.observed.scores.filter(pl.col("card") == card)
        .with_columns(own_language("place", lang), own_language("label", lang), remark(lang))
        # Elements below the first level are marked as such, once for each level.
        .with_columns(
            (
                pl.lit("\u00b7 ").repeat_by((pl.col("depth") - 1).clip(0)).list.join("") + pl.col("label")
            ).alias("indented")
        )
    )
    title = rows.select(own_language("card", lang)).item(0, 0)
    blocks: list[Block] = [Heading(f"card-{card}", title), _profile(card, title, rows, lang, words)]
    blocks += [_missing(place, rows, lang, words) for place in rows["place"].unique(maintain_order=True)]
    blocks += _stages(contents, card, lang, words)
    ranks = contents.observed.ranks.filter(pl.col("card") == card)
    if ranks.height:
        blocks.append(
            Table(
                f"ranks-{card}",
                words("ranks-caption"),
                ranks.with_columns(own_language("place", lang), own_language("left_out", lang)),
                columns(
                    words, ("place", "place"), ("score", "score", "decimal"), ("rank", "rank", "integer"),
                    ("rank_equal", "rank-equal", "integer"), ("best", "rank-best", "integer"),
                    ("worst", "rank-worst", "integer"), ("same", "rank-same", "percent"), ("left_out", "hangs-on"),
                ),
                words("none"),
                lang,
                words("ranks-note"),
            )
        )  # fmt: skip
    return [block for block in blocks if not (isinstance(block, Prose) and not block.text)]


def _profile(card: str, title: str, rows: pl.DataFrame, lang: Lang, words: Words) -> Figure | Table:
    """Dots from 0 to 100 for the first two places, whatever else stands in the table."""
    table = Table(
        f"scores-{card}",
        words("scores-caption", card=title),
        rows,
        columns(
            words, ("indented", "element"), ("place", "place"), ("score", "score", "decimal"),
            ("coverage", "coverage", "percent"), ("value", "value", "decimal"), ("period", "period"),
            ("benchmark", "hundred-is", "decimal"), ("remark", "remark", "sentence"),
        ),
        words("none"),
        lang,
        words("scores-note"),
    )  # fmt: skip
    shown = rows.filter(pl.col("depth") <= DEEPEST)
    places = shown["place"].unique(maintain_order=True).head(2).to_list()
    wide = shown.filter(pl.col("place") == places[0]).select("node", "indented", pl.col("score").alias("s0"))
    series = [Series("s0", places[0])]
    if len(places) > 1:
        other = shown.filter(pl.col("place") == places[1]).select("node", pl.col("score").alias("s1"))
        wide = wide.join(other, on="node", how="left", maintain_order="left")
        series.append(Series("s1", places[1], 2))
    if wide.select(pl.all_horizontal(pl.col(one.column).is_null() for one in series).all()).item():
        return table

    def draw(canvas: Canvas) -> Chart:
        return dot_plot(
            wide,
            label="indented",
            series=series,
            title=words("scores-picture", card=title),
            canvas=canvas,
            reach=FULL,
        )

    return figure(draw, f"card-{card}", table)


def _missing(place: str, rows: pl.DataFrame, lang: Lang, words: Words) -> Prose:
    """The elements of a place that have no score, by name; without text where there is none."""
    lacking = rows.filter(pl.col("place") == place, pl.col("leaf"), pl.col("score").is_null())
    if lacking.is_empty():
        return Prose("")
    names = lacking["label"].to_list()
    listed = ("、" if lang == "zh" else ", ").join(names[:MOST_MISSING])
    if len(names) > MOST_MISSING:
        return Prose(words("not-scored-more", place=place, elements=listed, count=len(names) - MOST_MISSING))
    return Prose(words("not-scored", place=place, elements=listed))


def _stages(contents: ReportContents, card: str, lang: Lang, words: Words) -> list[Block]:
    reached = contents.observed.stages_reached.filter(pl.col("card") == card)
    if reached.is_empty():
        return []
    facts = tuple(
        Fact(
            words("stage-of", stage=row["stage"], stages=row["stages"]),
            row[f"place_{lang}"] or row["place"],
            row[f"stage_{lang}"] or words("no-stage-yet"),
        )
        for row in reached.iter_rows(named=True)
    )
    lacking = contents.observed.stages_lacking.filter(pl.col("card") == card).with_columns(
        own_language("place", lang), own_language("label", lang), remark(lang)
    )
    table = Table(
        f"lacking-{card}",
        words("lacking-caption"),
        lacking,
        columns(
            words, ("place", "place"), ("stage", "stage", "integer"), ("label", "element"), ("value", "value", "decimal"),
            ("needed", "needed", "decimal"), ("remark", "remark", "sentence"),
        ),
        words("nothing-lacking"),
        lang,
    )  # fmt: skip
    return [Facts(facts), table]
