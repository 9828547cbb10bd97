"""Proposing, answering, contesting."""

from __future__ import annotations

import re

import polars as pl
import pytest

from seedbed.usecases.proposal_states import proposal_states
from seedbed.usecases.propose_placements import propose_placements
from seedbed.workbench.accounts.roles import Role
from seedbed.workbench.desk.models import Contest
from seedbed.workbench.oversight.models import AuditEntry
from seedbed.workbench.people.record import change_row
from seedbed.workbench.record.signals import person_exported


@pytest.fixture
def office(town, client_of):
    return client_of(Role.PROGRAMME_OFFICE)


@pytest.fixture
def proposed(town, run):
    propose_placements(town, run.run)
    states = proposal_states(town).join(town.table("opportunities"), on="opportunity")
    return states.join(
        town.table("people").select("person", "institution"), left_on="seeker", right_on="person"
    )


def state_of(town, event):
    return proposal_states(town).filter(pl.col("event") == event)["state"].item()


def test_all_are_proposed_once_but_who_objects_waits_for_a_person(office, town, run):

    pairs = town.run_output(run.run, "pairs")
    against = pairs["seeker"][0]
    change_row("people", against, {"objects_since": "2026-11-01"})
    assert against in office.get(f"/matches/{run.run}").content.decode()
    office.post(f"/matches/{run.run}/propose", {"which": "all"})
    assert set(town.table("placements")["seeker"]) == set(pairs["seeker"]) - {against}
    assert AuditEntry.objects.filter(why="proposed").count() == pairs.height - 1
    office.post(f"/matches/{run.run}/propose", {"which": "all"})
    assert town.table("placements").height == pairs.height - 1
    office.post(f"/matches/{run.run}/propose", {"which": "chosen", "person": [against]})
    assert town.table("placements").height == pairs.height
    answer = office.post(f"/matches/{run.run}/propose", {"which": "all"}, follow=True).content.decode()
    assert "proposed before" in answer


def test_a_school_proposes_its_own_people_whomever_it_names(town, run, client_of):
    school = client_of(Role.CAREER_OFFICE, organisation="school-1")
    pairs = town.run_output(run.run, "pairs").join(town.table("people"), left_on="seeker", right_on="person")
    school.post(f"/matches/{run.run}/propose", {"which": "chosen", "person": pairs["seeker"].to_list()})
    own = set(pairs.filter(pl.col("institution") == "school-1")["seeker"])
    assert set(town.table("placements")["seeker"]) == own and own


def test_accepting_and_declining_with_a_reason(town, proposed, client_of):
    one, other = proposed.rows(named=True)[:2]
    person = client_of(Role.PERSON, person=one["seeker"])
    assert person.post(f"/placements/{other['event']}/answer", {"answer": "accepted"}).status_code == 404
    person.post(f"/placements/{one['event']}/answer", {"answer": "accepted"})
    assert state_of(town, one["event"]) == "accepted"
    again = person.post(f"/placements/{one['event']}/answer", {"answer": "accepted"}, follow=True)
    assert "gave this answer before" in again.content.decode()
    employer = client_of(Role.EMPLOYER, organisation=other["organisation"])
    employer.post(f"/placements/{other['event']}/answer", {"answer": "declined", "reason": " "})
    assert state_of(town, other["event"]) == "proposed"
    employer.post(f"/placements/{other['event']}/answer", {"answer": "declined", "reason": "filled already"})
    assert state_of(town, other["event"]) == "declined"
    kept = town.table("placements").filter(pl.col("kind") == "declined").row(0, named=True)
    assert (kept["reason"], kept["by"], kept["run"]) == (
        "filled already",
        other["organisation"],
        other["run"],
    )
    employer.post(f"/placements/{other['event']}/answer", {"answer": "accepted"})
    assert state_of(town, other["event"]) == "declined"


