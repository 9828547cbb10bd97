"""`seedbed people ...`: bring people in with their consent, hand over what is held, erase it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import polars as pl
import typer

from seedbed.cli.options import DryRun, Lang, Region
from seedbed.cli.output import Printer, day_of, progress_bar
from seedbed.messages import Refusal, say
from seedbed.store import open_region
from seedbed.store.atomic import write_atomically
from seedbed.tables import csv_bytes
from seedbed.usecases.erase_person import erase_person
from seedbed.usecases.export_person import export_person
from seedbed.usecases.import_people import import_people
from seedbed.usecases.load_catalog import load_catalog

SOME_REJECTED = 2


def bring_in(
    region: Region,
    files: Annotated[
        list[Path], typer.Argument(help="folder or files: PDF, DOCX, TXT, JSON Resume 文件夹或文件")
    ],
    purpose: Annotated[str, typer.Option(help="what these people consented to 同意的用途")],
    until: Annotated[str, typer.Option(help="last day of their consent 同意截止日期", metavar="DAY")],
    rejects: Annotated[Path, typer.Option(help="file for what was rejected 退回清单")] = Path(
        "people-rejects.csv"
    ),
    dry_run: DryRun = False,
    lang: Lang = None,
) -> None:
    """Read CVs into people; names and contacts are left out of what is kept."""
    printer = Printer.of(lang)
    store = open_region(region)
    day = day_of(until)
    if day is None:
        raise Refusal.because("cli.bad-day", value=until)
    chosen = files[0] if len(files) == 1 and files[0].is_dir() else files
    with progress_bar(say("cli.reading-files", printer.lang)) as progress:
        result = import_people(
            store, chosen, load_catalog(store.settings), purpose, day, dry_run, progress=progress
        )
    printer.findings(result.findings)
    printer.say("cli.imported", people=result.people.height, near=result.duplicates.height)
    if result.rejects.height:
        # File names may carry names, so the list goes where the caller says and never into the region.
        rejects.write_bytes(
            csv_bytes(result.rejects.with_columns(pl.col(pl.List(pl.String)).list.join("; ")))
        )
        printer.say("cli.rejects-at", file=str(rejects))
    if dry_run:
        printer.say("cli.dry-run")
    if result.rejects.height:
        raise typer.Exit(SOME_REJECTED)


Person = Annotated[str, typer.Argument(help="id of the person 人员编号", metavar="PERSON")]


def erase(region: Region, person: Person, dry_run: DryRun = False, lang: Lang = None) -> None:
    """Erase a person; reports keep their numbers, without identity."""
    printer = Printer.of(lang)
    erased = erase_person(open_region(region), person, dry_run=dry_run)
    rows = sum(erased.rows.values())
    printer.say("cli.erased", rows=rows, tables=", ".join(erased.rows), counted=erased.still_counted)
    if erased.evidence:
        printer.say("cli.erased-evidence", files=", ".join(erased.evidence))
    printer.say("cli.dry-run" if dry_run else "cli.erased-elsewhere")


def export(
    region: Region,
    person: Person,
    out: Annotated[Path | None, typer.Option("--out", help="file 文件", metavar="FILE")] = None,
    lang: Lang = None,
) -> None:
    """Give everything held about one person, as JSON."""
    held = export_person(open_region(region), person)
    if not held:
        raise Refusal.because("usecases.person-unknown", person=person)
    text = json.dumps(held, ensure_ascii=False, indent=2) + "\n"
    if out is None:
        sys.stdout.write(text)
    else:
        write_atomically(out, text.encode())
        Printer.of(lang).say("cli.exported", file=str(out), rows=sum(map(len, held.values())))
