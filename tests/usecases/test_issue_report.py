"""A report stays what it was; small numbers stay unknown over several reports."""

import datetime as dt

import polars as pl
import pytest

from seedbed.messages import Refusal
from seedbed.programme.figures import ALL, KEY
from seedbed.programme.suppression import Policy, conclusions
from seedbed.store import open_region
from seedbed.usecases.compare_reports import compare_reports
from seedbed.usecases.count_results import count_results
from seedbed.usecases.counted_placements import counted_placements
from seedbed.usecases.issue_report import issue_report, readers_of
from seedbed.usecases.record_grievance import record_grievance
from seedbed.usecases.verify_result import verify_result
from usecases.programme_region import add_person, code_of, place, programme_region


@pytest.fixture
def store(tmp_path):
    return programme_region(tmp_path / "region")


def value(figures, **where):
    cell = dict.fromkeys(KEY, ALL) | {"indicator": "jobs"} | where
    return figures.filter(pl.all_horizontal(pl.col(n) == v for n, v in cell.items()))["value"].item()


def test_a_report_is_kept_as_it_was_printed(store):
    issued = issue_report(store, "2023-public", "2023")
    assert value(issued.figures) == 30 and value(issued.figures, sex="female") == 15
    assert issued.withheld_share == 0 and issued.run.kind == "report"
    standing = issued.standing.filter(pl.col("target") == "t2")
    assert standing.select("numerator", "denominator", "withheld").row(0) == (15, 30, False)
    add_person(store, "late", sex="male", place="p1")
    place(store, [("late", "oa")])
    assert store.run_output("2023-public", "figures").equals(issued.figures)
    assert counted_placements(store).counted.height == 31
    assert {"placements", "people", "targets"} <= set(issued.run.inputs) and issued.run.version


def test_no_report_holds_the_id_of_a_person(store):
    issued = issue_report(store, "2023-office", "2023", "office")
    for name in issued.run.outputs:
        assert "person-" not in str(store.run_output("2023-office", name).to_dicts())


def test_an_id_is_used_once_and_must_be_a_plain_word(store):
    issue_report(store, "first", "2023")
    for report, year, code in [
        ("first", "2023", "report-exists"), ("../x", "2023", "report-id"), ("x", "1999", "report-year"),
    ]:  # fmt: skip
        with pytest.raises(Refusal) as caught:
            issue_report(store, report, year)
        assert code_of(caught) == f"usecases.{code}"


def test_a_dry_run_keeps_nothing(store):
    assert issue_report(store, "first", "2023", dry_run=True).run is None
    assert store.runs() == ()


def test_a_late_record_of_one_is_withheld_from_the_public_and_told_to_the_office(store):
    issue_report(store, "one", "2023")
    add_person(store, "late", sex="male", place="p1")
    place(store, [("late", "oa")])
    two = issue_report(store, "two", "2023")
    assert value(two.figures, sex="male") is None and value(two.figures) is None
    assert value(two.figures, sex="female") == 15
    assert two.standing.filter(pl.col("target") == "t1").select("actual", "withheld").row(0) == (None, True)
    assert "usecases.figures-withheld" in {finding.code for finding in two.findings}
    seen = readers_of(store, "public", Policy())["bank"]
    found = conclusions(store.run_output("two", "frozen"), "another", (seen[0][:1], seen[1]))
    assert ((found["high"] - found["low"]) >= Policy().width).all()
    moved = compare_reports(store, "one", "two")
    assert moved.filter(sex="male", subproject="a", period="2023").select("reported", "now", "reason").row(0) == (
        8, 9, "programme.restated-late",
    )  # fmt: skip
    assert compare_reports(store, "one", "two", printed_only=True).height == 0
    assert moved.height == compare_reports(store, "one").height


def test_people_who_changed_are_a_restatement_of_another_kind(store):
    issue_report(store, "one", "2023", "office")
    people = store.table("people")
    store.replace(
        "people",
        people.with_columns(
            sex=pl.when(pl.col("person") == "person-male-a-00").then(pl.lit("female")).otherwise("sex")
        ),
    )
    moved = compare_reports(store, "one")
    assert (
        set(moved["reason"]) == {"programme.restated-data"}
        and moved.filter(sex="female", subproject="a").height
    )
    with pytest.raises(Refusal) as caught:
        compare_reports(store, "one", printed_only=True)
    assert code_of(caught) == "usecases.compare-needs-two"


