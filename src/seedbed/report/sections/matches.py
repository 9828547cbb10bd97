"""Section 8: matches taken apart, so that anybody can add them up."""

from __future__ import annotations

from typing import Any

import polars as pl

from seedbed.charts import Canvas, Chart, contribution_bar, spoken_number
from seedbed.matching.fixed_point import FIT_UNITS
from seedbed.messages import Lang
from seedbed.report.document import Block, Column, Heading, Prose, Section, Table, figure
from seedbed.report.wording import named, own_language, words_of
from seedbed.usecases.report_contents import ReportContents


def explained_matches(contents: ReportContents, lang: Lang) -> Section:
    """Each match: what is asked, its weight, the seeker's own skill, credit, and what that adds."""
    words = words_of(lang)
    blocks: list[Block] = [Prose(words("matches-lead"))]
    if contents.matches.is_empty():
        blocks.append(Prose(words("matches-empty"), "note"))
    named_matches = contents.matches.with_columns(
        own_language("organisation", lang), own_language("place", lang)
    )
    for number, match in enumerate(named_matches.iter_rows(named=True), start=1):
        parts = (
            contents.parts.filter(
                (pl.col("seeker") == match["seeker"]) & (pl.col("opportunity") == match["opportunity"])
            )
            .sort("contribution", "weight", "requirement", descending=[True, True, False])
            .with_columns(own_language("requirement", lang), own_language("via", lang))
            .with_columns((pl.col("contribution") * FIT_UNITS).round().cast(pl.Int64).alias("units"))
            .with_row_index("number", 1)
        )
        blocks += _one(number, match, parts, lang)
    return Section("matches", words("matches-title"), tuple(blocks), contents.synthetic)


def _one(number: int, match: dict[str, Any], parts: pl.DataFrame, lang: Lang) -> list[Block]:
    words = words_of(lang)
    key = f"match-{number}"
    fit = spoken_number(match["fit"], "fit", lang)
    about = (named("kind", match["kind"], lang), match["organisation"], match["place"])
    table = Table(
        key,
        words("parts-caption", number=number, seeker=match["seeker"]),
        parts,
        (
            Column("number", words("col-number"), "integer"),
            Column("requirement", words("col-requirement")),
            Column("weight", words("col-weight"), "percent"),
            Column("via", words("col-via")),
            Column("credit", words("col-credit"), "percent"),
            Column("contribution", words("col-contribution"), "fit"),
            Column("units", words("col-units"), "integer"),
        ),
        words("parts-empty"),
        lang,
        words("parts-sum", fit=fit, units=int(parts["units"].sum())),
    )

    def draw(canvas: Canvas) -> Chart:
        return contribution_bar(
            parts,
            label="requirement",
            contribution="contribution",
            title=words("parts-picture", number=number),
            canvas=canvas,
            total_label=words("fit"),
        )

    return [
        Heading(key, f"{number} \u00b7 {match['title']}", " \u00b7 ".join(one for one in about if one)),
        Prose(words("match-who", seeker=match["seeker"], opportunity=match["opportunity"], fit=fit)),
        figure(draw, key, table),
    ]
