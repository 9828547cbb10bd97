"""Writing CVs and adverts in Chinese, English or both. They never receive a person's sex or groups."""

from __future__ import annotations

import numpy as np
import polars as pl

from seedbed.synth.calibration import Number
from seedbed.synth.composition import (
    fixed_pieces,
    heading_languages,
    joined,
    mention_languages,
    mention_pieces,
)
from seedbed.synth.draws import Bools, Ints, Stage, hits, integers, stream
from seedbed.synth.opportunities import KINDS, DrawnOpportunities
from seedbed.synth.people import DrawnPeople
from seedbed.synth.phrase_bank import LANGS, PhraseBank
from seedbed.synth.places import Homes
from seedbed.synth.skills import MENTIONS, RELATIONS, Drawn, draw_mentions
from seedbed.synth.vocabulary import Texts, Vocabulary
from seedbed.synth.wordings import sentences, templates

# Sentences that name a skill which the person does not have or the advert does not ask; assumptions.
CV_NEGATED = Number("cv-names-missing-skill", 0.35)
CV_COLLEAGUE = Number("cv-names-colleagues-skill", 0.25)
ADVERT_NEGATED = Number("advert-names-unneeded-skill", 0.25)
ADVERT_COLLEAGUE = Number("advert-names-other-departments-skill", 0.15)
HOBBY = 0.45

_LIST, _PARAPHRASE, _UNWRITTEN = range(len(MENTIONS))
# Places in a text, from its beginning to its end.
_OPENING, _SCHOOL, _HISTORY, _FILLER, _SKILLS, _ASIDE, _END = 0, 10, 20, 40, 100, 800, 900


def write_cvs(
    people: DrawnPeople,
    vocabulary: Vocabulary,
    bank: PhraseBank,
    homes: Homes,
    school_names: dict[str, dict[str, str]],
    owner: Ints,
    skill: Ints,
    seed: int,
) -> tuple[pl.Series, pl.Series, Drawn, pl.DataFrame]:
    """Titles, CVs, how each skill is mentioned, and the sentences meant to mislead (owner, skill, kind)."""
    n = people.occupation.size
    rng = stream(seed, Stage.CV_TEXTS)
    frame, everyone = people.frame, np.arange(n, dtype=np.int64)
    drawn = draw_mentions(
        rng,
        bank,
        owner,
        skill,
        np.zeros_like(owner),
        mention_languages(rng, people.lang.gather(owner)),
        asked=False,
    )
    lang = heading_languages(people.lang)
    wanted = occupation_titles(rng, vocabulary, people.occupation, lang)
    education = _in_language(
        lang,
        *(
            frame["education"].cast(pl.String).replace_strict(_education_names(name), default="")
            for name in LANGS
        ),
    )
    place = named(frame["place"], homes.names, lang)
    parts = [
        fixed_pieces(
            rng, ("cv", "opening"), everyone, lang, _OPENING, education=education, place=place, title=wanted
        )
    ]
    year = frame["graduated"].dt.year().cast(pl.String)
    for path, who in (
        (("cv", "school"), frame["institution"].is_not_null()),
        (("cv", "graduated"), frame["institution"].is_null() & frame["graduated"].is_not_null()),
    ):
        mine = np.flatnonzero(who.to_numpy())
        school = named(frame["institution"].gather(mine), school_names, lang[mine])
        parts.append(
            fixed_pieces(rng, path, mine, lang[mine], _SCHOOL, year=year.gather(mine), school=school)
        )
    parts += _histories(rng, lang, frame["available_from"].dt.year().to_numpy(), people.employed)
    parts += _fillers(rng, ("cv", "filler"), lang, 2, 5)
    parts += _written(rng, bank, (("cv",),), drawn, np.full(owner.size, _SKILLS))
    aside, distractors = _asides(
        rng, "cv", (CV_NEGATED.value, CV_COLLEAGUE.value), vocabulary, lang, owner, skill, n
    )
    parts += aside
    idle = np.flatnonzero(hits(rng, HOBBY, n))
    parts.append(fixed_pieces(rng, ("cv", "hobby"), idle, lang[idle], _END))
    fresh = pl.Series(np.where(lang == LANGS.index("en"), "recent graduate", "应届毕业生").tolist())
    titles = wanted.zip_with(pl.Series(people.employed), fresh)
    return titles, joined(parts, n), drawn, distractors


