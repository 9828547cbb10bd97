"""The compiled loops of the market, all in one file.

They stay together because numba's cache watches only the file of the function it compiles: a
helper in another file could change without its callers being compiled again. Nothing compiles
at import; :func:`seedbed.matching.warm.warm` compiles everything once with tiny inputs.

Every seeker (or tile of opportunities) belongs to one thread, which has its own scratch arrays and adds
whole numbers only: the result is the same for any number of threads.

**Lower bounds first, exact fits last.** A fit is a whole number of ``2**-24``. To find the best of
a hundred thousand opportunities the loops add up *lower bounds* of the fits in units of ``2**-16``, so
that 32 sums fit a vector register and a tile's sums fit the nearest caches. Every term is rounded
down, by less than a known *slack*; with ``bound <= fit < bound + slack`` in those units, whatever lies
``slack`` or more under the ``k``-th best bound cannot be among the best ``k``. The few that remain are
counted exactly from their own rows. No fit is estimated and none is left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]
from numba import njit, prange, types
from numba.core import cgutils
from numba.extending import intrinsic

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

BLOCK = 64
"""Seekers (or groups of pairs) that share one set of scratch arrays."""

LANES = 64
"""Sums that are added up and compared together: two vector registers of 512 bits, or more narrower ones."""

SPARE = 128
"""Room for candidates beyond those that are kept, at least."""

AHEAD = 4
"""So many stretches ahead the parts of the dense rows are fetched."""

CLASS_BITS = 2
"""The lowest bits of a list's second number hold the class; above them stands the weight."""

CLASS_MASK = (1 << CLASS_BITS) - 1

UNASKED, LISTED, HEADED = 0, 1, 2
"""What the market does with a skill: nobody asks it; it has lists; it has dense rows, too."""

COLUMN_AT = 32
"""A packed requirement: the column from this bit on,"""

HEAD_AT = 24
"""the head plus one from this one on (0 for an entry of a list), the weight below."""

WEIGHT_MASK = (1 << HEAD_AT) - 1

LONG_LIST = 128
"""From this length on it pays to look up where the open part of a list ends."""

CLOSE_BITS = 14
"""The lowest bits of a close list's entry hold the position, the next ones the class, the upper half the
weight less one."""

CLOSE = 1 << CLOSE_BITS
"""So many opportunities at most make a close tile: their exact sums (64 KiB) stay in the nearest caches."""

CLOSE_MASK = CLOSE - 1

FULL_FACTOR = 65_535
"""A credit as the factor of a dense row whose product's upper half counts; the full credit does not fit."""

COARSE_BITS = 8
"""In a close tile a bound is an exact sum without these bits: it counts in units of ``2**-16``, too."""

ROUNDING = (1 << COARSE_BITS) - 1
"""What every sum of a close tile begins with, so that a bound is rounded up."""

FEW = 24
"""So many candidates too many are counted sooner than sorted out."""

RANKED = 128
"""Up to so many keys are put in order by counting how many are larger."""

AT_ONCE = 4
"""So many bits of a stretch are written down at once, whether they are set or not."""

TOGETHER = 16
"""So many entries of a close list are turned into terms at once, whether they belong to it or not."""

HELD = 512
"""So many terms are held back at most before they are added up."""

LIST_LOSS = 5
"""A list's term lies less than this under the true one: four units of weight and the rounding."""

FULL_ROW = 255
"""The largest step of a dense row."""

LEAST_STEP = 16
"""The smallest step of a dense row; smaller weights stay in their lists, where they keep more digits."""

SCALES = 9
"""Dense rows may count in steps of 1, 2, .. 256 units of weight."""

_INNER: dict[str, Any] = {"cache": True, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}
"""How loops are compiled that only other loops call: a door for Python would take as long as the loop."""

CODE_BITS = 8
"""So many levels and credits may be told apart by a number of one byte."""

CODE_MASK = (1 << CODE_BITS) - 1

_NONE_LESS = np.uint64(2**64 - 1)
"""A number that none surpasses."""

_NOBODY = 2**63 - 1
"""A key that none surpasses."""

_LOW = 0xFFFF_FFFF
"""The lower half of a key: a position, or a rank counted downwards, so that ties go to the lower one."""


class Supply(NamedTuple):
    """What seekers have: their skills, and the credit that a skill gives toward others."""

    indptr: NDArray[np.int64]
    """(n + 1,)"""
    skills: NDArray[np.int32]
    levels: NDArray[np.float64]
    related_indptr: NDArray[np.int64]
    """(K + 1,)"""
    related_skills: NDArray[np.int32]
    related_credits: NDArray[np.float64]
    """In (0, 1], 1 on the diagonal."""


class Expansion(NamedTuple):
    """How levels become credits without a division, where supply holds few different numbers.

    A credit toward all classes is one number of 64 bits, 16 for each class. The more a skill counts, the
    larger each of them, so that the largest of these numbers holds the largest of each.
    """

    codes: NDArray[np.uint8]
    """The number of each level of the supply, aligned; empty where levels or credits are too many."""
    indptr: NDArray[np.int64]
    """(K + 1,)"""
    toward: NDArray[np.uint32]
    """Per skill those that it gives credit toward and that somebody asks, above the credit's number."""
    table: NDArray[np.uint64]
    """The credits toward all classes, by the level's number above the credit's."""


class Demand(NamedTuple):
    """What opportunities ask: one row per opportunity, columns rising."""

    indptr: NDArray[np.int64]
    """(m + 1,)"""
    skills: NDArray[np.int32]
    units: NDArray[np.int32]
    """Weights; 65536 per row."""
    asked: NDArray[np.int8]
    """The number of the class that is asked, an index into ``classes``."""
    classes: NDArray[np.float64]
    """(A,) the distinct asked levels, rising."""


class Standing(NamedTuple):
    """What is decided once about the opportunities of a market, before anybody looks for some.

    A column is a skill at an asked class. A column that many opportunities ask is a *head*: its weights
    lie in a dense row. All other columns are lists. ``A`` is the number of classes, ``H`` that of heads.
    """

    order: NDArray[np.int32]
    """(m,) the opportunities by what they ask of the first ordinal, then such that similar ones are
    neighbours."""
    first_asks: NDArray[np.float64]
    """(m,) what each in that order asks of the first ordinal, or empty without ordinals."""
    ranks: NDArray[np.int32]
    """(m,) the place of each in that order when all are ordered by id."""
    by_rank: NDArray[np.int32]
    """(m,) the opportunity of each rank."""
    asked: NDArray[np.uint8]
    """(K,) ``UNASKED``, ``LISTED``, or ``HEADED`` where a class of the skill is a head."""
    heads: NDArray[np.int32]
    """(K, A): the dense row of a column, -1 where it is a list."""
    scales: NDArray[np.uint16]
    """(H,) a step of each dense row is ``2**scale`` units of weight."""
    classes: NDArray[np.float64]
    """(A,)"""
    row_begins: NDArray[np.int64]
    """(m + 1,) where the requirements of the opportunities begin, in their order here."""
    rows: NDArray[np.int64]
    """The requirements, packed: skill * A + class above; below, the head plus one and the weight."""
    longest: int
    """The most requirements that an opportunity has."""
    least_credit: int
    """From this credit on every positive term has a positive lower bound."""


class Reach(NamedTuple):
    """What a seeker reaches of some opportunities that rise by what they ask of the first ordinal."""

    asks: NDArray[np.float64]
    """(V,) the different values that they ask, rising; empty without ordinals."""
    counts: NDArray[np.int64]
    """(V + 1,) how many opportunities ask one of the first so many values, or no ordinal at all."""


class Postings(NamedTuple):
    """The demand of some opportunities turned round: per tile, per skill, who asks it.

    The opportunities are dealt to the tiles one by one like cards, so that every tile is a fair sample:
    the best of the first one tell how good the best of all must be.
    """

    numbers: NDArray[np.int32]
    """(tiles * tile,) the opportunity at each position, -1 where there is none."""
    ranks: NDArray[np.int32]
    """(tiles * tile,) its place when all are ordered by id."""
    pointers: NDArray[np.int64]
    """(tiles, K + 1): where the list of a skill begins within a tile."""
    entries: NDArray[np.uint16]
    """Two numbers per entry: the position within the tile; the weight less one in steps of 4, above the
    class."""
    dense: NDArray[np.uint8]
    """(tiles * H * tile,) the dense rows: the weight less one in steps."""
    peaks: NDArray[np.uint8]
    """(tiles * H * tile / LANES,) the largest step of each stretch of a dense row."""
    row_begins: NDArray[np.int64]
    """(tiles * tile + 1,) where the requirements of each position begin."""
    rows: NDArray[np.int64]
    """The requirements at the positions, packed as in :class:`Standing`."""
    reach: Reach
    """Of the opportunities as they were dealt."""
    cuts: NDArray[np.uint16]
    """(tiles, K, V + 1): how much of a list so many values reach; empty where there are too many values."""
    tile: int
    """Positions of a tile, a multiple of ``LANES`` and less than 65536."""


class CloseTile(NamedTuple):
    """The demand of at most :data:`CLOSE` opportunities turned round, with nothing rounded."""

    numbers: NDArray[np.int32]
    """(p,) the opportunities in the order of their ids."""
    ranks: NDArray[np.uint16]
    """(tile,) which of them lies at each position."""
    pointers: NDArray[np.int32]
    """(K + 1,) where the list of a skill begins."""
    entries: NDArray[np.uint32]
    """The weight less one in the upper half, below it the class, then the position; in the end
    ``TOGETHER`` numbers that mean nothing."""
    dense: NDArray[np.uint16]
    """(H * tile,) the dense rows: the whole weight."""
    reach: Reach
    """Of the opportunities at the positions."""
    tile: int
    """Positions, a multiple of ``LANES``."""


class Rules(NamedTuple):
    """Eligibility as arrays. A mark is one thing that a seeker has and an opportunity may need."""

    mark_indptr: NDArray[np.int64]
    marks: NDArray[np.int32]
    need_indptr: NDArray[np.int64]
    needs: NDArray[np.int32]
    has: NDArray[np.float64]
    """(n, O)"""
    asks: NDArray[np.float64]
    """(m, O)"""
    starts: NDArray[np.int64]
    """(n, W)"""
    ends: NDArray[np.int64]
    opens: NDArray[np.int64]
    """(m, W)"""
    closes: NDArray[np.int64]
    allowed_indptr: NDArray[np.int64]
    """(n + 1,), or empty where every pair is allowed."""
    allowed: NDArray[np.int32]
    width: int
    """Number of different marks."""


class Asker(NamedTuple):
    """One seeker, expanded to what the market asks."""

    i: int
    skills: NDArray[np.int32]
    credits: NDArray[np.uint16]
    """(skills, 4) in units of 1/256; 0 for classes that are not."""
    heads: NDArray[np.int32]
    """The dense rows of these skills that bring a credit."""
    head_credits: NDArray[np.uint16]
    slack: int
    """By more than this no bound lies under the fit."""
    steps: int
    """How many of the first ordinal's values the seeker reaches."""
    marks: NDArray[np.bool_]
    """The marks that the seeker has, where needs are left to be asked."""


