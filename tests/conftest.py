"""Fixtures that several rooms share."""

from pathlib import Path

import pytest

from seedbed.usecases.run_demo import DemoOptions, run_demo

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def small_demo(tmp_path_factory):
    """The whole loop on Chongqing with a few hundred synthetic people, run once a session."""
    options = DemoOptions(people=1500, opportunities=500, seed=11)
    return run_demo(ROOT / "regions" / "chongqing", tmp_path_factory.mktemp("demo"), options)
