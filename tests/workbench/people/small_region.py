"""A region of a few rows for the pages of the intake."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from seedbed.workbench.people.record import record

SETTINGS = 'id = "r"\nnames = {en = "R", zh = "区"}\n[catalogue]\nrelease = "starter"\n'
SOON = date.today() + timedelta(days=300)


def make_region() -> None:
    """Two schools, a firm, two places, an opportunity and a need of the firm, a person of a school."""
    store = record()
    store.keep_file("region.toml", SETTINGS.encode())
    for key, name, kind in (
        ("org-1", "First College", "education"),
        ("org-2", "Second College", "education"),
        ("firm", "Valve Works", "enterprise"),
    ):
        store.put(
            "organisations", {"organisation": key, "name": name, "name_zh": f"{name}中", "actor_type": kind}
        )
    store.put("places", {"place": "500112", "name": "Yubei", "name_zh": "渝北区", "level": "county"})
    store.put("places", {"place": "500115", "name": "Changshou", "name_zh": "长寿区", "level": "county"})
    store.put("subprojects", {"subproject": "sub-1", "name": "First", "name_zh": "一"})
    offer = {
        "opportunity": "offer-1",
        "organisation": "org-1",
        "kind": "job",
        "title": "PLC技术员",
        "capacity": 2,
    }
    store.put("opportunities", {**offer, "text": "熟练掌握PLC编程，有焊接经验者优先", "subproject": "sub-1"})
    store.put(
        "opportunity_skills", {"opportunity": "offer-1", "skill": "plc-programming", "relation": "essential"}
    )
    store.put("needs", {"need": "need-1", "organisation": "org-1", "title": "视觉检测", "text": "机器视觉"})
    enter("p-of-first", "org-1")


def enter(person: str, school: str | None, **more: object) -> None:
    """A person with two skills and a consent to matching."""
    row = {
        "person": person, "institution": school, "title": "焊工", "text": "三年焊接经验，了解CAD。",
        "consent_purpose": ["matching"], "consent_until": SOON, **more,
    }  # fmt: skip
    record().put("people", {name: cell for name, cell in row.items() if cell is not None})
    skills = [(person, "welding", None, "焊接"), (person, "cad", 0.25, "CAD")]
    columns = {"seeker": pl.String, "skill": pl.String, "level": pl.Float64, "evidence": pl.String}
    record().put_rows("seeker_skills", pl.DataFrame(skills, schema=columns, orient="row"))
