"""The last output of the benches: a page that is kept with the code, and JSON."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import polars as pl

from seedbed.bench.table import Table
from seedbed.messages import say
from seedbed.usecases.describe_machine import describe_machine

_HEAD = "# What the benches last printed\n\nWritten by `seedbed bench ... --write`; never by hand.\n"


def write_results(name: str, table: Table, page: Path = Path("bench/RESULTS.md")) -> None:
    """Put a bench's tables and bars, with the machine, into its section of the page; other sections stay."""
    sections = _sections(page.read_text("utf-8")) if page.exists() else {}
    machine = describe_machine()
    told = (
        f"{machine.processor}, {machine.cores} cores, {machine.memory_gib} GiB, "
        f"{machine.system}, Python {machine.python}"
    )
    parts = [told, _markdown(table.frame())]
    if table.figures:
        parts.append(_markdown(table.figure_table("en")))
    if table.bars:
        parts.append("\n".join(f"- {bar.text('en')}" for bar in table.bars))
    parts += [say(code, "en") for code in table.notes]
    sections[name] = "\n\n".join(parts)
    page.parent.mkdir(parents=True, exist_ok=True)
    body = "".join(f"\n## {title}\n\n{text.strip()}\n" for title, text in sorted(sections.items()))
    page.write_text(_HEAD + body, "utf-8")


def as_json(name: str, table: Table) -> str:
    """The whole bench as one JSON object: bench, machine, rows, figures, bars."""
    whole = {
        "bench": name,
        "machine": asdict(describe_machine()),
        "rows": table.frame().to_dicts(),
        "figures": table.figure_frame().to_dicts(),
        "bars": [
            {
                "bar": bar.code.removeprefix("bench.bar-"),
                "work": bar.work,
                "asked": bar.asked,
                "at_least": bar.at_least,
                "measured": bar.measured,
                "verdict": bar.verdict,
            }
            for bar in table.bars
        ],
    }
    return json.dumps(whole, ensure_ascii=False, indent=2)


def _sections(text: str) -> dict[str, str]:
    parts = text.split("\n## ")[1:]
    return {title: body for title, _, body in (part.partition("\n") for part in parts)}


def _markdown(frame: pl.DataFrame) -> str:
    def shown(value: object) -> str:
        return f"{value:.4g}" if isinstance(value, float) else "" if value is None else str(value)

    lines = ["| " + " | ".join(frame.columns) + " |", "|" + " --- |" * frame.width]
    lines += ["| " + " | ".join(shown(value) for value in row) + " |" for row in frame.iter_rows()]
    return "\n".join(lines)
