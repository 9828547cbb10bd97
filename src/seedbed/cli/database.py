"""`seedbed region export | import`, `seedbed workbench migrate | worker`: the region in the workbench's database."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from seedbed.cli.options import DryRun, Lang, Region
from seedbed.cli.output import Printer, progress_bar
from seedbed.messages import say
from seedbed.store import open_region

if TYPE_CHECKING:
    from seedbed.workbench.record.exchange import Moved


def bring_in(
    region: Region,
    replace: Annotated[
        bool, typer.Option("--replace", help="the region in the database may go 替换数据库中的区域")
    ] = False,
    dry_run: DryRun = False,
    lang: Lang = None,
) -> None:
    """Take the region of a folder into the workbench's database, all of it or nothing."""
    printer = Printer.of(lang)
    store = open_region(region)  # says what is wrong with the folder before a database is made
    _ready()
    from seedbed.workbench.record.exchange import bring_in as take_in  # noqa: PLC0415
    from seedbed.workbench.record.exchange import may_come_in  # noqa: PLC0415

    may_come_in(replace=replace)
    if dry_run:
        rows = sum(store.table(name).height for name in store.tables())
        printer.say("cli.region-would-move", tables=len(store.tables()), rows=rows)
        printer.say("cli.dry-run")
        return
    with progress_bar(say("cli.region-moving", printer.lang)) as progress:
        moved = take_in(region, replace=replace, progress=progress)
    _tell(printer, moved)


def hand_out(
    folder: Annotated[Path, typer.Argument(help="new folder 新文件夹", metavar="FOLDER")],
    dry_run: DryRun = False,
    lang: Lang = None,
) -> None:
    """Write the region of the workbench's database to a new folder."""
    printer = Printer.of(lang)
    _ready()
    from seedbed.workbench.record.exchange import hand_out as write_out  # noqa: PLC0415
    from seedbed.workbench.record.exchange import may_go_out  # noqa: PLC0415
    from seedbed.workbench.record.store import DatabaseStore  # noqa: PLC0415

    may_go_out(folder)
    if dry_run:
        store = DatabaseStore()
        rows = sum(store.count(name) for name in store.tables())
        printer.say("cli.region-would-move", tables=len(store.tables()), rows=rows)
        printer.say("cli.dry-run")
        return
    with progress_bar(say("cli.region-moving", printer.lang)) as progress:
        moved = write_out(folder, progress=progress)
    _tell(printer, moved)


def migrate(dry_run: DryRun = False, lang: Lang = None) -> None:
    """Bring the database's tables to the present release."""
    printer = Printer.of(lang)
    from seedbed.workbench.starting import migrate as bring_up_to_date  # noqa: PLC0415
    from seedbed.workbench.starting import start  # noqa: PLC0415

    start()
    from seedbed.workbench.record.migrating import steps_left  # noqa: PLC0415

    steps = steps_left()
    if not dry_run:
        bring_up_to_date()
    printer.say("cli.would-migrate" if dry_run else "cli.migrated", steps=len(steps))
    if dry_run:
        printer.say("cli.dry-run")


def worker(
    until_empty: Annotated[
        bool, typer.Option("--until-empty", help="end when no job is left 无任务时结束")
    ] = False,
    lang: Lang = None,
) -> None:
    """Do the jobs of the workbench in a process of its own; several may run, on several machines."""
    printer = Printer.of(lang)
    _ready()
    from seedbed.workbench.jobs.worker import Worker  # noqa: PLC0415

    working = Worker()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: working.stop())
    printer.say("cli.working", name=working.name)
    jobs = working.run(until_empty=until_empty)
    printer.say("cli.worked", jobs=jobs)


def _ready() -> None:
    from seedbed.workbench.starting import migrate as bring_up_to_date  # noqa: PLC0415
    from seedbed.workbench.starting import start  # noqa: PLC0415

    start()
    bring_up_to_date()


def _tell(printer: Printer, moved: Moved) -> None:
    printer.say(
        "cli.region-moved",
        tables=moved.tables,
        rows=moved.rows,
        rejected=moved.rejected,
        runs=moved.runs,
        files=moved.files,
    )
