"""The words with which the synthetic texts mention a skill.

Two kinds of mention are kept apart. A *paraphrase* comes from ``phrases/*.csv``, written by hand for
this room: it says the skill in words that the catalogue does not hold. A *label* is a label or an
alternative of the catalogue, in one of the shapes in which people write it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from importlib import resources
from io import BytesIO

import numpy as np
import polars as pl

from seedbed.synth.draws import Ints, Stage, categories, stream
from seedbed.synth.vocabulary import Vocabulary

LANGS = ("zh", "en")


class Shape(IntEnum):
    """How a label is written."""

    PLAIN = 0
    OTHER_CASE = 1
    FULL_WIDTH = 2
    INFLECTED = 3
    MISSPELT = 4


# How often labels are written in each shape; assumptions.
SHAPE_SHARES = {
    Shape.PLAIN: 0.80,
    Shape.OTHER_CASE: 0.10,
    Shape.FULL_WIDTH: 0.03,
    Shape.INFLECTED: 0.05,
    Shape.MISSPELT: 0.02,
}
_FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {0x20: 0x3000}


def paraphrases() -> pl.DataFrame:
    """The hand-written paraphrases: ``skill``, ``lang``, ``phrase``.

    English ones are gerund phrases and Chinese ones verb phrases, so that each fits any sentence of
    the wording.
    """
    folder = resources.files("seedbed.synth") / "phrases"
    files = sorted(
        (file for file in folder.iterdir() if file.name.endswith(".csv")), key=lambda file: file.name
    )
    wide = pl.concat([pl.read_csv(BytesIO(file.read_bytes()), infer_schema=False) for file in files])
    return (
        wide.unpivot(on=["en", "zh"], index="skill", variable_name="lang", value_name="phrase")
        .with_columns(pl.col("phrase").str.split("|"))
        .explode("phrase")
        .drop_nulls()
        .sort("skill", "lang", maintain_order=True)
    )


@dataclass(frozen=True, slots=True)
class Pool:
    """The phrases of each skill in one language: those of skill ``s`` stand at ``indptr[s]:indptr[s + 1]``."""

    indptr: Ints
    phrases: pl.Series

    def counts(self, skills: Ints) -> Ints:
        """How many phrases each skill has."""
        return self.indptr[skills + 1] - self.indptr[skills]

    def pick(self, rng: np.random.Generator, skills: Ints) -> Ints:
        """The position of a random phrase of each skill (each must have one)."""
        return self.indptr[skills] + np.floor(rng.random(skills.size) * self.counts(skills)).astype(np.int64)


@dataclass(frozen=True, slots=True)
class PhraseBank:
    """All ways to mention the skills of a catalogue.

    Attributes
    ----------
    paraphrase, label
        By language; a label pool holds the plain shape.
    shaped
        By language, the label pool's phrases in every :class:`Shape` (shape (labels x shapes), rows
        label by label).
    """

    paraphrase: dict[str, Pool]
    label: dict[str, Pool]
    shaped: dict[str, pl.Series]

    def labels(self, rng: np.random.Generator, lang: str, skills: Ints) -> pl.Series:
        """A random label of each skill, in a random shape."""
        at = self.label[lang].pick(rng, skills)
        shape = categories(rng, list(SHAPE_SHARES.values()), skills.size)
        return self.shaped[lang].gather(at * len(Shape) + shape)

    def paraphrases(self, rng: np.random.Generator, lang: str, skills: Ints) -> pl.Series:
        """A random paraphrase of each skill (each must have one)."""
        pool = self.paraphrase[lang]
        return pool.phrases.gather(pool.pick(rng, skills))


def phrase_bank(vocabulary: Vocabulary, seed: int) -> PhraseBank:
    """The bank for a catalogue; the seed decides where misspellings fall."""
    position = {skill: at for at, skill in enumerate(vocabulary.skills)}
    rng = stream(seed, Stage.MISSPELLINGS)
    written: dict[str, list[list[str]]] = {lang: [[] for _ in position] for lang in LANGS}
    for skill, lang, phrase in paraphrases().iter_rows():
        if skill in position:
            written[lang][position[skill]].append(phrase)
    paraphrase, label, shaped = {}, {}, {}
    for lang in LANGS:
        paraphrase[lang] = _pool(written[lang])
        label[lang] = _pool([list(labels) for labels in vocabulary.skill_labels[lang]])
        where = rng.random(label[lang].phrases.len())
        shaped[lang] = pl.Series(
            [
                form
                for at, phrase in enumerate(label[lang].phrases)
                for form in shapes_of(phrase, float(where[at]), at)
            ],
            dtype=pl.String,
        )
    return PhraseBank(paraphrase, label, shaped)


def _pool(phrases: list[list[str]]) -> Pool:
    indptr = np.concatenate([[0], np.cumsum([len(of_skill) for of_skill in phrases])]).astype(np.int64)
    return Pool(indptr, pl.Series([phrase for of_skill in phrases for phrase in of_skill], dtype=pl.String))


def shapes_of(phrase: str, where: float, turn: int) -> tuple[str, str, str, str, str]:
    """A label in the order of :class:`Shape`; a shape that makes no sense for it is left plain.

    ``where`` (0..1) says at which letter the misspelling swaps two neighbours, ``turn`` chooses
    between lower and upper case.

    >>> shapes_of("circuit board", 0.1, 0)
    ('circuit board', 'circuit board', 'ｃｉｒｃｕｉｔ\\u3000ｂｏａｒｄ', 'circuit boards', 'cicruit board')
    """
    latin = phrase.isascii()
    cased = (phrase.lower(), phrase.upper(), phrase.title())[turn % 3]
    wide = phrase.translate(_FULL_WIDTH)
    inflected = phrase
    if latin and phrase[-1:].isalpha() and phrase[-1] not in "sS" and not phrase.endswith("ing"):
        inflected = f"{phrase}s"
    elif latin and " " in phrase:
        inflected = phrase.replace(" ", "-", 1)
    misspelt = phrase
    # Only long words: a swap in a short one makes another word.
    if latin and len(phrase) >= 7:
        at = 1 + int(where * (len(phrase) - 3))
        if phrase[at].isalpha() and phrase[at + 1].isalpha():
            misspelt = phrase[:at] + phrase[at + 1] + phrase[at] + phrase[at + 2 :]
    return phrase, cased, wide, inflected, misspelt