class Block(NamedTuple):
    """Some seekers that share a thread: expanded to what the market asks, and what was found for them."""

    skills: NDArray[np.int32]
    """Of one seeker after the other."""
    packed: NDArray[np.uint64]
    """Aligned with ``skills``: the credits toward all classes."""
    credits: NDArray[np.uint16]
    """(.., 4) the same per class, in units of 1/256."""
    heads: NDArray[np.int32]
    head_credits: NDArray[np.uint16]
    skill_ends: NDArray[np.int64]
    """(BLOCK + 1,) where each seeker's skills begin and the last one's end."""
    head_ends: NDArray[np.int64]
    slacks: NDArray[np.int64]
    """(BLOCK,) by more than this no bound lies under the fit."""
    visible: NDArray[np.bool_]
    """Whether every positive fit has a positive bound."""
    steps: NDArray[np.int64]
    """How many of the first ordinal's values a seeker reaches."""
    counts: NDArray[np.int64]
    """How many opportunities are within reach by the first ordinal; 0 without skills."""
    marks: NDArray[np.bool_]
    """(BLOCK, width), or (BLOCK, 0) where no needs are left to be asked."""
    keys: NDArray[np.int64]
    """(BLOCK, room) candidates: the bound above, the position below."""
    sizes: NDArray[np.int64]
    """How many candidates there are."""
    bars: NDArray[np.int64]
    """What a bound must reach."""
    forecasts: NDArray[np.int64]
    """The bound in the first tile that set the bar, 0 without one."""


class Policy(NamedTuple):
    """What is left to be asked of every pair that would be kept."""

    needs_left: bool
    rules_left: bool


class Workspace(NamedTuple):
    """What expanding a seeker works with; all but ``touched`` is zero between uses."""

    strength: NDArray[np.float64]
    """(K,)"""
    credits: NDArray[np.uint64]
    """(K,)"""
    touched: NDArray[np.int32]
    """(K + 1,) the skills that hold something."""


class Scratch(NamedTuple):
    """The arrays that one thread works with."""

    sums: NDArray[np.uint16]
    """(tile,)"""
    hopes: NDArray[np.int32]
    """(tile / LANES,) what dense rows may bring to each stretch."""
    bars: NDArray[np.uint16]
    """(tile / LANES,) what the lists must bring to it."""
    reached: NDArray[np.int32]
    """(tile / LANES,) the stretches where they do."""
    begins: NDArray[np.int64]
    """(2, ..) where lists begin: this seeker's and the next one's."""
    ends: NDArray[np.int64]
    row_begins: NDArray[np.int64]
    """Where dense rows begin."""
    shifts: NDArray[np.uint16]
    maxima: NDArray[np.uint16]
    """The maxima of the parts of a tile."""
    table: NDArray[np.uint16]
    """(K * A,) the credits of one seeker per column, zero between uses."""


class CloseScratch(NamedTuple):
    """The arrays that one thread works with on a close tile."""

    sums: NDArray[np.uint32]
    """(tile,) what the lists bring, exactly, and :data:`ROUNDING`."""
    bounds: NDArray[np.uint16]
    """(tile,)"""
    begins: NDArray[np.int32]
    """(2, ..) where lists begin: this seeker's and the next one's."""
    ends: NDArray[np.int32]
    row_begins: NDArray[np.int64]
    """Where dense rows begin."""
    factors: NDArray[np.uint16]
    maxima: NDArray[np.uint16]
    """The maxima of the parts of a tile."""
    found: NDArray[np.uint64]
    """(tile / LANES,) the bits of the stretches where a bound reaches the bar."""
    places: NDArray[np.int32]
    """(tile / LANES,) where these stretches begin."""
    positions: NDArray[np.int32]
    """(tile + spare,) the positions of these bits."""
    keys: NDArray[np.int64]
    """(room,) candidates: the fit above, the rank counted downwards below."""
    held_places: NDArray[np.uint32]
    """(HELD + TOGETHER,) the positions of terms that are held back."""
    held_terms: NDArray[np.uint32]
    """Aligned with ``held_places``."""


_build: Any = cgutils
_INT32 = ir.IntType(32)
_INT64 = ir.IntType(64)
_SUMS = ir.VectorType(ir.IntType(16), LANES)
_STEPS = ir.VectorType(ir.IntType(8), LANES)
_WHOLES = ir.VectorType(_INT32, LANES)
_ENTRIES = ir.VectorType(_INT32, TOGETHER)
_KEYS = ir.VectorType(_INT64, LANES)

# The next functions write LLVM's instructions for LANES (or TOGETHER) numbers at once, which no loop in Python
# is sure to become. They are portable: LLVM parts the vectors into what the processor has.


def _data(context: Any, builder: Any, signature: Any, arguments: Any, which: int) -> Any:
    """The address of the first element of an argument that is an array."""
    return context.make_array(signature.args[which])(context, builder, arguments[which]).data


def _lanes(context: Any, builder: Any, signature: Any, arguments: Any, which: int, at: Any, kind: Any) -> Any:
    """The address of as many elements of an argument that is an array as ``kind`` has, from ``at`` on."""
    return builder.bitcast(
        builder.gep(_data(context, builder, signature, arguments, which), [at]), kind.as_pointer()
    )


def _everywhere(builder: Any, value: Any, kind: Any = _SUMS) -> Any:
    """A number in all lanes, by default of 16 bits."""
    nothing = ir.Constant(kind, ir.Undefined)
    first = builder.insert_element(nothing, value, _INT32(0))
    return builder.shuffle_vector(
        first, nothing, ir.Constant(ir.VectorType(_INT32, kind.count), [0] * kind.count)
    )


def _generated(write: Callable[..., Any]) -> Callable[..., Any]:
    """Make what writes LLVM's instructions a function that compiled loops can call."""
    made: Callable[..., Any] = intrinsic(write)
    return made


@_generated
def _any_at_bar(typing: Any, sums: Any, at: Any, bars: Any, stretch: Any) -> Any:
    """Whether one of the ``LANES`` sums from ``at`` on reaches ``bars[stretch]``."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        found = builder.load(_lanes(context, builder, signature, arguments, 0, arguments[1], _SUMS), align=2)
        bar = builder.load(builder.gep(_data(context, builder, signature, arguments, 2), [arguments[3]]))
        reached = builder.icmp_unsigned(">=", found, _everywhere(builder, bar))
        return builder.icmp_unsigned("!=", builder.bitcast(reached, _INT64), _INT64(0))

    return types.boolean(sums, types.int64, bars, types.int64), generate


@_generated
def _how_many_at_bar(typing: Any, sums: Any, at: Any, bar: Any) -> Any:
    """How many of the ``LANES`` sums from ``at`` on reach a bar."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        found = builder.load(_lanes(context, builder, signature, arguments, 0, arguments[1], _SUMS), align=2)
        reached = builder.icmp_unsigned(">=", found, _everywhere(builder, arguments[2]))
        return builder.ctpop(builder.bitcast(reached, _INT64))

    return types.int64(sums, types.int64, types.uint16), generate


@_generated
def _which_at_bars(typing: Any, sums: Any, at: Any, bars: Any, slack: Any) -> Any:
    """Which of the ``LANES`` sums from ``at`` on lie less than the slack under their own bars, as bits.

    A sum of zero never does.
    """

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        found, bar = (
            builder.load(_lanes(context, builder, signature, arguments, a, arguments[1], _SUMS), align=2)
            for a in (0, 2)
        )
        slacks = _everywhere(builder, arguments[3])
        low = builder.icmp_unsigned("<", bar, slacks)
        bound = builder.sub(builder.select(low, slacks, bar), slacks)
        return builder.bitcast(builder.icmp_unsigned(">", found, bound), _INT64)

    return types.uint64(sums, types.int64, bars, types.uint16), generate


@_generated
def _add_rows(
    typing: Any, sums: Any, at: Any, dense: Any, begins: Any, credits: Any, shifts: Any, bar: Any
) -> Any:
    """Add dense rows times credits to the ``LANES`` sums from ``at`` on, and say which reach the bar, as bits.

    Row ``h`` begins at ``begins[h]``; what it adds is ``step * credits[h] >> shifts[h]``. The sums stay in
    registers while the rows pass.
    """

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        place = _lanes(context, builder, signature, arguments, 0, arguments[1], _SUMS)
        sums_now = _build.alloca_once_value(builder, builder.load(place, align=2))
        begins_array = context.make_array(signature.args[3])(context, builder, arguments[3])
        with _build.for_range(builder, builder.extract_value(begins_array.shape, 0)) as loop:
            begin, credit, shift = (
                builder.load(builder.gep(_data(context, builder, signature, arguments, a), [loop.index]))
                for a in (3, 4, 5)
            )
            first = builder.add(begin, arguments[1])
            row = builder.load(_lanes(context, builder, signature, arguments, 2, first, _STEPS), align=1)
            product = builder.mul(builder.zext(row, _SUMS), _everywhere(builder, credit))
            term = builder.lshr(product, _everywhere(builder, shift))
            builder.store(builder.add(builder.load(sums_now), term), sums_now)
        total = builder.load(sums_now)
        builder.store(total, place, align=2)
        return builder.bitcast(builder.icmp_unsigned(">=", total, _everywhere(builder, arguments[6])), _INT64)

    return types.uint64(sums, types.int64, dense, begins, credits, shifts, types.uint16), generate


@_generated
def _bound_above(typing: Any, sums: Any, at: Any, dense: Any, begins: Any, factors: Any, bounds: Any) -> Any:
    """Write the bounds of the ``LANES`` sums from ``at`` on, with what dense rows add.

    A bound is a sum divided by ``2**COARSE_BITS``, rounded down, and the upper halves of the products of row
    ``h``, which begins at ``begins[h]``, with ``factors[h]``; 65535 where it would be more.
    """

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        def all_lanes(number: int) -> Any:
            return ir.Constant(_WHOLES, [number] * LANES)

        found = builder.load(
            _lanes(context, builder, signature, arguments, 0, arguments[1], _WHOLES), align=4
        )
        coarse = builder.lshr(found, all_lanes(COARSE_BITS))
        most = all_lanes(0xFFFF)
        least = builder.select(builder.icmp_unsigned("<", coarse, most), coarse, most)
        bounds_now = _build.alloca_once_value(builder, builder.trunc(least, _SUMS))
        kinds = ir.FunctionType(_SUMS, [_SUMS, _SUMS])
        add = builder.module.declare_intrinsic(f"llvm.uadd.sat.v{LANES}i16", (), kinds)
        begins_array = context.make_array(signature.args[3])(context, builder, arguments[3])
        with _build.for_range(builder, builder.extract_value(begins_array.shape, 0)) as loop:
            begin, factor = (
                builder.load(builder.gep(_data(context, builder, signature, arguments, a), [loop.index]))
                for a in (3, 4)
            )
            first = builder.add(begin, arguments[1])
            row = builder.load(_lanes(context, builder, signature, arguments, 2, first, _SUMS), align=2)
            product = builder.mul(
                builder.zext(row, _WHOLES), builder.zext(_everywhere(builder, factor), _WHOLES)
            )
            upper = builder.trunc(builder.lshr(product, all_lanes(16)), _SUMS)
            builder.store(builder.call(add, [builder.load(bounds_now), upper]), bounds_now)
        place = _lanes(context, builder, signature, arguments, 5, arguments[1], _SUMS)
        builder.store(builder.load(bounds_now), place, align=2)
        return context.get_dummy_value()

    return types.void(sums, types.int64, dense, begins, factors, bounds), generate


