"""Putting a CV or an advert together from pieces: sentences with a place in the text."""

from __future__ import annotations

import numpy as np
import polars as pl

from seedbed.synth.draws import Bools, Ints, hits
from seedbed.synth.phrase_bank import LANGS, PhraseBank
from seedbed.synth.wordings import CUES, Templates, sentences, table, templates

# Language of a text, and the share of Chinese mentions in a mixed one; assumptions of the draw.
MIXED = "mixed"
CHINESE_IN_MIXED = 0.6

_PIECE = {"owner": pl.Int64(), "order": pl.Int64(), "piece": pl.String()}


def mention_languages(rng: np.random.Generator, text_lang: pl.Series) -> Ints:
    """The language (number in LANGS) of each mention, given the language of its text."""
    chinese = hits(rng, CHINESE_IN_MIXED, text_lang.len())
    is_english = ((text_lang == "en") | ((text_lang == MIXED) & pl.Series(~chinese))).to_numpy()
    return is_english.astype(np.int64)


def heading_languages(text_lang: pl.Series) -> Ints:
    """The language of what frames a text: a mixed text is a Chinese one with English in it."""
    return (text_lang == "en").to_numpy().astype(np.int64)


def pieces(owner: Ints, order: int | Ints, lines: pl.Series) -> pl.DataFrame:
    """Sentences of owners at a place in their texts."""
    return pl.DataFrame({"owner": owner, "piece": lines}).select(
        pl.col("owner").cast(pl.Int64),
        pl.Series("order", np.broadcast_to(np.asarray(order, dtype=np.int64), owner.shape)),
        "piece",
    ).select(pl.col(name).cast(dtype) for name, dtype in _PIECE.items())  # fmt: skip


def fixed_pieces(
    rng: np.random.Generator, path: tuple[str, ...], owner: Ints, lang: Ints, order: int, **values: pl.Series
) -> pl.DataFrame:
    """A random sentence of ``path`` for each owner, its ``{names}`` filled from the values."""
    lines = templates([sentences(name, *path) for name in LANGS]).draw(rng, lang)
    return pieces(owner, order, filled(lines, **values))


def filled(lines: pl.Series, **values: pl.Series) -> pl.Series:
    """Each line with its ``{names}`` replaced by the row's values."""
    frame = pl.DataFrame({"": lines, **{f"{{{name}}}": value for name, value in values.items()}})
    line = pl.col("")
    for name in frame.columns[1:]:
        line = line.str.replace(name, pl.col(name), literal=True)
    return frame.select(line).to_series()


def mention_pieces(
    rng: np.random.Generator,
    bank: PhraseBank,
    sections: tuple[tuple[str, ...], ...],
    *,
    owner: Ints,
    skill: Ints,
    section: Ints,
    lang: Ints,
    cue: Ints,
    paraphrased: Bools,
    order: Ints,
) -> pl.DataFrame:
    """The sentences that mention skills.

    Arrays are aligned, one entry per mention. ``sections`` are the paths of the wording under which
    ``list`` and ``paraphrase`` stand; ``cue`` is a number in CUES. Labels of one owner that share
    section, language and cue stand in one list; each paraphrase has a sentence of its own.
    """
    kind = (section * len(LANGS) + lang) * len(CUES) + cue
    parts = []
    single = paraphrased
    if single.any():
        lines = _templates(sections, "paraphrase").draw(rng, kind[single])
        words = _words(rng, bank, skill[single], lang[single], paraphrase=True)
        parts.append(pieces(owner[single], order[single], filled(lines, phrase=words)))
    if not single.all():
        listed = ~single
        separators = pl.Series([sentences(name, "separator")[0] for name in LANGS])
        lists = (
            pl.DataFrame(
                {"owner": owner[listed], "kind": kind[listed], "order": order[listed] + 1}
            )
            .with_columns(_words(rng, bank, skill[listed], lang[listed], paraphrase=False).alias("word"))
            .group_by("owner", "kind", "order", maintain_order=True)
            .agg("word")
            .sort("owner", "kind", "order")
        )  # fmt: skip
        kinds = lists["kind"].to_numpy()
        joined = lists.select(
            pl.col("word").list.join(separators.gather(kinds // len(CUES) % len(LANGS)))
        ).to_series()
        lines = _templates(sections, "list").draw(rng, kinds)
        parts.append(pieces(lists["owner"].to_numpy(), lists["order"].to_numpy(), filled(lines, list=joined)))
    return pl.concat(parts) if parts else pl.DataFrame(schema=_PIECE)


def joined(parts: list[pl.DataFrame], owners: int) -> pl.Series:
    """The texts: each owner's pieces in their order, one after the other."""
    texts = (
        pl.concat([pl.DataFrame({"owner": range(owners)}, schema={"owner": pl.Int64}).with_columns(
            pl.lit(-1, dtype=pl.Int64).alias("order"), pl.lit("").alias("piece")
        ), *parts])
        .sort("owner", "order", maintain_order=True)
        .group_by("owner", maintain_order=True)
        .agg(pl.col("piece").str.join(""))
    )  # fmt: skip
    return texts["piece"].str.strip_chars()


def _templates(sections: tuple[tuple[str, ...], ...], form: str) -> Templates:
    groups = []
    for section in sections:
        for name in LANGS:
            for cue in CUES:
                # What is taught has no level: its cues all fall back to the unstated sentence.
                stated = table(name, *section, form)
                groups.append(sentences(name, *section, form, cue if cue in stated else "unstated"))
    return templates(groups)


def _words(
    rng: np.random.Generator, bank: PhraseBank, skill: Ints, lang: Ints, *, paraphrase: bool
) -> pl.Series:
    at = np.zeros(skill.size, dtype=np.int64)
    drawn = []
    first = 0
    for number, name in enumerate(LANGS):
        mine = np.flatnonzero(lang == number)
        draw = bank.paraphrases if paraphrase else bank.labels
        drawn.append(draw(rng, name, skill[mine]))
        at[mine] = first + np.arange(mine.size)
        first += mine.size
    return pl.concat(drawn).gather(at)
