"""The network on several days, and what changed between them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

import numpy as np
import polars as pl

from seedbed.messages import Refusal
from seedbed.network.cohesion import components
from seedbed.network.network import Network, Undated
from seedbed.network.sectors import cross_sector


def time_slices(network: Network, days: Sequence[date], *, undated: Undated = "drop") -> pl.DataFrame:
    """Figures of the network as it stood on each day.

    Ties without a start would stand on every day and hide what changes: they are left out unless asked for;
    ``undated_ties`` counts them either way.

    Returns
    -------
    day, ties, tied_pairs, tied_actors, density, ei_index, largest_share (of the actors), pairs_new and pairs_gone
    (since the day before in the list; null in the first row), undated_ties, finding (``network.nothing-tied``).

    Raises
    ------
    Refusal
        ``network.no-days``: there is none, or they do not rise.
    """
    if not days or any(later <= earlier for earlier, later in pairwise(days)):
        raise Refusal.because("network.no-days", count=len(days))
    rows = []
    before: set[tuple[int, int]] | None = None
    possible = network.size * (network.size - 1) / 2
    for day in days:
        then = network.at(day, undated=undated)
        pairs = then.pairs()
        tied = {(int(one), int(other)) for one, other in pairs}
        rows.append(
            {
                "day": day,
                "ties": then.ties.height,
                "tied_pairs": len(tied),
                "tied_actors": int(np.unique(pairs).size),
                "density": len(tied) / possible if possible else None,
                "ei_index": cross_sector(then).index,
                "largest_share": float((components(then.adjacency()) == 0).mean()),
                "pairs_new": None if before is None else len(tied - before),
                "pairs_gone": None if before is None else len(before - tied),
                "undated_ties": network.ties["first"].null_count(),
                "finding": None if tied else "network.nothing-tied",
            }
        )
        before = tied
    return pl.DataFrame(
        rows,
        schema_overrides={
            "density": pl.Float64,
            "ei_index": pl.Float64,
            "pairs_new": pl.Int64,
            "pairs_gone": pl.Int64,
            "finding": pl.String,
        },
    )
