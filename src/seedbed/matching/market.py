"""The market: seekers, opportunities, what fits whom and who may take what."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from copy import copy
from functools import partial
from typing import TYPE_CHECKING

import numba
import numpy as np

from seedbed.matching import kernels
from seedbed.matching.allocation.inputs import check_capacity
from seedbed.matching.circles import Circle, circles_of
from seedbed.matching.dead_ends import DeadEnd, find_dead_ends
from seedbed.matching.eligibility import Eligibility, check_eligibility
from seedbed.matching.explanation import Part, Skill, parts_of
from seedbed.matching.in_threads import in_threads
from seedbed.matching.kernels import CLOSE, CloseTile
from seedbed.matching.postings import TILE, close_tile_of, postings_of, standing_of
from seedbed.matching.recommendations import Cancelled, Recommendations
from seedbed.matching.shortlist import Shortlist, shortlist_of
from seedbed.matching.sides import checked_ids, demand_of, expansion_of, supply_of
from seedbed.matching.sparse import rows_of
from seedbed.messages import Finding, Refusal, Severity

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl
    from numpy.typing import ArrayLike, NDArray
    from scipy import sparse

    from seedbed.matching.allocation.floor import Floor
    from seedbed.matching.from_tables import SkillCatalog
    from seedbed.matching.kernels import Demand, Postings, Rules, Supply

Progress = Callable[[int, int], bool | None]
"""Called with what is done and what there is to do. What it raises stops the work, and so does ``False``."""

_CHUNK = 4_096
"""Seekers between two reports of progress."""


class Market:
    """Two sides of a market and the exact fit between them.

    The fit of seeker ``i`` for opportunity ``j`` is the weighted coverage of what is asked::

        fit = sum over k of  w_jk * c_ijk,      sum over k of w_jk = 1
        c_ijk = rint(256 * min(1, x_ik / a_jk)) / 256
        x_ik  = max over own skills s of  level_is * related(s -> k)

    The weights ``w`` are whole multiples of 1/65536 (:func:`seedbed.matching.fixed_point.weight_units`),
    so a fit is a whole number of ``2**-24``: exact in any order and on any machine. The asked level
    ``a`` takes at most four values, the classes. Hence each seeker's row is expanded once to columns
    (skill, class) that hold ``256 * c``, an opportunity's row holds ``65536 * w`` in the columns of its
    own classes, and the market is one sparse product of whole numbers:
    ``2**24 * fit = expanded @ weights.T``. The expanded rows are made and dropped seeker by seeker.

    Parameters
    ----------
    seekers
        csr (n, K): levels in 0..1. Of repeated entries the largest counts, as in every matrix here.
    requirements
        csr (m, K): weights >= 0, normalised inside. A row without a positive weight asks nothing: it
        is never matched, and :attr:`asks_nothing` reports it.
    asked
        csr (m, K): levels in (0, 1], at most four different ones; 1.0 where nothing is stored.
    related
        csr (K, K): the credit in 0..1 that having the row's skill gives toward the column's; at most
        16 per row besides the diagonal, which is 1. ``None``: no skill stands for another.
    eligibility
        Who may take what; ``None``: everybody everything.
    seeker_ids, opportunity_ids
        Ties go by id. Without ids the row numbers stand for them, and ties go by number.
    skill_ids
        Names the skills in explanations; without them explanations give columns.
    findings
        What is already known to be wrong with the input; :attr:`findings` begins with it.

    Raises
    ------
    Refusal
        Wrong shapes, values out of range, more than four classes, more than 16 related skills,
        repeated ids: ``matching.*``.

    >>> from scipy.sparse import csr_array
    >>> seekers = csr_array([[1.0, 0.0, 0.5], [0.0, 1.0, 0.0]])
    >>> requirements = csr_array([[2.0, 1.0, 1.0], [0.0, 0.0, 1.0]])
    >>> market = Market(seekers, requirements, asked=None, related=None, eligibility=None)
    >>> recommendations = market.recommendations(k=50, progress=None)
    >>> recommendations.indptr.tolist(), recommendations.indices.tolist(), recommendations.fit.tolist()
    ([0, 2, 3], [0, 1, 0], [0.625, 0.5, 0.25])
    >>> market.shortlist(0, k=50, floors=()).seekers.tolist()
    [0, 1]
    >>> [(part.requirement, part.via_skill, part.contribution) for part in market.explain(0, 0)]
    [(0, 0, 0.5), (2, 2, 0.125), (1, None, 0.0)]
    """

    def __init__(
        self,
        seekers: sparse.csr_array,
        requirements: sparse.csr_array,
        asked: sparse.csr_array | None = None,
        related: sparse.csr_array | None = None,
        eligibility: Eligibility | None = None,
        seeker_ids: ArrayLike | None = None,
        opportunity_ids: ArrayLike | None = None,
        *,
        skill_ids: ArrayLike | None = None,
        findings: Sequence[Finding] = (),
    ) -> None:
        self._supply = supply_of(seekers, related)
        self.n_skills: int = self._supply.related_indptr.size - 1
        self._demand = demand_of(requirements, asked, self.n_skills)
        self.n_seekers: int = self._supply.indptr.size - 1
        self.n_opportunities: int = self._demand.indptr.size - 1
        self.seeker_ids: NDArray[np.str_] = checked_ids(seeker_ids, self.n_seekers, "seeker_ids")
        self.opportunity_ids: NDArray[np.str_] = checked_ids(
            opportunity_ids, self.n_opportunities, "opportunity_ids"
        )
        self.skill_ids: NDArray[np.str_] | None = (
            None if skill_ids is None else checked_ids(skill_ids, self.n_skills, "skill_ids")
        )
        self._seeker_order = _order(self.seeker_ids, seeker_ids is not None)
        self._eligibility = check_eligibility(eligibility, self.n_seekers, self.n_opportunities)
        by_id = _order(self.opportunity_ids, opportunity_ids is not None)
        self._standing = standing_of(self._demand, self.n_skills, by_id, self._eligibility.rules)
        self._expansion = expansion_of(self._supply, self._standing)
        self._circles = circles_of(self._supply, self._demand, self._eligibility.rules)
        self._all_postings: Postings | None = None
        counted = np.zeros(self.n_opportunities, np.int64)
        rows = np.repeat(np.arange(self.n_opportunities), np.diff(self._demand.indptr))
        np.add.at(counted, rows, self._demand.units)
        self.asks_nothing: NDArray[np.bool_] = counted == 0
        self.has_nothing: NDArray[np.bool_] = np.diff(self._supply.indptr) == 0
        self.findings: tuple[Finding, ...] = (*findings, *self._unmatched())

    @classmethod
    def from_tables(
        cls,
        people: pl.DataFrame,
        seeker_skills: pl.DataFrame,
        opportunities: pl.DataFrame,
        opportunity_skills: pl.DataFrame,
        catalog: SkillCatalog,
        *,
        relation_weights: Mapping[str, float] | None = None,
    ) -> Market:
        """A market from a region's tables; see :func:`seedbed.matching.from_tables.read_market`.

        >>> import polars as pl
        >>> from seedbed.catalog import starter_catalog
        >>> catalog = starter_catalog()
        >>> skill = catalog.skills["id"][0]
        >>> people = pl.DataFrame({"person": ["p2", "p1"]})
        >>> seeker_skills = pl.DataFrame({"seeker": ["p1", "p2"], "skill": [skill] * 2, "level": [1.0, 0.5]})
        >>> opportunities = pl.DataFrame({"opportunity": ["o1"], "kind": ["job"]})
        >>> opportunity_skills = pl.DataFrame(
        ...     {"opportunity": ["o1"], "skill": [skill], "relation": ["essential"], "asked": [1.0]}
        ... )
        >>> market = Market.from_tables(people, seeker_skills, opportunities, opportunity_skills, catalog)
        >>> shortlist = market.shortlist(0)
        >>> market.seeker_ids[shortlist.seekers].tolist(), shortlist.fit.tolist()
        (['p1', 'p2'], [1.0, 0.5])
        """
        from seedbed.matching.from_tables import read_market  # noqa: PLC0415 - it builds a Market

        return read_market(
            people, seeker_skills, opportunities, opportunity_skills, catalog, relation_weights
        )

    def recommendations(self, k: int = 50, progress: Progress | None = None) -> Recommendations:
        """For each seeker the ``k`` best eligible opportunities with a fit above 0, exactly.

        Ties go by opportunity id. The result is the same for any number of threads.

        Parameters
        ----------
        k
            How many at most, at least 1.
        progress
            Called after every few thousand seekers; an exception from it, or ``False``, stops the work.

        Raises
        ------
        Cancelled
            ``progress`` returned ``False``.

        Notes
        -----
        Memory above the market, in bytes: ``8 n k`` for the result; for the opportunities turned round
        ``12 z + (8 + 2 V) t K + (H + 24) m`` with their ``z`` requirements in ``m`` rows, ``H`` heads (at
        most 128), ``t = m / T`` tiles of at most ``T`` = 40,960 and ``V`` the values that they ask of the
        first ordinal and one (0 for none or more than 8), but for up to 16,384 opportunities only
        ``4 z + 4 K + (2 H + 10) m`` (once for all of them, and where eligibility parts the seekers, for what
        is open to one circle per thread and one more); and per thread about
        ``64 (12 (k + 90) + (24 + 12 A) e) + (52 + 2 A) K + 3 T`` (at most ``10 * 16,384`` for the last term
        where opportunities are few), where ``e`` is the number of skills that a seeker gets credit for and
        ``A`` that of asked levels. The market itself holds the input as it was checked, ``13`` bytes per
        level and ``9`` per requirement, ``8`` more per requirement, packed, ``16`` per related credit and
        about ``40 (n + m)``.
        """
        if k < 1:
            raise Refusal.because("matching.k-below-one", k=k)
        k = min(k, max(1, self.n_opportunities))
        n = self.n_seekers
        counts = np.zeros(n, np.int64)
        indices, units = np.empty(n * k, np.int32), np.empty(n * k, np.int32)
        done = 0

        def tasks() -> Iterator[Callable[[], int]]:
            rows = indices.reshape(n, k), units.reshape(n, k)
            circles = self._circles.circles
            # To turn round what is open to the largest takes longest: the second one is searched meanwhile.
            for circle in (*circles[1:2], *circles[:1], *circles[2:]):
                postings, needs_left = self._searched(circle)
                for start in range(0, circle.seekers.size, _CHUNK):
                    some = circle.seekers[start : start + _CHUNK]
                    yield partial(self._serve, some, k, postings, needs_left, *rows, counts)

        with closing(in_threads(tasks(), numba.get_num_threads())) as served:
            for size in served:
                done += size
                if progress is not None and progress(done, n) is False:
                    raise Cancelled
        if n and counts.min() < k:
            moves = (partial(kernels.close_gaps, counts, k, values) for values in (indices, units))
            found = max(in_threads(moves, numba.get_num_threads()))
            indices.resize(found, refcheck=False)
            units.resize(found, refcheck=False)
        return Recommendations(np.concatenate(([0], np.cumsum(counts))), indices, units)

    def best_seekers(self, places: ArrayLike) -> Recommendations:
        """For each opportunity its best eligible seekers, as many as it has ``places`` (m,), at most.

        The mirror of :meth:`recommendations`: row ``j`` belongs to opportunity ``j``, ``indices`` are
        seekers, best fit first, ties by seeker id.
        """
        rooms = check_capacity(places, self.n_opportunities)
        offsets = np.zeros(self.n_opportunities + 1, np.int64)
        np.cumsum(np.clip(rooms, 0, self.n_seekers), out=offsets[1:])
        heaps = np.empty(offsets[-1], np.int64)
        counts = np.zeros(self.n_opportunities, np.int64)
        seeker_ranks = np.empty(self.n_seekers, np.int32)
        seeker_ranks[self._seeker_order] = np.arange(self.n_seekers, dtype=np.int32)
        for circle in self._circles.circles:
            postings, needs_left = self._posted(circle, self._open_to(circle), TILE // 4)
            offers = (
                partial(
                    kernels.best_seekers_of_tile,
                    t,
                    circle.seekers,
                    seeker_ranks,
                    self._supply,
                    self._expansion,
                    self._standing,
                    postings,
                    self._eligibility.rules,
                    needs_left,
                    offsets,
                    heaps,
                    counts,
                )
                for t in range(postings.pointers.shape[0])
            )
            deque(in_threads(offers, numba.get_num_threads()), maxlen=0)
        indices = np.empty(offsets[-1], np.int32)
        units = np.empty(offsets[-1], np.int32)
        kernels.write_heaps(offsets, heaps, counts, self._seeker_order, indices, units)
        rank = np.arange(offsets[-1]) - np.repeat(offsets[:-1], np.diff(offsets))
        filled = rank < np.repeat(counts, np.diff(offsets))
        return Recommendations(np.concatenate(([0], np.cumsum(counts))), indices[filled], units[filled])

    def fit_units(self, seekers: ArrayLike, opportunities: ArrayLike) -> NDArray[np.int32]:
        """The fits of pairs as whole numbers of ``2**-24``, eligible or not: int32, aligned."""
        i, j = self._pairs(seekers, opportunities)
        order, groups = _by_seeker(i)
        sorted_units = np.zeros(i.size, np.int32)
        kernels.pair_fits(groups, i[order], j[order], self._supply, self._demand, sorted_units)
        units = np.empty_like(sorted_units)
        units[order] = sorted_units
        return units

    def eligible(self, seekers: ArrayLike, opportunities: ArrayLike) -> NDArray[np.bool_]:
        """Which pairs are eligible: bool, aligned."""
        i, j = self._pairs(seekers, opportunities)
        order, groups = _by_seeker(i)
        sorted_flags = np.zeros(i.size, np.bool_)
        kernels.pair_eligibility(groups, i[order], j[order], self._eligibility.rules, sorted_flags)
        flags = np.empty_like(sorted_flags)
        flags[order] = sorted_flags
        return flags

    def reasons(self, i: int, j: int) -> tuple[str, ...]:
        """The codes that say why seeker ``i`` may not take opportunity ``j``; empty where eligible."""
        self._pairs([i], [j])
        return self._eligibility.reasons(i, j)

    def shortlist(self, j: int, k: int = 50, floors: Sequence[Floor] = ()) -> Shortlist:
        """The ``k`` best eligible seekers of opportunity ``j``, ties by seeker id.

        With floors every beginning of the list holds its share of members wherever that can be; see
        :func:`seedbed.matching.shortlist.shortlist_of`.
        """
        if k < 1:
            raise Refusal.because("matching.k-below-one", k=k)
        everybody = self._seeker_order.astype(np.int64)
        opportunity = np.full(everybody.size, j, np.int64)
        units = self.fit_units(everybody, opportunity)
        fitting = np.flatnonzero(units > 0)
        fitting = fitting[self.eligible(everybody[fitting], opportunity[fitting])]
        best_first = fitting[np.argsort(-units[fitting], kind="stable")]
        return shortlist_of(
            self._seeker_order[best_first],
            units[best_first],
            j,
            k,
            floors,
            self.n_seekers,
            self.n_opportunities,
        )

    def explain(self, i: int, j: int) -> list[Part]:
        """The parts of a fit, largest first; their contributions add up to the fit exactly."""
        self._pairs([i], [j])
        return parts_of(i, j, self._supply, self._demand, self.skill)

    def dead_ends(
        self, capacity: ArrayLike, min_fit: float = 0.0, progress: Progress | None = None
    ) -> list[DeadEnd]:
        """People whom nothing fits and openings nobody fits, each with the nearest verified way out.

        See :func:`seedbed.matching.dead_ends.find_dead_ends`; ``capacity`` is (m,), the places.
        """
        return find_dead_ends(self, capacity, min_fit, progress)

    def after_learning(self, learners: ArrayLike, skills: ArrayLike, levels: ArrayLike) -> Market:
        """The same market after ``learners`` (rows) have reached ``levels`` in ``skills`` (columns).

        Who is better already stays so. Everything but the seekers' levels is shared with this market.
        """
        who, what = np.unique(np.asarray(learners, np.int64)), np.asarray(skills, np.int64)
        own = np.repeat(np.arange(self.n_seekers), np.diff(self._supply.indptr))
        learnt = rows_of(
            np.concatenate((own, np.repeat(who, what.size))),
            np.concatenate((self._supply.skills, np.tile(what, who.size))),
            np.concatenate((self._supply.levels, np.tile(np.asarray(levels, np.float64), who.size))),
            (self.n_seekers, self.n_skills),
        )
        after = copy(self)
        after._supply = self._supply._replace(
            indptr=learnt.indptr, skills=learnt.columns, levels=learnt.values
        )
        after._expansion = expansion_of(after._supply, after._standing)
        after.has_nothing = np.diff(learnt.indptr) == 0
        return after

    @property
    def sides(self) -> tuple[Supply, Demand]:
        """What seekers have and what opportunities ask, as the arrays that every count reads."""
        return self._supply, self._demand

    @property
    def id_orders(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """The rows of the seekers and of the opportunities in the order that decides ties: that of ids."""
        return self._seeker_order, self._standing.by_rank

    @property
    def rules(self) -> Rules:
        """Eligibility as the arrays that every count reads."""
        return self._eligibility.rules

    def skill(self, column: int) -> Skill:
        """The id of a skill's column, or the column where the market knows no ids."""
        return column if self.skill_ids is None else str(self.skill_ids[column])

    def _serve(
        self,
        seekers: NDArray[np.int32],
        k: int,
        postings: Postings | CloseTile,
        needs_left: bool,
        indices: NDArray[np.int32],
        units: NDArray[np.int32],
        counts: NDArray[np.int64],
    ) -> int:
        """Write the best of the posted opportunities for some seekers; returns how many seekers they are."""
        some = seekers, k, self._supply, self._expansion, self._standing
        rest = self._eligibility.rules, needs_left, indices, units, counts
        if isinstance(postings, CloseTile):
            kernels.best_of_close_tile(*some, postings, *rest)
        else:
            kernels.best_opportunities(*some, postings, *rest)
        return int(seekers.size)

    def _open_to(self, circle: Circle) -> NDArray[np.bool_]:
        return self._circles.open_to(circle, self._eligibility.rules)

    def _searched(self, circle: Circle) -> tuple[Postings | CloseTile, bool]:
        """What to search for the best opportunities of a circle; whether needs must be asked pair by pair."""
        open_to = self._open_to(circle)
        if np.count_nonzero(open_to) <= CLOSE:
            return close_tile_of(self._standing, open_to), circle.examples.size > 1
        return self._posted(circle, open_to)

    def _posted(self, circle: Circle, open_to: NDArray[np.bool_], tile: int = TILE) -> tuple[Postings, bool]:
        """What is open to a circle, turned round; whether needs must be asked pair by pair."""
        of_one_kind = circle.examples.size == 1
        if circle.is_worth_turning(open_to):
            return postings_of(self._standing, open_to, tile), not of_one_kind
        needs_left = not (of_one_kind and bool(open_to.all()))
        if tile != TILE:
            return postings_of(self._standing, None, tile), needs_left
        if self._all_postings is None:
            self._all_postings = postings_of(self._standing)
        return self._all_postings, needs_left

    def _pairs(
        self, seekers: ArrayLike, opportunities: ArrayLike
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        i = np.ascontiguousarray(seekers, dtype=np.int64)
        j = np.ascontiguousarray(opportunities, dtype=np.int64)
        if i.ndim != 1 or i.shape != j.shape:
            raise ValueError(f"seekers {i.shape} and opportunities {j.shape} must be aligned vectors")
        for numbers, size, side in ((i, self.n_seekers, "seeker"), (j, self.n_opportunities, "opportunity")):
            if numbers.size and not 0 <= numbers.min() <= numbers.max() < size:
                raise IndexError(f"{side} numbers must lie in 0..{size - 1}")
        return i, j

    def _unmatched(self) -> list[Finding]:
        findings = []
        for flags, ids, code in (
            (self.has_nothing, self.seeker_ids, "matching.seekers-without-skills"),
            (self.asks_nothing, self.opportunity_ids, "matching.opportunities-ask-nothing"),
        ):
            if flags.any():
                values: dict[str, str | int] = {
                    "count": int(flags.sum()),
                    "total": int(flags.size),
                    "first": str(ids[np.argmax(flags)]),
                }
                findings.append(Finding(code, values, Severity.WARNING))
        return findings


def _order(ids: NDArray[np.str_], given: bool) -> NDArray[np.int32]:
    """The row at each position when the rows stand in the order of their ids."""
    rows = np.argsort(ids, kind="stable") if given else np.arange(ids.size)
    return rows.astype(np.int32)


def _by_seeker(i: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """An order that brings equal seekers together, and where each seeker begins in it."""
    order = np.argsort(i, kind="stable")
    ordered = i[order]
    begins = np.flatnonzero(ordered[1:] != ordered[:-1]) + 1
    groups = np.concatenate(([0], begins, [i.size])) if i.size else np.zeros(1, np.int64)
    return order, groups.astype(np.int64)
