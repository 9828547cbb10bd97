"""A progress report shows what its audience may know, of the moment that it is about."""

import datetime as dt

import polars as pl
import pytest

from seedbed.messages import Refusal
from seedbed.usecases.forecast_targets import forecast_targets
from seedbed.usecases.gather_progress_report import gather_progress_report
from seedbed.usecases.issue_report import issue_report
from seedbed.usecases.record_grievance import record_grievance
from usecases.programme_region import add_person, code_of, place
from usecases.reported_region import reported_region


@pytest.fixture
def store(tmp_path):
    return reported_region(tmp_path / "region")


@pytest.fixture
def few(tmp_path):
    """Two women in subproject a: a number that readers must not learn."""
    return reported_region(tmp_path / "few", women=(2, 9), men=(9, 9))


def target(contents, name):
    return contents.standing.filter(target=name).row(0, named=True)


def part(contents, table, row, column="all"):
    return contents.parts.filter(table=table, row=row, column=column).select("value", "shown").row(0)


def test_an_issued_report_is_shown_as_it_was_printed(store):
    issued = issue_report(store, "r23", "2023", "office")
    add_person(store, "late", sex="male", place="p1")
    place(store, [("late", "oa")])
    contents = gather_progress_report(store, "r23")
    assert (contents.report, contents.audience, contents.up_to) == ("r23", "office", "2023")
    assert target(contents, "t1")["actual"] == 30 == issued.standing.filter(target="t1")["actual"].item()
    assert contents.known == issued.run.started and contents.fingerprint
    assert target(gather_progress_report(store, audience="office", draft=True), "t1")["actual"] == 31


def test_the_latest_report_for_the_audience_is_taken_and_else_a_draft(store):
    issue_report(store, "one", "2022")
    issue_report(store, "two", "2023")
    assert gather_progress_report(store).report == "two"
    assert gather_progress_report(store, up_to="2022").report == "one"
    draft = gather_progress_report(store, audience="office", up_to="2023")
    assert draft.report is None and draft.previous is None
    assert gather_progress_report(store, "two").previous == "one"
    assert [run.run for run in store.runs("report")] == ["one", "two"]


def test_the_report_before_is_for_the_same_readers_and_reaches_no_further(store):
    for report, year, audience in [
        ("a", "2022", "public"),
        ("b", "2023", "office"),
        ("c", "2023", "public"),
        ("d", "2022", "public"),
    ]:
        issue_report(store, report, year, audience)
    before = {report: gather_progress_report(store, report).previous for report in "abcd"}
    assert before == {"a": None, "b": None, "c": "a", "d": "a"}


def test_what_is_no_report_is_refused(store):
    run = forecast_targets(store, at=dt.date(2024, 1, 1), draws=1000).run.run
    with pytest.raises(Refusal) as caught:
        gather_progress_report(store, run)
    assert code_of(caught) == "usecases.not-a-report"
    with pytest.raises(Refusal) as caught:
        gather_progress_report(store, "nothing")
    assert code_of(caught) == "store.unknown-run"


def test_a_target_has_its_names_its_pace_and_its_place_in_the_framework(store):
    row = target(gather_progress_report(store, audience="office", up_to="2023"), "t1")
    assert (row["name_zh"], row["statement_en"], row["level"]) == ("就业人数", "People are placed", "outcome")
    # From 0 in 2020 to 30 in 2023, and from there to 100 in 2027.
    assert (row["gained_a_year"], row["needed_a_year"]) == (10, 17.5)
    women = target(gather_progress_report(store, audience="office", up_to="2023"), "t2")
    assert (women["group_en"], women["group_zh"], women["gained_a_year"]) == ("women", "女性", None)


def test_parts_are_the_printed_figures(store):
    contents = gather_progress_report(store, audience="office", up_to="2023")
    assert part(contents, "subproject", "a", "female") == (9, True)
    assert part(contents, "period", "2023") == (30, True)
    assert part(contents, "group", "farmer") == (14, True)
    assert set(contents.parts["table"]) == {"subproject", "period", "place", "group"}


@pytest.mark.parametrize("audience", ["public", "bank"])
@pytest.mark.parametrize("draft", [True, False])
def test_readers_never_get_a_small_number(few, audience, draft):
    if not draft:
        issue_report(few, "r", "2023", audience)
    contents = gather_progress_report(few, audience=audience, up_to="2023", draft=draft)
    assert part(contents, "subproject", "a", "female") == (None, False)
    hidden = contents.parts.filter(~pl.col("shown"))
    assert hidden.height >= 2 and hidden["value"].null_count() == hidden.height
    assert contents.withholding.withheld >= hidden.height and contents.withholding.threshold == 5
    assert contents.findings == () and contents.standing["late"].null_count() == 2


def test_a_forecast_outside_the_office_is_a_rounded_probability(store):
    forecast_targets(store, at=dt.date(2024, 1, 1), draws=1000)
    office = gather_progress_report(store, audience="office", up_to="2023").forecasts
    assert office["median"].null_count() == 0
    issue_report(store, "r", "2023")
    public = gather_progress_report(store).forecasts
    assert public["target"].to_list() == office["target"].to_list()
    assert public.select("low", "median", "high").null_count().row(0) == (2, 2, 2)
    steps = public["probability"] / 0.05
    assert (steps - steps.round()).abs().max() < 1e-9


