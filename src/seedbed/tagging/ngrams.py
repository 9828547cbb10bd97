"""Letters of a text as columns of a matrix: n-grams of characters.

Latin words give their n-grams of 2 to 4 signs, word marks included, so that beginnings and ends
weigh; Chinese gives single characters and n-grams of 2 and 3. No n-gram crosses a text's or a
line's end. N-grams are hashed into 2**20 columns by a fixed polynomial, so that no vocabulary has to be
kept.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_array

from seedbed.catalog.folding import TEXT_END, WORD_END, WORD_START, fold

COLUMNS = 2**20
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_CHINESE_FROM = 0x2E80


def letter_counts(texts: Sequence[str | None]) -> csr_array:
    """How often each text has each n-gram, shape (n, :data:`COLUMNS`)."""
    folded = fold(texts)
    codes, row = folded.codes.astype(np.uint64), folded.row.astype(np.int64)
    chinese = codes >= _CHINESE_FROM
    start, end = codes == ord(WORD_START), codes == ord(WORD_END)
    closing = (codes == ord(TEXT_END)) | (codes == ord("\n"))
    keys = []
    for size in (1, 2, 3, 4):
        places = codes.size - size + 1
        if places <= 0:
            continue
        value = np.zeros(places, dtype=np.uint64)
        usable = np.ones(places, dtype=bool)
        foreign = np.ones(places, dtype=bool)
        latin = np.ones(places, dtype=bool)
        for shift in range(size):
            window = slice(shift, shift + places)
            value = (value + codes[window] + np.uint64(1)) * _FACTOR
            usable &= ~closing[window]
            foreign &= chinese[window]
            latin &= ~chinese[window]
            if shift:
                usable &= ~start[window]  # a word's start begins an n-gram, its end closes one
            if shift < size - 1:
                usable &= ~end[window]
        usable &= foreign if size == 1 else np.where(foreign, size <= 3, latin | (size == 2))
        at = np.flatnonzero(usable)
        value = (value[at] ^ (value[at] >> np.uint64(29))) % np.uint64(COLUMNS)
        keys.append(row[at] * COLUMNS + value.astype(np.int64))
    key, count = np.unique(np.concatenate(keys) if keys else np.empty(0, np.int64), return_counts=True)
    indptr = np.searchsorted(key, np.arange(len(texts) + 1) * COLUMNS)
    return csr_array((count.astype(np.float64), key % COLUMNS, indptr), shape=(len(texts), COLUMNS))
