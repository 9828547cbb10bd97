"""`seedbed workbench backup | restore | invite`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from seedbed.cli.options import DryRun, Lang
from seedbed.cli.output import Printer
from seedbed.messages import Refusal

File = Annotated[Path, typer.Argument(help="backup file 备份文件", metavar="FILE")]


def backup(file: File, lang: Lang = None) -> None:
    """Write the whole database to one file, while the workbench runs."""
    printer = Printer.of(lang)
    from seedbed.workbench.starting import start  # noqa: PLC0415

    here = start()
    from seedbed.workbench.oversight.backup import backup as write  # noqa: PLC0415

    manifest = write(file)
    printer.say("cli.backed-up", file=str(file), bytes=file.stat().st_size, moment=manifest.made_at)
    printer.say("cli.keys-apart", file=str(here.secret_file), fingerprint=manifest.keys)


def restore(
    file: File,
    other_keys: Annotated[
        bool, typer.Option("--other-keys", help="sealed addresses stay sealed 已加密的联系方式将无法打开")
    ] = False,
    dry_run: DryRun = False,
    lang: Lang = None,
) -> None:
    """Put a backup in the place of the present database, whole or not at all."""
    printer = Printer.of(lang)
    from seedbed.workbench.starting import migrate, start  # noqa: PLC0415

    start()
    from seedbed.workbench.oversight import backup as oversight  # noqa: PLC0415

    if dry_run:
        manifest = oversight.read_manifest(file)
        printer.say("cli.dry-run")
    else:
        oversight.read_manifest(file)  # before anything is touched
        migrate()
        manifest = oversight.restore(file, other_keys=other_keys)
    printer.say(
        "cli.restored" if not dry_run else "cli.would-restore", file=str(file), moment=manifest.made_at
    )


def invite(
    email: Annotated[str, typer.Argument(help="e-mail address 邮箱", metavar="EMAIL")],
    role: Annotated[str, typer.Option(help="role 角色")] = "administrator",
    address: Annotated[
        str, typer.Option(help="address of the workbench 工作台网址")
    ] = "http://127.0.0.1:8000",
    organisation: Annotated[str, typer.Option(help="organisation id 机构编号")] = "",
    subproject: Annotated[str, typer.Option(help="subproject id 子项目编号")] = "",
    lang: Lang = None,
) -> None:
    """Print an invitation's link: the way in for the first administrator."""
    printer = Printer.of(lang)
    from seedbed.workbench.starting import migrate, start  # noqa: PLC0415

    start()
    migrate()
    from seedbed.workbench.accounts.invitations import invite_from_command_line  # noqa: PLC0415
    from seedbed.workbench.accounts.roles import Role  # noqa: PLC0415

    if role not in list(Role):
        raise Refusal.because("workbench.bad-choice", name="--role", value=role, allowed=", ".join(Role))
    path = invite_from_command_line(email, Role(role), organisation, subproject)
    printer.say("cli.invited", link=address.rstrip("/") + path)
