"""Tables through the interface: by scope, by role, by object; pages; keeping rows; idempotency; problems."""

from __future__ import annotations

import pytest

from seedbed.workbench.accounts.models import Membership, User
from seedbed.workbench.accounts.roles import Action, Reach, Role, reach_of
from seedbed.workbench.api.access import RULES
from seedbed.workbench.api.models import KeptAnswer
from seedbed.workbench.api.scopes import TokenScope
from seedbed.workbench.oversight.models import AuditEntry
from seedbed.workbench.people.record import record

JOB = {"organisation": "org-1", "kind": "job", "title": "焊工", "text": "熟练焊接", "capacity": 3}


@pytest.mark.parametrize("role", [role for role in Role if reach_of(role, Action.TOKEN_MAKE) > Reach.NONE])
def test_every_table_answers_as_the_roles_say(program, region, role):
    calling = program(role)
    listed = {table["table"] for table in calling.get("/tables").json()}
    for table, rule in RULES.items():
        status = calling.get(f"/tables/{table}").status_code
        assert status == (200 if reach_of(role, rule.see) >= Reach.OWN else 403), table
        assert (table in listed) == (status == 200)


def test_a_token_without_the_scope_reads_and_changes_nothing(program, region):
    calling = program(Role.PROGRAMME_OFFICE, [TokenScope.RUNS_READ, TokenScope.REPORTS_READ])
    assert calling.get("/tables").json() == []
    for table in RULES:
        assert calling.get(f"/tables/{table}").status_code == 403
        assert calling.get(f"/tables/{table}/rows/x").status_code == 403
        assert calling.put(f"/tables/{table}/rows/x", {}).status_code == 403


def test_a_school_reads_its_own_people_alone_and_that_is_noted(program, region):
    calling = program(Role.CAREER_OFFICE)
    rows = calling.get("/tables/people").json()["rows"]
    assert [row["person"] for row in rows] == ["p-of-first"]
    assert calling.get("/tables/people/rows/p-of-first").status_code == 200
    hidden, none = (calling.get(f"/tables/people/rows/{key}") for key in ("p-of-second", "p-of-nobody"))
    assert hidden.status_code == none.status_code == 404
    assert hidden.content == none.content
    assert set(AuditEntry.objects.filter(deed="saw").values_list("person", "why")) == {("p-of-first", "api")}


def test_who_has_an_account_is_hidden_from_her_school_until_she_consents(program, make_user, region):
    make_user(Role.PERSON, person="p-of-first")
    calling = program(Role.CAREER_OFFICE)
    assert calling.get("/tables/people").json() == {"rows": [], "next": None}
    assert calling.get("/tables/people/rows/p-of-first").status_code == 404


def test_a_firm_reads_and_changes_its_own_needs_alone(program, region):
    calling = program(Role.EMPLOYER, organisation="firm")
    assert [row["need"] for row in calling.get("/tables/needs").json()["rows"]] == ["need-of-firm"]
    assert calling.get("/tables/needs/rows/need-1").status_code == 404
    stolen = {"organisation": "firm", "title": "x", "text": "y"}
    assert calling.put("/tables/needs/rows/need-1", stolen).status_code == 404
    given_away = {"organisation": "org-1", "title": "x", "text": "y"}
    assert calling.put("/tables/needs/rows/need-of-firm", given_away).status_code == 404
    assert record().row("needs", "need-1")["organisation"] == "org-1"
    assert record().row("needs", "need-of-firm")["organisation"] == "firm"


