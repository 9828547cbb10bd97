"""The chapters on results: what was reached, and its parts."""

from __future__ import annotations

from collections import Counter
from typing import Any

import polars as pl

from seedbed.messages import Lang
from seedbed.report.document import NOTHING
from seedbed.report.programme_wording import amount, code, dated, label, listed, number, own, percent, rounded
from seedbed.report.word_layout import Chapter, Grid, Heading, Prose
from seedbed.report.word_layout.blocks import ChapterBlock
from seedbed.report.wording import words_of
from seedbed.usecases.progress_report_contents import ProgressReportContents

STATES = ("reached", "as-planned", "behind", "not-yet", "withheld", "unknown")
"""What is said of a target; never by colour alone."""
SEXES = ("female", "male", "other", "unstated")
WHEN = (("baseline", "year"), ("target", "by"), ("reached", "year"))
"""The columns with figures and what stands under each of them."""
ALL = "all"
TABLES = ("subproject", "period", "place", "group")
LONG = ("place", "group")
"""Tables of many rows: the largest first, those of nobody left out, the withheld ones in one row."""


def state_of(row: dict[str, Any]) -> str:
    """One of :data:`STATES` for a row of the standing."""
    if row["withheld"]:
        return "withheld"
    if row["actual"] is None:
        return "unknown"
    if row["met"]:
        return "reached"
    if row["on_path"] is None:
        return "not-yet"
    return "as-planned" if row["on_path"] else "behind"


def at_a_glance(contents: ProgressReportContents, lang: Lang) -> Chapter:
    """How many targets stand where, and what this report is."""
    words = words_of(lang)
    states = Counter(state_of(row) for row in contents.standing.iter_rows(named=True))
    told = [
        words("pr-state-count", state=code("pr-state", one, lang), count=states[one])
        for one in STATES
        if states[one]
    ]
    hidden = contents.withholding
    rule = "pr-rule-zeros-shown" if hidden.zeros_shown else "pr-rule-zeros-withheld"
    office = contents.audience == "office"
    about = [
        (words("pr-about-audience"), code("pr-audience", contents.audience, lang)),
        (words("pr-about-up-to"), contents.up_to),
        (words("pr-about-known"), f"{contents.known:%Y-%m-%d %H:%M} UTC"),
        (words("pr-about-report"), contents.report or words("pr-none-issued")),
        (words("pr-about-previous"), contents.previous or NOTHING),
        (words("pr-about-fingerprint"), contents.fingerprint or NOTHING),
        (
            words("pr-about-withheld"),
            words("pr-nothing-withheld")
            if office
            else words("pr-withheld-of", withheld=hidden.withheld, figures=hidden.figures),
        ),
        (
            words("pr-about-written"),
            words("pr-written-by", moment=f"{contents.written:%Y-%m-%d %H:%M} UTC", version=contents.version),
        ),
    ]
    blocks: list[ChapterBlock] = [
        Prose(words("pr-glance", targets=contents.standing.height, states=listed(told, lang)))
        if told
        else Prose(words("pr-no-targets"), "note")
    ]
    blocks.append(
        Grid(
            words("pr-about-caption"), (words("pr-col-what"), words("pr-col-value")), tuple(about), (1, 2), ""
        )
    )
    if not office:
        blocks.append(Prose(words(rule, threshold=hidden.threshold), "note"))
    blocks.append(Prose(words("pr-today-note", day=f"{contents.written:%Y-%m-%d}"), "note"))
    blocks += [Prose(finding.text(lang), "note") for finding in contents.findings]
    return Chapter(words("pr-glance-title"), tuple(blocks))


def results_beside_targets(contents: ProgressReportContents, lang: Lang) -> Chapter:
    """Baseline, target and what was reached, statement by statement."""
    words = words_of(lang)
    blocks: list[ChapterBlock] = [Prose(words("pr-results-lead"))]
    for (statement,), rows in contents.standing.group_by(f"statement_{lang}", maintain_order=True):
        level = code("pr-level", rows["level"][0], lang)
        title = (
            words("pr-of-statement", level=level, statement=statement)
            if statement
            else words("pr-no-statement")
        )
        blocks.append(
            Grid(
                title,
                (
                    words("pr-col-indicator"),
                    *(dated(words(f"pr-col-{name}"), words(f"pr-col-{when}"), lang) for name, when in WHEN),
                    *(words(f"pr-col-{name}") for name in ("way", "plan", "state")),
                ),
                tuple(_standing_row(row, lang) for row in rows.iter_rows(named=True)),
                (32, 10, 12, 13, 10, 10, 13),
                "",
                numeric=frozenset({1, 2, 3, 4, 5}),
            )
        )
    if contents.standing.is_empty():
        blocks.append(Prose(words("pr-no-targets"), "note"))
    elif late := int(_of_all(contents.standing)["late"].sum()):
        blocks.append(Prose(words("pr-late", late=late), "note"))
    blocks.append(Prose(words("pr-results-note"), "note"))
    return Chapter(words("pr-results-title"), tuple(blocks))


