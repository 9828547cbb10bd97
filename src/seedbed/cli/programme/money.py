"""`seedbed programme money|returns`: what a rule gives, and what an investment brings back."""

from __future__ import annotations

import math
from decimal import Decimal, InvalidOperation
from typing import Annotated

import polars as pl
import typer

from seedbed.cli.options import Form, Format, Lang, Region
from seedbed.cli.output import Printer
from seedbed.cli.wording import own_columns, print_worded
from seedbed.messages import Refusal
from seedbed.programme.money import returns_over_years
from seedbed.store import open_region
from seedbed.usecases.apply_money_rule import apply_money_rule, money_rules


def money(
    region: Region,
    rule: Annotated[
        str | None, typer.Argument(help="rule; lists them if absent 规则，缺省列出", metavar="RULE")
    ] = None,
    given: Annotated[
        list[str] | None,
        typer.Option(
            "--given",
            help="quantity the rule asks for, repeatable 规则所需数量，可重复",
            metavar="NAME=NUMBER",
        ),
    ] = None,
    fact: Annotated[
        list[str] | None,
        typer.Option(
            "--fact",
            help="what a condition asks about, repeatable 条件所问事实，可重复",
            metavar="NAME=VALUE",
        ),
    ] = None,
    lang: Lang = None,
    form: Form = Format.TABLE,
) -> None:
    """Work out what a rule for money gives, with every reason; or list the rules."""
    printer = Printer.of(lang, form)
    store = open_region(region)
    if rule is None:
        listed = money_rules(store)
        if form is Format.TABLE:
            shown = own_columns(listed, printer.lang, "name").drop("source")
            print_worded(
                printer, shown.select("rule", "name", "kind", "asks", "conditions", "basis", "locator"),
                kind="money-kind", basis="money-basis",
            )  # fmt: skip
        else:
            flat = pl.col(pl.List(pl.String)).list.join(";")
            printer.frame(listed.with_columns(flat) if form is Format.CSV else listed)
        return
    quantities = {name: _number(value, text) for name, value, text in map(_named, given or ())}
    applied = apply_money_rule(
        store, rule, quantities, {name: value for name, value, _ in map(_named, fact or ())}
    )
    if form is Format.TABLE:
        print_worded(printer, applied.amounts, kind="money-kind")
    else:
        printer.frame(applied.amounts)
    printer.findings(applied.reasons)


def returns(
    invested: Annotated[float, typer.Argument(help="what is invested 投入", min=0)],
    flows: Annotated[list[float], typer.Argument(help="net flow of each year 各年净流量")],
    rate: Annotated[float, typer.Option(help="discount per year, 0.05 年贴现率", min=-0.99, max=10)] = 0.0,
    lang: Lang = None,
    form: Form = Format.TABLE,
) -> None:
    """What an investment has brought back by the end of each year."""
    printer = Printer.of(lang, form)
    for amount in (invested, *flows, rate):
        if not math.isfinite(amount):
            raise Refusal.because("cli.bad-amount", value=amount)
    found = returns_over_years(invested, flows, rate)
    printer.frame(found.table.rename({"present": "present_value"}) if form is Format.TABLE else found.table)
    printer.say("cli.net-present-value", value=found.net_present_value)
    if found.paid_back is None:
        printer.say("cli.not-paid-back")
    else:
        printer.say("cli.paid-back", year=found.paid_back)


def _named(text: str) -> tuple[str, str, str]:
    name, sign, value = text.partition("=")
    if not (name and sign and value):
        raise Refusal.because("cli.bad-named-value", value=text)
    return name, value, text


def _number(value: str, text: str) -> Decimal:
    try:
        return Decimal(value)
    except InvalidOperation:
        raise Refusal.because("cli.bad-named-value", value=text) from None
