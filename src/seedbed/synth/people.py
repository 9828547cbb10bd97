"""Drawing people: where they live, what they learned, what they want. No names, no skills yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from seedbed.synth.calibration import Number, Published
from seedbed.synth.dates import FIRST_DAY, LAST_DAY, YEARS, dates, day, days_in
from seedbed.synth.draws import (
    Bools,
    Floats,
    Ints,
    Stage,
    between_quantiles,
    categories,
    categories_by_row,
    hits,
    integers,
    spread,
    stream,
)
from seedbed.synth.facts import RegionFacts
from seedbed.synth.places import Homes
from seedbed.synth.vocabulary import TECHNICIANS, Texts, Vocabulary, data_table

# Published figures ------------------------------------------------------------------------------
RESUMES = Published("people-drawn", ("resumes_received",), lambda resumes: resumes, 30_000, "persons")
FROM_OUTSIDE = Published(
    "people-from-outside", ("migration_in", "population"), lambda came, residents: came / residents, 0.055
)
# Migrants who return in one year, over residents of 16 to 59, times the programme's years: the
# flow of 2017 is taken to go on.
RETURNING = Published(
    "returning-migrants",
    ("returned_migrants", "population", "share_aged_16_59"),
    lambda returned, residents, share: YEARS * returned / (residents * share),
    0.22,
)
UNTRAINED = Published(
    "returning-migrants-untrained", ("share_returned_without_training",), lambda share: share, 0.67
)
FOUNDERS = Published(
    "returning-migrants-founding",
    ("returned_migrant_founders", "returned_migrants"),
    lambda founders, returned: founders / returned,
    0.75,
)
UNEMPLOYED = Published(
    "graduates-initially-unemployed", ("share_graduates_initially_unemployed",), lambda share: share, 0.30
)

# Assumptions ------------------------------------------------------------------------------------
WOMEN = Number("women", 0.50)  # about half of the seekers
SEX_UNSTATED = Number("sex-unstated", 0.02)
PROGRAMME_GRADUATES = Number("graduates-of-programme-institutions", 0.55)  # of people with ISCED 5 or more
OTHER_INSTITUTIONS = Number("graduates-of-other-named-institutions", 0.10)
CHINESE_TEXTS = Number("texts-in-chinese", 0.60)
ENGLISH_TEXTS = Number("texts-in-english", 0.25)
STUDENTS_FROM_COUNTIES = Number(
    "students-from-less-developed-places", 0.60
)  # of students who live in a county
PAY_MIN_UNSTATED = Number("least-pay-unstated", 0.15)
ONLY_AT_HOME = Number("willing-only-at-home", 0.35)
ANYWHERE = Number("willing-in-the-whole-region", 0.25)

# Relative chance of being a woman by major group of ISCO-08 (1 managers ... 9 elementary): trades
# are unevenly mixed, which is what floors for women are for. Scaled so that WOMEN holds overall.
_WOMEN_BY_MAJOR = np.array([0.5, 0.42, 0.50, 0.46, 0.68, 0.62, 0.50, 0.28, 0.32, 0.52])
# Shares of ISCED 2011 levels 2..8 by major group of ISCO-08.
_EDUCATION = np.array(
    [
        [0.10, 0.25, 0.10, 0.30, 0.22, 0.03, 0.00],
        [0.00, 0.05, 0.05, 0.25, 0.50, 0.13, 0.02],
        [0.00, 0.03, 0.03, 0.22, 0.54, 0.16, 0.02],
        [0.03, 0.17, 0.10, 0.42, 0.26, 0.02, 0.00],
        [0.10, 0.30, 0.12, 0.32, 0.15, 0.01, 0.00],
        [0.18, 0.36, 0.10, 0.26, 0.10, 0.00, 0.00],
        [0.45, 0.38, 0.07, 0.08, 0.02, 0.00, 0.00],
        [0.22, 0.44, 0.12, 0.19, 0.03, 0.00, 0.00],
        [0.24, 0.46, 0.12, 0.16, 0.02, 0.00, 0.00],
        [0.55, 0.34, 0.05, 0.05, 0.01, 0.00, 0.00],
    ]
)
# Least pay, yuan a month: minimum, quartiles and maximum for ISCED 5, and the factor by level 0..8.
_PAY_MIN = (2_200.0, 3_200.0, 4_200.0, 5_500.0, 9_000.0)
_PAY_BY_EDUCATION = np.array([0.7, 0.7, 0.78, 0.84, 0.9, 1.0, 1.25, 1.6, 2.1])
LAST_ARRIVAL = date(2027, 10, 31)  # nobody becomes available later


@dataclass(frozen=True, slots=True)
class DrawnPeople:
    """People without skills and texts.

    Attributes
    ----------
    frame
        The columns of the people table that need no words (n rows).
    occupation
        The occupation each person works in or wants (position in the vocabulary), shape (n,).
    lang
        Language of each person's text: zh, en or mixed.
    employed, returning, untrained
        Has an occupation already; is a returning migrant; is one who had no training.
    calibration
        Numbers used, with the values drawn.
    """

    frame: pl.DataFrame
    occupation: Ints
    lang: pl.Series
    employed: Bools
    returning: Bools
    untrained: Bools
    calibration: tuple[tuple[Number, float | None], ...]


def draw_people(
    facts: RegionFacts, vocabulary: Vocabulary, homes: Homes, people: int, seed: int
) -> DrawnPeople:
    """Draw people, reproducibly for a seed."""
    n = people
    rng = stream(seed, Stage.PEOPLE)
    number = {
        figure.what: figure.from_observations(facts.observations)
        for figure in (RESUMES, FROM_OUTSIDE, RETURNING, UNTRAINED, FOUNDERS, UNEMPLOYED)
    }

    # Work and education.
    field = categories(rng, vocabulary.fields_with_occupations(vocabulary.supply), n)
    occupation = vocabulary.occupation_in(rng, field)
    major = vocabulary.major[occupation]
    education = categories_by_row(rng, _EDUCATION, major) + 2
    woman = spread(rng, _tilted(WOMEN.value, _WOMEN_BY_MAJOR[major]))
    unstated = hits(rng, SEX_UNSTATED.value, n)

    # Where.
    home = categories(rng, homes.weights, n)
    outside = spread(rng, np.full(n, number[FROM_OUTSIDE.what].value if homes.outside.size else 0.0))
    rural = homes.rural[home] & ~outside
    place = homes.codes[home].copy()
    if homes.outside.size:
        place[outside] = homes.outside[integers(rng, 0, homes.outside.size - 1, n)][outside]

    # School and the first day available.
    schooled = education >= 4
    graduate = education >= 5
    year = integers(rng, 2015, LAST_DAY.year, n)
    graduated = days_in(year, 6, integers(rng, 10, 30, n))
    first, last = day(FIRST_DAY), day(LAST_ARRIVAL)
    soon = np.minimum(graduated + integers(rng, 0, 400, n), last)
    any_day = integers(rng, first, last, n)
    available = np.where(
        schooled,
        np.where(graduated >= first, np.maximum(soon, graduated), np.maximum(any_day, graduated)),
        any_day,
    )
    institution = _institutions(rng, facts, education)

    # Groups.
    low = education <= 4
    tilt = np.where(low, 1.6, 0.5) * np.where(rural, 1.4, 0.8) * np.where(outside, 0.2, 1.0)
    returning = spread(rng, _tilted(number[RETURNING.what].value, tilt))
    untrained = spread(rng, np.where(returning, number[UNTRAINED.what].value, 0.0))
    founding = spread(rng, np.where(returning, number[FOUNDERS.what].value, 0.0))
    student = graduate & (available - graduated < 200) & (graduated >= first)
    technician = np.isin(major, TECHNICIANS) & (education >= 3)
    groups = {
        "returning_migrant": returning,
        "farmer": (major == 6) | (rural & low & hits(rng, 0.15, n)),
        "student": student,
        "less_developed_region_student": student & rural & hits(rng, STUDENTS_FROM_COUNTIES.value, n),
        "skilled_worker": technician & hits(rng, 0.7, n),
        "unskilled_worker": (major == 9) | ((education <= 2) & hits(rng, 0.4, n)),
        "surplus_rural_labourer": rural & low & hits(rng, 0.12, n),
        "local_worker": ~returning & ~student & ~outside & hits(rng, 0.4, n),
        "entrepreneur": founding & hits(rng, 0.35, n),
    }
    employed = ~spread(rng, np.where(graduate, number[UNEMPLOYED.what].value, 0.0))

    # Wishes.
    kinds = {
        "job": hits(rng, np.where(founding, 0.75, 0.95), n),
        "training": hits(rng, np.where(technician | untrained, 0.6, 0.25), n),
        "internship": student & hits(rng, 0.5, n),
        "mentoring": hits(rng, np.where(founding, 0.3, 0.08), n),
        "incubation": founding | hits(rng, 0.03, n),
    }
    kinds["job"] |= ~np.logical_or.reduce(list(kinds.values()))
    second = vocabulary.occupation_in(rng, field)
    wishes = integers(rng, 0, 2, n)
    pay_min = between_quantiles(rng, _PAY_MIN, n) * _PAY_BY_EDUCATION[education]
    texts_draw = categories(
        rng, [CHINESE_TEXTS.value, ENGLISH_TEXTS.value, 1 - CHINESE_TEXTS.value - ENGLISH_TEXTS.value], n
    )
    lang = pl.Series(["zh", "en", "mixed"]).gather(texts_draw)

    frame = pl.DataFrame(
        {
            "person": _random_ids(rng, n),
            "sex": pl.Series(np.where(woman, "female", "male").tolist()).set(pl.Series(unstated), None),
            "groups": _named(groups),
            "place": place.tolist(),
            "education": education,
            "institution": institution,
            "graduated": dates(graduated, schooled),
            "occupation": pl.Series(vocabulary.occupations[occupation].tolist()).set(pl.Series(~employed), None),
            "wanted_kinds": _named(kinds),
            "wanted_occupations": _lists(
                np.repeat(np.arange(n), 2)[_interleaved(wishes >= 1, (wishes == 2) & (second != occupation))],
                np.column_stack([vocabulary.occupations[occupation], vocabulary.occupations[second]]).ravel()[
                    _interleaved(wishes >= 1, (wishes == 2) & (second != occupation))
                ],
                n,
            ),
            "willing_places": _willing(rng, homes, place, outside),
            "pay_min": pl.Series(np.round(pay_min / 100) * 100).set(pl.Series(hits(rng, PAY_MIN_UNSTATED.value, n)), None),
            "licences": _licences(rng, vocabulary, field, untrained),
            "available_from": dates(available),
            "trained": pl.Series(~untrained).set(pl.Series(~returning), None),
        }
    ).with_columns(
        pl.lit("matching").alias("consent_purpose"),
        dates(days_in(integers(rng, 2027, 2030, n), 12, 31)).alias("consent_until"),
    )  # fmt: skip

    programme = set(_programme_institutions(facts))
    of_programme = np.array([name in programme for name in institution])
    calibration = (
        (number[RESUMES.what], float(n)),
        (number[FROM_OUTSIDE.what], float(outside.mean())),
        (number[RETURNING.what], float(returning.mean())),
        (number[UNTRAINED.what], _share(untrained, returning)),
        (number[FOUNDERS.what], _share(founding, returning)),
        (number[UNEMPLOYED.what], _share(~employed, graduate)),
        (WOMEN, _share(woman, ~unstated)),
        (SEX_UNSTATED, float(unstated.mean())),
        (PROGRAMME_GRADUATES, _share(of_programme, graduate)),
        (OTHER_INSTITUTIONS, _share((institution.is_not_null().to_numpy()) & ~of_programme, graduate)),
        (STUDENTS_FROM_COUNTIES, _share(groups["less_developed_region_student"], student & rural)),
        (CHINESE_TEXTS, float((texts_draw == 0).mean())),
        (ENGLISH_TEXTS, float((texts_draw == 1).mean())),
        (PAY_MIN_UNSTATED, frame["pay_min"].null_count() / n),
        (ONLY_AT_HOME, _share((frame["willing_places"].list.len() == 0).to_numpy(), ~outside)),
        (ANYWHERE, _share(frame["willing_places"].list.contains(homes.whole or "").to_numpy(), ~outside)),
    )
    return DrawnPeople(frame, occupation, lang, employed, returning, untrained, calibration)


def _tilted(mean: float, tilt: Floats) -> Floats:
    """Chances in proportion to ``tilt`` whose mean is ``mean``."""
    chances: Floats = np.minimum(mean * tilt / (np.cumsum(tilt)[-1] / tilt.size), 1.0)
    return chances


def _share(part: Bools, whole: Bools) -> float | None:
    return float(part[whole].mean()) if whole.any() else None


def _programme_institutions(facts: RegionFacts) -> list[str]:
    """The schools that own a subproject."""
    if "owner" not in facts.subprojects.columns:
        return []
    owners = facts.subprojects["owner"].drop_nulls().to_list()
    return sorted(
        facts.organisations.filter(
            (pl.col("actor_type") == "education") & pl.col("organisation").is_in(owners)
        )["organisation"].to_list()
    )


def _institutions(rng: np.random.Generator, facts: RegionFacts, education: Ints) -> pl.Series:
    """The school of each person: vocational colleges give ISCED 5, universities 6 and more."""
    schools = facts.organisations.filter(pl.col("actor_type") == "education").sort("organisation")
    kind = (
        schools["kind"]
        if "kind" in schools.columns
        else pl.Series(["university"] * schools.height, dtype=pl.String)
    )
    programme = schools["organisation"].is_in(_programme_institutions(facts))
    college = kind.str.contains("college").fill_null(False)
    university = (kind == "university").fill_null(False)
    u = rng.random(education.size)
    pools = (
        (education == 5, college & programme, 0.0, PROGRAMME_GRADUATES.value),
        (education >= 6, university & programme, 0.0, PROGRAMME_GRADUATES.value),
        (education >= 5, university & ~programme, PROGRAMME_GRADUATES.value, PROGRAMME_GRADUATES.value + OTHER_INSTITUTIONS.value),
    )  # fmt: skip
    found = np.full(education.size, None, dtype=object)
    for who, which, low, high in pools:
        names = schools.filter(which)["organisation"].to_numpy()
        if names.size:
            chosen = names[integers(rng, 0, names.size - 1, education.size)]
            mine = who & (u >= low) & (u < high)
            found[mine] = chosen[mine]
    return pl.Series(found.tolist(), dtype=pl.String)


def _willing(rng: np.random.Generator, homes: Homes, place: Texts, outside: Bools) -> pl.Series:
    """Places to which each person would go; an empty list is the place where the person lives."""
    n = place.size
    choice = rng.random(n)
    everywhere = ((choice < ANYWHERE.value) | outside) & (homes.whole is not None)
    at_home = (choice >= 1 - ONLY_AT_HOME.value) & ~outside
    some = ~everywhere & ~at_home
    more = integers(rng, 1, 3, n)
    others = np.column_stack([categories(rng, homes.weights, n) for _ in range(3)])
    chosen = np.column_stack([place, homes.codes[others]])
    keep = np.column_stack([some & ~outside, *(some & (more > at) for at in range(3))])
    owners = np.repeat(np.arange(n), 4)[keep.ravel()]
    wide = np.flatnonzero(everywhere)
    return _lists(
        np.concatenate([owners, wide]),
        np.concatenate([chosen.ravel()[keep.ravel()], np.full(wide.size, homes.whole, dtype=object)]),
        n,
    )


def _licences(rng: np.random.Generator, vocabulary: Vocabulary, field: Ints, untrained: Bools) -> pl.Series:
    owners, names = [], []
    for row in data_table("licences.csv").to_dicts():
        theirs = np.full(field.size, row["field"] == "")
        if row["field"] in vocabulary.fields:
            theirs |= field == vocabulary.fields.index(row["field"])
        general = row["field"] == ""
        # Without training no trade certificate; a driving licence needs none.
        holds = theirs & hits(rng, float(row["share_held"]), field.size) & (general | ~untrained)
        owners.append(np.flatnonzero(holds))
        names.append(np.full(owners[-1].size, row["licence"], dtype=object))
    return _lists(np.concatenate(owners), np.concatenate(names), field.size)


def _interleaved(first: Bools, second: Bools) -> Bools:
    return np.column_stack([first, second]).ravel()


def _named(flags: dict[str, Bools]) -> pl.Series:
    """The names of the flags that each row has, as lists."""
    matrix = np.column_stack(list(flags.values()))
    owner, which = np.nonzero(matrix)
    return _lists(owner, np.array(list(flags), dtype=object)[which], matrix.shape[0])


def _lists(owner: Ints, values: Texts, rows: int) -> pl.Series:
    """The different values of each owner as a list; empty where an owner has none."""
    lists = (
        pl.DataFrame({"owner": owner, "value": pl.Series(values.tolist(), dtype=pl.String)})
        .unique()
        .sort("owner", "value")
        .group_by("owner", maintain_order=True)
        .agg("value")
        .with_columns(pl.col("owner").cast(pl.Int64))
    )
    return (
        pl.DataFrame({"owner": np.arange(rows, dtype=np.int64)})
        .join(lists, on="owner", how="left", maintain_order="left")["value"]
        .fill_null(pl.lit([], dtype=pl.List(pl.String)))
    )


def _random_ids(rng: np.random.Generator, n: int) -> list[str]:
    """``syn-`` and 48 random bits; drawn anew until all differ."""
    ids: dict[str, None] = {}
    while len(ids) < n:
        raw = rng.bit_generator.random_raw(n - len(ids))
        ids |= dict.fromkeys(f"syn-{int(bits) >> 16:012x}" for bits in raw)
    return list(ids)
