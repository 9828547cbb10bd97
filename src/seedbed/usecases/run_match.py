"""Match a region: recommendations for everybody, places under floors, with a certificate."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from seedbed.catalog import Catalog
from seedbed.matching import Allocation, Floor, Recommendations, allocate, audit, dropping_floor
from seedbed.matching.allocation import Recommended
from seedbed.matching.allocation.change import Settings
from seedbed.matching.explanation import parts_of_pairs
from seedbed.matching.exposure import Congestion, capped_recommendations, congestion
from seedbed.matching.fixed_point import CREDIT_UNITS, FIT_UNITS, WEIGHT_UNITS
from seedbed.matching.from_tables import read_preference
from seedbed.messages import Finding, Refusal, Severity
from seedbed.store import Json, RegionStore, Run
from seedbed.store.settings import FloorSetting
from seedbed.usecases.free_places import free_people, free_places
from seedbed.usecases.keep_run import inputs_of, keep_run
from seedbed.usecases.match_scope import MatchScope, opportunities_in, people_in
from seedbed.usecases.open_market import OpenMarket, floors_of, open_market

INPUTS = ("people", "seeker_skills", "opportunities", "opportunity_skills")

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class MatchOptions:
    """What the office chooses; the rest stands in ``region.toml``.

    ``exposure_cap`` limits on how many lists of recommendations an opportunity may stand; it does not limit
    who may be allocated where. ``carried`` holds by name of floor what is delivered already: to members, in all.
    ``floors`` stand in the place of the region's (``None``: the region's). ``pinned`` and ``excluded`` are pairs of ids,
    seeker and opportunity, that must be, or must not be, placed. ``scope`` narrows who and what takes part, and
    ``free_only`` to people without an open proposal or a place of their own, and to places that nobody holds.
    """

    k: int = 50
    per_seeker: int = 1
    min_fit: float = 0.0
    min_filled: float = 0.0
    tolerance: float = 5e-4
    method: Literal["auto", "dual", "exact"] = "auto"
    exposure_cap: int | None = None
    carried: Mapping[str, Sequence[int]] = field(default_factory=dict)
    floors: tuple[FloorSetting, ...] | None = None
    pinned: Sequence[tuple[str, str]] = ()
    excluded: Sequence[tuple[str, str]] = ()
    scope: MatchScope = MatchScope()
    free_only: bool = False

    @classmethod
    def from_parameters(cls, kept: Mapping[str, Json]) -> MatchOptions:
        """The options of a run's record; what an earlier release did not know takes its default."""
        plain = cls().as_parameters()
        chosen: dict[str, object] = {name: kept.get(name, value) for name, value in plain.items()}
        floors, scope = chosen.pop("own_floors"), chosen.pop("scope")
        pinned, excluded = _as_pairs(chosen.pop("pinned")), _as_pairs(chosen.pop("excluded"))
        return replace(
            cls(**chosen),  # type: ignore[arg-type]
            floors=tuple(FloorSetting(**floor) for floor in floors) if isinstance(floors, list) else None,
            pinned=pinned,
            excluded=excluded,
            scope=MatchScope.from_parameters(scope) if isinstance(scope, dict) else MatchScope(),
        )

    def settings(self) -> Settings:
        """For the engine; pins and exclusions are given in its numbers."""
        return Settings(
            k=self.k,
            per_seeker=self.per_seeker,
            min_fit=self.min_fit,
            min_filled=self.min_filled,
            tolerance=self.tolerance,
            method=self.method,
        )

    def as_parameters(self) -> dict[str, Json]:
        """For the run's record."""
        plain = asdict(self)
        floors = plain.pop("floors")
        return plain | {
            "carried": {name: list(places) for name, places in self.carried.items()},
            "own_floors": None if floors is None else list(floors),
            "pinned": [list(pair) for pair in self.pinned],
            "excluded": [list(pair) for pair in self.excluded],
            "scope": {name: list(part) for name, part in plain["scope"].items()},
        }


def _as_pairs(kept: object) -> tuple[tuple[str, str], ...]:
    return tuple((str(pair[0]), str(pair[1])) for pair in kept) if isinstance(kept, list | tuple) else ()


