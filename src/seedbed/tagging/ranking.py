"""Ranking: the nearest of a corpus, exactly and with ties by place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.sparse import csr_array

from seedbed.catalog.folding import fold
from seedbed.catalog.labels import phrases
from seedbed.tagging.ngrams import vectors

# Cells of a block of similarities: 16 million take 128 MB.
BLOCK = 16_000_000
# Similarities are compared after rounding, so that the order of sums never decides a tie.
_DIGITS = 9


def rank(queries: Sequence[str | None], corpus: Sequence[str | None], top: int = 100) -> NDArray[np.int64]:
    """For each query the most similar texts of a corpus: an array (n, top) of their numbers.

    Similarity is that of :mod:`seedbed.tagging.ngrams`; ties go to the smaller number; -1 stands where
    nothing similar is left.

    >>> rank(["焊工（急聘）", "senior software engineer"], ["software engineer", "电焊工", "cook"], top=2)
    array([[ 1, -1],
           [ 0, -1]])
    """
    result = np.full((len(queries), top), -1, dtype=np.int64)
    if not len(corpus) or not len(queries):
        return result
    space = vectors(corpus)
    for begin, similarity in _blocks(space.of(queries), space.rows):
        for number, (found, _) in enumerate(_best(similarity, top), start=begin):
            result[number, : found.size] = found
    return result


class Ranker:
    """Ranks the entries of a skills or occupations frame by their most similar phrase."""

    def __init__(self, entries: pl.DataFrame) -> None:
        labels = phrases(entries).sort("entry", maintain_order=True)
        self._ids = entries["id"].to_numpy().astype(object)
        self._entry = labels["entry"].to_numpy()
        self._space = vectors(labels["phrase"].to_list())
        self._names = labels.select("folded", "entry").unique().sort("folded", "entry")

    def exact(self, texts: Sequence[str | None]) -> tuple[NDArray[np.int64], NDArray[np.object_]]:
        """Pairs of a text's number and the id of an entry of exactly that name, by text."""
        asked = pl.DataFrame({"folded": pl.Series(fold(texts).phrases(), dtype=pl.String)}).with_row_index(
            "text"
        )
        found = asked.join(self._names, on="folded").sort("text", "entry")
        return found["text"].to_numpy().astype(np.int64), self._ids[found["entry"].to_numpy()]

    def rank(
        self,
        texts: Sequence[str | None],
        hit_text: NDArray[np.int64],
        hit_id: NDArray[np.object_],
        top: int,
    ) -> NDArray[np.object_]:
        """Ids for each text, shape (n, top): the hits given (sorted by text), then the most similar."""
        result = np.full((len(texts), top), "", dtype=object)
        if not len(texts) or not self._entry.size:
            return result
        first = np.searchsorted(hit_text, np.arange(len(texts) + 1))
        starts = np.flatnonzero(np.append(True, self._entry[1:] != self._entry[:-1]))
        owners = self._entry[starts]
        for begin, similarity in _blocks(self._space.of(texts), self._space.rows):
            per_entry = np.maximum.reduceat(similarity, starts, axis=1)
            for number, (found, _) in enumerate(_best(per_entry, top), start=begin):
                hits = hit_id[first[number] : first[number + 1]]
                ids = dict.fromkeys([*hits, *self._ids[owners[found]]])
                best = list(ids)[:top]
                result[number, : len(best)] = best
        return result


def _blocks(queries: csr_array, corpus: csr_array) -> Iterator[tuple[int, NDArray[np.float64]]]:
    """Dense similarities of blocks of queries with the whole corpus, rounded."""
    height = max(1, BLOCK // max(1, corpus.shape[0]))
    columns = corpus.T.tocsr()
    for begin in range(0, queries.shape[0], height):
        yield begin, np.round((queries[begin : begin + height] @ columns).toarray(), _DIGITS)


def _best(
    similarity: NDArray[np.float64], top: int
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float64]]]:
    """Of every row the columns of its ``top`` largest positive values, ties by column."""
    width = similarity.shape[1]
    if top < width:
        least = np.partition(similarity, width - top, axis=1)[:, width - top]
    else:
        least = np.zeros(similarity.shape[0])
    for row, limit in zip(similarity, least, strict=True):
        candidates = np.flatnonzero((row >= limit) & (row > 0))
        order = np.argsort(-row[candidates], kind="stable")[:top]
        yield candidates[order], row[candidates[order]]
