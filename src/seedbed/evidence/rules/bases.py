"""Prices of different years, or borders of different years, held against each other."""

from __future__ import annotations

import re

import polars as pl

from seedbed.evidence.facts import Facts
from seedbed.evidence.pairs import about, sides
from seedbed.evidence.rules.dimensions import part_rows
from seedbed.evidence.rules.same_thing import paired
from seedbed.messages import Finding

# A deflator is by its nature the quotient of two price bases.
_BETWEEN_BASES = re.compile(r"deflator|price|inflation", re.IGNORECASE)


def figures_of_other_bases(facts: Facts) -> list[Finding]:
    """Figures of one ``comparison``, one formula, or a part and its total, of two stated bases.

    A base is stated in ``price_basis`` (nominal, 2015, ...) or ``border_year``; what says nothing
    is taken to fit. A formula for a deflator may mix prices.
    """
    said = paired(facts.rows).filter("said").select("row_a", "row_b")
    totals = part_rows(facts).select(pl.col("total").alias("row_a"), pl.col("row").alias("row_b"))
    pairs = pl.concat([said, totals, _terms(facts)]).unique(maintain_order=True)
    bases = facts.rows.select("row", "basis", "border_year", "dimension")
    both = pairs.join(bases.rename({"row": "row_a"}), on="row_a", maintain_order="left").join(
        bases.rename({"row": "row_b"}), on="row_b", suffix="_b", maintain_order="left"
    )
    prices = both.filter(pl.col("basis") != pl.col("basis_b")).unique(
        "row_b", keep="first", maintain_order=True
    )
    borders = both.filter(pl.col("border_year") != pl.col("border_year_b")).unique(
        "row_b", keep="first", maintain_order=True
    )
    return [
        about(
            "evidence.price-bases-mixed",
            a, [b], basis_a=str(a["price_basis"]), basis_b=str(b["price_basis"]),
        )
        for a, b in sides(prices, facts.rows)
    ] + [
        about(
            "evidence.border-years-mixed",
            a, [b], borders_a=str(a["border_year"]), borders_b=str(b["border_year"]),
        )
        for a, b in sides(borders, facts.rows)
    ]  # fmt: skip


def _terms(facts: Facts) -> pl.DataFrame:
    """Each later term of a formula against the first; and the result, where it is money itself."""
    named = facts.rows.select("row", "measure", "dimension", "basis").rows_by_key(
        "row", named=True, unique=True
    )
    found: list[tuple[int, int]] = []
    for formula in facts.formulas:
        row = named[formula.row]
        if _BETWEEN_BASES.search(str(row["measure"])):
            continue
        terms = [at for behind in formula.terms.values() for at in behind]
        if str(row["dimension"]).startswith("money"):
            terms.append(formula.row)
        stated = [at for at in terms if named[at]["basis"] is not None] or terms
        found += [(stated[0], at) for at in terms if at != stated[0]]
    return pl.DataFrame(found, {"row_a": pl.Int64, "row_b": pl.Int64}, orient="row")
