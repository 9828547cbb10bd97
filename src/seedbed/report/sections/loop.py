"""Section 2: the loop's steps, what each produced, and the run that keeps it."""

from __future__ import annotations

import polars as pl

from seedbed.charts import Canvas, Chart, Series, horizontal_bars, spoken_number
from seedbed.messages import Lang
from seedbed.report.document import Block, Column, Prose, Section, Table, figure
from seedbed.report.wording import named_column, words_of
from seedbed.usecases.report_contents import STEPS, ReportContents


def steps_of_the_loop(contents: ReportContents, lang: Lang) -> Section:
    """A picture of the seconds per step beside the table of counts and run ids."""
    words = words_of(lang)
    order = {step: at for at, step in enumerate(STEPS)}
    # Synthetic rows are not read from anywhere: the first step draws them.
    drawn = (pl.col("step") == "load") & contents.synthetic
    steps = (
        contents.steps.with_columns(
            pl.when(drawn).then(pl.lit("draw")).otherwise("step").alias("told"),
            pl.col("step").replace_strict(order, return_dtype=pl.Int64).alias("order"),
        )
        .with_columns(
            named_column("step", "told", lang).alias("label"),
            pl.struct("told", "count")
            .map_elements(lambda row: _result(row["told"], row["count"], lang), return_dtype=pl.String)
            .alias("result"),
        )
        .sort("order", maintain_order=True)
        .drop("order", "told")
    )
    table = Table(
        "loop-steps",
        words("steps-caption"),
        steps,
        (
            Column("label", words("col-step")),
            Column("result", words("col-result")),
            Column("seconds", words("col-seconds"), "decimal"),
            Column("run", words("col-run"), "run"),
        ),
        words("steps-empty" if contents.runs.is_empty() else "steps-of-kept-runs"),
        lang,
    )

    def draw(canvas: Canvas) -> Chart:
        return horizontal_bars(
            steps,
            label="label",
            series=[Series("seconds", words("col-seconds"), 1)],
            title=words("steps-picture"),
            canvas=canvas,
            style="decimal",
        )

    runs = Table(
        "loop-runs",
        words("runs-caption"),
        contents.runs.with_columns(named_column("run", "kind", lang)),
        (
            Column("run", words("col-run"), "run"),
            Column("kind", words("col-kind")),
            Column("started", words("col-started"), "moment"),
            Column("seconds", words("col-seconds"), "decimal"),
        ),
        words("runs-empty"),
        lang,
    )
    blocks: tuple[Block, ...] = (
        Prose(words("loop-lead")),
        figure(draw, "loop-steps", table),
        runs,
    )
    return Section("loop", words("loop-title"), blocks, contents.synthetic)


def _result(step: str, count: int | None, lang: Lang) -> str:
    return words_of(lang)(f"did-{step}", count=spoken_number(count, "integer", lang))
