"""A programme of two indicators: one counted from placements, one reported."""

from __future__ import annotations

from datetime import date
from hashlib import sha256

import polars as pl

from seedbed.workbench.delivery.models import EvidenceFile
from seedbed.workbench.people.record import record

SETTINGS = """id = "r"
names = {en = "R", zh = "区"}
place = "500112"
[catalogue]
release = "starter"
[periods]
first = 2024
last = 2027
[programme]
verification = "required"
"""
RULES = """[[rule]]
indicator = "placed"
counts = "verified"
opportunity_kinds = ["job"]
path = ["started"]
once_per = "seeker"
date_of = "started"
"""
PEOPLE = 8


def make_programme() -> None:
    """Eight people started a job that the office entered; one of them is verified; nothing is reported."""
    store = record()
    store.keep_file("region.toml", SETTINGS.encode())
    store.keep_file("counting_rules.toml", RULES.encode())
    statement = {"statement": "out", "name": "People work", "name_zh": "人们就业", "level": "outcome"}
    store.put("statements", statement)
    for key, name, zh in (("placed", "People placed", "就业人数"), ("firms", "Firms served", "服务企业数")):
        store.put(
            "indicators",
            {"indicator": key, "name": name, "name_zh": zh, "level": "outcome", "unit": "persons",
             "statement": "out", "baseline": 0.0, "baseline_year": 2024},
        )  # fmt: skip
        store.put("targets", {"target": f"t-{key}", "indicator": key, "period": "2027", "value": 100.0})
    store.put("subprojects", {"subproject": "sub-1", "name": "First", "name_zh": "一"})
    store.put("organisations", {"organisation": "works", "name": "Works", "actor_type": "enterprise"})
    for at in range(PEOPLE):
        store.put("people", {"person": f"p-{at}", "sex": "female" if at % 2 else "male"})
    offer = {"opportunity": "o-1", "organisation": "works", "kind": "job", "title": "Post", "capacity": 9}
    store.put("opportunities", {**offer, "subproject": "sub-1"})
    rows = [
        {"event": f"e-{at}", "seeker": f"p-{at}", "opportunity": "o-1", "kind": "started",
         "date": date(2025, 3, 1 + at), "by": "programme-office"}
        for at in range(PEOPLE)
    ]  # fmt: skip
    rows.append({**rows[0], "event": "v-0", "kind": "verified", "date": date(2025, 4, 1), "by": "auditor"})
    store.append("placements", pl.DataFrame(rows))


MONEY_RULES = """[[phase]]
rule = "phase-1"
stage = 1
public_share = 0.5
cap = 1000
currency = "CNY"
"""
FILE = b"%PDF-1.7 list of those who came"


def make_books() -> None:
    """Two gates, a risk, a budget, an old grievance and a file of evidence of the first subproject."""
    store = record()
    store.keep_file("money_rules.toml", MONEY_RULES.encode())
    for stage, needed in ((1, ["feasibility-study", "secured-funds"]), (2, [])):
        store.put(
            "gates",
            {"gate": f"g-{stage}", "name": f"Gate {stage}", "name_zh": f"关口{stage}", "subproject": "sub-1",
             "stage": stage, "required": needed},
        )  # fmt: skip
    store.put("risks", {"risk": "r-1", "name": "Late", "kind": "risk", "subproject": "sub-1"})
    store.put(
        "budgets",
        {"line": "b-1", "what": "Machines", "subproject": "sub-1", "amount": 1000.0, "currency": "CNY", "period": "2025"},
    )  # fmt: skip
    received = {"entry": "ge-1", "grievance": "g-old", "kind": "received", "date": date(2025, 1, 10)}
    store.append("grievances", pl.DataFrame([{**received, "category": "payment"}]))
    row = {"evidence": "ev-1", "file": "list.pdf", "sha256": sha256(FILE).hexdigest(), "subproject": "sub-1"}
    store.append("evidence", pl.DataFrame([row]))
    EvidenceFile.objects.create(evidence="ev-1", content=FILE, size=len(FILE), by="somebody")
