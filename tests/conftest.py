"""Fixtures that several rooms share, and a count of the tests that need data from beside the checkout."""

from pathlib import Path

import pytest

from seedbed.usecases.run_demo import DemoOptions, run_demo

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def small_demo(tmp_path_factory):
    """The whole loop on Chongqing with a few hundred synthetic people, run once a session."""
    options = DemoOptions(people=1500, opportunities=500, seed=11)
    return run_demo(ROOT / "regions" / "chongqing", tmp_path_factory.mktemp("demo"), options)


NEEDS_DATA = ("../shared", "are not here", "beside the checkout")


def pytest_collection_modifyitems(items):
    """Mark tests that read evaluation data or documents which the project does not carry."""
    for item in items:
        reasons = [str(mark.kwargs.get("reason", "")) for mark in item.iter_markers("skipif")]
        if "esco_folder" in getattr(item, "fixturenames", ()) or any(
            words in reason for reason in reasons for words in NEEDS_DATA
        ):
            item.add_marker(pytest.mark.shared)


def pytest_terminal_summary(terminalreporter):
    """Tests that need such data, counted apart from those that carry their inputs."""
    reports = [
        report for kind in ("passed", "failed", "skipped") for report in terminalreporter.stats.get(kind, [])
    ]
    apart = [report for report in reports if "shared" in getattr(report, "keywords", {})]
    if apart:
        passed = sum(report.passed for report in apart)
        terminalreporter.write_line(
            f"{len(apart)} tests read data from beside the checkout ({passed} passed); "
            f"{len(reports) - len(apart)} carry their inputs themselves"
        )
