"""All commands in one application, with their help in the language of the caller."""

from __future__ import annotations

from collections.abc import Callable

import typer

from seedbed.cli import (
    backup,
    bench,
    catalog,
    database,
    demo,
    market,
    measure,
    network,
    observe,
    people,
    planning,
    programme,
    region,
    rehearse,
    retention,
    serve,
)
from seedbed.cli.options import Lang as Lang_
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
    "training-plan": planning.training,
    "advise": planning.advise,
    "dead-ends": planning.dead_ends,
    "replay": market.replay,
    "synth": demo.synth,
    "report": demo.report,
    "warm": demo.warm,
    "serve": serve.serve,
}
GROUPS: dict[str, dict[str, Command]] = {
    "workbench": {
        "backup": backup.backup,
        "restore": backup.restore,
        "invite": backup.invite,
        "migrate": database.migrate,
        "worker": database.worker,
        "retention": retention.retention,
    },
    "region": {
        "show": region.show,
        "schema": region.schema,
        "runs": region.runs,
        "run": region.run,
        "links": region.links,
        "import": database.bring_in,
        "export": database.hand_out,
    },
    "people": {"import": people.bring_in, "export": people.export, "erase": people.erase},
    "observe": {
        "scorecards": observe.scorecards,
        "table": measure.table,
        "next": observe.next_ones,
        "input-output": measure.input_output,
        "figure": observe.figure,
        "moved": observe.moved,
    },
    "network": {
        "show": network.show,
        "chains": network.chains,
        "suggest": network.suggest,
        "without": network.without,
    },
    "programme": {
        "status": programme.status,
        "check": programme.check,
        "forecast": programme.forecast,
        "count": programme.count,
        "events": programme.events,
        "record": programme.record,
        "rehearse": rehearse.rehearse,
        "close": rehearse.close,
        "enter": programme.enter,
        "verify": programme.verify,
        "evidence": programme.evidence,
        "report": programme.report,
        "compare": programme.compare,
        "export": programme.export,
        "import": programme.bring_in,
        "portfolio": programme.portfolio,
        "gate": programme.gate,
        "funnels": programme.funnels,
        "benchmarks": programme.benchmarks,
        "money": programme.money,
        "returns": programme.returns,
        "grievance": programme.grievance,
    },
    "bench": {
        "match": bench.match,
        "allocate": bench.allocate,
        "stable": bench.stable,
        "rank": bench.rank,
        "observe": bench.observe,
        "forecast": bench.forecast,
        "text": bench.text,
        "serve": bench.serve,
    },
    "catalog": {"show": catalog.show, "search": catalog.search, "import": catalog.bring_in},
}


def build_app(lang: Lang) -> typer.Typer:
    """The application; ``seedbed --help`` lists its commands."""
    app = typer.Typer(
        help=say("cli.help", lang), no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )  # fmt: skip
    app.callback()(_everywhere)
    for name, command in COMMANDS.items():
        app.command(name, help=say(f"cli.help-{name}", lang))(command)
    for group, commands in GROUPS.items():
        part = typer.Typer(help=say(f"cli.help-{group}", lang), no_args_is_help=True, rich_markup_mode=None)
        part.callback()(_everywhere)
        for name, command in commands.items():
            part.command(name, help=say(f"cli.help-{group}-{name}", lang))(command)
        app.add_typer(part, name=group)
    return app


def _everywhere(lang: Lang_ = None) -> None:
    """``--lang`` may stand before a command's name, too; the language was read from it already."""
