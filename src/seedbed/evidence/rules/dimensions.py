"""Units that cannot be compared where figures are held against each other."""

from __future__ import annotations

import polars as pl

from seedbed.evidence.facts import Facts
from seedbed.evidence.formula import leaves
from seedbed.evidence.pairs import about, sides
from seedbed.evidence.rules.same_thing import paired
from seedbed.evidence.units import UNKNOWN
from seedbed.messages import Finding


def figures_in_other_units(facts: Facts) -> list[Finding]:
    """Figures whose units do not go together.

    (1) One measure is given in persons here and in yuan there: each row of the rarer dimension,
    against the first row of the common one (currencies count as one dimension here: a firm's revenue
    may be given in yuan and a foreign one's in dollars). (2) Two figures of the same thing count
    different nouns, or give one number in two currencies; under one ``comparison``, any two
    dimensions. (3) A part and its total, unless the part is a share. (4) The terms of a sum in a
    formula.
    """
    rows = facts.rows.filter(pl.col("dimension") != UNKNOWN).with_columns(
        pl.col("dimension").str.replace(r"^money:\w+", "money").alias("kind")
    )
    found = pl.concat(
        [_of_a_measure(rows), _of_one_thing(rows), _of_totals(facts, rows), _of_sums(facts, rows)]
    )
    pairs = found.unique(["row_a", "row_b"], keep="first", maintain_order=True)
    pairs = pairs.unique("row_b", keep="first", maintain_order=True)
    return [about("evidence.units-differ", a, [b]) for a, b in sides(pairs, facts.rows)]


def _of_a_measure(rows: pl.DataFrame) -> pl.DataFrame:
    counted = rows.with_columns(
        pl.len().over("measure", "kind").alias("often"),
        pl.col("row").min().over("measure", "kind").alias("since"),
    )
    common = (
        counted.sort("often", "since", descending=[True, False])
        .group_by("measure", maintain_order=True)
        .agg(pl.col("kind").first().alias("common"))
    )
    judged = counted.join(common, on="measure")
    usual = judged.filter(pl.col("kind") == pl.col("common"))
    rare = judged.filter(pl.col("kind") != pl.col("common"))
    # The nearest figure of the usual unit: of the same thing, else of the same place, else the first.
    near = rare.join(usual, on="measure", suffix="_u").with_columns(
        (
            (pl.col("place") == pl.col("place_u")).cast(pl.Int8)
            + (pl.col("period") == pl.col("period_u")).cast(pl.Int8)
            + (pl.col("cell") == pl.col("cell_u")).cast(pl.Int8) * 2
        ).alias("nearness")
    )
    near = near.sort("row", "nearness", "row_u", descending=[False, True, False]).unique(
        "row", keep="first", maintain_order=True
    )
    return near.select(pl.col("row_u").alias("row_a"), pl.col("row").alias("row_b"))


def _of_one_thing(rows: pl.DataFrame) -> pl.DataFrame:
    pairs = paired(rows)
    near = (pl.col("base_a") - pl.col("base_b")).abs() <= 0.01 * pl.col("base_a").abs()
    nouns = (pl.col("dimension_a") == pl.col("dimension_b")) & (pl.col("noun_a") != pl.col("noun_b"))
    return pairs.filter(
        pl.when("said")
        .then(pl.col("dimension_a") != pl.col("dimension_b"))
        .otherwise(nouns | ((pl.col("dimension_a") != pl.col("dimension_b")) & near))
    ).select("row_a", "row_b")


def _of_totals(facts: Facts, rows: pl.DataFrame) -> pl.DataFrame:
    totals = part_rows(facts).join(rows.select("row", "kind", "dimension"), on="row")
    both = totals.join(
        rows.select(pl.col("row").alias("total"), "kind", "dimension"), on="total", suffix="_total"
    )
    return both.filter(
        (pl.col("dimension") != pl.col("dimension_total")) & (pl.col("dimension") != "share")
    ).select(pl.col("total").alias("row_a"), pl.col("row").alias("row_b"))


def part_rows(facts: Facts) -> pl.DataFrame:
    """``row`` of each part and ``total``, the row that now stands for the total it names."""
    parts = facts.rows.drop_nulls("part_of").select("row", "part_of")
    names = parts.get_column("part_of").replace_strict(facts.current, default=None, return_dtype=pl.Int64)
    return parts.select("row", names.alias("total")).drop_nulls().filter(pl.col("row") != pl.col("total"))


def _of_sums(facts: Facts, rows: pl.DataFrame) -> pl.DataFrame:
    dimension = dict(rows.select("row", "dimension").iter_rows())
    found: list[tuple[int, int]] = []
    for formula in facts.formulas:
        for group in leaves(formula.tree).added:
            terms = [row for name in group for row in formula.terms[name] if row in dimension]
            found += [(terms[0], row) for row in terms[1:] if dimension[row] != dimension[terms[0]]]
    return pl.DataFrame(found, {"row_a": pl.Int64, "row_b": pl.Int64}, orient="row")
