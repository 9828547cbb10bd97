"""Section 4: what a person should know about the record, gravest first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl

from seedbed.messages import Finding, Lang, Severity, say
from seedbed.report.document import Block, Column, Fact, Facts, Heading, Prose, Section, Table
from seedbed.report.wording import named_unit, own_language, words_of
from seedbed.usecases.report_contents import ReportContents

MOST = 100
"""Findings of one severity that are listed; the rest is counted."""

GRAVEST_FIRST = (Severity.ERROR, Severity.WARNING, Severity.NOTE)


def findings_by_severity(contents: ReportContents, lang: Lang) -> Section:
    """Counts by severity, contradictions between published figures, then the findings themselves."""
    words = words_of(lang)
    of_severity = {
        one: [finding for finding in contents.findings if finding.severity is one] for one in GRAVEST_FIRST
    }
    facts = [
        Fact(f"{len(found):,}", words(f"severity-{one.value}"), words(f"severity-{one.value}-note"))
        for one, found in of_severity.items()
    ]
    facts.append(
        Fact(f"{len(contents.contradictions):,}", words("contradictions"), words("contradictions-note"))
    )
    blocks: list[Block] = [
        Prose(words("findings-lead")),
        Facts(tuple(facts)),
        Heading("contradictions", words("contradictions-heading")),
        _contradictions(contents, lang),
        _open_points(contents, lang),
        Heading("findings-list", words("findings-heading")),
    ]
    listed = [_listed(one, found, lang) for one, found in of_severity.items() if found] or [
        _listed(Severity.NOTE, [], lang)
    ]
    return Section("findings", words("findings-title"), (*blocks, *listed), contents.synthetic)


def _contradictions(contents: ReportContents, lang: Lang) -> Table:
    words = words_of(lang)
    labelled = contents.measure_names.select("measure", own_language("label", lang, "measure"))
    names = dict(labelled.iter_rows())
    sentences = [in_words(finding, names, lang).text(lang) for finding in contents.contradictions]
    return Table(
        "contradictions",
        words("contradictions-caption"),
        pl.DataFrame({"sentence": sentences}, {"sentence": pl.String}),
        (Column("sentence", words("col-finding"), "sentence"),),
        words("contradictions-empty"),
        lang,
    )


def in_words(finding: Finding, names: Mapping[str, str], lang: Lang) -> Finding:
    """The same finding with the measure's name and the unit as people of a language say them."""
    values = dict(finding.values)
    measure, unit = values.get("measure"), values.get("unit")
    if isinstance(measure, str):
        values["measure"] = names.get(measure, measure)
    if isinstance(unit, str):
        values["unit"] = named_unit(unit, lang)
        if unit == "year":  # a year is a name, not an amount: no thousands
            values |= {
                key: value.replace(",", "")
                for key, value in values.items()
                if key in ("value_a", "value_b") and isinstance(value, str)
            }
    return Finding(finding.code, values, finding.severity)


def _open_points(contents: ReportContents, lang: Lang) -> Table:
    words = words_of(lang)
    return Table(
        "open-points",
        words("open-points-caption"),
        contents.open_points.with_columns(own_language("what", lang)),
        (
            Column("what", words("col-open-point"), "sentence"),
            Column("locator_a", words("col-locator"), "code"),
            Column("locator_b", words("col-other-locator"), "code"),
        ),
        words("open-points-empty"),
        lang,
    )


def _listed(severity: Severity, found: Iterable[Finding], lang: Lang) -> Table:
    words = words_of(lang)
    everything = list(found)
    frame = pl.DataFrame(
        {
            "file": [_value(finding, "file") for finding in everything[:MOST]],
            "row": [_value(finding, "row") for finding in everything[:MOST]],
            "sentence": [finding.text(lang) for finding in everything[:MOST]],
        },
        {"file": pl.String, "row": pl.String, "sentence": pl.String},
    )
    left_out = len(everything) - frame.height
    return Table(
        f"findings-{severity.value}",
        words("findings-caption", severity=say(f"messages.severity-{severity.value}", lang)),
        frame,
        (
            Column("sentence", words("col-finding"), "sentence"),
            Column("file", words("col-file"), "code"),
            Column("row", words("col-row")),
        ),
        words("findings-empty"),
        lang,
        words("findings-left-out", count=left_out) if left_out else "",
    )


def _value(finding: Finding, name: str) -> str | None:
    value = finding.values.get(name)
    return None if value is None else str(value)