@_generated
def _terms_of(typing: Any, entries: Any, at: Any, credits: Any, places: Any, terms: Any, to: Any) -> Any:
    """Write the positions and terms of ``TOGETHER`` entries of a close list from ``at`` on, at ``to``.

    ``credits`` holds 16 bits for each class.
    """

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        def all_lanes(number: int) -> Any:
            return ir.Constant(_ENTRIES, [number] * TOGETHER)

        def place(which: int, index: int) -> Any:
            return _lanes(context, builder, signature, arguments, which, arguments[index], _ENTRIES)

        entry = builder.load(place(0, 1), align=4)
        halves = arguments[2], builder.lshr(arguments[2], _INT64(32))
        low, high = (_everywhere(builder, builder.trunc(half, _INT32), _ENTRIES) for half in halves)
        is_high = builder.icmp_unsigned("!=", builder.and_(entry, all_lanes(2 << CLOSE_BITS)), all_lanes(0))
        # The lowest bit of the class, times 16, says by how much the pair is shifted.
        shift = builder.and_(builder.lshr(entry, all_lanes(CLOSE_BITS - 4)), all_lanes(16))
        credit = builder.and_(builder.lshr(builder.select(is_high, high, low), shift), all_lanes(0xFFFF))
        weight = builder.add(builder.lshr(entry, all_lanes(16)), all_lanes(1))
        builder.store(builder.and_(entry, all_lanes(CLOSE_MASK)), place(3, 5), align=4)
        builder.store(builder.mul(weight, credit), place(4, 5), align=4)
        return context.get_dummy_value()

    return types.void(entries, types.int64, types.uint64, places, terms, types.int64), generate


@_generated
def _which_at_bar(typing: Any, sums: Any, at: Any, bar: Any) -> Any:
    """Which of the ``LANES`` sums from ``at`` on reach a bar, as bits."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        found = builder.load(_lanes(context, builder, signature, arguments, 0, arguments[1], _SUMS), align=2)
        return builder.bitcast(builder.icmp_unsigned(">=", found, _everywhere(builder, arguments[2])), _INT64)

    return types.uint64(sums, types.int64, types.uint16), generate


@_generated
def _how_many_larger(typing: Any, keys: Any, at: Any, key: Any) -> Any:
    """How many of the ``LANES`` keys from ``at`` on are larger than one."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        found = builder.load(_lanes(context, builder, signature, arguments, 0, arguments[1], _KEYS), align=8)
        larger = builder.icmp_signed(">", found, _everywhere(builder, arguments[2], _KEYS))
        return builder.ctpop(builder.bitcast(larger, _INT64))

    return types.int64(keys, types.int64, types.int64), generate


@_generated
def _how_many_bits(typing: Any, bits: Any) -> Any:
    """How many bits are set."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.ctpop(arguments[0])

    return types.int64(types.uint64), generate


@_generated
def _lowest_bit(typing: Any, bits: Any) -> Any:
    """The number of the lowest bit that is set, 64 where there is none."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.cttz(arguments[0], ir.IntType(1)(0))

    return types.int64(types.uint64), generate