def write_adverts(
    offers: DrawnOpportunities,
    vocabulary: Vocabulary,
    bank: PhraseBank,
    homes: Homes,
    organisation_names: dict[str, dict[str, str]],
    owner: Ints,
    skill: Ints,
    relation: Ints,
    seed: int,
) -> tuple[pl.Series, pl.Series, Drawn, pl.DataFrame]:
    """Titles, adverts, how each skill is mentioned, and the sentences meant to mislead."""
    m = offers.occupation.size
    rng = stream(seed, Stage.ADVERT_TEXTS)
    frame, all_ = offers.frame, np.arange(m, dtype=np.int64)
    drawn = draw_mentions(
        rng, bank, owner, skill, relation, mention_languages(rng, offers.lang.gather(owner)), asked=True
    )
    lang = heading_languages(offers.lang)
    title = occupation_titles(rng, vocabulary, offers.occupation, lang)
    parts = [
        fixed_pieces(
            rng, ("advert", "opening"), all_, lang, _OPENING,
            organisation=named(frame["organisation"], organisation_names, lang),
            place=named(frame["place"], homes.names, lang),
            offer=_offers(rng, frame["kind"], lang),
            title=title,
            capacity=frame["capacity"].cast(pl.String),
        )
    ]  # fmt: skip
    # Every section has its heading, then its sentences.
    base = _SKILLS + 200 * relation
    written = drawn.mention != _UNWRITTEN
    for at, name in enumerate(RELATIONS):
        headed = np.unique(owner[written & (relation == at)])
        parts.append(
            fixed_pieces(rng, ("advert", f"{name}_heading"), headed, lang[headed], _SKILLS + 200 * at - 1)
        )
    parts += _written(rng, bank, tuple(("advert", name) for name in RELATIONS), drawn, base)
    aside, distractors = _asides(
        rng, "advert", (ADVERT_NEGATED.value, ADVERT_COLLEAGUE.value), vocabulary, lang, owner, skill, m
    )
    parts += aside
    parts += _fillers(rng, ("advert", "filler"), lang, 1, 3, _END)
    return title, joined(parts, m), drawn, distractors


def occupation_titles(
    rng: np.random.Generator, vocabulary: Vocabulary, occupation: Ints, lang: Ints
) -> pl.Series:
    """A label or alternative of each occupation in a language."""
    by_lang = []
    for name in LANGS:
        labels = vocabulary.occupation_labels[name]
        sizes = np.array([len(of_one) for of_one in labels], dtype=np.int64)
        flat = pl.Series([label for of_one in labels for label in of_one], dtype=pl.String)
        first = np.cumsum(sizes) - sizes
        at = first[occupation] + np.floor(rng.random(occupation.size) * sizes[occupation]).astype(np.int64)
        by_lang.append(flat.gather(at))
    return _in_language(lang, *by_lang)


def named(codes: pl.Series, names: dict[str, dict[str, str]], lang: Ints) -> pl.Series:
    """The name of each code in a language; the code itself where it has none."""
    return _in_language(lang, *(codes.replace(names[name]).fill_null("") for name in LANGS))


def _in_language(lang: Ints, zh: pl.Series, en: pl.Series) -> pl.Series:
    return zh.zip_with(pl.Series(lang == LANGS.index("zh")), en)


def _education_names(lang: str) -> dict[str, str]:
    return {str(level): sentences(lang, "education", str(level))[0] for level in range(1, 9)}


def _offers(rng: np.random.Generator, kind: pl.Series, lang: Ints) -> pl.Series:
    """The verb of each advert: is hiring, offers a course, ..."""
    words = templates([sentences(name, "advert", "offer", of) for name in LANGS for of in KINDS])
    number = kind.replace_strict({of: at for at, of in enumerate(KINDS)}, return_dtype=pl.Int64).to_numpy()
    return words.draw(rng, lang * len(KINDS) + number)


