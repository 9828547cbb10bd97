"""What a scorecard consists of, and how it is read from its data file.

A card is a tree: the root is the card, its inner nodes are dimensions, its leaves are indicators. A leaf
names a measure and a *scale*, the rule that turns the measure's value into a score on which 100 is what
the scale aims at.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from seedbed.messages import Lang, Refusal


class ScaleKind(StrEnum):
    """How a value becomes a score."""

    RANGE = "range"
    """100 (v - worst) / (best - worst), kept within 0..100; ``best`` below ``worst`` is a falling indicator."""
    PEERS = "peers"
    """The same with the worst and best value among the places that are scored."""
    BENCHMARK = "benchmark"
    """100 v / benchmark, or 100 benchmark / v for a falling indicator; a number, or a place's own value."""
    BASE = "base"
    """100 v / v of the base period (an index)."""
    EXPECTED = "expected"
    """100 v / the value of another measure (``against``) of the same place and period: observed against
    what would be expected, for example without a border."""
    JUDGED = "judged"
    """The value is itself a score from 0 to 100 that somebody gave."""
    ATLEAST = "at_least"
    """100 where the value reaches ``best``, else 0 (a criterion of a stage)."""


@dataclass(frozen=True, slots=True)
class Scale:
    """The rule of one leaf; fields that its kind does not use are None."""

    kind: ScaleKind
    worst: float | None = None
    best: float | None = None
    benchmark: float | None = None
    benchmark_place: str | None = None
    falling: bool = False
    base_period: str | None = None
    against: str | None = None
    cap: float | None = None


@dataclass(frozen=True, slots=True)
class Node:
    """A dimension (without a measure) or an indicator (with one)."""

    node: str
    name: str
    name_zh: str
    parent: str | None
    """None directly below the card."""
    weight: float
    """Beside its siblings; they are normalised to 1."""
    measure: str | None = None
    scale: Scale | None = None
    max_age: int | None = None
    """Years after which a figure counts as old (it is used, and said)."""
    locator: str = ""

    def label(self, lang: Lang) -> str:
        """The name in a language."""
        return self.name_zh if lang == "zh" else self.name


@dataclass(frozen=True, slots=True)
class Card:
    """A scorecard. ``nodes`` stand parents first."""

    card: str
    name: str
    name_zh: str
    source: str
    locator: str
    nodes: tuple[Node, ...]
    least_coverage: float = 0.5
    """Share of the weight below a node that must have figures, else the node has no score."""
    staged: bool = False
    """Whether the dimensions are stages, each of which needs those before it."""
    note: str = ""
    note_zh: str = ""

    def label(self, lang: Lang) -> str:
        """The name in a language."""
        return self.name_zh if lang == "zh" else self.name

    def children(self, parent: str | None) -> tuple[Node, ...]:
        """The nodes directly below one, in the file's order."""
        return tuple(node for node in self.nodes if node.parent == parent)

    @property
    def measures(self) -> frozenset[str]:
        """Every measure that the card reads."""
        own = {node.measure for node in self.nodes if node.measure}
        against = {node.scale.against for node in self.nodes if node.scale and node.scale.against}
        return frozenset(own | against)


_CARD_KEYS = {"card", "name", "name_zh", "source", "locator", "least_coverage", "staged", "note", "note_zh", "node"}  # fmt: skip
_NODE_KEYS = {"node", "name", "name_zh", "parent", "weight", "measure", "scale", "max_age", "locator"}
_NEEDS: dict[ScaleKind, tuple[str, ...]] = {
    ScaleKind.RANGE: ("worst", "best"),
    ScaleKind.PEERS: (),
    ScaleKind.BENCHMARK: (),
    ScaleKind.BASE: ("base_period",),
    ScaleKind.EXPECTED: ("against",),
    ScaleKind.JUDGED: (),
    ScaleKind.ATLEAST: ("best",),
}


def read_card(raw: Mapping[str, Any], file: str = "scorecard") -> Card:
    """Read a card from its parsed document (TOML in a region's folder); ``file`` is what refusals call it.

    Raises
    ------
    Refusal
        A key is unknown, missing or of the wrong kind; a node stands twice, has an unknown parent or lies
        in a circle; a weight is negative or those of all siblings are zero; a leaf has no measure or no
        scale, or a dimension has one; a scale lacks a number or its ends are equal.
    """
    _known(raw, _CARD_KEYS, file, "card")
    _present(raw, ("card", "name", "name_zh", "source", "locator", "node"), file, "card")
    nodes = tuple(_node(entry, file) for entry in _tables(raw["node"], file))
    _check_tree(nodes, file)
    return Card(
        card=str(raw["card"]),
        name=str(raw["name"]),
        name_zh=str(raw["name_zh"]),
        source=str(raw["source"]),
        locator=str(raw["locator"]),
        nodes=_parents_first(nodes),
        least_coverage=_number(raw.get("least_coverage", 0.5), file, "card", "least_coverage"),
        staged=bool(raw.get("staged", False)),
        note=str(raw.get("note", "")),
        note_zh=str(raw.get("note_zh", "")),
    )


