"""A market from a region's tables: skills become rows of matrices, duties and wishes eligibility.

Sex, groups and every other column that is not named here are never read.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

import numpy as np
import polars as pl
from scipy import sparse

from seedbed.matching.courses import Courses
from seedbed.matching.eligibility import Eligibility
from seedbed.matching.market import Market
from seedbed.matching.preference import Preference, preference
from seedbed.messages import Finding, Refusal, Severity

if TYPE_CHECKING:
    from numpy.typing import NDArray

RELATION_WEIGHTS: Mapping[str, float] = MappingProxyType({"essential": 1.0, "optional": 0.5})
"""What a requirement weighs by its relation, before the skill's informativeness."""

TAUGHT = "taught"
"""The relation of what an opportunity teaches: it earns no fit."""

WORKING_LEVEL = 0.5
"""Stands for a level, or an asked level, that is not stated."""

CLASSES_PER_UNIT = 4
"""Asked levels are rounded up to quarters: 0.25, 0.5, 0.75, 1."""

LIST_SEPARATORS = "[;；]"
"""What parts the entries of a list that is written as text."""

SEEKER_KEYS = ("person", "need")
"""The key of the seekers' table: people, or the needs of organisations."""


class SkillCatalog(Protocol):
    """What a market needs of a catalogue."""

    @property
    def skills(self) -> pl.DataFrame:
        """Frame with at least ``id`` (str) and ``informativeness`` (0..1), one row per skill."""
        ...

    def related_matrix(self) -> sparse.csr_array:
        """csr (K, K) in the order of :attr:`skills`: the row's skill gives credit toward the column's."""
        ...


def read_market(
    people: pl.DataFrame,
    seeker_skills: pl.DataFrame,
    opportunities: pl.DataFrame,
    opportunity_skills: pl.DataFrame,
    catalog: SkillCatalog,
    relation_weights: Mapping[str, float] | None = None,
) -> Market:
    """Build a :class:`Market` from tables with the columns of docs/reference/tables.md.

    Rows of both sides stand in the order of their ids.

    - A requirement weighs its relation (:data:`RELATION_WEIGHTS`) times the informativeness of its
      skill in the catalogue's release. What is taught earns no fit.
    - A level or an asked level that is not stated is 0.5 (working); asked levels are rounded up to
      quarters. Of repeated rows the strongest counts.
    - Eligible is who reaches the place, the education, the licence and the dates, and whose wishes for
      kind and pay are kept. ``willing_places`` says where (empty: the own ``place``; both unknown:
      anywhere); a GB/T 2260 code covers the codes below it (500000 covers 500115), and an opportunity
      without a place is anywhere. Pay, dates, education or a licence that an opportunity does not
      state limit nobody; an education that is unknown does not reach any that is asked.

    Rows that name a skill, a seeker or an opportunity that is not in its table do not count and are
    reported in :attr:`Market.findings`, as are people without skills and opportunities that ask nothing.

    Parameters
    ----------
    people
        Key ``person`` (or ``need``); optional ``place``, ``willing_places``, ``education``,
        ``licences``, ``pay_min``, ``wanted_kinds``, ``available_from``.
    seeker_skills
        ``seeker``, ``skill``, optional ``level``.
    opportunities
        Key ``opportunity``, ``kind``; optional ``place``, ``education_min``, ``licence``, ``pay``, ``opens``,
        ``closes``.
    opportunity_skills
        ``opportunity``, ``skill``, ``relation``, optional ``asked``.
    catalog
        Skills with informativeness, and related credits.
    relation_weights
        Overrides :data:`RELATION_WEIGHTS`.

    Raises
    ------
    Refusal
        ``matching.missing-column``, ``matching.column-type``, ``matching.duplicate-id``, and what
        :class:`Market` refuses.
    """
    weight_of = RELATION_WEIGHTS if relation_weights is None else relation_weights
    seeker_key = next((key for key in SEEKER_KEYS if key in people.columns), SEEKER_KEYS[0])
    people = _by_id(people, "people", seeker_key)
    opportunities = _by_id(opportunities, "opportunities", "opportunity")
    seekers, offers = people[seeker_key], opportunities["opportunity"]
    skills = catalog.skills["id"]
    findings: list[Finding] = []

    have = _resolved(seeker_skills, "seeker_skills", "seeker", seekers, skills, findings)
    levels = _matrix(
        have, _numbers(have, "seeker_skills", "level", WORKING_LEVEL), seekers.len(), skills.len()
    )

    ask = _resolved(opportunity_skills, "opportunity_skills", "opportunity", offers, skills, findings)
    _require(ask, "opportunity_skills", "relation")
    ask = ask.filter(pl.col("relation").ne_missing(TAUGHT))
    known = ask["relation"].is_in(list(weight_of)).fill_null(False)
    if not known.all():
        odd = ask.filter(~known)["relation"]
        values: dict[str, str | int] = {"rows": odd.len(), "example": str(odd[0])}
        findings.append(Finding("matching.unknown-relation", values, Severity.WARNING))
        ask = ask.filter(known)
    relation = ask["relation"].replace_strict(dict(weight_of), return_dtype=pl.Float64).to_numpy()
    informativeness = catalog.skills["informativeness"].cast(pl.Float64).to_numpy()
    weights = relation * informativeness[ask["_skill"].to_numpy()]
    requirements = _matrix(ask, weights, offers.len(), skills.len())
    asked = _matrix(
        ask,
        _class_of(_numbers(ask, "opportunity_skills", "asked", WORKING_LEVEL)),
        offers.len(),
        skills.len(),
    )
    return Market(
        levels,
        requirements,
        asked,
        catalog.related_matrix(),
        _eligibility(people, opportunities, findings),
        seekers.to_numpy(),
        offers.to_numpy(),
        skill_ids=skills.to_numpy(),
        findings=findings,
    )


