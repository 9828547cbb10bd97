"""The registry: who changes what, imports with rejects, duplicates, merges, pictures that one can walk."""

from __future__ import annotations

import re

import numpy as np
import polars as pl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st

from seedbed.messages import Refusal, Severity
from seedbed.usecases.merge_organisations import merge_organisations, merges_of
from seedbed.workbench.accounts.models import Membership
from seedbed.workbench.accounts.roles import Role
from seedbed.workbench.jobs.handlers import handler_of
from seedbed.workbench.jobs.work import Work
from seedbed.workbench.people.models import Upload
from seedbed.workbench.people.record import record
from seedbed.workbench.registry import picture_views
from seedbed.workbench.registry.apart import moved_apart
from workbench.registry.doing_jobs import do_jobs
from workbench.registry.small_registry import make_registry


@pytest.fixture
def registry(db):
    record()._cache.clear()
    make_registry()
    yield record()
    record()._cache.clear()


def wrong(store) -> list[str]:
    """Codes of what is wrong with a record; columns of its own are not."""
    return [one.code for one in store.check() if one.severity is not Severity.NOTE]


def links(page: str) -> set[str]:
    """What the pictures link to."""
    pictures = "".join(re.findall(r"<svg.*?</svg>", page, re.DOTALL))
    return set(re.findall(r'href="/organisations/([^"]+)"', pictures))


def test_a_page_shows_where_a_record_comes_from_and_every_neighbour_as_a_link(registry, client_of):
    page = client_of(Role.ANALYST).get("/organisations/works")
    text = page.content.decode()
    assert links(text) == {"uni", "bank", "bureau"}
    assert "The brochure" in text and "p. 1" in text
    assert len(page.context["ties"]) == 3
    assert client_of(Role.PERSON).get("/organisations/nobody").status_code == 404


def test_the_map_links_every_organisation_that_has_a_place(registry, client_of):
    page = client_of(Role.PERSON).get("/map")
    assert links(page.content.decode()) == {"uni", "uni-too", "works", "bureau"}
    assert page.context["nowhere"] == 1
    only = client_of(Role.BANK_VIEWER).get("/map?type=enterprise").content.decode()
    assert links(only) == {"works"}


def test_the_list_finds_by_a_part_of_the_name_and_by_type(registry, client_of):
    client = client_of(Role.PERSON)

    def found(query: str) -> set[str]:
        return {row["organisation"] for row in client.get(f"/organisations?{query}").context["rows"]}

    assert found("q=阀门") == {"works"}
    assert found("type=education") == {"uni", "uni-too"}
    assert found("place=102") == {"works"}


def test_an_owner_edits_her_own_organisation_and_no_other(registry, client_of):
    owner = client_of(Role.EMPLOYER, organisation="works")
    assert owner.get("/organisations/bank/edit").status_code == 404
    asked = {
        "name": "Valve Works",
        "actor_type": "enterprise",
        "place": "West",
        "website": "https://valves.example",
    }
    assert owner.post("/organisations/works/edit", {**asked, "uscc": "911101"}).status_code == 422
    assert owner.post("/organisations/works/edit", asked).status_code == 302
    row = registry.row("organisations", "works")
    assert (row["website"], row["place"], row["name_zh"]) == ("https://valves.example", "102", None)


def test_an_import_adds_changes_cell_by_cell_rejects_and_flags(registry, client_of):
    table = (
        "organisation,name,name_zh,actor_type,place\n"
        "works,Valve Works,,enterprise,\n"
        ",Savings Bank,,service,East\n"
        ",=Bad,,enterprise,Nowhere\n"
        ",No Type,,,East\n"
        "works,Twice,,enterprise,\n"
    )
    office = client_of(Role.PROGRAMME_OFFICE)
    sent = office.post("/organisations/import", {"file": SimpleUploadedFile("o.csv", table.encode())})
    assert office.get(sent.url).context["report"] is None
    assert registry.row("organisations", "works")["name_zh"] == "阀门厂"
    (job,) = do_jobs()
    page = office.get(sent.url)
    report = page.context["report"]
    assert (report.added, report.changed, report.rejected) == (1, 1, 3)
    works = registry.row("organisations", "works")
    assert (works["name"], works["name_zh"], works["place"], works["source"]) == (
        "Valve Works",
        "阀门厂",
        "102",
        "brochure",
    )
    assert {"bank"} <= {name for pair in page.context["alike"] for name in (pair["left"], pair["right"])}
    rejects = office.get(f"{sent.url}/rejects.csv").content.decode("utf-8-sig")
    assert "'=Bad" in rejects and "No Type" in rejects and "Twice" in rejects
    taken = pl.read_csv(office.get(f"{sent.url}/taken-over.csv").content)
    assert taken.select("row", "done", "alike").rows() == [(2, "changed", None), (3, "added", "bank")]
    # Taken over by a second worker after its changes were confirmed, the job changes nothing more.
    before = registry.count("organisations")
    assert handler_of(job.kind)(Work(job)) == job.result and registry.count("organisations") == before
    other = client_of(Role.PROGRAMME_OFFICE, email="second@example.org")
    assert other.get(sent.url).status_code == 404


