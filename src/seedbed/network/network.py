"""Actors and their ties, checked once, as rows and as matrices."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import sparse

from seedbed.messages import Finding, Severity
from seedbed.network.reading import read_actors, read_ties

Undated: TypeAlias = Literal["keep", "drop"]
"""What is held of ties whose start is not known, on a given day: that they stood, or nothing."""


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """A multiplex network: several kinds of dated ties among the same actors.

    Parameters
    ----------
    actors
        organisation, name, name_zh, actor_type, place, industry; one row per actor, ids rising. The row is
        the actor's number in every array.
    ties
        from, to, kind, layer, mutual, first and last (days, null where not known), and the two ends as
        row numbers (``tail``, ``head``); each tie once, no tie of an actor to itself.
    findings
        What was left out of the tables, and what was assumed.
    """

    actors: pl.DataFrame
    ties: pl.DataFrame
    findings: tuple[Finding, ...] = ()

    @classmethod
    def from_tables(
        cls,
        organisations: pl.DataFrame,
        ties: pl.DataFrame,
        as_of: date | None = None,
        *,
        layers: pl.DataFrame | None = None,
        undated: Undated = "keep",
    ) -> Network:
        """Read the tables ``organisations`` and ``ties`` of a region.

        Parameters
        ----------
        as_of
            Only ties that stood on that day: begun, and not ended. All ties ever when absent. A tie
            without an end is held to last.
        layers
            Which layer each kind of tie belongs to and whether it has a direction (columns kind, layer,
            mutual); :func:`~seedbed.network.layers.known_kinds` when absent.
        undated
            What to hold of ties without a start when ``as_of`` is given.

        Raises
        ------
        Refusal
            ``network.no-column``, ``network.no-actors``, ``network.empty-id``, ``network.actor-twice``.
        """
        actors, about_actors = read_actors(organisations)
        read, about_ties = read_ties(ties, actors, layers)
        network = cls(actors, read, (*about_actors, *about_ties))
        return network if as_of is None else network.at(as_of, undated=undated)

    @property
    def size(self) -> int:
        """Number of actors, those without ties included."""
        return self.actors.height

    @property
    def sectors(self) -> NDArray[np.object_]:
        """(n,) the actor type of each actor."""
        return self.actors["actor_type"].to_numpy()

    def at(self, day: date, *, undated: Undated = "keep") -> Network:
        """The same actors with the ties that stood on a day."""
        begun = (pl.col("first") <= day).fill_null(value=undated == "keep")
        lasts = (pl.col("last") >= day).fill_null(value=True)
        standing = self.ties.filter(begun & lasts)
        unknown = standing["first"].null_count() if undated == "keep" else self.ties["first"].null_count()
        if not unknown:
            return replace(self, ties=standing)
        kept = Finding(
            "network.undated-kept" if undated == "keep" else "network.undated-dropped",
            {"count": unknown, "total": self.ties.height, "day": day.isoformat()},
            severity=Severity.NOTE,
        )
        return replace(self, ties=standing, findings=(*self.findings, kept))

    def layer(self, layer: str) -> Network:
        """The same actors with the ties of one layer."""
        return replace(self, ties=self.ties.filter(pl.col("layer") == layer))

    def layers(self) -> list[str]:
        """The layers that hold ties, rising."""
        return self.ties["layer"].unique().sort().to_list()

    def multiplicity(self) -> sparse.csr_array:
        """(n, n) symmetric: how many kinds of tie join each pair, in either direction."""
        tails, heads = _ends(self.ties.select("tail", "head", "kind"))
        weight = _matrix(tails, heads, self.size)
        return (weight + weight.T).tocsr()

    def adjacency(self) -> sparse.csr_array:
        """(n, n) symmetric, 1 where a pair has any tie."""
        return _ones(self.multiplicity())

    def arcs(self) -> sparse.csr_array:
        """(n, n), 1 in row i and column j where a tie leads from i to j; mutual ties lead both ways."""
        tails, heads = self.ties["tail"].to_numpy(), self.ties["head"].to_numpy()
        mutual = self.ties["mutual"].to_numpy()
        both = np.concatenate([tails, heads[mutual]]), np.concatenate([heads, tails[mutual]])
        return _ones(_matrix(*both, self.size))

    def pairs(self) -> NDArray[np.int64]:
        """(p, 2) the tied pairs, the lower number first, in rising order."""
        upper = sparse.triu(self.adjacency(), k=1).tocoo()
        order = np.lexsort((upper.col, upper.row))
        return np.column_stack([upper.row[order], upper.col[order]]).astype(np.int64)


def _ends(ties: pl.DataFrame) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The pair of each distinct (pair, kind), the lower number first."""
    pairs = ties.select(
        low=pl.min_horizontal("tail", "head"), high=pl.max_horizontal("tail", "head"), kind="kind"
    ).unique(maintain_order=True)
    return pairs["low"].to_numpy(), pairs["high"].to_numpy()


def _matrix(rows: NDArray[np.int64], columns: NDArray[np.int64], size: int) -> sparse.csr_array:
    return sparse.coo_array((np.ones(rows.size), (rows, columns)), shape=(size, size)).tocsr()


def _ones(matrix: sparse.csr_array) -> sparse.csr_array:
    ones = matrix.copy()
    ones.data[:] = 1.0
    return ones
