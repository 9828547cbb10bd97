"""How findings name sectors and cells: the first few, and how many there are."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

SHOWN = 5
"""How many offenders a finding names; the rest are counted."""


def listed(names: Sequence[str]) -> str:
    """The first names, with an ellipsis where there are more."""
    return ", ".join(names[:SHOWN]) + (", ..." if len(names) > SHOWN else "")


def sectors_of(where: NDArray[np.bool_], labels: Sequence[str]) -> str:
    """The labels where ``where`` (n,) holds."""
    return listed([labels[at] for at in np.flatnonzero(where)[: SHOWN + 1]])


def cells_of(where: NDArray[np.bool_], rows: Sequence[str], columns: Sequence[str]) -> str:
    """The cells (row -> column) where ``where`` (r, c) holds."""
    width = where.shape[1]
    found = np.flatnonzero(where)[: SHOWN + 1]
    return listed([f"{rows[at // width]} -> {columns[at % width]}" for at in found])
