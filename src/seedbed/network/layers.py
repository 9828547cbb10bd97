"""Which layer of the network a kind of tie belongs to, and whether the tie has a direction.

The kinds of ``layers.csv`` are those that people write in a table of ties. A kind that stands nowhere
is a layer of its own (``other``) and keeps its direction; a finding says so.
"""

from __future__ import annotations

from functools import cache
from importlib import resources

import polars as pl

LAYERS = ("cooperation", "finance", "knowledge", "location", "ownership", "policy", "supply", "talent")
"""What flows along a tie; in the order in which tables show them."""

OTHER = "other"
"""The layer of kinds that no table of layers names."""


@cache
def known_kinds() -> pl.DataFrame:
    """Columns kind, layer, mutual (a mutual tie has no direction)."""
    text = (resources.files("seedbed.network") / "layers.csv").read_text("utf-8")
    return pl.read_csv(
        text.encode(), schema={"kind": pl.String, "layer": pl.String, "mutual": pl.Boolean}
    ).sort("kind")
