import importlib
import itertools
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from seedbed.matching import Market
from seedbed.matching.allocation import Floor, allocate
from seedbed.messages import Refusal

UNITS = 2**24
EVERYTHING = 50


def units(fit):
    whole = round(fit * UNITS)
    assert whole == fit * UNITS
    return whole


def ask(instance, **more):
    return allocate(instance.market, instance.capacity, instance.floors, **{**instance.settings(), **more})


def check_pairs(result, instance, holds):
    """Limits, eligibility, floors and figures, from the pairs alone."""
    pairs = result.pairs
    assert len(np.unique(pairs, axis=0)) == len(pairs)
    assert (pairs == pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]).all()
    assert (np.bincount(pairs[:, 1], minlength=len(instance.capacity)) <= instance.capacity).all()
    assert (np.bincount(pairs[:, 0], minlength=1) <= instance.per_seeker).all()
    edges = set(zip(*instance.edges(EVERYTHING if result.edges_added else None)[:2], strict=True))
    assert all((i, j) in edges for i, j in pairs)
    assert units(result.objective) == instance.market.units[pairs[:, 0], pairs[:, 1]].sum()
    for floor, outcome in zip(instance.floors, result.floors, strict=True):
        kept = holds(floor, [tuple(pair) for pair in pairs], instance.capacity)
        assert outcome.met == kept == (outcome.shortfall == 0)
    assert result.filled == len(pairs)


def check_beyond(result, instance, oracle, holds):
    """What is said where nothing holds among the k edges, against all pairs."""
    best = oracle(instance, EVERYTHING)
    if best is None:
        assert (result.verdict, result.of_all_pairs) == ("impossible", True)
        return False
    assert result.verdict == "met"
    assert result.edges_added > 0
    assert units(result.objective) <= best
    check_pairs(result, instance, holds)
    return True


@pytest.mark.parametrize("batch", range(10))
def test_the_dual_interval_holds_the_optimum(batch, draw, oracle, holds):
    """1,000 instances: overlapping groups, both readings, all scopes, carried, min_filled, ties."""
    decided = 0
    for seed in range(100 * batch, 100 * batch + 100):
        instance = draw(seed)
        best = oracle(instance)
        result = ask(instance, method="dual")
        assert result.method == "dual"
        if best is None:
            check_beyond(result, instance, oracle, holds)
            continue
        assert (result.verdict, result.edges_added) == ("met", 0), seed
        assert units(result.objective) <= best <= units(result.bound), seed
        assert result.fill.met
        check_pairs(result, instance, holds)
        decided += 1
    assert decided > 50


@pytest.mark.parametrize("batch", range(2))
def test_exact_is_the_optimum(batch, draw, oracle, holds):
    for seed in range(1000 + 50 * batch, 1050 + 50 * batch):
        instance = draw(seed)
        best = oracle(instance)
        result = ask(instance, method="exact", tolerance=0)
        assert result.method == "exact"
        if best is None:
            check_beyond(result, instance, oracle, holds)
        else:
            assert (result.verdict, units(result.objective), units(result.bound)) == ("met", best, best)
            assert result.optimality_gap == 0
            check_pairs(result, instance, holds)


def test_both_methods_agree_with_trying_everything(draw, enumeration):
    feasible = 0
    for seed in range(2000, 2060):
        instance = draw(seed, tiny=True)
        instance.k = EVERYTHING
        best = enumeration(instance)
        exact = ask(instance, method="exact", tolerance=0)
        dual = ask(instance, method="dual")
        if best is None:
            assert exact.verdict == dual.verdict == "impossible", seed
        else:
            assert units(exact.objective) == best, seed
            assert units(dual.objective) <= best <= units(dual.bound), seed
            feasible += 1
    assert 30 < feasible < 60