def read_courses(
    people: pl.DataFrame,
    courses: pl.DataFrame,
    opportunity_skills: pl.DataFrame,
    opportunities: pl.DataFrame,
    catalog: SkillCatalog,
) -> tuple[Courses, tuple[Finding, ...]]:
    """The courses that a training plan may choose from, and what is wrong with them.

    - A course teaches the skills whose relation is ``taught``; its learners reach the level in ``asked``, or
      0.5 (working) where none is stated.
    - It takes ``capacity`` learners; who may attend is who is eligible for it (place, kind, education,
      licence, pay and dates, as for any opportunity).
    - A place costs what the column ``price`` states, rounded up to a whole number; without such a column, or
      where it is empty throughout, every place costs 1 and a budget counts places. Where some state a price,
      the courses that do not are left without places, and reported.
    - It is done on the day it ``closes``, or else ``opens``, and leads to no opportunity that closes before.

    Parameters
    ----------
    people, opportunity_skills, catalog
        As in :func:`read_market`.
    courses
        The opportunities that teach, sorted by id; rows keep this order.
    opportunities
        The opportunities of the market that the plan fills, sorted by id.

    Raises
    ------
    Refusal
        As :func:`read_market`.
    """
    findings: list[Finding] = []
    skills = catalog.skills["id"]
    taught = _resolved(
        opportunity_skills.filter(pl.col("relation").eq_missing(TAUGHT)).join(
            courses.select("opportunity"), on="opportunity", how="semi"
        ),
        "opportunity_skills", "opportunity", courses["opportunity"], skills, findings,
    )  # fmt: skip
    levels = _numbers(taught, "opportunity_skills", "asked", WORKING_LEVEL)
    places = courses["capacity"].cast(pl.Int64).to_numpy().copy()
    price = np.full(courses.height, np.nan)
    if "price" in courses.columns:
        price = courses["price"].cast(pl.Float64, strict=False).fill_null(np.nan).to_numpy()
    cost = np.ones(courses.height)
    if (~np.isnan(price)).any():
        unknown = np.isnan(price)
        places[unknown] = 0
        cost = np.where(unknown, 0.0, np.ceil(np.maximum(price, 0.0)))
        if unknown.any():
            findings.append(_some("matching.courses-without-price", unknown, courses["opportunity"]))
    silent = np.bincount(taught["_row"].to_numpy(), minlength=courses.height) == 0
    if silent.any():
        findings.append(_some("matching.courses-teach-nothing", silent, courses["opportunity"]))
    return Courses(
        _matrix(taught, levels, courses.height, skills.len()).tocsr(),
        places,
        cost,
        _eligible_pairs(people, courses),
        courses["opportunity"].to_numpy(),
        done=_last_days(courses, "courses"),
        closes=_last_days(opportunities.drop("opens", strict=False), "opportunities"),
    ), tuple(findings)


