"""The sections on the framework and on forecasts: what they say, and what they must not."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from seedbed.messages import LANGUAGES, Lang, say
from seedbed.report.document import Facts, Figure, Prose, Section, Table
from seedbed.report.sections.forecast import forecast_of_targets
from seedbed.report.sections.framework import results_framework
from seedbed.usecases.report_contents import ReportContents


def prose_of(section: Section) -> str:
    return "\n".join(block.text for block in section.blocks if isinstance(block, Prose))


def facts_of(section: Section) -> list[Facts]:
    return [block for block in section.blocks if isinstance(block, Facts)]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_forecast_says_that_it_is_calibrated_on_simulations(
    contents: ReportContents, lang: Lang
) -> None:
    said = prose_of(forecast_of_targets(contents, lang))
    assert say("programme.forecast-on-simulations", lang) in said
    assert contents.delivery.forecast_run in said


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_target_is_certain_while_there_is_time(contents: ReportContents, lang: Lang) -> None:
    first, second = (facts.facts[0].value for facts in facts_of(forecast_of_targets(contents, lang)))
    assert first == "< 1.0%"
    assert second == "> 99.0%"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_decided_target_stands_beside_what_was_said_of_it(contents: ReportContents, lang: Lang) -> None:
    decided = contents.delivery.forecasts.with_columns(
        months_left=0,
        probability=1.0,
        verdict=pl.lit("met"),
        fan_as_of=pl.Series(["2024-12-31", None], dtype=pl.String),
    )
    over = replace(contents, delivery=replace(contents.delivery, forecasts=decided))
    section = forecast_of_targets(over, lang)
    with_fan, without = facts_of(section)
    for facts in (with_fan, without):
        assert facts.facts[0].value == say("usecases.verdict-met", lang)
    assert with_fan.facts[2].value == "5,000"
    assert len(without.facts) == 2
    assert "5,100" not in prose_of(section)
    fans = [block for block in section.blocks if isinstance(block, Figure)]
    assert "2024-12-31" in fans[0].table.note
    assert "2024-12-31" not in fans[1].table.note


def test_the_required_rate_stands_beside_the_actual_one(contents: ReportContents) -> None:
    rate = facts_of(forecast_of_targets(contents, "en"))[0].facts[3]
    assert rate.value == "199.40"
    assert "44.10" in rate.note


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_target_has_a_fan_and_its_table_begins_the_future_where_the_record_ends(
    contents: ReportContents, lang: Lang
) -> None:
    fans = [block for block in forecast_of_targets(contents, lang).blocks if isinstance(block, Figure)]
    assert len(fans) == contents.delivery.forecasts.height
    for fan in fans:
        months = fan.table.frame["month"].to_list()
        assert months == sorted(months)
        assert "2025-12" in months
        assert fan.table.frame.filter(pl.col("q50").is_null())["month"].str.ends_with("-12").all()
        assert fan.wide.svg.count('Z" class="c-heat-') == 3


def test_a_change_says_what_it_takes_or_that_it_is_not_enough(contents: ReportContents) -> None:
    said = prose_of(forecast_of_targets(contents, "en"))
    assert "with 5,100 more people who start" in said
    assert "7,600 places" in said
    assert "a budget of 900 for 850 learners" in said
    assert "Verifying all who wait does not bring the probability to 80.0%" in said
    assert "No change is needed" in said


@pytest.mark.parametrize("lang", LANGUAGES)
def test_bars_of_progress_stand_beside_what_the_path_asks(contents: ReportContents, lang: Lang) -> None:
    section = results_framework(contents, lang)
    numbers, shares = (block for block in section.blocks if isinstance(block, Figure))
    assert numbers.table.frame["expected_progress"].to_list() == [0.75]
    assert shares.table.frame["expected_progress"].to_list() == [1.0]
    chain = next(block for block in section.blocks if isinstance(block, Table))
    assert [cell[0].count("\u2003") for cell in chain.rows()] == [0, 1, 2]
    told = prose_of(section)
    assert say("report.framework-more", lang, more=2) in told


@pytest.mark.parametrize("lang", LANGUAGES)
def test_where_nothing_is_known_the_page_says_what_to_run(nothing: ReportContents, lang: Lang) -> None:
    assert say("report.forecast-empty", lang) in prose_of(forecast_of_targets(nothing, lang))
    assert say("report.framework-no-count", lang) in prose_of(results_framework(nothing, lang))
