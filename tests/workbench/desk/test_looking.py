"""Who sees what of a match: people, one person, one pair, figures."""

from __future__ import annotations

import re

import polars as pl
import pytest
from django.test import Client

from seedbed.usecases.explain_match import explain_match
from seedbed.usecases.load_catalog import load_catalog
from seedbed.usecases.propose_placements import propose_placements
from seedbed.workbench.accounts.models import Membership
from seedbed.workbench.accounts.roles import Role
from seedbed.workbench.oversight.models import AuditEntry

FIGURES_ONLY = (Role.BANK_VIEWER, Role.ANALYST, Role.VERIFIER)


@pytest.fixture
def office(town, client_of):
    return client_of(Role.PROGRAMME_OFFICE)


def persons(page):
    return set(re.findall(r"person-\d+", page))


def test_people_page_by_page_are_those_who_took_part_once_each(office, town, run):
    seen: list[str] = []
    address = f"/matches/{run.run}/people?"
    while address:
        page = office.get(address).content.decode()
        seen += re.findall(r"<code>(person-\d+)</code>", page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        address = f"/matches/{run.run}/people{following[1].replace('&amp;', '&')}" if following else ""
    assert sorted(seen) == sorted(town.run_output(run.run, "seekers")["seeker"])


def test_people_are_found_by_title_by_number_and_by_whether_they_have_a_place(office, town, run):
    placed = set(town.run_output(run.run, "pairs")["seeker"])
    without = set(town.run_output(run.run, "seekers")["seeker"]) - placed
    base = f"/matches/{run.run}/people"
    assert persons(office.get(f"{base}?search=person-007").content.decode()) == {"person-007"}
    assert persons(office.get(f"{base}?search=技工&placed=no").content.decode()) <= without
    assert persons(office.get(f"{base}?search=worker 11").content.decode()) == {"person-011"}
    found = persons(office.get(f"{base}?placed=no").content.decode())
    assert found == without  # all on one page


def test_a_school_sees_its_own_people_only(town, run, client_of):
    school = client_of(Role.CAREER_OFFICE, organisation="school-1")
    own = set(town.table("people").filter(pl.col("institution") == "school-1")["person"])
    assert persons(school.get(f"/matches/{run.run}/people").content.decode()) <= own
    assert persons(school.get(f"/matches/{run.run}").content.decode()) <= own
    stranger, mine = "person-000", "person-001"
    assert school.get(f"/matches/{run.run}/people/{mine}").status_code == 200
    assert school.get(f"/matches/{run.run}/people/{stranger}").status_code == 404
    assert school.get(f"/matches/{run.run}/pairs/{stranger}/offer-01").status_code == 404
    assert (
        f"<code>{stranger}" not in school.get(f"/matches/{run.run}/people?search={stranger}").content.decode()
    )


def test_who_stands_for_two_schools_turns_all_pages_of_both(town, run, make_user):

    user = make_user(Role.CAREER_OFFICE, organisation="school-1")
    Membership.objects.create(user=user, role=Role.CAREER_OFFICE.value, organisation="school-2")
    client = Client()
    client.force_login(user)
    seen: list[str] = []
    address = f"/matches/{run.run}/people?"
    while address:
        page = client.get(address).content.decode()
        seen += re.findall(r"<code>(person-\d+)</code>", page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        address = f"/matches/{run.run}/people{following[1].replace('&amp;', '&')}" if following else ""
    assert sorted(seen) == sorted(town.run_output(run.run, "seekers")["seeker"])


@pytest.mark.parametrize("role", FIGURES_ONLY, ids=str)
def test_who_sees_figures_only_sees_no_person_and_no_small_number(role, town, run, client_of):
    client = client_of(role)
    for address in ("/matches", f"/matches/{run.run}", f"/matches/compare?before={run.run}&after={run.run}"):
        response = client.get(address)
        assert response.status_code == 200 and not persons(response.content.decode()), address
    page = client.get(f"/matches/{run.run}").content.decode()
    floors = page[page.index('id="floors"') : page.index('id="effects"')]
    assert "<svg" in floors
    table = floors[floors.index("<tbody>") : floors.index("</tbody>")]
    outcome = town.run_output(run.run, "floors").select("members_placed", "filled").rows()
    assert any(0 < members < 5 for members, _ in outcome)  # the test has something to hide
    for row, (members, filled) in zip(table.split("</tr>"), outcome, strict=False):
        cells = re.findall(r"<td[^>]*>([^<]*)</td>", row)
        if 0 < members < 5 or 0 < filled - members < 5:
            assert {cells[at] for at in (1, 4, 5)} == {"—"}  # share, required, members placed
    for address in (f"/matches/{run.run}/people/person-000", f"/matches/{run.run}/pairs/person-000/offer-00"):
        assert client.get(address).status_code == 404
    assert client.get(f"/matches/{run.run}/people").status_code == 403


def test_one_pair_adds_up_and_what_would_change_it_was_done_again(office, town, run):
    catalog = load_catalog(town.settings)
    explained = explain_match(town, catalog, "person-001", "offer-06")
    assert explained.nearest.way != "none"
    page = office.get(f"/matches/{run.run}/pairs/person-001/offer-06").content.decode()
    assert f"The fit is {explained.fit:.1%}" in page
    table = page[page.index("<tbody>") :]
    added = [float(value) for value in re.findall(r'class="right">([\d.]+)%</td></tr>', table)]
    assert sum(added) == pytest.approx(explained.fit * 100, abs=0.11)
    assert f"from {explained.fit:.1%} to {explained.nearest.fit:.1%}" in page


def test_who_has_no_place_is_told_why_and_what_would_help(office, town, run):
    page = office.get(f"/matches/{run.run}/people/person-059").content.decode()
    assert "No place: nothing that is open" in page
    assert "Matched again with exactly this change" in page
    placed = town.run_output(run.run, "pairs")["seeker"]
    passed = town.run_output(run.run, "seekers").filter(~pl.col("seeker").is_in(placed.implode()))["seeker"]
    other = next(one for one in passed if one != "person-059")
    page = office.get(f"/matches/{run.run}/people/{other}").content.decode()
    assert "everything that fits went to others" in page and "3 / 3" in page


def test_a_person_sees_her_own_match_and_pairs_and_nobody_elses(town, run, client_of):
    client = client_of(Role.PERSON, person="person-004")
    assert client.get(f"/matches/{run.run}/people/person-004").status_code == 200
    page = client.get(f"/matches/{run.run}/pairs/person-004/offer-04").content.decode()
    assert "Your fit is" in page and persons(page) == {"person-004"}
    assert client.get(f"/matches/{run.run}/people/person-005").status_code == 404
    assert client.get(f"/matches/{run.run}/pairs/person-005/offer-04").status_code == 404
    assert f"/matches/{run.run}/people/person-004" in client.get(f"/matches/{run.run}").content.decode()
    without_run = client.get("/proposals/why/offer-04").content.decode()
    assert "Your fit is" in without_run and persons(without_run) <= {"person-004"}
    assert client.get("/proposals/why/nothing").status_code == 404


def test_the_menu_of_a_person_has_her_own_matches_and_not_the_list_of_all(town, client_of):
    own, others = (
        client_of(role, **more).get("/").content.decode()
        for role, more in (
            (Role.PERSON, {"person": "person-004"}),
            (Role.EMPLOYER, {"organisation": "firm-1"}),
        )
    )
    assert 'href="/proposals"' in own and 'href="/matches"' not in own
    assert 'href="/matches"' in others


def test_an_employer_sees_a_pair_once_it_is_proposed_at_its_own_place(town, run, client_of):
    pairs = town.run_output(run.run, "pairs").join(town.table("opportunities"), on="opportunity")
    own = pairs.filter(pl.col("organisation") == "firm-1").row(0, named=True)
    other = pairs.filter(pl.col("organisation") == "firm-2").row(0, named=True)
    client = client_of(Role.EMPLOYER, organisation="firm-1")
    address = "/matches/{}/pairs/{seeker}/{opportunity}"
    assert client.get(address.format(run.run, **own)).status_code == 404
    propose_placements(town, run.run)
    assert client.get(address.format(run.run, **own)).status_code == 200
    assert client.get(address.format(run.run, **other)).status_code == 404


def test_every_look_at_a_person_is_noted(office, run, town):

    office.get(f"/matches/{run.run}/people/person-001")
    office.get(f"/matches/{run.run}/pairs/person-002/offer-04")
    noted = set(AuditEntry.objects.values_list("person", "why"))
    assert noted == {("person-001", "match-person"), ("person-002", "match-pair")}
    office.get(f"/matches/{run.run}/people")
    assert AuditEntry.objects.filter(why="match-people").count() == 25


def test_what_does_not_exist_is_not_found(office, run, town):
    for address in (
        "/matches/match-none",
        f"/matches/{run.run}/people/nobody",
        f"/matches/{run.run}/pairs/person-001/nothing",
        f"/matches/compare?before={run.run}&after=x",
        "/desk?again=x",
        "/desk?job=x",
    ):
        assert office.get(address).status_code == 404, address


def test_pages_speak_chinese(office, run, town):
    office.cookies["seedbed_language"] = "zh-hans"
    for address in (
        "/desk",
        "/matches",
        f"/matches/{run.run}",
        f"/matches/{run.run}/people",
        f"/matches/{run.run}/people/person-059",
        f"/matches/{run.run}/pairs/person-001/offer-06",
        f"/matches/compare?before={run.run}&after={run.run}",
        "/placements",
        "/contests",
    ):
        page = office.get(address).content.decode()
        body = re.sub(
            r"<[^>]*>|person-\d+|offer-\d+|sub-\d|match-\w+|\b[0-9a-f]{6}\b",  # the last: a run's short mark
            " ",
            page[page.index("<main") : page.index("</main>")],
        )
        words = {
            word for word in re.findall(r"[A-Za-z]{4,}", body) if word not in ("post", "worker", "matching")
        }
        assert not words, (address, words)
