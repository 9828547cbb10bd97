"""The synthetic side of a region: people, opportunities, the truth behind them, and its calibration."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from seedbed.catalog import Catalog
from seedbed.messages import Refusal
from seedbed.synth.calibration import calibration_frame
from seedbed.synth.facts import RegionFacts
from seedbed.synth.label import LABEL
from seedbed.synth.opportunities import ENTREPRENEURIAL, draw_opportunities
from seedbed.synth.people import draw_people
from seedbed.synth.phrase_bank import LANGS, phrase_bank
from seedbed.synth.places import homes_of
from seedbed.synth.skills import (
    LEVEL_STATED,
    MENTIONS,
    PARAPHRASED,
    RELATIONS,
    UNWRITTEN,
    UNWRITTEN_ASKED,
    Drawn,
    draw_opportunity_skills,
    draw_seeker_skills,
    levels,
)
from seedbed.synth.texts import (
    ADVERT_COLLEAGUE,
    ADVERT_NEGATED,
    CV_COLLEAGUE,
    CV_NEGATED,
    write_adverts,
    write_cvs,
)
from seedbed.synth.vocabulary import Vocabulary, vocabulary_of
from seedbed.synth.wordings import UNSTATED

_PEOPLE = (
    "person", "sex", "groups", "place", "education", "institution", "graduated", "occupation", "title", "text",
    "wanted_kinds", "wanted_occupations", "willing_places", "pay_min", "licences", "available_from",
    "consent_purpose", "consent_until", "trained", "synthetic",
)  # fmt: skip
_OPPORTUNITIES = (
    "opportunity", "organisation", "kind", "title", "text", "occupation", "place", "capacity", "education_min",
    "licence", "pay", "subproject", "industry", "opens", "closes", "synthetic",
)  # fmt: skip
MOST = 5_000_000  # people or opportunities of one draw


@dataclass(frozen=True, slots=True)
class SynthRegion:
    """Synthetic tables; every row says so in its column ``synthetic``.

    Attributes
    ----------
    people, opportunities, organisations
        Tables as in docs/reference/tables.md; ``people.trained`` is an extra column (null for all but returning
        migrants). Lists are Polars lists.
    truth_seeker_skills
        ``seeker``, ``skill``, ``level``, ``mention`` (label, paraphrase, unwritten), ``lang`` (of the
        text: zh, en, mixed), ``stated`` (does the text state the level).
    truth_opportunity_skills
        ``opportunity``, ``skill``, ``relation``, ``asked`` (null for taught skills), and the same.
    distractors
        ``owner``, ``skill``, ``kind``: skills that a text names although they are not there.
    calibration
        ``what``, ``basis`` (published, derived, assumption), ``value``, ``unit``, ``source``,
        ``locator``, ``drawn``; the sentence of ``what`` stands under ``synth.<what>``.
    """

    people: pl.DataFrame
    opportunities: pl.DataFrame
    organisations: pl.DataFrame
    truth_seeker_skills: pl.DataFrame
    truth_opportunity_skills: pl.DataFrame
    distractors: pl.DataFrame
    calibration: pl.DataFrame


def synthesise(
    region_facts: RegionFacts,
    catalog: Catalog,
    people: int = 30_000,
    opportunities: int = 10_000,
    seed: int = 2027,
) -> SynthRegion:
    """Draw labelled synthetic people and opportunities, calibrated on a region's published figures.

    The same facts, catalogue, sizes and seed give the same tables on any machine.

    Raises
    ------
    Refusal
        ``synth.size-out-of-range``, ``synth.seed-negative``, ``synth.catalogue-incomplete``,
        ``synth.no-places``.
    """
    for what, size in (("people", people), ("opportunities", opportunities)):
        if not 1 <= size <= MOST:
            raise Refusal.because("synth.size-out-of-range", what=what, size=size, most=MOST)
    if seed < 0:
        raise Refusal.because("synth.seed-negative", seed=seed)
    vocabulary = vocabulary_of(catalog)
    homes = homes_of(region_facts)
    bank = phrase_bank(vocabulary, seed)

    drawn_people = draw_people(region_facts, vocabulary, homes, people, seed)
    owner, skill, kept = draw_seeker_skills(vocabulary, drawn_people.occupation, drawn_people.untrained, seed)
    names = _names(region_facts.organisations)
    titles, texts, held, misled_people = write_cvs(
        drawn_people, vocabulary, bank, homes, names, owner, skill, seed
    )
    person = drawn_people.frame["person"]

    offers = draw_opportunities(region_facts, vocabulary, homes, opportunities, seed)
    taught = vocabulary.fields.index(ENTREPRENEURIAL)
    offer, asked_skill, relation, demanded = draw_opportunity_skills(
        vocabulary, offers.occupation, offers.frame["kind"].to_numpy(), offers.entrepreneurial, taught, seed
    )
    offer_names = {lang: names[lang] | more for lang, more in _names(offers.organisations).items()}
    offer_titles, adverts, asked, misled_offers = write_adverts(
        offers, vocabulary, bank, homes, offer_names, offer, asked_skill, relation, seed
    )
    opportunity = offers.frame["opportunity"]

    label = pl.lit(LABEL).alias("synthetic")
    return SynthRegion(
        people=drawn_people.frame.with_columns(titles.alias("title"), texts.alias("text"), label).select(_PEOPLE),
        opportunities=offers.frame.with_columns(
            offer_titles.alias("title"), adverts.alias("text"), label
        ).select(_OPPORTUNITIES),
        organisations=offers.organisations,
        truth_seeker_skills=_truth("seeker", person, vocabulary, held, drawn_people.lang).drop("relation"),
        truth_opportunity_skills=_truth("opportunity", opportunity, vocabulary, asked, offers.lang)
        .with_columns(pl.when(pl.col("relation") != "taught").then("level").alias("asked"))
        .select("opportunity", "skill", "relation", "asked", "mention", "lang", "stated", "synthetic"),
        distractors=pl.concat(
            [
                misled.select(
                    ids.gather(misled["owner"]).alias("owner"),
                    _skills(vocabulary, misled["skill"].to_numpy()),
                    "kind",
                    label,
                )
                for ids, misled in ((person, misled_people), (opportunity, misled_offers))
            ]
        ),
        calibration=calibration_frame(
            (
                *drawn_people.calibration,
                *offers.calibration,
                *kept,
                *demanded,
                (LEVEL_STATED, float((held.cue != UNSTATED).mean())),
                (PARAPHRASED, _mentioned(held, "paraphrase", written=True)),
                (UNWRITTEN, _mentioned(held, "unwritten", written=False)),
                (UNWRITTEN_ASKED, _mentioned(asked, "unwritten", written=False)),
                (CV_NEGATED, misled_people.filter(kind="negated").height / people),
                (CV_COLLEAGUE, misled_people.filter(kind="colleague").height / people),
                (ADVERT_NEGATED, misled_offers.filter(kind="negated").height / opportunities),
                (ADVERT_COLLEAGUE, misled_offers.filter(kind="colleague").height / opportunities),
            )
        ),
    )  # fmt: skip


def _names(organisations: pl.DataFrame) -> dict[str, dict[str, str]]:
    zh = pl.col("name_zh") if "name_zh" in organisations.columns else pl.lit(None, dtype=pl.String)
    table = organisations.select("organisation", "name", pl.coalesce(zh, "name").alias("name_zh"))
    by_lang = {"zh": table["name_zh"], "en": table["name"]}
    return {lang: dict(zip(table["organisation"], by_lang[lang], strict=True)) for lang in LANGS}


def _skills(vocabulary: Vocabulary, at: np.ndarray) -> pl.Series:
    return pl.Series("skill", vocabulary.skills.tolist(), dtype=pl.String).gather(at)


def _truth(owner: str, ids: pl.Series, vocabulary: Vocabulary, drawn: Drawn, lang: pl.Series) -> pl.DataFrame:
    return pl.DataFrame(
        {
            owner: ids.gather(drawn.owner),
            "skill": _skills(vocabulary, drawn.skill),
            "relation": pl.Series(RELATIONS).gather(drawn.relation),
            "level": levels(drawn),
            "mention": pl.Series(MENTIONS).gather(drawn.mention),
            "lang": lang.gather(drawn.owner),
            "stated": (drawn.cue != UNSTATED) & (drawn.mention != MENTIONS.index("unwritten")),
        }
    ).with_columns(pl.lit(LABEL).alias("synthetic"))


def _mentioned(drawn: Drawn, mention: str, *, written: bool) -> float:
    base = drawn.mention[drawn.mention != MENTIONS.index("unwritten")] if written else drawn.mention
    return float((base == MENTIONS.index(mention)).mean())
