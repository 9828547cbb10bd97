"""What a target asks of a pipeline or of a reported value."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

Direction = Literal["up", "down"]


@dataclass(frozen=True, slots=True)
class Goal:
    """A target with its months as numbers.

    Parameters
    ----------
    target
        Its id.
    first, last
        The months whose results count; a cumulative target begins with the programme.
    value
        The figure to reach, its baseline included.
    share
        Least share of the group among all, 0..1. With neither value nor share nothing is asked: the forecast
        is an outlook without a probability.
    baseline
        What the results are added to.
    direction
        "up": at least; "down": at most.
    grace
        Months after the last one in which a verification still counts.
    """

    target: str
    first: int
    last: int
    value: float | None = None
    share: float | None = None
    baseline: float = 0.0
    direction: Direction = "up"
    grace: int = 0

    def __post_init__(self) -> None:
        if self.value is not None and self.share is not None:
            raise ValueError("a goal has a value or a share, not both")
        if self.last < self.first or self.grace < 0:
            raise ValueError("a goal's last month is not before its first, and its grace not negative")

    @property
    def asked(self) -> float:
        """The value or the share; NaN where nothing is asked."""
        if self.share is not None:
            return self.share
        return math.nan if self.value is None else self.value

    @property
    def decided(self) -> int:
        """The month at whose end it is known whether the target was met."""
        return self.last + self.grace
