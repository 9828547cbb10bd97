"""The words of a text that stand behind a skill, with what stands around them."""

from __future__ import annotations

import re
from dataclasses import dataclass

AROUND = 36
"""Characters shown on each side."""
_BREAK = re.compile(r"[\n。；;！!？?]")


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a text, with the words that count in its middle."""

    before: str
    words: str
    after: str


def passage(text: str | None, words: str | None) -> Passage | None:
    """Where the words stand in the text, cut at the sentence or a little around; ``None`` where they do not.

    >>> passage("会开车。三年焊接经验，熟悉PLC。", "焊接")
    Passage(before='三年', words='焊接', after='经验，熟悉PLC')
    """
    if not text or not words:
        return None
    at = text.find(words)
    if at < 0:
        return None
    end = at + len(words)
    before = _BREAK.split(text[:at])[-1]
    after = _BREAK.split(text[end:])[0]
    cut_before = before if len(before) <= AROUND else f"…{before[-AROUND:]}"
    cut_after = after if len(after) <= AROUND else f"{after[:AROUND]}…"
    return Passage(cut_before.lstrip(), words, cut_after.rstrip())