@dataclass(frozen=True, slots=True)
class Matched:
    """A match as it was made; ``run`` is ``None`` after a dry run.

    ``seconds_of_recommending`` is the part of its time before the allocation, opening the market included.
    ``crowding`` tells how lists crowd without and, where there is an exposure cap, with it.
    """

    run: Run | None
    opened: OpenMarket
    floors: tuple[Floor, ...]
    recommendations: Recommendations
    allocation: Allocation
    findings: tuple[Finding, ...]
    seconds_of_recommending: float
    crowding: tuple[Congestion, ...]


def run_match(
    store: RegionStore,
    catalog: Catalog,
    options: MatchOptions | None = None,
    *,
    on: date | None = None,
    seekers: Sequence[str] | None = None,
    opportunities: Sequence[str] | None = None,
    places: Mapping[str, int] | None = None,
    progress: Progress | None = None,
    confirmed: Callable[[Run], AbstractContextManager[None]] | None = None,
    dry_run: bool = False,
) -> Matched:
    """Recommend and allocate, and keep the run with everything that a report or a replay needs.

    Outputs of the run: ``recommendations`` (seeker, opportunity, rank, fit, and the wishes and
    over-qualification beside it), ``pairs`` (seeker, opportunity, fit), ``wishes`` and ``parts`` (of the pairs),
    ``floors``, ``floor_effects``, ``floor_changes`` (seeker, and the places before and after a floor is dropped),
    ``findings``, ``seat_prices``, ``audit``, ``congestion``, ``seekers`` (who was on the market).

    Parameters
    ----------
    on
        The day on which consent must hold.
    seekers, opportunities
        Only these ids; those of the options' scope when absent.
    places
        Places by opportunity; the capacity of the table, or what is free of it, when absent.
    progress
        Called with hundredths of the way, of the whole run.
    confirmed
        The run is kept inside of what this gives for its record: a transaction of the caller's.

    Raises
    ------
    Refusal
        ``usecases.nobody-in-scope``, ``usecases.nothing-in-scope``, ``usecases.nobody-free``,
        ``usecases.nothing-free``, ``usecases.pin-not-on-the-market``,
        ``matching.no-eligible-pair``, a pin that cannot be, a floor over 100 %, no capacity, and what
        :func:`~seedbed.usecases.open_market.open_market` refuses.
    """
    options = options or MatchOptions()
    on = on or date.today()
    started = datetime.now(UTC)
    if seekers is None:
        seekers = people_in(store, options.scope, on)
    if opportunities is None:
        opportunities = opportunities_in(store, options.scope)
    held: tuple[Finding, ...] = ()
    if options.free_only and places is None:
        seekers, places, held = _free(store, seekers, opportunities)
        opportunities = list(places)
    opened = open_market(store, catalog, on, seekers=seekers, opportunities=opportunities)
    if places is not None:
        opened = replace(opened, capacity=_capacity(opened, places), findings=(*held, *opened.findings))
    asked = store.settings if options.floors is None else replace(store.settings, floors=options.floors)
    floors = floors_of(opened, asked, options.carried)
    settings, idle = _in_numbers(opened, options)
    recommendations = opened.market.recommendations(options.k, progress=_part(progress, 0, RECOMMENDED))
    # One list serves every allocation below. Lists with an exposure cap never do: places are not capped.
    market = Recommended(opened.market, recommendations)
    crowding = [congestion(recommendations, opened.market.n_opportunities)]
    if options.exposure_cap is not None:
        recommendations = capped_recommendations(opened.market, options.k, options.exposure_cap)
        crowding.append(congestion(recommendations, opened.market.n_opportunities))
    seconds = (datetime.now(UTC) - started).total_seconds()
    told = _part(progress, RECOMMENDED, ALLOCATED)
    allocation = allocate(market, opened.capacity, floors=floors, progress=told, **settings)
    findings = (*opened.findings, *idle, *allocation.findings)
    if dry_run:
        return Matched(None, opened, floors, recommendations, allocation, findings, seconds, tuple(crowding))
    told = _part(progress, ALLOCATED, 100)
    effects, changes = effect_tables(opened, market, floors, allocation, settings, told)
    outputs = {
        "recommendations": recommendation_table(opened, recommendations),
        "pairs": pair_table(opened, allocation.pairs),
        "floors": floor_table(floors, allocation),
        "seat_prices": seat_table(opened, allocation),
        "findings": finding_table(findings),
        "floor_effects": effects,
        "floor_changes": changes,
        "audit": audit(opened.market, allocation.pairs, groups_of(opened.people), k=options.k),
        "wishes": wish_table(opened, allocation.pairs),
        "parts": part_table(opened, allocation.pairs),
        "congestion": congestion_table(crowding, options.exposure_cap),
        "seekers": opened.people.select(seeker="person"),
    }
    run = keep_run(
        store,
        "match",
        started,
        parameters={
            **options.as_parameters(),
            "on": on.isoformat(),
            "floors": [floor.name for floor in floors],
        },
        inputs=inputs_of(store, *INPUTS),
        summary={
            "people": opened.people.height,
            "opportunities": opened.opportunities.height,
            "capacity": int(opened.capacity.sum()),
            "recommendations": int(recommendations.indices.size),
            "filled": allocation.filled,
            "filled_without_floors": allocation.filled_without_floors,
            "objective": allocation.objective,
            "bound": allocation.bound,
            # An undecided run has no gap; JSON has no infinity.
            "optimality_gap": allocation.optimality_gap if allocation.verdict != "undecided" else None,
            "verdict": allocation.verdict,
            "method": allocation.method,
            "conflict": list(allocation.conflict),
            "edges_added": allocation.edges_added,
            "of_all_pairs": allocation.of_all_pairs,
            "blocking_pairs": len(allocation.blocking_pairs),
        },
        outputs=outputs,
        catalogue=catalog.release,
        confirmed=confirmed,
    )
    return Matched(run, opened, floors, recommendations, allocation, findings, seconds, tuple(crowding))


