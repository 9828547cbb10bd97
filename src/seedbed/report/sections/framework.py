"""Section: the programme's results framework, and how far each target is on its way."""

from __future__ import annotations

import polars as pl

from seedbed.charts import Canvas, Chart, Series, horizontal_bars
from seedbed.messages import Lang
from seedbed.report.columns import columns
from seedbed.report.document import Block, Prose, Section, Table, figure
from seedbed.report.wording import Words, named_column, own_language, words_of
from seedbed.usecases.report_contents import ReportContents

INDENT = "\u2003"  # a wide space: the depth of a statement shows in any form of the table


def results_framework(contents: ReportContents, lang: Lang) -> Section:
    """The chain of results, progress bars beside what the path asks for, and what the check found."""
    words = words_of(lang)
    delivery = contents.delivery
    blocks: list[Block] = [Prose(words("framework-lead"))]
    standing = delivery.standing.with_columns(
        own_language("label", lang), own_language("statement", lang)
    ).with_columns(
        pl.when(pl.col("measure") == "share")
        .then(pl.format(words("framework-share-of", target="{}"), "label"))
        .otherwise("label")
        .alias("row"),
        expected_progress=_expected_progress(),
    )
    blocks += [
        *_bars("framework-values", standing.filter(pl.col("measure") == "value"), "integer", lang, words),
        *_bars("framework-shares", standing.filter(pl.col("measure") == "share"), "percent", lang, words),
    ]
    if standing.is_empty():
        blocks.append(Prose(words("framework-no-count"), "note"))
    blocks.append(_chain(contents, lang, words))
    blocks += [Prose(finding.text(lang), "note") for finding in delivery.framework_findings[:5]]
    if len(delivery.framework_findings) > 5:
        blocks.append(Prose(words("framework-more", more=len(delivery.framework_findings) - 5), "note"))
    # The facts are the region's own; what counts toward the targets may be drawn.
    return Section("framework", words("framework-title"), tuple(blocks), contents.synthetic)


def _expected_progress() -> pl.Expr:
    """Where the path is now, on the same scale as the progress."""
    way = pl.col("asked") - pl.col("baseline").fill_null(0.0)
    on_way = pl.when(way != 0).then((pl.col("expected") - pl.col("baseline").fill_null(0.0)) / way)
    return pl.when(pl.col("measure") == "share").then(1.0).otherwise(on_way)


def _bars(key: str, rows: pl.DataFrame, style: str, lang: Lang, words: Words) -> list[Block]:
    if rows.is_empty():
        return []
    table = Table(
        key,
        words(f"{key}-caption"),
        rows,
        columns(
            words, ("row", "target"), ("statement", "statement", "sentence"), ("period", "period"),
            ("actual", "actual", "percent" if style == "percent" else "integer"),
            ("expected", "expected-now", "percent" if style == "percent" else "integer"),
            ("asked", "asked", "percent" if style == "percent" else "integer"),
            ("progress", "progress", "percent"), ("on_path", "on-path", "flag"),
        ),
        words("none"),
        lang,
    )  # fmt: skip

    def draw(canvas: Canvas) -> Chart:
        return horizontal_bars(
            rows, label="row", series=[Series("progress", words("col-progress"))], style="percent",
            marker=Series("expected_progress", words("framework-marker")), title=words(f"{key}-picture"),
            canvas=canvas,
        )  # fmt: skip

    return [figure(draw, key, table)]


def _chain(contents: ReportContents, lang: Lang, words: Words) -> Table:
    rows = contents.delivery.statements.with_columns(
        own_language("label", lang), named_column("level", "level", lang)
    ).with_columns(
        pl.concat_str(pl.lit(INDENT).repeat_by(pl.col("depth")).list.join(""), "label").alias(
            "statement_shown"
        )
    )
    return Table(
        "framework-chain",
        words("framework-chain-caption"),
        rows,
        columns(
            words, ("statement_shown", "statement", "sentence"), ("level", "level"),
            ("indicators", "indicators", "integer"), ("targets", "targets", "integer"),
        ),
        words("framework-empty"),
        lang,
        words("framework-chain-note"),
    )  # fmt: skip