def read_preference(people: pl.DataFrame, opportunities: pl.DataFrame) -> Preference:
    """What people wish, beside a market whose sides are these tables, sorted by id.

    ``wanted_occupations``, ``wanted_kinds``, ``willing_places`` (a code covers the codes below it) and ``pay_min``
    against ``occupation``, ``kind``, ``place`` and ``pay``; ``education`` against ``education_min``.
    """
    n, m = people.height, opportunities.height

    def wish(listed: str, one: str, *, covering: bool = False) -> tuple[sparse.csr_array, NDArray[np.int64]]:
        wanted, offered = _entries(people, listed), _single(opportunities, one)
        numbered = _numbered(offered)
        if wanted.height:  # a wish that no opportunity grants is a wish all the same
            unknown = wanted.join(numbered, on="value", how="anti").select(pl.col("value").unique().sort())
            more = pl.int_range(numbered.height, numbered.height + pl.len(), dtype=pl.Int64).alias("number")
            numbered = pl.concat([numbered, unknown.with_columns(more)])
        codes = _covering(numbered) if covering else numbered
        return _marks(wanted, codes, n, numbered.height), _number_of(offered, numbered, m)

    wanted, occupation = wish("wanted_occupations", "occupation")
    return preference(
        wanted,
        occupation,
        _numbers(people, "people", "education"),
        _numbers(opportunities, "opportunities", "education_min"),
        kinds=wish("wanted_kinds", "kind"),
        places=wish("willing_places", "place", covering=True),
        pay=(_numbers(people, "people", "pay_min"), _numbers(opportunities, "opportunities", "pay")),
    )


def _some(code: str, flags: NDArray[np.bool_], ids: pl.Series) -> Finding:
    """A warning that counts the rows that are flagged and names the first."""
    values: dict[str, str | int] = {
        "count": int(flags.sum()),
        "total": flags.size,
        "first": str(ids[int(np.argmax(flags))]),
    }
    return Finding(code, values, Severity.WARNING)


def _last_days(frame: pl.DataFrame, table: str) -> NDArray[np.float64]:
    """The day on which each row ends, as a number: ``closes``, else ``opens``, else NaN."""
    closes, opens = _days(frame, table, "closes"), _days(frame, table, "opens")
    last = np.where(np.isnat(closes), opens, closes)
    return np.where(np.isnat(last), np.nan, last.astype(np.int64))


_COURSES_AT_ONCE = 64


def _eligible_pairs(people: pl.DataFrame, courses: pl.DataFrame) -> sparse.csr_array:
    """csr (n, C): who may attend which course."""
    n, count = people.height, courses.height
    one = sparse.csr_array((n, 1))
    market = Market(one, sparse.csr_array((count, 1)), eligibility=_eligibility(people, courses, []))
    rows, columns = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    everybody = np.arange(n)
    for start in range(0, count, _COURSES_AT_ONCE):
        here = np.arange(start, min(start + _COURSES_AT_ONCE, count))
        seeker, course = np.repeat(everybody, here.size), np.tile(here, n)
        may = market.eligible(seeker, course)
        rows.append(seeker[may])
        columns.append(course[may])
    row, column = np.concatenate(rows), np.concatenate(columns)
    return sparse.csr_array((np.ones(row.size), (row, column)), shape=(n, count))


def _require(frame: pl.DataFrame, table: str, *columns: str) -> None:
    for column in columns:
        if column not in frame.columns:
            raise Refusal.because("matching.missing-column", table=table, column=column)


def _by_id(frame: pl.DataFrame, table: str, key: str) -> pl.DataFrame:
    _require(frame, table, key)
    return frame.with_columns(pl.col(key).cast(pl.String)).sort(key)


def _resolved(
    frame: pl.DataFrame,
    table: str,
    owner: str,
    owners: pl.Series,
    skills: pl.Series,
    findings: list[Finding],
) -> pl.DataFrame:
    """The rows whose owner and skill are known, with their numbers as ``_row`` and ``_skill``."""
    _require(frame, table, owner, "skill")
    for column, ids, number in ((owner, owners, "_row"), ("skill", skills, "_skill")):
        index = pl.DataFrame({column: ids.cast(pl.String)}).unique(keep="first", maintain_order=True)
        index = index.with_columns(pl.int_range(pl.len(), dtype=pl.Int64).alias(number))
        frame = frame.with_columns(pl.col(column).cast(pl.String)).join(
            index, on=column, how="left", maintain_order="left"
        )
        missing = frame.filter(pl.col(number).is_null())[column]
        if missing.len():
            values: dict[str, str | int] = {
                "table": table,
                "column": column,
                "rows": missing.len(),
                "distinct": missing.n_unique(),
                "example": str(missing[0]),
            }
            findings.append(Finding("matching.unknown-reference", values, Severity.WARNING))
            frame = frame.filter(pl.col(number).is_not_null())
    return frame