def _free(
    store: RegionStore, seekers: Sequence[str] | None, opportunities: Sequence[str] | None
) -> tuple[list[str], dict[str, int], tuple[Finding, ...]]:
    """People and places that are free among those of the scope, and how many are not.

    Raises
    ------
    Refusal
        ``usecases.nobody-free``, ``usecases.nothing-free``.
    """
    people, places = free_people(store, seekers), free_places(store, opportunities)
    if not people:
        raise Refusal.because("usecases.nobody-free")
    if not places:
        raise Refusal.because("usecases.nothing-free")
    offers = store.table("opportunities").select("opportunity", "capacity")
    if opportunities is not None:
        offers = offers.filter(pl.col("opportunity").is_in(list(opportunities)))
    counts = {
        "people": (store.table("people").height if seekers is None else len(seekers)) - len(people),
        "places": int(offers["capacity"].sum()) - sum(places.values()),
    }
    told = (Finding("usecases.held-left-out", counts, Severity.NOTE),) if any(counts.values()) else ()
    return people, places, told


def _capacity(opened: OpenMarket, places: Mapping[str, int]) -> NDArray[np.int64]:
    """Places (m,) in the order of the market; those of the table where none are given."""
    given = zip(opened.opportunities["opportunity"], opened.capacity, strict=True)
    return np.array([places.get(offer, int(known)) for offer, known in given], dtype=np.int64)


def recommendation_table(opened: OpenMarket, recommendations: Recommendations) -> pl.DataFrame:
    """Frame seeker, opportunity, rank (1 is best), fit, and the terms beside it."""
    rank = np.arange(recommendations.indices.size) - recommendations.indptr[recommendations.seekers] + 1
    return pl.DataFrame(
        {
            "seeker": opened.people.get_column("person").gather(recommendations.seekers),
            "opportunity": opened.opportunities.get_column("opportunity").gather(recommendations.indices),
            "rank": rank.astype(np.int32),
            "fit": recommendations.fit,
        }
    ).hstack(_terms(opened, recommendations.seekers, recommendations.indices))


def pair_table(opened: OpenMarket, pairs: NDArray[np.int64]) -> pl.DataFrame:
    """Frame seeker, opportunity, fit of pairs (p, 2)."""
    fit = opened.market.fit_units(pairs[:, 0], pairs[:, 1]) / FIT_UNITS
    return _ids(opened, pairs).with_columns(pl.Series("fit", fit))


