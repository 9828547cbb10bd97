"""The chapters on what is likely, and on what the report before said otherwise."""

from __future__ import annotations

from typing import Any

import polars as pl

from seedbed.charts import spoken_number
from seedbed.messages import Lang
from seedbed.report.document import NOTHING
from seedbed.report.programme_wording import code, dated, label, number, percent, rounded
from seedbed.report.word_layout import Chapter, Grid, Prose
from seedbed.report.word_layout.blocks import ChapterBlock
from seedbed.report.wording import words_of
from seedbed.usecases.programme_frames.results import STEP
from seedbed.usecases.progress_report_contents import ProgressReportContents

ALL = "all"
STEP_OFFICE = 0.01
"""Probabilities nearer than this to 0 and 1 are said as below and above."""


def what_is_likely(contents: ProgressReportContents, lang: Lang) -> Chapter:
    """The pace so far beside the pace that is needed, and the forecast if one was made."""
    words = words_of(lang)
    pace = contents.standing.filter(
        pl.col("needed_a_year").is_not_null() | pl.col("gained_a_year").is_not_null(),
        ~pl.col("met").fill_null(value=False),
    )
    blocks: list[ChapterBlock] = [
        Grid(
            words("pr-pace-caption"),
            tuple(words(f"pr-col-{name}") for name in ("indicator", "gained", "needed")),
            tuple(
                (
                    label(row, lang),
                    number(rounded(row["gained_a_year"]), lang),
                    number(rounded(row["needed_a_year"]), lang),
                )
                for row in pace.iter_rows(named=True)
            ),
            (4, 2, 2),
            words("pr-no-pace"),
            numeric=frozenset({1, 2}),
            note=words("pr-pace-note"),
        )
    ]
    if contents.forecast is None:
        blocks.append(Prose(words("pr-no-forecast"), "note"))
        return Chapter(words("pr-likely-title"), tuple(blocks))
    office = contents.audience == "office"
    columns = ("probability", *(("range", "median") if office else ()))
    blocks += [
        Grid(
            words("pr-forecast-caption", day=contents.forecast.as_of),
            (
                words("pr-col-indicator"),
                dated(words("pr-col-target"), words("pr-col-by"), lang),
                *(words(f"pr-col-{name}") for name in columns),
            ),
            tuple(
                _forecast_row(row, STEP_OFFICE if office else STEP, lang)[: 2 + len(columns)]
                for row in contents.forecasts.iter_rows(named=True)
            ),
            (4, 2, 2, 2.4, 1.6)[: 2 + len(columns)],
            words("pr-no-forecast-shown"),
            numeric=frozenset(range(1, 2 + len(columns))),
            note=words("pr-calibrated", run=contents.forecast.run),
        )
    ]
    if not office:
        blocks.append(Prose(words("pr-forecast-rounded"), "note"))
    return Chapter(words("pr-likely-title"), tuple(blocks))


def _forecast_row(row: dict[str, Any], step: float, lang: Lang) -> tuple[str, ...]:
    words = words_of(lang)
    of_share = row["share_asked"] is not None

    def spoken(value: float | None) -> str:
        return percent(value, lang) if of_share else number(rounded(value), lang)

    asked = (
        words("pr-at-least", value=percent(row["share_asked"], lang))
        if of_share
        else number(row["value_asked"], lang)
    )
    chance = _chance(row["probability"], step, lang)
    ranged = row["low"] is not None and not row["too_little"]
    return (
        label(row, lang),
        dated(asked, row["period"], lang),
        f"{chance}\n{words('pr-brackets', of=words('pr-too-little'))}" if row["too_little"] else chance,
        words("pr-from-to", low=spoken(row["low"]), high=spoken(row["high"])) if ranged else NOTHING,
        spoken(row["median"]) if ranged else NOTHING,
    )


def _chance(probability: float | None, step: float, lang: Lang) -> str:
    """A probability; never that something is certain or out of the question."""
    if probability is None:
        return NOTHING
    if step <= probability <= 1 - step:
        return spoken_number(probability, "percent", lang)
    end = "pr-below" if probability < step else "pr-above"
    limit = step if probability < step else 1 - step
    return words_of(lang)(end, limit=f"{limit:.0%}")


def restated_since(contents: ProgressReportContents, lang: Lang) -> Chapter:
    """What the report before said otherwise."""
    words = words_of(lang)
    if contents.previous is None:
        return Chapter(words("pr-restated-title"), (Prose(words("pr-no-previous"), "note"),))
    rows = tuple(
        (
            row[f"indicator_{lang}"],
            _restated_part(row, lang),
            number(row["reported"], lang),
            number(row["now"], lang),
            f"{row['difference']:+,}".replace("-", "−"),
            words(f"pr-{row['reason'].removeprefix('programme.')}"),
        )
        for row in contents.restatements.iter_rows(named=True)
    )
    grid = Grid(
        words("pr-restated-caption", report=contents.previous),
        tuple(
            words(f"pr-col-{name}") for name in ("indicator", "part", "then", "now", "difference", "reason")
        ),
        rows,
        (30, 26, 11, 11, 10, 18),
        words("pr-nothing-restated"),
        numeric=frozenset({2, 3, 4}),
    )
    note = "pr-restated-office" if contents.audience == "office" else "pr-restated-printed"
    return Chapter(
        words("pr-restated-title"), (Prose(words("pr-restated-lead")), grid, Prose(words(note), "note"))
    )


def _restated_part(row: dict[str, Any], lang: Lang) -> str:
    words = words_of(lang)
    parts = [words("pr-all-years") if row["period"] == ALL else row["period"]]
    if row["sex"] != ALL:
        parts.append(code("pr-sex", row["sex"], lang))
    subproject = row[f"subproject_{lang}"]
    if subproject not in (None, ALL):
        parts.append(subproject)
    return "\n".join(parts)
