"""What is found quickly is as safe as the exact attack, cell by cell, says it is."""

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from seedbed.programme.figures import KEY
from seedbed.programme.suppression import Edition, Policy, attack, suppress
from seedbed.programme.suppression.moves import Moves, Others
from seedbed.programme.suppression.protect import protect
from seedbed.programme.suppression.system import Page, system_of
from seedbed.programme.suppression.windows import each, runs

POLICY = Policy(threshold=3)
NUMBERS = st.lists(st.integers(0, 5), min_size=4, max_size=4)
STEPS = st.lists(st.lists(st.integers(-1, 3), min_size=4, max_size=4), min_size=1, max_size=2)


def history(small, first, steps):
    tables = [np.array(first)]
    for step in steps:
        tables.append(np.maximum(tables[-1] + step, 0))
    return [small.table_of([int(number) for number in table]) for table in tables]


def page(snapshot, figures):
    rows = figures.select(*KEY, "value", "shown").rows()
    return Page(snapshot, {tuple(row[:-2]): (row[-2], row[-1]) for row in rows})


def must_be_wide(system):
    few = system.changes & (system.values > 0) & POLICY.small(system.values)
    return np.flatnonzero(~system.known & (system.printable | few))


@settings(max_examples=5, deadline=None)
@given(NUMBERS, STEPS)
def test_over_reports_and_readers_the_exact_attack_finds_nothing_narrow(small, first, steps):
    seen = {"public": [], "bank": []}
    for number, truth in enumerate(history(small, first, steps)):
        for readers in (("public", "bank"), ("bank",)):
            asked = {reader: (list(seen[reader]), POLICY) for reader in readers}
            done = suppress(truth, str(number), asked, POLICY)
            assert done.exposed.height == 0
            for reader in readers:
                seen[reader].append(Edition(str(number), done.figures))
    for editions in seen.values():
        system = system_of([page(edition.snapshot, edition.figures) for edition in editions])
        assert (attack(system, system.known, must_be_wide(system)).width >= POLICY.width).all()


@settings(max_examples=8, deadline=None)
@given(NUMBERS, STEPS, st.integers(0, 2**16))
def test_given_away_are_exactly_the_cells_that_stay_narrow_with_all_new_withheld(small, first, steps, seed):
    draw = np.random.default_rng(seed)
    tables = history(small, first, steps)
    careless = [
        page(str(number), table.with_columns(shown=pl.Series(draw.random(table.height) < 0.7)))
        for number, table in enumerate(tables[:-1])
    ]
    system = system_of([*careless, page("new", tables[-1].with_columns(shown=pl.lit(True)))])
    done = protect(system, system.known, POLICY)
    assert (done.known[system.settled]).all()
    wanted = np.flatnonzero(~done.known & (must_be_wide_mask(system)))
    narrow = wanted[attack(system, done.known, wanted).width < POLICY.width]
    assert narrow.tolist() == done.exposed.tolist()
    assert (attack(system, system.settled, narrow).width < POLICY.width).all()


def must_be_wide_mask(system):
    few = system.changes & (system.values > 0) & POLICY.small(system.values)
    return system.printable | few


@settings(max_examples=6, deadline=None)
@given(NUMBERS, STEPS)
def test_witnesses_keep_every_equation_and_what_is_known(small, first, steps):
    tables = history(small, first, steps)
    pages = [page(str(n), table.with_columns(shown=pl.lit(True))) for n, table in enumerate(tables)]
    system = system_of([Page(p.snapshot, {k: (v, False) for k, (v, _) in p.cells.items()}) for p in pages])
    done = protect(system, system.known, POLICY)
    for moved in done.witnesses:
        assert not moved[done.known].any()
        assert (system.values + moved >= 0).all() and not (system.equations @ moved).any()


@settings(max_examples=6, deadline=None)
@given(NUMBERS, STEPS, st.integers(1, 3), st.booleans())
def test_classes_find_only_moves_that_the_full_problem_finds(small, first, steps, amount, up):
    tables = history(small, first, steps)
    pages = [page(str(n), table.with_columns(shown=pl.lit(False))) for n, table in enumerate(tables)]
    system = system_of(pages)
    others, weights = Others(system), np.ones(len(system.values))
    whole, few = Moves(others, each(system, system.known)), Moves(others, runs(system, system.known))
    by = amount if up else -amount
    for cell in np.flatnonzero(system.printable)[:12]:
        found, exact = few.least(int(cell), by, weights), whole.least(int(cell), by, weights)
        assert exact is not None or found is None
        for moved in (found, exact):
            assert moved is None or (moved[cell] == by and others.possible(moved))


def test_an_impossible_move_is_refused():
    system = system_of([Page("s", {("i", *["all"] * (len(KEY) - 1)): (3, False)})])
    others = Others(system)
    assert others.possible(np.array([4]))
    assert not others.possible(np.array([-4]))