@_generated
def _fetch(typing: Any, array: Any, at: Any) -> Any:
    """Ask the processor to bring ``array[at]`` nearer; the loop goes on meanwhile."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        place = builder.gep(_data(context, builder, signature, arguments, 0), [arguments[1]])
        place = builder.bitcast(place, ir.IntType(8).as_pointer())
        kinds = ir.FunctionType(ir.VoidType(), [place.type, _INT32, _INT32, _INT32])
        fetch = builder.module.declare_intrinsic("llvm.prefetch", [place.type], kinds)
        # To read, to stay in all caches, data.
        builder.call(fetch, [place, _INT32(0), _INT32(3), _INT32(1)])
        return context.get_dummy_value()

    return types.void(array, types.int64), generate


@njit(**_INNER)
def _offer(
    i: int, supply: Supply, strength: NDArray[np.float64], touched: NDArray[np.int32]
) -> int:  # pragma: no cover - compiled
    """Expand seeker ``i``: ``strength[k] = max over own skills s of level_s * related(s -> k)``.

    ``touched`` lists the skills whose strength is above 0 and has room for one more than there are skills.
    Returns how many they are.
    """
    count = np.uint64(0)
    for q in range(supply.indptr[i], supply.indptr[i + 1]):
        level = supply.levels[q]
        s = np.uint64(supply.skills[q])
        first = np.uint64(supply.related_indptr[s])
        for r in range(first, np.uint64(supply.related_indptr[s + np.uint64(1)])):
            k = np.uint64(supply.related_skills[r])
            x = level * supply.related_credits[r]
            before = strength[k]
            # Without a branch, and with unsigned indices, which need no test for negative ones.
            touched[count] = k
            count += np.uint64(before == 0.0 and x > 0.0)
            strength[k] = max(before, x)
    return int(count)


@njit(**_INNER)
def _credit(strength: float, asked: float) -> int:  # pragma: no cover - compiled
    return int(np.rint(256.0 * min(1.0, strength / asked)))


@njit(**_INNER)
def _set_marks(
    i: int, rules: Rules, marks: NDArray[np.bool_], value: bool
) -> None:  # pragma: no cover - compiled
    for q in range(rules.mark_indptr[i], rules.mark_indptr[i + 1]):
        marks[rules.marks[q]] = value


@njit(inline="always", **_INNER)
def _has_needs(j: int, rules: Rules, marks: NDArray[np.bool_]) -> bool:  # pragma: no cover - compiled
    """Whether the seeker whose marks are set has all that opportunity ``j`` needs."""
    for q in range(rules.need_indptr[j], rules.need_indptr[j + 1]):  # noqa: SIM110 - no generators here
        if not marks[rules.needs[q]]:
            return False
    return True


@njit(inline="always", **_INNER)  # a call would hand over every array of the rules, pair by pair
def _admits(i: int, j: int, rules: Rules) -> bool:  # pragma: no cover - compiled
    """Whether seeker ``i``, who has what ``j`` needs, keeps all its other rules."""
    for o in range(rules.has.shape[1]):
        if not rules.has[i, o] >= rules.asks[j, o]:
            return False
    for w in range(rules.starts.shape[1]):
        if rules.starts[i, w] > rules.closes[j, w] or rules.opens[j, w] > rules.ends[i, w]:
            return False
    if rules.allowed_indptr.size:
        low = rules.allowed_indptr[i]
        end = rules.allowed_indptr[i + 1]
        high = end
        while low < high:
            middle = (low + high) // 2
            if rules.allowed[middle] < j:
                low = middle + 1
            else:
                high = middle
        return bool(low < end and rules.allowed[low] == j)
    return True


@njit(cache=True)
def different(values: NDArray[np.float64]) -> NDArray[np.float64]:  # pragma: no cover - compiled
    """The different values, rising; when they are more than a byte can tell apart, just more than that."""
    found = np.empty((1 << CODE_BITS) + 1)
    count = 0
    for value in values:
        at = np.searchsorted(found[:count], value)
        if at == count or found[at] != value:
            found[at + 1 : count + 1] = found[at:count].copy()
            found[at] = value
            count += 1
            if count == found.size:
                break
    return found[:count].copy()


@njit(cache=True)
def count_columns(demand: Demand, counts: NDArray[np.int64]) -> None:  # pragma: no cover - compiled
    """Count who asks each column; ``counts`` is (K, A) and begins at zero."""
    for entry in range(demand.units.size):
        if demand.units[entry] > 0:
            counts[demand.skills[entry], demand.asked[entry]] += 1


@njit(cache=True)
def weigh_heads(
    demand: Demand, heads: NDArray[np.int32], weights: NDArray[np.int64]
) -> None:  # pragma: no cover - compiled
    """Count the weights of each head by the scale that they need; ``weights`` is (H, SCALES + 1), zero."""
    for entry in range(demand.units.size):
        units = demand.units[entry]
        head = heads[demand.skills[entry], demand.asked[entry]]
        if units > 0 and head >= 0:
            scale = 0
            while scale < SCALES and (units - 1) >> scale > FULL_ROW:
                scale += 1
            weights[head, scale] += 1


@njit(cache=True)
def pack_rows(
    order: NDArray[np.int32],
    demand: Demand,
    heads: NDArray[np.int32],
    scales: NDArray[np.uint16],
    row_begins: NDArray[np.int64],
    rows: NDArray[np.int64],
) -> int:  # pragma: no cover - compiled
    """Pack the requirements of the opportunities in an order; see :class:`Standing`.

    A weight that is too heavy or too light for the dense row of its column goes to the list. Returns the
    smallest weight of a list, 65536 where none is smaller.
    """
    n_classes = heads.shape[1]
    least = 1 << 16
    row = 0
    for q in range(order.size):
        row_begins[q] = row
        for entry in range(demand.indptr[order[q]], demand.indptr[order[q] + 1]):
            units = demand.units[entry]
            if units <= 0:
                continue
            skill = np.int64(demand.skills[entry])
            asked = demand.asked[entry]
            head = int(heads[skill, asked])
            if head >= 0 and not LEAST_STEP <= (units - 1) >> scales[head] <= FULL_ROW:
                head = -1
            if head < 0:
                least = min(least, units)
            rows[row] = (skill * n_classes + asked) << COLUMN_AT | (head + 1) << HEAD_AT | units
            row += 1
    row_begins[order.size] = row
    return least


@njit(nogil=True, cache=True)
def turn_round(
    stands: NDArray[np.int32],
    standing: Standing,
    pointers: NDArray[np.int64],
    dense: NDArray[np.uint8],
    peaks: NDArray[np.uint8],
    row_begins: NDArray[np.int64],
    reach: Reach,
    cuts: NDArray[np.uint16],
) -> tuple[NDArray[np.uint16], NDArray[np.int64]]:  # pragma: no cover - compiled
    """Turn the demand of dealt opportunities round; see :class:`Postings`. Returns entries and rows.

    A counting sort: count the entries of every list, sum up where each begins, put every entry in its
    place. ``stands`` (tiles * tile,) says which of the standing order lies at each position, -1 for none;
    ``pointers``, ``dense`` and ``peaks`` begin at zero.
    """
    tiles = pointers.shape[0]
    tile = stands.size // tiles
    n_classes = standing.classes.size
    total = 0
    for position in range(stands.size):
        row_begins[position] = total
        if stands[position] >= 0:
            total += standing.row_begins[stands[position] + 1] - standing.row_begins[stands[position]]
    row_begins[stands.size] = total
    rows = np.empty(total, np.int64)
    for t in range(tiles):
        for position in range(t * tile, (t + 1) * tile):
            ahead = min(position + 2 * AHEAD, stands.size - 1)
            if stands[ahead] >= 0:
                begin = standing.row_begins[stands[ahead]]
                for line in range(3):
                    _fetch(standing.rows, begin + 8 * line)
            if stands[position] < 0:
                continue
            begin = standing.row_begins[stands[position]]
            for row in range(row_begins[position], row_begins[position + 1]):
                requirement = standing.rows[begin + row - row_begins[position]]
                rows[row] = requirement
                skill = np.uint64(requirement >> COLUMN_AT) // np.uint64(n_classes)
                pointers[t, skill + np.uint64(1)] += requirement >> HEAD_AT & 0xFF == 0
    entries_before = 0
    for t in range(tiles):
        pointers[t, 0] = entries_before
        for k in range(1, pointers.shape[1]):
            entries_before += pointers[t, k]
            pointers[t, k] = entries_before
    entries = np.empty(2 * entries_before, np.uint16)
    for t in range(tiles):
        ends = pointers[t, :-1].copy()
        for within in range(tile):
            for row in range(row_begins[t * tile + within], row_begins[t * tile + within + 1]):
                requirement = rows[row]
                units = requirement & WEIGHT_MASK
                head = (requirement >> HEAD_AT & 0xFF) - 1
                if head >= 0:
                    step = (units - 1) >> np.int64(standing.scales[head])
                    at = (t * standing.scales.size + head) * tile + within
                    dense[at] = step
                    peaks[at // LANES] = max(peaks[at // LANES], step)
                else:
                    column = np.uint64(requirement >> COLUMN_AT)
                    skill = column // np.uint64(n_classes)
                    entry = ends[skill]
                    ends[skill] = entry + 1
                    entries[2 * entry] = within
                    asked = np.int64(column - skill * np.uint64(n_classes))
                    entries[2 * entry + 1] = (units - 1) & ~CLASS_MASK | asked
        if cuts.size:
            for k in range(pointers.shape[1] - 1):
                entry = pointers[t, k]
                for steps in range(cuts.shape[2]):
                    open_end = _dealt(t, tiles, reach.counts[steps])
                    while entry < pointers[t, k + 1] and entries[2 * entry] < open_end:
                        entry += 1
                    cuts[t, k, steps] = entry - pointers[t, k]
    return entries, rows


@njit(nogil=True, cache=True)
def turn_closely(
    open_to: NDArray[np.bool_],
    standing: Standing,
    stands: NDArray[np.int32],
    numbers: NDArray[np.int32],
    ranks: NDArray[np.uint16],
    pointers: NDArray[np.int32],
    dense: NDArray[np.uint16],
) -> NDArray[np.uint32]:  # pragma: no cover - compiled
    """Turn the demand of at most :data:`CLOSE` opportunities round; see :class:`CloseTile`. Returns the entries.

    A counting sort as in :func:`turn_round`. ``open_to`` (m,) says which opportunities; ``stands`` is filled
    with the place of each in the standing order and, as ``numbers``, has room for one more. ``ranks``,
    ``pointers`` and ``dense`` begin at zero. A weight that would be nothing in a bound, or that is too heavy
    for 16 bits, stands in the list.
    """
    by_rank = np.empty(open_to.size, np.uint16)
    size = 0
    for rank in range(open_to.size):
        # Without a branch, whose outcome nobody could foretell.
        numbers[size] = standing.by_rank[rank]
        by_rank[rank] = size
        size += open_to[standing.by_rank[rank]]
    size = 0
    for stand in range(open_to.size):
        stands[size] = stand
        size += open_to[standing.order[stand]]
    stands = stands[:size]
    for position in range(size):
        ranks[position] = by_rank[standing.ranks[stands[position]]]
    n_classes = np.uint64(standing.classes.size)
    # A column divided by the number of classes without a division: there are at most four.
    over = np.uint64((1 << 32) // standing.classes.size + 1)
    tile = np.uint64(dense.size // max(1, standing.scales.size))
    for position in range(stands.size):
        ahead = stands[min(position + 2 * AHEAD, stands.size - 1)]
        for line in range(3):
            _fetch(standing.rows, standing.row_begins[ahead] + 8 * line)
        begin = np.uint64(standing.row_begins[stands[position]])
        for row in range(begin, np.uint64(standing.row_begins[stands[position] + 1])):
            requirement = np.uint64(standing.rows[row])
            skill = (requirement >> np.uint64(COLUMN_AT)) * over >> np.uint64(32)
            pointers[skill + np.uint64(1)] += not _is_dense(requirement)
    total = np.int32(0)
    for k in range(1, pointers.size):
        total += pointers[k]
        pointers[k] = total
    entries = np.empty(total + TOGETHER, np.uint32)
    ends = pointers[:-1].copy()
    for at in range(stands.size):
        place = np.uint64(at)
        # Between the first pass and this one the rows have left the nearest caches.
        ahead = stands[min(at + 2 * AHEAD, stands.size - 1)]
        for line in range(3):
            _fetch(standing.rows, standing.row_begins[ahead] + 8 * line)
        begin = np.uint64(standing.row_begins[stands[at]])
        for row in range(begin, np.uint64(standing.row_begins[stands[at] + 1])):
            requirement = np.uint64(standing.rows[row])
            units = requirement & np.uint64(WEIGHT_MASK)
            column = requirement >> np.uint64(COLUMN_AT)
            if _is_dense(requirement):
                head = (requirement >> np.uint64(HEAD_AT) & np.uint64(0xFF)) - np.uint64(1)
                dense[head * tile + place] = units
            else:
                skill = column * over >> np.uint64(32)
                entry = np.uint64(ends[skill])
                ends[skill] += 1
                asked = column - skill * n_classes
                entries[entry] = (
                    (units - np.uint64(1)) << np.uint64(16) | asked << np.uint64(CLOSE_BITS) | place
                )
    return entries


@njit(inline="always", **_INNER)
def _is_dense(requirement: int) -> bool:  # pragma: no cover - compiled
    """Whether a packed requirement stands in the dense row of its column in a close tile."""
    units = requirement & np.uint64(WEIGHT_MASK)
    return bool(
        (requirement >> np.uint64(HEAD_AT) & np.uint64(0xFF)) != np.uint64(0)
        and units >> np.uint64(COARSE_BITS) != np.uint64(0)
        and units >> np.uint64(16) == np.uint64(0)
    )


@njit(forceinline=True, **_INNER)  # a call would hand over every array of both sides
def _offer_coded(
    i: int,
    supply: Supply,
    expansion: Expansion,
    strength: NDArray[np.uint64],
    touched: NDArray[np.int32],
) -> int:  # pragma: no cover - compiled
    """:func:`_offer` of credits toward all classes instead of strengths, for the skills that are asked."""
    count = np.uint64(0)
    for q in range(supply.indptr[i], supply.indptr[i + 1]):
        level = np.uint64(expansion.codes[q]) << np.uint64(CODE_BITS)
        s = np.uint64(supply.skills[q])
        first = np.uint64(expansion.indptr[s])
        for r in range(first, np.uint64(expansion.indptr[s + np.uint64(1)])):
            toward = np.uint64(expansion.toward[r])
            k = toward >> np.uint64(CODE_BITS)
            x = expansion.table[level | toward & np.uint64(CODE_MASK)]
            before = strength[k]
            touched[count] = k
            count += np.uint64(before == np.uint64(0) and x > np.uint64(0))
            strength[k] = max(before, x)
    return int(count)


@njit(**_INNER)
def _offer_divided(
    i: int,
    supply: Supply,
    standing: Standing,
    strength: NDArray[np.float64],
    credits: NDArray[np.uint64],
    touched: NDArray[np.int32],
) -> int:  # pragma: no cover - compiled
    """:func:`_offer_coded` where supply holds too many different numbers."""
    count = 0
    for c in range(_offer(i, supply, strength, touched)):
        k = np.uint64(touched[c])
        x = strength[k]
        strength[k] = 0.0
        if standing.asked[k] != UNASKED:
            for a in range(standing.classes.size):
                credits[k] |= np.uint64(_credit(x, standing.classes[a])) << np.uint64(16 * a)
            touched[count] = k
            count += credits[k] > np.uint64(0)
    return count


@njit(forceinline=True, **_INNER)  # a call would hand over every array of both sides
def _ask_for(
    i: int,
    supply: Supply,
    expansion: Expansion,
    standing: Standing,
    workspace: Workspace,
    skills: NDArray[np.int32],
    credits: NDArray[np.uint64],
    heads: NDArray[np.int32],
    head_credits: NDArray[np.uint16],
) -> tuple[int, int, int, bool]:  # pragma: no cover - compiled
    """Expand seeker ``i`` to the skills that are asked, with the credits per class, and the dense rows.

    Returns how many there are of each, the slack of the seeker's bounds, and whether every positive fit
    has a positive bound. ``workspace`` must be zero and is left so.
    """
    n_classes = standing.classes.size
    touched = workspace.touched
    if expansion.codes.size:
        n_skills = _offer_coded(i, supply, expansion, workspace.credits, touched)
    else:
        n_skills = _offer_divided(i, supply, standing, workspace.strength, workspace.credits, touched)
    n_heads = 0
    slack = LIST_LOSS * n_skills
    most = LIST_LOSS if n_skills else 0
    weakest = _NONE_LESS
    for c in range(n_skills):
        k = np.uint64(touched[c])
        x = workspace.credits[k]
        workspace.credits[k] = np.uint64(0)
        skills[c] = k
        credits[c] = x
        # What is asked the most earns the least credit.
        weakest = min(weakest, x >> np.uint64(16 * (n_classes - 1)))
        if standing.asked[k] == HEADED:
            loss = LIST_LOSS
            for a in range(n_classes):
                head = standing.heads[k, a]
                credit = np.int64(x >> np.uint64(16 * a) & np.uint64(0xFFFF))
                if head >= 0 and credit > 0:
                    heads[n_heads] = head
                    head_credits[n_heads] = credit
                    n_heads += 1
                    loss = max(loss, int(credit << np.int64(standing.scales[head]) >> 8) + 2)
            slack += loss - LIST_LOSS
            most = max(most, loss)
    visible = bool(n_skills == 0 or weakest >= np.uint64(standing.least_credit))
    return int(n_skills), n_heads, min(slack, most * standing.longest), visible


@njit(**_INNER)
def _find_lists(
    t: int,
    steps: int,
    open_end: int,
    skills: NDArray[np.int32],
    postings: Postings,
    begins: NDArray[np.int64],
    ends: NDArray[np.int64],
) -> None:  # pragma: no cover - compiled
    """Look up where the lists of some skills lie within a tile, and fetch the beginning of each.

    They end where ``steps`` values of the first ordinal reach. Where that was not cut beforehand, long lists
    end before the position ``open_end``; what shorter ones hold beyond it does no harm.
    """
    for c in range(skills.size):
        skill = np.uint64(skills[c])
        begin = postings.pointers[t, skill]
        if postings.cuts.size:
            end = begin + np.int64(postings.cuts[t, skill, steps])
        else:
            end = postings.pointers[t, skill + np.uint64(1)]
            if end - begin > LONG_LIST and postings.entries[2 * (end - 1)] >= open_end:
                low = begin
                while low < end:
                    middle = (low + end) >> 1
                    if postings.entries[2 * middle] < open_end:
                        low = middle + 1
                    else:
                        end = middle
        begins[c] = begin
        ends[c] = end
        if end > begin:
            # A line of the cache holds 16 entries; the processor itself goes on after a few lines.
            _fetch(postings.entries, 2 * begin)
            if end > begin + 16:
                _fetch(postings.entries, 2 * begin + 32)
            if end > begin + 32:
                _fetch(postings.entries, 2 * begin + 64)


@njit(**_INNER)
def _sum_lists(
    end: int,
    begins: NDArray[np.int64],
    ends: NDArray[np.int64],
    credits: NDArray[np.uint16],
    entries: NDArray[np.uint16],
    sums: NDArray[np.uint16],
) -> None:  # pragma: no cover - compiled
    """Put the terms of some lists, rounded down, into the first ``end`` sums of a tile.

    What the sums beyond hold (to the end of the stretch: no more than the lists) is of no account.
    """
    sums[: (end + LANES - 1) // LANES * LANES] = 0
    for c in range(begins.size):
        credit = credits[c]
        # Unsigned numbers spare the inner loop the test for negative indices.
        for entry in range(np.uint64(2 * begins[c]), np.uint64(2 * ends[c]), np.uint64(2)):
            weight = np.uint32(entries[entry + np.uint64(1)])
            term = (weight >> np.uint32(CLASS_BITS)) * np.uint32(credit[weight & np.uint32(CLASS_MASK)])
            sums[np.uint64(entries[entry])] += np.uint16(term >> np.uint32(8 - CLASS_BITS))


@njit(**_INNER)
def _bars_for_lists(
    bar: int,
    t: int,
    heads: NDArray[np.int32],
    credits: NDArray[np.uint16],
    standing: Standing,
    postings: Postings,
    scratch: Scratch,
) -> None:  # pragma: no cover - compiled
    """What the lists must bring to each stretch of a tile so that the dense rows can lift it to the bar.

    A dense row lifts no sum of a stretch by more than its peak there.
    """
    hopes = scratch.hopes
    hopes[:] = 0
    for h in range(heads.size):
        begin = (t * standing.scales.size + heads[h]) * hopes.size
        peaks = postings.peaks[begin : begin + hopes.size]
        credit = np.int32(credits[h])
        shift = np.int32(8 - standing.scales[heads[h]])
        for stretch in range(hopes.size):
            hopes[stretch] += (np.int32(peaks[stretch]) * credit) >> shift
    for stretch in range(hopes.size):
        scratch.bars[stretch] = max(0, bar - hopes[stretch])


@njit(**_INNER)
def _keep_largest(keys: NDArray[np.int64], k: int) -> None:  # pragma: no cover - compiled
    """Bring the ``k`` largest of different keys to the front; the smallest of them to ``keys[k - 1]``.

    Quickselect (Hoare 1961) with the median of three.
    """
    low = 0
    high = keys.size - 1
    while low < high:
        middle = (low + high) >> 1
        first = keys[low]
        last = keys[high]
        pivot = keys[middle]
        pivot = max(min(first, last), min(max(first, last), pivot))
        a = low
        b = high
        while a <= b:
            while keys[a] > pivot:
                a += 1
            while keys[b] < pivot:
                b -= 1
            if a <= b:
                keys[a], keys[b] = keys[b], keys[a]
                a += 1
                b -= 1
        if k - 1 <= b:
            high = b
        elif k - 1 >= a:
            low = a
        else:
            return


@njit(**_INNER)
def _nth_largest(
    sums: NDArray[np.uint16], maxima: NDArray[np.uint16], nth: int
) -> int:  # pragma: no cover - compiled
    """A number that ``nth`` of the sums reach: the ``nth`` largest of the maxima of ``len(maxima)`` parts.

    Parts are interleaved, so that maxima are taken element by element. Their ``nth`` largest is found bit
    by bit: the largest number that so many reach.
    """
    maxima[:] = 0
    for begin in range(0, sums.size, maxima.size):
        part = sums[begin : min(begin + maxima.size, sums.size)]
        for p in range(part.size):
            maxima[p] = max(part[p], maxima[p])
    found = 0
    for bit in range(15, -1, -1):
        reach = 0
        for at in range(0, maxima.size, LANES):
            reach += _how_many_at_bar(maxima, at, np.uint16(found | 1 << bit))
        if reach >= nth:
            found |= 1 << bit
    return found


@njit(**_INNER)
def _narrow(
    keys: NDArray[np.int64], k: int, bar: int, slack: int
) -> tuple[int, int]:  # pragma: no cover - compiled
    """Raise the bar to one slack under the ``k``-th best bound and drop the candidates below it.

    The ``k`` best stand first afterwards, the worst of them last. Returns how many candidates are left, and
    the bar.
    """
    _keep_largest(keys, k)
    bar = max(bar, (keys[k - 1] >> 32) - slack + 1)
    kept = k
    for q in range(k, keys.size):
        if keys[q] >> 32 >= bar:
            keys[kept] = keys[q]
            kept += 1
    return kept, bar


@njit(inline="always", **_INNER)
def _exact_units(
    position: int, table: NDArray[np.uint16], postings: Postings
) -> int:  # pragma: no cover - compiled
    """The fit at a position for the seeker whose credits per column stand in ``table``."""
    units = np.uint64(0)
    begin = np.uint64(postings.row_begins[position])
    for q in range(begin, np.uint64(postings.row_begins[position + 1])):
        requirement = np.uint64(postings.rows[q])
        weight = requirement & np.uint64(WEIGHT_MASK)
        units += weight * np.uint64(table[requirement >> np.uint64(COLUMN_AT)])
    return int(units)


@njit(**_INNER)
def _settle(
    keys: NDArray[np.int64], table: NDArray[np.uint16], standing: Standing, postings: Postings
) -> None:  # pragma: no cover - compiled
    """Replace bounds and positions of candidates by exact fits and ranks of the ids, counted downwards."""
    for q in range(keys.size):
        row = postings.row_begins[keys[q] & _LOW]
        # A line of the cache holds eight requirements.
        for line in range(3):
            _fetch(postings.rows, row + 8 * line)
    for q in range(keys.size):
        position = keys[q] & _LOW
        units = _exact_units(position, table, postings)
        rank = np.int64(postings.ranks[position])
        _fetch(standing.by_rank, rank)
        keys[q] = units << 32 | _LOW - rank


@njit(**_INNER)
def _workspace(n_skills: int) -> Workspace:  # pragma: no cover - compiled
    """Room to expand one seeker."""
    return Workspace(np.zeros(n_skills), np.zeros(n_skills, np.uint64), np.empty(n_skills + 1, np.int32))


@njit(**_INNER)
def _by_class(credits: NDArray[np.uint64]) -> NDArray[np.uint16]:  # pragma: no cover - compiled
    """Credits toward all classes seen as one number per class: (.., 4)."""
    return credits.view(np.uint16).reshape(credits.size, 4)


@njit(**_INNER)
def _scratch(
    k: int, n_skills: int, standing: Standing, postings: Postings
) -> Scratch:  # pragma: no cover - compiled
    """Room for what one seeker of a market of so many skills needs at most."""
    return Scratch(
        np.zeros(postings.tile, np.uint16),
        np.empty(postings.tile // LANES, np.int32),
        np.empty(postings.tile // LANES, np.uint16),
        np.empty(postings.tile // LANES, np.int32),
        np.empty((2, n_skills), np.int64),
        np.empty((2, n_skills), np.int64),
        np.empty(standing.scales.size, np.int64),
        np.empty(standing.scales.size, np.uint16),
        np.empty((4 * k // LANES + 2) * LANES, np.uint16),
        np.zeros(n_skills * standing.classes.size, np.uint16),
    )


@njit(**_INNER)
def _policy(rules: Rules, needs_left: bool) -> Policy:  # pragma: no cover - compiled
    """What is left to be asked; the first ordinal is not: it is met by the choice of positions."""
    others = rules.has.shape[1] > 1 or rules.starts.shape[1] > 0 or rules.allowed_indptr.size > 0
    return Policy(needs_left, needs_left or others)


@njit(**_INNER)
def _asker(row: int, who: NDArray[np.int32], block: Block) -> Asker:  # pragma: no cover - compiled
    """A block's seeker in one piece."""
    own_skills = slice(block.skill_ends[row], block.skill_ends[row + 1])
    own_heads = slice(block.head_ends[row], block.head_ends[row + 1])
    return Asker(
        who[row],
        block.skills[own_skills],
        block.credits[own_skills],
        block.heads[own_heads],
        block.head_credits[own_heads],
        block.slacks[row],
        block.steps[row],
        block.marks[row],
    )