def test_a_conflict_is_irreducible(draw, oracle):
    """The named demands cannot hold together; without any one of them the rest of them can."""
    seen = 0
    for seed in range(120):
        instance = draw(seed)
        result = ask(instance, method="dual")
        if result.verdict != "impossible":
            continue
        seen += 1
        assert result.pairs.shape == (0, 2)
        assert (result.objective, result.bound) == (0, 0)
        codes = {finding.code for finding in result.findings}
        assert "matching.impossible-for-all-pairs" in codes
        assert ("matching.edges-added" in codes) == (result.edges_added > 0)
        names = [f"floor {number}" for number in range(1, len(instance.floors) + 1)]
        floors, min_filled = dict(zip(names, instance.floors, strict=True)), instance.min_filled
        assert len(set(result.conflict)) == len(result.conflict) > 0

        def feasible(demands, instance=instance, floors=floors, min_filled=min_filled):
            instance.floors = [floors[name] for name in demands if name in floors]
            instance.min_filled = min_filled if "min_filled" in demands else 0.0
            return oracle(instance, EVERYTHING) is not None

        assert not feasible(result.conflict)
        for name in result.conflict:
            assert feasible([other for other in result.conflict if other != name]), (seed, name)
    assert seen > 20


@pytest.mark.parametrize("method", ["dual", "exact"])
def test_verdicts_and_conflicts_by_trying_everything(method, draw, trials):
    """Floors of both readings over overlapping groups, ``min_filled`` and pins at once, 90 tiny markets."""
    kinds = set()
    seen = {"met": 0, "impossible": 0}
    for seed in range(6000, 6090):
        instance = draw(seed, tiny=True)
        instance.k = EVERYTHING
        rng = np.random.default_rng(seed)
        rows, columns = np.nonzero((instance.market.units > 0) & (instance.capacity > 0))
        pick = int(rng.integers(rows.size))
        pins = [(int(rows[pick]), int(columns[pick]))] if rng.random() < 0.7 else []
        held = list(trials(instance, pins))

        def best(demands, held=held):
            return max((worth for kept, worth in held if set(demands) <= kept), default=None)

        demands = [f"pin s{i}-o{j}" for i, j in pins]
        demands += [f"floor {number}" for number in range(1, len(instance.floors) + 1)]
        demands += ["min_filled"] if instance.min_filled else []
        most = best(demands)
        result = ask(instance, method=method, tolerance=0, pinned=pins)
        seen[result.verdict] += 1
        if most is not None:
            assert result.verdict == "met", seed
            assert units(result.objective) <= most <= units(result.bound), seed
            assert method == "dual" or units(result.objective) == most, seed
            continue
        assert (result.verdict, result.of_all_pairs) == ("impossible", True), seed
        assert set(result.conflict) <= set(demands)
        assert best(result.conflict) is None, seed
        for name in result.conflict:
            assert best([other for other in result.conflict if other != name]) is not None, (seed, name)
        kinds |= {name.split()[0] for name in result.conflict}
    assert kinds == {"floor", "pin", "min_filled"}
    assert min(seen.values()) > 20


def test_more_edges_before_impossible_is_said(table_market):
    """Every woman's two best opportunities are outside the scope in which women are asked for."""
    fits = [[90, 80, 70, 60], [90, 80, 70, 50], [60, 50, 90, 80]]
    women = Floor([0, 1], share=1.0, scope=[2, 3], carried=(0, 1), name="women")
    market = table_market(fits)
    for method in ("dual", "exact"):
        result = allocate(market, [1, 1, 1, 1], [women], k=2, min_filled=1.0, method=method, tolerance=0)
        assert result.verdict == "impossible"
        assert result.conflict == ("women",)
    ahead = Floor([0, 1], share=0.5, scope=[2, 3], carried=(0, 1), name="women")
    for method in ("dual", "exact"):
        result = allocate(market, [1, 1, 1, 1], [ahead], k=2, method=method, tolerance=0)
        assert (result.verdict, result.edges_added) == ("met", 4)
        assert result.floors[0].members_placed == 1
        # One woman takes the best outside, the other the best inside; the man has no edge outside.
        assert units(result.objective) == 90 + 70
        (note,) = [f for f in result.findings if f.code == "matching.edges-added"]
        assert "4" in note.text("en")
        assert "4" in note.text("zh")


def test_edges_are_added_for_the_scarce_group_only(table_market):
    """300 seekers, 60 opportunities; members have no recommendation in the floor's scope at first."""
    rng = np.random.default_rng(1)
    n, m = 300, 60
    fits = rng.integers(1, 100, size=(n, m)) * 2**16
    members = np.arange(n) % 10 == 0
    scope = np.arange(m) >= 50
    fits[np.ix_(members, ~scope)] += 2**23
    floors = [Floor(members, share=0.5, scope=scope, carried=(0, 10), name="few")]
    market, capacity = table_market(fits), np.full(m, 3)
    result = allocate(market, capacity, floors, k=5, method="dual")
    assert result.verdict == "met"
    # The best five of ten per member are enough.
    assert result.edges_added == members.sum() * 5
    added = [(i, j) for i, j in result.pairs if j not in market.recommendations(5).indices[i * 5 : i * 5 + 5]]
    assert added
    assert all(members[i] and scope[j] for i, j in added)
    everything = allocate(market, capacity, floors, k=m, method="dual")
    assert everything.edges_added == 0
    assert result.objective <= everything.bound


