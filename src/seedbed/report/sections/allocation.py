"""Section 7: who gets which place under which floors, what they cost, and what is proven."""

from __future__ import annotations

import math

import polars as pl

from seedbed.charts import Canvas, Chart, Series, horizontal_bars, spoken_number
from seedbed.messages import Lang
from seedbed.report.document import (
    NOTHING,
    Block,
    Column,
    Fact,
    Facts,
    Heading,
    Prose,
    Section,
    Table,
    Tone,
    figure,
)
from seedbed.report.wording import Words, named, named_column, own_language, words_of
from seedbed.usecases.report_contents import Certificate, ReportContents

SCARCEST = 15


def allocation_with_floors(contents: ReportContents, lang: Lang) -> Section:
    """Verdict and certificate, what was noted, each floor, the scarcest places, the audit by group."""
    words = words_of(lang)
    blocks: list[Block] = [Prose(words("allocation-lead"))]
    if contents.certificate is None:
        blocks.append(Prose(words("allocation-empty"), "note"))
    else:
        blocks += _certificate(contents, contents.certificate, lang, words)
        blocks.append(_noted(contents, lang, words))
    blocks += _floors(contents, lang, words)
    blocks += _prices(contents, lang, words)
    blocks += _audit(contents, lang, words)
    return Section("allocation", words("allocation-title"), tuple(blocks), contents.synthetic)


def _certificate(contents: ReportContents, proof: Certificate, lang: Lang, words: Words) -> list[Block]:
    def decimal(value: float) -> str:
        return f"{value:,.3f}"

    def count(value: int | None) -> str:
        return spoken_number(value, "integer", lang)

    tones: dict[str, Tone] = {"met": "plain", "impossible": "warning", "undecided": "warning"}
    gap = f"{proof.optimality_gap:.4%}" if math.isfinite(proof.optimality_gap) else NOTHING
    blocks: list[Block] = [
        Prose(
            words(f"verdict-{proof.verdict}", conflict=_conflict(contents, proof, lang) or words("none")),
            tones[proof.verdict],
        ),
        Facts(
            (
                Fact(
                    count(proof.filled),
                    words("places-filled"),
                    words(
                        "filled-note",
                        capacity=count(proof.capacity),
                        without=count(proof.filled_without_floors),
                    ),
                ),
                Fact(decimal(proof.objective), words("objective"), words("objective-note")),
                Fact(decimal(proof.bound), words("bound"), words("bound-note")),
                Fact(gap, words("gap"), words("gap-note")),
            )
        ),
        Prose(words(f"method-{proof.method}", run=proof.run), "note"),
    ]
    if proof.blocking_pairs is not None:
        blocks.append(Prose(words("blocking-pairs", count=proof.blocking_pairs), "note"))
    return blocks


def _conflict(contents: ReportContents, proof: Certificate, lang: Lang) -> str:
    """The demands that cannot hold together, under the names that people gave them."""
    words = words_of(lang)
    floors = contents.floors.with_columns(own_language("label", lang, "name"), own_language("scope", lang))
    called = {
        name: words("floor-in-scope", floor=label, scope=scope or words("unknown"))
        for name, label, scope in floors.select("name", "label", "scope").iter_rows()
    }
    return words("and").join(called.get(one) or named("demand", one, lang) or one for one in proof.conflict)


def _noted(contents: ReportContents, lang: Lang, words: Words) -> Table:
    findings = contents.allocation_findings.with_columns(
        named_column("severity-of", "severity", lang).alias("severity_label"), pl.col(lang).alias("sentence")
    )
    return Table(
        "allocation-findings",
        words("noted-caption"),
        findings,
        (
            Column("severity_label", words("col-severity")),
            Column("sentence", words("col-finding"), "sentence"),
        ),
        words("noted-empty"),
        lang,
    )


