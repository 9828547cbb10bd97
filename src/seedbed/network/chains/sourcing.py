"""How much of what is bought comes from near."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from seedbed.messages import Finding, Refusal, Severity
from seedbed.network.chains.locality import around, inside
from seedbed.network.reading import require_columns


@dataclass(frozen=True, slots=True, eq=False)
class LocalSourcing:
    """The share of purchases from suppliers at home.

    Parameters
    ----------
    at_least, at_most
        Between these lies the share, as of some suppliers it is not known whether they are at home (no place,
        or a wider area that holds it); None where nothing is bought.
    value
        Of the purchases whose supplier's place is known; None where there are none.
    buyers
        buyer, purchases, local, unknown (in the measure of the values), value, at_least, at_most, finding.
    """

    value: float | None
    at_least: float | None
    at_most: float | None
    buyers: pl.DataFrame
    findings: tuple[Finding, ...]


def local_sourcing(
    purchases: pl.DataFrame, places: pl.DataFrame, home: str, *, local_buyers: bool = True
) -> LocalSourcing:
    """The share of local suppliers in what is bought.

    Parameters
    ----------
    purchases
        buyer, buyer_place, supplier, supplier_place; ``value`` where known (zero or more), else each row counts
        one, and a finding says so.
    local_buyers
        Only what buyers at home buy.

    Raises
    ------
    Refusal
        ``network.no-column``, ``network.unknown-home``, ``network.bad-purchase``.
    """
    require_columns(purchases, "purchases", "buyer", "buyer_place", "supplier", "supplier_place")
    require_columns(places, "places", "place", "parent")
    if home not in places["place"]:
        raise Refusal.because("network.unknown-home", home=home)
    here = sorted(inside(places, home))
    findings: list[Finding] = []
    if "value" in purchases.columns:
        value = pl.col("value").cast(pl.Float64)
        bad = purchases.filter(~(value.is_finite() & (value >= 0)).fill_null(value=False))
        if bad.height:
            raise Refusal.because(
                "network.bad-purchase", count=bad.height, shown=f"{bad['buyer'][0]} < {bad['supplier'][0]}"
            )
    else:
        value = pl.lit(1.0)
    table = purchases.select("buyer", "buyer_place", "supplier_place", value=value)
    if local_buyers:
        table = table.filter(pl.col("buyer_place").is_in(here))
    if table.height and "value" not in purchases.columns:
        findings.append(Finding("network.purchases-counted", {"count": table.height}, Severity.NOTE))
    local = pl.col("supplier_place").is_in(here).fill_null(value=False)
    # A supplier in an area that holds the home place may be in it or not.
    unknown = pl.col("supplier_place").is_null() | pl.col("supplier_place").is_in(around(places, home))
    sums = {
        "purchases": pl.col("value").sum(),
        "local": pl.col("value").filter(local).sum(),
        "unknown": pl.col("value").filter(unknown).sum(),
    }
    buyers = _with_shares(table.group_by("buyer").agg(**sums).sort("buyer"))
    whole = _with_shares(table.select(**sums)).row(0, named=True)
    if not whole["purchases"]:
        findings.append(Finding("network.nothing-bought", {"home": home}, Severity.WARNING))
    elif whole["unknown"]:
        findings.append(
            Finding(
                "network.supplier-places-unknown",
                {"share": whole["unknown"] / whole["purchases"]},
                Severity.WARNING,
            )
        )
    return LocalSourcing(whole["value"], whole["at_least"], whole["at_most"], buyers, tuple(findings))


def _with_shares(sums: pl.DataFrame) -> pl.DataFrame:
    total, known = pl.col("purchases"), pl.col("purchases") - pl.col("unknown")
    return sums.with_columns(
        value=pl.when(known > 0).then(pl.col("local") / known),
        at_least=pl.when(total > 0).then(pl.col("local") / total),
        at_most=pl.when(total > 0).then((pl.col("local") + pl.col("unknown")) / total),
        finding=pl.when(total == 0)
        .then(pl.lit("network.nothing-bought"))
        .when(pl.col("unknown") > 0)
        .then(pl.lit("network.supplier-places-unknown")),
    )
