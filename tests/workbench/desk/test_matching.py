"""Choosing a match, starting it in the background, its result, two of them side by side."""

from __future__ import annotations

import re
from datetime import date

import polars as pl
import pytest
from django.utils.html import escape

from seedbed.usecases.check_match_options import check_match_options
from seedbed.usecases.load_catalog import load_catalog
from seedbed.usecases.match_scope import MatchScope
from seedbed.usecases.run_match import MatchOptions, run_match
from seedbed.workbench.accounts.roles import Role
from seedbed.workbench.desk.forms import MatchForms
from seedbed.workbench.desk.handlers import match
from seedbed.workbench.jobs import queue, worker
from seedbed.workbench.jobs.models import Job, State
from seedbed.workbench.jobs.work import Cancelled, Work
from seedbed.workbench.jobs.worker import Worker

OFFICE = Role.PROGRAMME_OFFICE


def form(client, **changes):
    """What the desk's form sends, as a browser would fill it."""
    page = client.get("/desk").content.decode()
    sent: dict[str, object] = {}
    for tag in re.findall(r"<input[^>]*>", page):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if not name or "csrf" in name[1] or name[1] in ("language", "next"):
            continue
        if 'type="checkbox"' in tag and "checked" not in tag:
            continue
        if 'type="checkbox"' in tag and name[1] in ("kinds", "subprojects"):
            sent.setdefault(name[1], []).append(value[1])
            continue
        sent[name[1]] = value[1] if value else "on" if 'type="checkbox"' in tag else ""
    for name, body in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', body)
        sent[name] = chosen[1] if chosen else ""
    return sent | {"pinned": "", "excluded": ""} | changes


def work():

    assert Worker().run(until_empty=True)


@pytest.fixture
def office(town, client_of):
    return client_of(OFFICE)


@pytest.fixture
def worked(monkeypatch):
    """A worker inside of the test's transaction: it must not close the test's connection."""

    class Kept:
        def close_all(self):
            """Leaves the connection to the test."""

    monkeypatch.setattr(worker, "connections", Kept())
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)
    return work


def test_the_usual_match_is_one_button_and_comes_to_its_result(office, town, worked):
    sent = office.post("/desk", {"usual": "1"})
    assert sent.status_code == 302 and sent.url.startswith("/desk/jobs/")
    waiting = office.get(sent.url)
    assert waiting.status_code == 200 and b"hx-get" in waiting.content
    worked()
    done = office.get(sent.url)
    run = town.runs("match")[-1]
    assert done.url == f"/matches/{run.run}"
    page = office.get(done.url).content.decode()
    assert run.summary["verdict"] == "met"
    assert f"{run.summary['filled']} / 36" in page
    assert "/pairs/person-" in page


def test_a_match_keeps_its_scope_pins_exclusions_and_floors(office, town, worked, run):
    pairs = town.run_output(run.run, "pairs").join(
        town.table("opportunities").filter(pl.col("kind") == "job"), on="opportunity", how="semi"
    )
    kept, apart = pairs.row(0)[:2], pairs.row(1)[:2]
    sent = form(
        office,
        kinds=["job"],
        pinned=" ".join(kept),
        excluded=f"{' '.join(apart)}\nperson-003",
        min_filled="0",
    )
    sent |= {"floor0-share": "40", "floor0-carried_members": "1", "floor0-carried_all": "2"}
    del sent["floor1-used"], sent["floor2-used"]
    response = office.post("/desk", sent)
    assert response.status_code == 302
    worked()
    made = town.runs("match")[-1]
    placed = town.run_output(made.run, "pairs").select("seeker", "opportunity").rows()
    assert kept in placed and apart not in placed
    assert "person-003" not in town.run_output(made.run, "seekers")["seeker"]
    offered = town.table("opportunities").filter(pl.col("opportunity").is_in([pair[1] for pair in placed]))
    assert set(offered["kind"]) == {"job"}
    options = MatchOptions.from_parameters(made.parameters)
    assert [(floor.name, floor.share) for floor in options.floors] == [("women", 0.4)]
    assert options.carried == {"women": [1, 2]}
    again = office.get(f"/desk?again={made.run}").content.decode()
    assert " ".join(kept) in again and 'value="40"' in again and "person-003" in again


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"floor0-share": "140"}, "matching.floor-over-100-percent"),
        ({"floor0-share": "0"}, "matching.floor-not-positive"),
        ({"floor0-carried_members": "5", "floor0-carried_all": "2"}, "matching.floor-carried"),
        (
            {"floor3-used": "on", "floor3-group": "group:farmer", "floor3-share": "10"},
            "usecases.floor-without-members",
        ),
        ({"pinned": "person-001 nowhere"}, "usecases.pin-not-on-the-market"),
        ({"pinned": "person-900 offer-01"}, "usecases.pin-not-on-the-market"),
        ({"pinned": "person-001 offer-01", "excluded": "person-001 offer-01"}, "matching.pin-excluded"),
    ],
)
def test_what_makes_no_sense_is_refused_with_the_use_cases_sentence(office, town, changes, code):

    sent = form(office) | changes
    response = office.post("/desk", sent)
    assert response.status_code == 422
    asked = MatchForms.sent(response.wsgi_request.POST)
    assert asked.is_valid()
    found = check_match_options(town, asked.options())
    assert [finding.code for finding in found] == [code]
    assert escape(found[0].text("en")) in response.content.decode()
    assert not Job.objects.exists()


