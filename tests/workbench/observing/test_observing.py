"""The observatory: the choice stands in the address, tables come as files, figures open down to their source."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import polars as pl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from seedbed.matching.audit import FEWEST_SHOWN
from seedbed.usecases.measure_table import Layout, measure_table, read_own_table
from seedbed.usecases.report_contents import empty_frame
from seedbed.workbench.accounts.roles import Role
from seedbed.workbench.jobs.handlers import handler_of
from seedbed.workbench.jobs.work import Work
from seedbed.workbench.observing import choosing
from seedbed.workbench.people.models import Upload
from seedbed.workbench.people.record import record
from workbench.observing.small_record import VALUES, make_record
from workbench.registry.doing_jobs import do_jobs

PAGE = "/observatory/measures?of=jobs%7C2024&measure=location-quotient"


@pytest.fixture
def figures(db):
    record()._cache.clear()
    make_record()
    yield record()
    record()._cache.clear()


def test_a_measure_is_computed_on_the_latest_vintage_and_drawn_with_its_table(figures, client_of):
    page = client_of(Role.ANALYST).get(PAGE)
    table = next(block.table for block in page.context["blocks"] if hasattr(block, "wide"))
    total = sum(VALUES.values())
    of_industry = sum(value for (_, industry), value in VALUES.items() if industry == "C36")
    expected = (60 / 100) / (of_industry / total)
    east = table.frame.filter(pl.col("place") == "East", pl.col("industry").str.starts_with("C36"))
    assert east["value"].item() == pytest.approx(expected)
    assert page.content.decode().count("<svg") == 2


def test_each_table_is_a_file_and_says_how_to_cite_it(figures, client_of):
    client = client_of(Role.PERSON)
    page = client.get(PAGE)
    assert "2025-02-01" in page.context["cite"] and "of=jobs" in page.context["cite"]
    as_csv = client.get(f"{PAGE}&table=values&format=csv")
    assert len(pl.read_csv(io.BytesIO(as_csv.content.removeprefix(b"\xef\xbb\xbf")))) == len(VALUES)
    as_excel = client.get(f"{PAGE}&table=values&format=xlsx")
    assert as_excel.content[:2] == b"PK" and "values.xlsx" in as_excel.headers["Content-Disposition"]
    assert client.get(f"{PAGE}&table=values&format=exe").status_code == 404
    assert client.get(f"{PAGE}&table=none&format=csv").status_code == 404


def test_a_choice_that_is_not_known_is_no_page(figures, client_of):
    client = client_of(Role.PERSON)
    assert client.get("/observatory/measures?measure=magic").status_code == 404
    assert client.get("/observatory/measures?of=jobs%7C1999").status_code == 404
    assert client.get("/observatory/magic").status_code == 404


def test_a_figure_opens_down_to_its_source_with_every_vintage(figures, client_of):
    client = client_of(Role.BANK_VIEWER)
    page = client.get("/observatory/figures/o-101-C36")
    assert [row["value"] for row in page.context["vintages"]] == [60.0, 55.0]
    assert "The yearbook" in page.content.decode() and "p. 7" in page.content.decode()
    found = client.get("/observatory/figures?q=west jobs").context
    assert found["count"] == 3 and found["following"] is None
    assert client.get("/observatory/figures?place=102").context["count"] == 3
    assert len(pl.read_csv(client.get("/observatory/figures?q=west&format=csv").content)) == 3


def test_small_numbers_of_people_are_not_shown_to_who_sees_aggregates(monkeypatch, figures):
    rows = [{"skill": "a", "people": 1, "holders": FEWEST_SHOWN, "places": 3}]
    whole = pl.DataFrame(rows).cast(dict.fromkeys(("people", "holders", "places"), pl.Int64))
    gap = pl.concat([empty_frame("skills_gap"), whole], how="diagonal_relaxed")
    run = type("Run", (), {"run": "r", "started": datetime(2025, 1, 1, tzinfo=UTC)})
    monkeypatch.setattr(choosing, "record", type("Store", (), {"runs": lambda self, kind: [run]}))
    made = choosing.observed()
    monkeypatch.setattr(choosing, "gap_of", lambda _: choosing.replace(made, skills_gap=gap))
    few, all_of_it = (choosing.choose("skills-gap", {}, whole=whole).contents for whole in (False, True))
    assert few.skills_gap.select("people", "holders").row(0) == (None, FEWEST_SHOWN)
    assert all_of_it.skills_gap.select("people", "holders").row(0) == (1, FEWEST_SHOWN)


def test_a_measure_with_a_gap_or_of_shares_is_not_offered(figures, client_of):
    jobs = figures.table("observations")
    for measure, unit, rows in (("gaps", "persons", jobs.tail(8)), ("shares", "percent", jobs)):
        renamed = pl.concat_str(pl.lit(measure), "observation")
        figures.append(
            "observations", rows.with_columns(measure=pl.lit(measure), unit=pl.lit(unit), observation=renamed)
        )
    offered = client_of(Role.ANALYST).get("/observatory/measures").context["choices"][0].options
    assert [key for key, _ in offered] == ["jobs|2024"]


def test_change_between_two_periods_on_record_and_the_part_of_one_place(figures, client_of):
    now = figures.table("observations").tail(len(VALUES))
    before = now.with_columns(
        period=pl.lit("2020"),
        value=pl.col("value") / 2,
        observation=pl.concat_str(pl.lit("p-"), "observation"),
    )
    figures.append("observations", before.drop("recorded_at"))
    page = client_of(Role.PERSON).get("/observatory/measures?of=jobs%7C2024&measure=shift-share&place=East")
    assert [choice.chosen for choice in page.context["choices"]] == [
        "jobs|2024",
        "shift-share",
        "2020",
        "East",
    ]
    assert "since=2020" in page.context["cite"]
    whole = pl.read_csv(
        client_of(Role.ANALYST)
        .get(f"{page.request['PATH_INFO']}?{page.request['QUERY_STRING']}&table=total&format=csv")
        .content
    )
    assert whole.select("place", "growth").rows() == [("East", 50.0)]


LONG = "city,trade,year,number\n" + "".join(
    f"{place},{industry},{year},{value + (year - 2020) * (5 if industry == 'C39' else 1):g}\n"
    for year in (2020, 2024)
    for (place, industry), value in VALUES.items()
)
COLUMNS = {"place": "city", "industry": "trade", "value": "number", "period": "year"}


def bring(client, text: str = LONG, **more: str):
    """Upload a table and let the job measure it; the page of the result."""
    asked = {"file": SimpleUploadedFile("jobs.csv", text.encode()), **COLUMNS, **more}
    sent = client.post("/observatory/own", asked)
    assert sent.status_code == 302, sent.content.decode()
    assert "progress" in client.get(sent.url).content.decode() or client.get(sent.url).context["job"]
    do_jobs()
    return client.get(sent.url)


def test_an_own_table_is_measured_as_on_the_command_line_and_for_its_owner_only(figures, client_of, tmp_path):
    analyst = client_of(Role.ANALYST)
    page = bring(analyst, LONG + "x,C1,2024,many\n", measure="location-quotient")
    (tmp_path / "jobs.csv").write_text(LONG)
    own = read_own_table(tmp_path / "jobs.csv", Layout("city", "trade", "number", "year"))
    expected = measure_table(own.frame, "location-quotient").frames["values"]
    got = pl.read_csv(analyst.get(f"{page.request['PATH_INFO']}?table=values&format=csv").content)
    assert (
        got.select("place", "industry").equals(
            expected.select(pl.col("place").cast(pl.String), pl.col("industry").cast(pl.String))
        )
        or got["place"].cast(pl.String).to_list() == expected["place"].to_list()
    )
    assert got["value"].to_list() == pytest.approx(expected["value"].to_list())
    assert page.context["rejected"] == 1 and "jobs.csv" in page.context["cite"]
    assert "many" in analyst.get(f"{page.request['PATH_INFO']}/rejects.csv").content.decode()
    one = analyst.get(f"{page.request['PATH_INFO']}?place=102")
    table = next(block.table for block in one.context["blocks"] if hasattr(block, "wide"))
    assert set(table.frame["place"]) == {"102"}
    other = client_of(Role.PROGRAMME_OFFICE)
    assert other.get(page.request["PATH_INFO"]).status_code == 404
    assert not figures.runs() and figures.count("observations") == 10


def test_another_measure_of_the_same_table_between_its_periods(figures, client_of):
    analyst = client_of(Role.ANALYST)
    page = bring(analyst, measure="overlap")
    assert page.context["again"].fields["first"].choices == [("2020", "2020"), ("2024", "2024")]
    asked = {"measure": "shift-share", "first": "2020", "last": "2024"}
    sent = analyst.post(f"{page.request['PATH_INFO']}/again", asked)
    do_jobs()
    shown = analyst.get(sent.url)
    assert "2020\u20132024" in shown.context["cite"]
    total = pl.read_csv(analyst.get(f"{sent.url}?table=total&format=csv").content)
    assert total["growth"].sum() == pytest.approx(3 * (2 * 4 + 20))


def test_a_file_without_the_named_columns_is_refused_and_says_which_it_has(figures, client_of):
    page = bring(client_of(Role.ANALYST), "a,b\n1,2\n", measure="overlap")
    assert page.context["job"].state == "failed" and "a, b" in page.content.decode()
    assert not Upload.objects.exists()


def test_next_industries_are_ranked_once_by_a_job_and_shown_by_run(figures, client_of):
    office = client_of(Role.PROGRAMME_OFFICE)
    assert office.get("/observatory/next").context["table"] == "record:jobs"
    rows = [
        f"{place},C{30 + at},2024,{1 + (at + 1) * (at + number) % 7 + 20 * (at == number or at == number + 1)}\n"
        for number, place in enumerate(("East", "West", "North", "Far", "Near"))
        for at in range(7)
    ]
    page = bring(office, "city,trade,year,number\n" + "".join(rows), measure="location-quotient")
    address = f"/observatory/next?table=own:{page.context['own'].pk}"
    # A place that the region knows by name stands under its id, so that its chains and actors are found.
    assert ("101", "East") in office.get(address).context["form"].fields["place"].choices
    assert office.post(address, {"place": "nowhere", "top": 2}).status_code == 422
    assert office.get("/observatory/next?table=own:none").status_code == 404
    sent = office.post(address, {"place": "101", "top": "2"})
    (job,) = do_jobs()
    assert handler_of(job.kind)(Work(job)) == job.result, job.problems
    assert [run.run for run in figures.runs("next-industries")] == [job.result["run"]]
    shown = office.get(office.get(sent.url).url)
    assert shown.context["choices"][0].chosen == job.result["run"]
    assert job.result["run"] in shown.context["cite"] and "East" in shown.content.decode()
