"""The system of record: read a table, append events, keep a run.

:class:`RegionStore` states what a back end must do; :class:`FolderStore` does it on a folder of
files. The workbench's database is to pass the same tests (``tests/store``).
"""

from seedbed.store.folder import FolderStore, create_region
from seedbed.store.forgetting import Erased
from seedbed.store.opening import open_region
from seedbed.store.protocol import Appended, RegionStore
from seedbed.store.run import Json, Run, new_run_id
from seedbed.store.settings import RegionSettings, read_settings

__all__ = [
    "Appended",
    "Erased",
    "FolderStore",
    "Json",
    "RegionSettings",
    "RegionStore",
    "Run",
    "create_region",
    "new_run_id",
    "open_region",
    "read_settings",
]
