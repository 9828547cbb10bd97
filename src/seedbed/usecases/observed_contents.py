"""What a report shows of the observatory and the network, as plain frames: :class:`ObservedContents`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import polars as pl

from seedbed.messages import Finding
from seedbed.usecases.documented_frames import REAL, TEXT, WHOLE, YES, ColumnTypes, cut_frames, empty_of

PLACE: ColumnTypes = {"place": TEXT, "place_en": TEXT, "place_zh": TEXT}
CHAIN: ColumnTypes = {"chain": TEXT, "chain_en": TEXT, "chain_zh": TEXT}
STAGE: ColumnTypes = {"stage_no": WHOLE, "stage_en": TEXT, "stage_zh": TEXT}
ACTOR: ColumnTypes = {"organisation": TEXT, "name_en": TEXT, "name_zh": TEXT}

OBSERVED_FRAMES: Mapping[str, ColumnTypes] = MappingProxyType(
    {
        # Scores of places on the region's cards, one row per place and node, the whole first (`depth` 0). `score` 0..100
        # (more where the card's cap allows), `coverage` 0..1; `value` of `period` beside `benchmark`; `finding` is
        # the code of what makes the score null or doubtful. `leaf` rows rest on a figure of their own.
        "scores": {
            "card": TEXT,
            "card_en": TEXT,
            "card_zh": TEXT,
            **PLACE,
            "node": TEXT,
            "label_en": TEXT,
            "label_zh": TEXT,
            "depth": WHOLE,
            "leaf": YES,
            "score": REAL,
            "coverage": REAL,
            "value": REAL,
            "period": TEXT,
            "benchmark": REAL,
            "finding": TEXT,
        },
        # Ranks under the card's own, equal and random weights: see seedbed.observatory.scorecards.rank_changes.
        "ranks": {
            "card": TEXT,
            **PLACE,
            "score": REAL,
            "rank": WHOLE,
            "rank_equal": WHOLE,
            "best": WHOLE,
            "worst": WHOLE,
            "low": WHOLE,
            "high": WHOLE,
            "same": REAL,
            "left_out_en": TEXT,
            "left_out_zh": TEXT,
        },
        # The highest stage of `stages` that a place has reached on a staged card; 0 is none.
        "stages_reached": {
            "card": TEXT,
            **PLACE,
            "stage": WHOLE,
            "stages": WHOLE,
            "stage_en": TEXT,
            "stage_zh": TEXT,
        },
        # What the next stage lacks.
        "stages_lacking": {
            "card": TEXT,
            **PLACE,
            "stage": WHOLE,
            "label_en": TEXT,
            "label_zh": TEXT,
            "value": REAL,
            "needed": REAL,
            "finding": TEXT,
        },
        # Every stage of every value chain as seen from the region's place; `status` as in seedbed.network.chains, `actors_*`
        # the organisations on record at home, `finding` why the stage is missing or weak.
        "chain_stages": {
            **CHAIN,
            **STAGE,
            "layer": TEXT,
            "status": TEXT,
            "weak": YES,
            "organisations": WHOLE,
            "actors_en": TEXT,
            "actors_zh": TEXT,
            "finding": TEXT,
        },
        # Organisations on record by stage and place, at home and in the areas around.
        "stage_places": {**CHAIN, **STAGE, **PLACE, "organisations": WHOLE},
        # Per chain: stages by status, `value` present / stages, `at_most` what could be there, `depth` organisations per
        # stage present.
        "chain_coverage": {
            **CHAIN,
            "stages": WHOLE,
            "present": WHOLE,
            "around": WHOLE,
            "planned": WHOLE,
            "missing": WHOLE,
            "elsewhere": WHOLE,
            "unsaid": WHOLE,
            "weak": WHOLE,
            "value": REAL,
            "at_most": REAL,
            "depth": REAL,
            "finding": TEXT,
        },
        # Production, supply, value and innovation of each chain; `value` present / stages.
        "chain_layers": {
            **CHAIN,
            "layer": TEXT,
            "stages": WHOLE,
            "present": WHOLE,
            "organisations": WHOLE,
            "value": REAL,
            "finding": TEXT,
        },
        # Published figures of stages beside those of the benchmark, in `unit`.
        "chain_figures": {
            **CHAIN,
            **STAGE,
            "measure_en": TEXT,
            "measure_zh": TEXT,
            "period": TEXT,
            "unit": TEXT,
            **PLACE,
            "value": REAL,
            "benchmark": REAL,
            "gap": REAL,
            "ratio": REAL,
            "source": TEXT,
            "locator": TEXT,
            "benchmark_locator": TEXT,
            "finding": TEXT,
        },
        # Organisations without which `stages` of the `of` on which they stand would be empty.
        "sole_actors": {**ACTOR, "stages": WHOLE, "of": WHOLE, "chains_en": TEXT, "chains_zh": TEXT},
        # One row: the share of purchases from suppliers at home, and its bounds.
        "sourcing": {"value": REAL, "at_least": REAL, "at_most": REAL, "buyers": WHOLE},
        # One number each for the whole network (seedbed.usecases.map_network).
        "network_figures": {"figure": TEXT, "value": REAL, "finding": TEXT},
        # One row per actor: roles, community, brokerage, what is lost without it, and where a picture puts it.
        "network_nodes": {
            **ACTOR,
            "actor_type": TEXT,
            "degree": WHOLE,
            "betweenness": REAL,
            "constraint": REAL,
            "core": WHOLE,
            "community": WHOLE,
            "brokered": WHOLE,
            "pieces": WHOLE,
            "lost_pairs": WHOLE,
            "lost_share": REAL,
            "x": REAL,
            "y": REAL,
        },
        "network_links": {"from": TEXT, "to": TEXT},
        # Open pairs between which an actor stands, by Gould and Fernandez's kind of brokerage.
        "brokers": {
            **ACTOR,
            "actor_type": TEXT,
            "coordinator": WHOLE,
            "itinerant": WHOLE,
            "gatekeeper": WHOLE,
            "representative": WHOLE,
            "liaison": WHOLE,
            "total": WHOLE,
        },
        # Tied pairs by layer; `value` is the share of all pairs.
        "layers": {
            "layer": TEXT,
            "ties": WHOLE,
            "tied_pairs": WHOLE,
            "tied_actors": WHOLE,
            "value": REAL,
            "finding": TEXT,
        },
        # Ties that are not there and might be, with their reasons in words.
        "suggestions": {
            "rank": WHOLE,
            **ACTOR,
            "other": TEXT,
            "other_en": TEXT,
            "other_zh": TEXT,
            "score": REAL,
            "cross_sector": YES,
            "reasons_en": TEXT,
            "reasons_zh": TEXT,
        },
        # How well each score found ties that were hidden: area under the curve, 0.5 is chance.
        "suggestion_test": {"score": TEXT, "auc": REAL, "sd": REAL},
        # The largest component as the best connected actors are lost one after the other.
        "removals": {"lost": WHOLE, "largest": WHOLE, "share": REAL},
        # The network on the first day of some years, dated ties only.
        "slices": {
            "day": TEXT,
            "tied_pairs": WHOLE,
            "tied_actors": WHOLE,
            "density": REAL,
            "ei_index": REAL,
            "pairs_new": WHOLE,
            "pairs_gone": WHOLE,
        },
        # Advantages that two places share: `shared` of the place's own `advantages`; `published` the share as its
        # source prints it, `computed` shared / advantages (0..1).
        "overlaps": {
            **PLACE,
            "period": TEXT,
            "advantages": WHOLE,
            "shared": WHOLE,
            "published": REAL,
            "computed": REAL,
            "source": TEXT,
            "locator": TEXT,
        },
        # Of the latest run of next-industries; `reasons_*` in words.
        "next_industries": {
            "rank": WHOLE,
            "industry": TEXT,
            "score": REAL,
            "rca": REAL,
            "reasons_en": TEXT,
            "reasons_zh": TEXT,
        },
        # The parts of each of those scores: they add up to it.
        "next_parts": {"rank": WHOLE, "industry": TEXT, "reason": TEXT, "part": REAL},
    }
)
"""Column names and types of every frame in :class:`ObservedContents`."""


def _frame(name: str) -> pl.DataFrame:
    return field(default_factory=lambda: empty_of(OBSERVED_FRAMES, name))


@dataclass(frozen=True, slots=True)
class ObservedContents:
    """Scorecards, value chains, network, overlap and next industries of a region, as the report shows them.

    Parameters
    ----------
    home_en, home_zh
        The place from which chains are seen.
    next_run, next_place_en, next_place_zh
        The run of next-industries that is shown, and the place that it is about; empty where none was kept.
    score_findings, chain_findings, network_findings
        What was left out or is doubtful.

    Raises
    ------
    ValueError
        A frame lacks a documented column.
    """

    home_en: str = ""
    home_zh: str = ""
    next_run: str = ""
    next_place_en: str = ""
    next_place_zh: str = ""
    score_findings: tuple[Finding, ...] = ()
    chain_findings: tuple[Finding, ...] = ()
    network_findings: tuple[Finding, ...] = ()
    scores: pl.DataFrame = _frame("scores")
    ranks: pl.DataFrame = _frame("ranks")
    stages_reached: pl.DataFrame = _frame("stages_reached")
    stages_lacking: pl.DataFrame = _frame("stages_lacking")
    chain_stages: pl.DataFrame = _frame("chain_stages")
    stage_places: pl.DataFrame = _frame("stage_places")
    chain_coverage: pl.DataFrame = _frame("chain_coverage")
    chain_layers: pl.DataFrame = _frame("chain_layers")
    chain_figures: pl.DataFrame = _frame("chain_figures")
    sole_actors: pl.DataFrame = _frame("sole_actors")
    sourcing: pl.DataFrame = _frame("sourcing")
    network_figures: pl.DataFrame = _frame("network_figures")
    network_nodes: pl.DataFrame = _frame("network_nodes")
    network_links: pl.DataFrame = _frame("network_links")
    brokers: pl.DataFrame = _frame("brokers")
    layers: pl.DataFrame = _frame("layers")
    suggestions: pl.DataFrame = _frame("suggestions")
    suggestion_test: pl.DataFrame = _frame("suggestion_test")
    removals: pl.DataFrame = _frame("removals")
    slices: pl.DataFrame = _frame("slices")
    overlaps: pl.DataFrame = _frame("overlaps")
    next_industries: pl.DataFrame = _frame("next_industries")
    next_parts: pl.DataFrame = _frame("next_parts")

    def __post_init__(self) -> None:
        cut_frames(self, OBSERVED_FRAMES)
