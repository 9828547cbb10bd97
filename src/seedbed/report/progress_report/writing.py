"""Cover, table of contents and chapters of a progress report, as a Word file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from seedbed.messages import LANGUAGES, Lang
from seedbed.report.programme_wording import code
from seedbed.report.progress_report.books import (
    evidence_on_record,
    grievances_received,
    how_to_read,
    money_planned_and_paid,
)
from seedbed.report.progress_report.outlook import restated_since, what_is_likely
from seedbed.report.progress_report.results import at_a_glance, parts_of_results, results_beside_targets
from seedbed.report.progress_report.work import (
    activities_of_subprojects,
    gender_action_plan,
    risks_and_assumptions,
    stage_gates,
)
from seedbed.report.word_layout import Chapter, Chapters, open_paper, page_words
from seedbed.report.wording import words_of
from seedbed.usecases.progress_report_contents import ProgressReportContents

CHAPTERS: tuple[Callable[[ProgressReportContents, Lang], Chapter], ...] = (
    at_a_glance,
    results_beside_targets,
    what_is_likely,
    parts_of_results,
    restated_since,
    activities_of_subprojects,
    stage_gates,
    gender_action_plan,
    risks_and_assumptions,
    money_planned_and_paid,
    grievances_received,
    evidence_on_record,
    how_to_read,
)


def chapters_of(contents: ProgressReportContents, lang: Lang) -> Chapters:
    """The report in one language."""
    return Chapters(lang, tuple(chapter(contents, lang) for chapter in CHAPTERS))


def write_progress_report(
    contents: ProgressReportContents, path: Path, languages: Sequence[Lang] = LANGUAGES
) -> Path:
    """Write the report to `path` (.docx), atomically.

    Parameters
    ----------
    languages
        One: a report in it. Several: one file with a part for each, in this order.

    Raises
    ------
    ValueError
        No language, or one named twice.
    """
    if not languages or len(set(languages)) < len(languages):
        raise ValueError("a report is written in one language or in several different ones")
    first = languages[0]
    words = words_of(first)
    title = " ".join(
        words_of(lang)("pr-title", programme=_programme(contents, lang), year=contents.up_to)
        for lang in languages
    )
    paper = open_paper(
        title,
        first,
        contents.written,
        header="  ·  ".join(_warnings(contents, languages, short=True) or [title]),
        page_of=page_words(languages),
    )
    paper.cover(_cover(contents, languages))
    place = paper.contents(words("pr-contents"), new_page=len(languages) > 1)
    for number, lang in enumerate(languages):
        part = words_of(lang)("pr-part") if len(languages) > 1 else ""
        paper.chapters(chapters_of(contents, lang), part, new_page=bool(part) or number == 0)
    return paper.save(path, place)


def _cover(contents: ProgressReportContents, languages: Sequence[Lang]) -> list[tuple[str, str]]:
    lines: list[tuple[str, str]] = []
    for lang in languages:
        words = words_of(lang)
        lines += [
            (_programme(contents, lang), "Title" if lang == languages[0] else "Cover Title"),
            (words("pr-subtitle", year=contents.up_to), "Subtitle"),
            (words("pr-cover-audience", audience=code("pr-audience", contents.audience, lang)), "Cover"),
        ]
        if contents.report is not None:
            lines.append(
                (words("pr-cover-report", report=contents.report, day=contents.day.isoformat()), "Cover")
            )
    lines += [(text, "Warning") for text in _warnings(contents, languages)]
    return lines


def _warnings(
    contents: ProgressReportContents, languages: Sequence[Lang], *, short: bool = False
) -> list[str]:
    """What each page must say: that this is a draft, that people are drawn."""
    told = [("pr-draft", contents.report is None), ("pr-synthetic", contents.synthetic)]
    return [
        words_of(lang)(f"{name}-short" if short else name)
        for name, holds in told
        if holds
        for lang in languages
    ]


def _programme(contents: ProgressReportContents, lang: Lang) -> str:
    return contents.programme_zh if lang == "zh" else contents.programme_en
