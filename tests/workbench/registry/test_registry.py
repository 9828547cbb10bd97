"""The registry: who changes what, imports with rejects, duplicates, merges, pictures that one can walk."""

from __future__ import annotations

import re

import polars as pl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from seedbed.messages import Refusal
from seedbed.usecases.merge_organisations import merge_organisations, merges_of
from seedbed.workbench.accounts.models import Membership
from seedbed.workbench.accounts.roles import Role
from seedbed.workbench.people.record import record
from workbench.registry.small_registry import make_registry


@pytest.fixture
def registry(db):
    record()._cache.clear()
    make_registry()
    yield record()
    record()._cache.clear()


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
    )
    office = client_of(Role.PROGRAMME_OFFICE)
    sent = office.post("/organisations/import", {"file": SimpleUploadedFile("o.csv", table.encode())})
    page = office.get(sent.url)
    report = page.context["report"]
    assert (report.added, report.changed, report.rejected) == (1, 1, 2)
    works = registry.row("organisations", "works")
    assert (works["name_zh"], works["place"], works["source"]) == ("阀门厂", "102", "brochure")
    assert {"bank"} <= {name for pair in page.context["alike"] for name in (pair["left"], pair["right"])}
    rejects = office.get(f"{sent.url}/rejects.csv").content.decode("utf-8-sig")
    assert "'=Bad" in rejects and "No Type" in rejects
    other = client_of(Role.PROGRAMME_OFFICE, email="second@example.org")
    assert other.get(sent.url).status_code == 404


def test_a_merge_moves_all_that_names_the_other_and_keeps_a_log(registry, client_of, make_user):
    member = make_user(Role.CAREER_OFFICE, organisation="uni-too")
    registry.put("people", {"person": "p-1", "institution": "uni-too"})
    office = client_of(Role.PROGRAMME_OFFICE)
    page = office.get("/organisations/duplicates")
    assert [(pair["left"], pair["right"]) for pair in page.context["pairs"]] == [("uni", "uni-too")]
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
    assert office.get("/organisations/duplicates").context["count"] == 0


def test_what_a_log_names_is_not_merged_away(registry):
    rows = {"evidence": "e-1", "file": "a.pdf", "sha256": "0" * 64, "holder": "uni-too"}
    registry.append("evidence", pl.DataFrame([rows]))
    with pytest.raises(Refusal, match="uni-too"):
        merge_organisations(registry, "uni", "uni-too", "office")
    with pytest.raises(Refusal, match="uni"):
        merge_organisations(registry, "uni", "uni", "office")
    assert registry.row("organisations", "uni-too") is not None
    assert merge_organisations(registry, "uni-too", "uni", "office", dry_run=True) == {"ties": 2}
