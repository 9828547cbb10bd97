"""The pages on the workbench name every setting, the limits as they are, and commands that exist."""

from __future__ import annotations

import re
import shlex
from dataclasses import fields
from pathlib import Path

import pytest
from django.conf import settings

from seedbed.cli.app import build_app
from seedbed.usecases.merge_organisations import LOG, LOG_COLUMNS
from seedbed.usecases.read_skills import BY_HAND, DENIED
from seedbed.workbench.accounts.models import INVITATION_LASTS
from seedbed.workbench.accounts.throttling import PATIENCE
from seedbed.workbench.api.tokens import CALLS_A_MINUTE
from seedbed.workbench.installation import Installation
from seedbed.workbench.people.consent import LONGEST_YEARS, OBJECTS

ROOT = Path(__file__).parents[2]
SETTINGS = (ROOT / "docs" / "reference" / "workbench-settings.md").read_text("utf-8")
HOW_TO = (ROOT / "docs" / "how-to" / "workbench.md").read_text("utf-8")
TABLES = (ROOT / "docs" / "reference" / "tables.md").read_text("utf-8")
ROWS = dict(re.findall(r"^\| (SEEDBED_[A-Z_]+) \| ([^|]+) \|", SETTINGS, re.MULTILINE))
NAME = re.compile(r"\bSEEDBED_[A-Z]+(?:_[A-Z]+)*\b")


def test_every_setting_stands_on_its_page() -> None:
    code = [*(ROOT / "src").rglob("*.py"), ROOT / "Makefile"]
    named = {name for path in code for name in NAME.findall(path.read_text("utf-8"))}
    assert len(named) >= 14
    assert named == set(NAME.findall(SETTINGS))
    assert set(NAME.findall(HOW_TO)) <= set(ROWS)


@pytest.mark.parametrize(
    "name", ["hosts", "sender", "second_factor", "session_days", "queue_limit", "time_zone"]
)
def test_the_page_gives_the_default(name: str) -> None:
    (default,) = [field.default for field in fields(Installation) if field.name == name]
    shown = ",".join(default) if isinstance(default, tuple) else str(default)
    assert f"`{shown}`" in ROWS[f"SEEDBED_{name.upper()}"]


def test_the_page_gives_the_limits() -> None:
    limits = SETTINGS.split("## Fixed limits")[1]
    patience = PATIENCE["sign-in"]["account+address"]
    for shown in (
        f"{settings.UPLOAD_LIMIT // settings.MEGABYTE} MB, {settings.REQUEST_LIMIT // settings.MEGABYTE} MB",
        f"{patience.failures} in {patience.minutes} minutes",
        f"{INVITATION_LASTS.days} days, {settings.PASSWORD_RESET_TIMEOUT // 3600} hour ",
        f"{CALLS_A_MINUTE} a minute",
        f"{LONGEST_YEARS} years",
    ):
        assert shown in limits


def test_the_commands_of_the_how_to_exist() -> None:
    groups = {group.name: group.typer_instance for group in build_app("en").registered_groups}
    top = {command.name for command in build_app("en").registered_commands}
    blocks = "".join(re.findall(r"^```sh\n(.*?)^```", HOW_TO, re.MULTILINE | re.DOTALL))
    commands = [shlex.split(line)[1:] for line in blocks.splitlines() if line.startswith("seedbed ")]
    assert len(commands) >= 8
    for first, *rest in commands:
        inner = groups.get(first)
        known = (
            {command.name for command in inner.registered_commands} if inner is not None else {None, "--host"}
        )
        assert first in top or inner is not None
        assert next(iter(rest), None) in known


def test_the_page_of_the_tables_names_what_the_workbench_writes() -> None:
    for name in (
        f"people.{OBJECTS}",
        f"people.{DENIED}",
        f"seeker_skills.{BY_HAND}",
        f"opportunity_skills.{BY_HAND}",
    ):
        assert f"| {name} |" in TABLES
    assert f"| {LOG} |" in TABLES
    assert ", ".join(LOG_COLUMNS) in TABLES
