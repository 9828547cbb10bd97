"""A region of a programme with a framework, work, money, evidence and reports around its placements."""

import datetime as dt

import polars as pl

from usecases.programme_region import programme_region

FRAMEWORK = {
    "statements": {
        "statement": ["better-work", "people-placed", "centre-built"],
        "level": ["impact", "outcome", "output"],
        "name": ["People have better work", "People are placed", "A centre stands"],
        "name_zh": ["人们有更好的工作", "人员得到安置", "中心建成"],
        "parent": [None, "better-work", "people-placed"],
        "subproject": [None, None, "a"],
        "assumption": [None, "employers hire", None],
        "assumption_zh": [None, "用人单位招聘", None],
        "source": ["paper", "paper", "paper"],
        "locator": ["p. 1", "p. 2", "p. 3"],
    },
    "risks": {
        "risk": ["no-jobs", "no-land"],
        "name": ["Employers leave", "No land is found"],
        "name_zh": ["企业迁出", "没有用地"],
        "kind": ["risk", "risk"],
        "likelihood": ["low", "high"],
        "impact": ["medium", "high"],
        "response": ["talk with them", None],
        "statement": ["people-placed", None],
    },
    "activities": {
        "activity": ["survey", "building", "opening"],
        "name": ["Survey", "Building", "Opening"],
        "name_zh": ["调研", "建设", "开放"],
        "subproject": ["a", "a", "b"],
        "statement": ["centre-built", "centre-built", None],
        "starts": ["2020-01", "2021-01", None],
        "ends": ["2020-12", "2022-12", None],
        "depends_on": [[], ["survey"], []],
        "status": ["done", "running", None],
    },
    "gates": {
        "gate": ["plan", "funds"],
        "name": ["Plan", "Funds"],
        "name_zh": ["规划", "资金"],
        "stage": [1, 2],
        "required": [["master-plan"], ["secured-funds"]],
    },
    "gender_actions": {
        "action": ["crèche"], "name": ["A crèche"], "name_zh": ["托儿所"], "statement": ["centre-built"],
        "target": ["one"], "due": ["2026"], "status": ["planned"],
    },
    "budgets": {
        "line": ["l1", "l2"],
        "financier": ["bank", "city"],
        "subproject": ["a", None],
        "amount": [1_000_000.0, 2_000_000.0],
        "currency": ["USD", "CNY"],
        "period": ["2020/2027", "2020/2027"],
        "what": ["the loan", "own money"],
    },
    "organisations": {
        "organisation": ["bank", "city", "w"], "name": ["The Bank", "The City", "Works"],
        "name_zh": ["银行", "市政府", "工厂"], "actor_type": ["service", "government", "enterprise"],
    },
    "sources": {"source": ["paper"], "title": ["A paper"], "publisher": ["P"], "year": ["2019"]},
}  # fmt: skip
LOGS = {
    "gate_decisions": {
        "decision": ["d1"],
        "gate": ["plan"],
        "subproject": ["a"],
        "date": [dt.date(2022, 5, 1)],
        "outcome": ["passed"],
        "artefacts": [["master-plan"]],
        "evidence": [["minutes"]],
        "reason": ["as agreed by all"],
    },
    "disbursements": {
        "disbursement": ["p1"],
        "financier": ["bank"],
        "subproject": ["a"],
        "amount": [250_000.0],
        "currency": ["USD"],
        "date": [dt.date(2022, 6, 1)],
        "evidence": [[]],
    },
    "evidence": {
        "evidence": ["minutes", "contract"],
        "file": ["minutes.pdf", "contract-li-si.pdf"],
        "sha256": ["ab" * 32, "cd" * 32],
        "title": ["Minutes of the board", "A contract"],
        "holder": ["city", None],
        "received": [dt.date(2022, 5, 2), dt.date(2023, 3, 2)],
    },
}


def reported_region(folder, **people):
    """:func:`usecases.programme_region.programme_region` with everything else that a report shows."""
    store = programme_region(folder, **people)
    for name, columns in FRAMEWORK.items():
        store.replace(name, pl.DataFrame(columns))
    store.replace("indicators", store.table("indicators").with_columns(
        statement=pl.lit("people-placed"), name_zh=pl.lit("就业人数"), level=pl.lit("outcome"),
        means_of_verification=pl.lit("contracts, verified"), means_of_verification_zh=pl.lit("经核实的合同"),
        disaggregation=pl.lit(["sex", "subproject"]),
    ))  # fmt: skip
    for name, columns in LOGS.items():
        store.append(name, pl.DataFrame(columns))
    return store