def test_a_file_that_is_no_table_is_refused_by_the_job_and_leaves_nothing(registry, client_of):
    office = client_of(Role.PROGRAMME_OFFICE)
    sent = office.post("/organisations/import", {"file": SimpleUploadedFile("o.csv", b"colour\nred\n")})
    (job,) = do_jobs()
    assert job.state == "failed" and not Upload.objects.exists()
    assert "name" in office.get(sent.url).content.decode()
    assert registry.count("organisations") == 5


def test_a_tie_is_entered_changed_ended_and_removed_by_who_may(registry, client_of):
    owner = client_of(Role.EMPLOYER, organisation="works")
    asked = {"other": "town university", "way": "out", "kind": "training", "start": "2024", "what": "Courses"}
    refused = owner.post("/organisations/works/ties/new", asked)
    assert refused.status_code == 422 and "uni-too" in refused.content.decode()  # two are called so
    entered = owner.post("/organisations/works/ties/new", {**asked, "other": "uni"})
    assert entered.url == "/organisations/works"
    assert owner.post("/organisations/works/ties/new", {**asked, "other": "uni"}).status_code == 422
    page = client_of(Role.ANALYST).get("/organisations/uni")
    tie = next(one for one in page.context["ties"] if one["kind"] == "training")
    assert (tie["outward"], tie["entered_by"], tie["what"]) == (False, "works", "Courses")
    assert not tie["may_edit"]
    address = "/organisations/works/ties/edit?from=works&to=uni&kind=training&start=2024"
    assert client_of(Role.PROVIDER, organisation="bank").get(address).status_code == 404
    changed = {"deed": "keep", "kind": "training", "start": "2023", "end": "2022"}
    assert owner.post(address, changed).status_code == 422  # it would end before it starts
    assert owner.post(address, {**changed, "end": ""}).status_code == 302
    address = address.replace("2024", "2023")
    assert owner.post(address, {"deed": "end", "until": "2024-06"}).status_code == 302
    (row,) = registry.table("ties").filter(kind="training").to_dicts()
    assert (row["start"], row["end"], row["what"]) == ("2023", "2024-06", None)
    shown = next(one for one in owner.get("/organisations/uni").context["ties"] if one["kind"] == "training")
    assert shown["over"]
    # What a source says an organisation may end, not rewrite; the office may do both.
    sourced = "/organisations/works/ties/edit?from=uni&to=works&kind=research&start="
    assert owner.get(sourced).context["form"] is None
    assert owner.post(sourced, {"deed": "remove"}).status_code == 404
    assert client_of(Role.PROGRAMME_OFFICE).post(sourced, {"deed": "remove"}).status_code == 302
    assert owner.post(address, {"deed": "remove"}).status_code == 302
    assert registry.table("ties").height == 4 and not wrong(registry)


def test_one_walks_from_a_place_to_its_organisations_and_on(registry, client_of):
    client = client_of(Role.PERSON)
    listed = client.get("/places?q=East").context["rows"]
    assert [(row["place"], row["count"]) for row in listed] == [("101", 3)]
    assert 'href="/places/101"' in client.get("/map").content.decode()
    page = client.get("/places/101")
    assert {one["organisation"] for one in page.context["organisations"]} == {"uni", "uni-too", "bureau"}
    assert 'href="/organisations/bureau"' in page.content.decode()
    assert page.context["pictures"] is None  # one place alone is no map