def test_edges_beyond_the_first_obey_the_same_rules(table_market):
    """Both must be placed in the last two opportunities, outside their best; one of them has only one way."""
    barred = np.zeros((2, 4), dtype=bool)
    barred[1, 2] = True
    market = table_market([[900, 800, 70, 60], [900, 800, 70, 60]], barred)
    floor = Floor([0, 1], share=0.5, scope=[2, 3], carried=(0, 2), name="both")

    def verdict(**more):
        return allocate(market, [1, 1, 1, 1], [floor], k=1, **more).verdict

    assert verdict() == "met"
    assert verdict(min_fit=60 / UNITS) == "met"
    assert verdict(min_fit=61 / UNITS) == "impossible"
    assert verdict(excluded=[(1, 3)]) == "impossible"
    assert verdict(excluded=[(0, 3)]) == "met"


def test_large_problems_are_settled_by_multipliers_alone(draw, oracle, monkeypatch):
    """The way of markets too large for the integer programme: never wrong, seldom undecided."""
    module = importlib.import_module("seedbed.matching.allocation.allocate")
    monkeypatch.setattr(module, "_FEASIBILITY_EDGES", 0)
    seen = {"met": 0, "impossible": 0, "undecided": 0}
    for seed in range(100):
        instance = draw(seed)
        best = oracle(instance)
        result = ask(instance, method="dual")
        seen[result.verdict] += 1
        if result.verdict == "met" and not result.edges_added:
            assert units(result.objective) <= best <= units(result.bound), seed
        elif result.verdict == "met":
            assert units(result.objective) <= oracle(instance, EVERYTHING), seed
        elif result.verdict == "impossible":
            assert oracle(instance, EVERYTHING) is None, seed
            assert result.conflict
        else:
            short = sum(outcome.shortfall for outcome in result.floors) + result.fill.shortfall
            assert short > 0
            assert result.optimality_gap == float("inf")
            assert best is None or best <= units(result.bound)
    assert seen["impossible"] > 10
    assert seen["undecided"] < 15


def test_a_pin_can_be_in_conflict(table_market):
    market = table_market([[100, 50], [90, 80]])
    only_second = Floor([1], share=1.0, scope=[0], name="second")
    result = allocate(market, [1, 1], [only_second], pinned=[(0, 0)])
    assert result.verdict == "impossible"
    assert result.conflict == ("pin s0-o0", "second")
    assert allocate(market, [1, 1], [only_second], pinned=[(1, 0)]).verdict == "met"


def test_pins_and_exclusions(table_market):
    market = table_market([[900, 500, 100], [800, 700, 0], [600, 300, 200]])
    free = allocate(market, [1, 1, 1])
    assert free.pairs.tolist() == [[0, 0], [1, 1], [2, 2]]
    # Outside the one best recommendation, and under min_fit.
    pinned = allocate(market, [1, 1, 1], k=1, min_fit=300 / UNITS, pinned=[(0, 2)])
    assert [0, 2] in pinned.pairs.tolist()
    assert units(pinned.objective) == 100 + 800
    barred = allocate(market, [1, 1, 1], excluded=[(0, 0), (1, 1)])
    assert not {(0, 0), (1, 1)} & {tuple(pair) for pair in barred.pairs.tolist()}
    assert units(barred.objective) == 500 + 800 + 200


def test_the_smallest_fit_itself_counts(table_market):
    market = table_market([[300, 299]])
    assert allocate(market, [1, 1], min_fit=300 / UNITS, excluded=[]).pairs.tolist() == [[0, 0]]
    with pytest.raises(Refusal, match="No seeker"):
        allocate(market, [1, 1], min_fit=300 / UNITS, excluded=[(0, 0)])