@njit(**_INNER)
def _may_take(asker: Asker, j: int, rules: Rules, policy: Policy) -> bool:  # pragma: no cover - compiled
    """Whether a seeker keeps the rules that the choice of opportunities and positions leaves open.

    Ask only where ``policy.rules_left``: the call hands over every array.
    """
    if policy.needs_left and not _has_needs(j, rules, asker.marks):
        return False
    return bool(_admits(asker.i, j, rules))


@njit(**_INNER)
def _note(
    asker: Asker, standing: Standing, table: NDArray[np.uint16], noted: bool
) -> None:  # pragma: no cover - compiled
    """Write a seeker's credits into the table of columns, or clear them away again."""
    n_classes = np.uint64(standing.classes.size)
    for c in range(asker.skills.size):
        column = np.uint64(asker.skills[c]) * n_classes
        for a in range(n_classes):
            table[column + a] = asker.credits[c, a] if noted else 0


@njit(**_INNER)
def _rows_of(
    t: int, heads: NDArray[np.int32], standing: Standing, postings: Postings, scratch: Scratch
) -> tuple[NDArray[np.int64], NDArray[np.uint16]]:  # pragma: no cover - compiled
    """Where the dense rows of some heads begin in a tile, and by how much their products are shifted."""
    for h in range(heads.size):
        scratch.row_begins[h] = (t * standing.scales.size + heads[h]) * postings.tile
        scratch.shifts[h] = 8 - standing.scales[heads[h]]
    return scratch.row_begins[: heads.size], scratch.shifts[: heads.size]


@njit(**_INNER)
def _narrow_exactly(
    asker: Asker,
    k: int,
    bar: int,
    standing: Standing,
    postings: Postings,
    table: NDArray[np.uint16],
    keys: NDArray[np.int64],
) -> tuple[int, int]:  # pragma: no cover - compiled
    """Keep just the ``k`` best of many candidates whose bounds lie too close together to tell."""
    exact = keys.copy()
    _note(asker, standing, table, True)
    _settle(exact, table, standing, postings)
    _note(asker, standing, table, False)
    best = exact.copy()
    _keep_largest(best, k)
    worst = best[k - 1]
    kept = 0
    for q in range(keys.size):
        if exact[q] >= worst:
            keys[kept] = exact[q] >> 40 << 32 | keys[q] & _LOW
            kept += 1
    return kept, max(bar, (worst >> 40) - asker.slack + 1)


