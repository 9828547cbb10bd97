"""Section 7: who gets which place under which floors, what they cost, and what is proven."""

from __future__ import annotations

import math

import polars as pl

from seedbed.charts import spoken_number
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
)
from seedbed.report.sections.allocation_tables import (
    audit_shown,
    effects_shown,
    floors_shown,
    prices_shown,
)
from seedbed.report.wording import Words, named, named_column, own_language, words_of
from seedbed.usecases.report_contents import Certificate, ReportContents


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
    return [
        Heading("floors", words("floors-heading")),
        floors_shown(contents.floors, lang),
        effects_shown(contents.floor_effects, lang),
    ]


def _prices(contents: ReportContents, lang: Lang, words: Words) -> list[Block]:
    return [
        Heading("seat-prices", words("prices-heading")),
        Prose(words("prices-lead")),
        prices_shown(contents.seat_prices, lang),
    ]


def _audit(contents: ReportContents, lang: Lang, words: Words) -> list[Block]:
    return [
        Heading("audit", words("audit-heading")),
        Prose(words("audit-lead")),
        audit_shown(contents.audit, lang),
    ]