def wish_table(opened: OpenMarket, pairs: NDArray[np.int64]) -> pl.DataFrame:
    """Frame seeker, opportunity, and the wishes and over-qualification beside the fits of pairs (p, 2)."""
    return _ids(opened, pairs).hstack(_terms(opened, pairs[:, 0], pairs[:, 1]))


def _ids(opened: OpenMarket, pairs: NDArray[np.int64]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "seeker": opened.people.get_column("person").gather(pairs[:, 0]),
            "opportunity": opened.opportunities.get_column("opportunity").gather(pairs[:, 1]),
        }
    )


def part_table(opened: OpenMarket, pairs: NDArray[np.int64]) -> pl.DataFrame:
    """Frame seeker, opportunity, requirement, weight, via_skill, credit, contribution: one row per requirement of
    each pair; the contributions add up to the fit exactly."""
    market = opened.market
    parts = parts_of_pairs(pairs[:, 0], pairs[:, 1], *market.sides)
    skills = pl.Series([str(market.skill(column)) for column in range(market.n_skills)], dtype=pl.String)
    via = skills.gather(np.maximum(parts.via_skill, 0)).set(pl.Series(parts.via_skill < 0), None)
    return _ids(opened, pairs[parts.pair]).with_columns(
        skills.gather(parts.requirement).alias("requirement"),
        pl.Series("weight", parts.weight_units / WEIGHT_UNITS),
        via.alias("via_skill"),
        pl.Series("credit", parts.credit_units / CREDIT_UNITS),
        pl.Series("contribution", parts.contribution_units / FIT_UNITS),
    )


def congestion_table(crowding: Sequence[Congestion], cap: int | None) -> pl.DataFrame:
    """Frame exposure_cap (null: none), rows, listed, most, gini: one row without a cap, one more with it."""
    rows = [{"exposure_cap": used, **asdict(one)} for used, one in zip((None, cap), crowding, strict=False)]
    return pl.DataFrame(
        rows,
        schema={
            "exposure_cap": pl.Int64, "rows": pl.Int64, "listed": pl.Int64, "most": pl.Int64,
            "gini": pl.Float64,
        },
    )  # fmt: skip


def _terms(opened: OpenMarket, seekers: ArrayLike, offers: ArrayLike) -> pl.DataFrame:
    """Wishes and over-qualification of aligned pairs: columns of their own, never part of a fit."""
    return read_preference(opened.people, opened.opportunities).terms(seekers, offers)


def floor_table(floors: tuple[Floor, ...], allocation: Allocation) -> pl.DataFrame:
    """One row per floor: what it asked and what became of it."""
    return pl.DataFrame(
        [
            {
                "name": outcome.name,
                "reading": outcome.reading,
                "share": float(floor.share),
                "required": outcome.required,
                "members_placed": outcome.members_placed,
                "filled": outcome.filled,
                # Of an impossible allocation there is nothing that could meet a floor.
                "met": outcome.met and allocation.verdict != "impossible",
                "shortfall": outcome.shortfall,
                "price": outcome.price,
            }
            for floor, outcome in zip(floors, allocation.floors, strict=True)
        ],
        schema={
            "name": pl.String, "reading": pl.String, "share": pl.Float64, "required": pl.Int64,
            "members_placed": pl.Int64, "filled": pl.Int64, "met": pl.Boolean, "shortfall": pl.Int64,
            "price": pl.Float64,
        },
    )  # fmt: skip


def finding_table(findings: Sequence[Finding]) -> pl.DataFrame:
    """Frame severity, code, en, zh."""
    rows = [(item.severity.value, item.code, item.text("en"), item.text("zh")) for item in findings]
    return pl.DataFrame(rows, schema=dict.fromkeys(("severity", "code", "en", "zh"), pl.String), orient="row")


