"""What a source leaves open is no slip of the pen: findings about it become notes that name the open point.

A region lists its open points in ``open_points``; the column ``about`` names cells as
``table/row/column``, several between semicolons, ``*`` for every row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from seedbed.messages import Finding, Severity

EVERY = "*"
SEPARATOR = ";"
Place = tuple[str, str, str]


def mark_open_points(findings: Sequence[Finding], open_points: pl.DataFrame) -> tuple[Finding, ...]:
    """The findings, those about an open point as notes that name it.

    Parameters
    ----------
    findings
        Those with ``table, row, column`` among their values can be about an open point.
    open_points
        ``point`` and ``about``; a region without the column has none that is tied to a cell.
    """
    known = places_of(open_points)
    return tuple(_marked(finding, known) for finding in findings)


def places_of(open_points: pl.DataFrame) -> dict[Place, str]:
    """Table, row and column to the open point about them; what is not written so is passed over."""
    if not {"point", "about"} <= set(open_points.columns):
        return {}
    places: dict[Place, str] = {}
    for point, about in open_points.select(pl.col("point", "about").cast(pl.String)).drop_nulls().iter_rows():
        for place in about.split(SEPARATOR):
            parts = tuple(part.strip() for part in place.split("/"))
            if len(parts) == 3 and all(parts):
                places.setdefault((parts[0], parts[1], parts[2]), point)
    return places


def _marked(finding: Finding, known: Mapping[Place, str]) -> Finding:
    table, row, column = (str(finding.values.get(name, "")) for name in ("table", "row", "column"))
    point = known.get((table, row, column)) or known.get((table, EVERY, column))
    if point is None:
        return finding
    values = {
        "table": table,
        "row": row,
        "column": column,
        "point": point,
        "rule": finding.code.partition(".")[2],
    }
    return Finding("programme.open-point-recorded", values, Severity.NOTE)
