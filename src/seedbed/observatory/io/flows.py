"""The flows of a table with what is read off them once: sums, outputs, bounds."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Flows:
    """Flows ``Z`` (n, n), final demand ``Y`` (n, k) and outputs; sums are computed once.

    >>> Flows(np.array([[150.0, 500], [200, 100]]), np.array([[350.0], [1700]]), None).x.tolist()
    [1000.0, 2000.0]
    """

    def __init__(self, Z: Floats, Y: Floats, stated_x: Floats | None) -> None:
        self.Z, self.Y, self.stated_x = Z, Y, stated_x

    @cached_property
    def row_sums(self) -> Floats:
        """(n,) intermediate sales of each sector."""
        return np.asarray(self.Z.sum(axis=1))

    @cached_property
    def column_sums(self) -> Floats:
        """(n,) intermediate purchases of each sector."""
        return np.asarray(self.Z.sum(axis=0))

    @cached_property
    def final(self) -> Floats:
        """(n,) final demand over all categories."""
        return np.asarray(self.Y.sum(axis=1))

    @cached_property
    def x(self) -> Floats:
        """(n,) outputs: as stated, else intermediate and final sales."""
        return self.row_sums + self.final if self.stated_x is None else self.stated_x

    @cached_property
    def smallest(self) -> float:
        """The smallest flow."""
        return float(self.Z.min())

    @cached_property
    def intermediate_shares(self) -> Floats:
        """(n,) column sums of the technical coefficients; 0 where there is no output."""
        return np.divide(self.column_sums, self.x, out=np.zeros_like(self.x), where=self.x != 0)