@pytest.mark.parametrize("seed", range(25))
def test_pins_cost_what_the_oracle_says(seed, draw, oracle):
    """A pin is an edge whose worth is paid first: forced by a worth that nothing can outweigh."""
    instance = draw(3000 + seed)
    instance.floors, instance.min_filled, instance.k = [], 0.0, 50
    market, rng = instance.market, np.random.default_rng(seed)
    rows, columns = np.nonzero((market.units > 0) & (instance.capacity > 0))
    pick = int(rng.integers(rows.size))
    pin = (int(rows[pick]), int(columns[pick]))
    result = ask(instance, method="exact", tolerance=0, pinned=[pin])
    assert list(pin) in result.pairs.tolist()
    worth = market.units[pin]
    market.units[pin] = forced = 2**27
    assert units(result.objective) == oracle(instance) - forced + worth


REFUSED = {
    "matching.floor-over-100-percent": {"floors": [Floor([0], share=1.2)]},
    "matching.floor-not-positive": {"floors": [Floor([0], share=0.0)]},
    "matching.floor-reading": {"floors": [Floor([0], share=0.5, reading="quota")]},
    "matching.floor-carried": {"floors": [Floor([0], share=0.5, carried=(3, 2))]},
    "matching.floor-members": {"floors": [Floor([7], share=0.5)]},
    "matching.floor-scope": {"floors": [Floor([0], share=0.5, scope=[True])]},
    "matching.capacity-length": {"capacity": [1]},
    "matching.capacity-not-whole": {"capacity": [1, 0.5]},
    "matching.capacity-negative": {"capacity": [1, -1]},
    "matching.no-capacity": {"capacity": [0, 0]},
    "matching.no-eligible-pair": {"min_fit": 1.0},
    "matching.number-out-of-range": {"min_filled": 1.5},
    "matching.unknown-choice": {"method": "guess"},
    "matching.pairs-shape": {"pinned": [1, 2, 3]},
    "matching.pair-out-of-range": {"excluded": [(0, 2)]},
    "matching.pin-excluded": {"pinned": [(0, 0)], "excluded": [(0, 0)]},
    "matching.pin-ineligible": {"pinned": [(2, 1)]},
    "matching.pin-no-fit": {"pinned": [(1, 1)]},
    "matching.pin-over-capacity": {"pinned": [(0, 0), (1, 0)]},
    "matching.pin-over-per-seeker": {"pinned": [(0, 0), (0, 1)]},
}


@pytest.mark.parametrize("code", REFUSED)
def test_what_makes_no_sense_is_refused_in_both_languages(code, table_market):
    barred = [[False, False], [False, False], [False, True]]
    market = table_market([[100, 50], [90, 0], [10, 20]], barred)
    asked = {"capacity": [1, 1], **REFUSED[code]}
    with pytest.raises(Refusal) as refusal:
        allocate(market, **asked)
    (finding,) = refusal.value.findings
    assert finding.code == code
    assert finding.text("en").endswith((".", "%"))
    assert finding.text("zh").endswith("。")


@pytest.mark.parametrize("capacity", [[1, float("nan")], ["1", "2"], [float("inf"), 1]])
def test_capacities_that_are_no_numbers_of_places(capacity, table_market):
    with pytest.raises(Refusal, match="whole number"):
        allocate(table_market([[100, 50]]), capacity)


def test_a_whole_capacity_written_as_a_float_counts(table_market):
    assert allocate(table_market([[100, 50]]), [1.0, 0.0]).pairs.tolist() == [[0, 0]]


def test_nobody_goes_where_there_is_no_place(table_market):
    result = allocate(table_market([[100, 50], [100, 60]]), [0, 1])
    assert result.pairs.tolist() == [[1, 1]]
    assert result.seats.tolist() == [0, 1]


def test_an_empty_group_is_met_by_empty_places_and_said(table_market):
    result = allocate(table_market([[100, 50], [90, 80]]), [1, 1], [Floor([], share=0.25, name="none")])
    assert (result.verdict, result.filled, result.filled_without_floors) == ("met", 0, 2)
    assert {finding.code for finding in result.findings} == {
        "matching.floor-empty-group",
        "matching.floors-leave-places-empty",
    }


