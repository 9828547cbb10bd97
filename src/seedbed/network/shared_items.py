"""What two actors have in common, weighed by how rare it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import sparse

from seedbed.network.reading import require_columns

PARTNERS = "partners"
"""The reason of pairs that are tied to the same others."""

INDUSTRY = "industry"
PLACE = "place"
STAGES = "stages"
"""The reason of pairs that stand on neighbouring stages of a chain."""

DIVISION = 3
"""Letters of a GB/T 4754 code that name its division (C36)."""


@dataclass(frozen=True, slots=True, eq=False)
class SharedItems:
    """One reason for a tie: two matrices whose product says how much a pair has in common.

    The common part of i and j is ``one @ other.T + other @ one.T`` (halved where both are the same
    matrix): each thing that they share adds ``1 / ln(actors that have it)`` (Adamic and Adar 2003).

    Parameters
    ----------
    one, other
        (n, items), the weight split evenly between the two as square roots.
    items
        What each column stands for.
    """

    reason: str
    one: sparse.csr_array
    other: sparse.csr_array
    items: pl.Series

    def between(self, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.float64]:
        """(p,) the common part of each pair."""
        part = _row_sums(self.one[left].multiply(self.other[right]))
        if self.one is self.other:
            return part
        return part + _row_sums(self.other[left].multiply(self.one[right]))

    def candidates(self, most: int) -> sparse.csr_array:
        """(n, n) symmetric, not zero where a pair shares something that at most ``most`` actors have."""
        count = np.diff(self.one.tocsc().indptr) + np.diff(self.other.tocsc().indptr)
        rare = np.flatnonzero(count <= 2 * most)
        product = (self.one[:, rare] @ self.other[:, rare].T).tocsr()
        return product + product.T

    def named(self, left: int, right: int) -> list[str]:
        """The things that a pair shares, the weightiest first."""
        both = self.one[[left]].multiply(self.other[[right]])
        if self.one is not self.other:
            both = both + self.other[[left]].multiply(self.one[[right]])
        row = both.tocoo()
        order = np.lexsort((row.col, -row.data))
        return self.items.gather(row.col[order]).to_list()


def shared_partners(adjacency: sparse.csr_array, ids: pl.Series) -> SharedItems:
    """The others that both are tied to (Adamic and Adar 2003, on a network; Liben-Nowell and Kleinberg 2007)."""
    weighted = _weighed(adjacency, adjacency)
    return SharedItems(PARTNERS, weighted, weighted, ids)


def shared_groups(
    reason: str, memberships: pl.DataFrame, ids: pl.Series, *, group: str = "group"
) -> SharedItems:
    """Groups that both belong to: an industry, a place, a cluster, a skill, a stage.

    Parameters
    ----------
    memberships
        organisation and ``group``, one row per membership; rows of other organisations are left aside.
    """
    require_columns(memberships, reason, "organisation", group)
    member, names = _membership(memberships.select("organisation", group=pl.col(group).cast(pl.String)), ids)
    weighted = _weighed(member, member)
    return SharedItems(reason, weighted, weighted, names)


def neighbouring_stages(stages: pl.DataFrame, ids: pl.Series) -> SharedItems:
    """Stages of one chain that follow each other, one actor on the first and the other on the second.

    Parameters
    ----------
    stages
        organisation, chain, stage_no.
    """
    require_columns(stages, STAGES, "organisation", "chain", "stage_no")
    number = pl.col("stage_no").cast(pl.Int64)
    known = stages.filter(pl.col("organisation").is_not_null(), pl.col("stage_no").is_not_null())
    # A boundary is named by the stage before it.
    before = known.select("organisation", group=pl.concat_str("chain", pl.lit(" "), number))
    after = known.filter(number > 1).select(
        "organisation", group=pl.concat_str("chain", pl.lit(" "), number - 1)
    )
    names = pl.concat([before["group"], after["group"]]).unique().sort().alias("group")
    up, _ = _membership(before, ids, names)
    down, _ = _membership(after, ids, names)
    both = (up + down).tocsr()
    return SharedItems(STAGES, _weighed(up, both), _weighed(down, both), names)


def divisions(actors: pl.DataFrame) -> pl.DataFrame:
    """organisation and group: the division of each actor's industry."""
    return actors.select("organisation", group=pl.col("industry").str.slice(0, DIVISION)).drop_nulls()


def _membership(
    rows: pl.DataFrame, ids: pl.Series, names: pl.Series | None = None
) -> tuple[sparse.csr_array, pl.Series]:
    rows = rows.drop_nulls().unique(maintain_order=True)
    rows = rows.filter(pl.col("organisation").is_in(ids.implode()))
    names = rows["group"].unique().sort() if names is None else names
    at = ids.search_sorted(rows["organisation"]).to_numpy(), names.search_sorted(rows["group"]).to_numpy()
    return sparse.coo_array((np.ones(rows.height), at), shape=(ids.len(), names.len())).tocsr(), names


def _weighed(member: sparse.csr_array, counted: sparse.csr_array) -> sparse.csr_array:
    """Each column by the root of 1 / ln(actors in it); columns of one actor are zero, as nobody shares them."""
    count = np.asarray(counted.sum(axis=0)).ravel()
    weight = np.zeros(count.size)
    weight[count > 1] = 1 / np.sqrt(np.log(count[count > 1]))
    scaled = (member @ sparse.diags_array(weight)).tocsr()
    scaled.eliminate_zeros()
    return scaled


def _row_sums(matrix: sparse.csr_array) -> NDArray[np.float64]:
    return np.asarray(matrix.sum(axis=1), np.float64).ravel()
