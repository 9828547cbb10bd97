"""The catalogue that a region's settings name."""

from __future__ import annotations

from seedbed.catalog import Catalog, open_catalog
from seedbed.store import RegionSettings


def load_catalog(settings: RegionSettings) -> Catalog:
    """The catalogue of ``region.toml``: ``starter``, ``csco2022``, or the folder of an imported one.

    Raises
    ------
    Refusal
        ``catalog.no-catalog``, ``catalog.other-release``.
    """
    return open_catalog(settings.catalogue)
