"""The last output of the benches as a page that is kept with the code."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from seedbed.bench.timing import Table
from seedbed.usecases.describe_machine import describe_machine

_HEAD = "# What the benches last printed\n\nWritten by `seedbed bench ... --write`; never by hand.\n"


def write_results(name: str, table: Table, page: Path = Path("bench/RESULTS.md")) -> None:
    """Put a bench's table, with the machine, into its section of the page; other sections stay."""
    sections = _sections(page.read_text("utf-8")) if page.exists() else {}
    machine = describe_machine()
    told = (
        f"{machine.processor}, {machine.cores} cores, {machine.memory_gib} GiB, "
        f"{machine.system}, Python {machine.python}"
    )
    sections[name] = f"{told}\n\n{_markdown(table.frame())}\n"
    page.parent.mkdir(parents=True, exist_ok=True)
    body = "".join(f"\n## {title}\n\n{text.strip()}\n" for title, text in sorted(sections.items()))
    page.write_text(_HEAD + body, "utf-8")


def _sections(text: str) -> dict[str, str]:
    parts = text.split("\n## ")[1:]
    return {title: body for title, _, body in (part.partition("\n") for part in parts)}


def _markdown(frame: pl.DataFrame) -> str:
    def shown(value: object) -> str:
        return f"{value:.3g}" if isinstance(value, float) else "" if value is None else str(value)

    lines = ["| " + " | ".join(frame.columns) + " |", "|" + " --- |" * frame.width]
    lines += ["| " + " | ".join(shown(value) for value in row) + " |" for row in frame.iter_rows()]
    return "\n".join(lines)
