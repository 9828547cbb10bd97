"""Opening a region by its address."""

from __future__ import annotations

from pathlib import Path

from seedbed.store.folder import FolderStore
from seedbed.store.protocol import RegionStore


def open_region(address: str | Path) -> RegionStore:
    """Open the region at an address; today that is a folder with a ``region.toml``.

    Raises
    ------
    Refusal
        ``tables.missing-folder``, ``store.missing-settings``, ``store.bad-setting``.
    """
    return FolderStore(Path(address))
