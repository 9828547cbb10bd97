"""Runs and reports through the interface: whole for the office, as printed for each audience."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
import pytest

from seedbed.store import Run
from seedbed.workbench.accounts.roles import Role
from seedbed.workbench.api.run_calls import PRINTED
from seedbed.workbench.oversight.models import AuditEntry
from seedbed.workbench.people.record import record


def _keep(run: str, kind: str, hour: int, outputs: dict[str, pl.DataFrame], **parameters: str) -> None:
    moment = datetime(2026, 1, 2, hour, tzinfo=UTC)
    kept = Run(
        run=run, kind=kind, started=moment, finished=moment, parameters=parameters, inputs={"people": "00"},
        version="1", summary={"filled": 3}, outputs=tuple(outputs),
    )  # fmt: skip
    record().keep_run(kept, outputs)


@pytest.fixture
def runs(region) -> None:
    proposals = pl.DataFrame({"seeker": ["p-of-first", "p-of-second"], "fit": [0.5, float("nan")]})
    for at in range(5):
        _keep(f"match-{at}", "match", at, {"proposals": proposals})
    figures = pl.DataFrame(
        {"indicator": ["i"], "value": [None]}, schema={"indicator": pl.String, "value": pl.Float64}
    )
    outputs = {"figures": figures, "standing": figures, "reported": figures, "frozen": figures}
    for at, audience in enumerate(("public", "bank", "office")):
        _keep(f"report-{audience}", "report", at, outputs, audience=audience, up_to="2025", snapshot="s")


def test_runs_are_listed_newest_first_page_by_page(program, runs):
    calling = program(Role.PROGRAMME_OFFICE)
    first = calling.get("/runs?size=2").json()
    assert [run["run"] for run in first["runs"]] == ["match-4", "match-3"]
    second = calling.get(f"/runs?size=3&before={first['next']}").json()
    assert [run["run"] for run in second["runs"]] == ["match-2", "match-1", "match-0"]
    assert second["next"] is None
    assert calling.get("/runs?before=none").status_code == 404


def test_only_the_office_reads_what_a_match_holds(program, runs):
    office, analyst = program(Role.PROGRAMME_OFFICE), program(Role.ANALYST)
    assert office.get("/runs/match-1").json()["summary"] == {"filled": 3}
    told = analyst.get("/runs/match-1").json()
    assert told["summary"] is None and told["outputs"] == []
    assert analyst.get("/runs/match-1/outputs/proposals").status_code == 403
    page = office.get("/runs/match-1/outputs/proposals?size=1").json()
    assert page == {"rows": [{"seeker": "p-of-first", "fit": 0.5}], "next": 1}
    rest = office.get("/runs/match-1/outputs/proposals?after=1").json()
    assert rest == {"rows": [{"seeker": "p-of-second", "fit": None}], "next": None}
    assert set(AuditEntry.objects.filter(what="match-1").values_list("person", flat=True)) == {
        "p-of-first",
        "p-of-second",
    }


def test_a_report_is_no_run_and_a_run_no_report(program, runs):
    calling = program(Role.PROGRAMME_OFFICE)
    assert calling.get("/runs/report-office").status_code == 404
    assert calling.get("/runs/report-office/outputs/frozen").status_code == 404
    assert calling.get("/reports/match-1").status_code == 404
    assert calling.get("/runs/match-1/outputs/none").status_code == 404


def test_each_audience_reads_its_reports_as_printed(program, runs):
    analyst, office = program(Role.ANALYST), program(Role.PROGRAMME_OFFICE)
    assert [one["report"] for one in analyst.get("/reports").json()["reports"]] == ["report-public"]
    assert len(office.get("/reports").json()["reports"]) == 3
    assert analyst.get("/reports/report-bank").status_code == 404
    assert analyst.get("/reports/report-bank/figures").status_code == 404
    for name in PRINTED:
        assert analyst.get(f"/reports/report-public/{name}").json()["rows"] == [
            {"indicator": "i", "value": None}
        ]
    for calling in (analyst, office):
        assert calling.get("/reports/report-public/frozen").status_code == 422
