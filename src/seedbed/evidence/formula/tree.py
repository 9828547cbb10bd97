"""What a formula consists of."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product


@dataclass(frozen=True, slots=True)
class Number:
    """A number that stands in the formula itself."""

    value: float


@dataclass(frozen=True, slots=True)
class Name:
    """An observation's id, a measure, or a measure of a place: ``gdp(500103, 2019)``."""

    name: str
    at: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.name}({', '.join(self.at)})" if self.at else self.name


@dataclass(frozen=True, slots=True)
class Operation:
    """An operator or function (``+ - * / ^ sum mean min max abs``) and what it works on."""

    operator: str
    operands: tuple[Node, ...]


Node = Number | Name | Operation


@dataclass(frozen=True, slots=True)
class Leaves:
    """The names of a formula: all of them; those added to each other; those set side by side."""

    names: tuple[Name, ...]
    added: tuple[tuple[Name, ...], ...]
    beside: tuple[tuple[Name, Name], ...]


def leaves(tree: Node) -> Leaves:
    """The names of a formula.

    ``added`` holds, for each sum or difference, the names that stand in it directly: they must have
    one dimension. ``beside`` holds the pairs of names on the two sides of a sum, difference or
    quotient: they should speak of one period (a product may carry a rate to another one).
    """
    match tree:
        case Name():
            return Leaves((tree,), (), ())
        case Number():
            return Leaves((), (), ())
        case Operation(operator, operands):
            below = [leaves(operand) for operand in operands]
            added = [group for part in below for group in part.added]
            beside = [pair for part in below for pair in part.beside]
            if operator in ("+", "-", "sum", "mean", "min", "max"):
                added.append(tuple(operand for operand in operands if isinstance(operand, Name)))
            if operator not in ("*", "^"):
                for at, part in enumerate(below):
                    for later in below[at + 1 :]:
                        beside += product(part.names, later.names)
            names = tuple(dict.fromkeys(name for part in below for name in part.names))
            return Leaves(names, tuple(group for group in added if len(group) > 1), tuple(beside))
