"""The entry point: which language, which command, and how a refusal ends."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import cast

import typer

from seedbed.cli.app import build_app
from seedbed.cli.language import language_of
from seedbed.cli.output import print_findings
from seedbed.messages import Finding, Refusal

BAD_INPUT, INTERRUPTED = 2, 130
# Typer gives its usage errors no public name; a bad parameter is one of them.
USAGE_ERRORS = cast("tuple[type[typer.BadParameter], ...]", typer.BadParameter.__bases__)


def run(arguments: Sequence[str] | None = None) -> None:
    """Run one command; exit code 2 with a clear message for bad input."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    lang = language_of(arguments)
    app = build_app(lang)
    try:
        code = app(args=arguments, prog_name="seedbed", standalone_mode=False)
    except Refusal as refusal:
        print_findings(refusal.findings, lang, stream=sys.stderr)
        raise SystemExit(BAD_INPUT) from None
    except USAGE_ERRORS as error:
        finding = Finding("cli.usage", {"detail": error.format_message().rstrip(".")})
        print_findings([finding], lang, stream=sys.stderr)
        raise SystemExit(BAD_INPUT) from None
    except (KeyboardInterrupt, typer.Abort):
        raise SystemExit(INTERRUPTED) from None
    raise SystemExit(code or 0)
