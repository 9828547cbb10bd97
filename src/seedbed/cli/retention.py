"""`seedbed workbench retention`: delete what need not be kept any longer."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import typer

from seedbed.cli.options import DryRun, Lang
from seedbed.cli.output import Printer

SHORTEST_YEARS = 3
"""Records of the handling of personal data are kept at least so long (PIPL, article 56)."""


def retention(
    audit_years: Annotated[
        int,
        typer.Option(help="keep the audit log so many years 审计日志保留年数", min=SHORTEST_YEARS, max=100),
    ] = 6,
    job_days: Annotated[
        int, typer.Option(help="keep finished jobs so many days 已完成任务保留天数", min=1)
    ] = 90,
    dry_run: DryRun = False,
    lang: Lang = None,
) -> None:
    """Delete old entries of the logs, finished jobs, lists and files of imports, and what ended or expired."""
    printer = Printer.of(lang)
    from seedbed.workbench.starting import migrate, start  # noqa: PLC0415

    start()
    migrate()
    from django.utils import timezone  # noqa: PLC0415

    from seedbed.workbench.oversight.retention import drop_what_is_over  # noqa: PLC0415

    now = timezone.now()
    audit_before = now - timedelta(days=366 * audit_years)
    dropped = drop_what_is_over(audit_before, now - timedelta(days=job_days), dry_run=dry_run)
    printer.say(
        "cli.would-drop" if dry_run else "cli.dropped",
        audit=dropped.audit,
        jobs=dropped.jobs,
        lists=dropped.lists,
        tokens=dropped.tokens,
        sessions=dropped.sessions,
        uploads=dropped.uploads,
        sign_ins=dropped.sign_ins,
        invitations=dropped.invitations,
        letters=dropped.letters,
        before=f"{audit_before:%Y-%m-%d}",
    )
    if dry_run:
        printer.say("cli.dry-run")
