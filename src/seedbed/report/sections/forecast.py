"""Section: whether the targets will be met, with a fan for each, the rate they need, and what would close a gap."""

from __future__ import annotations

from typing import Any

import polars as pl

from seedbed.charts import Band, Canvas, Chart, NumberStyle, Series, fan_chart, spoken_number
from seedbed.messages import Lang, say
from seedbed.report.columns import columns
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
    figure,
)
from seedbed.report.wording import Words, own_language, words_of
from seedbed.usecases.report_contents import ReportContents

DECEMBER = "-12"


def forecast_of_targets(contents: ReportContents, lang: Lang) -> Section:
    """Each target of the latest forecast, then what earlier forecasts said."""
    words = words_of(lang)
    delivery = contents.delivery
    blocks: list[Block] = [Prose(words("forecast-lead"))]
    if delivery.forecasts.is_empty():
        blocks.append(Prose(words("forecast-empty"), "note"))
    else:
        blocks.append(Prose(say("programme.forecast-on-simulations", lang), "warning"))
    named = delivery.forecasts.with_columns(own_language("label", lang))
    for number, row in enumerate(named.iter_rows(named=True), start=1):
        blocks += _target(number, row, contents, lang, words)
    if not delivery.said_before.is_empty():
        blocks += _said_before(contents, lang, words)
    if delivery.forecast_run:
        told = words("forecast-run", run=delivery.forecast_run, as_of=delivery.as_of)
        blocks.append(Prose(told, "note"))
    return Section("forecast", words("forecast-title"), tuple(blocks), contents.synthetic)


def _style(measure: str) -> NumberStyle:
    return "percent" if measure == "share" else "integer"


def _rate_style(measure: str) -> NumberStyle:
    return "percent" if measure == "share" else "figure"


def _target(
    number: int, row: dict[str, Any], contents: ReportContents, lang: Lang, words: Words
) -> list[Block]:
    key = f"forecast-{number}"
    style = _style(row["measure"])

    def shown(value: float | None) -> str:
        return spoken_number(value, style, lang)

    decided = row["months_left"] == 0
    verdict = say(f"usecases.verdict-{row['verdict']}", lang)
    reached = Fact(
        shown(row["so_far"]),
        words("forecast-so-far"),
        words("forecast-of", asked=shown(row["asked"]), period=row["period"]),
    )
    if decided:
        facts = [
            Fact(verdict, words("forecast-decided")),
            reached,
            *_said_half_way(row, contents, lang, words),
        ]
    else:
        facts = [Fact(_chance(row["probability"], lang), words("forecast-probability"), verdict), reached]
    if not decided:
        low, high = shown(row["low_80"]), shown(row["high_80"])
        rate = _rate_style(row["measure"])
        facts += [
            Fact(
                shown(row["median"]), words("forecast-median"), words("forecast-between", low=low, high=high)
            ),
            Fact(
                spoken_number(row["required_rate"], rate, lang),
                words(f"forecast-required-{row['measure']}"),
                words(
                    f"forecast-actual-{row['measure']}", actual=spoken_number(row["actual_rate"], rate, lang)
                ),
            ),
        ]
    fan = contents.delivery.fans.filter(pl.col("target") == row["target"])
    blocks: list[Block] = [
        Heading(key, row["label"], words("forecast-heading", period=row["period"], as_of=row["as_of"])),
        Facts(tuple(facts)),
        _fan(key, fan, row, lang, words),
    ]
    if not decided and row["waiting"]:
        blocks.append(
            Prose(
                words(
                    "forecast-pipeline",
                    waiting=row["waiting"],
                    from_waiting=spoken_number(row["from_waiting"], "integer", lang),
                    from_starts=spoken_number(row["from_starts"], "integer", lang),
                ),
            )
        )
    if decided:
        return blocks
    changes = contents.delivery.changes.filter(pl.col("target") == row["target"])
    return blocks + [_change(change, lang, words) for change in changes.iter_rows(named=True)]


def _said_half_way(row: dict[str, Any], contents: ReportContents, lang: Lang, words: Words) -> list[Fact]:
    """What the forecast whose fan is shown said of a target that is decided now."""
    if row["fan_as_of"] is None:
        return []
    said = contents.delivery.said_before.filter(
        (pl.col("target") == row["target"]) & (pl.col("as_of") == row["fan_as_of"][:7])
    )
    style = _style(row["measure"])
    return [
        Fact(
            spoken_number(one["median"], style, lang),
            words("forecast-said", as_of=one["as_of"], probability=_chance(one["probability"], lang)),
            words(
                "forecast-between",
                low=spoken_number(one["low_80"], style, lang),
                high=spoken_number(one["high_80"], style, lang),
            ),
        )
        for one in said.tail(1).iter_rows(named=True)
    ]


