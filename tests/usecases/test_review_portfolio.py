"""The portfolio of a region, its gates, funnels and benchmark programmes, through the store."""

import shutil
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from seedbed.messages import Refusal
from seedbed.store import open_region
from seedbed.usecases.compare_funnels import compare_funnels
from seedbed.usecases.compare_programmes import compare_programmes
from seedbed.usecases.decide_gate import decide_gate
from seedbed.usecases.review_portfolio import review_portfolio

REGION = Path(__file__).parents[2] / "regions" / "chongqing"
DAY = date(2024, 6, 30)


@pytest.fixture
def store(tmp_path):
    """A copy of the programme of the documents."""
    folder = tmp_path / "chongqing"
    shutil.copytree(REGION, folder, ignore=shutil.ignore_patterns("runs", "observations.csv"))
    return open_region(folder)


def refused(call, *args, **given):
    with pytest.raises(Refusal) as caught:
        call(*args, **given)
    return [finding.code for finding in caught.value.findings]


def test_the_loan_is_unspent_and_the_dates_are_open(store):
    seen = review_portfolio(store, on=DAY, by=("financier",))
    assert seen.spending.table.filter(financier="asian-development-bank")["budget"].item() == 200_000_000
    assert set(seen.spending.table["currency"]) == {"USD"}
    found = [finding.code for finding in seen.findings]
    # The documents date nothing but the study, and tell of no payment.
    assert found.count("programme.spending-behind") == 2
    assert "programme.activities-without-dates" in found and "programme.activity-late" not in found
    assert seen.schedule.ends[0] == date(2019, 6, 30)


def test_payments_count_from_their_day(store):
    paid = {
        "disbursement": ["d1", "d2"],
        "financier": ["asian-development-bank"] * 2,
        "amount": [0.1, 0.2],
        "currency": ["USD", "CNY"],
        "date": [DAY, DAY],
    }
    store.append("disbursements", pl.DataFrame(paid))
    rows = review_portfolio(store, on=DAY, by=("financier",)).spending.table.rows_by_key(
        ["financier", "currency"], named=True, unique=True
    )
    assert rows["asian-development-bank", "USD"]["disbursed"] == 0.1
    assert rows["asian-development-bank", "CNY"]["share"] is None
    before = review_portfolio(store, on=DAY - timedelta(1)).spending.table
    assert before["disbursed"].sum() == 0


def test_a_gate_is_decided_in_its_order(store):
    wrong = refused(
        decide_gate, store, "centre-feasible", "passed", "office", subproject="cju",
        artefacts=["workshop", "feasibility-study"], on=DAY,
    )  # fmt: skip
    assert wrong == ["programme.gate-before-it"]
    assert refused(decide_gate, store, "centre-team", "passed", "office", on=DAY) == [
        "programme.gate-needs-subproject"
    ]
    team = {"subproject": "cju", "artefacts": ["project-management-team"], "on": DAY}
    unknown = refused(decide_gate, store, "centre-team", "passed", "office", **team, evidence=["none"])
    assert unknown == ["usecases.evidence-unknown"]
    decide_gate(store, "centre-team", "passed", "office", **team, dry_run=True)
    assert store.table("gate_decisions").is_empty()
    decision = decide_gate(store, "centre-team", "passed", "office", **team)
    assert store.table("gate_decisions")["decision"].to_list() == [decision]
    standing = review_portfolio(store, on=DAY).gates.stages.filter(track="centre")
    reached = dict(standing.select("subproject", "reached").iter_rows())
    assert reached.pop("cju") == 1 and set(reached.values()) == {0} and len(reached) == 6
    assert refused(decide_gate, store, "centre-team", "passed", "office", **team) == [
        "programme.gate-already-passed"
    ]


def test_the_funnels_of_the_documents(store):
    pair = {("siiq-prototypes", 1, 2): ("stanford-licensing", 1, 2)}
    seen = compare_funnels(store, pair)
    rates = {
        (row["funnel"], row["from_stage"], row["to_stage"]): row
        for row in seen.conversions.table.iter_rows(named=True)
    }
    assert rates["stanford-licensing", 1, 2]["rate"] == 121 / 594
    assert rates["siiq-prototypes", 1, 2]["rate"] == 70 / 2500
    assert rates["green-co-innovation-campus", 1, 4]["rate"] == 0.1
    assert rates["lcr-4-0", 2, 3]["low"] is None
    assert not rates["liangjiang-talent-stream", 1, 2]["benchmark"]
    assert seen.beside["verdict"].to_list() == ["below"]
    uncounted = {finding.values["funnel"] for finding in seen.conversions.findings}
    assert uncounted == {"made-different", "sbir", "smart-manufacturing-scenarios"}


def test_programmes_are_compared_attribute_by_attribute(store):
    seen = compare_programmes(store, "chongqing-ihcd-project", ["namic"]).table
    likeness = dict(seen.select("attribute", "likeness").iter_rows())
    assert len(likeness) == 9
    assert likeness["governance"] == "partly" and likeness["outcome"] == "not_stated"
    (store.folder / "programme_attributes.csv").unlink()
    assert refused(compare_programmes, store, "namic") == ["usecases.no-programme-attributes"]
