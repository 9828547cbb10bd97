"""Findings about two figures, or about one figure and several."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from seedbed.messages import Finding, Severity, Value

Row = Mapping[str, object]
NAMED = (
    "row", "observation", "measure", "comparison", "period", "value", "unit", "source", "locator",
    "price_basis", "border_year", "printed", "place",
)  # fmt: skip
"""The columns that a finding may name."""
_SHOWN = 12


def number(value: object, unit: object = "") -> str:
    """A figure for people: grouped thousands (not in a year), ten digits at most, no powers of ten."""
    figure = float(str(value))
    if unit == "year":
        return f"{figure:g}"
    return f"{figure:,.0f}" if abs(figure) >= 1e10 else f"{figure:,.10g}"


def sides(pairs: pl.DataFrame, rows: pl.DataFrame) -> Iterator[tuple[Row, Row]]:
    """The two rows of each pair (columns ``row_a``, ``row_b``) with what findings name."""
    named = rows.select(NAMED)
    left = pairs.select(pl.col("row_a").alias("row")).join(named, on="row", how="left", maintain_order="left")
    right = pairs.select(pl.col("row_b").alias("row")).join(
        named, on="row", how="left", maintain_order="left"
    )
    yield from zip(left.iter_rows(named=True), right.iter_rows(named=True), strict=True)


def about(
    code: str, a: Row, others: Sequence[Row], *, severity: Severity = Severity.WARNING, **values: Value
) -> Finding:
    """A finding that names figure ``a`` and those it is held against: values, periods, sources, locators."""
    units = list(dict.fromkeys(str(row["unit"]) for row in (a, *others)))
    return Finding(
        code,
        {
            "measure": str(a["comparison"] or a["measure"]),
            "value_a": number(a["value"], a["unit"]),
            "value_b": _listed(number(row["value"], row["unit"]) for row in others),
            "unit": " / ".join(units),
            "period_a": str(a["period"]),
            "period_b": _listed(dict.fromkeys(str(row["period"]) for row in others)),
            "source_a": str(a["source"]),
            "source_b": _listed(dict.fromkeys(str(row["source"]) for row in others)),
            "locator_a": str(a["locator"]),
            "locator_b": _listed(dict.fromkeys(str(row["locator"]) for row in others)),
            "observation_a": str(a["observation"]),
            "observation_b": _listed(str(row["observation"]) for row in others),
            **values,
        },
        severity,
    )


def _listed(items: Iterator[str] | Mapping[str, None]) -> str:
    shown = list(items)
    return "; ".join(shown) if len(shown) <= _SHOWN else "; ".join([*shown[:_SHOWN], "…"])
