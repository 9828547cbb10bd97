"""Do it again with the change: whether what is said to help one pair really does."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from seedbed.catalog import Catalog
from seedbed.matching import DeadEnd
from seedbed.store import RegionSettings
from seedbed.usecases.explain_match import Explanation, explain_match

if TYPE_CHECKING:
    from seedbed.store import RegionStore

LOWER_ASKED = "lower-asked"


def try_change(
    store: RegionStore, catalog: Catalog, explained: Explanation, on: date | None = None, min_fit: float = 0.5
) -> Explanation:
    """Explain a pair anew on tables that hold the change that ``explained.nearest`` names; nothing is kept.

    The skills of the change stand in the seeker's (or, where less is asked, the opportunity's) rows, and what
    the broken rules read is as it would have to be: the whole way from the tables to the fit is gone again.
    """
    changed = _Changed(store, _tables(store, explained))
    return explain_match(changed, catalog, explained.seeker, explained.opportunity, on, min_fit)  # type: ignore[arg-type]


class _Changed:
    """A region some of whose tables are others; it serves for opening a market."""

    def __init__(self, store: RegionStore, tables: Mapping[str, pl.DataFrame]) -> None:
        self._store, self._tables = store, tables

    @property
    def settings(self) -> RegionSettings:
        """Those of the region."""
        return self._store.settings

    def table(self, name: str) -> pl.DataFrame:
        """The changed table, or the region's."""
        return self._tables[name] if name in self._tables else self._store.table(name)

    def rejects(self, name: str) -> pl.DataFrame:
        """None: they are not on the market."""
        return pl.DataFrame()


def _tables(store: RegionStore, explained: Explanation) -> dict[str, pl.DataFrame]:
    nearest = explained.nearest
    people = store.table("people").filter(pl.col("person") == explained.seeker)
    offers = store.table("opportunities").filter(pl.col("opportunity") == explained.opportunity)
    has = store.table("seeker_skills").filter(pl.col("seeker") == explained.seeker)
    asks = store.table("opportunity_skills").filter(pl.col("opportunity") == explained.opportunity)
    if nearest.way == LOWER_ASKED:
        skills = [str(skill) for skill in nearest.skills]
        asks = asks.with_columns(
            pl.when(pl.col("skill").is_in(skills) & (pl.col("relation") != "taught"))
            .then(pl.lit(nearest.levels[0]))
            .otherwise("asked")
            .alias("asked")
        )
    elif nearest.skills:
        has = _with_skills(has, explained.seeker, nearest)
    return {
        "people": _without_hindrance(people, offers, nearest.relax),
        "opportunities": offers,
        "seeker_skills": has,
        "opportunity_skills": asks,
    }


def _with_skills(has: pl.DataFrame, seeker: str, nearest: DeadEnd) -> pl.DataFrame:
    learnt = pl.DataFrame(
        {"seeker": seeker, "skill": [str(skill) for skill in nearest.skills], "level": list(nearest.levels)},
        schema_overrides={"seeker": pl.String, "skill": pl.String, "level": pl.Float64},
    )
    rest = has.join(learnt, on=["seeker", "skill"], how="anti")
    return pl.concat([rest, learnt], how="diagonal_relaxed")


def _without_hindrance(people: pl.DataFrame, offers: pl.DataFrame, relax: tuple[str, ...]) -> pl.DataFrame:
    """The person as she would have to be for the rules that keep the pair apart to hold."""
    offer = offers.row(0, named=True)
    changes: dict[str, pl.Expr] = {
        "matching.out-of-reach": _also("willing_places", offer["place"]),
        "matching.kind-not-wanted": _also("wanted_kinds", offer["kind"]),
        "matching.licence-missing": _also("licences", offer["licence"]),
        "matching.education-below-minimum": pl.lit(offer["education_min"]).cast(people.schema["education"]).alias("education"),
        "matching.pay-below-wish": pl.lit(None).cast(people.schema["pay_min"]).alias("pay_min"),
        "matching.dates-do-not-overlap": pl.lit(offer["closes"]).cast(people.schema["available_from"]).alias("available_from"),
    }  # fmt: skip
    return people.with_columns([changes[code] for code in relax if code in changes])


def _also(column: str, value: object) -> pl.Expr:
    more = pl.concat_list(pl.lit([] if value is None else [str(value)], dtype=pl.List(pl.String)))
    return pl.col(column).fill_null(pl.lit([], dtype=pl.List(pl.String))).list.concat(more).alias(column)
