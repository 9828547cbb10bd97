"""What was known at a moment, and what a changed source moved."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl

from seedbed.evidence.columns import tidy
from seedbed.evidence.facts import Facts, gather_facts
from seedbed.evidence.formula import Interval, ReadableFormula
from seedbed.evidence.formula.tree import Name
from seedbed.evidence.rules.formulas import computed
from seedbed.evidence.superseded import current_rows

_MOVED = {
    "observation": pl.String(), "measure": pl.String(), "place": pl.String(), "period": pl.String(),
    "unit": pl.String(), "source": pl.String(), "locator": pl.String(), "through": pl.String(),
    "before": pl.Float64(), "after": pl.Float64(), "change": pl.Float64(),
    "recorded_before": pl.Datetime("us", "UTC"), "recorded_after": pl.Datetime("us", "UTC"),
}  # fmt: skip


def as_of(observations: pl.DataFrame, moment: datetime) -> pl.DataFrame:
    """The observations as they were known at a moment: of each key the latest vintage by then.

    Parameters
    ----------
    observations
        The table of that name; its columns and their order are kept.
    moment
        With a time zone; without one it is UTC. A row without ``recorded_at`` was always known.

    Raises
    ------
    TypeError
        ``moment`` is no datetime.
    """
    if not isinstance(moment, datetime):
        raise TypeError(f"a datetime is needed, not {type(moment).__name__}")
    until = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    numbered = observations.with_row_index("__at")
    frame = tidy(observations, keep_all=True)
    known = frame.filter(pl.col("recorded_at").is_null() | (pl.col("recorded_at") <= until))
    standing = known.filter(current_rows(known).get_column("current")).select(pl.col("_at").alias("__at"))
    return numbered.join(standing, on="__at", how="semi", maintain_order="left").drop("__at")


def moved(observations: pl.DataFrame, source: str) -> pl.DataFrame:
    """Which figures a changed source moved, and by how much.

    Returns
    -------
    pl.DataFrame
        One row for each figure of the source whose latest vintage differs from the one before
        (``through`` is ``vintage``), and one for each figure whose ``formula`` gives another value by
        that (``through`` names the moved observations it is computed from; ``before`` and ``after`` are
        what the formula gave and gives, not what was published). Columns ``observation``,
        ``measure``, ``place``, ``period``, ``unit``, ``source``, ``locator``, ``through``, ``before``, ``after``,
        ``change``, ``recorded_before``, ``recorded_after``.
    """
    facts = gather_facts(observations)
    direct = _vintages(observations, source)
    before = dict(direct.select("row", "before").iter_rows())
    times = {row[0]: row[1:] for row in direct.select("row", "recorded_before", "recorded_after").iter_rows()}
    found = [direct.drop("row")] if direct.height else []
    derived = _derived(facts, before, times)
    if derived:
        found.append(pl.DataFrame(derived, _MOVED, orient="row"))
    return pl.concat([frame.select(*_MOVED) for frame in found]) if found else pl.DataFrame(schema=_MOVED)


def _vintages(observations: pl.DataFrame, source: str) -> pl.DataFrame:
    frame = tidy(observations)
    standing = current_rows(frame)
    facts_row = standing.select(
        pl.when("current").then(pl.col("current").cum_sum().cast(pl.Int64) - 1).alias("row")
    ).to_series()
    rows = frame.with_columns(
        standing.get_column("heir"), standing.get_column("current"), facts_row.alias("row")
    )
    rows = rows.filter(pl.col("source") == source)
    old = (
        rows.filter(~pl.col("current"))
        .sort("recorded_at", "_at")
        .group_by("heir", maintain_order=True)
        .agg(pl.col("value").last().alias("before"), pl.col("recorded_at").last().alias("recorded_before"))
    )
    return (
        rows.filter("current")
        .join(old, left_on="_at", right_on="heir", maintain_order="left")
        .filter(pl.col("value") != pl.col("before"))
        .with_columns(
            pl.lit("vintage").alias("through"),
            pl.col("value").alias("after"),
            (pl.col("value") - pl.col("before")).alias("change"),
            pl.col("recorded_at").alias("recorded_after"),
        )
        .select("row", *_MOVED)
    )


def _derived(
    facts: Facts, before: dict[int, float], times: dict[int, tuple[datetime, datetime]]
) -> list[tuple[object, ...]]:
    """Formulas over moved figures, and formulas over those, until nothing more moves."""
    rows = facts.rows.rows_by_key("row", named=True, unique=True)
    old, new, when = dict(before), {at: float(rows[at]["value"]) for at in before}, dict(times)
    found: list[tuple[object, ...]] = []
    waiting = [formula for formula in facts.formulas if formula.row not in old]
    while True:
        ready = [f for f in waiting if any(at in old for behind in f.terms.values() for at in behind)]
        if not ready:
            return found
        for formula in ready:
            row = rows[formula.row]
            by = [at for behind in formula.terms.values() for at in behind if at in old]
            was, now = (_result(formula, rows, values) for values in (old, new))
            when[formula.row] = (min(when[at][0] for at in by), max(when[at][1] for at in by))
            if was is None or now is None or was == now:
                continue
            old[formula.row], new[formula.row] = was, now
            names = "; ".join(str(rows[at]["observation"]) for at in dict.fromkeys(by))
            found.append(
                (
                    row["observation"], row["measure"], row["place"], row["period"], row["unit"], row["source"],
                    row["locator"], names, was, now, now - was, *when[formula.row],
                )
            )  # fmt: skip
        waiting = [formula for formula in waiting if formula not in ready]


def _result(
    formula: ReadableFormula, rows: dict[int, dict[str, object]], values: dict[int, float]
) -> float | None:
    """What a formula gives, meant in the way that comes nearest to the published figure."""
    base: dict[Name, Interval] = {}
    raw: dict[Name, Interval] = {}
    for name, behind in formula.terms.items():
        row = rows[behind[0]]
        value = values.get(behind[0], float(str(row["value"])))
        in_base = value * float(str(row["factor"]))
        base[name], raw[name] = Interval(in_base, in_base, in_base), Interval(value, value, value)
    own = rows[formula.row]
    results = computed(formula.tree, base, raw, float(str(own["factor"])))
    stated = float(str(own["value"]))
    return min((result.value for result in results), key=lambda value: abs(value - stated), default=None)
