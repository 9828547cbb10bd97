"""Needs and opportunities of one's own organisation: form, Excel, near duplicates, requirements."""

from __future__ import annotations

import io

import polars as pl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from seedbed.workbench.accounts.roles import Role
from seedbed.workbench.people.record import record

TEXT = "任职要求：熟练掌握PLC编程，有焊接经验者优先。\n培训内容：机器视觉"
OFFER = {"kind": "job", "title": "PLC技术员", "text": TEXT, "capacity": "3", "place": "渝北区", "pay": "7000"}


@pytest.fixture
def employer(browser_of):
    return browser_of(Role.EMPLOYER, organisation="firm")[0]


def requirements(key):
    rows = record().page("opportunity_skills", {"opportunity": key}).rows
    return {
        skill: (relation, asked)
        for skill, relation, asked in rows.select("skill", "relation", "asked").iter_rows()
    }


def entered(client, **more):
    response = client.post("/opportunities/new", {**OFFER, **more})
    assert response.status_code == 302, response.content.decode()
    return response.url.rpartition("/")[2]


def test_an_opportunity_is_entered_and_its_requirements_are_read(employer):
    key = entered(employer)
    row = record().row("opportunities", key)
    assert (row["organisation"], row["place"], row["capacity"], row["pay"]) == ("firm", "500112", 3, 7000)
    assert requirements(key) == {
        "plc-programming": ("essential", 0.75),
        "welding": ("optional", None),
        "machine-vision": ("taught", None),
    }


def test_requirements_set_by_hand_stay_when_the_text_changes(employer):
    key = entered(employer)
    posted = {
        "relation-plc-programming": "optional",
        "level-plc-programming": "1",
        "relation-welding": "optional",
        "level-welding": "",
        "remove": "machine-vision",
    }
    employer.post(f"/opportunities/{key}", posted)
    assert requirements(key) == {"plc-programming": ("optional", 1.0), "welding": ("optional", None)}
    employer.post(
        f"/opportunities/{key}", {**posted, "add": "cad", "relation-cad": "essential", "level-cad": "0.5"}
    )
    assert requirements(key)["cad"] == ("essential", 0.5)
    employer.post(f"/opportunities/{key}/edit", {**OFFER, "text": "了解数据库"})
    assert requirements(key)["plc-programming"] == ("optional", 1.0)


def test_near_duplicates_of_ones_own_are_flagged(employer):
    long = TEXT + "负责生产线控制系统的安装、调试与维护，编写技术文档，培训操作人员。" * 3
    first = entered(employer, text=long)
    second = employer.post("/opportunities/new", {**OFFER, "text": long + " "}).url
    page = employer.get(second).content.decode()
    assert f'href="/opportunities/{first}"' in page and "nearly the same" in page


def test_nobody_changes_what_another_organisation_offers(employer, browser_of):
    assert employer.get("/opportunities/offer-1").status_code == 200
    for method, address in (
        ("get", "/opportunities/offer-1/edit"),
        ("post", "/opportunities/offer-1/edit"),
        ("post", "/opportunities/offer-1"),
        ("get", "/needs/need-1"),
        ("post", "/needs/need-1/edit"),
    ):
        assert getattr(employer, method)(address, OFFER).status_code == 404
    key = entered(employer, organisation="org-1")
    assert record().row("opportunities", key)["organisation"] == "firm"
    assert employer.get("/opportunities/import?organisation=org-1").status_code == 200
    assert "Valve Works" in employer.get("/opportunities/import?organisation=org-1").content.decode()


def test_a_subproject_manager_enters_for_the_subproject_only(browser_of):
    client, _ = browser_of(Role.SUBPROJECT_MANAGER)
    posted = {**OFFER, "organisation": "firm", "subproject": "sub-1"}
    assert client.post("/opportunities/new", posted).status_code == 302
    assert client.post("/opportunities/new", {**posted, "subproject": ""}).status_code == 404


def test_a_need_is_entered_and_read(employer):
    response = employer.post(
        "/needs/new", {"title": "视觉检测", "text": "需要机器视觉检测缺陷", "kind": "technology"}
    )
    key = response.url.rpartition("/")[2]
    skills = record().page("seeker_skills", {"seeker": key}).rows
    assert "machine-vision" in skills["skill"].to_list()
    assert "视觉检测" in employer.get("/needs").content.decode()
    assert employer.get(f"/needs/{key}").status_code == 200


def test_who_may_see_figures_only_sees_no_need(browser_of):
    client, _ = browser_of(Role.BANK_VIEWER)
    page = client.get("/needs").content.decode()
    assert "视觉检测" not in page and '<td class="figure">1</td>' in page


def sheet(frame):
    stream = io.BytesIO()
    frame.write_excel(stream)
    return SimpleUploadedFile("offers.xlsx", stream.getvalue())


def test_many_come_from_excel_and_a_second_time_replace_themselves(employer, do_jobs):
    frame = pl.DataFrame(
        {
            "opportunity": ["x-1", "x-2", "offer-1", "x-1"],
            "kind": ["岗位", "job", "job", "job"],
            "title": ["PLC技术员", "焊工", "焊工", "焊工"],
            "text": [TEXT, "精通焊接", "焊接", "焊接"],
            "capacity": [2, 1, 1, 1],
            "place": ["渝北区", "Changshou", "", ""],
            "organisation": ["org-1"] * 4,
        }
    )
    report = employer.post("/opportunities/import", {"file": sheet(frame)}).url
    [job] = do_jobs()
    assert (job.result["taken"], job.result["rejected"]) == (2, 2)
    assert record().row("opportunities", "x-2")["organisation"] == "firm"
    assert record().row("opportunities", "offer-1")["organisation"] == "org-1"
    assert requirements("x-1")["plc-programming"] == ("essential", 0.75)
    assert "2" in employer.get(report).content.decode()
    employer.post("/opportunities/import", {"file": sheet(frame.head(1).with_columns(capacity=pl.lit(9)))})
    do_jobs()
    assert record().row("opportunities", "x-1")["capacity"] == 9
    assert record().count("opportunities") == 3


def test_the_template_has_no_formula_and_comes_back_in(employer, do_jobs):
    head = employer.get("/templates/opportunities.csv").content.decode("utf-8-sig").strip()
    row = dict.fromkeys(head.split(","), "") | {"kind": "job", "title": "焊工", "capacity": "1"}
    filled = f"{head}\n{','.join(row.values())}\n".encode()
    employer.post("/opportunities/import", {"file": SimpleUploadedFile("t.csv", filled)})
    [job] = do_jobs()
    assert job.result["taken"] == 1
    assert employer.get("/templates/placements.csv").status_code == 404