def _of_all(standing: pl.DataFrame) -> pl.DataFrame:
    """One row per indicator, that of everybody: the others count the same people again."""
    whole = (pl.col("measure") == "value") & pl.col("group_en").is_null() & pl.col("subproject_en").is_null()
    return standing.filter(whole).unique("indicator")


def _standing_row(row: dict[str, Any], lang: Lang) -> tuple[str, ...]:
    words = words_of(lang)
    of_share = row["measure"] == "share"

    reached = percent(row["actual"], lang) if of_share else amount(row["actual"], row["kind"], lang)
    if row["withheld"]:
        reached = words("pr-withheld")
    elif row["actual"] is not None and row["denominator"] is not None:
        reached += f"\n{number(row['numerator'], lang)}/{number(row['denominator'], lang)}"
    asked = (
        words("pr-at-least", value=percent(row["share_asked"], lang))
        if of_share
        else amount(row["value_asked"], row["kind"], lang)
    )
    return (
        label(row, lang),
        NOTHING
        if of_share
        else dated(amount(row["baseline"], row["kind"], lang), row["baseline_year"], lang),
        dated(asked, row["period"], lang),
        reached if row["withheld"] else dated(reached, row["measured_in"], lang),
        percent(row["progress"], lang),
        amount(rounded(row["expected"]), row["kind"], lang),
        code("pr-state", state_of(row), lang),
    )


def parts_of_results(contents: ProgressReportContents, lang: Lang) -> Chapter:
    """For each counted indicator its parts by subproject, year, place and group."""
    words = words_of(lang)
    blocks: list[ChapterBlock] = [Prose(words("pr-parts-lead"))]
    for (_, name), parts in contents.parts.group_by("indicator", f"indicator_{lang}", maintain_order=True):
        blocks.append(Heading("", str(name)))
        tables = [(parts.filter(pl.col("table") == table), table) for table in TABLES]
        blocks += [_parts_grid(rows, table, lang) for rows, table in tables if rows.height]
    if contents.parts.is_empty():
        blocks.append(Prose(words("pr-no-parts"), "note"))
    return Chapter(words("pr-parts-title"), tuple(blocks))


def _parts_grid(parts: pl.DataFrame, table: str, lang: Lang) -> Grid:
    words = words_of(lang)
    seen = parts.filter((pl.col("value").fill_null(1) > 0) | ~pl.col("shown"))["column"].unique().to_list()
    by_sex = table in ("subproject", "period")
    split = by_sex and parts.filter(pl.col("column") != ALL).height > 0
    columns = [one for one in SEXES if split and (one in ("female", "male") or one in seen)] + [ALL]
    cells = {
        (row["row"], row["column"]): number(row["value"], lang) if row["shown"] else words("pr-withheld")
        for row in parts.iter_rows(named=True)
    }
    whole, note, hidden = parts.filter(pl.col("column") == ALL), "", 0
    if table in LONG:
        counted = (pl.col("value") != 0) | ~pl.col("shown")
        note = words("pr-empty-left-out") if whole.filter(~counted).height else ""
        hidden = whole.filter(~pl.col("shown")).height
        whole = whole.filter(counted, "shown").sort("value", descending=True, maintain_order=True)
        if table == "group":
            note = " ".join((words("pr-groups-overlap"), note)).strip()
    rows = tuple(
        (own(row, "row", lang), *(cells.get((row["row"], column), NOTHING) for column in columns))
        for row in whole.iter_rows(named=True)
    )
    if hidden:
        rows += ((words(f"pr-hidden-{table}", count=hidden), words("pr-withheld")),)
    return Grid(
        words(f"pr-by-{table}"),
        (words(f"pr-col-{table}"), *(code("pr-sex", column, lang) for column in columns)),
        rows,
        (4, *[1.3] * len(columns)),
        words("pr-none-counted"),
        numeric=frozenset(range(1, len(columns) + 1)),
        note=note if rows else "",
    )
