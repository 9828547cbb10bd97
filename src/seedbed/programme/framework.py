"""The results framework: what leads to what, measured by which indicators, toward which targets.

impact ◄── outcomes ◄── outputs ◄── activities        (statements, by their ``parent``)
              │            │
          indicators   indicators ── targets, in vintages (``valid_from``)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import polars as pl

from seedbed.messages import Finding, Severity
from seedbed.programme.columns import take
from seedbed.tables import schema_of
from seedbed.tables.schemas.programme import LEVELS

RANK = {level: rank for rank, level in enumerate(LEVELS)}
"""0 for the impact; a statement leads to one of a smaller rank."""

REFERENCES = (
    ("indicators", "indicator", "statement", "statements"),
    ("targets", "target", "indicator", "indicators"),
    ("risks", "risk", "statement", "statements"),
    ("gender_actions", "action", "statement", "statements"),
    ("gender_actions", "action", "indicator", "indicators"),
    ("activities", "activity", "statement", "statements"),
)
"""Table, its key, the column that refers, and the table referred to."""


@dataclass(frozen=True, slots=True)
class Framework:
    """The tables of a results framework, with the columns and types of their schemas.

    Attributes
    ----------
    statements, indicators, risks, gender_actions, activities
        As the region holds them.
    targets
        Those in force: one row per target.
    """

    statements: pl.DataFrame
    indicators: pl.DataFrame
    targets: pl.DataFrame
    risks: pl.DataFrame
    gender_actions: pl.DataFrame
    activities: pl.DataFrame

    def table(self, name: str) -> pl.DataFrame:
        """One of the tables by its name."""
        frame: pl.DataFrame = getattr(self, name)
        return frame


def framework_of(
    statements: pl.DataFrame,
    indicators: pl.DataFrame,
    targets: pl.DataFrame,
    risks: pl.DataFrame | None = None,
    gender_actions: pl.DataFrame | None = None,
    activities: pl.DataFrame | None = None,
    *,
    on: date | None = None,
) -> Framework:
    """A framework of a region's tables, with the targets in force on a day.

    Raises
    ------
    ValueError, TypeError
        A table lacks a column that its schema requires, or holds one of the wrong type.
    """
    return Framework(
        statements=_typed("statements", statements),
        indicators=_typed("indicators", indicators),
        targets=targets_in_force(_typed("targets", targets), on),
        risks=_typed("risks", risks),
        gender_actions=_typed("gender_actions", gender_actions),
        activities=_typed("activities", activities),
    )


def targets_in_force(targets: pl.DataFrame, on: date | None = None) -> pl.DataFrame:
    """Each target as it held on a day: of its vintages the latest that had begun.

    Parameters
    ----------
    targets
        The table ``targets``. A row without ``valid_from`` holds from the beginning.
    on
        The day; ``None``: the last vintage of all.

    >>> revised = pl.DataFrame(
    ...     {"target": ["t", "t"], "value": [8000.0, 6000.0], "valid_from": [None, date(2024, 1, 1)]}
    ... )
    >>> targets_in_force(revised, date(2023, 12, 31))["value"].to_list()
    [8000.0]
    """
    if "valid_from" not in targets.columns:
        return targets.unique(subset="target", keep="last", maintain_order=True)
    numbered = targets.with_row_index("order_of_rows")
    begun = numbered if on is None else numbered.filter(pl.col("valid_from").fill_null(date.min) <= on)
    return (
        begun.sort("valid_from", "order_of_rows", nulls_last=False)
        .unique(subset="target", keep="last", maintain_order=True)
        .join(numbered.group_by("target").agg(first=pl.col("order_of_rows").min()), on="target", how="left")
        .sort("first")
        .drop("order_of_rows", "first")
    )


def in_reading_order(framework: Framework) -> pl.DataFrame:
    """The statements from the impact down, each followed by what leads to it.

    Returns
    -------
    polars.DataFrame
        The columns of ``statements`` and ``depth`` (0 at the top). A statement whose parent is
        unknown stands at the top; those that lead in a circle follow at the end, at depth 0.
    """
    rows = framework.statements
    depth = dict(_walk(framework))
    order = {statement: place for place, statement in enumerate(depth)}
    known = rows["statement"].to_list()
    return (
        rows.with_columns(
            depth=pl.Series([depth.get(name, 0) for name in known], dtype=pl.Int64),
            place=pl.Series([order.get(name, len(order)) for name in known], dtype=pl.Int64),
        )
        .sort("place", maintain_order=True)
        .drop("place")
    )


def structure_of(framework: Framework) -> tuple[Finding, ...]:
    """What is wrong with the tree: unknown references, circles, levels, orphans.

    Each finding names its ``table``, ``row`` (the key) and ``column``.
    """
    return (
        *_unknown_references(framework),
        *_circles(framework),
        *_levels(framework),
        *_orphans(framework),
    )


def _typed(table: str, frame: pl.DataFrame | None) -> pl.DataFrame:
    schema = schema_of(table)
    if frame is None:
        return schema.empty()
    return take(table, frame, *(column.name for column in schema.columns))


def _walk(framework: Framework) -> Iterator[tuple[str, int]]:
    """Statements from the top down, with their depth; those in a circle are never reached."""
    rows = framework.statements.select("statement", "parent", "level").rows()
    known = {statement for statement, _, _ in rows}
    leading: dict[str | None, list[str]] = {}
    for statement, parent, _ in sorted(rows, key=lambda row: RANK.get(row[2], len(RANK))):
        leading.setdefault(parent if parent in known else None, []).append(statement)
    waiting = [(statement, 0) for statement in reversed(leading.get(None, []))]
    while waiting:
        statement, depth = waiting.pop()
        yield statement, depth
        waiting += [(below, depth + 1) for below in reversed(leading.get(statement, []))]


def _unknown_references(framework: Framework) -> Iterator[Finding]:
    keys = {
        "statements": framework.statements["statement"].to_list(),
        "indicators": framework.indicators["indicator"].to_list(),
    }
    for table, key, column, referred in (
        ("statements", "statement", "parent", "statements"),
        *REFERENCES,
    ):
        given = framework.table(table).filter(
            pl.col(column).is_not_null() & ~pl.col(column).is_in(keys[referred])
        )
        for row, value in given.select(key, column).rows():
            yield Finding(
                "programme.reference-unknown",
                {"table": table, "row": row, "column": column, "value": value, "referred": referred},
            )


def _circles(framework: Framework) -> Iterator[Finding]:
    """A statement that leads, through others, to itself."""
    parent = dict(framework.statements.select("statement", "parent").rows())
    for statement, above in parent.items():
        seen, at = [statement], above
        while at in parent and at not in seen:
            seen.append(at)
            at = parent[at]
        if at == statement:
            yield Finding(
                "programme.statement-circle", _place(statement, "parent") | {"way": " → ".join([*seen, at])}
            )


def _levels(framework: Framework) -> Iterator[Finding]:
    above = framework.statements.select(parent="statement", parent_level="level")
    for statement, level, parent, parent_level in (
        framework.statements.join(above, on="parent")
        .select("statement", "level", "parent", "parent_level")
        .rows()
    ):
        if RANK[parent_level] >= RANK[level]:
            values = {"level": level, "parent": parent, "parent_level": parent_level}
            yield Finding("programme.parent-not-above", _place(statement, "parent") | values)
    levels = framework.statements.select("statement", statement_level="level")
    measured = framework.indicators.join(levels, on="statement").filter(
        pl.col("level") != pl.col("statement_level")
    )
    for indicator, level, statement, stated in measured.select(
        "indicator", "level", "statement", "statement_level"
    ).rows():
        yield Finding(
            "programme.indicator-level",
            {"table": "indicators", "row": indicator, "column": "level", "level": level, "statement": statement,
             "statement_level": stated},
        )  # fmt: skip


def _orphans(framework: Framework) -> Iterator[Finding]:
    alone = framework.statements.filter(pl.col("parent").is_null(), pl.col("level") != LEVELS[0])
    for statement, level in alone.select("statement", "level").rows():
        yield Finding(
            "programme.statement-orphan", _place(statement, "parent") | {"level": level}, Severity.WARNING
        )


def _place(statement: str, column: str) -> dict[str, str]:
    return {"table": "statements", "row": statement, "column": column}