def test_the_office_enters_a_place_and_none_lies_in_itself(registry, client_of):
    office = client_of(Role.PROGRAMME_OFFICE)
    asked = {"place": "103", "name": "North", "level": "county", "parent": "East", "longitude": "106.4"}
    assert office.post("/places/new", asked).status_code == 422  # half a position
    whole = {**asked, "latitude": "29.6", "datum": "WGS84", "source": "brochure"}
    assert office.post("/places/new", whole).url == "/places/103"
    assert office.post("/places/new", whole).status_code == 422
    assert [one["place"] for one in office.get("/places/101").context["below"]] == ["103"]
    east = {"name": "East", "level": "county", "parent": "North"}
    assert office.post("/places/101/edit", east).status_code == 422
    assert office.post("/places/101/edit", {**east, "parent": ""}).status_code == 302
    row = registry.row("places", "101")
    assert (row["longitude"], row["parent"], row["level"]) == (None, None, "county")
    # Its organisations are drawn where the nearest place above them is; it has none now.
    assert links(office.get("/map").content.decode()) == {"works"}
    assert not wrong(registry)


def test_many_organisations_share_dots_that_lead_nowhere(registry, client_of, monkeypatch):
    monkeypatch.setattr(picture_views, "MOST_DOTS", 2)
    page = client_of(Role.PERSON).get("/map")
    assert page.context["per_dot"] == 2 and links(page.content.decode()) == set()
    assert 'href="/places/101"' in page.content.decode()


@given(st.lists(st.tuples(st.floats(0, 300), st.floats(0, 300), st.floats(2, 25)), min_size=1, max_size=9))
@settings(max_examples=12, deadline=None)
def test_discs_are_moved_apart_and_stay_on_the_sheet(discs):
    points, radii = np.array([one[:2] for one in discs]), np.array([one[2] for one in discs])
    at = moved_apart(points, radii, np.zeros(2), np.full(2, 400.0))
    assert np.all(at >= radii[:, None] - 1e-9) and np.all(at <= 400 - radii[:, None] + 1e-9)
    one, other = np.triu_indices(len(at), 1)
    if not len(one):
        return
    gaps = np.hypot(*(at[one] - at[other]).T) - radii[one] - radii[other]
    assert gaps.min() > -0.35 * (radii[one] + radii[other])[gaps.argmin()]


def test_a_merge_moves_all_that_names_the_other_and_keeps_a_log(registry, client_of, make_user):
    member = make_user(Role.CAREER_OFFICE, organisation="uni-too")
    registry.put("people", {"person": "p-1", "institution": "uni-too"})
    office = client_of(Role.PROGRAMME_OFFICE)
    assert office.get("/organisations/duplicates").context["searched"] is None
    assert office.post("/organisations/duplicates").status_code == 302
    assert len(do_jobs()) == 1
    page = office.get("/organisations/duplicates")
    assert [(pair["left"], pair["right"]) for pair in page.context["pairs"]] == [("uni", "uni-too")]
    different = {"left": "uni-too", "right": "uni", "different": "yes"}
    assert office.post("/organisations/merge", different).url == "/organisations/duplicates"
    after = office.get("/organisations/duplicates").context
    assert after["count"] == 0 and [one["left"] for one in after["different"]] == ["uni-too"]
    asked = {"left": "uni", "right": "uni-too", "kept": "uni", "reason": "same seal"}
    assert office.post("/organisations/merge", asked).url == "/organisations/uni"
    kept = registry.row("organisations", "uni")
    assert (kept["name_zh"], kept["website"]) == ("小城大学", "https://uni.example")
    ties = registry.table("ties")
    assert not {"uni-too"} & {*ties["from"], *ties["to"]}
    assert set(ties.filter(pl.col("from") == "uni")["to"]) == {"works", "bureau"}
    assert registry.row("people", "p-1")["institution"] == "uni"
    assert Membership.objects.get(user=member).organisation == "uni"
    log = merges_of(registry).row(0, named=True)
    assert (log["gone"], log["source"], log["locator"], log["reason"]) == (
        "uni-too",
        "brochure",
        "p. 1",
        "same seal",
    )
    assert registry.check() == []
    after = office.get("/organisations/duplicates").context
    assert after["count"] == 0 and after["changed"]


def test_what_a_log_names_is_not_merged_away(registry):
    rows = {"evidence": "e-1", "file": "a.pdf", "sha256": "0" * 64, "holder": "uni-too"}
    registry.append("evidence", pl.DataFrame([rows]))
    with pytest.raises(Refusal, match="uni-too"):
        merge_organisations(registry, "uni", "uni-too", "office")
    with pytest.raises(Refusal, match="uni"):
        merge_organisations(registry, "uni", "uni", "office")
    assert registry.row("organisations", "uni-too") is not None
    assert merge_organisations(registry, "uni-too", "uni", "office", dry_run=True) == {"ties": 2}