def _floors(contents: ReportContents, lang: Lang, words: Words) -> list[Block]:
    floors = contents.floors.with_columns(
        own_language("label", lang, "name"),
        own_language("scope", lang),
        own_language("short", lang, "name"),
        named_column("reading", "reading", lang).alias("reading_label"),
    )
    table = Table(
        "floors",
        words("floors-caption"),
        floors,
        (
            Column("label", words("col-floor")),
            Column("scope", words("col-scope")),
            Column("reading_label", words("col-reading")),
            Column("share", words("col-share"), "percent"),
            Column("required", words("col-required"), "integer"),
            Column("members_placed", words("col-placed"), "integer"),
            Column("filled", words("col-filled"), "integer"),
            Column("met", words("col-met"), "flag"),
            Column("shortfall", words("col-shortfall"), "integer"),
            Column("price", words("col-floor-price"), "fit"),
        ),
        words("floors-empty"),
        lang,
        words("floors-note"),
    )

    def draw(canvas: Canvas) -> Chart:
        return horizontal_bars(
            floors,
            label="short",
            series=[Series("members_placed", words("col-placed"), 1)],
            marker=Series("required", words("col-required")),
            title=words("floors-picture"),
            canvas=canvas,
        )

    effects = Table(
        "floor-effects",
        words("effects-caption"),
        contents.floor_effects.with_columns(own_language("label", lang, "name"), own_language("scope", lang)),
        (
            Column("label", words("col-floor-dropped")),
            Column("scope", words("col-scope")),
            Column("newly_placed", words("col-newly-placed"), "integer"),
            Column("no_longer_placed", words("col-no-longer-placed"), "integer"),
            Column("moved", words("col-moved"), "integer"),
        ),
        words("effects-empty"),
        lang,
    )
    return [Heading("floors", words("floors-heading")), figure(draw, "floors", table), effects]


def _prices(contents: ReportContents, lang: Lang, words: Words) -> list[Block]:
    prices = contents.seat_prices.sort("price", "opportunity", descending=[True, False]).head(SCARCEST)
    prices = prices.with_columns(own_language("organisation", lang)).with_columns(
        pl.concat_str("title", "organisation", separator=" \u00b7 ", ignore_nulls=True).alias("label")
    )
    table = Table(
        "seat-prices",
        words("prices-caption"),
        prices,
        (
            Column("title", words("col-opportunity")),
            Column("organisation", words("col-organisation")),
            Column("capacity", words("col-seats"), "integer"),
            Column("filled", words("col-filled"), "integer"),
            Column("price", words("col-seat-price"), "fit"),
        ),
        words("prices-empty"),
        lang,
    )

    def draw(canvas: Canvas) -> Chart:
        return horizontal_bars(
            prices,
            label="label",
            series=[Series("price", words("col-seat-price"), 3)],
            title=words("prices-picture"),
            canvas=canvas,
            style="fit",
        )

    return [
        Heading("seat-prices", words("prices-heading")),
        Prose(words("prices-lead")),
        figure(draw, "seat-prices", table),
    ]


def _audit(contents: ReportContents, lang: Lang, words: Words) -> list[Block]:
    hidden = pl.col("suppressed").fill_null(value=False)
    shown = ("recommended_rate", "placed", "placed_rate", "mean_fit", "ratio")
    audit = contents.audit.with_columns(
        own_language("label", lang, "group"),
        *(pl.when(~hidden).then(pl.col(column)).alias(column) for column in ("people", *shown)),
    )
    table = Table(
        "audit",
        words("audit-caption"),
        audit,
        (
            Column("label", words("col-group")),
            Column("people", words("people"), "integer"),
            Column("recommended_rate", words("col-recommended"), "percent"),
            Column("placed", words("col-placed-people"), "integer"),
            Column("placed_rate", words("col-placed-rate"), "percent"),
            Column("mean_fit", words("col-mean-fit"), "fit"),
            Column("ratio", words("col-ratio"), "decimal"),
        ),
        words("audit-empty"),
        lang,
        words("audit-note"),
    )

    def draw(canvas: Canvas) -> Chart:
        return horizontal_bars(
            audit.drop_nulls("placed_rate"),
            label="label",
            series=[Series("placed_rate", words("col-placed-rate"), 1)],
            title=words("audit-picture"),
            canvas=canvas,
            style="percent",
        )

    return [
        Heading("audit", words("audit-heading")),
        Prose(words("audit-lead")),
        table if audit["placed_rate"].is_null().all() else figure(draw, "audit", table),
    ]
