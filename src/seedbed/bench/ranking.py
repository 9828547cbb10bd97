"""Shortlists with floors beside DetConstSort, and how near the best list they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

import numpy as np
from numpy.typing import NDArray

from seedbed.bench.bars import Bar
from seedbed.bench.best_list import best_sum, bound_of_sum
from seedbed.bench.det_const_sort import det_const_sort
from seedbed.bench.fa_star_ir import members_asked
from seedbed.bench.table import Figure, Row, Table
from seedbed.bench.timing import timed
from seedbed.matching import Floor
from seedbed.matching.fixed_point import FIT_UNITS
from seedbed.matching.shortlist import shortlist_of

SIZES = {"S": 200, "M": 2_000, "L": 20_000}
"""Lists of each kind of the stated sizes."""

EXACT_LISTS = 50
"""Short lists that the integer programme solves."""

LEAST_OF_BEST = 0.999


@dataclass(frozen=True, slots=True, eq=False)
class _Kind:
    """Lists of one kind: ``natural`` says how common the groups are, ``shares`` what is asked of them.

    Without ``overlap`` everybody is in one group. A floor stands for each group in ``floors``.
    """

    work: str
    k: int
    candidates: int
    natural: tuple[float, ...]
    shares: tuple[Fraction, ...]
    floors: tuple[int, ...]
    overlap: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class _List:
    """Fits int32 (c,), best first, and groups bool (c, G)."""

    units: NDArray[np.int32]
    member: NDArray[np.bool_]


KINDS = (
    _Kind("one group at 25 %, lists of 100", 100, 400, (0.15, 0.85), (Fraction(1, 4), Fraction(3, 4)), (0,)),
    _Kind("one group at 10 %, more by itself, lists of 100", 100, 400, (0.4, 0.6),
          (Fraction(1, 10), Fraction(9, 10)), (0,)),
    _Kind("four groups, lists of 100", 100, 400, (0.15, 0.2, 0.25, 0.4),
          (Fraction(1, 4), Fraction(1, 4), Fraction(1, 5), Fraction(3, 10)), (0, 1, 2, 3)),
    _Kind("three groups that overlap, lists of 100", 100, 400, (0.3, 0.25, 0.35),
          (Fraction(1, 2), Fraction(3, 10), Fraction(2, 5)), (0, 1, 2), overlap=True),
    _Kind("three groups that overlap, lists of 30", 30, 90, (0.3, 0.25, 0.35),
          (Fraction(1, 2), Fraction(3, 10), Fraction(2, 5)), (0, 1, 2), overlap=True),
)  # fmt: skip


def bench_rank(lists: int = 200, *, apart: bool = True) -> Table:
    """Make seeded lists in which members are scarce and rank lower, and count what each method misses.

    DetConstSort knows no overlapping groups; where everybody is in one group it gets the same shares,
    and everybody else the rest, since its shares add up to 1 (so a floor is a ceiling, too). It stands twice:
    as its pseudo-code counts places, and counting them from 1 (:mod:`seedbed.bench.det_const_sort`).

    A beginning is *short* if it holds fewer than ``floor(share * p)`` members of a group with a floor;
    beginnings count where a list without any short one exists. ``share-of-best`` is the sum of fits over
    the best such list's: over the integer programme's on the first :data:`EXACT_LISTS` lists of 30, else
    over an upper bound.
    """
    rows: list[Row] = []
    figures: list[Figure] = []
    bars: list[Bar] = []
    for number, kind in enumerate(KINDS):
        drawn = _draw(kind, min(lists, EXACT_LISTS) if kind.k <= 30 else lists, seed=19 + number)
        required = [_required(kind.shares[group], kind.k) for group in kind.floors]
        asked = np.stack(required, axis=1)
        best = [_best(kind, one, asked) for one in drawn]
        own = timed(partial(_shortlisting, kind, drawn), apart=apart)
        short, shares = _judge(kind, drawn, asked, best, own.outcome)
        rows.append(own.row(kind.work, "seedbed", agrees=True))
        figures += _figures(kind, "seedbed", short, shares)
        bars.append(Bar("bench.bar-no-short-prefix", 0, short, at_least=False, work=kind.work))
        bars.append(Bar("bench.bar-share-of-best", LEAST_OF_BEST, min(shares), work=kind.work))
        if kind.overlap:
            continue
        for first, name in ((0, "det-const-sort"), (1, "det-const-sort, places from 1")):
            theirs = timed(partial(_sorting, kind, drawn, first), apart=apart)
            rows.append(theirs.row(kind.work, name, agrees=None))
            figures += _figures(kind, name, *_judge(kind, drawn, asked, best, theirs.outcome))
    first_kind = KINDS[0]
    share = first_kind.shares[0]
    figures.append(Figure(first_kind.work, "seedbed", "members-asked", int(share * first_kind.k)))
    fewest = int(members_asked(float(share), first_kind.k)[-1])
    figures.append(Figure(first_kind.work, "fa*ir", "members-asked", fewest))
    return Table(tuple(rows), tuple(figures), tuple(bars), notes=("bench.note-fa-star-ir",))


def _draw(kind: _Kind, lists: int, seed: int) -> list[_List]:
    """Fits are uniform; each group that a floor is for lowers them by a tenth."""
    rng = np.random.Generator(np.random.PCG64(seed))
    drawn = []
    for _ in range(lists):
        if kind.overlap:
            member = rng.random((kind.candidates, len(kind.natural))) < np.array(kind.natural)
        else:
            group = rng.choice(len(kind.natural), kind.candidates, p=kind.natural)
            member = group[:, None] == np.arange(len(kind.natural))
        lower = 0.9 ** member[:, list(kind.floors)].sum(axis=1)
        units = (rng.random(kind.candidates) * lower * FIT_UNITS).astype(np.int32)
        order = np.argsort(-units, kind="stable")
        drawn.append(_List(units[order], member[order]))
    return drawn


def _required(share: Fraction, k: int) -> NDArray[np.int64]:
    return np.arange(1, k + 1) * share.numerator // share.denominator


def _best(kind: _Kind, one: _List, asked: NDArray[np.int64]) -> float | None:
    """The best sum of fits, or a bound on it; ``None`` if no list holds the floors."""
    member = one.member[:, list(kind.floors)]
    if kind.k <= 30:
        return best_sum(one.units, member, asked)
    bound = bound_of_sum(one.units, member, asked[-1], kind.k)
    return bound if bound > 0 else None


def _shortlisting(kind: _Kind, drawn: Sequence[_List]) -> Callable[[], list[NDArray[np.int64]]]:
    floors = [
        [Floor(one.member[:, group], share=kind.shares[group]) for group in kind.floors] for one in drawn
    ]
    everybody = np.arange(kind.candidates, dtype=np.int32)

    def work() -> list[NDArray[np.int64]]:
        return [
            shortlist_of(everybody, one.units, 0, kind.k, asks, kind.candidates, 1).seekers.astype(np.int64)
            for one, asks in zip(drawn, floors, strict=True)
        ]

    shortlist_of(everybody, drawn[0].units, 0, kind.k, floors[0], kind.candidates, 1)
    return work


def _sorting(
    kind: _Kind, drawn: Sequence[_List], first_position: int
) -> Callable[[], list[NDArray[np.int64]]]:
    shares = np.array([float(share) for share in kind.shares])
    groups = [np.argmax(one.member, axis=1) for one in drawn]
    return lambda: [
        det_const_sort(one.units, group, shares, kind.k, first_position=first_position)
        for one, group in zip(drawn, groups, strict=True)
    ]


def _judge(
    kind: _Kind,
    drawn: Sequence[_List],
    asked: NDArray[np.int64],
    best: Sequence[float | None],
    found: Sequence[NDArray[np.int64]],
) -> tuple[int, list[float]]:
    """Short beginnings where none need be, and each list's share of the best sum of fits."""
    short, shares = 0, []
    for one, most, people in zip(drawn, best, found, strict=True):
        if most is None:
            continue
        member = one.member[people][:, list(kind.floors)]
        short += int((np.cumsum(member, axis=0) < asked[: people.size]).any(axis=1).sum())
        short += kind.k - people.size  # a list that ends early
        shares.append(int(one.units[people].sum(dtype=np.int64)) / most)
    return short, shares


def _figures(kind: _Kind, contestant: str, short: int, shares: Sequence[float]) -> list[Figure]:
    values = {
        "lists": float(len(shares)),
        "short-prefixes": float(short),
        "share-of-best-worst": min(shares),
        "share-of-best-mean": sum(shares) / len(shares),
    }
    return [Figure(kind.work, contestant, measure, value) for measure, value in values.items()]
