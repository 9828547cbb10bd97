"""The chapters on the work: activities, stage gates, gender actions, risks."""

from __future__ import annotations

from collections import Counter

from seedbed.messages import Lang
from seedbed.report.document import NOTHING
from seedbed.report.programme_wording import code, day, listed, own, years
from seedbed.report.word_layout import Chapter, Grid, Prose
from seedbed.report.word_layout.blocks import ChapterBlock
from seedbed.report.wording import words_of
from seedbed.usecases.progress_report_contents import ProgressReportContents


def activities_of_subprojects(contents: ProgressReportContents, lang: Lang) -> Chapter:
    """What the subprojects do, and what is late."""
    words = words_of(lang)
    rows = contents.activities.to_dicts()
    states = Counter(row["status"] or "unstated" for row in rows)
    told = listed(
        [
            words("pr-state-count", state=code("pr-status", state, lang), count=count)
            for state, count in states.items()
        ],
        lang,
    )
    blocks: list[ChapterBlock] = []
    if rows:
        late = sum(bool(row["late"]) for row in rows)
        blocks.append(Prose(words("pr-activities-lead", activities=len(rows), states=told, late=late)))
    subprojects = contents.activities[f"subproject_{lang}"].unique(maintain_order=True).to_list()
    for subproject in subprojects:
        own_rows = [row for row in rows if row[f"subproject_{lang}"] == subproject]
        blocks.append(
            Grid(
                subproject or words("pr-whole-programme"),
                tuple(words(f"pr-col-{name}") for name in ("activity", "time", "status", "remark")),
                tuple(
                    (
                        own(row, "name", lang),
                        _time(row["starts"], row["ends"], lang),
                        code("pr-status", row["status"] or "unstated", lang),
                        words("pr-late-until", day=day(row["projected"]), held=row["holds_up"] or 0)
                        if row["late"]
                        else "",
                    )
                    for row in own_rows
                ),
                (7, 4.6, 2, 4.4),
                "",
            )
        )
    if not rows:
        blocks.append(Prose(words("pr-no-activities"), "note"))
    return Chapter(words("pr-activities-title"), tuple(blocks))


def _time(starts: object, ends: object, lang: Lang) -> str:
    if starts is None and ends is None:
        return words_of(lang)("pr-no-dates")
    return words_of(lang)("pr-from-to", low=str(starts or NOTHING), high=str(ends or NOTHING))


def stage_gates(contents: ProgressReportContents, lang: Lang) -> Chapter:
    """Where each subproject stands, and what was decided."""
    words = words_of(lang)
    standing = Grid(
        words("pr-gates-caption"),
        tuple(words(f"pr-col-{name}") for name in ("subproject", "track", "stage", "next-gate", "missing")),
        tuple(
            (
                own(row, "subproject", lang),
                code("pr-track", row["track"], lang),
                words("pr-stage-of", reached=row["reached"], of=row["of"]),
                words("pr-stopped") if row["stopped"] else own(row, "next", lang),
                "\n".join(code("pr-artefact", one, lang) for one in (row["missing"] or "").split("; ")),
            )
            for row in contents.gates.iter_rows(named=True)
        ),
        (5, 2, 1.6, 5, 4),
        words("pr-no-gates"),
        note=words("pr-gates-note"),
    )
    decisions = Grid(
        words("pr-decisions-caption"),
        tuple(words(f"pr-col-{name}") for name in ("date", "gate", "subproject", "decision", "reason")),
        tuple(
            (
                day(row["date"]),
                own(row, "gate", lang),
                own(row, "subproject", lang),
                code("pr-outcome", row["outcome"], lang),
                row["reason"] or NOTHING,
            )
            for row in contents.gate_decisions.iter_rows(named=True)
        ),
        (2.2, 5, 4, 2, 4),
        words("pr-no-decisions"),
    )
    return Chapter(words("pr-gates-title"), (standing, decisions))


def gender_action_plan(contents: ProgressReportContents, lang: Lang) -> Chapter:
    """The gender actions with their state."""
    words = words_of(lang)
    grid = Grid(
        words("pr-gender-caption"),
        tuple(words(f"pr-col-{name}") for name in ("action", "goal", "due", "status", "responsible")),
        tuple(
            (
                own(row, "name", lang),
                own(row, "goal", lang),
                years(row["due"]),
                code("pr-status", row["status"] or "unstated", lang),
                own(row, "responsible", lang),
            )
            for row in contents.gender_actions.iter_rows(named=True)
        ),
        (6, 5, 1.6, 2, 3),
        words("pr-no-gender"),
    )
    return Chapter(words("pr-gender-title"), (grid,))


def risks_and_assumptions(contents: ProgressReportContents, lang: Lang) -> Chapter:
    """The register of risks and assumptions."""
    words = words_of(lang)
    grid = Grid(
        words("pr-risks-caption"),
        tuple(words(f"pr-col-{name}") for name in ("risk", "kind", "likelihood", "impact", "response")),
        tuple(
            (
                own(row, "name", lang),
                code("pr-kind", row["kind"], lang),
                code("pr-grade", row["likelihood"], lang),
                code("pr-grade", row["impact"], lang),
                own(row, "response", lang),
            )
            for row in contents.risks.iter_rows(named=True)
        ),
        (6, 2.4, 2.2, 2, 6),
        words("pr-no-risks"),
    )
    return Chapter(words("pr-risks-title"), (grid,))
