"""Section 9: verified placements on the way to the programme's targets."""

from __future__ import annotations

from typing import Any

import polars as pl

from seedbed.charts import Canvas, Chart, Series, horizontal_bars, line_with_target, spoken_number
from seedbed.messages import Lang
from seedbed.report.document import Block, Column, Fact, Facts, Heading, Prose, Section, Table, figure
from seedbed.report.wording import Words, named_column, own_language, words_of
from seedbed.usecases.report_contents import ReportContents

DIMENSIONS = ("sex", "subproject")


def progress_toward_targets(contents: ReportContents, lang: Lang) -> Section:
    """For each indicator: the line beside its path, women's share, and its parts with their events."""
    words = words_of(lang)
    blocks: list[Block] = [Prose(words("progress-lead"))]
    if contents.indicators.is_empty():
        blocks.append(Prose(words("progress-empty"), "note"))
    named = contents.indicators.with_columns(
        own_language("label", lang, "indicator"), named_column("unit", "unit", lang)
    )
    for number, row in enumerate(named.iter_rows(named=True), start=1):
        blocks += _indicator(number, row, contents, lang)
    if not named.is_empty():
        blocks += _women(named, lang, words)
    blocks += _not_counted(contents, named, lang, words)
    return Section("progress", words("progress-title"), tuple(blocks), contents.synthetic)


def _indicator(number: int, row: dict[str, Any], contents: ReportContents, lang: Lang) -> list[Block]:
    words = words_of(lang)
    key = f"indicator-{number}"

    def count(value: float | None) -> str:
        return spoken_number(value, "integer", lang)

    women = words("women-of", women=count(row["women"]), counted=count(row["women_denominator"]))
    facts = Facts(
        (
            Fact(
                count(row["actual"]),
                words("counted-so-far"),
                words("events-behind", events=count(row["events"])),
            ),
            Fact(
                count(row["target"]),
                words("target-by", period=row["target_period"]),
                words(
                    "from-baseline",
                    baseline=count(row["baseline"]),
                    period=row["baseline_period"] or words("unknown"),
                ),
            ),
            Fact(spoken_number(row["progress"], "percent", lang), words("way-done"), words("way-done-note")),
            Fact(spoken_number(row["women_share"], "percent", lang), words("women-share"), women),
        )
    )
    path = contents.progress_path.filter(pl.col("indicator") == row["indicator"])
    path_table = Table(
        key,
        words("path-caption", indicator=row["label"]),
        path,
        (
            Column("period", words("col-period")),
            Column("actual", words("col-actual"), "integer"),
            Column("target", words("col-path"), "integer"),
        ),
        words("path-empty"),
        lang,
    )

    def draw_path(canvas: Canvas) -> Chart:
        return line_with_target(
            path,
            period="period",
            actual=Series("actual", words("col-actual"), 1),
            target=Series("target", words("col-path")),
            title=words("path-picture", indicator=row["label"]),
            canvas=canvas,
        )

    blocks: list[Block] = [
        Heading(key, row["label"], words("unit-of", unit=row["unit"]) if row["unit"] else ""),
        facts,
        figure(draw_path, key, path_table),
    ]
    for dimension in DIMENSIONS:
        parts = contents.progress_parts.filter(
            (pl.col("indicator") == row["indicator"]) & (pl.col("dimension") == dimension)
        ).with_columns(own_language("label", lang, "part"))
        blocks.append(_parts(f"{key}-{dimension}", dimension, row["label"], parts, lang))
    blocks.append(
        Prose(
            words(
                "provenance",
                run=row["run"] or words("unknown"),
                source=row["source"] or words("unknown"),
                locator=row["locator"] or words("unknown"),
            ),
            "note",
        )
    )
    return blocks


def _parts(key: str, dimension: str, indicator: str, parts: pl.DataFrame, lang: Lang) -> Block:
    words = words_of(lang)
    table = Table(
        key,
        words(f"by-{dimension}-caption", indicator=indicator),
        parts,
        (
            Column("label", words(f"col-{dimension}")),
            Column("value", words("col-counted"), "integer"),
            Column("events", words("col-events"), "integer"),
            Column("run", words("col-run"), "run"),
        ),
        words("parts-of-empty"),
        lang,
    )

    def draw(canvas: Canvas) -> Chart:
        return horizontal_bars(
            parts,
            label="label",
            series=[Series("value", words("col-counted"), 1)],
            title=words(f"by-{dimension}-picture", indicator=indicator),
            canvas=canvas,
        )

    return figure(draw, key, table)


def _women(indicators: pl.DataFrame, lang: Lang, words: Words) -> list[Block]:
    table = Table(
        "women",
        words("women-caption"),
        indicators,
        (
            Column("label", words("col-indicator")),
            Column("women", words("col-women"), "integer"),
            Column("women_denominator", words("col-counted"), "integer"),
            Column("women_share", words("women-share"), "percent"),
            Column("women_target", words("col-at-least"), "percent"),
        ),
        words("progress-empty"),
        lang,
        words("women-note"),
    )

    def draw(canvas: Canvas) -> Chart:
        return horizontal_bars(
            indicators,
            label="label",
            series=[Series("women_share", words("women-share"), 4)],
            marker=Series("women_target", words("col-at-least")),
            title=words("women-picture"),
            canvas=canvas,
            style="percent",
        )

    return [Heading("women", words("women-heading")), figure(draw, "women", table)]


def _not_counted(contents: ReportContents, indicators: pl.DataFrame, lang: Lang, words: Words) -> list[Block]:
    names = dict(indicators.select("indicator", "label").iter_rows())
    rejected = contents.not_counted.with_columns(
        pl.col("indicator").replace(names), own_language("reason", lang)
    ).sort("indicator", "placements", descending=[False, True], maintain_order=True)
    table = Table(
        "not-counted",
        words("not-counted-caption"),
        rejected,
        (
            Column("reason", words("col-reason"), "sentence"),
            Column("indicator", words("col-indicator")),
            Column("placements", words("col-placements"), "integer"),
        ),
        words("not-counted-empty"),
        lang,
    )
    return [Heading("not-counted", words("not-counted-heading")), table]
