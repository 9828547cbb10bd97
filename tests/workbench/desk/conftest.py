"""A small region in the workbench: 60 people of two schools, 12 opportunities in two subprojects."""

from __future__ import annotations

from datetime import date

import pytest

from seedbed.usecases.load_catalog import load_catalog
from seedbed.usecases.run_match import MatchOptions, run_match
from seedbed.workbench.desk import held
from seedbed.workbench.people import catalogue
from seedbed.workbench.people.record import record
from seedbed.workbench.record.exchange import bring_in
from workbench.desk.small_region import write_region


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "town"
    made.mkdir()
    write_region(made)
    return made


@pytest.fixture
def fresh_record():
    """What a process keeps of a database must not be taken for another test's."""

    def clear():
        record()._cache.clear()
        for kept in (
            catalogue._labels,
            catalogue._occupations_by_name,
            held._output,
            held._states,
            held._objecting_in,
        ):
            kept.cache_clear()

    clear()
    yield
    clear()


@pytest.fixture
def town(db, folder, fresh_record):
    """The region in the database of the test."""

    bring_in(folder)
    return record()


@pytest.fixture
def run(town):
    """A match of the whole region under its floors."""

    matched = run_match(town, load_catalog(town.settings), MatchOptions(min_filled=0.9), on=date.today())
    return matched.run
