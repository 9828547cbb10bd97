import re
import unicodedata

import numpy as np
import polars as pl
import pytest

from seedbed.catalog import Catalog
from seedbed.synth import paraphrases
from seedbed.synth.draws import Stage, stream
from seedbed.synth.phrase_bank import LANGS, SHAPE_SHARES, Shape, phrase_bank, shapes_of
from seedbed.synth.vocabulary import vocabulary_of


def folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def readings(phrase: str) -> set[str]:
    """All that a person can read in a phrase: runs of whole Latin words, and runs of Chinese characters."""
    text = folded(phrase)
    starts = [at.start() for at in re.finditer(r"(?<![a-z0-9])[a-z0-9.]", text)]
    ends = [at.end() for at in re.finditer(r"[a-z0-9+#](?![a-z0-9])", text)]
    whole = {text[start:end] for start in starts for end in ends if start < end <= start + 60}
    runs = {
        text[start:end]
        for start in range(len(text))
        for end in range(start + 1, min(start + 16, len(text) + 1))
    }
    return whole | {run for run in runs if not run.isascii()}


def skills_by_label(catalog: Catalog) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for skill, en, zh, alt_en, alt_zh in catalog.skills.select(
        "id", "label_en", "label_zh", "alt_en", "alt_zh"
    ).iter_rows():
        for word in (en, zh, *alt_en, *alt_zh):
            if word:
                found.setdefault(folded(word), set()).add(skill)
    return found


def named_in(phrase: str, labels: dict[str, set[str]]) -> set[str]:
    return set().union(*(labels[word] for word in readings(phrase) if word in labels))


def test_no_paraphrase_holds_a_label_of_its_own_skill(catalog: Catalog) -> None:
    labels = skills_by_label(catalog)
    rows = paraphrases().select("skill", "phrase").iter_rows()
    assert [(skill, phrase) for skill, phrase in rows if skill in named_in(phrase, labels)] == []


def test_the_check_itself_finds_labels(catalog: Catalog) -> None:
    labels = skills_by_label(catalog)
    assert "plc-programming" in named_in("把ＰＬＣ程序设计好并现场调好", labels)
    assert "plc-programming" in named_in("wrote ladder logic, then left", labels)
    assert "welding" in named_in("负责焊接", labels)
    assert named_in("unweldingly", labels) == set()


def test_few_paraphrases_hold_a_label_of_another_skill(catalog: Catalog) -> None:
    labels = skills_by_label(catalog)
    phrases = paraphrases()["phrase"].to_list()
    crossing = [phrase for phrase in phrases if named_in(phrase, labels)]
    assert len(crossing) <= len(phrases) // 50, crossing


def test_the_bank_covers_the_catalogue_in_both_languages(catalog: Catalog) -> None:
    known = catalog.skills["id"]
    by_skill = (
        paraphrases()
        .filter(pl.col("skill").is_in(known.to_list()))
        .group_by("skill")
        .agg(pl.col("lang").n_unique())
    )
    assert by_skill["lang"].to_list() == [len(LANGS)] * by_skill.height
    assert by_skill.height >= 400


def test_every_paraphrase_belongs_to_a_skill_and_stands_once(catalog: Catalog) -> None:
    table = paraphrases()
    assert set(table["skill"]) <= set(catalog.skills["id"])
    assert table.filter(table.select("lang", "phrase").is_duplicated()).is_empty()
    assert table.filter(pl.col("phrase").str.strip_chars() != pl.col("phrase")).is_empty()
    # Commas and stops would cut the clause in which a level or a negation holds.
    assert table.filter(pl.col("phrase").str.contains("[，。；;]")).is_empty()


def test_shapes() -> None:
    plain, _, wide, inflected, misspelt = shapes_of("circuit board", 0.1, 0)
    assert unicodedata.normalize("NFKC", wide) == plain
    assert inflected == "circuit boards"
    assert sorted(misspelt) == sorted(plain)
    assert misspelt != plain
    assert shapes_of("Java", 0.5, 1)[Shape.OTHER_CASE] == "JAVA"
    # A swap in a short word would make another word; Chinese has neither case nor plural.
    assert shapes_of("Java", 0.5, 1)[Shape.MISSPELT] == "Java"
    assert set(shapes_of("数控编程", 0.5, 1)) == {"数控编程"}


def test_labels_come_in_every_shape_and_belong_to_their_skill(catalog: Catalog) -> None:
    vocabulary = vocabulary_of(catalog)
    bank = phrase_bank(vocabulary, 3)
    at = catalog.skills["id"].to_list().index("plc-programming")
    words = bank.labels(stream(3, Stage.CV_TEXTS), "en", np.full(3000, at))
    allowed = {form for label in vocabulary.skill_labels["en"][at] for form in shapes_of(label, 0, 0) + shapes_of(label, 0, 1) + shapes_of(label, 0, 2)}  # fmt: skip
    plain = set(vocabulary.skill_labels["en"][at])
    assert set(words) - allowed == {
        word for word in set(words) - allowed if sorted(word) in [sorted(p) for p in plain]
    }
    assert words.is_in(list(plain)).mean() == pytest.approx(SHAPE_SHARES[Shape.PLAIN], abs=0.12)
    assert sum(SHAPE_SHARES.values()) == pytest.approx(1.0)


def test_paraphrases_are_drawn_from_the_bank(catalog: Catalog) -> None:
    vocabulary = vocabulary_of(catalog)
    bank = phrase_bank(vocabulary, 3)
    written = set(
        paraphrases().filter(pl.col("skill") == "plc-programming", pl.col("lang") == "zh")["phrase"]
    )
    at = catalog.skills["id"].to_list().index("plc-programming")
    assert set(bank.paraphrases(stream(3, Stage.CV_TEXTS), "zh", np.full(200, at))) == written
