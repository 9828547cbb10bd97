"""Small markets with any fits, random instances, and two oracles that share no code with the room."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pytest
from scipy.optimize import LinearConstraint, milp
from scipy.sparse import coo_array

from seedbed.matching.allocation import Floor
from seedbed.matching.recommendations import Recommendations

UNITS = 2**24


class TableMarket:
    """A market whose fits are a table of fit units (n, m); 0 is no fit."""

    def __init__(self, units, barred=None):
        self.units = np.asarray(units, dtype=np.int32)
        self.barred = np.zeros(self.units.shape, dtype=bool) if barred is None else np.asarray(barred)
        self.n_seekers, self.n_opportunities = self.units.shape
        self.seeker_ids = np.array([f"s{i}" for i in range(self.n_seekers)])
        self.opportunity_ids = np.array([f"o{j}" for j in range(self.n_opportunities)])

    def recommendations(self, k=50):
        usable = np.where(self.barred, 0, self.units)
        order = np.argsort(-usable, axis=1, kind="stable")[:, :k]
        best = np.take_along_axis(usable, order, axis=1)
        kept = best > 0
        indptr = np.concatenate([[0], np.cumsum(kept.sum(axis=1))]).astype(np.int64)
        return Recommendations(indptr, order[kept].astype(np.int32), best[kept].astype(np.int32))

    def fit_units(self, seekers, opportunities):
        return self.units[seekers, opportunities]

    def eligible(self, seekers, opportunities):
        return ~self.barred[seekers, opportunities]


@dataclass
class Instance:
    """One allocation question."""

    market: TableMarket
    capacity: np.ndarray
    floors: list
    per_seeker: int = 1
    k: int = 50
    min_filled: float = 0.0

    def settings(self):
        return {"per_seeker": self.per_seeker, "k": self.k, "min_filled": self.min_filled}

    def edges(self, k=None):
        recommended = self.market.recommendations(k or self.k)
        seeker = np.repeat(np.arange(self.market.n_seekers), np.diff(recommended.indptr))
        return seeker, recommended.indices.astype(int), recommended.units.astype(np.int64)


def _scope(floor, m):
    if floor.scope is None:
        return np.ones(m, dtype=bool)
    scope = np.asarray(floor.scope)
    return scope if scope.dtype == bool else np.isin(np.arange(m), scope)


def floor_holds(floor, pairs, capacity):
    """What a floor says, in so many words, in fractions."""
    scope = _scope(floor, len(capacity))
    single = floor.scope is not None and scope.sum() == 1
    members = np.zeros(10**6, dtype=bool)
    chosen = np.asarray(floor.members)
    members[np.flatnonzero(chosen) if chosen.dtype == bool else chosen.astype(int)] = True
    inside = [(i, j) for i, j in pairs if scope[j]]
    count = sum(bool(members[i]) for i, _ in inside)
    share = Fraction(floor.share).limit_denominator(10**6)
    delivered_members, delivered = floor.carried
    whole = math.floor if single else math.ceil
    if floor.reading == "share_of_filled":
        return count + delivered_members >= whole(share * (len(inside) + delivered))
    seats = int(np.asarray(capacity)[scope].sum())
    kept = min(max(whole(share * (seats + delivered)) - delivered_members, 0), seats)
    return len(inside) - count <= seats - kept


def _limits(instance, k):
    seeker, opportunity, _ = instance.edges(k)
    edge = np.arange(seeker.size)
    n, m = instance.market.n_seekers, instance.market.n_opportunities
    yield (
        coo_array((np.ones(seeker.size), (seeker, edge)), shape=(n, seeker.size)),
        -np.inf,
        instance.per_seeker,
    )
    yield (
        coo_array((np.ones(seeker.size), (opportunity, edge)), shape=(m, seeker.size)),
        -np.inf,
        instance.capacity,
    )


def _rows(instance, k):
    """Floors as rows for the oracle: coefficients and the least value."""
    seeker, opportunity, _ = instance.edges(k)
    for floor in instance.floors:
        scope = _scope(floor, instance.market.n_opportunities)
        single = floor.scope is not None and scope.sum() == 1
        member = np.zeros(instance.market.n_seekers, dtype=bool)
        member[floor.members] = True
        share = Fraction(floor.share).limit_denominator(10**6)
        p, q = share.numerator, share.denominator
        in_scope = scope[opportunity].astype(float)
        if floor.reading == "share_of_filled":
            least = p * floor.carried[1] - q * floor.carried[0] - (q - 1 if single else 0)
            yield in_scope * (q * member[seeker] - p), least
        else:
            seats = int(instance.capacity[scope].sum())
            asked = share * (seats + floor.carried[1])
            kept = (math.floor(asked) if single else math.ceil(asked)) - floor.carried[0]
            yield -in_scope * ~member[seeker], min(max(kept, 0), seats) - seats


def _most(instance):
    """The most places that can be filled on the k edges of each seeker."""
    constraints = [LinearConstraint(*limit) for limit in _limits(instance, instance.k)]
    ones = np.ones(constraints[0].A.shape[1])
    return round(-milp(-ones, constraints=constraints, integrality=ones, bounds=(0, 1)).fun)


def optimum(instance, k=None):
    """The best objective in fit units by HiGHS through SciPy, ``None`` where nothing is feasible.

    On the instance's edges, or on those of another ``k``; ``min_filled`` asks for as many places as on
    the instance's own.
    """
    k = k or instance.k
    seeker, _, value = instance.edges(k)
    constraints = [LinearConstraint(*limit) for limit in _limits(instance, k)]
    ones = np.ones(seeker.size)
    bounds = {"integrality": ones, "bounds": (0, 1)}
    if instance.min_filled:
        least = math.ceil(Fraction(instance.min_filled).limit_denominator(10**6) * _most(instance))
        constraints.append(LinearConstraint(ones[None, :], least, np.inf))
    constraints += [LinearConstraint(row[None, :], least, np.inf) for row, least in _rows(instance, k)]
    # Random fits are multiples of 2**16 units: whole numbers up to 256 for the solver.
    found = milp(-(value / 2**16), constraints=constraints, options={"mip_rel_gap": 0}, **bounds)
    return None if found.x is None else int(value[found.x > 0.5].sum())


def _sets(instance):
    """Every set of edges within the limits, as arrays of positions; at most 14 edges."""
    seeker, opportunity, _ = instance.edges()
    m = len(instance.capacity)
    for size in range(seeker.size + 1):
        for chosen in itertools.combinations(range(seeker.size), size):
            edges = np.array(chosen, dtype=int)
            if (np.bincount(seeker[edges], minlength=1) <= instance.per_seeker).all() and (
                np.bincount(opportunity[edges], minlength=m) <= instance.capacity
            ).all():
                yield edges


def demands_held(instance, pins=()):
    """For every set of edges within the limits: which demands it satisfies, by name, and its worth.

    ``min_filled`` asks for a part of the most places that can be filled with all pins in.
    """
    seeker, opportunity, value = instance.edges()
    pairs = [[(int(seeker[e]), int(opportunity[e])) for e in edges] for edges in _sets(instance)]
    most = max(len(chosen) for chosen in pairs if set(pins) <= set(chosen))
    least = math.ceil(Fraction(instance.min_filled).limit_denominator(10**6) * most)
    worth = {(int(i), int(j)): int(units) for i, j, units in zip(seeker, opportunity, value, strict=True)}
    for chosen in pairs:
        held = {
            f"floor {number}"
            for number, floor in enumerate(instance.floors, start=1)
            if floor_holds(floor, chosen, instance.capacity)
        }
        held |= {f"pin s{i}-o{j}" for i, j in pins if (i, j) in chosen}
        if len(chosen) >= least:
            held.add("min_filled")
        yield held, sum(worth[pair] for pair in chosen)


def enumerated(instance):
    """The best objective by trying every set of edges; at most 14 edges."""
    demands = {f"floor {number}" for number in range(1, len(instance.floors) + 1)} | {"min_filled"}
    return max((worth for held, worth in demands_held(instance) if demands <= held), default=None)


def random_instance(seed, tiny=False):
    """Overlapping groups, both readings, all scopes, carried, ``min_filled``, few fits (many ties)."""
    rng = np.random.default_rng(seed)
    n, m = (
        (int(rng.integers(2, 6)), int(rng.integers(1, 4)))
        if tiny
        else (
            int(rng.integers(4, 14)),
            int(rng.integers(2, 7)),
        )
    )
    values = int(rng.choice([2, 5, 256]))
    units = rng.integers(1, values + 1, size=(n, m)) * (256 // values) * 2**16
    units[rng.random((n, m)) < 0.3] = 0
    if tiny:
        rows, columns = np.nonzero(units)
        units[rows[12:], columns[12:]] = 0
    if not units.any():
        units[0, 0] = 2**20
    floors = []
    for _ in range(int(rng.integers(0, 4))):
        kind = rng.integers(3)
        scope = (
            None
            if kind == 0
            else [int(rng.integers(m))]
            if kind == 1
            else np.flatnonzero(rng.random(m) < 0.6)
        )
        carried = (0, 0)
        if rng.random() < 0.3:
            total = int(rng.integers(0, 6))
            carried = (int(rng.integers(0, total + 1)), total)
        floors.append(
            Floor(
                np.flatnonzero(rng.random(n) < rng.choice([0.15, 0.4, 0.7])),
                share=float(rng.choice([0.1, 0.25, 1 / 3, 0.5, 0.8, 1.0])),
                scope=scope,
                reading=str(rng.choice(["share_of_filled", "share_of_filled", "reserved_seats"])),
                carried=carried,
            )
        )
    capacity = rng.integers(0, 4, size=m)
    usable = np.flatnonzero(units.any(axis=0))
    capacity[usable[0]] = max(capacity[usable[0]], 1)
    return Instance(
        TableMarket(units),
        capacity,
        floors,
        per_seeker=int(rng.choice([1, 1, 2])),
        k=int(rng.choice([2, 50])),
        min_filled=float(rng.choice([0.0, 0.0, 0.5, 0.9, 1.0])),
    )


@pytest.fixture(scope="session")
def table_market():
    return TableMarket


@pytest.fixture(scope="session")
def draw():
    return random_instance


@pytest.fixture(scope="session")
def oracle():
    return optimum


@pytest.fixture(scope="session")
def enumeration():
    return enumerated


@pytest.fixture(scope="session")
def trials():
    return demands_held


@pytest.fixture(scope="session")
def holds():
    return floor_holds
