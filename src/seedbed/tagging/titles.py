"""Job titles: what a posted title really says, and titles nearest to one another.

Two titles are alike in letters and in words, and in what people of that title can do: a title
stands near some of a catalogue's occupations (in either language), these ask for skills, and two
titles whose skills agree are near even if they share no letter, such as *nanny* and *childminder* or
*welder* and 焊工. That is explicit semantic analysis (Gabrilovich and Markovitch, 2007) with
occupations for concepts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from seedbed.catalog import Catalog, starter_catalog
from seedbed.catalog.labels import phrases
from seedbed.tagging.space import Floats, best, blocks, letters, scaled, unit, words

WORDS_WORTH = 0.6
SKILLS_WORTH = 1.0
OPTIONAL_WORTH = 0.4
OCCUPATIONS = 20
SHARPNESS = 5

_BRACKETS = re.compile(r"[(（【\[《][^)）】\]》]*[)）】\]》]")
_ANNOUNCEMENT = re.compile(
    r"^.*?(?:招聘|诚聘|急聘|急招|诚招)(?!(?:专员|经理|主管|顾问|助理|总监|官|师)?\s*$)"
)


def plain_title(title: str | None) -> str:
    """A posted title without bracketed remarks and without who announces it.

    >>> plain_title("江北某公司招聘仓库管理员（包吃住）"), plain_title("招聘专员"), plain_title("(高级)焊工")
    ('仓库管理员', '招聘专员', '焊工')
    """
    written = title or ""
    bare = _BRACKETS.sub(" ", written).strip()
    bare = bare if any(map(str.isalpha, bare)) else written
    told = _ANNOUNCEMENT.sub("", bare).strip()
    return told if any(map(str.isalpha, told)) else bare


def rank(
    queries: Sequence[str | None],
    corpus: Sequence[str | None],
    top: int = 100,
    catalog: Catalog | None = None,
) -> NDArray[np.int64]:
    """For each title the most similar titles of a corpus: an array (n, top) of their numbers.

    ``letters + 0.6 * words + known * skills``, each a cosine; ``known`` is the product of how well the
    catalogue knows either title. Ties go to the smaller number; -1 stands where nothing similar is
    left.

    Parameters
    ----------
    queries, corpus
        Titles, in Chinese or English.
    catalog
        Whose occupations say what people of a title can do; the starter catalogue if none is given.
        A larger one (:func:`seedbed.catalog.read_esco`) ranks better.

    >>> rank(["焊工（急聘）", "senior software engineer"], ["software engineer", "电焊工", "cook"], top=1)
    array([[1],
           [0]])
    """
    result = np.full((len(queries), top), -1, dtype=np.int64)
    if not len(corpus) or not len(queries):
        return result
    asked, offered = [[plain_title(title) for title in titles] for titles in (queries, corpus)]
    spaces = [(1.0, letters(offered)), (WORDS_WORTH, words(offered))]
    sides = [(worth * space.of(asked), space.rows) for worth, space in spaces]
    knowledge = _of_starter() if catalog is None else Knowledge(catalog)
    sides.append((SKILLS_WORTH * knowledge.skills(asked), knowledge.skills(offered)))
    turned = [(left, right.T.tocsr()) for left, right in sides]
    for begin, stop in blocks(len(queries), len(corpus)):
        similarity: Floats = sum(
            ((left[begin:stop] @ right).toarray() for left, right in turned),
            np.zeros((stop - begin, len(corpus))),
        )
        for number, (found, _) in enumerate(best(similarity, top), start=begin):
            result[number, : found.size] = found
    return result


class Knowledge:
    """What people of a title can do, by a catalogue's occupations."""

    def __init__(self, catalog: Catalog) -> None:
        names = phrases(catalog.occupations).sort("entry", maintain_order=True)
        entry = names["entry"].to_numpy()
        self._first = np.flatnonzero(np.append(True, entry[1:] != entry[:-1])) if entry.size else entry
        written = names["phrase"].to_list()
        self._spaces = [(1.0, letters(written)), (WORDS_WORTH, words(written))]
        self._profiles = _profiles(catalog)[entry[self._first]]

    def skills(self, titles: Sequence[str | None]) -> csr_array:
        """The skills of each title, shape (n, K): as long as the title is known, 0 to 1.

        1. The likeness of a title and an occupation is that of their nearest name.
        2. The 20 nearest occupations count by the fifth power of their likeness.
        3. Their skills, essential ones 1 and optional ones 0.4, by informativeness, are added up.
        4. The sum gets the length of the largest likeness.
        """
        width = self._profiles.shape[0]
        if not width or not len(titles):
            return csr_array((len(titles), self._profiles.shape[1]))
        whole = sum(worth for worth, _ in self._spaces)
        turned = [(space.of(titles) * (worth / whole), space.rows.T.tocsr()) for worth, space in self._spaces]
        rows, columns, data = [], [], []
        for begin, stop in blocks(len(titles), turned[0][1].shape[1]):
            likeness = sum(
                ((left[begin:stop] @ right).toarray() for left, right in turned),
                np.zeros((stop - begin, turned[0][1].shape[1])),
            )
            nearest = np.maximum.reduceat(likeness, self._first, axis=1)
            for number, (found, value) in enumerate(best(nearest, OCCUPATIONS), start=begin):
                rows.append(np.full(found.size, number))
                columns.append(found)
                data.append(value)
        row, value = np.concatenate(rows), np.concatenate(data)
        near = csr_array((value**SHARPNESS, (row, np.concatenate(columns))), shape=(len(titles), width))
        known = np.zeros(len(titles))
        np.maximum.at(known, row, value)
        asked = unit(csr_array(near @ self._profiles))
        return csr_array(
            (asked.data * np.repeat(known, np.diff(asked.indptr)), asked.indices, asked.indptr),
            shape=asked.shape,
        )


def _profiles(catalog: Catalog) -> csr_array:
    """The skills of every occupation as unit rows, shape (occupations, K)."""
    skill = {one: at for at, one in enumerate(catalog.skills["id"])}
    occupation = {one: at for at, one in enumerate(catalog.occupations["id"])}
    relations = catalog.relations
    worth = np.where((relations["relation"] == "essential").to_numpy(), 1.0, OPTIONAL_WORTH)
    row = np.array([occupation[one] for one in relations["occupation"]], dtype=np.int64)
    column = np.array([skill[one] for one in relations["skill"]], dtype=np.int64)
    asked = csr_array((worth, (row, column)), shape=(len(occupation), len(skill)))
    return unit(scaled(asked, catalog.skills["informativeness"].to_numpy()))


@cache
def _of_starter() -> Knowledge:
    return Knowledge(starter_catalog())
