"""The recommendations of a market: for each seeker the best opportunities, as one CSR structure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from seedbed.matching.fixed_point import FIT_UNITS

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Cancelled(Exception):
    """The caller's ``progress`` returned ``False``: the work was stopped and nothing is kept."""


@dataclass(frozen=True, slots=True, eq=False)
class Recommendations:
    """For each seeker the best opportunities, best fit first, ties by opportunity id.

    Seeker ``i`` is recommended the opportunities ``indices[indptr[i]:indptr[i + 1]]``.

    Parameters
    ----------
    indptr
        int64, shape (n + 1,): where each seeker's part begins.
    indices
        int32, shape (e,): row numbers of opportunities.
    units
        int32, shape (e,): the fits as whole numbers of ``2**-24``, aligned with ``indices``.
    """

    indptr: NDArray[np.int64]
    indices: NDArray[np.int32]
    units: NDArray[np.int32]

    @property
    def fit(self) -> NDArray[np.float64]:
        """The fits in 0..1: float64, shape (e,), exact multiples of ``2**-24``."""
        return self.units / np.float64(FIT_UNITS)

    @property
    def seekers(self) -> NDArray[np.int32]:
        """The seeker of each recommendation: int32, shape (e,), aligned with ``indices``."""
        rows = np.arange(self.indptr.size - 1, dtype=np.int32)
        return np.repeat(rows, np.diff(self.indptr))
