"""The same recommendations as one would write them with general libraries.

Every peer gets the market as one product of whole numbers: ``credits @ weights`` is the fit in units of
``2**-24`` (see :class:`seedbed.matching.Market`). Making these two matrices is not timed.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import sparse

from seedbed.matching import Market

BLOCK = 512
PART = 32_768
"""Seekers that are expanded at once."""


@dataclass(frozen=True, slots=True, eq=False)
class Product:
    """Some seekers' credits, csr (s, columns), and all weights, csr (columns, m); int32."""

    credits: sparse.csr_matrix
    weights: sparse.csr_matrix


@dataclass(frozen=True, slots=True, eq=False)
class Best:
    """The best of each row: int64 (s, k) ids and units, best first; ids are -1 where there are no more."""

    ids: NDArray[np.int64]
    units: NDArray[np.int64]


def product_of(market: Market, seekers: NDArray[np.int64]) -> Product:
    """Expand seekers to columns (skill, class), by the definition and without the kernels."""
    parts = [_product(market, seekers[at : at + PART]) for at in range(0, max(seekers.size, 1), PART)]
    return Product(sparse.vstack([part.credits for part in parts], format="csr"), parts[0].weights)


def _product(market: Market, seekers: NDArray[np.int64]) -> Product:
    supply, demand = market.sides
    n_skills, classes = market.n_skills, demand.classes
    counts = np.diff(supply.indptr)[seekers]
    row = np.repeat(np.arange(seekers.size), counts)
    stated = np.repeat(supply.indptr[seekers], counts) + _rank_within(counts)
    skill = supply.skills[stated]
    reaches = np.diff(supply.related_indptr)[skill]
    relation = np.repeat(supply.related_indptr[skill], reaches) + _rank_within(reaches)
    key = np.repeat(row, reaches).astype(np.int64) * n_skills + supply.related_skills[relation]
    strength = np.repeat(supply.levels[stated], reaches) * supply.related_credits[relation]
    order = np.lexsort((-strength, key))
    cells, first = np.unique(key[order], return_index=True)
    best = strength[order][first]
    credit = np.rint(256 * np.minimum(1, best[:, None] / classes)).astype(np.int32)
    column = (cells % n_skills)[:, None] * classes.size + np.arange(classes.size)
    credits = sparse.csr_matrix(
        (credit.ravel(), (np.repeat(cells // n_skills, classes.size), column.ravel())),
        shape=(seekers.size, n_skills * classes.size),
    )
    opportunity = np.repeat(np.arange(market.n_opportunities), np.diff(demand.indptr))
    weights = sparse.csr_matrix(
        (demand.units, (demand.skills.astype(np.int64) * classes.size + demand.asked, opportunity)),
        shape=(n_skills * classes.size, market.n_opportunities),
    )
    for matrix in (credits, weights):
        matrix.eliminate_zeros()
        matrix.sort_indices()
    return Product(credits, weights)


def available(peer: str) -> bool:
    """Whether an optional peer is installed (``pip install seedbed[bench]``)."""
    spec = find_spec(peer)
    # A mere folder of that name on the path is no package.
    return spec is not None and spec.origin is not None


def scipy_top(product: Product, k: int) -> Best:
    """SciPy's sparse product in blocks, NumPy's partition for the best; ties by id."""
    rows, m = product.credits.shape[0], product.weights.shape[1]
    ids, units = np.full((rows, k), -1, np.int64), np.zeros((rows, k), np.int64)
    for start in range(0, rows, BLOCK):
        dense = (product.credits[start : start + BLOCK] @ product.weights).toarray().astype(np.int64)
        # Ties go to the smaller id: fold the id into the low digits.
        key = dense * m + (m - 1 - np.arange(m))
        best = np.argpartition(-key, min(k, m - 1), axis=1)[:, :k]
        order = np.take_along_axis(best, np.argsort(-np.take_along_axis(key, best, 1), axis=1), 1)
        found = np.take_along_axis(dense, order, 1)
        ids[start : start + BLOCK, : order.shape[1]] = np.where(found > 0, order, -1)
        units[start : start + BLOCK, : order.shape[1]] = found
    return Best(ids, units)


def sparse_dot_topn_top(product: Product, k: int, threads: int = 2) -> Best:
    """``sparse_dot_topn``: which of several equal fits stay at the end of a list is left to it."""
    top = import_module("sparse_dot_topn").sp_matmul_topn(
        product.credits, product.weights, top_n=min(k, product.weights.shape[1]), sort=True, n_threads=threads
    )
    return _padded(np.diff(top.indptr), top.indices, top.data, k)


def duckdb_top(product: Product, k: int, threads: int = 2) -> Best:
    """DuckDB: join, group and qualify; ties by id."""
    base = import_module("duckdb").connect()
    base.execute(f"SET threads = {threads}")
    base.execute("SET enable_progress_bar = false")
    for name, matrix in (("has", product.credits.tocoo()), ("asks", product.weights.tocoo())):
        columns = {"a": matrix.row, "b": matrix.col, "units": matrix.data}
        base.register(name, columns)
    found = base.execute(
        "SELECT has.a AS seeker, asks.b AS opportunity, sum(has.units::BIGINT * asks.units) AS fit"
        " FROM has JOIN asks ON has.b = asks.a GROUP BY has.a, asks.b"
        f" QUALIFY row_number() OVER (PARTITION BY seeker ORDER BY fit DESC, opportunity) <= {int(k)}"
        " ORDER BY seeker, fit DESC, opportunity"
    ).fetchnumpy()
    counts = np.bincount(found["seeker"].astype(np.int64), minlength=product.credits.shape[0])
    return _padded(counts, found["opportunity"], found["fit"], k)


def polars_top(product: Product, k: int) -> Best:
    """Polars: join, group and the head of each group; ties by id."""
    has, asks = product.credits.tocoo(), product.weights.tocoo()
    found = (
        pl.LazyFrame({"seeker": has.row, "column": has.col, "credit": has.data.astype(np.int64)})
        .join(pl.LazyFrame({"column": asks.row, "opportunity": asks.col, "units": asks.data}), on="column")
        .group_by("seeker", "opportunity")
        .agg((pl.col("credit") * pl.col("units")).sum().alias("fit"))
        .sort(["seeker", "fit", "opportunity"], descending=[False, True, False])
        .group_by("seeker", maintain_order=True)
        .head(k)
        .collect()
    )
    counts = np.bincount(found["seeker"].to_numpy(), minlength=product.credits.shape[0])
    return _padded(counts, found["opportunity"].to_numpy(), found["fit"].to_numpy(), k)


def _rank_within(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)


def _padded(counts: NDArray[np.int64], ids: NDArray[np.int64], units: NDArray[np.int64], k: int) -> Best:
    row, rank = np.repeat(np.arange(counts.size), counts), _rank_within(counts)
    best = Best(np.full((counts.size, k), -1, np.int64), np.zeros((counts.size, k), np.int64))
    best.ids[row, rank], best.units[row, rank] = ids, units
    return best
