"""Growth rates against the two levels that they connect."""

from __future__ import annotations

import polars as pl

from seedbed.evidence.bounds import disjoint
from seedbed.evidence.facts import Facts
from seedbed.evidence.pairs import NAMED, about, number
from seedbed.messages import Finding

_GROWTH = r"^growth_(?:rate_)?of_(\w+)$|^(\w+?)_(?:annual_|yearly_)?growth(?:_rate)?$"
_COMPOUND = r"(?i)compound|average|annual|a year|per year|年均|复合"
# Where the price basis of money is not stated, growth may be real and the levels nominal: prices may
# have moved by so much within a year.
_PRICES = 0.10
_AROUND = ("place", "industry", "sex", "group", "organisation", "subproject")
_KIND = ("level_rule", "level_basis", "level_dimension")


def growth_against_levels(facts: Facts) -> list[Finding]:
    """A stated growth rate that the levels of its measure do not give, whatever their rounding.

    Steps: (1) a measure ``x_growth`` (or ``growth_of_x``, ``x_growth_rate``) in percent belongs to the
    levels of ``x`` of the same place, industry, sex, group, organisation and subproject; (2) of one
    period it connects the level with that of one year before, ``level(t) / level(t-1) - 1``; of years
    ``Y1/Y2``, called compound or average, ``(level(Y2) / level(Y1)) ** (1 / years) - 1``; (3) of several sources of one
    level what all of them allow is taken, rule by rule and price basis by price basis; (4) levels of another
    stated basis than the growth are left alone, and where money states none ten percent a year
    are granted to prices; (5) the growth is off where the levels of its own rule, or of every rule, deny it.
    """
    rows = facts.rows
    growth = rows.with_columns(
        pl.coalesce(
            pl.col("measure").str.extract(_GROWTH, 1), pl.col("measure").str.extract(_GROWTH, 2)
        ).alias("level")
    ).filter(pl.col("level").is_not_null(), pl.col("dimension") == "share")
    spanning = pl.col("start").dt.year() != pl.col("end").dt.year()
    compound = spanning & pl.col("counting_rule").fill_null("").str.contains(_COMPOUND)
    years = pl.when(compound).then(pl.col("end").dt.year() - pl.col("start").dt.year()).otherwise(1)
    growth = (
        growth.filter(~spanning | compound)
        .with_columns(years.cast(pl.Float64).alias("years"), compound.alias("compound"))
        .with_columns(
            pl.when("compound").then(pl.date(pl.col("end").dt.year(), 1, 1)).otherwise("start").alias("to_start"),
            pl.col("end").alias("to_end"),
        )
        .with_columns(
            _earlier("to_start").alias("from_start"), _earlier("to_end").dt.month_end().alias("from_end"),
        )
    )  # fmt: skip
    later = _levels(growth, rows, "to")
    before = _levels(growth, rows, "from")
    both = (
        growth.join(later, on="row", maintain_order="left")
        .join(before, on=["row", *_KIND], nulls_equal=True, maintain_order="left")
        .filter(pl.col("low_from") > 0, pl.col("low_to") > 0)
        .filter(
            pl.col("basis").is_null()
            | pl.col("level_basis").is_null()
            | (pl.col("basis") == pl.col("level_basis"))
        )
    )
    root = 1 / pl.col("years")
    unstated = pl.col("basis").is_null() | pl.col("level_basis").is_null()
    slack = (
        pl.when(pl.col("level_dimension").str.starts_with("money") & unstated).then(_PRICES).otherwise(0.0)
    )
    judged = both.with_columns(
        ((pl.col("base_to") / pl.col("base_from")) ** root - 1).alias("given"),
        ((pl.col("low_to") / pl.col("high_from")) ** root - 1 - slack).alias("least"),
        ((pl.col("high_to") / pl.col("low_from")) ** root - 1 + slack).alias("most"),
    ).with_columns(disjoint(pl.col("low"), pl.col("high"), pl.col("least"), pl.col("most")).alias("off"))
    own_rule = pl.col("level_rule").eq_missing(pl.col("rule"))
    judged = judged.filter(own_rule | ~own_rule.any().over("row"))
    off = judged.filter(pl.col("off").all().over("row")).unique("row", keep="first", maintain_order=True)
    named = {int(row["row"]): row for row in rows.select(NAMED).iter_rows(named=True)}
    return [
        about(
            "evidence.growth-off",
            named[found["row"]],
            [named[found["row_to"]], named[found["row_from"]]],
            given=number(round(found["given"] / found["factor"], 4)),
        )
        for found in off.sort("row").iter_rows(named=True)
    ]


def _earlier(day: str) -> pl.Expr:
    months = (-12 * pl.col("years")).cast(pl.Int64).cast(pl.String) + "mo"
    return pl.col(day).dt.offset_by(months)


def _levels(growth: pl.DataFrame, rows: pl.DataFrame, at: str) -> pl.DataFrame:
    """The level at one end of each growth rate: what all its sources leave open, rule by rule."""
    wanted = growth.select(
        pl.col("row").alias("growth"), *_AROUND, pl.col("level").alias("measure"),
        pl.col(f"{at}_start").alias("start"), pl.col(f"{at}_end").alias("end"),
    )  # fmt: skip
    taken = ("row", "rule", "basis", "dimension", "base", "low", "high")
    found = wanted.join(
        rows.select(*_AROUND, "measure", "start", "end", *taken),
        on=[*_AROUND, "measure", "start", "end"], nulls_equal=True,
    )  # fmt: skip
    found = found.rename(
        {"growth": "row", "row": f"row_{at}", "base": f"base_{at}"}
        | {n.removeprefix("level_"): n for n in _KIND}
    )
    group = ("row", *_KIND)
    low, high = pl.col("low").max().over(group), pl.col("high").min().over(group)
    found = found.sort("row", f"row_{at}").with_columns(low.alias("inner_low"), high.alias("inner_high"))
    agree = pl.col("inner_low") <= pl.col("inner_high")  # else each that is no mere bound may be meant
    first = pl.col(f"row_{at}") == pl.col(f"row_{at}").min().over(group)
    return found.filter(pl.when(agree).then(first).otherwise((pl.col("high") - pl.col("low")).is_finite())).select(
        *group, f"row_{at}", f"base_{at}",
        pl.when(agree).then("inner_low").otherwise("low").alias(f"low_{at}"),
        pl.when(agree).then("inner_high").otherwise("high").alias(f"high_{at}"),
    )  # fmt: skip