def test_each_sees_the_proposals_of_its_own(town, proposed, client_of):
    def seen(client):
        return set(re.findall(r"person-\d+", client.get("/placements?state=").content.decode()))

    firm = proposed.filter(pl.col("organisation") == "firm-1")["seeker"]
    assert seen(client_of(Role.EMPLOYER, organisation="firm-1")) <= set(firm)
    school = proposed.filter(pl.col("institution") == "school-2")["seeker"]
    assert seen(client_of(Role.CAREER_OFFICE, organisation="school-2")) <= set(school)
    park = proposed.filter(pl.col("subproject") == "sub-1")["seeker"]
    assert seen(client_of(Role.SUBPROJECT_MANAGER, subproject="sub-1")) == set(park)
    one = proposed["seeker"][0]
    assert seen(client_of(Role.PERSON, person=one)) == {one}
    for role in (Role.BANK_VIEWER, Role.ANALYST):
        assert not seen(client_of(role))


def test_a_contest_is_answered_once_by_the_office_and_counted_without_names(
    town, proposed, client_of, office
):

    one = proposed.row(0, named=True)
    person = client_of(Role.PERSON, person=one["seeker"])
    contest = f"/placements/{one['event']}/contest"
    person.post(contest, {"reason": ""})
    assert not Contest.objects.exists()
    person.post(contest, {"reason": "my level was read wrong"})
    person.post(contest, {"reason": "again"})
    asked = Contest.objects.get()
    log = town.table("grievances")
    assert log["kind"].to_list() == ["received"] and one["seeker"] not in str(log.rows())
    assert "my level was read wrong" in office.get("/contests").content.decode()
    stranger = next(role for role in ("school-1", "school-2") if role != one["institution"])
    school = client_of(Role.CAREER_OFFICE, organisation=stranger)
    assert "my level" not in school.get("/contests").content.decode()
    assert (
        school.post(f"/contests/{asked.pk}/answer", {"outcome": "stands", "answer": "no"}).status_code == 404
    )
    assert person.get("/contests").status_code == 403
    office.post(
        f"/contests/{asked.pk}/answer", {"outcome": "changed", "answer": "corrected and matched again"}
    )
    office.post(f"/contests/{asked.pk}/answer", {"outcome": "stands", "answer": "twice"})
    assert Contest.objects.get().answer == "corrected and matched again"
    assert town.table("grievances")["kind"].to_list() == ["received", "acknowledged", "answered"]
    for address in ("/placements", "/proposals"):
        assert "corrected and matched again" in person.get(address).content.decode()


def test_a_forgotten_person_takes_her_contests_along(town, proposed, client_of):

    one = proposed.row(0, named=True)
    client_of(Role.PERSON, person=one["seeker"]).post(
        f"/placements/{one['event']}/contest", {"reason": "wrong"}
    )
    assert Contest.objects.count() == 1
    handed = [
        part for _, part in person_exported.send(sender=None, person=one["seeker"]) if "contests" in part
    ]
    assert [row["reason"] for row in handed[0]["contests"]] == ["wrong"]
    town.forget(one["seeker"])
    assert not Contest.objects.exists()
    assert town.table("grievances").height == 1
    states = proposal_states(town)
    assert one["seeker"] not in states["seeker"] and states.height == proposed.height


def test_nobody_answers_what_is_not_hers(town, proposed, client_of):
    one = proposed.row(0, named=True)
    other_firm = "firm-2" if one["organisation"] == "firm-1" else "firm-1"
    other_school = "school-2" if one["institution"] == "school-1" else "school-1"
    other_park = "sub-2" if one["subproject"] == "sub-1" else "sub-1"
    strangers = (
        client_of(Role.EMPLOYER, organisation=other_firm),
        client_of(Role.CAREER_OFFICE, organisation=other_school),
        client_of(Role.SUBPROJECT_MANAGER, subproject=other_park),
    )
    for client in strangers:
        for address in ("answer", "contest"):
            sent = client.post(f"/placements/{one['event']}/{address}", {"answer": "accepted", "reason": "x"})
            assert sent.status_code == 404
    assert town.table("placements").filter(pl.col("kind") != "proposed").is_empty()


def test_a_verifier_sees_numbers_and_no_titles_of_people(town, proposed, client_of, office):
    person = proposed["seeker"][0]
    change_row("people", person, {"title": "A rare title"})
    assert "A rare title" in office.get("/placements").content.decode()
    shown = client_of(Role.VERIFIER).get("/placements").content.decode()
    assert person in shown and "A rare title" not in shown
