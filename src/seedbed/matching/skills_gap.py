"""The skills gap: demand against supply, in quantity, in structure and in quality."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from seedbed.matching import kernels
from seedbed.matching.allocation.inputs import check_capacity
from seedbed.matching.fixed_point import CREDIT_UNITS, FIT_UNITS
from seedbed.matching.sides import shape_mismatch

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from seedbed.matching.market import Market

_ROWS = 4_096
"""Skills and classes whose best people are counted together."""


@dataclass(frozen=True, slots=True, eq=False)
class SkillsGap:
    """Demand against supply; :func:`skills_gap` defines every column.

    Parameters
    ----------
    skills
        One row per skill that is asked or stated: ``skill, places, people, fillable, shortage, holders,
        demand_share, supply_share, difference, credit``. Largest shortage first, then by the order of the
        skills.
    classes
        One row per skill and asked level: ``skill, asked, places, people, credit``.
    occupations
        One row per occupation, or ``None`` where none were given: ``occupation, opportunities, places,
        people, shortage, demand_share, supply_share, difference, fit``. Largest number of places first.
    dissimilarity
        Half the sum of the absolute differences of the skills' shares (Duncan and Duncan 1955), 0..1:
        the part of what is asked that would have to be asked of other skills to match what people state.
    """

    skills: pl.DataFrame
    classes: pl.DataFrame
    occupations: pl.DataFrame | None
    dissimilarity: float


def skills_gap(
    market: Market,
    capacity: ArrayLike,
    *,
    occupations: ArrayLike | None = None,
    seeker_occupations: ArrayLike | None = None,
) -> SkillsGap:
    """Compare what places ask with what people have.

    With ``P_ka`` the places that ask skill ``k`` at level ``a`` (an opportunity counts with its capacity;
    weights that round to nothing do not count) and ``c_ika`` person ``i``'s credit for it (related skills
    included, as in a fit):

    Quantity
        ``places = P_ka``; ``people`` = those with full credit. Per skill, ``people`` = those with full
        credit at the lowest level that is asked, and ``fillable`` = the most of its places that could
        go to different people with full credit: who reaches a level reaches the lower ones, so filling
        from the highest level down is exact. ``shortage = places - fillable``. Each skill is taken by
        itself: one person may count for several skills.
    Structure
        ``demand_share`` = places that ask the skill / the sum over all skills; ``supply_share`` =
        ``holders`` (people who state the skill itself, at any level) / the sum over all skills;
        ``difference = demand_share - supply_share``: above 0 the skill is asked more than it is held.
    Quality
        ``credit`` of a skill at a level = mean over its places of the credit of the best ``P_ka`` people,
        one each, 0 where people run out. Per skill: the mean of these, weighted by places. It is how
        well the places could be served with regard to this skill if nobody else competed.

    Per occupation the same three: ``places`` against ``people`` whose own occupation it is
    (``shortage`` = what is missing, not below 0), the two shares, and ``fit`` = mean over places of the fit
    of the best eligible people of each opportunity (as many as it has places, 0 where nobody fits), again
    without competition between opportunities. Opportunities without an occupation (empty text) are left
    out of these rows.

    Parameters
    ----------
    market
        The two sides.
    capacity
        (m,) whole numbers >= 0: places of each opportunity.
    occupations
        (m,) str: the occupation of each opportunity.
    seeker_occupations
        (n,) str: people's own occupation; without it the columns that need it are null.

    Raises
    ------
    Refusal
        ``matching.shape-mismatch``, and what :func:`check_capacity` refuses.
    """
    places = check_capacity(capacity, market.n_opportunities)
    skills, classes, dissimilarity = _by_skill(market, places)
    frame = None
    if occupations is not None:
        frame = _by_occupation(market, places, occupations, seeker_occupations)
    return SkillsGap(skills, classes, frame, dissimilarity)


def _by_skill(market: Market, capacity: NDArray[np.int64]) -> tuple[pl.DataFrame, pl.DataFrame, float]:
    supply, demand = market.sides
    n_skills, n_classes = market.n_skills, demand.classes.size
    row = np.repeat(np.arange(market.n_opportunities), np.diff(demand.indptr))
    counted = demand.units > 0
    cell = demand.skills[counted].astype(np.int64) * n_classes + demand.asked[counted]
    places = np.zeros(n_skills * n_classes, np.int64)
    np.add.at(places, cell, capacity[row[counted]])
    asked_cells = np.flatnonzero(places)
    column_of = np.full(n_skills * n_classes, -1, np.int32)
    column_of[asked_cells] = np.arange(asked_cells.size)
    people_by_credit = np.zeros((asked_cells.size, CREDIT_UNITS + 1), np.int64)
    kernels.credit_histogram(column_of.reshape(n_skills, n_classes), supply, demand.classes, people_by_credit)
    wanted = places[asked_cells]
    meeting = people_by_credit[:, CREDIT_UNITS]
    best = _units_of_best(people_by_credit, wanted)
    skill, level = np.divmod(asked_cells, n_classes)
    names = _names(market)
    classes = pl.DataFrame(
        {
            "skill": names[skill],
            "asked": demand.classes[level],
            "places": wanted,
            "people": meeting,
            "credit": best / (CREDIT_UNITS * wanted),
        }
    )

    def spread(values: NDArray[np.int64]) -> NDArray[np.int64]:
        table = np.zeros((n_skills, n_classes), np.int64)
        table[skill, level] = values
        return table

    places_by_level, meeting_by_level = spread(wanted), spread(meeting)
    total = places_by_level.sum(axis=1)
    lowest = np.argmax(places_by_level > 0, axis=1)
    people = meeting_by_level[np.arange(n_skills), lowest]
    fillable = np.zeros(n_skills, np.int64)
    for a in range(n_classes - 1, -1, -1):
        fillable += np.clip(meeting_by_level[:, a] - fillable, 0, places_by_level[:, a])
    holders = np.bincount(supply.skills, minlength=n_skills)
    demand_share, supply_share = _shares(total), _shares(holders)
    difference = demand_share - supply_share
    shown = np.flatnonzero((total > 0) | (holders > 0))
    shown = shown[np.argsort(-(total - fillable)[shown], kind="stable")]
    credit = spread(best).sum(axis=1) / (CREDIT_UNITS * np.maximum(total, 1))
    skills = pl.DataFrame(
        {
            "skill": names[shown],
            "places": total[shown],
            "people": people[shown],
            "fillable": fillable[shown],
            "shortage": (total - fillable)[shown],
            "holders": holders[shown],
            "demand_share": demand_share[shown],
            "supply_share": supply_share[shown],
            "difference": difference[shown],
            "credit": credit[shown],
        }
    ).with_columns(
        # Where nobody asks a skill there is nobody to count and no quality to speak of.
        pl.when(pl.col("places") > 0).then(pl.col(column)).alias(column)
        for column in ("people", "credit")
    )
    return skills, classes, float(np.abs(difference).sum() / 2)


def _units_of_best(people_by_credit: NDArray[np.int64], wanted: NDArray[np.int64]) -> NDArray[np.int64]:
    """The sum of the credits of the best ``wanted`` people of each row, from counts by credit 0..256."""
    value = np.arange(CREDIT_UNITS, -1, -1)
    credits = np.zeros(wanted.size, np.int64)
    for start in range(0, wanted.size, _ROWS):  # in parts: the counts of a large catalogue are many
        part = slice(start, start + _ROWS)
        falling = people_by_credit[part, ::-1]
        before = np.cumsum(falling, axis=1) - falling
        credits[part] = np.clip(wanted[part, None] - before, 0, falling) @ value
    return credits


def _by_occupation(
    market: Market,
    capacity: NDArray[np.int64],
    occupations: ArrayLike,
    seeker_occupations: ArrayLike | None,
) -> pl.DataFrame:
    offered = _texts(occupations, market.n_opportunities, "occupations")
    best = market.best_seekers(capacity)
    units = np.zeros(market.n_opportunities, np.int64)
    np.add.at(units, best.seekers, best.units)
    frame = (
        pl.DataFrame({"occupation": offered, "places": capacity, "units": units})
        .filter(pl.col("occupation") != "")
        .group_by("occupation")
        .agg(pl.len().cast(pl.Int64).alias("opportunities"), pl.col("places", "units").sum())
    )
    if seeker_occupations is None:
        none = pl.lit(None, dtype=pl.Int64)
        frame = frame.with_columns(none.alias("people"))
    else:
        own = _texts(seeker_occupations, market.n_seekers, "seeker_occupations")
        people = (
            pl.DataFrame({"occupation": own})
            .filter(pl.col("occupation") != "")
            .group_by("occupation")
            .agg(pl.len().cast(pl.Int64).alias("people"))
        )
        # An occupation that people have and nobody asks belongs to the picture.
        frame = frame.join(people, on="occupation", how="full", coalesce=True).with_columns(
            pl.col("opportunities", "places", "units", "people").fill_null(0)
        )
    return (
        frame.with_columns(
            (pl.col("places") - pl.col("people")).clip(lower_bound=0).alias("shortage"),
            (pl.col("places") / pl.col("places").sum().clip(lower_bound=1)).alias("demand_share"),
            (pl.col("people") / pl.col("people").sum().clip(lower_bound=1)).alias("supply_share"),
            pl.when(pl.col("places") > 0).then(pl.col("units") / (pl.col("places") * FIT_UNITS)).alias("fit"),
        )
        .with_columns((pl.col("demand_share") - pl.col("supply_share")).alias("difference"))
        .sort(["places", "occupation"], descending=[True, False])
        .select(
            "occupation",
            "opportunities",
            "places",
            "people",
            "shortage",
            "demand_share",
            "supply_share",
            "difference",
            "fit",
        )
    )


def _texts(values: ArrayLike, size: int, name: str) -> NDArray[np.str_]:
    array = np.asarray(values)
    if array.shape != (size,):
        raise shape_mismatch(name, array.shape, (size,))
    if array.dtype == np.object_:
        array = np.array(["" if value is None else value for value in array], dtype=np.str_)
    return array.astype(np.str_)


def _shares(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    return counts / max(int(counts.sum()), 1)


def _names(market: Market) -> NDArray[np.str_] | NDArray[np.int64]:
    return np.arange(market.n_skills) if market.skill_ids is None else market.skill_ids
