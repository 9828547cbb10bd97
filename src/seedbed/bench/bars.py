"""The bars that a bench is held to, with what was measured and whether they are met.

A bar is stated for one size; at another it is not judged, whatever the figures.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from seedbed.messages import Lang, say

BarVerdict = Literal["met", "not-met", "not-judged"]


@dataclass(frozen=True, slots=True)
class Bar:
    """What is asked of a figure.

    Parameters
    ----------
    code
        The sentence that states the bar; it may name ``asked`` and ``work``.
    asked
        The bar itself.
    measured
        ``None``: not judged, because the bench ran at another size or without the peer.
    at_least
        Whether more is better (a ratio) or less (a gap).
    work
        Which piece of work of the bench it is about.
    where
        The size that it is stated for, as people write it; empty: every size.
    """

    code: str
    asked: float
    measured: float | None
    at_least: bool = True
    work: str = ""
    where: str = ""

    @property
    def verdict(self) -> BarVerdict:
        """Met, not met, or not judged."""
        if self.measured is None:
            return "not-judged"
        met = self.measured >= self.asked if self.at_least else self.measured <= self.asked
        return "met" if met else "not-met"

    def text(self, lang: Lang) -> str:
        """The bar, what was measured and the verdict, as one line."""
        bar = say(self.code, lang, asked=self.asked, work=self.work)
        if self.measured is None:
            return say("bench.bar-not-judged", lang, bar=bar, where=self.where)
        code = "bench.bar-met" if self.verdict == "met" else "bench.bar-not-met"
        return say(code, lang, bar=bar, measured=f"{self.measured:,.4g}")


def only_where(here: bool, measured: float | None) -> float | None:
    """What was measured, if the bench ran at the size that the bar is stated for."""
    return measured if here else None
