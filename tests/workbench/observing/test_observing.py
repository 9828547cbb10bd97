"""The observatory: the choice stands in the address, tables come as files, figures open down to their source."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import polars as pl
import pytest

from seedbed.matching.audit import FEWEST_SHOWN
from seedbed.usecases.report_contents import empty_frame
from seedbed.workbench.accounts.roles import Role
from seedbed.workbench.observing import choosing
from seedbed.workbench.people.record import record
from workbench.observing.small_record import VALUES, make_record

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
    assert found["count"] == 3


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
