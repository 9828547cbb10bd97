"""`seedbed serve`: the workbench on this machine."""

from __future__ import annotations

import multiprocessing
import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import polars as pl
import typer

from seedbed.cli.options import Lang
from seedbed.cli.output import Printer
from seedbed.messages import Refusal, say
from seedbed.store import RegionStore, open_region
from seedbed.usecases.run_demo import DemoOptions, run_demo

if TYPE_CHECKING:
    from seedbed.workbench.installation import Installation

LOOPBACK = ("127.0.0.1", "localhost", "::1")
DEMO = DemoOptions(people=3000, opportunities=1000, seed=2027)


def serve(
    host: Annotated[str, typer.Option(help="address to listen on 监听地址")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="port 端口", min=1, max=65535)] = 8000,
    region: Annotated[
        Path | None, typer.Option(help="folder to load into an empty database 载入空数据库的区域文件夹")
    ] = None,
    demo: Annotated[
        bool,
        typer.Option("--demo", help="one account per role, synthetic people 各角色演示账户与合成人员"),
    ] = False,
    threads: Annotated[int, typer.Option(help="pages made at the same time 并发页面数", min=1, max=64)] = 16,
    workers: Annotated[
        int | None,
        typer.Option(
            help="processes for background work; on SQLite one thread 后台任务进程数，SQLite 用一个线程",
            min=0,
            max=64,
        ),
    ] = None,
    lang: Lang = None,
) -> None:
    """Serve the workbench until Ctrl-C."""
    printer = Printer.of(lang)
    if somebody_listens(host, port):
        raise Refusal.because("cli.port-in-use", port=port)
    choose_defaults(host, demo=demo)
    here = prepare(printer, region, demo=demo)
    # Django is set up now; what needs its models may be imported.
    from granian import Granian  # noqa: PLC0415
    from granian.constants import Interfaces  # noqa: PLC0415
    from granian.log import LogLevels  # noqa: PLC0415

    shown = f"[{host}]" if ":" in host else "127.0.0.1" if host == "0.0.0.0" else host
    printer.say("cli.serving", address=f"{'http' if here.plain_http else 'https'}://{shown}:{port}/")
    if not here.plain_http:
        printer.say("cli.serving-behind-proxy", port=port)
    if not here.mail:
        printer.say("cli.letters-are-files", folder=str(here.home / "mail"))
    open_demo_door(printer, host, demo=demo)
    # A fresh process serves: a forked one would inherit other libraries' threads in mid-air.
    multiprocessing.set_start_method("spawn", force=True)
    os.environ["SEEDBED_SERVED_BY"] = str(os.getpid())
    stop_working = begin_working(here, workers)
    try:
        Granian(
            "seedbed.workbench.wsgi:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=1 if here.on_sqlite else max(1, min(4, os.cpu_count() or 1)),
            blocking_threads=threads,
            log_level=LogLevels.error,
            websockets=False,
            workers_kill_timeout=10,
        ).serve()
    finally:
        stop_working()
    printer.say("cli.served")


def begin_working(here: Installation, workers: int | None) -> Callable[[], None]:
    """Begin the background work; the function that ends it.

    SQLite has one writer, so one thread does it. On PostgreSQL processes share nothing with the pages;
    two at least, so that a long match keeps no CV waiting.
    """
    from seedbed.workbench.jobs.processes import WorkerProcesses  # noqa: PLC0415
    from seedbed.workbench.jobs.worker import Worker  # noqa: PLC0415

    if here.on_sqlite:
        worker = Worker()
        if workers != 0:
            worker.start()
        return worker.stop
    cores = os.cpu_count() or 1
    return WorkerProcesses(max(2, min(8, cores)) if workers is None else workers).stop


def open_demo_door(printer: Printer, host: str, *, demo: bool) -> None:
    """Buttons for the demo accounts on the sign-in page: in a demo, and only for who sits at this machine."""
    from seedbed.workbench.accounts.demo_door import close_door, open_door  # noqa: PLC0415

    close_door()
    if demo and host in LOOPBACK:
        open_door()
        printer.say("cli.demo-door")


def somebody_listens(host: str, port: int) -> bool:
    """Whether another server answers there; the operating system would let both share the port."""
    asked = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    try:
        with socket.create_connection((asked, port), timeout=1):
            return True
    except OSError:
        return False


def choose_defaults(host: str, *, demo: bool) -> None:
    """What follows for the settings from where it listens; an operator's own choice stays."""
    if host in LOOPBACK:
        os.environ.setdefault("SEEDBED_PLAIN_HTTP", "1")
    elif "SEEDBED_HOSTS" not in os.environ:
        if host in ("0.0.0.0", "::"):
            raise Refusal.because("cli.no-hosts", host=host)
        os.environ["SEEDBED_HOSTS"] = f"{host},127.0.0.1,localhost"
    if demo:
        os.environ.setdefault("SEEDBED_SECOND_FACTOR", "optional")


def prepare(printer: Printer, region: Path | None, *, demo: bool) -> Installation:
    """Keys, tables, the region and, for a demo, accounts."""
    from seedbed.workbench.starting import migrate, start  # noqa: PLC0415

    here = start()
    migrate()
    from seedbed.workbench.record.exchange import bring_in, is_empty  # noqa: PLC0415
    from seedbed.workbench.record.store import DatabaseStore  # noqa: PLC0415

    if is_empty() and (region or demo):
        folder = region or Path("regions/chongqing")
        given = open_region(folder)  # says what is wrong with it before the work begins
        if demo and given.table("people").is_empty():
            printer.say(
                "cli.demo-synthetic", people=DEMO.people, opportunities=DEMO.opportunities, seed=DEMO.seed
            )
            work = here.home / "demo"
            run_demo(folder, work, DEMO)
            folder = work / "region"
        printer.say("cli.loading", folder=str(folder))
        bring_in(folder)
    elif region is not None and not is_empty():
        printer.say("cli.region-stays", folder=str(region))
    if demo:
        _tell_accounts(printer, DatabaseStore())
    return here


def _tell_accounts(printer: Printer, store: RegionStore) -> None:
    from seedbed.workbench.accounts.demo import belongs_to_others, make_demo_accounts  # noqa: PLC0415

    if belongs_to_others():
        raise Refusal.because("cli.no-demo-here")
    accounts = make_demo_accounts(store)
    rows = [
        {
            "account_role": say(f"workbench.role-{account.role.value.replace('_', '-')}", printer.lang),
            "e-mail": account.email,
            "password": account.password,
            "belongs_to": account.of[printer.lang],
        }
        for account in accounts
    ]
    printer.frame(pl.DataFrame(rows), say("cli.demo-accounts", printer.lang))