def _matrix(frame: pl.DataFrame, values: NDArray[np.float64], rows: int, columns: int) -> sparse.coo_array:
    """Repeated entries stay apart: the market takes the strongest of them."""
    at = (frame["_row"].to_numpy(), frame["_skill"].to_numpy())
    return sparse.coo_array((values, at), shape=(rows, columns))


def _class_of(asked: NDArray[np.float64]) -> NDArray[np.float64]:
    """Asked levels rounded up to the grid of classes; negative ones are left for the market to refuse."""
    rounded = np.maximum(np.ceil(asked * CLASSES_PER_UNIT), 1.0) / CLASSES_PER_UNIT
    return np.where(asked < 0, asked, rounded)


def _numbers(
    frame: pl.DataFrame, table: str, column: str, missing: float = float("nan")
) -> NDArray[np.float64]:
    """A column of numbers as float64; absent columns and nulls become ``missing``."""
    if column not in frame.columns:
        return np.full(frame.height, missing)
    series = frame[column]
    if not (series.dtype.is_numeric() or series.dtype == pl.Null):
        raise Refusal.because(
            "matching.column-type", table=table, column=column, found=str(series.dtype), wanted="number"
        )
    return series.cast(pl.Float64).fill_null(missing).to_numpy()


def _days(frame: pl.DataFrame, table: str, column: str) -> NDArray[np.datetime64]:
    """A column of dates as ``datetime64[D]``; absent columns and nulls become NaT."""
    if column not in frame.columns:
        return np.full(frame.height, np.datetime64("NaT"), dtype="datetime64[D]")
    series = frame[column]
    if series.dtype == pl.String:
        series = series.str.to_date("%Y-%m-%d", strict=False).rename(column)
    if (
        series.dtype not in (pl.Date, pl.Datetime, pl.Null)
        or series.null_count() > frame[column].null_count()
    ):
        raise Refusal.because(
            "matching.column-type",
            table=table,
            column=column,
            found=str(frame[column].dtype),
            wanted="date (YYYY-MM-DD)",
        )
    return series.cast(pl.Date).to_numpy().astype("datetime64[D]")


def _entries(frame: pl.DataFrame, column: str) -> pl.DataFrame:
    """The entries of a column of lists: frame ``row``, ``value``; text is parted at semicolons."""
    if column not in frame.columns or frame[column].dtype == pl.Null:
        return pl.DataFrame(schema={"row": pl.Int64, "value": pl.String})
    series = frame[column]
    if not isinstance(series.dtype, pl.List):
        series = series.cast(pl.String).str.replace_all(LIST_SEPARATORS, ";").str.split(";")
    listed = pl.DataFrame({"row": pl.int_range(frame.height, dtype=pl.Int64, eager=True), "value": series})
    return (
        listed.explode("value")
        .with_columns(pl.col("value").cast(pl.String).str.strip_chars())
        .filter(pl.col("value").is_not_null() & (pl.col("value") != ""))
        .unique(maintain_order=True)
    )


def _numbered(entries: pl.DataFrame) -> pl.DataFrame:
    """The distinct values of entries with a number each: frame ``value``, ``number``."""
    values = entries.select(pl.col("value").unique().sort())
    return values.with_columns(pl.int_range(pl.len(), dtype=pl.Int64).alias("number"))


def _marks(entries: pl.DataFrame, numbered: pl.DataFrame, rows: int, width: int) -> sparse.csr_array:
    """csr (rows, width): which of the numbered values each row lists; others are of no account."""
    joined = entries.join(numbered, on="value", how="inner").select("row", "number").unique()
    at = (joined["row"].to_numpy(), joined["number"].to_numpy())
    return sparse.coo_array((np.ones(joined.height), at), shape=(rows, width)).tocsr()


def _number_of(entries: pl.DataFrame, numbered: pl.DataFrame, rows: int) -> NDArray[np.int64]:
    """The number of the one value of each row, -1 where it has none."""
    numbers = np.full(rows, -1, np.int64)
    joined = entries.join(numbered, on="value", how="inner")
    numbers[joined["row"].to_numpy()] = joined["number"].to_numpy()
    return numbers


