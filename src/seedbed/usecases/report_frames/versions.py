"""The software and the code lists that a report was made with."""

from __future__ import annotations

import platform
from typing import TYPE_CHECKING

import numba
import numpy as np
import polars as pl

import seedbed

if TYPE_CHECKING:
    from seedbed.catalog import Catalog


def versions_used(catalog: Catalog) -> pl.DataFrame:
    """Part and version (or release)."""
    rows = [
        ("seedbed", seedbed.__version__),
        ("catalogue", catalog.release),
        ("python", platform.python_version()),
        ("numpy", np.__version__),
        ("numba", numba.__version__),
        ("polars", pl.__version__),
    ]
    return pl.DataFrame(rows, schema=["part", "version"], orient="row")
