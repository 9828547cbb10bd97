"""Drawing opportunities: who offers what, where, when and for how many. No skills yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from seedbed.synth.calibration import Number
from seedbed.synth.dates import FIRST_DAY, LAST_DAY, dates, day
from seedbed.synth.draws import (
    Bools,
    Ints,
    Stage,
    between_quantiles,
    categories,
    categories_by_row,
    hits,
    integers,
    skewed_sizes,
    stream,
)
from seedbed.synth.facts import RegionFacts
from seedbed.synth.label import LABEL
from seedbed.synth.places import Homes
from seedbed.synth.vocabulary import TECHNICIANS, Vocabulary, data_table

# All numbers here are assumptions: the documents publish nothing about offers.
KINDS = {
    "job": Number("opportunities-job", 0.70),
    "training": Number("opportunities-training", 0.12),
    "internship": Number("opportunities-internship", 0.12),
    "mentoring": Number("opportunities-mentoring", 0.04),
    "incubation": Number("opportunities-incubation", 0.02),
}
# Mean number of places by kind; together about 24,000 for 10,000 opportunities.
PLACES = {
    "job": Number("places-job", 2.0, "places"),
    "training": Number("places-training", 5.0, "places"),
    "internship": Number("places-internship", 2.5, "places"),
    "mentoring": Number("places-mentoring", 1.5, "places"),
    "incubation": Number("places-incubation", 1.5, "places"),
}
PLACES_PER_OPPORTUNITY = sum(KINDS[kind].value * PLACES[kind].value for kind in KINDS)
LARGEST = 20  # most places of one opportunity
# Share of opportunities, by kind, that belong to a subproject of the programme.
IN_SUBPROJECT = {
    "job": Number("job-in-subproject", 0.15),
    "training": Number("training-in-subproject", 0.55),
    "internship": Number("internship-in-subproject", 0.40),
    "mentoring": Number("mentoring-in-subproject", 0.50),
    "incubation": Number("incubation-in-subproject", 0.60),
}
OPPORTUNITIES_PER_ENTERPRISE = 8
LAST_OPENING = date(2027, 9, 30)  # nothing opens later
NO_EDUCATION_ASKED = Number("no-education-asked", 0.30)
PAY_UNSTATED = Number("pay-unstated", 0.12)
ENTREPRENEURIAL = "entrepreneurship"  # the field that training in industrial parks teaches

# Least ISCED 2011 level asked (3..7), by major group of ISCO-08 0..9.
_ASKED = np.array(
    [
        [0.50, 0.20, 0.20, 0.10, 0.00],
        [0.05, 0.05, 0.35, 0.45, 0.10],
        [0.02, 0.03, 0.30, 0.52, 0.13],
        [0.15, 0.20, 0.50, 0.15, 0.00],
        [0.40, 0.20, 0.35, 0.05, 0.00],
        [0.60, 0.20, 0.18, 0.02, 0.00],
        [0.85, 0.10, 0.05, 0.00, 0.00],
        [0.60, 0.25, 0.15, 0.00, 0.00],
        [0.70, 0.20, 0.10, 0.00, 0.00],
        [0.95, 0.05, 0.00, 0.00, 0.00],
    ]
)
# Pay of a job, yuan a month: minimum, quartiles and maximum; factor by major group of ISCO-08 0..9.
_PAY = (2_800.0, 4_600.0, 5_900.0, 7_600.0, 14_000.0)
_PAY_BY_MAJOR = np.array([1.0, 1.5, 1.3, 1.05, 0.85, 0.82, 0.8, 1.0, 0.95, 0.75])
_PAY_OF_INTERN = 0.4


@dataclass(frozen=True, slots=True)
class DrawnOpportunities:
    """Opportunities without skills and texts.

    Attributes
    ----------
    frame
        The columns of the opportunities table that need no words (m rows).
    organisations
        The synthetic enterprises (organisations table).
    occupation
        Occupation of each opportunity (position in the vocabulary), shape (m,).
    lang
        Language of each advert: zh, en or mixed.
    entrepreneurial
        Courses of industrial parks that teach entrepreneurial skills to skilled workers, shape (m,).
    calibration
        Numbers used, with the values drawn.
    """

    frame: pl.DataFrame
    organisations: pl.DataFrame
    occupation: Ints
    lang: pl.Series
    entrepreneurial: Bools
    calibration: tuple[tuple[Number, float | None], ...]


def draw_opportunities(
    facts: RegionFacts, vocabulary: Vocabulary, homes: Homes, opportunities: int, seed: int
) -> DrawnOpportunities:
    """Draw opportunities, reproducibly for a seed.

    A subproject's offers come from the organisation that owns it and lie where it lies. All others
    come from synthetic enterprises: the real companies that the documents name are given no invented
    adverts.
    """
    m = opportunities
    enterprises = _enterprises(vocabulary, homes, max(1, m // OPPORTUNITIES_PER_ENTERPRISE), seed)
    rng = stream(seed, Stage.OPPORTUNITIES)
    kind_number = categories(rng, [share.value for share in KINDS.values()], m)
    kinds = np.array(list(KINDS), dtype=object)
    kind = kinds[kind_number]

    # The enterprise, then its field, industry and place.
    by = integers(rng, 0, enterprises.height - 1, m)
    field = enterprises["field"].to_numpy()[by]
    organisation = enterprises["organisation"].to_numpy().astype(object)[by]
    place = enterprises["place"].to_numpy().astype(object)[by]
    industry = enterprises["industry"].to_numpy().astype(object)[by]

    # The subproject, which then says who, where and in which field.
    subproject = np.full(m, None, dtype=object)
    entrepreneurial = np.zeros(m, dtype=np.bool_)
    inside = hits(rng, np.array([share.value for share in IN_SUBPROJECT.values()])[kind_number], m)
    owned = _subprojects(facts, vocabulary)
    if owned:
        which = integers(rng, 0, len(owned) - 1, m)
        for at, part in enumerate(owned):
            mine = inside & (which == at)
            subproject[mine], organisation[mine], place[mine] = part.subproject, part.owner, part.place
            field[mine] = np.array(part.fields)[categories(rng, np.ones(len(part.fields)), m)][mine]
            entrepreneurial |= mine & part.park & (kind == "training")
        industry[inside] = vocabulary.industry_of(rng, field)[inside]

    occupation = vocabulary.occupation_in(rng, field)
    # A park's entrepreneurial course is for skilled workers of any trade.
    skilled = np.flatnonzero(np.isin(vocabulary.major, TECHNICIANS))
    if skilled.size:
        occupation = np.where(entrepreneurial, skilled[integers(rng, 0, skilled.size - 1, m)], occupation)
    major = vocabulary.major[occupation]
    capacity = np.choose(kind_number, [skewed_sizes(rng, PLACES[name].value, LARGEST, m) for name in KINDS])
    asks_education = ~hits(rng, NO_EDUCATION_ASKED.value, m)
    # Courses are open to people one step below what the job would ask.
    education = categories_by_row(rng, _ASKED, major) + 3 - (kind == "training")
    pay = (
        between_quantiles(rng, _PAY, m)
        * _PAY_BY_MAJOR[major]
        * np.where(kind == "internship", _PAY_OF_INTERN, 1.0)
    )
    paid = np.isin(kind, ("job", "internship")) & ~hits(rng, PAY_UNSTATED.value, m)
    opens = integers(rng, day(FIRST_DAY), day(LAST_OPENING), m)
    closes = np.minimum(opens + integers(rng, 60, 300, m), day(LAST_DAY))
    lang_number = categories(rng, [0.60, 0.25, 0.15], m)

    frame = pl.DataFrame(
        {
            "opportunity": [f"syn-opp-{at:06d}" for at in range(m)],
            "organisation": organisation.tolist(),
            "kind": kind.tolist(),
            "occupation": vocabulary.occupations[occupation].tolist(),
            "place": place.tolist(),
            "capacity": capacity,
            "education_min": pl.Series(education).set(pl.Series(~asks_education), None),
            "licence": _licences(rng, vocabulary, field, kind == "job"),
            "pay": pl.Series(np.round(pay / 100) * 100).set(pl.Series(~paid), None),
            "subproject": pl.Series(subproject.tolist(), dtype=pl.String),
            "industry": industry.tolist(),
            "opens": dates(opens),
            "closes": dates(closes),
        }
    )
    calibration = (
        *((share, float((kind == name).mean())) for name, share in KINDS.items()),
        *((mean, _mean(capacity[kind == name])) for name, mean in PLACES.items()),
        *((share, _mean(inside[kind == name])) for name, share in IN_SUBPROJECT.items()),
        (Number("places-in-all", m * PLACES_PER_OPPORTUNITY, "places"), float(capacity.sum())),
        (NO_EDUCATION_ASKED, float((~asks_education).mean())),
        (PAY_UNSTATED, _mean(~paid[np.isin(kind, ("job", "internship"))])),
    )
    return DrawnOpportunities(
        frame,
        enterprises.drop("field"),
        occupation,
        pl.Series(["zh", "en", "mixed"]).gather(lang_number),
        entrepreneurial,
        calibration,
    )


@dataclass(frozen=True, slots=True)
class _Part:
    """A subproject: who owns it, where it lies, its fields, and whether it is an industrial park."""

    subproject: str
    owner: str
    place: str | None
    fields: tuple[int, ...]
    park: bool


def _subprojects(facts: RegionFacts, vocabulary: Vocabulary) -> list[_Part]:
    """The subprojects that have an owner; their fields are recognised by words."""
    if "owner" not in facts.subprojects.columns:
        return []
    known = facts.organisations.select(
        pl.col("organisation").alias("owner"), "actor_type", pl.col("name").alias("owner_name")
    )
    usable = vocabulary.fields_with_occupations(np.ones(len(vocabulary.fields))) > 0
    parts = []
    for row in facts.subprojects.join(known, on="owner").sort("subproject").to_dicts():
        said = " ".join(str(row.get(name) or "") for name in ("field", "name")).lower()
        fields = _recognised(said, vocabulary) or _recognised(str(row["owner_name"]).lower(), vocabulary)
        fields = tuple(at for at in fields if usable[at]) or tuple(int(at) for at in np.flatnonzero(usable))
        parts.append(
            _Part(row["subproject"], row["owner"], row.get("place"), fields, row["actor_type"] != "education")
        )
    return parts


def _recognised(said: str, vocabulary: Vocabulary) -> tuple[int, ...]:
    return tuple(at for at, words in enumerate(vocabulary.words) if any(word in said for word in words))


def _enterprises(vocabulary: Vocabulary, homes: Homes, count: int, seed: int) -> pl.DataFrame:
    """Synthetic enterprises, each in one field and one place."""
    rng = stream(seed, Stage.ORGANISATIONS)
    field = categories(rng, vocabulary.fields_with_occupations(vocabulary.demand), count)
    home = categories(rng, homes.weights, count)
    return pl.DataFrame(
        {
            "organisation": [f"syn-org-{at:05d}" for at in range(count)],
            "name": [f"Synthetic enterprise {at:05d}" for at in range(count)],
            "name_zh": [f"合成企业{at:05d}" for at in range(count)],
            "actor_type": ["enterprise"] * count,
            "kind": ["company"] * count,
            "place": homes.codes[home].tolist(),
            "industry": vocabulary.industry_of(rng, field).tolist(),
            "synthetic": [LABEL] * count,
            "field": field,
        }
    )


def _licences(rng: np.random.Generator, vocabulary: Vocabulary, field: Ints, wanted: Bools) -> pl.Series:
    licence = np.full(field.size, None, dtype=object)
    for row in data_table("licences.csv").to_dicts():
        theirs = np.full(field.size, row["field"] == "")
        if row["field"] in vocabulary.fields:
            theirs |= field == vocabulary.fields.index(row["field"])
        licence[theirs & wanted & hits(rng, float(row["share_asked"]), field.size)] = row["licence"]
    return pl.Series(licence.tolist(), dtype=pl.String)


def _mean(values: np.ndarray[tuple[int], np.dtype[np.generic]]) -> float | None:
    return float(values.mean()) if values.size else None