def test_rounding_up_for_a_run_and_down_for_one_opportunity(table_market):
    market = table_market([[100], [90], [80], [10]])
    capacity = [3]
    run = allocate(market, capacity, [Floor([3], share=0.25)], method="exact", tolerance=0)
    assert run.pairs[:, 0].tolist() == [0, 1, 3]
    single = allocate(market, capacity, [Floor([3], share=0.25, scope=[0])], method="exact", tolerance=0)
    assert single.pairs[:, 0].tolist() == [0, 1, 2]
    assert (run.floors[0].required, single.floors[0].required) == (1, 0)


def test_what_is_already_delivered_counts(table_market):
    """Target 25% of all: 8 places with 1 woman before, so 4 new places need 2 women."""
    market = table_market([[100], [90], [80], [70], [10], [9]])
    women = [4, 5]
    behind = allocate(market, [4], [Floor(women, share=0.25, carried=(1, 8), scope=None)], tolerance=0)
    assert behind.floors[0].members_placed == 2
    ahead = allocate(market, [4], [Floor(women, share=0.25, carried=(3, 8), scope=None)], tolerance=0)
    assert ahead.floors[0].members_placed == 0


def test_the_readings_differ_when_members_are_scarce(table_market):
    market = table_market([[100], [90], [80], [70]])
    women = [3]
    share = allocate(market, [4], [Floor(women, share=0.5)], tolerance=0)
    assert share.pairs[:, 0].tolist() == [0, 3]
    kept = allocate(market, [4], [Floor(women, share=0.5, reading="reserved_seats")], tolerance=0)
    assert kept.pairs[:, 0].tolist() == [0, 1, 3]
    assert kept.floors[0].required == 2


def test_min_filled_bounds_what_floors_leave_empty(table_market):
    market = table_market([[100], [90], [80], [70]])
    half = Floor([3], share=0.5, name="half")
    enough = allocate(market, [4], [half], min_filled=0.5, tolerance=0)
    assert (enough.verdict, enough.filled, enough.fill.required, enough.fill.fillable) == ("met", 2, 2, 4)
    too_much = allocate(market, [4], [half], min_filled=0.75)
    assert too_much.verdict == "impossible"
    assert too_much.conflict == ("half", "min_filled")


@given(seed=st.integers(0, 10**6))
@settings(max_examples=25, deadline=None)
def test_order_of_seekers_and_opportunities_changes_no_optimum(draw, table_market, seed):
    instance = draw(seed)
    rng = np.random.default_rng(seed)
    n, m = instance.market.units.shape
    rows, columns = rng.permutation(n), rng.permutation(m)
    # With ties cut off by k, which edges remain depends on the order: so no cut.
    instance.k = 50
    before = ask(instance, method="exact", tolerance=0)
    where_row, where_column = np.argsort(rows), np.argsort(columns)
    instance.floors = [
        Floor(
            where_row[floor.members],
            floor.share,
            None if floor.scope is None else where_column[floor.scope],
            floor.reading,
            floor.carried,
        )
        for floor in instance.floors
    ]
    instance.market = table_market(instance.market.units[rows][:, columns])
    instance.capacity = instance.capacity[columns]
    after = ask(instance, method="exact", tolerance=0)
    assert (after.verdict, after.objective) == (before.verdict, before.objective)


@pytest.fixture(scope="module")
def town(table_market):
    """1,500 seekers, 400 opportunities, eight floors that bind."""
    rng = np.random.default_rng(7)
    n, m = 1500, 400
    fits = rng.integers(1, 257, size=(n, m)) * 2**16
    fits[rng.random((n, m)) < 0.8] = 0
    women = rng.random(n) < 0.35
    fits[women] = fits[women] * 3 // 4
    capacity = rng.integers(1, 5, size=m)
    subproject = rng.integers(0, 5, size=m)
    floors = [Floor(women, share=0.3, name="women")]
    floors += [Floor(women, 0.25, scope=subproject == s, name=f"women {s}") for s in range(5)]
    floors.append(Floor(rng.random(n) < 0.1, share=0.12, name="rural", carried=(5, 100)))
    floors.append(Floor(rng.random(n) < 0.1, 0.1, scope=subproject < 3, reading="reserved_seats"))
    return table_market(fits), capacity, floors


