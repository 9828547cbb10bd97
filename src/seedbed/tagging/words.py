"""Words of a text as columns of a matrix: stems, and pairs of neighbouring stems.

What counts as a word:

1. A Latin word of the folded text (:mod:`seedbed.catalog.folding`), without function words, cut to its
   stem by a short list of suffixes in the manner of Porter (1980); a ``+`` or ``#`` behind it belongs
   to it.
2. Two neighbouring Chinese characters, since Chinese writes no spaces; a character that stands alone.

Two neighbouring Latin words of a line, and three neighbouring Chinese characters, are a pair: it says
that the words belong together. Words are hashed into the first :data:`WORDS` columns and pairs into as many
behind them, by CRC-32, which is the same on every machine.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np
from scipy.sparse import csr_array

from seedbed.catalog.folding import WORD_END, WORD_START, fold

WORDS = 2**20
COLUMNS = 2 * WORDS

_TOKEN = re.compile(f"{WORD_START}([^{WORD_END}]*){WORD_END}([+#]*)|([\u2e80-\u9fff\uac00-\ufaff]+)|\n")
_FUNCTION_WORDS = frozenset(
    """
    a an the of to in and or for with on at by from as is are be been being this that these those it its their
    thei our your you we they he she will can have has ha had such other any all which who into within more most
    not also well including include etc using use based
    """.split()  # noqa: SIM905  (a list of sixty quoted words is harder to read)
)
# Suffix, what replaces it, and how many letters have to stand before it; the first that fits is cut.
_SUFFIXES = (
    ("ational", "ate", 4), ("ization", "ize", 3), ("isation", "ize", 3), ("fulness", "ful", 3),
    ("ousness", "ous", 3), ("iveness", "ive", 3), ("ising", "ize", 2), ("izing", "ize", 2), ("ise", "ize", 3),
    ("ised", "ize", 2), ("ized", "ize", 2), ("ically", "ic", 3), ("ical", "ic", 3), ("ement", "", 4),
    ("ment", "", 4), ("ation", "ate", 3), ("ator", "ate", 3), ("ating", "ate", 3), ("ated", "ate", 3),
    ("ity", "ity", 2), ("ness", "", 3), ("ing", "", 3), ("edly", "", 3), ("ied", "y", 2), ("ed", "", 3),
    ("er", "", 3), ("or", "", 3), ("ly", "", 3), ("ance", "", 4), ("ence", "", 4), ("ive", "", 4), ("es", "e", 3),
)  # fmt: skip


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The stem of a folded Latin word.

    >>> [stem(word) for word in ("analysing", "analyse", "programming", "communicated", "communication")]
    ['analys', 'analys', 'program', 'communicat', 'communicat']
    """
    if len(word) <= 3:
        return word
    for suffix, instead, least in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= least:
            word = word.removesuffix(suffix) + instead
            break
    if len(word) > 3 and word.endswith("e"):
        word = word[:-1]
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "slz":
        word = word[:-1]
    return word[:-1] + "i" if len(word) > 3 and word.endswith("y") else word


def words(folded: str) -> tuple[list[str], list[str]]:
    """The words and the pairs of one folded text, in order.

    >>> words(fold(["Analysing big data 数据分析"]).phrases()[0])
    (['analys', 'big', 'data', '数据', '据分', '分析'], ['analys big', 'big data', '数据分', '据分析'])
    """
    single: list[str] = []
    double: list[str] = []
    run: list[str] = []
    for latin, signs, chinese in _TOKEN.findall(folded):
        if not latin:
            double += [f"{one} {other}" for one, other in pairwise(run)]
            run = []
        if chinese:
            single += [chinese[at : at + 2] for at in range(max(1, len(chinese) - 1))]
            double += [chinese[at : at + 3] for at in range(len(chinese) - 2)]
        elif latin and latin not in _FUNCTION_WORDS:
            run.append(stem(latin) + signs)
            single.append(run[-1])
    return single, double + [f"{one} {other}" for one, other in pairwise(run)]


def word_counts(texts: Sequence[str | None]) -> csr_array:
    """How often each text has each word and pair, shape (n, :data:`COLUMNS`)."""
    rows: list[int] = []
    columns: list[int] = []
    for number, folded in enumerate(fold(texts).phrases()):
        single, double = words(folded)
        rows += [number] * (len(single) + len(double))
        columns += [_column(word) for word in single]
        columns += [WORDS + _column(pair) for pair in double]
    counted = csr_array(
        (np.ones(len(rows)), (np.array(rows, np.int64), np.array(columns, np.int64))),
        shape=(len(texts), COLUMNS),
    )
    counted.sum_duplicates()
    return counted


@lru_cache(maxsize=500_000)
def _column(word: str) -> int:
    return zlib.crc32(word.encode("utf-8", "surrogatepass")) % WORDS
