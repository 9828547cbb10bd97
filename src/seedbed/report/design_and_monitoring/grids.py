"""The framework as tables of words: the results chain, key activities, gender actions, inputs, notes.

Numbers follow the habit of development banks: outputs 1, 2, 3; their indicators 1a, 1b; their
activities 1.1, 1.2. Impacts and outcomes carry a letter or number of their own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import polars as pl

from seedbed.messages import Lang
from seedbed.report.document import NOTHING
from seedbed.report.programme_wording import code, listed, number, own, percent, with_unit, years
from seedbed.report.word_layout.blocks import Grid, Row
from seedbed.report.wording import Words, words_of
from seedbed.usecases.gather_design_and_monitoring import DesignAndMonitoring

LETTERS = "abcdefghijklmnopqrstuvwxyz"
PREFIX = {"impact": "I", "outcome": "O"}
Rows = list[dict[str, Any]]


@dataclass(slots=True)
class _Notes:
    """What is said below the tables, each once, with its number."""

    numbered: dict[str, int] = field(default_factory=dict)

    def mark(self, note: str | None) -> str:
        if not note:
            return ""
        return f" [{self.numbered.setdefault(note, len(self.numbered) + 1)}]"


@dataclass(frozen=True, slots=True)
class FrameworkGrids:
    """The tables in the order of reading, and the notes that they refer to."""

    impact: tuple[str, ...]
    chain: Grid
    activities: Grid
    gender: Grid
    inputs: Grid
    notes: Grid
    sources: Grid

    @property
    def tables(self) -> tuple[Grid, ...]:
        """All tables."""
        return (self.chain, self.activities, self.gender, self.inputs, self.notes, self.sources)


def framework_grids(framework: DesignAndMonitoring, lang: Lang) -> FrameworkGrids:
    """The framework in one language."""
    notes = _Notes()
    words = words_of(lang)
    impacts = framework.statements.filter(pl.col("level") == "impact")
    impact = tuple(
        words("dm-impact", number=row["number"], what=own(row, "name", lang)) + notes.mark(_origin(row, lang))
        for row in impacts.iter_rows(named=True)
    )
    chain = _chain(framework, lang, notes)
    activities = _activities(framework, lang)
    gender = _gender(framework, lang, notes)
    inputs = _inputs(framework, lang, notes)
    written = Grid(
        words("dm-notes-caption"),
        (words("dm-col-note"), words("dm-col-text")),
        tuple((f"[{at}]", note) for note, at in notes.numbered.items()),
        (1, 12),
        words("dm-no-notes"),
    )
    return FrameworkGrids(impact, chain, activities, gender, inputs, written, _named_sources(framework, lang))


def _named_sources(framework: DesignAndMonitoring, lang: Lang) -> Grid:
    """The sources that some row names."""
    words = words_of(lang)
    frames = (
        framework.statements, framework.indicators, framework.targets, framework.risks, framework.activities,
        framework.gender_actions, framework.inputs,
    )  # fmt: skip
    used = {one for frame in frames for one in frame["source"].drop_nulls()}
    return Grid(
        words("dm-sources-caption"),
        tuple(words(f"dm-col-{name}") for name in ("source", "title", "publisher", "year")),
        tuple(
            (row["source"], row["title"] or NOTHING, row["publisher"] or NOTHING, row["year"] or NOTHING)
            for row in framework.sources.iter_rows(named=True)
            if row["source"] in used
        ),
        (3, 8, 4, 1.5),
        words("dm-no-notes"),
    )


def _origin(row: dict[str, Any], lang: Lang) -> str | None:
    """Where a row is from, and on what basis it is worded."""
    place = " ".join(part for part in (row["source"], row["locator"]) if part)
    basis = row.get(f"basis_{lang}")
    if not place:
        return basis
    return words_of(lang)("dm-origin-basis", place=place, basis=basis) if basis else place


def _chain(framework: DesignAndMonitoring, lang: Lang, notes: _Notes) -> Grid:
    words = words_of(lang)
    rows: list[Row] = []
    indicators, risks = framework.indicators.to_dicts(), framework.risks.to_dicts()
    loose = framework.risks.filter(
        pl.col("statement").is_null()
        | ~pl.col("statement").is_in(framework.statements["statement"].implode())
    ).to_dicts()
    for statement in framework.statements.iter_rows(named=True):
        measured = [one for one in indicators if one["statement"] == statement["statement"]]
        facing = [one for one in risks if one["statement"] == statement["statement"]]
        if (
            statement["level"] == "impact"
            and not measured
            and not facing
            and not statement[f"assumption_{lang}"]
        ):
            continue  # impacts stand above the table
        rows.append(
            (
                _statement(statement, lang, notes),
                _indicators(statement, measured, framework.targets, lang, notes),
                _sources(statement, measured, lang),
                _risks(statement, facing, lang, notes),
            )
        )
    unmeasured = [one for one in indicators if one["statement"] is None]
    if unmeasured or loose:
        none: dict[str, Any] = {"level": "", "number": None, "assumption_en": None, "assumption_zh": None}
        rows.append(
            (
                words("dm-whole-programme"),
                _indicators(none, unmeasured, framework.targets, lang, notes) if unmeasured else NOTHING,
                _sources(none, unmeasured, lang) if unmeasured else NOTHING,
                _risks(none, loose, lang, notes),
            )
        )
    return Grid(
        words("dm-chain-caption"),
        tuple(words(f"dm-col-{name}") for name in ("chain", "indicators", "sources", "risks")),
        tuple(rows),
        (24, 34, 20, 22),
        words("dm-no-chain"),
    )


def _statement(row: dict[str, Any], lang: Lang, notes: _Notes) -> str:
    words = words_of(lang)
    head = words("dm-numbered", level=code("pr-level", row["level"], lang), number=row["number"])
    lines = [head, own(row, "name", lang) + notes.mark(_origin(row, lang))]
    if row[f"subproject_{lang}"]:
        lines.append(words("dm-in-subproject", subproject=row[f"subproject_{lang}"]))
    if row["leads_to"] is not None:
        lines.append(words("dm-leads-to", number=row["leads_to"]))
    return "\n".join(lines)


def _key(statement: dict[str, Any], at: int) -> str:
    """The number of an indicator: 1a under output 1, O1a under outcome 1, I1a under an impact."""
    letter = LETTERS[at] if at < len(LETTERS) else f"-{at + 1}"
    if statement["number"] is None:
        return letter
    return f"{PREFIX.get(statement['level'], '')}{statement['number']}{letter}"


def _indicators(
    statement: dict[str, Any], measured: Rows, targets: pl.DataFrame, lang: Lang, notes: _Notes
) -> str:
    words = words_of(lang)
    if not measured:
        return words("dm-no-indicator")
    lines = []
    for at, row in enumerate(measured):
        lines.append(f"{_key(statement, at)}. {own(row, 'name', lang)}{notes.mark(_origin(row, lang))}")
        asked = targets.filter(pl.col("indicator") == row["indicator"]).to_dicts()
        lines += [_target(one, row, lang, words) + notes.mark(_origin(one, lang)) for one in asked]
        if not asked:
            lines.append(words("dm-no-target"))
        lines.append(_baseline(row, lang, words))
        split = [code("dm-by", one, lang) for one in (row["disaggregation"] or "").split(";") if one]
        if split:
            lines.append(words("dm-split", dimensions=listed(split, lang)))
    return "\n".join(lines)


def _target(row: dict[str, Any], measured: dict[str, Any], lang: Lang, words: Words) -> str:
    about = listed([row[f"{stem}_{lang}"] for stem in ("group", "subproject") if row[f"{stem}_{lang}"]], lang)
    if row["share"] is not None:
        asked = words("pr-at-least", value=percent(row["share"], lang))
    else:
        asked = with_unit(row["value"], measured["unit"], measured["kind"], lang)
    told = "dm-target-of" if about else "dm-target"
    return words(told, period=years(row["period"]), asked=asked, **({"about": about} if about else {}))


def _baseline(row: dict[str, Any], lang: Lang, words: Words) -> str:
    if row["baseline"] is None:
        return words("dm-no-baseline")
    amount = with_unit(row["baseline"], row["unit"], row["kind"], lang)
    year = words("dm-year-unknown") if row["baseline_year"] is None else str(row["baseline_year"])
    return words("dm-baseline", year=year, amount=amount)


def _sources(statement: dict[str, Any], measured: Rows, lang: Lang) -> str:
    words = words_of(lang)
    lines = []
    for at, row in enumerate(measured):
        lines.append(f"{_key(statement, at)}. {row[f'means_{lang}'] or words('dm-no-means')}")
        if row[f"responsible_{lang}"]:
            lines.append(words("dm-reported-by", organisation=row[f"responsible_{lang}"]))
    return "\n".join(lines) or NOTHING


def _risks(statement: dict[str, Any], facing: Rows, lang: Lang, notes: _Notes) -> str:
    words = words_of(lang)
    lines = []
    assumption = statement[f"assumption_{lang}"]
    if assumption:
        lines.append(words("dm-assumption", what=assumption))
    for row in sorted(facing, key=lambda one: one["kind"] != "assumption"):
        told = "dm-assumption" if row["kind"] == "assumption" else "dm-risk"
        lines.append(words(told, what=own(row, "name", lang)) + notes.mark(_origin(row, lang)))
        if row[f"response_{lang}"] and row["kind"] != "assumption":
            lines.append(words("dm-response", what=row[f"response_{lang}"]))
    return "\n".join(lines) or NOTHING


def _activities(framework: DesignAndMonitoring, lang: Lang) -> Grid:
    """Under the statements that they serve, in the chain's order; the rest at the end."""
    words = words_of(lang)
    rows: list[Row] = []
    activities = framework.activities.to_dicts()
    statements = framework.statements.to_dicts()
    for statement in statements:
        head = words(
            "dm-numbered", level=code("pr-level", statement["level"], lang), number=statement["number"]
        )
        prefix = f"{PREFIX.get(statement['level'], '')}{statement['number']}."
        served = [one for one in activities if one["statement"] == statement["statement"]]
        rows += [
            _activity(f"{prefix}{at}", one, head, statement[f"subproject_{lang}"], lang)
            for at, one in enumerate(served, start=1)
        ]
    known = {one["statement"] for one in statements}
    left = [one for one in activities if one["statement"] not in known]
    rows += [_activity(str(at), one, NOTHING, None, lang) for at, one in enumerate(left, start=1)]
    return Grid(
        words("dm-activities-caption"),
        tuple(
            words(f"dm-col-{name}")
            for name in ("number", "activity", "serves", "milestone", "status", "source")
        ),
        tuple(rows),
        (6, 42, 11, 20, 9, 20),
        words("dm-no-activities"),
    )


