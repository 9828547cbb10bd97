"""Drawing the truth: which skills people have, and which opportunities ask for or teach."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seedbed.synth.calibration import Number
from seedbed.synth.draws import Bools, Ints, Stage, categories, expand, hits, integers, stream
from seedbed.synth.phrase_bank import LANGS, PhraseBank
from seedbed.synth.vocabulary import Vocabulary
from seedbed.synth.wordings import LEVELS, UNSTATED

# All numbers are assumptions.
HAS_ESSENTIAL = Number("has-essential-skill", 0.90)  # of the essential skills of one's occupation
HAS_OPTIONAL = Number("has-optional-skill", 0.60)
HAS_NEIGHBOURING = Number(
    "has-neighbouring-skill", 0.45
)  # of the skills of one other occupation of the same field
KEPT_UNTRAINED = Number("kept-without-training", 0.70)  # returning migrants without training have fewer
ASKS_ESSENTIAL = Number("asks-essential-skill", 0.80)  # jobs, of the skills of the occupation
ASKS_OPTIONAL = Number("asks-optional-skill", 0.45)
# Relative frequency of levels 0.25 .. 1.0, held and asked.
HELD_LEVELS = (0.15, 0.35, 0.35, 0.15)
ASKED_LEVELS = (0.20, 0.45, 0.30, 0.05)
LEVEL_STATED = Number("level-stated", 0.60)  # mentions whose sentence states the level
# How skills are mentioned.
PARAPHRASED = Number("mentions-paraphrased", 0.42)
UNWRITTEN = Number("skills-unwritten", 0.06)  # held, but not in the CV
UNWRITTEN_ASKED = Number("skills-unwritten-in-adverts", 0.02)

RELATIONS = ("essential", "optional", "taught")
MENTIONS = ("label", "paraphrase", "unwritten")


@dataclass(frozen=True, slots=True)
class Drawn:
    """Pairs of an owner (person or opportunity) and a skill; aligned arrays, sorted by owner.

    ``level`` is a position in LEVELS, ``cue`` one in CUES, ``relation`` one in RELATIONS (zero for
    people), ``lang`` one in LANGS, ``mention`` one in MENTIONS.
    """

    owner: Ints
    skill: Ints
    relation: Ints
    level: Ints
    cue: Ints
    lang: Ints
    mention: Ints


def draw_seeker_skills(
    vocabulary: Vocabulary, occupation: Ints, untrained: Bools, seed: int
) -> tuple[Ints, Ints, tuple[tuple[Number, float | None], ...]]:
    """The skills of each person: owner and skill of each pair, once and sorted; and the shares drawn.

    Most skills of the person's occupation, some of a neighbouring one, one to four that any work
    needs. The first essential skill of the occupation is always there.
    """
    rng = stream(seed, Stage.SEEKER_SKILLS)
    own, at = expand(occupation, vocabulary.indptr)
    chance = np.where(vocabulary.essential[at], HAS_ESSENTIAL.value, HAS_OPTIONAL.value)
    chance = chance * np.where(untrained[own], KEPT_UNTRAINED.value, 1.0)
    first = at == vocabulary.indptr[occupation][own]
    kept = hits(rng, chance, own.size) | first
    neighbour = vocabulary.occupation_in(rng, vocabulary.occupation_field[occupation])
    near, near_at = expand(neighbour, vocabulary.indptr)
    near_kept = hits(
        rng, HAS_NEIGHBOURING.value * np.where(untrained[near], KEPT_UNTRAINED.value, 1.0), near.size
    )
    general, general_skill = _general(rng, vocabulary, occupation.size, 1, 4)
    owner, skill, _ = _distinct(
        np.concatenate([own[kept], near[near_kept], general]),
        np.concatenate([vocabulary.members[at[kept]], vocabulary.members[near_at[near_kept]], general_skill]),
        np.zeros(kept.sum() + near_kept.sum() + general.size, dtype=np.int64),
    )
    trained, essential = ~untrained[own], vocabulary.essential[at]
    by_training = [_share(kept, ~first & essential & of) for of in (trained, ~trained)]
    shares = (
        (HAS_ESSENTIAL, by_training[0]),
        (HAS_OPTIONAL, _share(kept, ~first & ~essential & trained)),
        (HAS_NEIGHBOURING, _share(near_kept, ~untrained[near])),
        (KEPT_UNTRAINED, by_training[1] / by_training[0] if by_training[0] and by_training[1] else None),
    )
    return owner, skill, shares


def _share(part: Bools, whole: Bools) -> float | None:
    return float(part[whole].mean()) if whole.any() else None


def draw_opportunity_skills(
    vocabulary: Vocabulary, occupation: Ints, kind: np.ndarray, entrepreneurial: Bools, taught_field: int | None, seed: int
) -> tuple[Ints, Ints, Ints, tuple[tuple[Number, float | None], ...]]:  # fmt: skip
    """What each opportunity asks for or teaches: owner, skill and relation, each skill once per
    owner; and the shares drawn.

    Jobs ask for the skills of their occupation and teach a few; courses ask for one and teach the
    rest; internships lie between. The courses of industrial parks ask a technician's first skill and
    teach entrepreneurial skills (``taught_field``).
    """
    rng = stream(seed, Stage.OPPORTUNITY_SKILLS)
    own, at = expand(occupation, vocabulary.indptr)
    essential = vocabulary.essential[at]
    first = at == vocabulary.indptr[occupation][own]
    skill = vocabulary.members[at]
    is_job, is_intern = (kind == "job")[own], (kind == "internship")[own]
    park = entrepreneurial[own]
    asked = first | (is_job & hits(rng, np.where(essential, ASKS_ESSENTIAL.value, 0.0), own.size))
    preferred = ~asked & hits(rng, np.where(is_job, ASKS_OPTIONAL.value, 0.15), own.size) & ~park
    taught_chance = np.where(is_job, 0.06, np.where(is_intern, 0.45, 0.75))
    taught = ~asked & ~preferred & ~park & hits(rng, taught_chance, own.size)
    relation = np.select([asked, preferred, taught], [0, 1, 2], -1)
    used = relation >= 0

    parts = [(own[used], skill[used], relation[used])]
    general, general_skill = _general(rng, vocabulary, occupation.size, 0, 2)
    keep = (kind != "training")[general]
    parts.append((general[keep], general_skill[keep], np.where(hits(rng, 0.5, general.size), 0, 1)[keep]))
    courses = np.flatnonzero(entrepreneurial)
    lessons = (
        np.flatnonzero(vocabulary.field == taught_field)
        if taught_field is not None
        else np.array([], dtype=np.int64)
    )
    if courses.size and lessons.size:
        count = integers(rng, 3, 5, courses.size)
        order = np.argsort(rng.random((courses.size, lessons.size)), axis=1, kind="stable")[:, :5]
        chosen = np.arange(order.shape[1])[None, :] < count[:, None]
        owner = np.repeat(courses, chosen.sum(axis=1))
        parts.append((owner, lessons[order][chosen], np.full(owner.size, RELATIONS.index("taught"))))
    shares = (
        (ASKS_ESSENTIAL, _share(asked, is_job & essential & ~first)),
        (ASKS_OPTIONAL, _share(preferred, is_job & ~asked)),
    )
    return *_distinct(*(np.concatenate(column) for column in zip(*parts, strict=True))), shares


def draw_mentions(
    rng: np.random.Generator, bank: PhraseBank, owner: Ints, skill: Ints, relation: Ints, lang: Ints, *, asked: bool
) -> Drawn:  # fmt: skip
    """Levels, and how each skill is mentioned; a skill without a paraphrase is mentioned by a label."""
    n = owner.size
    level = categories(rng, ASKED_LEVELS if asked else HELD_LEVELS, n)
    cue = np.where(hits(rng, LEVEL_STATED.value, n), level, UNSTATED)
    cue[relation == RELATIONS.index("taught")] = UNSTATED
    has_paraphrase = np.zeros(n, dtype=np.bool_)
    for number, name in enumerate(LANGS):
        mine = lang == number
        has_paraphrase[mine] = bank.paraphrase[name].counts(skill[mine]) > 0
    unwritten = hits(rng, UNWRITTEN_ASKED.value if asked else UNWRITTEN.value, n)
    paraphrased = hits(rng, PARAPHRASED.value, n) & has_paraphrase
    mention = np.select([unwritten, paraphrased], [2, 1], 0).astype(np.int64)
    return Drawn(owner, skill, relation, level, cue, lang, mention)


def levels(drawn: Drawn) -> np.ndarray:
    """The level of each pair, 0.25 .. 1."""
    return LEVELS[drawn.level]


def _general(
    rng: np.random.Generator, vocabulary: Vocabulary, owners: int, low: int, high: int
) -> tuple[Ints, Ints]:
    """Between ``low`` and ``high`` skills that any work needs, for each owner."""
    if not vocabulary.transversal.size:
        return np.array([], dtype=np.int64), np.array([], dtype=np.int64)
    owner = np.repeat(np.arange(owners, dtype=np.int64), integers(rng, low, high, owners))
    return owner, vocabulary.transversal[integers(rng, 0, vocabulary.transversal.size - 1, owner.size)]


def _distinct(owner: Ints, skill: Ints, relation: Ints) -> tuple[Ints, Ints, Ints]:
    """Each (owner, skill) once, with its strongest relation, sorted by owner and skill."""
    order = np.lexsort((relation, skill, owner))
    owner, skill, relation = owner[order], skill[order], relation[order]
    fresh = np.ones(owner.size, dtype=np.bool_)
    fresh[1:] = (owner[1:] != owner[:-1]) | (skill[1:] != skill[:-1])
    return owner[fresh], skill[fresh], relation[fresh]