def test_a_withheld_target_has_no_forecast(tmp_path):
    few = reported_region(tmp_path / "few", women=(1, 1), men=(1, 1))
    forecast_targets(few, at=dt.date(2024, 1, 1), draws=1000)
    contents = gather_progress_report(few, up_to="2023")
    assert target(contents, "t1")["withheld"] and contents.forecasts.is_empty()


def test_a_forecast_that_knew_more_than_the_report_is_not_quoted(store):
    issue_report(store, "r", "2023", as_of=dt.datetime(2023, 12, 31, tzinfo=dt.UTC))
    forecast_targets(store, at=dt.date(2024, 6, 1), draws=1000)
    assert gather_progress_report(store, "r").forecast is None
    forecast_targets(store, at=dt.date(2023, 12, 1), draws=1000)
    made = gather_progress_report(store, "r").forecast
    assert made is not None and made.as_of == "2023-11-30"


def test_logs_are_read_as_they_were_on_record(store):
    issue_report(store, "before", "2023", "office")
    later = {"decision": ["d2"], "gate": ["funds"], "subproject": ["a"], "date": [dt.date(2022, 7, 1)]}
    store.append("gate_decisions", pl.DataFrame(later | {"outcome": ["conditional"]}))
    paid = {"disbursement": ["p2"], "financier": ["bank"], "subproject": ["a"], "amount": [1.0]}
    store.append("disbursements", pl.DataFrame(paid | {"currency": ["USD"], "date": [dt.date(2022, 7, 1)]}))
    frozen = gather_progress_report(store, "before")
    assert frozen.gate_decisions.height == 1
    assert frozen.money.filter(currency="USD")["disbursed"].to_list() == [250_000.0]
    now = gather_progress_report(store, audience="office", draft=True)
    assert now.gate_decisions.height == 2
    assert now.money.filter(currency="USD")["disbursed"].to_list() == [250_001.0]


def test_each_audience_sees_its_part_of_money_evidence_and_decisions(store):
    def seen(audience):
        return gather_progress_report(store, audience=audience, up_to="2023")

    public, bank, office = seen("public"), seen("bank"), seen("office")
    assert public.money["subproject_en"].null_count() == public.money.height
    assert "A" in bank.money["subproject_en"].to_list()
    assert [one.evidence_files for one in (public, bank, office)] == [1, 1, 2]
    assert public.evidence.is_empty()
    assert bank.evidence["evidence"].to_list() == ["minutes"] and bank.evidence["file"].item() is None
    assert office.evidence["file"].to_list() == ["minutes.pdf", "contract-li-si.pdf"]
    assert office.evidence["supports"].to_list() == ["gate", None]
    assert public.gate_decisions["reason"].item() is None
    assert bank.gate_decisions["reason"].item() == "as agreed by all"


def test_gates_activities_and_risks_stand_as_the_engines_say(store):
    contents = gather_progress_report(store, audience="office", up_to="2023")
    gates = {row["subproject_en"]: row for row in contents.gates.iter_rows(named=True)}
    assert (gates["A"]["reached"], gates["A"]["next_en"], gates["A"]["missing"]) == (
        1,
        "Funds",
        "secured-funds",
    )
    assert (gates["B"]["reached"], gates["B"]["next_zh"]) == (0, "规划")
    late = dict(contents.activities.select("activity", "late").iter_rows())
    assert late == {"survey": False, "building": True, "opening": None}
    assert contents.risks["risk"].to_list() == ["no-land", "no-jobs"]


def test_restatements_are_listed_with_their_reason(store):
    issue_report(store, "one", "2023", "office")
    add_person(store, "late", sex="male", place="p1")
    place(store, [("late", "oa")])
    draft = gather_progress_report(store, audience="office", up_to="2023", draft=True)
    issue_report(store, "two", "2023", "office")
    for contents in (draft, gather_progress_report(store, "two")):
        assert contents.previous == "one"
        whole = contents.restatements.filter(period="2023", sex="all", subproject_en="all")
        assert whole.select("reported", "now", "difference").row(0) == (30, 31, 1)
        assert set(contents.restatements["reason"]) == {"programme.restated-late"}
    assert gather_progress_report(store, "one").restatements.is_empty()


def test_a_restatement_of_one_is_not_told_to_the_public(store):
    issue_report(store, "one", "2023")
    add_person(store, "late", sex="male", place="p1")
    place(store, [("late", "oa")])
    assert gather_progress_report(store, draft=True).restatements.is_empty()
    issue_report(store, "two", "2023")
    assert gather_progress_report(store, "two").restatements.is_empty()


def test_grievances_are_counted_as_printed_and_their_state_is_for_the_office(store):
    for _ in range(7):
        record_grievance(store, "received", category="payment", on=dt.date(2023, 5, 1))
    record_grievance(store, "received", category="conduct", on=dt.date(2023, 5, 1))
    issue_report(store, "open", "2023")
    public = gather_progress_report(store, "open").grievances.sort("category")
    assert public.rows() == [("conduct", None, False, None, None), ("payment", 7, True, None, None)]
    office = gather_progress_report(store, audience="office", up_to="2023").grievances.sort("category")
    assert office.select("received", "open", "overdue").rows() == [(1, 1, 1), (7, 7, 7)]