def _activity(key: str, row: dict[str, Any], serves: str, subproject: str | None, lang: Lang) -> Row:
    """An activity; its subproject is said where it is not that of the statement."""
    words = words_of(lang)
    about = own(row, "name", lang)
    if row[f"subproject_{lang}"] not in (None, subproject):
        about += "\n" + words("dm-in-subproject", subproject=row[f"subproject_{lang}"])
    begins, ends = row["starts"], row["ends"]
    if begins is None and ends is None:
        when = words("pr-no-dates")
    elif begins is None or ends is None:
        when = words("dm-ends" if begins is None else "dm-begins", when=begins or ends)
    else:
        when = words("pr-from-to", low=begins, high=ends)
    if row[f"responsible_{lang}"]:
        when += "\n" + row[f"responsible_{lang}"]
    status = code("pr-status", row["status"] or "unstated", lang)
    return key, about, serves, when, status, _origin(row, lang) or NOTHING


def _gender(framework: DesignAndMonitoring, lang: Lang, notes: _Notes) -> Grid:
    words = words_of(lang)
    return Grid(
        words("dm-gender-caption"),
        tuple(words(f"dm-col-{name}") for name in ("action", "goal", "due")),
        tuple(
            (
                own(row, "name", lang) + notes.mark(_origin(row, lang)),
                row[f"goal_{lang}"] or words("dm-no-goal"),
                years(row["due"]),
            )
            for row in framework.gender_actions.iter_rows(named=True)
        ),
        (6, 5, 1.5),
        words("pr-no-gender"),
    )


def _inputs(framework: DesignAndMonitoring, lang: Lang, notes: _Notes) -> Grid:
    words = words_of(lang)
    return Grid(
        words("dm-inputs-caption"),
        tuple(words(f"dm-col-{name}") for name in ("financier", "amount", "what", "period")),
        tuple(
            (
                own(row, "financier", lang),
                words("pr-money", currency=row["currency"], amount=number(row["amount"], lang)),
                "\n".join(part for part in (row[f"what_{lang}"], row[f"subproject_{lang}"]) if part)
                + notes.mark(_origin(row, lang)),
                years(row["period"]),
            )
            for row in framework.inputs.iter_rows(named=True)
        ),
        (5, 4, 6, 3),
        words("dm-no-inputs"),
        numeric=frozenset({1}),
        note=words("dm-inputs-note"),
    )
