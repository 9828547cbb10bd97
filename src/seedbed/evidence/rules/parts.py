"""Parts against their totals."""

from __future__ import annotations

import polars as pl

from seedbed.evidence.facts import CELL, Facts
from seedbed.evidence.pairs import NAMED, about, number
from seedbed.evidence.rules.dimensions import part_rows
from seedbed.evidence.units import COUNT, NOT_ADDITIVE, PERSONS
from seedbed.messages import Finding

_CUTS = ("measure", "place", "industry", "sex", "group", "organisation", "subproject")


def parts_against_totals(facts: Facts) -> list[Finding]:
    """Parts that exceed their total, or, where all parts are there, do not add up to it.

    Steps: (1) parts are the rows whose ``part_of`` names the total, and the figures by sex of a
    total of persons; (2) parts of another period or dimension are other rules'; (3) parts of one total are
    sorted into cuts by the columns in which they differ from it, since parts by sex and parts by
    industry each make up the whole; (4) figures of one thing count once; (5) the least that a cut's
    parts can be is held against the most that the total can be, and the other way round where the
    total or every part carries the clause ``complete``.
    """
    joined = _with_totals(
        pl.concat([part_rows(facts), _parts_by_sex(facts)]).unique(maintain_order=True), facts
    )
    joined = joined.filter(
        pl.col("start") >= pl.col("start_total"), pl.col("end") <= pl.col("end_total"),
        ~pl.col("dimension").is_in(sorted(NOT_ADDITIVE)), ~pl.col("dimension").str.contains(" per "),
    )  # fmt: skip
    as_share = (pl.col("dimension") == "share") & (
        (pl.col("dimension_total") != "share") | (pl.col("base_total") == 1.0)
    )
    joined = joined.filter(as_share | (pl.col("dimension") == pl.col("dimension_total"))).with_columns(
        as_share.alias("as_share")
    )
    once = joined.unique(["total", "cut", "thing"], keep="first", maintain_order=True)
    sums = once.group_by("total", "cut", "as_share", maintain_order=True).agg(
        pl.col("row"),
        pl.col("low_of_thing").sum().alias("least"),
        pl.col("high_of_thing").sum().alias("most"),
        pl.col("base").sum().alias("sum"),
        (pl.col("base") < 0).any().alias("negative"),
        (pl.col("complete").all() | pl.col("complete_total").any()).alias("complete"),
        pl.col("low_total").first(),
        pl.col("high_total").first(),
        pl.col("factor_total").first(),
    )
    low = pl.when("as_share").then(1.0).otherwise("low_total")
    high = pl.when("as_share").then(1.0).otherwise("high_total")
    slack = 1e-9 * pl.max_horizontal(high.abs(), low.abs())
    judged = sums.with_columns(
        ((pl.col("least") - high > slack) & ~pl.col("negative")).alias("over"),
        ((low - pl.col("most") > slack) & pl.col("complete")).alias("under"),
    ).filter(pl.col("over") | pl.col("under"))
    rows = {int(row["row"]): row for row in facts.rows.select(NAMED).iter_rows(named=True)}
    findings = []
    for found in judged.iter_rows(named=True):
        shares = bool(found["as_share"])
        code = (
            "evidence.shares-over-hundred"
            if shares and found["over"]
            else "evidence.parts-exceed-total"
            if found["over"]
            else "evidence.parts-do-not-add-up"
        )
        total = number(found["sum"] / (0.01 if shares else found["factor_total"]))
        findings.append(about(code, rows[found["total"]], [rows[at] for at in found["row"]], sum=total))
    return findings


def _with_totals(parts: pl.DataFrame, facts: Facts) -> pl.DataFrame:
    """Parts beside their totals, with the ``cut`` they belong to and the ``thing`` they speak of."""
    taken = ("start", "end", "dimension", "factor", "base", "low", "high", "complete", "rule")
    rows = facts.rows.select("row", *CELL, "comparison", *taken)
    both = parts.join(rows, on="row", maintain_order="left").join(
        rows.rename({"row": "total"}), on="total", suffix="_total", maintain_order="left"
    )
    differs = [pl.when(pl.col(name).ne_missing(pl.col(f"{name}_total"))).then(pl.lit(name)) for name in _CUTS]
    spoken_of = [pl.col(name).cast(pl.String).fill_null("") for name in (*CELL, "rule", "start", "end")]
    both = both.with_columns(
        pl.concat_str(differs, separator="+", ignore_nulls=True).alias("cut"),
        pl.concat_str(spoken_of, separator="\x1f").alias("own"),
    )
    said = pl.col("comparison").drop_nulls().first().over("total", "own")  # by one row for all of its thing
    both = both.with_columns(pl.coalesce(said, "own").alias("thing"))
    same = ("total", "cut", "thing")
    return both.with_columns(
        pl.col("low").min().over(same).alias("low_of_thing"),
        pl.col("high").max().over(same).alias("high_of_thing"),
    )


def _parts_by_sex(facts: Facts) -> pl.DataFrame:
    """Figures of women and men beside the figure of both: persons only, never averages or shares."""
    rows = facts.rows.filter(pl.col("dimension") == COUNT, pl.col("noun") == PERSONS)
    key = [name for name in (*CELL, "rule", "start", "end") if name != "sex"]
    of_both = rows.filter(pl.col("sex").is_null())
    by_sex = rows.filter(pl.col("sex").is_not_null())
    return by_sex.join(of_both, on=key, nulls_equal=True, suffix="_total", maintain_order="left").select(
        "row", pl.col("row_total").alias("total")
    )
