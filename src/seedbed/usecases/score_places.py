"""Score places on the region's scorecards: with coverage, vintage, rank changes and stages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

import polars as pl

from seedbed.messages import Finding, Refusal
from seedbed.observatory.scorecards import (
    Card,
    Maturity,
    Scores,
    rank_changes,
    read_card,
    score,
    stages_reached,
)
from seedbed.store import RegionStore, Run
from seedbed.usecases.derive_figures import derive_figures
from seedbed.usecases.keep_run import inputs_of, keep_run
from seedbed.usecases.read_figures import read_figures

FOLDER = "scorecards"
INPUTS = ("observations", "organisations", "ties", "places")


@dataclass(frozen=True, slots=True, eq=False)
class ScoredCard:
    """One card with what came of it; ``ranks`` is None with fewer than two scored places, ``maturity`` without stages."""

    card: Card
    scores: Scores
    ranks: pl.DataFrame | None
    maturity: Maturity | None
    findings: tuple[Finding, ...]


def region_cards(store: RegionStore) -> tuple[Card, ...]:
    """The scorecards that stand in the region's folder.

    Raises
    ------
    Refusal
        A card cannot be read.
    """
    return tuple(read_card(store.document(name), f"{name}.toml") for name in store.documents(FOLDER))


def score_places(
    store: RegionStore,
    *,
    card: str | None = None,
    places: Sequence[str] = (),
    period: str | None = None,
    known: datetime | None = None,
    on: date | None = None,
    dry_run: bool = False,
) -> tuple[tuple[ScoredCard, ...], Run | None]:
    """Score places on one card or all.

    Parameters
    ----------
    places
        Which; when none is named, the region's place, its sides and every place that a card has enough
        figures for.
    period
        The latest period to read.
    known
        Read the record as it was known then.
    on
        The day for which the ecosystem's own figures stand.

    Raises
    ------
    Refusal
        The region has no scorecards, or none of that name, or one cannot be read.
    """
    started = datetime.now(UTC)
    cards = region_cards(store)
    chosen = [one for one in cards if card in (None, one.card)]
    if not chosen:
        names = ", ".join(one.card for one in cards) or "-"
        raise Refusal.because("usecases.no-scorecard", card=card or FOLDER, cards=names)
    derived = derive_figures(store, on or date.today())
    scored = tuple(_scored(store, one, derived, places, period, known) for one in chosen)
    if dry_run:
        return scored, None
    run = keep_run(
        store,
        "observe",
        started,
        parameters={"card": card, "places": list(places), "period": period},
        inputs=inputs_of(store, *INPUTS),
        summary={
            one.card.card: one.scores.frame.filter(
                pl.col("node") == one.card.card, pl.col("score").is_not_null()
            ).height
            for one in scored
        },
        outputs={one.card.card: one.scores.frame for one in scored},
    )
    return scored, run


def _scored(
    store: RegionStore,
    card: Card,
    derived: pl.DataFrame,
    places: Sequence[str],
    period: str | None,
    known: datetime | None,
) -> ScoredCard:
    published, findings = read_figures(store, card.measures, known)
    figures = pl.concat([published.select("place", "measure", "period", "value"), derived])
    own = [place for place in dict.fromkeys((store.settings.place, *store.settings.sides)) if place]
    with_figures = figures.filter(pl.col("measure").is_in(list(card.measures)))["place"].unique().sort()
    candidates = list(places) or list(dict.fromkeys([*own, *with_figures]))
    scores = score(card, figures, candidates, period)
    if not places:
        whole = pl.col("node") == card.card
        kept = scores.frame.filter(whole & (pl.col("score").is_not_null() | pl.col("place").is_in(own)))
        scores = Scores(card, scores.frame.filter(pl.col("place").is_in(kept["place"].to_list())))
    known_whole = scores.frame.filter(pl.col("node") == card.card, pl.col("score").is_not_null())
    return ScoredCard(
        card,
        scores,
        rank_changes(scores) if known_whole.height > 1 else None,
        stages_reached(scores) if card.staged else None,
        findings,
    )