@njit(**_INNER)
def _search_tile(
    t: int,
    end: int,
    nth: int,
    begins: NDArray[np.int64],
    ends: NDArray[np.int64],
    k: int,
    asker: Asker,
    standing: Standing,
    postings: Postings,
    rules: Rules,
    policy: Policy,
    scratch: Scratch,
    keys: NDArray[np.int64],
    size: int,
    bar: int,
) -> tuple[int, int, int]:  # pragma: no cover - compiled
    """Add to a seeker's candidates what reaches the bar among the first ``end`` positions of a tile.

    ``begins`` and ``ends`` say where the seeker's lists lie. In the first tile ``nth`` is above 0 and the
    ``nth`` best bound of the tile sets the bar. Returns the number of candidates, the bar, and that bound
    (0 where there is none).
    """
    n_lists = asker.skills.size
    sums = scratch.sums
    _sum_lists(
        end,
        begins[:n_lists],
        ends[:n_lists],
        asker.credits,
        postings.entries,
        sums,
    )
    heads = asker.heads
    row_begins, shifts = _rows_of(t, heads, standing, postings, scratch)
    forecast = 0
    if nth > 0 and not policy.rules_left:
        for at in range(0, end, LANES):
            _add_rows(sums, at, postings.dense, row_begins, asker.head_credits, shifts, np.uint16(1))
        forecast = _nth_largest(sums[:end], scratch.maxima, nth)
        bar = max(bar, forecast - asker.slack + 1)
        heads = heads[:0]
        row_begins = row_begins[:0]
    _bars_for_lists(bar, t, heads, asker.head_credits, standing, postings, scratch)
    reached = scratch.reached
    count = 0
    for stretch in range((end + LANES - 1) // LANES):
        # Without a branch, whose outcome nobody could foretell.
        reached[count] = stretch
        count += _any_at_bar(sums, stretch * LANES, scratch.bars, stretch)
    for r in range(count):
        at = reached[r] * LANES
        if r + AHEAD < count:
            for h in range(row_begins.size):
                _fetch(postings.dense, row_begins[h] + reached[r + AHEAD] * LANES)
        found = _add_rows(sums, at, postings.dense, row_begins, asker.head_credits, shifts, np.uint16(bar))
        if end - at < LANES:
            found &= (np.uint64(1) << np.uint64(end - at)) - np.uint64(1)
        while found:
            within = at + _lowest_bit(found)
            found &= found - np.uint64(1)
            position = t * postings.tile + within
            if policy.rules_left and not _may_take(asker, postings.numbers[position], rules, policy):
                continue
            keys[size] = np.int64(sums[within]) << 32 | position
            size += 1
            if size == keys.size:
                size, bar = _narrow(keys, k, bar, asker.slack)
                if size > keys.size - SPARE // 2:
                    size, bar = _narrow_exactly(asker, k, bar, standing, postings, scratch.table, keys[:size])
    if nth > 0 and policy.rules_left and size >= nth:
        size, bar = _narrow(keys[:size], nth, bar, asker.slack)
        forecast = int(keys[nth - 1] >> 32)
    return size, bar, forecast


@njit(**_INNER)
def _sift_up(heap: NDArray[np.int64], at: int) -> None:  # pragma: no cover - compiled
    key = heap[at]
    while at > 0:
        parent = (at - 1) >> 1
        if heap[parent] <= key:
            break
        heap[at] = heap[parent]
        at = parent
    heap[at] = key


@njit(**_INNER)
def _sift_down(heap: NDArray[np.int64], size: int) -> None:  # pragma: no cover - compiled
    key = heap[0]
    at = 0
    while True:
        child = 2 * at + 1
        if child >= size:
            break
        if child + 1 < size and heap[child + 1] < heap[child]:
            child += 1
        if heap[child] >= key:
            break
        heap[at] = heap[child]
        at = child
    heap[at] = key


@njit(**_INNER)
def _put_in_order(keys: NDArray[np.int64]) -> None:  # pragma: no cover - compiled
    """Sort keys in place, largest first: heapsort (Williams 1964)."""
    for q in range(1, keys.size):
        _sift_up(keys, q)
    for last in range(keys.size - 1, 0, -1):
        keys[0], keys[last] = keys[last], keys[0]
        _sift_down(keys, last)


@njit(**_INNER)
def _most_expanded(
    seekers: NDArray[np.int32], supply: Supply, expansion: Expansion
) -> int:  # pragma: no cover - compiled
    """A bound for the number of skills that some seekers get credit for in all; fetches what that takes.

    Seekers stand far apart in memory: first all their rows are asked for, then read.
    """
    coded = expansion.codes.size > 0
    for i in seekers:
        _fetch(supply.indptr, i)
    for i in seekers:
        begin = supply.indptr[i]
        for line in range(2):
            _fetch(supply.skills, begin + 16 * line)
        if coded:
            _fetch(expansion.codes, begin)
        else:
            for line in range(4):
                _fetch(supply.levels, begin + 8 * line)
    total = 0
    indptr = expansion.indptr if coded else supply.related_indptr
    for i in seekers:
        count = 0
        for q in range(supply.indptr[i], supply.indptr[i + 1]):
            s = supply.skills[q]
            begin = indptr[s]
            if coded:
                _fetch(expansion.toward, begin)
            else:
                _fetch(supply.related_skills, begin)
                _fetch(supply.related_credits, begin)
            count += indptr[s + 1] - begin
        total += min(count, indptr.size - 1)
    return total


@njit(**_INNER)
def _dealt(t: int, tiles: int, count: int) -> int:  # pragma: no cover - compiled
    """How many of the first ``count`` opportunities were dealt to a tile."""
    return max(0, (count - t + tiles - 1) // tiles)


@njit(**_INNER)
def _steps(i: int, reach: Reach, rules: Rules) -> int:  # pragma: no cover - compiled
    """How many of the values that are asked of the first ordinal a seeker reaches."""
    low = 0
    high = reach.asks.size
    while low < high:
        middle = (low + high) // 2
        if reach.asks[middle] <= rules.has[i, 0]:
            low = middle + 1
        else:
            high = middle
    return high


@njit(**_INNER)
def _open_count(steps: int, reach: Reach) -> int:  # pragma: no cover - compiled
    """How many opportunities, which rise by what they ask of the first ordinal, so many steps reach."""
    return int(reach.counts[steps])


@njit(**_INNER)
def _guess_rank(k: int, here: int, everywhere: int) -> int:  # pragma: no cover - compiled
    """Of how many of the first tile's best one may be sure that not all are among the ``k`` best of all.

    ``k`` times the tile's share are expected there; three and a half standard deviations and a little more
    are added.
    """
    expected = k * here / everywhere
    return min(k, int(expected + 3.5 * np.sqrt(expected)) + 2)


@njit(**_INNER)
def _search_alone(
    asker: Asker,
    count: int,
    k: int,
    standing: Standing,
    postings: Postings,
    rules: Rules,
    policy: Policy,
    scratch: Scratch,
    keys: NDArray[np.int64],
) -> tuple[int, int]:  # pragma: no cover - compiled
    """Search all tiles for one seeker without a forecast; returns the candidates' number and the bar."""
    tiles = postings.pointers.shape[0]
    begins = scratch.begins[0]
    ends = scratch.ends[0]
    # Numbers of an array, not of the program text, for which the search would be compiled once more.
    start = np.array([0, 1])
    size = start[0]
    bar = start[1]
    for t in range(tiles):
        end = _dealt(t, tiles, count)
        if end == 0:
            continue
        _find_lists(t, asker.steps, end, asker.skills, postings, begins, ends)
        nth = k if t == 0 else 0
        size, bar, _ = _search_tile(
            t,
            end,
            nth,
            begins,
            ends,
            k,
            asker,
            standing,
            postings,
            rules,
            policy,
            scratch,
            keys,
            size,
            bar,
        )
    return size, bar


@njit(**_INNER)
def _every_fit(
    asker: Asker,
    count: int,
    k: int,
    standing: Standing,
    postings: Postings,
    rules: Rules,
    policy: Policy,
    table: NDArray[np.uint16],
    keys: NDArray[np.int64],
) -> int:  # pragma: no cover - compiled
    """The exact keys of the best for one seeker, by looking at every opportunity within reach."""
    tiles = postings.pointers.shape[0]
    size = 0
    for t in range(tiles):
        for position in range(t * postings.tile, t * postings.tile + _dealt(t, tiles, count)):
            units = _exact_units(position, table, postings)
            j = postings.numbers[position]
            if units == 0 or (policy.rules_left and not _may_take(asker, j, rules, policy)):
                continue
            keys[size] = units << 32 | _LOW - np.int64(postings.ranks[position])
            size += 1
            if size == keys.size:
                _keep_largest(keys, k)
                size = k
    return size


@njit(**_INNER)
def _write_best(
    keys: NDArray[np.int64],
    size: int,
    by_rank: NDArray[np.int32],
    out_indices: NDArray[np.int32],
    out_units: NDArray[np.int32],
) -> None:  # pragma: no cover - compiled
    """Write as many of ``size`` exact keys as there is room for, best first, as original numbers and units.

    ``keys`` has room for ``size`` rounded up to whole :data:`LANES`.
    """
    room = min(size, out_units.size)
    if size > RANKED:
        _put_in_order(keys[:size])
        for q in range(room):
            out_units[q] = keys[q] >> 32
            out_indices[q] = by_rank[_LOW - (keys[q] & _LOW)]
    else:
        # Whole registers: what is left over would be compared one by one.
        whole = -(-size // LANES) * LANES
        keys[size:whole] = -1
        for q in range(size):
            # Counting takes no decisions that the processor could guess wrong.
            key = keys[q]
            larger = 0
            for at in range(0, whole, LANES):
                larger += _how_many_larger(keys, at, key)
            if larger < room:
                out_units[larger] = key >> 32
                out_indices[larger] = by_rank[_LOW - (key & _LOW)]


@njit(**_INNER)
def _how_many_above(keys: NDArray[np.int64], bound: int) -> int:  # pragma: no cover - compiled
    """How many candidates have a bound of at least so much."""
    count = 0
    for key in keys:
        count += int(key >> 32 >= bound)
    return count


@njit(**_INNER)
def _block(
    room: int, k: int, standing: Standing, rules: Rules, policy: Policy
) -> Block:  # pragma: no cover - compiled
    """An empty block with room for so many skills in all."""
    n_classes = standing.classes.size
    packed = np.empty(room + 1, np.uint64)
    return Block(
        np.empty(room, np.int32),
        packed,
        _by_class(packed),
        np.empty(room * n_classes, np.int32),
        np.empty(room * n_classes, np.uint16),
        np.zeros(BLOCK + 1, np.int64),
        np.zeros(BLOCK + 1, np.int64),
        np.empty(BLOCK, np.int64),
        np.empty(BLOCK, np.bool_),
        np.empty(BLOCK, np.int64),
        np.empty(BLOCK, np.int64),
        np.empty((BLOCK, rules.width if policy.needs_left else 0), np.bool_),
        np.empty((BLOCK, k + max(SPARE, k // 2)), np.int64),
        np.empty(BLOCK, np.int64),
        np.empty(BLOCK, np.int64),
        np.empty(BLOCK, np.int64),
    )


@njit(**_INNER)
def _expand(
    who: NDArray[np.int32],
    supply: Supply,
    expansion: Expansion,
    standing: Standing,
    reach: Reach,
    rules: Rules,
    policy: Policy,
    workspace: Workspace,
    block: Block,
) -> None:  # pragma: no cover - compiled
    """Step 1 of :func:`best_opportunities` for the seekers of a block."""
    for row in range(who.size):
        i = who[row]
        first, first_head = block.skill_ends[row], block.head_ends[row]
        n_asked, n_heads, block.slacks[row], block.visible[row] = _ask_for(
            i,
            supply,
            expansion,
            standing,
            workspace,
            block.skills[first:],
            block.packed[first:],
            block.heads[first_head:],
            block.head_credits[first_head:],
        )
        block.skill_ends[row + 1] = first + n_asked
        block.head_ends[row + 1] = first_head + n_heads
        block.steps[row] = _steps(i, reach, rules)
        block.counts[row] = _open_count(block.steps[row], reach) if n_asked else 0
        block.sizes[row], block.bars[row], block.forecasts[row] = 0, 1, 0
        if policy.needs_left:
            block.marks[row, :] = False
            _set_marks(i, rules, block.marks[row], True)


@njit(**_INNER)
def _search(
    who: NDArray[np.int32],
    k: int,
    standing: Standing,
    postings: Postings,
    rules: Rules,
    policy: Policy,
    scratch: Scratch,
    block: Block,
) -> None:  # pragma: no cover - compiled
    """Step 2 of :func:`best_opportunities` for the seekers of a block."""
    tiles = postings.pointers.shape[0]
    for t in range(tiles):
        # While one seeker's lists are added up, the next one's are on their way: row -1 is before the first.
        for row in range(-1, who.size):
            if row + 1 < who.size:
                side = (row + 1) & 1
                following = block.skills[block.skill_ends[row + 1] : block.skill_ends[row + 2]]
                end = _dealt(t, tiles, block.counts[row + 1])
                steps = block.steps[row + 1]
                _find_lists(t, steps, end, following, postings, scratch.begins[side], scratch.ends[side])
            end = _dealt(t, tiles, block.counts[row]) if row >= 0 else 0
            if end == 0:
                continue
            block.sizes[row], block.bars[row], forecast = _search_tile(
                t,
                end,
                _guess_rank(k, end, block.counts[row]) if t == 0 else 0,
                scratch.begins[row & 1],
                scratch.ends[row & 1],
                k,
                _asker(row, who, block),
                standing,
                postings,
                rules,
                policy,
                scratch,
                block.keys[row],
                block.sizes[row],
                block.bars[row],
            )
            if t == 0:
                block.forecasts[row] = forecast


@njit(**_INNER)
def _finish(
    row: int,
    asker: Asker,
    k: int,
    standing: Standing,
    postings: Postings,
    rules: Rules,
    policy: Policy,
    scratch: Scratch,
    block: Block,
) -> int:  # pragma: no cover - compiled
    """Step 3 of :func:`best_opportunities` for one seeker; returns how many exact keys there are."""
    keys = block.keys[row]
    size, bar, forecast = block.sizes[row], block.bars[row], block.forecasts[row]
    if size > k + FEW:
        size, bar = _narrow(keys[:size], k, bar, asker.slack)
    if forecast > 0 and _how_many_above(keys[:size], forecast) < k:
        size, bar = _search_alone(
            asker, block.counts[row], k, standing, postings, rules, policy, scratch, keys
        )
        if size > k + FEW:
            size, bar = _narrow(keys[:size], k, bar, asker.slack)
    _note(asker, standing, scratch.table, True)
    if not block.visible[row] and _how_many_above(keys[:size], asker.slack) < k:
        size = _every_fit(asker, block.counts[row], k, standing, postings, rules, policy, scratch.table, keys)
    else:
        _settle(keys[:size], scratch.table, standing, postings)
    _note(asker, standing, scratch.table, False)
    return int(size)


@njit(nogil=True, cache=True)
def best_opportunities(
    seekers: NDArray[np.int32],
    k: int,
    supply: Supply,
    expansion: Expansion,
    standing: Standing,
    postings: Postings,
    rules: Rules,
    needs_left: bool,
    out_indices: NDArray[np.int32],
    out_units: NDArray[np.int32],
    out_counts: NDArray[np.int64],
) -> None:  # pragma: no cover - compiled
    """The ``k`` best eligible of the posted opportunities for each of some seekers.

    ``needs_left`` says that not all of them have what all of these need. The outputs have a row for every
    seeker of the market, so that several threads may serve some seekers each. For each block of seekers,
    which shares its scratch arrays:

    1. expand every seeker once: the skills that an own skill gives credit toward, with the credits;
    2. tile by tile, so that a tile's lists serve the whole block from the caches, and seeker by seeker:
       add up the terms of the lists, rounded down; where these sums and the peaks of the dense rows can
       reach the bar together, add the dense rows; collect what does reach it. The bar lies one slack
       under the bound of the ``k``-th best candidate. Every tile is a fair sample, so the first one
       forecasts where that will be in the end;
    3. count the candidates exactly and put the ``k`` best in order. Where fewer than ``k`` reach the
       forecast, search again without it. Where a fit may be too small for a positive bound and fewer than
       ``k`` lie a slack above 0, look at every opportunity.

    Terms are added up one skill after the other over a whole tile, which is quicker in memory than one
    opportunity after the other (Fontoura et al. 2011); the commonest come last and only where they can lift
    a sum over the bar: MaxScore (Turtle and Flood 1995), with a peak for every short stretch (Ding and
    Suel 2011).
    """
    policy = _policy(rules, needs_left)
    n_skills = supply.related_indptr.size - 1
    workspace = _workspace(n_skills)
    scratch = _scratch(k, n_skills, standing, postings)
    block = _block(0, k, standing, rules, policy)
    for first in range(0, seekers.size, BLOCK):
        who = seekers[first : first + BLOCK]
        room = _most_expanded(who, supply, expansion)
        if room > block.skills.size:
            block = _block(2 * room, k, standing, rules, policy)
        _expand(who, supply, expansion, standing, postings.reach, rules, policy, workspace, block)
        _search(who, k, standing, postings, rules, policy, scratch, block)
        for row in range(who.size):
            size = 0
            if block.counts[row] > 0:
                for line in range(0, k, 16):
                    # Rows of the result stand far apart: they are on their way while fits are counted.
                    _fetch(out_indices[who[row]], line)
                    _fetch(out_units[who[row]], line)
                asker = _asker(row, who, block)
                size = _finish(row, asker, k, standing, postings, rules, policy, scratch, block)
                _write_best(
                    block.keys[row], size, standing.by_rank, out_indices[who[row]], out_units[who[row]]
                )
            out_counts[who[row]] = min(k, size)


@njit(**_INNER)
def _close_scratch(
    k: int, n_skills: int, standing: Standing, close: CloseTile
) -> CloseScratch:  # pragma: no cover - compiled
    """Room for what one seeker of a market of so many skills needs at most on a close tile."""
    return CloseScratch(
        np.zeros(close.tile, np.uint32),
        np.empty(close.tile, np.uint16),
        np.empty((2, n_skills), np.int32),
        np.empty((2, n_skills), np.int32),
        np.empty(standing.scales.size, np.int64),
        np.empty(standing.scales.size, np.uint16),
        np.empty((4 * k // LANES + 2) * LANES, np.uint16),
        np.empty(close.tile // LANES, np.uint64),
        np.empty(close.tile // LANES, np.int32),
        np.empty(close.tile + AT_ONCE, np.int32),
        np.empty(k + max(SPARE, k // 2), np.int64),
        np.empty(HELD + TOGETHER, np.uint32),
        np.empty(HELD + TOGETHER, np.uint32),
    )


@njit(**_INNER)
def _find_close_lists(
    open_end: int,
    skills: NDArray[np.int32],
    close: CloseTile,
    begins: NDArray[np.int32],
    ends: NDArray[np.int32],
) -> None:  # pragma: no cover - compiled
    """:func:`_find_lists` in a close tile."""
    for c in range(skills.size):
        skill = np.uint64(skills[c])
        begin = np.uint64(close.pointers[skill])
        end = np.uint64(close.pointers[skill + np.uint64(1)])
        length = end - begin
        if length > np.uint64(LONG_LIST) and close.entries[end - np.uint64(1)] & CLOSE_MASK >= open_end:
            low = begin
            while low < end:
                middle = (low + end) >> np.uint64(1)
                if close.entries[middle] & CLOSE_MASK < open_end:
                    low = middle + np.uint64(1)
                else:
                    end = middle
        begins[c] = begin
        ends[c] = end
        for line in range(3):
            _fetch(close.entries, int(begin) + 16 * line)


@njit(inline="always", **_INNER)
def _add_held(
    places: NDArray[np.uint32], terms: NDArray[np.uint32], sums: NDArray[np.uint32]
) -> None:  # pragma: no cover - compiled
    """Add terms to the sums at their places."""
    for q in range(places.size):
        sums[np.uint64(places[q])] += terms[q]


@njit(**_INNER)
def _sum_close_lists(
    end: int,
    begins: NDArray[np.int32],
    ends: NDArray[np.int32],
    credits: NDArray[np.uint64],
    entries: NDArray[np.uint32],
    scratch: CloseScratch,
) -> None:  # pragma: no cover - compiled
    """Put the terms of some lists, and :data:`ROUNDING`, into the first ``end`` sums of a close tile.

    Lists are short and of many lengths, at whose ends a processor would guess wrong: entries become terms a
    register at a time, and the terms of many lists are held back and added up in one go. What the sums
    beyond ``end`` hold (to the end of the stretch: no more than the lists) is of no account.
    """
    sums, places, terms = scratch.sums, scratch.held_places, scratch.held_terms
    sums[: (end + LANES - 1) // LANES * LANES] = ROUNDING
    held = 0
    for c in range(begins.size):
        at, last = int(begins[c]), int(ends[c])
        while True:
            _terms_of(entries, at, credits[c], places, terms, held)
            held += min(TOGETHER, last - at)
            if held >= HELD:
                _add_held(places[:held], terms, sums)
                held = 0
            at += TOGETHER
            if at >= last:
                break
    _add_held(places[:held], terms, sums)


@njit(**_INNER)
def _positions_at_bar(end: int, bar: int, scratch: CloseScratch) -> int:  # pragma: no cover - compiled
    """Write down the first ``end`` positions whose bounds reach the bar; returns how many they are.

    Without branches, whose outcome nobody could foretell, wherever a stretch holds few of them.
    """
    stretches = 0
    for at in range(0, end, LANES):
        found = _which_at_bar(scratch.bounds, at, np.uint16(bar))
        if end - at < LANES:
            found &= (np.uint64(1) << np.uint64(end - at)) - np.uint64(1)
        scratch.found[stretches] = found
        scratch.places[stretches] = at
        stretches += found != np.uint64(0)
    count = 0
    for stretch in range(stretches):
        found = scratch.found[stretch]
        at = scratch.places[stretch]
        following = count + _how_many_bits(found)
        while True:
            for more in range(AT_ONCE):
                scratch.positions[count + more] = at + _lowest_bit(found)
                found &= found - np.uint64(1)
            count += AT_ONCE
            if count >= following:
                break
        count = following
    return count


@njit(**_INNER)
def _search_closely(
    end: int,
    side: int,
    k: int,
    asker: Asker,
    credits: NDArray[np.uint64],
    close: CloseTile,
    rules: Rules,
    policy: Policy,
    scratch: CloseScratch,
) -> int:  # pragma: no cover - compiled
    """Steps 2 and 3 of :func:`best_of_close_tile` for one seeker; returns how many exact keys there are."""
    sums, bounds, keys = scratch.sums, scratch.bounds, scratch.keys
    n_lists, n_heads = asker.skills.size, asker.heads.size
    _sum_close_lists(
        end,
        scratch.begins[side, :n_lists],
        scratch.ends[side, :n_lists],
        credits,
        close.entries,
        scratch,
    )
    for h in range(n_heads):
        scratch.row_begins[h] = asker.heads[h] * close.tile
        scratch.factors[h] = min(FULL_FACTOR, int(asker.head_credits[h]) << (16 - COARSE_BITS))
    row_begins, factors = scratch.row_begins[:n_heads], scratch.factors[:n_heads]
    for at in range(0, end, LANES):
        _bound_above(sums, at, close.dense, row_begins, factors, bounds)
    bar = 1
    slack = n_heads + 1
    if not policy.rules_left:
        bar = max(bar, _nth_largest(bounds[:end], scratch.maxima, k) - slack)
    size = 0
    for q in range(_positions_at_bar(end, bar, scratch)):
        position = np.uint64(scratch.positions[q])
        rank = np.int64(close.ranks[position])
        if policy.rules_left and not (
            bounds[position] >= bar and _may_take(asker, close.numbers[rank], rules, policy)
        ):
            continue
        units = np.int64(sums[position]) - ROUNDING
        for h in range(n_heads):
            weight = np.int64(close.dense[np.uint64(row_begins[h]) + position])
            units += weight * np.int64(asker.head_credits[h])
        keys[size] = units << 32 | _LOW - rank
        size += 1
        if size == keys.size:
            _keep_largest(keys, k)
            bar = max(bar, int(keys[k - 1] >> 32 + COARSE_BITS) - slack)
            size = k
    if size > k + FEW:
        _keep_largest(keys[:size], k)
        size = k
    return size


@njit(nogil=True, cache=True)
def best_of_close_tile(
    seekers: NDArray[np.int32],
    k: int,
    supply: Supply,
    expansion: Expansion,
    standing: Standing,
    close: CloseTile,
    rules: Rules,
    needs_left: bool,
    out_indices: NDArray[np.int32],
    out_units: NDArray[np.int32],
    out_counts: NDArray[np.int64],
) -> None:  # pragma: no cover - compiled
    """:func:`best_opportunities` for few opportunities: exact sums first, and nothing is counted again.

    For each block of seekers:

    1. expand every seeker once;
    2. seeker by seeker, while the next one's lists are on their way: add up the terms of the lists,
       exactly. Bounds in 16 bits, rounded up there and down where dense rows are added, lie less than one
       unit over the fit and at most one per row and one more under it, and are positive where it is. The
       ``k``-th best bound sets the bar;
    3. what reaches it gets the terms of its dense rows, exactly; the ``k`` best are put in order.
    """
    policy = _policy(rules, needs_left)
    n_skills = supply.related_indptr.size - 1
    workspace = _workspace(n_skills)
    scratch = _close_scratch(k, n_skills, standing, close)
    block = _block(0, 0, standing, rules, policy)
    for first in range(0, seekers.size, BLOCK):
        who = seekers[first : first + BLOCK]
        room = _most_expanded(who, supply, expansion)
        if room > block.skills.size:
            block = _block(2 * room, 0, standing, rules, policy)
        _expand(who, supply, expansion, standing, close.reach, rules, policy, workspace, block)
        # While one seeker's lists are added up, the next one's are on their way: row -1 is before the first.
        for row in range(-1, who.size):
            side = row & 1
            if row + 1 < who.size:
                following = block.skills[block.skill_ends[row + 1] : block.skill_ends[row + 2]]
                _find_close_lists(
                    block.counts[row + 1], following, close, scratch.begins[1 - side], scratch.ends[1 - side]
                )
            if row < 0:
                continue
            size = 0
            if block.counts[row] > 0:
                for line in range(0, k, 16):
                    # Rows of the result stand far apart: they are on their way while sums are added up.
                    _fetch(out_indices[who[row]], line)
                    _fetch(out_units[who[row]], line)
                asker = _asker(row, who, block)
                credits = block.packed[block.skill_ends[row] : block.skill_ends[row + 1]]
                size = _search_closely(
                    block.counts[row], side, k, asker, credits, close, rules, policy, scratch
                )
                _write_best(scratch.keys, size, close.numbers, out_indices[who[row]], out_units[who[row]])
            out_counts[who[row]] = min(k, size)


@njit(**_INNER)
def _last_kept(
    j: int, offsets: NDArray[np.int64], heaps: NDArray[np.int64], sizes: NDArray[np.int64]
) -> int:  # pragma: no cover - compiled
    """The key that a seeker must surpass to be kept by an opportunity: 0 while there is room."""
    if offsets[j] == offsets[j + 1]:
        return _NOBODY
    return 0 if sizes[j] < offsets[j + 1] - offsets[j] else int(heaps[offsets[j]])


@njit(nogil=True, cache=True)
def best_seekers_of_tile(
    t: int,
    seekers: NDArray[np.int32],
    seeker_ranks: NDArray[np.int32],
    supply: Supply,
    expansion: Expansion,
    standing: Standing,
    postings: Postings,
    rules: Rules,
    needs_left: bool,
    offsets: NDArray[np.int64],
    heaps: NDArray[np.int64],
    sizes: NDArray[np.int64],
) -> None:  # pragma: no cover - compiled
    """Offer some seekers to one tile of the posted opportunities, which keep the best eligible, ties by rank.

    Opportunity ``j`` keeps at most ``offsets[j + 1] - offsets[j]`` seekers in its part of ``heaps``, of
    which ``sizes[j]`` are filled; so seekers may be offered in several calls, and several threads may serve
    a tile each. All seekers pass over the tile: bounds first, and exact fits where a bound comes within a
    slack of the last seeker that is kept.
    """
    policy = _policy(rules, needs_left)
    n_skills = supply.related_indptr.size - 1
    n_classes = standing.classes.size
    tiles = postings.pointers.shape[0]
    tile = postings.tile
    workspace = _workspace(n_skills)
    skills = np.empty(n_skills, np.int32)
    packed = np.empty(n_skills + 1, np.uint64)
    credits = _by_class(packed)
    heads = np.empty(n_skills * n_classes, np.int32)
    head_credits = np.empty(n_skills * n_classes, np.uint16)
    marks = np.zeros(rules.width, np.bool_)
    scratch = _scratch(1, n_skills, standing, postings)
    bars = np.zeros(tile, np.uint16)
    for within in range(tile):
        j = postings.numbers[t * tile + within]
        if j >= 0:
            bars[within] = _last_kept(j, offsets, heaps, sizes) >> 40
    for row in range(seekers.size):
        i = seekers[row]
        steps = _steps(i, postings.reach, rules)
        end = _dealt(t, tiles, _open_count(steps, postings.reach))
        if end == 0:
            continue
        n_asked, n_heads, slack, visible = _ask_for(
            i, supply, expansion, standing, workspace, skills, packed, heads, head_credits
        )
        if n_asked == 0:
            continue
        _set_marks(i, rules, marks, policy.needs_left)
        asker = Asker(
            i,
            skills[:n_asked],
            credits[:n_asked],
            heads[:n_heads],
            head_credits[:n_heads],
            slack,
            steps,
            marks,
        )
        _find_lists(t, steps, end, asker.skills, postings, scratch.begins[0], scratch.ends[0])
        _sum_lists(
            end,
            scratch.begins[0, :n_asked],
            scratch.ends[0, :n_asked],
            asker.credits,
            postings.entries,
            scratch.sums,
        )
        row_begins, shifts = _rows_of(t, asker.heads, standing, postings, scratch)
        _note(asker, standing, scratch.table, True)
        for at in range(0, end, LANES):
            _add_rows(scratch.sums, at, postings.dense, row_begins, asker.head_credits, shifts, np.uint16(1))
            found = _which_at_bars(scratch.sums, at, bars, np.uint16(slack))
            if not visible:
                found = ~np.uint64(0)
            if end - at < LANES:
                found &= (np.uint64(1) << np.uint64(end - at)) - np.uint64(1)
            while found:
                within = at + _lowest_bit(found)
                found &= found - np.uint64(1)
                position = t * tile + within
                j = postings.numbers[position]
                units = _exact_units(position, scratch.table, postings)
                key = units << 32 | _LOW - np.int64(seeker_ranks[i])
                last = _last_kept(j, offsets, heaps, sizes)
                if units == 0 or key <= last:
                    continue
                if policy.rules_left and not _may_take(asker, j, rules, policy):
                    continue
                heap = heaps[offsets[j] : offsets[j + 1]]
                if sizes[j] < heap.size:
                    heap[sizes[j]] = key
                    _sift_up(heap, sizes[j])
                    sizes[j] += 1
                else:
                    heap[0] = key
                    _sift_down(heap, heap.size)
                bars[within] = _last_kept(j, offsets, heaps, sizes) >> 40
        _note(asker, standing, scratch.table, False)
        if policy.needs_left:
            _set_marks(i, rules, marks, False)


@njit(parallel=True, cache=True)
def write_heaps(
    offsets: NDArray[np.int64],
    heaps: NDArray[np.int64],
    sizes: NDArray[np.int64],
    seeker_order: NDArray[np.int32],
    out_seekers: NDArray[np.int32],
    out_units: NDArray[np.int32],
) -> None:  # pragma: no cover - compiled
    """Write what every opportunity keeps, best first."""
    for j in prange(sizes.size):
        begin = offsets[j]
        end = begin + sizes[j]
        keys = heaps[begin:end]
        if keys.size <= RANKED:
            keys = np.empty(RANKED, np.int64)
            keys[: sizes[j]] = heaps[begin:end]
        _write_best(keys, sizes[j], seeker_order, out_seekers[begin:end], out_units[begin:end])


@njit(cache=True)
def open_patterns(
    seekers: NDArray[np.int32], examples: NDArray[np.int32], rules: Rules, out: NDArray[np.bool_]
) -> None:  # pragma: no cover - compiled
    """Which of some opportunities have needs that at least one of the seekers meets; ``out`` begins as False."""
    marks = np.zeros(rules.width, np.bool_)
    for i in seekers:
        _set_marks(i, rules, marks, True)
        for q in range(examples.size):
            out[q] = out[q] or _has_needs(examples[q], rules, marks)
        _set_marks(i, rules, marks, False)


@njit(cache=True)
def differs_from_the_one_before(
    order: NDArray[np.int64], indptr: NDArray[np.int64], values: NDArray[np.int32], out: NDArray[np.bool_]
) -> None:  # pragma: no cover - compiled
    """For rows in an order, whether each holds other values than the row before it; the first one does."""
    for q in range(order.size):
        begin = indptr[order[q]]
        size = indptr[order[q] + 1] - begin
        before = indptr[order[q - 1]] if q > 0 else 0
        out[q] = q == 0 or size != indptr[order[q - 1] + 1] - before
        for v in range(size):
            if out[q]:
                break
            out[q] = values[begin + v] != values[before + v]


@njit(nogil=True, cache=True)
def close_gaps(
    counts: NDArray[np.int64], k: int, values: NDArray[np.int32]
) -> int:  # pragma: no cover - compiled
    """Move the filled beginnings of rows of ``k`` together, in place; returns how many entries there are."""
    held = np.empty(HELD, values.dtype)
    to = np.uint64(0)
    row = 0
    while row < counts.size:
        # Rows without a gap between them are moved in one go.
        at = np.uint64(row * k)
        while row < counts.size - 1 and counts[row] == k:
            row += 1
        end = np.uint64(row * k + counts[row])
        row += 1
        if at == to:
            to = end
            continue
        while at < end:
            some = min(np.uint64(HELD), end - at)
            for q in range(some):
                held[q] = values[at + q]
            for q in range(some):
                values[to + q] = held[q]
            at += some
            to += some
    return int(to)


@njit(parallel=True, cache=True)
def pair_fits(
    groups: NDArray[np.int64],
    seekers: NDArray[np.int64],
    opportunities: NDArray[np.int64],
    supply: Supply,
    demand: Demand,
    out: NDArray[np.int32],
) -> None:  # pragma: no cover - compiled
    """The fit units of pairs that are sorted by seeker; ``groups`` says where each seeker begins."""
    n_skills = supply.related_indptr.size - 1
    n_groups = groups.size - 1
    for block in prange((n_groups + BLOCK - 1) // BLOCK):
        strength = np.zeros(n_skills)
        touched = np.empty(n_skills + 1, np.int32)
        for group in range(block * BLOCK, min(n_groups, (block + 1) * BLOCK)):
            count = _offer(seekers[groups[group]], supply, strength, touched)
            for pair in range(groups[group], groups[group + 1]):
                j = opportunities[pair]
                units = 0
                for q in range(demand.indptr[j], demand.indptr[j + 1]):
                    x = strength[demand.skills[q]]
                    if x > 0.0:
                        units += demand.units[q] * _credit(x, demand.classes[demand.asked[q]])
                out[pair] = units
            for c in range(count):
                strength[touched[c]] = 0.0


@njit(parallel=True, cache=True)
def pair_eligibility(
    groups: NDArray[np.int64],
    seekers: NDArray[np.int64],
    opportunities: NDArray[np.int64],
    rules: Rules,
    out: NDArray[np.bool_],
) -> None:  # pragma: no cover - compiled
    """Whether each of the pairs, which are sorted by seeker, is eligible."""
    n_groups = groups.size - 1
    for block in prange((n_groups + BLOCK - 1) // BLOCK):
        marks = np.zeros(rules.width, np.bool_)
        for group in range(block * BLOCK, min(n_groups, (block + 1) * BLOCK)):
            i = seekers[groups[group]]
            _set_marks(i, rules, marks, True)
            for pair in range(groups[group], groups[group + 1]):
                j = opportunities[pair]
                out[pair] = _has_needs(j, rules, marks) and _admits(i, j, rules)
            _set_marks(i, rules, marks, False)


@njit(cache=True)
def credit_histogram(
    column_of: NDArray[np.int32], supply: Supply, classes: NDArray[np.float64], out: NDArray[np.int64]
) -> None:  # pragma: no cover - compiled
    """Count the seekers by the credit that they would earn for each skill and class that is asked.

    ``column_of`` is (K, A): the row of ``out`` (columns, 257) that counts the skill and class, or -1.
    """
    n_skills = supply.related_indptr.size - 1
    strength = np.zeros(n_skills)
    touched = np.empty(n_skills + 1, np.int32)
    for i in range(supply.indptr.size - 1):
        count = _offer(i, supply, strength, touched)
        for c in range(count):
            k = touched[c]
            for a in range(classes.size):
                column = column_of[k, a]
                if column >= 0:
                    out[column, _credit(strength[k], classes[a])] += 1
            strength[k] = 0.0
