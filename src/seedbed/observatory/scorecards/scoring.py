"""From figures to scores: every node of a card for every place, with coverage, vintage and doubts.

Steps (OECD and JRC, Handbook on Constructing Composite Indicators, 2008)
    1. For each leaf and place the latest figure not after the asked period.
    2. Its scale turns the figure into a score; a figure that the scale cannot use has none, and says why.
    3. From the leaves up: the weighted mean of the children that have a score, where these carry at
       least ``least_coverage`` of the leaves' weight; else no score, and it says so. A missing figure is
       never zero.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from seedbed.messages import Refusal
from seedbed.observatory.grid import require_columns
from seedbed.observatory.scorecards.card import Card, Node, Scale, ScaleKind

OLD = "observatory.figure-old"
NONE = "observatory.no-figure"
THIN = "observatory.too-few-figures"
UNUSABLE = "observatory.scale-undefined"

LEAST_PEERS = 3
"""Between two places a scale of peers knows only first and last."""


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """The scores of a card.

    ``frame`` has a row for every place and node: ``place``, ``node`` (the card's own id for the whole),
    ``score``, ``coverage`` (0..1, share of leaves' weight with a score), ``value``, ``period`` (of the figure),
    ``benchmark`` (what 100 stands for), ``finding`` (a message code or null).
    """

    card: Card
    frame: pl.DataFrame

    def table(self) -> pl.DataFrame:
        """Scores as a table place x node."""
        return self.frame.pivot(on="node", index="place", values="score")


@dataclass(frozen=True, slots=True)
class _Leaf:
    score: float | None
    value: float | None = None
    period: str | None = None
    benchmark: float | None = None
    finding: str | None = None


def score(card: Card, figures: pl.DataFrame, places: list[str], period: str | None = None) -> Scores:
    """Score places on a card.

    Parameters
    ----------
    figures
        Columns ``place``, ``measure``, ``period`` (text that sorts by time, years first), ``value``. Rows with an
        empty value are left aside.
    places
        Which places to score; peers are these.
    period
        The latest period to read; the latest there is when None.

    Raises
    ------
    Refusal
        A column is missing, a figure stands twice, or no place is asked for.
    """
    require_columns(figures, "place", "measure", "period", "value")
    if not places:
        raise Refusal.because("observatory.no-place")
    wanted = (
        figures.select(pl.col("place", "measure", "period").cast(pl.String), pl.col("value").cast(pl.Float64))
        .filter(pl.col("measure").is_in(list(card.measures)), pl.col("value").is_finite())
        .filter(pl.lit(True) if period is None else pl.col("period") <= period)
        .sort("period")
    )
    twice = wanted.filter(wanted.select("place", "measure", "period").is_duplicated())
    if not twice.is_empty():
        place, measure, when, _ = twice.row(0)
        raise Refusal.because("observatory.figure-twice", place=place, measure=measure, period=when)
    known: dict[tuple[str, str], dict[str, float]] = {}
    for place, measure, when, value in wanted.iter_rows():
        known.setdefault((place, measure), {})[when] = value
    newest = period or max(wanted["period"].to_list(), default=None)
    leaves = {
        (node.node, place): found
        for node in card.nodes
        if node.scale is not None
        for place, found in zip(places, _leaf(node, places, known, newest), strict=True)
    }
    rows: list[tuple[object, ...]] = []
    for place in places:
        scored: dict[str, tuple[float | None, float]] = {}
        for node in reversed(card.nodes):
            if node.scale is not None:
                leaf = leaves[node.node, place]
                scored[node.node] = (leaf.score, float(leaf.score is not None))
            else:
                scored[node.node] = _mean(card, node.node, scored)
        scored[card.card] = _mean(card, None, scored)
        for name in [card.card, *(node.node for node in card.nodes)]:
            value, coverage = scored[name]
            leaf = leaves.get((name, place), _Leaf(None, finding=None if value is not None else THIN))
            rows.append((place, name, value, coverage, leaf.value, leaf.period, leaf.benchmark, leaf.finding))
    schema = {
        "place": pl.String, "node": pl.String, "score": pl.Float64, "coverage": pl.Float64, "value": pl.Float64,
        "period": pl.String, "benchmark": pl.Float64, "finding": pl.String,
    }  # fmt: skip
    return Scores(card, pl.DataFrame(rows, schema=schema, orient="row"))


def _mean(
    card: Card, parent: str | None, scored: dict[str, tuple[float | None, float]]
) -> tuple[float | None, float]:
    """The weighted mean of the children that have a score, and the share of leaves' weight behind it."""
    children = card.children(parent)
    total = sum(child.weight for child in children)
    coverage = sum(child.weight * scored[child.node][1] for child in children) / total
    present = [(child.weight, scored[child.node][0]) for child in children]
    weight = sum(w for w, s in present if s is not None)
    if weight <= 0 or coverage < card.least_coverage:
        return None, coverage
    return sum(w * s for w, s in present if s is not None) / weight, coverage


def _leaf(
    node: Node, places: list[str], known: dict[tuple[str, str], dict[str, float]], newest: str | None
) -> list[_Leaf]:
    assert node.scale is not None and node.measure is not None
    latest: list[tuple[str, float] | None] = []
    for place in places:
        series = known.get((place, node.measure))
        latest.append(None if series is None else list(series.items())[-1])
    present = np.array([found[1] for found in latest if found is not None])
    return [
        _Leaf(None, finding=NONE) if found is None else _scaled(node, place, found, present, known, newest)
        for place, found in zip(places, latest, strict=True)
    ]


def _scaled(
    node: Node,
    place: str,
    found: tuple[str, float],
    peers: NDArray[np.float64],
    known: dict[tuple[str, str], dict[str, float]],
    newest: str | None,
) -> _Leaf:
    scale, (period, value) = node.scale, found
    assert scale is not None and node.measure is not None
    points, benchmark = _points(scale, place, node.measure, period, value, peers, known)
    if points is None or not np.isfinite(points):
        return _Leaf(None, value, period, benchmark, UNUSABLE)
    if scale.cap is not None:
        points = min(points, scale.cap)
    old = (
        node.max_age is not None
        and newest is not None
        and newest[:4].isdigit()
        and period[:4].isdigit()
        and int(newest[:4]) - int(period[:4]) > node.max_age
    )
    return _Leaf(points, value, period, benchmark, OLD if old else None)


def _points(
    scale: Scale,
    place: str,
    measure: str,
    period: str,
    value: float,
    peers: NDArray[np.float64],
    known: dict[tuple[str, str], dict[str, float]],
) -> tuple[float | None, float | None]:
    """The score of a value, and what 100 stands for; no score where the scale is not defined."""
    match scale.kind:
        case ScaleKind.JUDGED:
            return (value if 0 <= value <= 100 else None), 100.0
        case ScaleKind.ATLEAST:
            assert scale.best is not None
            return 100.0 * (value >= scale.best), scale.best
        case ScaleKind.RANGE | ScaleKind.PEERS:
            ends = (
                (scale.worst, scale.best)
                if scale.kind is ScaleKind.RANGE
                else (float(peers.max()), float(peers.min()))[:: 1 if scale.falling else -1]
            )
            worst, best = ends
            assert worst is not None and best is not None
            if worst == best or (scale.kind is ScaleKind.PEERS and peers.size < LEAST_PEERS):
                return None, best
            return 100.0 * min(1.0, max(0.0, (value - worst) / (best - worst))), best
        case ScaleKind.BENCHMARK:
            if scale.benchmark is not None:
                against: float | None = scale.benchmark
            else:
                series = known.get((str(scale.benchmark_place), measure), {})
                # The benchmark's figure of the same period, or its latest before.
                against = next((v for when, v in reversed(series.items()) if when <= period), None)
        case ScaleKind.BASE:
            against = known[place, measure].get(str(scale.base_period))
        case ScaleKind.EXPECTED:
            against = known.get((place, str(scale.against)), {}).get(period)
    if against is None:
        return None, None
    above, below = (against, value) if scale.falling else (value, against)
    # A ratio says nothing where either side is below zero or the lower one is zero.
    return (100.0 * above / below if below > 0 and above >= 0 else None), against
