"""One input on which an indicator could lie: which, why, and what must come instead."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hostile:
    """Exactly one of the last three says what must happen.

    ``refusal``: the attempt raises a Refusal with that code. ``finding``: the result carries that code, in
    ``.findings`` or in the column ``finding`` of a frame. ``right``: the result is the right value.
    """

    indicator: str
    failure: str
    attempt: Callable[[], object]
    refusal: str | None = None
    finding: str | None = None
    right: Callable[[object], bool] | None = None
