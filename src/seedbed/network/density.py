"""How much of what could be tied is tied: in all, by layer, and between sectors."""

from __future__ import annotations

import numpy as np
import polars as pl

from seedbed.network.network import Network

ALL = "all"
"""The row that takes all layers together."""


def density(network: Network) -> pl.DataFrame:
    """Tied pairs over possible pairs, ``2 m / (n (n - 1))``, of all ties and of each layer.

    Direction does not matter, and a pair that several kinds join counts once. The actors are all actors,
    so that layers can be compared.

    Returns
    -------
    layer, kinds (of tie), ties, tied_pairs, tied_actors, pairs, value, finding
    (``network.one-actor`` where there are no pairs).
    """
    n = network.size
    pairs = n * (n - 1) // 2
    rows = []
    for layer in (ALL, *network.layers()):
        part = network if layer == ALL else network.layer(layer)
        tied = part.pairs()
        rows.append(
            {
                "layer": layer,
                "kinds": part.ties["kind"].n_unique(),
                "ties": part.ties.height,
                "tied_pairs": tied.shape[0],
                "tied_actors": int(np.unique(tied).size),
                "pairs": pairs,
                "value": tied.shape[0] / pairs if pairs else None,
                "finding": None if pairs else "network.one-actor",
            }
        )
    return pl.DataFrame(rows, schema_overrides={"value": pl.Float64, "finding": pl.String})


def density_between(network: Network) -> pl.DataFrame:
    """The density within and between sectors.

    Returns
    -------
    sector, other (sector <= other), tied_pairs, pairs, value, finding (``network.no-pairs`` where a sector has
    one actor only).
    """
    names, of = np.unique(network.sectors.astype(str), return_inverse=True)
    sizes = np.bincount(of)
    ends = np.sort(of[network.pairs()], axis=1)
    tied = np.zeros((names.size, names.size), np.int64)
    np.add.at(tied, (ends[:, 0], ends[:, 1]), 1)
    one, other = np.triu_indices(names.size)
    pairs = np.where(one == other, sizes[one] * (sizes[one] - 1) // 2, sizes[one] * sizes[other])
    value = np.divide(tied[one, other], pairs, out=np.full(one.size, np.nan), where=pairs > 0)
    return pl.DataFrame(
        {
            "sector": names[one],
            "other": names[other],
            "tied_pairs": tied[one, other],
            "pairs": pairs,
            "value": pl.Series(value, nan_to_null=True),
        }
    ).with_columns(finding=pl.when(pl.col("value").is_null()).then(pl.lit("network.no-pairs")))
