"""Stage gates: their order, their artefacts, and what a new decision may not do."""

from datetime import date

import polars as pl
import pytest

from seedbed.messages import LANGUAGES, Refusal
from seedbed.programme.gates import check_decision, gate_standing
from seedbed.tables import schema_of

D = date(2024, 5, 1)
SUBPROJECTS = pl.DataFrame({"subproject": ["north", "south"], "name": ["N", "S"]})


def frame(table, rows, **extra):
    kinds = {column.name: column.kind.dtype for column in schema_of(table).columns} | extra
    return pl.DataFrame(rows, schema=kinds)


GATES = frame(
    "gates",
    [
        {"gate": "plan", "stage": 2, "required": ["plan", "money"]},
        {"gate": "idea", "stage": 1, "required": ["study"]},
        {"gate": "loan", "stage": 1, "track": "bank", "subproject": "north"},
        {"gate": "day-to-remember"},
    ],
    track=pl.String(),
)


def decisions(*rows):
    named = [
        {
            "decision": f"d{at}",
            "gate": gate,
            "subproject": who,
            "outcome": outcome,
            "date": day,
            "artefacts": list(has),
        }
        for at, (gate, who, outcome, day, *has) in enumerate(rows)
    ]
    return frame("gate_decisions", named)


def states(standing):
    return {(row["subproject"], row["gate"]): row["state"] for row in standing.table.to_dicts()}


def test_gates_open_one_after_the_other():
    fresh = gate_standing(GATES, decisions(), SUBPROJECTS)
    assert states(fresh) == {
        ("north", "idea"): "open",
        ("north", "plan"): "waiting",
        ("north", "loan"): "open",
        ("south", "idea"): "open",
        ("south", "plan"): "waiting",
    }
    moved = gate_standing(GATES, decisions(("idea", "north", "passed", D, "study")), SUBPROJECTS)
    assert states(moved)["north", "plan"] == "open" and states(moved)["south", "plan"] == "waiting"
    stage = {(row["subproject"], row["track"]): row for row in moved.stages.to_dicts()}
    assert (stage["north", None]["reached"], stage["north", None]["of"]) == (1, 2)
    assert stage["north", None]["next_gate"] == "plan"
    assert stage["north", None]["missing"] == ["plan", "money"]
    assert stage["north", "bank"]["reached"] == 0
    assert moved.findings == ()


def test_an_artefact_that_was_handed_in_once_stays_there():
    record = decisions(
        ("idea", "north", "conditional", D, "study", "plan"), ("plan", "north", "returned", D, "money")
    )
    row = gate_standing(GATES, record, SUBPROJECTS).table.filter(pl.col("gate") == "plan").row(0, named=True)
    assert row["state"] == "returned" and row["missing"] == [] and row["present"] == ["plan", "money"]


def test_the_record_is_kept_as_it_is_and_doubted(said):
    record = decisions(
        ("plan", "south", "passed", D), ("idea", None, "passed", D), ("day-to-remember", "south", "passed", D)
    )
    standing = gate_standing(GATES, record, SUBPROJECTS)
    assert sorted(said(standing.findings)) == [
        "decision-out-of-order",
        "decision-unknown-gate",
        "decision-without-artefacts",
        "decision-without-subproject",
    ]
    assert states(standing)["south", "plan"] == "passed"
    # The stage reached is not beyond a gate that is open.
    assert standing.stages.filter(pl.col("subproject") == "south")["reached"].item() == 0


def test_a_day_hides_what_came_after_it():
    record = decisions(("idea", "north", "passed", date(2024, 6, 1), "study"))
    assert states(gate_standing(GATES, record, SUBPROJECTS, on=D))["north", "idea"] == "open"


def test_the_latest_decision_holds_whatever_the_order_of_rows():
    rows = [("idea", "north", "returned", D), ("idea", "north", "passed", date(2024, 6, 1), "study")]
    for record in (decisions(*rows), decisions(*reversed(rows))):
        assert states(gate_standing(GATES, record, SUBPROJECTS))["north", "idea"] == "passed"


def refusals(record, gate, outcome, **given):
    standing = gate_standing(GATES, decisions(*record), SUBPROJECTS)
    with pytest.raises(Refusal) as caught:
        check_decision(standing, gate, outcome, **{"day": D, "subproject": "north", **given})
    assert all(finding.text(lang) for finding in caught.value.findings for lang in LANGUAGES)
    return sorted(finding.code.partition(".")[2] for finding in caught.value.findings)


PASSED = ("idea", "north", "passed", D, "study")


@pytest.mark.parametrize(
    ("record", "gate", "outcome", "given", "codes"),
    [
        ([], "nowhere", "passed", {}, ["gate-unknown"]),
        ([], "idea", "passed", {"subproject": None}, ["gate-needs-subproject"]),
        ([], "loan", "passed", {"subproject": "south"}, ["gate-needs-subproject"]),
        ([PASSED], "idea", "passed", {}, ["gate-already-passed"]),
        (
            [("idea", "north", "stopped", D)],
            "plan",
            "passed",
            {"artefacts": ("plan", "money")},
            ["gate-before-it", "gate-stopped"],
        ),
        ([], "plan", "passed", {"artefacts": ("plan", "money")}, ["gate-before-it"]),
        ([PASSED], "plan", "passed", {"artefacts": ("plan",)}, ["gate-lacks-artefacts"]),
        ([PASSED], "plan", "conditional", {"reason": " "}, ["gate-without-reason"]),
        ([], "idea", "returned", {}, ["gate-without-reason"]),
        (
            [PASSED],
            "plan",
            "passed",
            {"artefacts": ("plan", "money"), "day": date(2024, 4, 30)},
            ["gate-day"],
        ),
    ],
)
def test_a_decision_against_the_rules_is_refused(record, gate, outcome, given, codes):
    assert refusals(record, gate, outcome, **given) == codes


def test_a_decision_by_the_rules_is_let_through():
    standing = gate_standing(GATES, decisions(PASSED), SUBPROJECTS)
    enough = ("plan", "money")
    assert check_decision(standing, "plan", "passed", day=D, subproject="north", artefacts=enough) == "north"
    assert check_decision(standing, "loan", "passed", day=D) == "north"
    said_why = check_decision(
        standing, "plan", "conditional", day=D, subproject="north", reason="money later"
    )
    assert said_why == "north"
