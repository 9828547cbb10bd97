"""`seedbed check` and `seedbed region ...`: look at a region and its runs."""

from __future__ import annotations

import json
from typing import Annotated

import polars as pl
import typer

from seedbed.cli.options import Form, Format, Lang, Region
from seedbed.cli.output import Printer
from seedbed.linkage import link_organisations, linked_but_different
from seedbed.messages import Severity
from seedbed.store import open_region
from seedbed.tables import SCHEMAS, as_frictionless, schema_of
from seedbed.usecases.check_region import check_region

HAS_ERRORS = 2


def check(region: Region, lang: Lang = None, form: Form = Format.TABLE) -> None:
    """Check tables, references, rules and published figures."""
    printer = Printer.of(lang, form)
    store = open_region(region)
    checkup = check_region(store)
    everything = (*checkup.findings, *checkup.contradictions)
    if form is Format.TABLE:
        printer.findings(everything)
    else:
        rows = [(item.severity.value, item.code, item.text("zh"), item.text("en")) for item in everything]
        printer.frame(pl.DataFrame(rows, schema=["severity", "code", "zh", "en"], orient="row"))
    counts = {severity: sum(item.severity is severity for item in everything) for severity in Severity}
    printer.say(
        "cli.checked",
        tables=len(store.tables()),
        errors=counts[Severity.ERROR],
        warnings=counts[Severity.WARNING],
        notes=counts[Severity.NOTE],
    )
    if checkup.errors:
        raise typer.Exit(HAS_ERRORS)


def show(
    region: Region,
    table: Annotated[str | None, typer.Argument(help="table to show 要查看的表")] = None,
    lang: Lang = None,
    form: Form = Format.TABLE,
) -> None:
    """Show the tables of a region, or the rows of one."""
    printer = Printer.of(lang, form)
    store = open_region(region)
    if table is not None:
        printer.frame(store.table(table), table, own_names=True)
        return
    rows = [(name, store.table(name).height, store.rejects(name).height) for name in store.tables()]
    printer.frame(
        pl.DataFrame(rows, schema={"table": pl.String, "rows": pl.Int64, "rejects": pl.Int64}, orient="row"),
        store.settings.name_zh if printer.lang == "zh" else store.settings.name,
    )


def schema(
    table: Annotated[str, typer.Argument(help="table 表")], lang: Lang = None, form: Form = Format.TABLE
) -> None:
    """Show a table's columns; as JSON it is a Frictionless Table Schema."""
    printer = Printer.of(lang, form)
    described = schema_of(table)
    if form is Format.JSON:
        keys = {name: item.key[0] for name, item in SCHEMAS.items()}
        typer.echo(json.dumps(as_frictionless(described, keys), ensure_ascii=False, indent=2))
        return
    printer.frame(
        pl.DataFrame(
            {
                "column_name": [column.name for column in described.columns],
                "cells": [column.kind.value for column in described.columns],
                "must_be_filled": [column.required for column in described.columns],
                "meaning": [
                    column.about_zh if printer.lang == "zh" else column.about_en
                    for column in described.columns
                ],
            }
        ),
        described.about_zh if printer.lang == "zh" else described.about_en,
    )


def runs(region: Region, lang: Lang = None, form: Form = Format.TABLE) -> None:
    """List the runs that a region keeps."""
    printer = Printer.of(lang, form)
    rows = [(run.run, run.kind, run.seconds, ", ".join(run.outputs)) for run in open_region(region).runs()]
    schema_ = {"run": pl.String, "kind": pl.String, "seconds": pl.Float64, "outputs": pl.String}
    printer.frame(pl.DataFrame(rows, schema=schema_, orient="row"))


def run(
    region: Region,
    run: Annotated[str, typer.Argument(help="run 运行编号", metavar="RUN")],
    output: Annotated[str | None, typer.Argument(help="output of the run 输出表")] = None,
    lang: Lang = None,
    form: Form = Format.TABLE,
) -> None:
    """Open a run: its record, or one of its outputs."""
    printer = Printer.of(lang, form)
    store = open_region(region)
    if output is not None:
        printer.frame(store.run_output(run, output), f"{run} · {output}", own_names=True)
        return
    typer.echo(store.run(run).to_json())


def links(region: Region, lang: Lang = None, form: Form = Format.TABLE) -> None:
    """List organisations that look like one and the same under two names."""
    printer = Printer.of(lang, form)
    organisations = open_region(region).table("organisations")
    found = link_organisations(organisations)
    names = organisations.select(
        "organisation", pl.coalesce("name_zh" if printer.lang == "zh" else "name", "name")
    )
    shown = (
        found.join(
            names.rename({"organisation": "left", names.columns[1]: "left_name"}), on="left", how="left"
        )
        .join(names.rename({"organisation": "right", names.columns[1]: "right_name"}), on="right", how="left")
        .select("left_name", "right_name", "score", "reason")
    )
    printer.frame(shown)
    printer.findings(linked_but_different(organisations))