def test_a_floor_that_harms_is_refused_by_the_match_and_says_what_conflicts(office, town, worked):
    sent = form(office, **{"floor0-share": "90", "min_filled": "100"})
    job = office.post("/desk", sent).url
    worked()
    run = town.runs("match")[-1]
    assert office.get(job).url == f"/matches/{run.run}"
    assert run.summary["verdict"] == "impossible" and town.run_output(run.run, "pairs").is_empty()
    page = office.get(f"/matches/{run.run}").content.decode()
    assert "women, the whole run" in page.lower() or "Whole" in page
    assert "propose" not in page.lower() or f"/matches/{run.run}/propose" not in page


def test_a_job_that_is_refused_shows_why_and_a_way_back(office, town, worked):
    sent = form(office, pinned="person-059 offer-01")  # she has no skill: that shows on the market only
    job = office.post("/desk", sent).url
    worked()
    page = office.get(job).content.decode()
    assert 'role="alert"' in page and "/desk?job=" in page and not town.runs("match")
    assert "person-059 offer-01" in office.get(f"/desk?job={job.rpartition('/')[2]}&again=").content.decode()


def test_a_match_can_be_stopped_and_is_nobody_elses(office, town, worked, make_user, client_of):

    job = office.post("/desk", form(office)).url
    stranger = client_of(Role.CAREER_OFFICE, organisation="school-1")
    assert stranger.get(job).status_code == stranger.post(f"{job}/cancel").status_code == 404
    assert office.post(f"{job}/cancel").status_code == 302
    assert Job.objects.get().state == "cancelled"
    assert not town.runs("match")


def test_a_match_that_is_asked_to_stop_while_it_runs_keeps_nothing(office, town):
    job = office.post("/desk", {"usual": "1"}).url
    claimed = queue.claim("worker")
    assert office.post(f"{job}/cancel").status_code == 302
    held = Work(claimed)
    held.beat()
    with pytest.raises(Cancelled):
        match(held)
    assert not town.runs("match")


def test_a_worker_that_takes_a_finished_match_over_makes_no_second_run(office, town, worked):

    office.post("/desk", form(office))
    worked()
    Job.objects.update(state=State.RUNNING, lease_until="2000-01-01T00:00:00Z", owner="dead/1")
    worked()
    assert Job.objects.get().state == State.DONE and len(town.runs("match")) == 1


def test_a_school_matches_its_own_people(town, worked, client_of):
    school = client_of(Role.CAREER_OFFICE, organisation="school-1")
    job = school.post("/desk", {"usual": "1"}).url
    school.post("/desk", form(school))
    worked()
    run, usual = town.runs("match")
    assert run.summary["people"] == usual.summary["people"] == 30
    seekers = town.run_output(run.run, "seekers").join(
        town.table("people"), left_on="seeker", right_on="person"
    )
    assert set(seekers["institution"]) == {"school-1"}
    assert school.get(job).status_code == 302


def test_two_matches_side_by_side(office, town, run, client_of):
    other = run_match(
        town,
        load_catalog(town.settings),
        MatchOptions(scope=MatchScope(kinds=("job",)), floors=()),
        on=date.today(),
    ).run
    before, after = (
        dict(town.run_output(one.run, "pairs").select("seeker", "opportunity").iter_rows())
        for one in (run, other)
    )
    gained = len(after.keys() - before.keys())
    lost = len(before.keys() - after.keys())
    moved = sum(before[one] != after[one] for one in before.keys() & after.keys())
    address = f"/matches/compare?before={run.run}&after={other.run}"
    page = office.get(address).content.decode()
    shown = dict(re.findall(r"<dt>([^<]+)</dt><dd>([^<]+)</dd>", page))
    assert (shown["Gained a place"], shown["Lost a place"], shown["Moved"]) == (
        str(gained),
        str(lost),
        str(moved),
    )
    assert lost >= 5 and page.count("<code>person-") == min(50, gained + lost + moved)
    figures = client_of(Role.BANK_VIEWER).get(address).content.decode()
    shown = dict(re.findall(r"<dt>([^<]+)</dt><dd>([^<]+)</dd>", figures))
    assert "person-" not in figures and shown["Lost a place"] == str(lost)
    for count, name in ((gained, "Gained a place"), (moved, "Moved")):
        assert (shown[name] == "fewer than 5") == (0 < count < 5)
