"""All commands in one application, with their help in the language of the caller."""

from __future__ import annotations

from collections.abc import Callable

import typer

from seedbed.cli import bench, catalog, demo, market, programme, region
from seedbed.messages import Lang, say

Command = Callable[..., None]

COMMANDS: dict[str, Command] = {
    "demo": demo.demo,
    "check": region.check,
    "tag": market.tag,
    "match": market.match,
    "allocate": market.allocate,
    "explain": market.explain,
    "skills-gap": market.gap,
    "replay": market.replay,
    "synth": demo.synth,
    "report": demo.report,
    "warm": demo.warm,
}
GROUPS: dict[str, dict[str, Command]] = {
    "region": {"show": region.show, "schema": region.schema, "runs": region.runs},
    "programme": {"status": programme.status, "events": programme.events},
    "bench": {"match": bench.match, "allocate": bench.allocate},
    "catalog": {"show": catalog.show, "search": catalog.search},
}


def build_app(lang: Lang) -> typer.Typer:
    """The application; ``seedbed --help`` lists its commands."""
    app = typer.Typer(
        help=say("cli.help", lang), no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )  # fmt: skip
    for name, command in COMMANDS.items():
        app.command(name, help=say(f"cli.help-{name}", lang))(command)
    for group, commands in GROUPS.items():
        part = typer.Typer(help=say(f"cli.help-{group}", lang), no_args_is_help=True, rich_markup_mode=None)
        for name, command in commands.items():
            part.command(name, help=say(f"cli.help-{group}-{name}", lang))(command)
        app.add_typer(part, name=group)
    return app
