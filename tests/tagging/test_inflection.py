from __future__ import annotations

import pytest

from seedbed.tagging.inflection import variants


@pytest.mark.parametrize(
    ("phrase", "among"),
    [
        ("plan routes", {"planning routes", "planned routes"}),
        ("supply parts", {"supplying parts", "supplied parts"}),
        ("write reports", {"writing reports", "wrote reports"}),
        ("program PLCs", {"programming plcs", "programmed plcs"}),
        ("oversee work", {"overseeing work", "oversaw work"}),
        ("operating cranes", {"operate cranes"}),
        ("planning routes", {"plan routes"}),
        ("mould design", {"mold design"}),
        ("data visualisation", {"data visualization"}),
        ("organise events", {"organising events", "organize events", "organizing events"}),
        ("analyse data", {"analyze data"}),
        ("labelling", {"labeling"}),
        ("fibre optics", {"fiber optics"}),
    ],
)
def test_what_people_write_is_among_the_variants(phrase: str, among: set[str]) -> None:
    assert among <= set(variants(phrase))


@pytest.mark.parametrize("phrase", ["welding", "SQL", "marketing", "Lisp", "data analysis", "焊接"])
def test_single_words_and_nouns_keep_their_form(phrase: str) -> None:
    assert variants(phrase) == []