def effect_tables(
    opened: OpenMarket,
    market: Recommended,
    floors: tuple[Floor, ...],
    allocation: Allocation,
    settings: Settings,
    progress: Progress | None = None,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """For each floor that costs something: how many people change when it is dropped, and who.

    The second frame: name, seeker, change (newly_placed, no_longer_placed, moved), before, after (ids of
    opportunities, several between semicolons).
    """
    counted, who = [], [pl.DataFrame(schema=_CHANGES)]
    binding = [outcome.name for outcome in allocation.floors if outcome.price > 0]
    for done, name in enumerate(binding if allocation.verdict == "met" else []):
        change = dropping_floor(name, market, opened.capacity, floors, allocation, **settings)
        counted.append((name, change.placed.size, change.unplaced.size, change.moved.size))
        groups = {"newly_placed": change.placed, "no_longer_placed": change.unplaced, "moved": change.moved}
        before, after = (_places_of(opened, pairs) for pairs in (allocation.pairs, change.after.pairs))
        who += [
            pl.DataFrame({"seeker": opened.people["person"].gather(numbers)})
            .join(before, on="seeker", how="left", maintain_order="left")
            .join(after, on="seeker", how="left", maintain_order="left", suffix="_after")
            .select(
                pl.lit(name).alias("name"),
                "seeker",
                pl.lit(kind).alias("change"),
                pl.col("places").alias("before"),
                pl.col("places_after").alias("after"),
            )
            for kind, numbers in groups.items()
        ]
        if progress is not None:
            progress(done + 1, len(binding))
    schema = {"name": pl.String, "newly_placed": pl.Int64, "no_longer_placed": pl.Int64, "moved": pl.Int64}
    return pl.DataFrame(counted, schema=schema, orient="row"), pl.concat(who)


_CHANGES = dict.fromkeys(("name", "seeker", "change", "before", "after"), pl.String)


def _places_of(opened: OpenMarket, pairs: NDArray[np.int64]) -> pl.DataFrame:
    return (
        _ids(opened, pairs).group_by("seeker").agg(pl.col("opportunity").sort().str.join(";").alias("places"))
    )


def _in_numbers(opened: OpenMarket, options: MatchOptions) -> tuple[Settings, list[Finding]]:
    """The engine's settings with pins and exclusions as rows of this market, and what of them is idle.

    Raises
    ------
    Refusal
        ``usecases.pin-not-on-the-market``.
    """
    seekers = (
        {name: row for row, name in enumerate(opened.people["person"])}
        if options.pinned or options.excluded
        else {}
    )
    offers = {name: row for row, name in enumerate(opened.opportunities["opportunity"])} if seekers else {}
    for seeker, opportunity in options.pinned:
        if seeker not in seekers or opportunity not in offers:
            raise Refusal.because("usecases.pin-not-on-the-market", seeker=seeker, opportunity=opportunity)
    here = [pair for pair in options.excluded if pair[0] in seekers and pair[1] in offers]
    findings = []
    if len(here) < len(options.excluded):
        idle = len(options.excluded) - len(here)
        findings.append(Finding("usecases.exclusion-idle", {"pairs": idle}, Severity.NOTE))
    settings = options.settings()
    settings["pinned"] = [(seekers[one], offers[other]) for one, other in options.pinned]
    settings["excluded"] = [(seekers[one], offers[other]) for one, other in here]
    return settings, findings


RECOMMENDED, ALLOCATED = 50, 80
"""Hundredths of the way at which recommending and allocating are done."""


def _part(progress: Progress | None, first: int, last: int) -> Progress | None:
    """The progress of a part as hundredths of the whole."""
    if progress is None:
        return None
    return lambda done, total: progress(first + (last - first) * min(done, total) // max(total, 1), 100)


def seat_table(opened: OpenMarket, allocation: Allocation) -> pl.DataFrame:
    """One row per opportunity: capacity, places filled, price of one more seat (in fit)."""
    filled = np.bincount(allocation.pairs[:, 1], minlength=opened.capacity.size)
    return opened.opportunities.select("opportunity").with_columns(
        pl.Series("capacity", opened.capacity),
        pl.Series("filled", filled.astype(np.int64)),
        pl.Series("price", allocation.prices),
    )


def groups_of(people: pl.DataFrame) -> dict[str, np.ndarray]:
    """Masks (n,) of the groups that people state: sexes first, then groups in the order of their names."""
    sexes = {name: (people["sex"] == name).fill_null(False).to_numpy() for name in ("female", "male")}
    named = sorted(people["groups"].explode().drop_nulls().unique().to_list())
    return sexes | {name: people["groups"].list.contains(name).fill_null(False).to_numpy() for name in named}
