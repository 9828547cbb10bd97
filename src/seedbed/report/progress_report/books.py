"""The chapters on money, grievances and evidence, and how to read the report."""

from __future__ import annotations

from typing import Any

from seedbed.messages import Lang
from seedbed.report.document import NOTHING
from seedbed.report.programme_wording import code, day, number, own, percent
from seedbed.report.word_layout import Chapter, Grid, Prose
from seedbed.report.word_layout.blocks import ChapterBlock
from seedbed.report.wording import words_of
from seedbed.usecases.progress_report_contents import ProgressReportContents

HASH_SHOWN = 16


def money_planned_and_paid(contents: ProgressReportContents, lang: Lang) -> Chapter:
    """Budget and payments, currency by currency."""
    words = words_of(lang)
    public = contents.audience == "public"
    sides = ("financier",) if public else ("subproject", "financier")

    def row_of(row: dict[str, Any]) -> tuple[str, ...]:
        whole = {"subproject": words("pr-whole-programme"), "financier": NOTHING}
        return (
            *(row[f"{side}_{lang}"] or whole[side] for side in sides),
            words("pr-money", currency=row["currency"], amount=number(row["budget"], lang)),
            words("pr-money", currency=row["currency"], amount=number(row["disbursed"], lang)),
            percent(row["share"], lang),
            percent(row["elapsed"], lang),
        )

    grid = Grid(
        words("pr-money-caption", day=contents.day.isoformat()),
        tuple(words(f"pr-col-{name}") for name in (*sides, "budget", "paid", "paid-share", "time-share")),
        tuple(row_of(row) for row in contents.money.iter_rows(named=True)),
        (*[4.0] * len(sides), 4, 4, 1.8, 1.8),
        words("pr-no-money"),
        numeric=frozenset(range(len(sides), len(sides) + 4)),
        note=words("pr-money-note"),
    )
    return Chapter(words("pr-money-title"), (grid,))


def grievances_received(contents: ProgressReportContents, lang: Lang) -> Chapter:
    """How many grievances came in, by what they are about."""
    words = words_of(lang)
    office = contents.audience == "office"
    columns = ("category", "received", *(("open", "overdue") if office else ()))
    grid = Grid(
        words("pr-grievances-caption", year=contents.up_to),
        tuple(words(f"pr-col-{name}") for name in columns),
        tuple(
            (
                code("pr-category", row["category"], lang),
                number(row["received"], lang) if row["shown"] else words("pr-withheld"),
                number(row["open"], lang),
                number(row["overdue"], lang),
            )[: len(columns)]
            for row in contents.grievances.iter_rows(named=True)
        ),
        (4, 2, 2, 2)[: len(columns)],
        words("pr-no-grievances"),
        numeric=frozenset(range(1, len(columns))),
        note=words("pr-grievances-note"),
    )
    return Chapter(words("pr-grievances-title"), (grid,))


def evidence_on_record(contents: ProgressReportContents, lang: Lang) -> Chapter:
    """The files on which results, decisions and payments rest."""
    words = words_of(lang)
    office = contents.audience == "office"
    lead = words("pr-evidence-lead" if office else "pr-evidence-some", files=contents.evidence_files)
    blocks: list[ChapterBlock] = [Prose(lead)]
    if contents.audience == "public":
        blocks.append(Prose(words("pr-evidence-public"), "note"))
        return Chapter(words("pr-evidence-title"), tuple(blocks))
    blocks.append(
        Grid(
            words("pr-evidence-caption"),
            tuple(words(f"pr-col-{name}") for name in ("file", "supports", "holder", "received-on", "hash")),
            tuple(
                (
                    "\n".join(part for part in (row["evidence"], row["title"], row["file"]) if part),
                    "\n".join(code("pr-supports", one, lang) for one in (row["supports"] or "").split(";")),
                    own(row, "holder", lang),
                    day(row["received"]),
                    (row["sha256"] or "")[:HASH_SHOWN],
                )
                for row in contents.evidence.iter_rows(named=True)
            ),
            (6, 3, 4, 2.4, 3.6),
            words("pr-no-evidence"),
            note=words("pr-evidence-office" if office else "pr-evidence-bank"),
        )
    )
    return Chapter(words("pr-evidence-title"), tuple(blocks))


def how_to_read(contents: ProgressReportContents, lang: Lang) -> Chapter:
    """What the words and figures mean."""
    words = words_of(lang)
    terms = ("progress", "plan", "share", "verified", "withheld", "vintage", "restated")
    grid = Grid(
        words("pr-terms-caption"),
        (words("pr-col-term"), words("pr-col-meaning")),
        tuple((words(f"pr-term-{term}"), words(f"pr-meaning-{term}")) for term in terms),
        (1, 4),
        "",
    )
    blocks: list[ChapterBlock] = [grid]
    if contents.synthetic:
        blocks.append(Prose(words("pr-synthetic"), "warning"))
    return Chapter(words("pr-terms-title"), tuple(blocks))