def test_a_town_is_within_the_tolerance_by_multipliers_alone(town, holds):
    market, capacity, floors = town
    result = allocate(market, capacity, floors, method="dual")
    assert result.verdict == "met"
    assert 0 <= result.optimality_gap <= 5e-4
    pairs = [tuple(pair) for pair in result.pairs]
    assert all(holds(floor, pairs, capacity) for floor in floors)
    # Without floors the same people give more fit, and fewer women get a place.
    free = allocate(market, capacity, method="dual")
    assert free.objective > result.objective
    women = np.asarray(floors[0].members)
    assert women[free.pairs[:, 0]].sum() < women[result.pairs[:, 0]].sum()
    assert result.floors[0].price > 0


def test_the_same_question_gives_the_same_bits(town):
    market, capacity, floors = town
    first, second = (allocate(market, capacity, floors) for _ in range(2))
    assert first.pairs.tobytes() == second.pairs.tobytes()
    assert (first.objective, first.bound, first.floors) == (second.objective, second.bound, second.floors)
    assert first.prices.tobytes() == second.prices.tobytes()


def test_an_earlier_result_makes_it_faster_and_no_less_true(town, holds):
    market, capacity, floors = town
    rounds = {}

    def watch(name):
        return lambda done, total: rounds.__setitem__(name, done)

    first = allocate(market, capacity, floors, method="dual", progress=watch("cold"))
    fewer = capacity.copy()
    fewer[:20] -= 1
    again = allocate(market, fewer, floors, method="dual", start=first, progress=watch("warm"))
    assert again.verdict == "met"
    assert 0 <= again.optimality_gap <= 5e-4
    assert all(holds(floor, [tuple(pair) for pair in again.pairs], fewer) for floor in floors)
    assert rounds["warm"] <= rounds["cold"]


@pytest.mark.parametrize("seed", range(40))
def test_any_start_leaves_the_interval_true(seed, draw, oracle, holds):
    instance = draw(4000 + seed)
    other = draw(4000 + seed)
    other.floors, other.min_filled = other.floors[:1], 0.0
    start = ask(other, method="dual")
    best = oracle(instance)
    result = ask(instance, method="dual", start=start)
    if best is None:
        check_beyond(result, instance, oracle, holds)
    else:
        assert units(result.objective) <= best <= units(result.bound)


def test_a_start_of_another_market_is_an_error(table_market):
    start = allocate(table_market([[100, 50], [90, 80]]), [1, 1])
    assert allocate(table_market([[100, 50], [90, 80], [95, 85]]), [1, 1], start=start).verdict == "met"
    for other, capacity in (([[100, 50]], [1, 1]), ([[100], [90]], [1])):
        with pytest.raises(ValueError, match="start"):
            allocate(table_market(other), capacity, start=start)


def test_the_bound_is_an_interval_for_two_places_each(town):
    market, capacity, floors = town
    result = allocate(market, capacity * 3, floors, per_seeker=2, method="dual")
    assert result.verdict == "met"
    assert np.bincount(result.pairs[:, 0]).max() == 2
    assert 0 <= result.optimality_gap <= 5e-4


def test_auto_says_which_method_ran(town, table_market):
    market, capacity, floors = town
    assert allocate(market, capacity, floors).method == "dual"
    assert allocate(table_market([[100, 50], [90, 80]]), [1, 1]).method == "exact"


def test_group_membership_alone_moves_nothing(town):
    """A floor that the best placements meet anyway changes no pair's worth."""
    market, capacity, _ = town
    free = allocate(market, capacity, method="dual")
    slack = Floor(np.ones(market.n_seekers, dtype=bool), share=1.0, name="everybody")
    assert allocate(market, capacity, [slack], method="dual").objective == free.objective


def test_on_a_real_market():
    levels = np.array([[1.0, 0.5, 0.0], [0.75, 1.0, 0.0], [0.5, 0.25, 1.0], [0.0, 0.5, 0.5]])
    market = Market(csr_array(levels), csr_array(np.eye(3)))
    women = np.array([False, False, True, True])
    result = allocate(market, [1, 1, 1], [Floor(women, share=0.5, name="women")], tolerance=0)
    best = max(
        sum(levels[i, j] for i, j in zip(rows, columns, strict=True))
        for size in (1, 2, 3)
        for rows in itertools.permutations(range(4), size)
        for columns in itertools.combinations(range(3), size)
        if 2 * sum(women[i] for i in rows) >= size
        and all(levels[i, j] > 0 for i, j in zip(rows, columns, strict=True))
    )
    assert (result.verdict, result.objective) == ("met", best)
    assert Fraction(result.floors[0].members_placed, result.filled) >= Fraction(1, 2)
