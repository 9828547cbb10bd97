"""The same thing with two values."""

from __future__ import annotations

import polars as pl

from seedbed.messages import Finding, Severity

SAME_THING = (
    "measure",
    "place",
    "period",
    "industry",
    "sex",
    "group",
    "counting_rule",
    "price_basis",
    "unit",
)


def find_contradictions(observations: pl.DataFrame) -> list[Finding]:
    """Pairs of published figures that speak of the same thing and differ.

    Two observations speak of the same thing when they share measure, place, period, industry,
    sex, group, counting rule, price basis and unit, or when whoever entered them said so: rows
    with the same word in the extra column ``comparison`` are held against each other although
    their period or counting rule differs.

    Parameters
    ----------
    observations
        The table of that name, with or without ``comparison``.

    Returns
    -------
    list of Finding
        A warning for each later value that differs from the first one of its kind, with both
        values, periods and locators; ordered by ``comparison`` or measure.
    """
    if "comparison" not in observations.columns:
        observations = observations.with_columns(pl.lit(None, dtype=pl.String).alias("comparison"))
    own = pl.concat_str([pl.col(name).cast(pl.String).fill_null("") for name in SAME_THING], separator="\x1f")
    keyed = observations.with_columns(pl.coalesce("comparison", own).alias("thing"))
    findings: list[Finding] = []
    for _, group in keyed.group_by("thing", maintain_order=True):
        distinct = group.unique("value", keep="first", maintain_order=True)
        first = distinct.row(0, named=True)
        findings += [_differ(first, other) for other in distinct.slice(1).iter_rows(named=True)]
    return sorted(
        findings, key=lambda finding: (str(finding.values["measure"]), str(finding.values["locator_b"]))
    )


def _differ(a: dict[str, object], b: dict[str, object]) -> Finding:
    return Finding(
        "evidence.two-values",
        {
            "measure": str(a["comparison"] or a["measure"]),
            "value_a": f"{a['value']:,.10g}",
            "value_b": f"{b['value']:,.10g}",
            "unit": str(a["unit"]) if a["unit"] == b["unit"] else f"{a['unit']} / {b['unit']}",
            "period_a": str(a["period"]),
            "period_b": str(b["period"]),
            "source_a": str(a["source"]),
            "source_b": str(b["source"]),
            "locator_a": str(a["locator"]),
            "locator_b": str(b["locator"]),
        },
        Severity.WARNING,
    )