def _chance(probability: float | None, lang: Lang) -> str:
    """A probability to the whole percent; never nothing or all, since time is left."""
    if probability is None:
        return NOTHING
    if probability < 0.01:
        return f"< {spoken_number(0.01, 'percent', lang)}"
    if probability > 0.99:
        return f"> {spoken_number(0.99, 'percent', lang)}"
    return spoken_number(round(probability, 2), "percent", lang)


def _fan(key: str, fan: pl.DataFrame, row: dict[str, Any], lang: Lang, words: Words) -> Block:
    style = _style(row["measure"])
    last = str(row["as_of"])
    of_the_fan = pl.col("q50").is_not_null() | (pl.col("month") >= last)
    listed = fan.filter(of_the_fan | pl.col("month").str.ends_with(DECEMBER))
    path = words("col-asked" if row["measure"] == "share" else "col-path")
    table = Table(
        f"{key}-fan",
        words("fan-caption", target=row["label"]),
        listed,
        (
            Column("month", words("col-month")),
            Column("actual", words("forecast-so-far"), style),
            Column("aim", path, style),
            *columns(
                words, ("q50", "median", style), ("q25", "low-50", style), ("q75", "high-50", style),
                ("q10", "low-80", style), ("q90", "high-80", style),
            ),
        ),
        words("fan-empty"),
        lang,
        words("fan-note") if row["fan_as_of"] is None else words("fan-note-then", as_of=row["fan_as_of"]),
    )  # fmt: skip
    bands = (
        Band("q05", "q95", words("fan-band", level=90)),
        Band("q10", "q90", words("fan-band", level=80)),
        Band("q25", "q75", words("fan-band", level=50)),
    )

    def draw(canvas: Canvas) -> Chart:
        return fan_chart(
            fan, month="month", actual=Series("actual", words("forecast-so-far")),
            middle=Series("q50", words("col-median")), bands=bands, aim=Series("aim", path),
            title=words("fan-picture", target=row["label"]), canvas=canvas, style=style,
        )  # fmt: skip

    return figure(draw, f"{key}-fan", table)


def _change(change: dict[str, Any], lang: Lang, words: Words) -> Prose:
    """The smallest change, in a sentence, with what it takes."""
    values = {
        "wanted": spoken_number(change["wanted"], "percent", lang),
        "before": _chance(change["before"], lang),
        "after": _chance(change["after"], lang),
        "as_of": change["as_of"],
    }
    if change["number"] is None:
        return Prose(words(f"change-{change['lever']}-none", **values), "note")
    if change["number"] == 0:
        return Prose(words("change-not-needed", **values), "note")
    number = spoken_number(change["number"], "integer", lang)
    said = [words(f"change-{change['lever']}", number=number, **values)]
    if change["places"] is not None:
        said.append(words("change-places", places=spoken_number(change["places"], "integer", lang)))
    if change["course_budget"] is not None:
        said.append(
            words(
                "change-courses",
                budget=spoken_number(change["course_budget"], "integer", lang),
                learners=spoken_number(change["learners"], "integer", lang),
            )
        )
    return Prose(("" if lang == "zh" else " ").join(said))


def _said_before(contents: ReportContents, lang: Lang, words: Words) -> list[Block]:
    blocks: list[Block] = [
        Heading("said-before", words("said-before-heading")),
        Prose(words("said-before-lead")),
    ]
    rows = contents.delivery.said_before.with_columns(own_language("label", lang))
    for measure in ("value", "share"):
        some = rows.filter(pl.col("measure") == measure)
        if some.is_empty():
            continue
        style = _style(measure)
        blocks.append(
            Table(
                f"said-before-{measure}",
                words(f"said-before-{measure}-caption"),
                some,
                columns(
                    words, ("label", "target"), ("as_of", "as-of"), ("probability", "probability", "percent"),
                    ("so_far", "so-far", style), ("median", "median", style), ("low_80", "low-80", style),
                    ("high_80", "high-80", style),
                ),
                words("none"),
                lang,
            )
        )  # fmt: skip
    return blocks
