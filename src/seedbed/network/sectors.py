"""Ties that cross from one sector to another."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from seedbed.messages import Finding, Severity
from seedbed.network.network import Network


@dataclass(frozen=True, slots=True, eq=False)
class CrossSector:
    """How far ties cross sectors.

    Parameters
    ----------
    index
        E-I index of all tied pairs: -1 all within sectors, 1 all across; None where there are no ties.
    expected
        What the sizes of the sectors alone would give: the index of all possible pairs.
    external, internal
        Tied pairs across and within sectors.
    sectors
        sector, actors, external, internal, value (its own index), finding.
    actors
        organisation, actor_type, external, internal, value, finding (``network.isolated``).
    """

    index: float | None
    expected: float | None
    external: int
    internal: int
    sectors: pl.DataFrame
    actors: pl.DataFrame
    findings: tuple[Finding, ...]


def cross_sector(network: Network) -> CrossSector:
    """The E-I index, ``(E - I) / (E + I)`` (Krackhardt and Stern 1988).

    E counts tied pairs of actors of different sectors, I those of the same sector. In the index of one sector
    a pair within it counts once.
    """
    names, of = np.unique(network.sectors.astype(str), return_inverse=True)
    pairs = network.pairs()
    across = of[pairs[:, 0]] != of[pairs[:, 1]]
    n = network.size
    external_of = np.bincount(pairs[across].ravel(), minlength=n)
    internal_of = np.bincount(pairs[~across].ravel(), minlength=n)
    external, internal = int(across.sum()), int((~across).sum())

    sizes = np.bincount(of)
    all_pairs = n * (n - 1) / 2
    all_internal = float((sizes * (sizes - 1) / 2).sum())
    expected = (all_pairs - 2 * all_internal) / all_pairs if all_pairs else None

    by_sector = pl.DataFrame(
        {
            "sector": names,
            "actors": sizes,
            "external": np.bincount(of, weights=external_of).astype(np.int64),
            "internal": (np.bincount(of, weights=internal_of) / 2).astype(np.int64),
        }
    )
    by_actor = network.actors.select("organisation", "actor_type").with_columns(
        external=pl.Series(external_of), internal=pl.Series(internal_of)
    )
    findings = [] if pairs.size else [Finding("network.nothing-tied", {}, Severity.WARNING)]
    if names.size == 1:
        findings.append(Finding("network.one-sector", {"sector": str(names[0])}, Severity.WARNING))
    total = external + internal
    return CrossSector(
        (external - internal) / total if total else None,
        expected,
        external,
        internal,
        _with_index(by_sector),
        _with_index(by_actor),
        tuple(findings),
    )


def _with_index(counts: pl.DataFrame) -> pl.DataFrame:
    total = pl.col("external") + pl.col("internal")
    return counts.with_columns(
        value=pl.when(total > 0).then((pl.col("external") - pl.col("internal")) / total),
        finding=pl.when(total == 0).then(pl.lit("network.isolated")),
    )
