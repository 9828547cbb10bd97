"""Section: how far neighbours share their strengths, and which industries a place could have next."""

from __future__ import annotations

import polars as pl

from seedbed.charts import Canvas, Chart, Series, dot_plot, horizontal_bars
from seedbed.messages import Lang
from seedbed.report.columns import columns
from seedbed.report.document import Block, Figure, Heading, Prose, Section, Table, figure
from seedbed.report.wording import Words, own_language, words_of
from seedbed.usecases.report_contents import ReportContents

MOST_DOTS = 20


def overlap_and_prospects(contents: ReportContents, lang: Lang) -> Section:
    """Shared advantages as published and recomputed; the latest run of next industries."""
    words = words_of(lang)
    blocks: tuple[Block, ...] = (
        Prose(words("prospects-lead")),
        Heading("overlap", words("overlap-heading")),
        _overlap(contents, lang, words),
        Heading("next-industries", words("next-heading")),
        *_next(contents, lang, words),
    )
    return Section("prospects", words("prospects-title"), blocks, contents.synthetic)


def _overlap(contents: ReportContents, lang: Lang, words: Words) -> Figure | Table:
    overlaps = contents.observed.overlaps.with_columns(own_language("place", lang)).with_columns(
        pl.concat_str("place", pl.lit(" "), "period").alias("row")
    )
    table = Table(
        "overlaps",
        words("overlap-caption"),
        overlaps,
        columns(
            words, ("place", "place"), ("period", "period"), ("advantages", "advantages", "integer"),
            ("shared", "shared", "integer"), ("computed", "share-computed", "percent"),
            ("published", "share-published", "percent"), ("source", "source", "code"), ("locator", "locator", "code"),
        ),
        words("overlap-empty"),
        lang,
        words("overlap-note"),
    )  # fmt: skip

    def draw(canvas: Canvas) -> Chart:
        return horizontal_bars(
            overlaps, label="row",
            series=[Series("advantages", words("col-advantages")), Series("shared", words("col-shared"), 2)],
            title=words("overlap-picture"), canvas=canvas,
        )  # fmt: skip

    return figure(draw, "overlap", table)


def _next(contents: ReportContents, lang: Lang, words: Words) -> list[Block]:
    observed = contents.observed
    if not observed.next_run:
        return [Prose(words("next-none"), "note")]
    place = observed.next_place_zh if lang == "zh" else observed.next_place_en
    candidates = observed.next_industries.with_columns(own_language("reasons", lang))
    table = Table(
        "next-list",
        words("next-caption", place=place),
        candidates,
        columns(
            words, ("rank", "rank", "integer"), ("industry", "industry"), ("score", "score", "fit"),
            ("rca", "rca", "decimal"), ("reasons", "reasons", "sentence"),
        ),
        words("none"),
        lang,
        words("next-note", run=observed.next_run),
    )  # fmt: skip
    shown = candidates.head(MOST_DOTS)

    def draw(canvas: Canvas) -> Chart:
        return dot_plot(
            shown, label="industry", series=[Series("score", words("col-score"))], canvas=canvas, style="fit",
            title=words("next-picture", place=place), reach=1.0,
        )  # fmt: skip

    return [Prose(words("next-lead")), figure(draw, "next", table)]
