"""Texts that are nearly the same, among many.

One-permutation MinHash (Li, Owen and Zhang 2012, "One permutation hashing", NIPS 25) over
character shingles, banded for locality-sensitive hashing (Broder 1997; Leskovec, Rajaraman and
Ullman 2014, *Mining of Massive Datasets*, chapter 3). The sketches are small, so they can be made
where the texts are and compared where they meet.
"""

from __future__ import annotations

import hashlib
import re

import numpy as np
import polars as pl
from numpy.typing import NDArray

SHINGLE = 6  # characters
BINS = 128
_ROWS = 4  # of a band: at similarity 0.85 a pair is missed once in 10^10, at 0.5 it is tried often
_EMPTY = np.uint64(0xFFFF_FFFF_FFFF_FFFF)
_MULTIPLIER = np.uint64(0x9E37_79B9_7F4A_7C15)
_NOISE = re.compile(r"[\W_]+")
_CROWDED = 200  # members of a bucket beyond which neighbours in the bucket are compared, not all pairs

Sketch = NDArray[np.uint64]


def levelled(text: str) -> str:
    """The text without what layout changes: case, blanks, punctuation."""
    return _NOISE.sub("", text).casefold()


def text_hash(text: str) -> str:
    """A hash under which two layouts of the same words are the same."""
    return hashlib.sha256(levelled(text).encode()).hexdigest()


def sketch(text: str) -> Sketch:
    """The least hash of the shingles in each of :data:`BINS` bins, shape ``(BINS,)``."""
    codes = np.frombuffer(levelled(text).encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    least = np.full(BINS, _EMPTY, dtype=np.uint64)
    if codes.size == 0:
        return least
    width = min(SHINGLE, codes.size)
    hashed = np.zeros(codes.size - width + 1, dtype=np.uint64)
    for offset in range(width):
        hashed = (hashed ^ codes[offset : offset + hashed.size]) * _MULTIPLIER
        hashed ^= hashed >> np.uint64(29)
    # The lowest 7 bits choose the bin: turned to the front, one sort orders by bin and then by hash.
    turned = np.sort((hashed << np.uint64(57)) | (hashed >> np.uint64(7)))
    bins = turned >> np.uint64(57)
    first = np.flatnonzero(np.r_[True, bins[1:] != bins[:-1]])
    least[bins[first].astype(np.intp)] = turned[first]
    return least


def similarity(a: Sketch, b: Sketch) -> float:
    """Estimated Jaccard similarity of two texts' shingles, 0..1."""
    filled = (a != _EMPTY) | (b != _EMPTY)
    return float((a[filled] == b[filled]).mean()) if filled.any() else 0.0


def near_duplicates(sketches: NDArray[np.uint64], threshold: float = 0.85) -> pl.DataFrame:
    """Pairs of texts whose estimated similarity reaches the threshold.

    Parameters
    ----------
    sketches
        Shape ``(n, BINS)``, a row a text.
    threshold
        Between 0.7 and 1: below, banding would miss pairs.

    Returns
    -------
    polars.DataFrame
        ``left`` < ``right`` (row numbers) and ``similarity``; sorted by both rows.

    1. Cut every sketch into bands of 4 bins; texts that agree on a whole band meet in a bucket.
       Bands with an empty bin count for nothing, except in texts so short that all have one.
    2. Take the pairs of every bucket; of a bucket of more than 200, neighbours only.
    3. Keep the pairs whose sketches agree in at least the threshold of the filled bins.

    Raises
    ------
    ValueError
        The sketches have another shape, or the threshold is out of range.
    """
    if sketches.ndim != 2 or sketches.shape[1] != BINS or not 0.7 <= threshold <= 1:
        raise ValueError(f"sketches of shape (n, {BINS}) and a threshold in 0.7..1 are needed")
    pairs: list[NDArray[np.int64]] = []
    for start in range(0, BINS, _ROWS):
        band = sketches[:, start : start + _ROWS]
        rows = np.flatnonzero((band != _EMPTY).any(axis=1))
        if rows.size < 2:
            continue
        keys = np.zeros(rows.size, dtype=np.uint64)
        for column in range(_ROWS):
            keys = (keys ^ band[rows, column]) * _MULTIPLIER
            keys ^= keys >> np.uint64(31)
        order = np.argsort(keys, kind="stable")
        keys, rows = keys[order], rows[order]
        edges = np.flatnonzero(np.diff(keys)) + 1
        starts, ends = np.r_[0, edges], np.r_[edges, keys.size]
        for first, last in zip(starts[ends - starts > 1], ends[ends - starts > 1], strict=True):
            bucket = rows[first:last]
            if bucket.size > _CROWDED:
                pairs.append(np.column_stack([bucket[:-1], bucket[1:]]))
            else:
                left, right = np.triu_indices(bucket.size, k=1)
                pairs.append(np.column_stack([bucket[left], bucket[right]]))
    if not pairs:
        return _as_frame(np.zeros((0, 2), dtype=np.int64), np.zeros(0))
    candidates = np.unique(np.concatenate(pairs), axis=0)
    a, b = sketches[candidates[:, 0]], sketches[candidates[:, 1]]
    filled = (a != _EMPTY) | (b != _EMPTY)
    alike = ((a == b) & filled).sum(axis=1) / filled.sum(axis=1)
    good = alike >= threshold
    return _as_frame(candidates[good], alike[good])


def _as_frame(pairs: NDArray[np.int64], alike: NDArray[np.float64]) -> pl.DataFrame:
    return pl.DataFrame(
        {"left": pairs[:, 0], "right": pairs[:, 1], "similarity": alike},
        schema={"left": pl.Int64, "right": pl.Int64, "similarity": pl.Float64},
    )
