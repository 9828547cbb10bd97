"""Bring a region's people and opportunities onto one market."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, cast

import numpy as np
import polars as pl
from numpy.typing import NDArray

from seedbed.catalog import Catalog
from seedbed.matching import Floor, Market
from seedbed.messages import Finding, Refusal, Severity
from seedbed.store import RegionSettings, RegionStore
from seedbed.store.settings import FloorSetting

MATCHING = "matching"
TABLES = ("people", "seeker_skills", "opportunities", "opportunity_skills")


@dataclass(frozen=True, slots=True)
class OpenMarket:
    """A market with what surrounds it; rows of the frames stand in the order of the market.

    ``capacity`` (m,) counts places. ``findings`` say who was left out and why.
    """

    market: Market
    people: pl.DataFrame
    opportunities: pl.DataFrame
    capacity: NDArray[np.int64]
    findings: tuple[Finding, ...]


def open_market(
    store: RegionStore,
    catalog: Catalog,
    on: date,
    *,
    seekers: Sequence[str] | None = None,
    opportunities: Sequence[str] | None = None,
) -> OpenMarket:
    """The market of people who consented to matching and of opportunities.

    Parameters
    ----------
    on
        The day on which consent must hold.
    seekers, opportunities
        Only these ids; all when absent. A fit does not depend on who else is on the market.

    Raises
    ------
    Refusal
        ``usecases.nobody``, ``usecases.no-opportunities``, ``usecases.no-skills``,
        ``usecases.unknown-id``, and what :class:`~seedbed.matching.Market` refuses.
    """
    people, findings = with_consent(_chosen(store.table("people"), "person", seekers), on)
    findings = [*rejected_rows(store, *TABLES), *findings]
    offers = _chosen(store.table("opportunities"), "opportunity", opportunities)
    if not people.height:
        if seekers is not None:
            raise Refusal.because("usecases.no-consent", person=", ".join(seekers), on=on.isoformat())
        raise Refusal(*findings, Finding("usecases.nobody", {"region": store.settings.region}))
    if not offers.height:
        raise Refusal.because("usecases.no-opportunities", region=store.settings.region)
    has, asks = store.table("seeker_skills"), store.table("opportunity_skills")
    if not has.height or not asks.height:
        raise Refusal.because("usecases.no-skills", region=store.settings.region)
    people, offers = people.sort("person"), offers.sort("opportunity")
    settings = store.settings
    market = Market.from_tables(
        people,
        has.join(people.select(seeker="person"), on="seeker", how="semi"),
        offers,
        asks.join(offers.select("opportunity"), on="opportunity", how="semi"),
        catalog,
        relation_weights={"essential": settings.essential, "optional": settings.optional},
    )
    return OpenMarket(
        market,
        people,
        offers,
        offers.get_column("capacity").to_numpy().astype(np.int64),
        (*findings, *market.findings),
    )


def rejected_rows(store: RegionStore, *tables: str) -> list[Finding]:
    """What is missing from tables because its rows could not be read."""
    counts = {table: store.rejects(table).height for table in tables}
    return [
        Finding("usecases.rows-rejected", {"table": table, "rows": rows}, Severity.WARNING)
        for table, rows in counts.items()
        if rows
    ]


def with_consent(people: pl.DataFrame, on: date) -> tuple[pl.DataFrame, list[Finding]]:
    """The people whose consent covers matching on a day, and how many it does not."""
    covers = pl.col("consent_purpose").list.contains(MATCHING).fill_null(False) & (
        pl.col("consent_until") >= on
    ).fill_null(False)
    kept = people.filter(covers)
    left_out = people.height - kept.height
    if not left_out:
        return kept, []
    return kept, [
        Finding("usecases.without-consent", {"people": left_out, "on": on.isoformat()}, Severity.WARNING)
    ]


def floors_of(
    open_: OpenMarket, settings: RegionSettings, carried: Mapping[str, Sequence[int]] | None = None
) -> tuple[Floor, ...]:
    """The floors that the region's settings ask for, on this market.

    Parameters
    ----------
    carried
        Places already delivered by name of floor: to members, in all. A floor without an entry carries none.

    Raises
    ------
    Refusal
        ``usecases.floor-without-members``: nobody on the market is in the group, so the floor could
        only keep places empty; ``usecases.floor-unknown-subproject``.
    """
    delivered = carried or {}
    return tuple(
        replace(floor, carried=(delivered[floor.name][0], delivered[floor.name][1]))
        if floor.name in delivered
        else floor
        for setting in settings.floors
        for floor in _floors(open_, setting)
    )


def _floors(open_: OpenMarket, setting: FloorSetting) -> list[Floor]:
    members = open_.people.select(belongs(setting)).to_series().to_numpy()
    if not members.any():
        group = setting.sex or setting.group
        raise Refusal.because("usecases.floor-without-members", floor=setting.name, group=group)
    subprojects = open_.opportunities.get_column("subproject")
    named = sorted(subprojects.drop_nulls().unique().to_list())
    if setting.scope == "run":
        scopes: list[tuple[str, NDArray[np.bool_] | None]] = [(setting.name, None)]
    else:
        asked = setting.scope.partition(":")[2]
        if asked and asked not in named:
            raise Refusal.because(
                "usecases.floor-unknown-subproject",
                floor=setting.name,
                subproject=asked,
                known=", ".join(named) or "-",
            )
        scopes = [(f"{setting.name}:{name}", _is(subprojects, name)) for name in named if asked in ("", name)]
    reading = cast('Literal["share_of_filled", "reserved_seats"]', setting.reading)
    return [
        Floor(members, share=setting.share, scope=scope, reading=reading, name=name) for name, scope in scopes
    ]


def belongs(setting: FloorSetting) -> pl.Expr:
    """Whether a row of ``people`` is in the group of a floor."""
    if setting.sex:
        return (pl.col("sex") == setting.sex).fill_null(False)
    return pl.col("groups").list.contains(setting.group).fill_null(False)


def _is(column: pl.Series, name: str) -> NDArray[np.bool_]:
    return (column == name).fill_null(False).to_numpy()


def _chosen(frame: pl.DataFrame, key: str, ids: Sequence[str] | None) -> pl.DataFrame:
    if ids is None:
        return frame
    missing = sorted(set(ids) - set(frame.get_column(key).to_list()))
    if missing:
        raise Refusal.because("usecases.unknown-id", column=key, value=missing[0])
    return frame.filter(pl.col(key).is_in(list(ids)))
