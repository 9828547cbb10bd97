from __future__ import annotations

import numpy as np
import pytest

from seedbed.catalog.folding import fold
from seedbed.tagging import Tagger
from seedbed.tagging.cues import KINDS, find_cues
from seedbed.tagging.reading import Reading, read


def reading(tagger: Tagger, *texts: str) -> Reading:
    return read(fold(texts), tagger.dictionary())


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("Python, Java and SQL", 1),
        ("车削、铣削和磨削加工", 1),
        ("Python经验、Java经验", 1),
        ("Python (Java)", 1),
        ("Python，Java", 2),
        ("Python. Java", 2),
        ("Python\nJava", 2),
        ("Python for building Java", 2),
        ("焊接就是铸造", 2),
    ],
)
def test_neighbours_without_content_between_form_a_group(tagger: Tagger, text: str, groups: int) -> None:
    assert reading(tagger, text).group_start.size == groups


def test_texts_never_share_a_group_or_a_clause(tagger: Tagger) -> None:
    both = reading(tagger, "Python", "Java")
    assert both.group.tolist() == [0, 1]
    assert both.clause[both.group_start[0]] != both.clause[both.group_start[1]]


@pytest.mark.parametrize(
    ("text", "clauses", "sentences"),
    [
        ("a, b. c", 3, 2),
        ("甲，乙。丙；丁", 4, 3),
        ("Node.js 3.5", 1, 1),
        ("one but two", 2, 1),
        ("x\ny", 2, 2),
    ],
)
def test_clauses_and_sentences_end_where_people_end_them(
    tagger: Tagger, text: str, clauses: int, sentences: int
) -> None:
    found = reading(tagger, text)
    assert len(np.unique(found.clause)) == clauses
    assert len(np.unique(found.sentence)) == sentences


def test_cues_inside_a_mention_are_none(tagger: Tagger) -> None:
    found = reading(tagger, "无人机")
    assert found.phrase.size == 1
    assert found.cues.start.size == 0


def test_a_cue_of_two_kinds_stands_once_for_each() -> None:
    kinds = {KINDS[kind] for kind in find_cues(fold(["基础"]).text).kind}
    assert kinds == {"completion", "level"}
