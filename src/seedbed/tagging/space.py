"""The vector space of a corpus: features weighted by TF-IDF (Salton, Wong and Yang, 1975)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from seedbed.tagging.ngrams import letter_counts
from seedbed.tagging.words import WORDS, word_counts

Floats = NDArray[np.float64]
Counts = Callable[[Sequence[str | None]], csr_array]

# Cells of a block of similarities: 16 million take 128 MB.
BLOCK = 16_000_000
# Similarities are compared after rounding, so that the order of sums never decides a tie.
DIGITS = 9
PAIR_WORTH = 0.3


@dataclass(frozen=True, slots=True)
class Vectors:
    """Documents in the vector space of a corpus.

    Parameters
    ----------
    rows
        Unit rows, shape (n, columns).
    weight
        Of every column; 0 where the corpus lacks it.
    counts
        Makes the columns of other texts.
    """

    rows: csr_array
    weight: Floats
    counts: Counts

    def of(self, texts: Sequence[str | None]) -> csr_array:
        """Other texts in the same space, as unit rows."""
        return _unit_rows(self.counts(texts), self.weight)


def letters(corpus: Sequence[str | None], entry: NDArray[np.int64] | None = None) -> Vectors:
    """The space of character n-grams: ``weight = ln((1 + n) / (1 + df)) + 1``, n and df as in
    :func:`words`.
    """
    counted = letter_counts(corpus)
    size, frequency = _frequency(counted, entry)
    weight = np.where(frequency > 0, np.log((1 + size) / (1 + frequency)) + 1.0, 0.0)
    return Vectors(_unit_rows(counted, weight), weight, letter_counts)


def words(corpus: Sequence[str | None], entry: NDArray[np.int64] | None = None) -> Vectors:
    """The space of words and pairs: ``weight = ln((1 + n) / (df + 1/2))``, a pair's 0.3 of that.

    n documents of which df have the word; a document is a text of the corpus, or all texts of one
    ``entry`` (numbers from 0, shape (n,)) where several name the same thing.
    """
    counted = word_counts(corpus)
    size, frequency = _frequency(counted, entry)
    weight = np.where(frequency > 0, np.log((1 + size) / (frequency + 0.5)), 0.0)
    weight[WORDS:] *= PAIR_WORTH
    return Vectors(_unit_rows(counted, weight), weight, word_counts)


def _frequency(counted: csr_array, entry: NDArray[np.int64] | None) -> tuple[int, NDArray[np.int64]]:
    """The number of documents, and how many have each column."""
    height, width = counted.shape
    if entry is None:
        return height, np.bincount(counted.indices, minlength=width)
    document = np.repeat(entry, np.diff(counted.indptr)).astype(np.int64)
    once = np.unique(document * width + counted.indices)
    return np.unique(entry).size, np.bincount(once % width, minlength=width)


def presence(vectors: csr_array) -> csr_array:
    """1 wherever a row has a feature."""
    return csr_array((np.ones(vectors.nnz), vectors.indices, vectors.indptr), shape=vectors.shape)


def scaled(matrix: csr_array, weight: Floats) -> csr_array:
    """The columns of a sparse matrix times their weights."""
    return csr_array(
        (matrix.data * weight[matrix.indices], matrix.indices, matrix.indptr), shape=matrix.shape
    )


def unit(matrix: csr_array) -> csr_array:
    """The rows of a sparse matrix, made to the length 1; an empty row stays empty."""
    row = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    length = np.sqrt(np.bincount(row, weights=matrix.data**2, minlength=matrix.shape[0]))
    length[length == 0] = 1.0
    rows = csr_array((matrix.data / length[row], matrix.indices, matrix.indptr), shape=matrix.shape)
    rows.eliminate_zeros()
    return rows


def blocks(height: int, width: int) -> Iterator[tuple[int, int]]:
    """Begin and end of blocks of rows of a dense matrix that fit into :data:`BLOCK` cells."""
    step = max(1, BLOCK // max(1, width))
    for begin in range(0, height, step):
        yield begin, min(begin + step, height)


def best(similarity: Floats, top: int) -> Iterator[tuple[NDArray[np.int64], Floats]]:
    """Of every row the columns of its ``top`` largest positive values, ties by column, and the values."""
    similarity = np.round(similarity, DIGITS)
    width = similarity.shape[1]
    if top < width:
        least = np.partition(similarity, width - top, axis=1)[:, width - top]
    else:
        least = np.zeros(similarity.shape[0])
    for row, limit in zip(similarity, least, strict=True):
        candidates = np.flatnonzero((row >= limit) & (row > 0))
        order = np.argsort(-row[candidates], kind="stable")[:top]
        yield candidates[order], row[candidates[order]]


def _unit_rows(counted: csr_array, weight: Floats) -> csr_array:
    sublinear = csr_array((1.0 + np.log(counted.data), counted.indices, counted.indptr), shape=counted.shape)
    return unit(scaled(sublinear, weight))