def test_pages_meet_every_row_once_whatever_the_organisations(program, make_user, region):
    for at in range(17):
        organisation = ("org-1", "firm", "org-2")[at % 3]
        need = {"need": f"n-{at:02}", "organisation": organisation, "title": f"n{at}", "text": "x"}
        record().put("needs", need)
    calling = program(Role.EMPLOYER)
    Membership.objects.create(user=User.objects.get(), role=Role.EMPLOYER.value, organisation="firm")
    for size in (1, 2, 3, 50):
        met, after = [], ""
        while True:
            page = calling.get(f"/tables/needs?size={size}{after}").json()
            met += [row["need"] for row in page["rows"]]
            assert len(page["rows"]) <= size
            if page["next"] is None:
                break
            after = f"&after={page['next']}"
        expected = ["need-1", "need-of-firm", *(f"n-{at:02}" for at in range(17) if at % 3 != 2)]
        assert met == expected


def test_rows_are_found_by_a_column_and_by_words(program, region):
    calling = program(Role.PROGRAMME_OFFICE)
    found = calling.get("/tables/opportunities?column=organisation&equals=org-1").json()["rows"]
    assert [row["opportunity"] for row in found] == ["offer-1"]
    assert calling.get("/tables/opportunities?column=organisation&equals=firm").json()["rows"] == []
    assert len(calling.get("/tables/opportunities?search=PLC").json()["rows"]) == 1
    assert calling.get("/tables/opportunities?column=text&equals=x").status_code == 422


def test_a_kept_opportunity_stands_with_what_it_asks_for(program, region):
    calling = program(Role.PROVIDER)
    kept = calling.put("/tables/opportunities/rows/new-1", JOB)
    assert kept.status_code == 200, kept.content
    assert kept.json()["capacity"] == 3
    assert record().page("opportunity_skills", {"opportunity": "new-1"}).rows.height > 0
    shorter = {name: cell for name, cell in JOB.items() if name != "text"}
    assert calling.put("/tables/opportunities/rows/new-1", shorter).json()["text"] is None


def test_wrong_rows_are_refused_in_both_languages(program, region):
    calling = program(Role.PROVIDER)
    for row, code in (
        ({**JOB, "capacity": "many"}, None),
        ({**JOB, "kind": "dance"}, None),
        ({**JOB, "colour": "red"}, "workbench.unknown-column"),
        ({**JOB, "opportunity": "another"}, "workbench.other-id"),
    ):
        english = calling.put("/tables/opportunities/rows/new-1", row)
        chinese = calling.put("/tables/opportunities/rows/new-1", row, Accept_Language="zh-CN")
        assert english.status_code == chinese.status_code == 422
        assert english.headers["Content-Type"] == "application/problem+json"
        first, second = english.json()["findings"][0], chinese.json()["findings"][0]
        assert first["code"] == second["code"] == (code or first["code"])
        assert first["text"].isascii() and not second["text"].isascii()
        assert chinese.headers["Content-Language"] == "zh-Hans"
    assert record().row("opportunities", "new-1") is None


def test_a_call_with_a_key_is_done_once_and_answered_the_same(program, region):
    calling = program(Role.PROVIDER)
    first = calling.put("/tables/opportunities/rows/new-1", JOB, Idempotency_Key="k-1")
    record().put("opportunities", {**JOB, "opportunity": "new-1", "capacity": 9})
    again = calling.put("/tables/opportunities/rows/new-1", JOB, Idempotency_Key="k-1")
    assert again.json() == first.json()
    assert again.headers["Idempotency-Replayed"] == "true"
    assert record().row("opportunities", "new-1")["capacity"] == 9  # not done again
    other = calling.put("/tables/opportunities/rows/new-1", {**JOB, "capacity": 4}, Idempotency_Key="k-1")
    assert (other.status_code, other.json()["findings"][0]["code"]) == (409, "workbench.key-used")
    elsewhere = calling.put("/tables/opportunities/rows/new-2", JOB, Idempotency_Key="k-1")
    assert elsewhere.status_code == 409
    assert record().row("opportunities", "new-2") is None