def _histories(rng: np.random.Generator, lang: Ints, available: Ints, employed: Bools) -> list[pl.DataFrame]:
    """Up to two earlier posts of those who have worked, the last one first."""
    parts = []
    end = available.astype(np.int64)
    for at, share in enumerate((1.0, 0.6)):
        start = end - integers(rng, 1, 4, end.size)
        who = np.flatnonzero(employed & hits(rng, share, end.size))
        years = {"from": start[who], "to": end[who], "staff": 10 * integers(rng, 2, 60, who.size)}
        values = {name: pl.Series(value).cast(pl.String) for name, value in years.items()}
        parts.append(fixed_pieces(rng, ("cv", "history"), who, lang[who], _HISTORY + at, **values))
        end = start
    return parts


def _fillers(
    rng: np.random.Generator, path: tuple[str, ...], lang: Ints, low: int, high: int, order: int = _FILLER
) -> list[pl.DataFrame]:
    """Sentences that say nothing about skills: between ``low`` and ``high`` different ones per text."""
    count = integers(rng, low, high, lang.size)
    parts = []
    for number, name in enumerate(LANGS):
        lines = pl.Series(sentences(name, *path))
        mine = np.flatnonzero(lang == number)
        turn = np.argsort(rng.random((mine.size, lines.len())), axis=1, kind="stable")[:, :high]
        chosen = np.arange(turn.shape[1])[None, :] < count[mine][:, None]
        parts.append(
            pl.DataFrame(
                {
                    "owner": np.repeat(mine, chosen.sum(axis=1)),
                    "order": np.broadcast_to(order + np.arange(turn.shape[1]), turn.shape)[chosen],
                    "piece": lines.gather(turn[chosen]),
                }
            )
        )
    return parts


def _written(
    rng: np.random.Generator,
    bank: PhraseBank,
    sections: tuple[tuple[str, ...], ...],
    drawn: Drawn,
    base: Ints,
) -> list[pl.DataFrame]:
    """The sentences of all skills that are written; paraphrases in random order, lists between them."""
    written = drawn.mention != _UNWRITTEN
    order = base + 2 * integers(rng, 0, 90, drawn.owner.size)
    # All labels of a section and level share one list, so they share its place.
    of_list = base + 20 + 10 * drawn.cue
    return [
        mention_pieces(
            rng,
            bank,
            sections,
            owner=drawn.owner[written],
            skill=drawn.skill[written],
            section=drawn.relation[written],
            lang=drawn.lang[written],
            cue=drawn.cue[written],
            paraphrased=(drawn.mention == _PARAPHRASE)[written],
            order=np.where(drawn.mention == _LIST, of_list, order)[written],
        )
    ]


def _asides(
    rng: np.random.Generator,
    genre: str,
    shares: tuple[float, float],
    vocabulary: Vocabulary,
    lang: Ints,
    owner: Ints,
    skill: Ints,
    owners: int,
) -> tuple[list[pl.DataFrame], pl.DataFrame]:
    """Sentences that name a skill which is not there: one that is missing, one of somebody else."""
    true_pairs: Texts = np.unique(owner * vocabulary.skills.size + skill)
    parts, told = [], []
    for at, (kind, share) in enumerate(zip(("negated", "colleague"), shares, strict=True)):
        other = integers(rng, 0, vocabulary.skills.size - 1, owners)
        # A skill that is there after all would make the sentence a lie.
        absent: Bools = ~np.isin(np.arange(owners) * vocabulary.skills.size + other, true_pairs)
        who = np.flatnonzero(hits(rng, share, owners) & absent)
        words = _in_language(
            lang[who],
            *(
                pl.Series([vocabulary.skill_labels[name][one][0] for one in other[who]], dtype=pl.String)
                for name in LANGS
            ),
        )
        parts.append(fixed_pieces(rng, (genre, kind), who, lang[who], _ASIDE + at, phrase=words))
        told.append(
            pl.DataFrame(
                {
                    "owner": who,
                    "skill": other[who],
                    "kind": pl.repeat(kind, who.size, dtype=pl.String, eager=True),
                }
            )
        )
    return parts, pl.concat(told)
