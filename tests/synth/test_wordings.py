import re
import string
from collections.abc import Iterator, Mapping

import numpy as np
import pytest

from seedbed.catalog import starter_catalog
from seedbed.synth.draws import Stage, stream
from seedbed.synth.phrase_bank import LANGS, paraphrases
from seedbed.synth.wordings import CUES, Wording, sentences, templates, wording

SEX_WORDS = re.compile(
    r"男|女士|先生|小姐|妻|丈夫|老公|老婆|她|\b(he|she|him|his|her|hers|male|female|man|woman|men|mr|mrs|ms|wife|husband)\b",
    re.IGNORECASE,
)


def lines(table: Wording, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(table, Mapping):
        for key, value in table.items():
            yield from lines(value, (*path, key))
    else:
        for line in [table] if isinstance(table, str) else table:
            yield path, line


@pytest.mark.parametrize("lang", LANGS)
def test_no_sentence_tells_the_sex(lang: str) -> None:
    assert [line for _, line in lines(wording(lang)) if SEX_WORDS.search(line)] == []
    assert [phrase for phrase in paraphrases()["phrase"] if SEX_WORDS.search(phrase)] == []
    assert SEX_WORDS.search("she welds")


def test_both_languages_have_the_same_sentences_with_the_same_names() -> None:
    def shape(lang: str) -> dict[tuple[str, ...], set[str]]:
        names: dict[tuple[str, ...], set[str]] = {}
        for path, line in lines(wording(lang)):
            names.setdefault(path, set()).update(
                name for _, name, _, _ in string.Formatter().parse(line) if name
            )
        return names

    assert shape("zh") == shape("en")


@pytest.mark.parametrize("lang", LANGS)
def test_sentences_about_skills_hold_exactly_their_phrase(lang: str) -> None:
    for path, line in lines(wording(lang)):
        if path[-2:-1] in (("list",), ("paraphrase",)):
            assert line.count("{") == 1, line
            assert path[-1] in CUES
            assert ("{list}" if path[-2] == "list" else "{phrase}") in line


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("path", [("cv", "filler"), ("cv", "hobby"), ("cv", "history"), ("advert", "filler")])
def test_what_says_nothing_about_skills_holds_no_label(lang: str, path: tuple[str, ...]) -> None:
    rows = starter_catalog().skills.select("label_en", "label_zh", "alt_en", "alt_zh").iter_rows()
    labels = [
        word.casefold() for en, zh, alt_en, alt_zh in rows for word in (en, zh, *alt_en, *alt_zh) if word
    ]
    text = " ".join(sentences(lang, *path)).casefold()
    # Only a label that stands there at all needs the slower look at word boundaries.
    near = [word for word in labels if word in text]
    assert [word for word in near if not word.isascii() or re.search(rf"\b{re.escape(word)}\b", text)] == []


def test_templates_draw_only_from_their_kind() -> None:
    table = templates([["a", "b"], ["c"]])
    drawn = table.draw(stream(1, Stage.CV_TEXTS), np.array([0, 1] * 50)).to_list()
    assert set(drawn[::2]) == {"a", "b"}
    assert set(drawn[1::2]) == {"c"}