def test_a_refused_call_keeps_no_answer(program, region):
    calling = program(Role.PROVIDER)
    bad = calling.put("/tables/opportunities/rows/new-1", {**JOB, "kind": "dance"}, Idempotency_Key="k-2")
    assert bad.status_code == 422
    assert not KeptAnswer.objects.exists()
    good = calling.put("/tables/opportunities/rows/new-1", JOB, Idempotency_Key="k-2")
    assert good.status_code == 200
    assert calling.put("/tables/opportunities/rows/x", JOB, Idempotency_Key="k 3").status_code == 422


def test_errors_of_every_kind_are_problems(program, region):
    calling = program(Role.PROVIDER)
    asked = {
        400: calling.call("put", "/tables/needs/rows/x", data=b"{", content_type="application/json"),
        404: calling.get("/no/such/thing"),
        405: calling.call("delete", "/tables"),
        422: calling.get("/tables/needs?size=100000"),
    }
    for status, response in asked.items():
        assert response.status_code == status
        assert response.headers["Content-Type"] == "application/problem+json"
        assert response.json()["status"] == status
    assert "Allow" in asked[405].headers
    nan = calling.call("put", "/tables/needs/rows/x", data=b'{"title": NaN}', content_type="application/json")
    assert nan.status_code == 400


def test_parameters_that_a_call_does_not_name_are_refused_in_words(program, region):
    calling = program(Role.PROGRAMME_OFFICE)
    for path, code, named in (
        ("/tables/needs?limit=1", "workbench.unknown-parameter", "size"),
        ("/tables/needs?size=1&Size=2", "workbench.unknown-parameter", "after"),
        ("/runs?after=1", "workbench.unknown-parameter", "before"),
        ("/tables?size=1", "workbench.no-parameters", "size"),
        ("/tables/needs/rows/need-1?language=zh", "workbench.no-parameters", "language"),
    ):
        english, chinese = (calling.get(path, headers={"Accept-Language": lang}) for lang in ("en", "zh-CN"))
        assert english.status_code == chinese.status_code == 422, path
        first, second = english.json()["findings"][0], chinese.json()["findings"][0]
        assert first["code"] == second["code"] == code
        assert named in first["text"] and named in second["text"] and first["text"] != second["text"]
    kept = calling.put("/tables/needs/rows/need-1?dry_run=1", {"organisation": "org-1", "title": "x"})
    assert kept.status_code == 422
    assert record().row("needs", "need-1")["title"] != "x"


def test_every_parameter_of_the_description_is_taken(client, program, region):
    calling = program(Role.PROGRAMME_OFFICE)
    for path, methods in client.get("/api/v1/openapi.json").json()["paths"].items():
        taken = [one["name"] for one in methods.get("get", {}).get("parameters", []) if one["in"] == "query"]
        for name in taken:
            filled = path.removeprefix("/api/v1").format_map(
                {"table": "needs", "key": "x", "run": "x", "report": "x", "name": "x", "job": "x"}
            )
            told = calling.get(f"{filled}?{name}=1")
            assert "unknown-parameter" not in told.content.decode(), (path, name)


def test_either_owner_lets_a_row_in_and_only_what_exists_is_named(program, region):
    record().put("subprojects", {"subproject": "sub-1", "name": "First"})
    record().put("subprojects", {"subproject": "sub-2", "name": "Second"})
    at = "/tables/opportunities/rows"
    manager, school = program(Role.SUBPROJECT_MANAGER), program(Role.PROVIDER)
    assert (
        manager.put(f"{at}/new-1", {**JOB, "organisation": "firm", "subproject": "sub-1"}).status_code == 200
    )
    for row in ({**JOB, "organisation": "firm"}, {**JOB, "organisation": "firm", "subproject": "sub-2"}):
        assert manager.put(f"{at}/new-2", row).status_code == 404
    assert school.put(f"{at}/new-3", {**JOB, "subproject": "sub-2"}).status_code == 200
    for row in ({**JOB, "subproject": "sub-9"}, {**JOB, "place": "nowhere"}):
        told = school.put(f"{at}/new-4", row)
        assert (told.status_code, told.json()["findings"][0]["code"]) == (422, "tables.dangling-reference")
