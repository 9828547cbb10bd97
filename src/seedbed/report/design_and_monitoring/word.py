"""The framework as a Word file: landscape A4, one part for each language."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from seedbed.messages import LANGUAGES, Lang
from seedbed.report.design_and_monitoring.grids import framework_grids
from seedbed.report.document import Prose
from seedbed.report.word_layout import Chapter, Chapters, open_paper, page_words
from seedbed.report.word_layout.blocks import ChapterBlock
from seedbed.report.wording import words_of
from seedbed.usecases.gather_design_and_monitoring import DesignAndMonitoring


def write_framework_word(
    framework: DesignAndMonitoring, path: Path, languages: Sequence[Lang] = LANGUAGES
) -> Path:
    """Write the framework to `path` (.docx), atomically.

    Parameters
    ----------
    languages
        One: a file in it. Several: one file with a part for each, in this order.

    Raises
    ------
    ValueError
        No language, or one named twice.
    """
    if not languages or len(set(languages)) < len(languages):
        raise ValueError("a framework is written in one language or in several different ones")
    first = languages[0]
    title = " ".join(title_of(framework, lang) for lang in languages)
    paper = open_paper(
        title,
        first,
        framework.written,
        header=title,
        page_of=page_words(languages),
        landscape=True,
    )
    place = None
    if len(languages) > 1:
        paper.cover([(title_of(framework, lang), "Cover Title") for lang in languages])
        place = paper.contents(words_of(first)("pr-contents"))
    for lang in languages:
        paper.chapters(
            Chapters(lang, _chapters(framework, lang)), title_of(framework, lang), new_page=len(languages) > 1
        )
    return paper.save(path, place)


def title_of(framework: DesignAndMonitoring, lang: Lang) -> str:
    """The title in one language."""
    programme = framework.programme_zh if lang == "zh" else framework.programme_en
    return words_of(lang)("dm-title", programme=programme)


def lead_of(framework: DesignAndMonitoring, lang: Lang) -> str:
    """What is said first: the day of the targets, and when it was written."""
    words = words_of(lang)
    targets = words("dm-latest") if framework.on is None else words("dm-as-of", day=framework.on.isoformat())
    return words("dm-lead", targets=targets, day=f"{framework.written:%Y-%m-%d}", version=framework.version)


def _chapters(framework: DesignAndMonitoring, lang: Lang) -> tuple[Chapter, ...]:
    words = words_of(lang)
    grids = framework_grids(framework, lang)
    impact: list[ChapterBlock] = [Prose(text) for text in grids.impact]
    impact = impact or [Prose(words("dm-no-impact"), "note")]
    return (
        Chapter(words("dm-impact-title"), (Prose(lead_of(framework, lang), "note"), *impact)),
        Chapter(words("dm-chain-title"), (grids.chain, Prose(words("dm-key"), "note"))),
        Chapter(words("dm-activities-title"), (grids.activities,)),
        Chapter(words("dm-gender-title"), (grids.gender,)),
        Chapter(words("dm-inputs-title"), (grids.inputs,)),
        Chapter(words("dm-notes-title"), (grids.notes, grids.sources)),
    )
