"""The catalogue that a region's settings name."""

from __future__ import annotations

from seedbed.catalog import Catalog, starter_catalog
from seedbed.messages import Refusal
from seedbed.store import RegionSettings


def load_catalog(settings: RegionSettings) -> Catalog:
    """The catalogue of ``region.toml``.

    Raises
    ------
    Refusal
        ``usecases.unknown-catalogue``.
    """
    if settings.catalogue != "starter":
        raise Refusal.because("usecases.unknown-catalogue", release=settings.catalogue, known="starter")
    return starter_catalog()
