"""`seedbed programme portfolio|gate|funnels|benchmarks`: money, time, decisions, and how others fared."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import polars as pl
import typer

from seedbed.cli.options import DryRun, Form, Format, Lang, On, Region
from seedbed.cli.output import Printer, day_of
from seedbed.cli.programme.records import Evidence, Reason, Subproject
from seedbed.cli.wording import own_columns, print_worded
from seedbed.messages import Refusal, say
from seedbed.programme.portfolio.spending import Side
from seedbed.store import open_region
from seedbed.usecases.compare_funnels import Step, compare_funnels
from seedbed.usecases.compare_programmes import compare_programmes
from seedbed.usecases.decide_gate import decide_gate
from seedbed.usecases.review_portfolio import review_portfolio


class Look(StrEnum):
    """What of the portfolio is printed where one table is asked for."""

    MONEY = "money"
    SCHEDULE = "schedule"
    GATES = "gates"


class MoneyBy(StrEnum):
    """What money is broken down by, beside the currency."""

    SUBPROJECT = "subproject"
    ACTIVITY = "activity"
    FINANCIER = "financier"


class Outcome(StrEnum):
    """What can be decided at a gate."""

    PASSED = "passed"
    CONDITIONAL = "conditional"
    RETURNED = "returned"
    STOPPED = "stopped"


SIDES: dict[MoneyBy, Side] = {
    MoneyBy.SUBPROJECT: "subproject",
    MoneyBy.ACTIVITY: "activity",
    MoneyBy.FINANCIER: "financier",
}
SCHEDULE = (
    "activity",
    "subproject",
    "status",
    "starts",
    "ends",
    "projected",
    "delay",
    "late",
    "waits_for",
    "holds_up",
)
BESIDE = (
    "funnel", "from_stage", "to_stage", "numerator", "denominator", "rate", "low", "high", "benchmark_rate",
    "benchmark_low", "benchmark_high", "verdict",
)  # fmt: skip
MONEY = {"left": "remaining", "due": "due_by_now", "share": "share_paid"}
ENDS = {"low": "interval_low", "high": "interval_high"}


def portfolio(
    region: Region,
    on: On = None,
    by: Annotated[
        list[MoneyBy] | None, typer.Option("--by", help="break money down by, repeatable 资金细分，可重复")
    ] = None,
    show: Annotated[Look | None, typer.Option(help="one table only 只看一张表")] = None,
    lang: Lang = None,
    form: Form = Format.TABLE,
) -> None:
    """Money by currency against time, activities that are late and what they hold up, and where the gates stand."""
    printer = Printer.of(lang, form)
    sides: list[Side] = [SIDES[one] for one in by] if by else ["subproject", "financier"]
    seen = review_portfolio(open_region(region), on=day_of(on), by=sides)
    if form is not Format.TABLE:
        tables = {
            Look.MONEY: seen.spending.table,
            Look.SCHEDULE: seen.schedule.table,
            Look.GATES: seen.gates.stages,
        }
        printer.frame(_flat(tables[show or Look.MONEY], form))
    else:
        if show in (None, Look.MONEY):
            printer.frame(seen.spending.table.rename(MONEY), say("cli.portfolio-money", printer.lang))
        if show in (None, Look.SCHEDULE):
            activities = seen.schedule.table if show else seen.schedule.table.filter("late")
            if activities.height:
                title = say("cli.portfolio-schedule", printer.lang)
                print_worded(printer, activities.select(SCHEDULE), title, status="pr-status")
        if show in (None, Look.GATES):
            print_worded(
                printer,
                seen.gates.stages.rename({"of": "last_stage"}),
                say("cli.portfolio-gates", printer.lang),
                track="pr-track",
            )
    printer.findings(seen.findings)


def gate(
    region: Region,
    gate_id: Annotated[
        str | None, typer.Argument(help="gate; lists them if absent 关口，缺省列出", metavar="GATE")
    ] = None,
    outcome: Annotated[Outcome | None, typer.Argument(help="what is decided 结论", metavar="OUTCOME")] = None,
    by: Annotated[str | None, typer.Option("--by", help="who decides 决定人")] = None,
    subproject: Subproject = None,
    artefact: Annotated[
        list[str] | None, typer.Option("--artefact", help="what was handed in, repeatable 已提交文件，可重复")
    ] = None,
    evidence: Evidence = None,
    reason: Reason = None,
    on: On = None,
    dry_run: DryRun = False,
    lang: Lang = None,
    form: Form = Format.TABLE,
) -> None:
    """Decide on a stage gate, or list the gates: what is there, what is missing, what is before them."""
    printer = Printer.of(lang, form)
    store = open_region(region)
    if gate_id is None or outcome is None:
        gates = review_portfolio(store, on=day_of(on)).gates
        shown = gates.table if gate_id is None else gates.table.filter(pl.col("gate") == gate_id)
        if gate_id is not None and shown.is_empty():
            known = ", ".join(gates.table["gate"].unique(maintain_order=True).to_list()) or "-"
            raise Refusal.because("programme.gate-unknown", gate=gate_id, known=known)
        if form is not Format.TABLE:
            printer.frame(_flat(shown, form))
        else:
            print_worded(printer, shown, state="gate-state", track="pr-track")
        printer.findings(gates.findings)
        return
    if by is None:
        raise Refusal.because("cli.needs-by")
    decision = decide_gate(
        store, gate_id, outcome.value, by, subproject=subproject, artefacts=artefact or (),
        evidence=evidence or (), reason=reason, on=day_of(on), dry_run=dry_run,
    )  # fmt: skip
    if dry_run:
        printer.say("cli.dry-run")
    else:
        printer.say("cli.entered", id=decision)


def funnels(
    region: Region,
    beside: Annotated[
        list[str] | None,
        typer.Option(
            help="own step and a benchmark's, FUNNEL:FROM:TO=FUNNEL:FROM:TO, repeatable 与标杆对比，可重复",
            metavar="PAIR",
        ),
    ] = None,
    confidence: Annotated[float, typer.Option(help="of the intervals 区间置信度", min=0.5, max=0.999)] = 0.95,
    lang: Lang = None,
    form: Form = Format.TABLE,
) -> None:
    """What share goes from stage to stage of each funnel, with its interval, beside benchmarks that you name."""
    printer = Printer.of(lang, form)
    pairs = dict(_pair(text) for text in beside or ())
    compared = compare_funnels(open_region(region), pairs, confidence=confidence)
    if form is not Format.TABLE:
        printer.frame(compared.beside if pairs else compared.conversions.table)
    elif pairs:
        print_worded(printer, compared.beside.select(BESIDE).rename(ENDS), verdict="verdict")
    else:
        steps = compared.conversions.table.rename({"from_name": "from_name_en", "to_name": "to_name_en"})
        shown = own_columns(steps, printer.lang, "from_name", "to_name")
        printer.frame(
            shown.select(
                "funnel",
                "benchmark",
                "from_name",
                "to_name",
                "numerator",
                "denominator",
                "rate",
                *ENDS,
                "locator",
            ).rename(ENDS)
        )
    printer.findings(compared.conversions.findings)


def benchmarks(
    region: Region,
    programme: Annotated[str, typer.Argument(help="programme 项目编号", metavar="PROGRAMME")],
    beside: Annotated[
        list[str] | None,
        typer.Option("--with", help="another, repeatable; all if absent 对比项目，可重复，缺省全部"),
    ] = None,
    lang: Lang = None,
    form: Form = Format.TABLE,
) -> None:
    """Set a programme beside others by nine attributes; no score, since nobody has said what is better."""
    printer = Printer.of(lang, form)
    compared = compare_programmes(open_region(region), programme, beside)
    if form is not Format.TABLE:
        printer.frame(_flat(compared.table, form))
    else:
        renamed = compared.table.rename({"value": "value_en", "other_value": "other_value_en"})
        shown = own_columns(renamed, printer.lang, "value", "other_value")
        for (other,), rows in shown.group_by("other", maintain_order=True):
            columns = ("attribute", "value", "other_value", "likeness", "common")
            print_worded(
                printer,
                rows.select(columns),
                f"{programme} – {other}",
                attribute="attribute",
                likeness="likeness",
            )
    printer.findings(compared.findings)


def _pair(text: str) -> tuple[Step, Step]:
    own, _, other = text.partition("=")
    return _step(own, text), _step(other, text)


def _step(text: str, whole: str) -> Step:
    funnel, _, stages = text.partition(":")
    first, _, last = stages.partition(":")
    if not (funnel and first.isdigit() and last.isdigit()):
        raise Refusal.because("cli.bad-pair", value=whole)
    return funnel, int(first), int(last)


def _flat(frame: pl.DataFrame, form: Format) -> pl.DataFrame:
    """Lists as text, where the form has none."""
    if form is not Format.CSV:
        return frame
    return frame.with_columns(pl.col(pl.List(pl.String)).list.join(";"))
