"""Reasons why an industry could come to a place, each a number from 0 to 1 with its names.

None knows of the others; what is not known is NaN, never zero.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from seedbed.messages import Refusal
from seedbed.network.prospects.cells import Cells
from seedbed.network.reading import require_columns

REASONS = ("relatedness", "foothold", "supply", "demand", "skills", "actors")
"""``relatedness``: density around the industry; ``foothold``: how far it is there already (RCA); ``supply`` and
``demand``: suppliers and buyers at hand; ``skills``: what it asks and people have; ``actors``: stages of its
chains that are filled."""


@dataclass(frozen=True, slots=True, eq=False)
class Linkages:
    """Suppliers and buyers at hand.

    Parameters
    ----------
    supply, demand
        (n, m): the share of what an industry buys from (sells to) other industries that comes from (goes to)
        industries as far as they are in the place; NaN where it trades with none of them.
    purchases, sales
        (m, m) shares: row p of column i is the share of i's purchases that come from p; of row i in
        column q the share of i's sales that go to q.
    """

    supply: NDArray[np.float64]
    demand: NDArray[np.float64]
    purchases: NDArray[np.float64]
    sales: NDArray[np.float64]


def linkages(cells: Cells, flows: pl.DataFrame) -> Linkages:
    """Input-output linkages with what is in each place.

    ``supply_ci = sum_p min(1, RCA_cp) a_pi`` and ``demand_ci = sum_q min(1, RCA_cq) b_iq``, with a and b the shares
    of i's purchases and sales among other industries of the table (in the spirit of Ellison, Glaeser and Kerr 2010).

    Parameters
    ----------
    flows
        seller, buyer, value (zero or more): an input-output table's intermediate flows; rows of the same pair
        are added up, industries that the cells do not name are left aside.

    Raises
    ------
    Refusal
        ``network.no-column``, ``network.bad-flow``.
    """
    require_columns(flows, "flows", "seller", "buyer", "value")
    known = cells.industries.implode()
    table = flows.select(pl.col("seller", "buyer").cast(pl.String), pl.col("value").cast(pl.Float64)).filter(
        pl.col("seller").is_in(known) & pl.col("buyer").is_in(known)
    )
    bad = table.filter(~(pl.col("value").is_finite() & (pl.col("value") >= 0)).fill_null(value=False))
    if bad.height:
        shown = f"{bad['seller'][0]} > {bad['buyer'][0]}"
        raise Refusal.because("network.bad-flow", count=bad.height, shown=shown)
    m = cells.industries.len()
    flow = np.zeros((m, m))
    rows = cells.industries.search_sorted(table["seller"]).to_numpy()
    columns = cells.industries.search_sorted(table["buyer"]).to_numpy()
    np.add.at(flow, (rows, columns), table["value"].to_numpy())
    np.fill_diagonal(flow, 0.0)
    purchases = _shares(flow, axis=0)
    sales = _shares(flow, axis=1)
    return Linkages(cells.held @ purchases, cells.held @ sales.T, purchases, sales)


def _shares(flow: NDArray[np.float64], axis: int) -> NDArray[np.float64]:
    total = flow.sum(axis=axis, keepdims=True)
    shares: NDArray[np.float64] = np.divide(flow, total, out=np.full_like(flow, np.nan), where=total > 0)
    return shares


def skills_at_hand(held: pl.DataFrame, asked: pl.DataFrame) -> pl.DataFrame:
    """How far the people at hand cover the skills that each industry asks.

    ``share_i = sum_k w_ik min(1, held_k / asked_k) / sum_k w_ik``: asked_k is what all industries together ask of
    skill k, so that a skill that many compete for covers less.

    Parameters
    ----------
    held
        skill, level: one row per person and skill, level 0..1 (1 where empty).
    asked
        industry, skill, weight (zero or more): places times how essential the skill is.

    Returns
    -------
    industry, value (0..1; null where nothing is asked), short: the skills that are short, the most wanted first.
    """
    require_columns(held, "held", "skill", "level")
    require_columns(asked, "asked", "industry", "skill", "weight")
    supply = held.group_by("skill").agg(held=pl.col("level").cast(pl.Float64).fill_null(1.0).sum())
    wanted = (
        asked.drop_nulls(["industry", "skill"])
        .group_by("industry", "skill")
        .agg(pl.col("weight").cast(pl.Float64).sum())
        .filter(pl.col("weight") > 0)
    )
    covered = (
        wanted.with_columns(asked=pl.col("weight").sum().over("skill"))
        .join(supply, on="skill", how="left")
        .with_columns(pl.col("held").fill_null(0.0))
        .with_columns(part=pl.min_horizontal(pl.lit(1.0), pl.col("held") / pl.col("asked")))
        .with_columns(lacking=pl.col("weight") * (1 - pl.col("part")))
        .sort("lacking", "skill", descending=[True, False])
    )
    return (
        covered.group_by("industry", maintain_order=True)
        .agg(
            value=(pl.col("weight") * pl.col("part")).sum() / pl.col("weight").sum(),
            short=pl.col("skill").filter(pl.col("lacking") > 0),
        )
        .sort("industry")
    )


def actors_at_hand(stages: pl.DataFrame, chain_industries: pl.DataFrame) -> pl.DataFrame:
    """How much of an industry's chains is filled at home.

    Parameters
    ----------
    stages
        What :func:`seedbed.network.chains.stage_status` gives.
    chain_industries
        chain, industry: which chains an industry belongs to.

    Returns
    -------
    industry, value (stages present / stages, over its chains), missing: ``chain: stage`` of those that are neither
    present nor around.
    """
    require_columns(chain_industries, "chain_industries", "chain", "industry")
    empty = ~pl.col("status").is_in(["present", "around"])
    return (
        chain_industries.select("chain", "industry")
        .drop_nulls()
        .unique()
        .join(stages, on="chain")
        .sort("industry", "chain", "stage_no", "stage")
        .group_by("industry", maintain_order=True)
        .agg(
            value=(pl.col("status") == "present").mean(),
            missing=pl.concat_str("chain", pl.lit(": "), "stage").filter(empty),
        )
    )