def _all_where(unlimited: NDArray[np.bool_], width: int) -> sparse.csr_array:
    """csr (rows, width): everything for the rows that nothing limits."""
    rows = np.flatnonzero(unlimited)
    at = (np.repeat(rows, width), np.tile(np.arange(width), rows.size))
    return sparse.coo_array((np.ones(rows.size * width), at), shape=(unlimited.size, width)).tocsr()


def _lists_nothing(entries: pl.DataFrame, rows: int) -> NDArray[np.bool_]:
    flags = np.ones(rows, np.bool_)
    flags[entries["row"].to_numpy()] = False
    return flags


def _single(frame: pl.DataFrame, column: str) -> pl.DataFrame:
    """The entries of a column that holds one value per row."""
    if column not in frame.columns:
        return pl.DataFrame(schema={"row": pl.Int64, "value": pl.String})
    return frame.select(
        pl.int_range(pl.len(), dtype=pl.Int64).alias("row"),
        pl.col(column).cast(pl.String).str.strip_chars().alias("value"),
    ).filter(pl.col("value").is_not_null() & (pl.col("value") != ""))


def _covering(places: pl.DataFrame) -> pl.DataFrame:
    """Each place under the codes that cover it: itself, its prefecture and its province (GB/T 2260)."""
    code = pl.col("value").str.contains(r"^\d{6}$")
    wider = [
        places.filter(code).with_columns(pl.col("value").str.slice(0, digits).str.pad_end(6, "0"))
        for digits in (2, 4)
    ]
    return pl.concat([places, *wider]).unique(maintain_order=True)


def _reach(people: pl.DataFrame, opportunities: pl.DataFrame) -> tuple[sparse.csr_array, NDArray[np.int64]]:
    offered = _single(opportunities, "place")
    places = _numbered(offered)
    willing = _entries(people, "willing_places")
    own = _single(people, "place").join(willing, on="row", how="anti")
    wanted = pl.concat([willing, own])
    reach = _marks(wanted, _covering(places), people.height, places.height)
    anywhere = _all_where(_lists_nothing(wanted, people.height), places.height)
    return (reach + anywhere).tocsr(), _number_of(offered, places, opportunities.height)


def _kinds(people: pl.DataFrame, opportunities: pl.DataFrame) -> tuple[sparse.csr_array, NDArray[np.int64]]:
    offered = _single(opportunities, "kind")
    kinds = _numbered(offered)
    wanted = _entries(people, "wanted_kinds")
    accepts = _marks(wanted, kinds, people.height, kinds.height) + _all_where(
        _lists_nothing(wanted, people.height), kinds.height
    )
    return accepts.tocsr(), _number_of(offered, kinds, opportunities.height)


def _eligibility(people: pl.DataFrame, opportunities: pl.DataFrame, findings: list[Finding]) -> Eligibility:
    reach, place = _reach(people, opportunities)
    needed = _entries(opportunities, "licence")
    licences = _numbered(needed)
    pay_min = _numbers(people, "people", "pay_min")
    opens, closes = (_days(opportunities, "opportunities", column) for column in ("opens", "closes"))
    reversed_dates = opens > closes
    if reversed_dates.any():
        values: dict[str, str | int] = {
            "count": int(reversed_dates.sum()),
            "first": str(opportunities["opportunity"][int(np.argmax(reversed_dates))]),
        }
        findings.append(Finding("matching.closes-before-it-opens", values, Severity.WARNING))
    return Eligibility(
        reach=reach,
        place=place,
        ordinals=[
            (
                _numbers(people, "people", "education"),
                _numbers(opportunities, "opportunities", "education_min"),
            ),
            # pay >= pay_min, turned round so that the seeker's side is the larger one.
            (
                np.where(np.isnan(pay_min), np.inf, -pay_min),
                -_numbers(opportunities, "opportunities", "pay"),
            ),
        ],
        windows=[
            (
                _days(people, "people", "available_from"),
                np.full(people.height, np.datetime64("NaT"), dtype="datetime64[D]"),
                opens,
                closes,
            )
        ],
        licences=(
            _marks(_entries(people, "licences"), licences, people.height, licences.height),
            _marks(needed, licences, opportunities.height, licences.height),
        ),
        choices=[_kinds(people, opportunities)],
        choice_codes=("matching.kind-not-wanted",),
        ordinal_codes=("matching.education-below-minimum", "matching.pay-below-wish"),
        window_codes=("matching.dates-do-not-overlap",),
    )