def test_the_office_sees_what_the_public_does_not(tmp_path):
    store = programme_region(tmp_path / "few", women=(2, 9), men=(9, 9))
    office = issue_report(store, "office", "2023", "office")
    public = issue_report(store, "public", "2023", "public")
    bank = issue_report(store, "bank", "2023", "bank")
    assert value(office.figures, sex="female", subproject="a") == 2
    assert value(public.figures, sex="female", subproject="a") is None
    assert value(bank.figures, sex="female", subproject="a") is None
    both = store.run_output("public", "frozen").with_columns(
        shown=public.figures["shown"] | bank.figures["shown"]
    )
    found = conclusions(both, "both", ([], Policy()))
    assert found.height and ((found["high"] - found["low"]) >= Policy().width).all()


def test_the_programmes_total_is_given_up_last(tmp_path):
    figures = issue_report(
        programme_region(tmp_path / "few", women=(2, 3), men=(9, 1)), "one", "2023"
    ).figures
    assert not figures["shown"].all() and value(figures) == 15


def test_reported_results_of_people_are_figures_that_later_reports_protect_too(store):
    trained = {"indicator": ["trained"], "name": ["People trained"], "level": ["output"], "unit": ["persons"]}
    store.replace(
        "indicators", pl.concat([store.table("indicators"), pl.DataFrame(trained)], how="diagonal_relaxed")
    )

    def enter(result, number, corrects=None):
        row = {
            "indicator": "trained",
            "period": "2023",
            "value": number,
            "result": result,
            "corrects": corrects,
        }
        store.append(
            "results", pl.DataFrame([row | {"by": "clerk"}], schema_overrides={"corrects": pl.String})
        )
        verify_result(store, result, "verified", "boss")

    enter("r1", 40.0)
    issue_report(store, "one", "2023")
    enter("r2", 42.0, corrects="r1")
    assert value(store.run_output("one", "figures"), indicator="trained") == 40
    moved = compare_reports(store, "one").filter(indicator="trained", period="all")
    assert moved.select("reported", "now", "reason").row(0) == (40, 42, "programme.restated-late")
    two = issue_report(store, "two", "2023")
    # The total has moved by two persons: printing it beside the first would give them away.
    assert value(two.figures, indicator="trained") is None
    assert two.reported.filter(indicator="trained").select("value", "withheld").rows() == [(None, True)]
    office = issue_report(store, "office", "2023", "office")
    assert office.reported["value"].to_list() == [42.0]


def test_a_result_that_nobody_verified_is_not_reported_unless_the_region_allows_it(store):
    trained = {"indicator": ["trained"], "name": ["People trained"], "level": ["output"], "unit": ["persons"]}
    store.replace(
        "indicators", pl.concat([store.table("indicators"), pl.DataFrame(trained)], how="diagonal_relaxed")
    )
    targets = pl.DataFrame({"target": ["t9"], "indicator": ["trained"], "period": ["2027"], "value": [100.0]})
    store.replace("targets", pl.concat([store.table("targets"), targets], how="diagonal_relaxed"))
    row = {"indicator": "trained", "period": "2023", "value": 40.0, "result": "r1", "by": "clerk"}
    store.append("results", pl.DataFrame([row]))

    def actual(opened):
        return count_results(opened, up_to="2023", dry_run=True).progress.table.filter(target="t9")["actual"][
            0
        ]

    assert issue_report(store, "one", "2023", dry_run=True).reported.is_empty() and actual(store) is None
    path = store.folder / "region.toml"
    path.write_text(path.read_text("utf-8") + '[programme]\nverification = "optional"\n', "utf-8")
    free = open_region(store.folder)
    assert issue_report(free, "one", "2023", dry_run=True).reported.height == 1 and actual(free) == 40


def test_a_verification_by_who_entered_the_start_does_not_count(store):
    add_person(store, "own", sex="male", place="p1")
    place(store, [("own", "oa")], by="desk", verifier="desk")
    results = counted_placements(store)
    assert "own" not in results.counted["seeker"].to_list()
    assert "programme.verified-by-who-entered" in {finding.code for finding in results.findings}


def test_grievances_are_counted_and_few_are_withheld(store):
    for number in range(9):
        record_grievance(
            store, "received", category="payment" if number < 7 else "conduct", on=dt.date(2023, 5, 1)
        )
    figures = issue_report(store, "one", "2023").figures
    assert value(figures, indicator="grievances-payment") == 7
    assert value(figures, indicator="grievances-conduct") is None
