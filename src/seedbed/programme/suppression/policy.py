"""What counts as small, and how far a reader must remain from a withheld number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Policy:
    """The rule of suppression; a report states it.

    Parameters
    ----------
    threshold
        Cells of 1 to ``threshold - 1`` persons are withheld, and so are changes of that size
        between two reports.
    protection
        The least width of the interval of whole numbers in which a reader can place a withheld
        cell; ``None``: ``threshold - 1``, so that the small numbers cannot be told apart.
    zeros
        Whether a cell of nobody is printed ("shown") or withheld like a small one ("withheld").
        A zero that is printed may still be withheld to protect another cell.

    Raises
    ------
    ValueError
        ``threshold`` or ``protection`` below 1.
    """

    threshold: int = 5
    protection: int | None = None
    zeros: Literal["shown", "withheld"] = "shown"

    def __post_init__(self) -> None:
        if self.threshold < 1 or (self.protection is not None and self.protection < 1):
            raise ValueError("threshold and protection are at least 1")

    @property
    def width(self) -> int:
        """The least width of an interval, at least 1: never a single value."""
        return max(1, self.threshold - 1) if self.protection is None else self.protection

    def small(self, values: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which numbers of persons are small.

        >>> Policy().small(np.array([0, 1, 4, 5])).tolist()
        [False, True, True, False]
        """
        least = 0 if self.zeros == "withheld" else 1
        return (values >= least) & (values < self.threshold)
