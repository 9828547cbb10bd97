"""Section 5: what was drawn beside what Seedbed made of it (synthetic data only)."""

from __future__ import annotations

import polars as pl

from seedbed.charts import Canvas, Chart, Series, dot_plot
from seedbed.messages import Lang
from seedbed.report.document import Block, Column, Heading, Prose, Section, Table, figure
from seedbed.report.wording import named_column, own_language, words_of
from seedbed.usecases.report_contents import ReportContents


def truth_beside_estimate(contents: ReportContents, lang: Lang) -> Section:
    """Tagging: precision and recall. Results: true beside counted. The draw: its numbers beside theirs."""
    words = words_of(lang)
    if not contents.synthetic:
        return Section("truth", words("truth-title"), (Prose(words("truth-lead-real")),))
    tagging = contents.tagging_truth.with_columns(
        named_column("side", "side", lang).alias("side_label"),
        pl.format("{}-{}", "scope", "value").alias("slice"),
    ).with_columns(named_column("slice", "slice", lang).alias("slice_label"))
    tagging = tagging.with_columns(
        pl.concat_str("side_label", "slice_label", separator=" \u00b7 ", ignore_nulls=True).alias("label")
    )
    table = Table(
        "tagging-truth",
        words("tagging-caption"),
        tagging,
        (
            Column("label", words("col-texts")),
            Column("truth", words("col-truth"), "integer"),
            Column("tagged", words("col-estimate"), "integer"),
            Column("hits", words("col-hits"), "integer"),
            Column("precision", words("col-precision"), "percent"),
            Column("recall", words("col-recall"), "percent"),
            Column("f1", "F1", "percent"),
        ),
        words("truth-empty"),
        lang,
    )

    def draw(canvas: Canvas) -> Chart:
        return dot_plot(
            tagging,
            label="label",
            series=[Series("recall", words("col-recall"), 1), Series("precision", words("col-precision"), 2)],
            title=words("tagging-picture"),
            canvas=canvas,
            style="percent",
            reach=1.0,
        )

    outcomes = Table(
        "outcome-truth",
        words("outcome-caption"),
        contents.outcome_truth.with_columns(own_language("label", lang)),
        (
            Column("label", words("col-measure")),
            Column("truth", words("col-truth"), "integer"),
            Column("estimate", words("col-counted"), "integer"),
        ),
        words("truth-empty"),
        lang,
    )
    calibration = Table(
        "calibration",
        words("calibration-caption"),
        contents.calibration.with_columns(
            own_language("label", lang),
            named_column("basis", "basis", lang).alias("basis_label"),
            named_column("unit", "unit", lang).alias("unit_label"),
        ),
        (
            Column("label", words("col-measure")),
            Column("basis_label", words("col-basis")),
            Column("value", words("col-used"), "tick"),
            Column("drawn", words("col-drawn"), "tick"),
            Column("unit_label", words("col-unit")),
            Column("source", words("col-source"), "code"),
            Column("locator", words("col-locator"), "code"),
        ),
        words("calibration-empty"),
        lang,
    )
    blocks: tuple[Block, ...] = (
        Prose(words("truth-lead")),
        Heading("tagging-truth", words("tagging-heading")),
        figure(draw, "tagging-truth", table, words("tagging-note")),
        Heading("outcome-truth", words("outcome-heading")),
        outcomes,
        Heading("calibration", words("calibration-heading")),
        calibration,
    )
    return Section("truth", words("truth-title"), blocks, contents.synthetic)