def _tables(raw: object, file: str) -> list[Mapping[str, Any]]:
    if not isinstance(raw, list) or not all(isinstance(entry, Mapping) for entry in raw):
        raise Refusal.because("observatory.card-type", file=file, node="card", key="node", kind="[[node]]")
    return raw


def _number(value: object, file: str, node: str, key: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Refusal.because("observatory.card-type", file=file, node=node, key=key, kind="1.5")
    return float(value)


def _node(raw: Mapping[str, Any], file: str) -> Node:
    _present(raw, ("node", "name", "name_zh"), file, str(raw.get("node", "node")))
    name = str(raw["node"])
    _known(raw, _NODE_KEYS, file, name)
    weight = _number(raw.get("weight", 1), file, name, "weight")
    if not weight >= 0:
        raise Refusal.because("observatory.card-weight", file=file, node=name, weight=weight)
    scale = _scale(raw["scale"], file, name) if isinstance(raw.get("scale"), Mapping) else None
    if (scale is None) != ("measure" not in raw):
        raise Refusal.because("observatory.card-half-leaf", file=file, node=name)
    return Node(
        node=name,
        name=str(raw["name"]),
        name_zh=str(raw["name_zh"]),
        parent=raw.get("parent"),
        weight=weight,
        measure=raw.get("measure"),
        scale=scale,
        max_age=raw.get("max_age"),
        locator=str(raw.get("locator", "")),
    )


def _scale(raw: Mapping[str, Any], file: str, node: str) -> Scale:
    kinds = ", ".join(kind.value for kind in ScaleKind)
    if raw.get("kind") not in {kind.value for kind in ScaleKind}:
        raise Refusal.because(
            "observatory.card-scale", file=file, node=node, kind=str(raw.get("kind")), kinds=kinds
        )
    _known(raw, set(Scale.__slots__), file, node)
    for key in ("worst", "best", "benchmark", "cap"):
        if key in raw:
            _number(raw[key], file, node, key)
    scale = Scale(**{**raw, "kind": ScaleKind(raw["kind"])})
    _present(raw, _NEEDS[scale.kind], file, node)
    if scale.kind is ScaleKind.BENCHMARK and (scale.benchmark is None) == (scale.benchmark_place is None):
        raise Refusal.because("observatory.card-benchmark", file=file, node=node)
    if scale.kind is ScaleKind.RANGE and scale.worst == scale.best:
        raise Refusal.because("observatory.card-range", file=file, node=node)
    return scale


def _known(raw: Mapping[str, Any], keys: set[str], file: str, node: str) -> None:
    for key in raw:
        if key not in keys:
            raise Refusal.because(
                "observatory.card-key", file=file, node=node, key=key, keys=", ".join(sorted(keys))
            )


def _present(raw: Mapping[str, Any], keys: tuple[str, ...], file: str, node: str) -> None:
    for key in keys:
        if key not in raw:
            raise Refusal.because("observatory.card-key-missing", file=file, node=node, key=key)


def _check_tree(nodes: tuple[Node, ...], file: str) -> None:
    parents = {node.node: node.parent for node in nodes}
    if len(parents) < len(nodes):
        twice = sorted({a.node for a in nodes if sum(a.node == b.node for b in nodes) > 1})
        raise Refusal.because("observatory.card-node-twice", file=file, nodes=", ".join(twice))
    for node in nodes:
        if node.parent is not None and node.parent not in parents:
            raise Refusal.because("observatory.card-parent", file=file, node=node.node, parent=node.parent)
        above, steps = node.parent, 0
        while above is not None:
            above, steps = parents[above], steps + 1
            if steps > len(nodes):
                raise Refusal.because("observatory.card-circle", file=file, node=node.node)
    has_children = {node.parent for node in nodes}
    for node in nodes:
        if (node.measure is None) != (node.node in has_children):
            raise Refusal.because("observatory.card-half-leaf", file=file, node=node.node)
    for parent in has_children:
        if sum(node.weight for node in nodes if node.parent == parent) <= 0:
            raise Refusal.because("observatory.card-no-weight", file=file, node=parent or "card")


def _parents_first(nodes: tuple[Node, ...]) -> tuple[Node, ...]:
    placed: list[Node] = []

    def place(parent: str | None) -> None:
        for node in nodes:
            if node.parent == parent:
                placed.append(node)
                place(node.node)

    place(None)
    return tuple(placed)
