"""The people and offers of one year of a programme, drawn as for a region and moved into the year.

A rehearsal of a programme needs people who come year after year, most of them those whom the programme
is for. Both shares below are assumptions: the documents publish neither.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from seedbed.catalog import Catalog
from seedbed.synth.calibration import Number, calibration_frame
from seedbed.synth.facts import RegionFacts
from seedbed.synth.region import synthesise

PEOPLE_ADDRESSED = Number("cohort-people-addressed", 0.75)
OFFERS_ADDRESSED = Number("cohort-offers-addressed", 0.60)
DRAWN_PER_KEPT = 4
"""So many are drawn for each one that is kept, so that enough of those addressed are among them."""

CONSENT_YEARS = 2


@dataclass(frozen=True, slots=True)
class Addressed:
    """Conditions on rows of ``people`` and ``opportunities``: whom and what the programme is about."""

    people: pl.Expr
    opportunities: pl.Expr


@dataclass(frozen=True, slots=True)
class Cohort:
    """Synthetic tables of one year; every row says so in its column ``synthetic``.

    ``calibration`` is that of the draw, and how many of those kept are addressed.
    """

    people: pl.DataFrame
    opportunities: pl.DataFrame
    organisations: pl.DataFrame
    calibration: pl.DataFrame


def draw_cohort(
    facts: RegionFacts,
    catalog: Catalog,
    addressed: Addressed,
    *,
    year: int,
    people: int,
    opportunities: int,
    seed: int,
) -> Cohort:
    """Draw one year's people and opportunities, reproducibly for a seed and a year.

    1. Draw :data:`DRAWN_PER_KEPT` times as many as asked (:func:`~seedbed.synth.region.synthesise`).
    2. Keep, in the order of the draw, those addressed up to their stated share, then others. One offer of
       each subproject comes first, so that no part of the programme stands still.
    3. Move each person by whole years so that the first day available lies in the year, graduation with
       it; each offer so that it opens in the year. Consent holds for two years more at least.
    4. Offers and enterprises carry the year in their ids.

    Raises
    ------
    Refusal
        As :func:`~seedbed.synth.region.synthesise`.
    """
    drawn = synthesise(
        facts,
        catalog,
        people=people * DRAWN_PER_KEPT,
        opportunities=opportunities * DRAWN_PER_KEPT,
        seed=seed * 10_000 + year,
    )
    moved_people = _moved(drawn.people, "available_from", ("graduated",), year).with_columns(
        pl.max_horizontal("consent_until", pl.lit(date(year + CONSENT_YEARS, 12, 31))).alias("consent_until")
    )
    came, share = _kept(moved_people, addressed.people, people, PEOPLE_ADDRESSED)
    offers = _moved(drawn.opportunities, "opens", ("closes",), year)
    first = pl.col("subproject").is_not_null() & pl.col("subproject").is_first_distinct()
    offered, offer_share = _kept(offers, addressed.opportunities, opportunities, OFFERS_ADDRESSED, first)
    named = offered.with_columns(_of_year("opportunity", year), _of_year("organisation", year))
    enterprises = drawn.organisations.with_columns(_of_year("organisation", year)).join(
        named.select("organisation"), on="organisation", how="semi", maintain_order="left"
    )
    shares = calibration_frame(((PEOPLE_ADDRESSED, share), (OFFERS_ADDRESSED, offer_share)))
    return Cohort(came, named, enterprises, pl.concat([drawn.calibration, shares], how="diagonal_relaxed"))


def _moved(frame: pl.DataFrame, anchor: str, along: tuple[str, ...], year: int) -> pl.DataFrame:
    """Rows moved by whole years, so that ``anchor`` lies in ``year``."""
    begin = pl.date(pl.col(anchor).dt.year(), 1, 1)
    by = pl.lit(date(year, 1, 1)) - begin
    return frame.with_columns(pl.col(name) + by for name in (*along, anchor))


def _kept(
    frame: pl.DataFrame, chosen: pl.Expr, count: int, share: Number, first: pl.Expr | None = None
) -> tuple[pl.DataFrame, float]:
    """``count`` rows in their order, and the share of the chosen among them."""
    ranked = frame.with_row_index("_at").with_columns(
        _chosen=chosen.fill_null(False), _first=pl.lit(False) if first is None else first
    )
    begin = ranked.filter("_first").head(count)
    rest = ranked.join(begin.select("_at"), on="_at", how="anti", maintain_order="left")
    wanted = max(0, min(count - begin.height, round(count * share.value) - int(begin["_chosen"].sum())))
    some = rest.filter("_chosen").head(wanted)
    others = rest.filter(~pl.col("_chosen"))
    # Too few of the others are made up by more of the chosen, and the other way round.
    fill = pl.concat([others, rest.filter("_chosen").slice(some.height)]).head(
        count - begin.height - some.height
    )
    kept = pl.concat([begin, some, fill]).sort("_at")
    return kept.drop("_at", "_chosen", "_first"), float(kept["_chosen"].cast(pl.Int64).sum() / kept.height)


def _of_year(column: str, year: int) -> pl.Expr:
    """Synthetic ids with the year; ids of the region's own organisations stay."""
    return pl.col(column).str.replace("^syn-", f"syn-{year}-")
