"""Random results frameworks without a fault, and faults to plant in them, for the rules of quality."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace

import polars as pl

from seedbed.programme import Framework, framework_of
from seedbed.tables import schema_of

FIELDS = (
    ("smart agriculture", "智慧农业"), ("fire safety", "消防安全"), ("shipping technology", "航运技术"),
    ("logistics", "物流"), ("robot maintenance", "机器人运维"), ("rural e-commerce", "农村电商"),
    ("chemical engineering", "化工"), ("environmental monitoring", "环境监测"),
)  # fmt: skip
PEOPLE = (
    ("technicians", "技能人才"),
    ("graduates", "毕业生"),
    ("teachers", "教师"),
    ("returning migrants", "返乡人员"),
)
# What is done, and the same said as if it were a result.
DEEDS = (
    ("Train {people} in {field}", "开展{people}{field}培训", "{People} trained in {field}", "{people}{field}培训已完成"),
    ("Build a laboratory for {field}", "建设{field}实验室", "Laboratory for {field} built", "{field}实验室已建设"),
    ("Organize workshops on {field} for {people}", "举办{people}{field}研讨会", "Workshops on {field} organized for {people}",
     "{people}{field}研讨会已举办"),
    ("Publish a handbook of {field}", "出版{field}手册", "Handbook of {field} published", "{field}手册已出版"),
)  # fmt: skip
Rows = list[dict[str, object]]


@dataclass(frozen=True, slots=True)
class Planted:
    """A fault in a framework: what must be found, and where."""

    code: str
    row: str


def clean(seed: int) -> Framework:
    """A framework in which nothing is wrong."""
    rng = random.Random(seed)
    statements: Rows = [
        _statement("impact", "impact", None, "More and better work in the region", "区域就业更多更好")
    ]
    indicators: Rows = []
    targets: Rows = []
    actions: Rows = []
    activities: Rows = []
    risks: Rows = []
    for number in range(rng.randint(2, 3)):
        field = rng.choice(FIELDS)
        outcome = f"outcome-{number}"
        statements.append(
            _statement(
                outcome,
                "outcome",
                "impact",
                f"Employers in {field[0]} find the people they need",
                f"{field[1]}企业招得到人",
            )
        )
        _measure(rng, outcome, "outcome", indicators, targets, actions)
        for below in range(rng.randint(1, 3)):
            field, people = rng.choice(FIELDS), rng.choice(PEOPLE)
            output = f"output-{number}-{below}"
            statements.append(
                _statement(
                    output,
                    "output",
                    outcome,
                    f"{people[0].capitalize()} master {field[0]} at work",
                    f"{people[1]}胜任{field[1]}岗位",
                )
            )
            _measure(rng, output, "output", indicators, targets, actions)
            for deed in rng.sample(DEEDS, 2):
                said = _said(deed, field, people)
                activities.append(
                    {
                        "activity": f"activity-{len(activities)}",
                        "name": said[0],
                        "name_zh": said[1],
                        "statement": output,
                    }
                )
            risks.append(
                {"risk": f"risk-{len(risks)}", "name": "Employers stop hiring", "kind": "risk", "likelihood": "low",
                 "impact": "high", "response": "widen the circle of employers", "owner": "office", "statement": output}
            )  # fmt: skip
    return framework_of(
        _frame("statements", statements), _frame("indicators", indicators), _frame("targets", targets),
        _frame("risks", risks), _frame("gender_actions", actions), _frame("activities", activities),
    )  # fmt: skip


def _said(
    deed: tuple[str, str, str, str], field: tuple[str, str], people: tuple[str, str]
) -> tuple[str, str, str, str]:
    en = {"field": field[0], "people": people[0], "People": people[0].capitalize()}
    zh = {"field": field[1], "people": people[1]}
    return deed[0].format(**en), deed[1].format(**zh), deed[2].format(**en), deed[3].format(**zh)


def _statement(name: str, level: str, parent: str | None, en: str, zh: str) -> dict[str, object]:
    assumption = None if level == "impact" else "employers go on hiring"
    return {
        "statement": name,
        "level": level,
        "parent": parent,
        "name": en,
        "name_zh": zh,
        "assumption": assumption,
    }


def _measure(
    rng: random.Random, statement: str, level: str, indicators: Rows, targets: Rows, actions: Rows
) -> None:
    for kind in [*rng.sample(["people", "share", "things", "yes_no"], rng.randint(1, 2)), "index", "people"]:
        name = f"indicator-{len(indicators)}"
        people, field = rng.choice(PEOPLE), rng.choice(FIELDS)
        row: dict[str, object] = {
            "indicator": name, "level": level, "statement": statement, "direction": "up", "baseline": 0.0,
            "baseline_year": 2020, "responsible": "office", "cumulative": False, "kind": "count",
            "means_of_verification": "employment register of the labour bureau, sample checked by telephone",
        }  # fmt: skip
        if kind == "people":
            row |= {"name": f"{people[0]} in work in {field[0]}", "name_zh": f"{field[1]}在岗{people[1]}", "unit": "persons",
                    "aggregation": "sum", "disaggregation": ["sex", "place"], "cumulative": True}  # fmt: skip
        elif kind == "share":
            row |= {"name": "Export value in all sales", "name_zh": "出口占销售额比例", "unit": "%", "kind": "share",
                    "aggregation": "ratio"}  # fmt: skip
        elif kind == "index":
            row |= {"name": f"Concentration of {field[0]}", "name_zh": f"{field[1]}集中度", "unit": "index", "kind": "index",
                    "baseline": 50.0, "direction": "down"}  # fmt: skip
        elif kind == "things":
            row |= {"name": "Licences of patents sold", "name_zh": "专利许可件数", "unit": "licences"}
        else:
            row |= {
                "name": "Equal pay rule in force",
                "name_zh": "同酬规定已生效",
                "unit": "yes or no",
                "kind": "yes_no",
            }
        indicators.append(row)
        value = {"index": 40.0, "yes_no": 1.0}.get(kind, float(rng.randint(5, 90)))
        targets.append({"target": f"{name}-2027", "indicator": name, "period": "2027", "value": value})
        if kind == "people":
            targets.append(
                {
                    "target": f"{name}-women",
                    "indicator": name,
                    "period": "2027",
                    "group": "women",
                    "share": 0.25,
                }
            )
            actions.append(
                {"action": f"action-{len(actions)}", "name": "Child care at the course", "indicator": name,
                 "responsible": "office", "due": "2025"}
            )  # fmt: skip


def _frame(table: str, rows: Rows) -> pl.DataFrame:
    kinds = {column.name: column.kind.dtype for column in schema_of(table).columns}
    return pl.DataFrame([dict.fromkeys(kinds) | row for row in rows], schema=kinds)


def _cleared(
    table: str, key: str, column: str, code: str, where: pl.Expr | None = None, value: object = None
):
    """A fault that empties (or sets) one cell of a random row."""

    def plant(framework: Framework, rng: random.Random) -> tuple[Framework, set[Planted]]:
        rows = framework.table(table)
        row = rng.choice((rows if where is None else rows.filter(where))[key].to_list())
        kind = rows.schema[column]
        changed = rows.with_columns(
            pl.when(pl.col(key) == row)
            .then(pl.lit(value, dtype=kind))
            .otherwise(pl.col(column))
            .alias(column)
        )
        return replace(framework, **{table: changed}), {Planted(code, row)}

    return plant


def _added(table: str, code: str, row: dict[str, object]):
    """A fault that is a row too many."""

    def plant(framework: Framework, rng: random.Random) -> tuple[Framework, set[Planted]]:
        changed = pl.concat([framework.table(table), _frame(table, [row])])
        return replace(framework, **{table: changed}), {Planted(code, str(next(iter(row.values()))))}

    return plant


def _repeating(table: str, key: str, code: str, where: pl.Expr, both: bool):
    """A name that says an activity again: in both languages, or in Chinese alone."""

    def plant(framework: Framework, rng: random.Random) -> tuple[Framework, set[Planted]]:
        field, people, deed = rng.choice(FIELDS), rng.choice(PEOPLE), rng.choice(DEEDS)
        said = _said(deed, field, people)
        row = rng.choice(framework.table(table).filter(where)[key].to_list())
        statement = framework.statements.filter(pl.col("level") == "output")["statement"][0]
        doing = _frame(
            "activities", [{"activity": "doing", "name": said[0], "name_zh": said[1], "statement": statement}]
        )
        here = pl.col(key) == row
        changed = framework.table(table).with_columns(
            name=pl.when(here).then(pl.lit(said[2] if both else "Lasting results")).otherwise("name"),
            name_zh=pl.when(here).then(pl.lit(said[3])).otherwise("name_zh"),
        )
        activities = pl.concat([framework.activities, doing])
        return replace(framework, activities=activities, **{table: changed}), {Planted(code, row)}

    return plant


def _without_women(framework: Framework, rng: random.Random) -> tuple[Framework, set[Planted]]:
    people = framework.indicators.filter(pl.col("unit") == "persons")["indicator"].to_list()
    row = rng.choice(people)
    return replace(
        framework,
        targets=framework.targets.filter((pl.col("indicator") != row) | pl.col("group").is_null()),
        gender_actions=framework.gender_actions.filter(pl.col("indicator") != row),
    ), {Planted("people-without-women", row)}


def _without_targets(framework: Framework, rng: random.Random) -> tuple[Framework, set[Planted]]:
    row = rng.choice(framework.indicators["indicator"].to_list())
    return replace(framework, targets=framework.targets.filter(pl.col("indicator") != row)), {
        Planted("indicator-without-target", row)
    }


COUNTS = pl.col("kind") == "count"
HAS_VALUE = pl.col("value").is_not_null()
FAULTS: dict[str, Callable[[Framework, random.Random], tuple[Framework, set[Planted]]]] = {
    "a second impact": _added(
        "statements", "impact-without-outcome", {"statement": "lonely", "level": "impact", "name": "Clean air"}
    ),
    "an output without an indicator": _added(
        "statements", "statement-without-indicator",
        {"statement": "bare", "level": "output", "name": "A working register", "parent": "outcome-0", "assumption": "x"},
    ),
    "an output that says an activity again": _repeating(
        "statements", "statement", "output-repeats-activity", pl.col("level") == "output", both=True
    ),
    "an output that says an activity again in Chinese": _repeating(
        "statements", "statement", "output-repeats-activity", pl.col("level") == "output", both=False
    ),
    "an indicator that says an activity again": _repeating(
        "indicators", "indicator", "indicator-repeats-activity", pl.col("kind") == "index", both=True
    ),
    "no assumption": _cleared(
        "statements", "statement", "assumption", "statement-without-assumption", pl.col("level") == "outcome"
    ),
    "no statement": _added(
        "indicators", "indicator-without-statement",
        {"indicator": "stray", "name": "Turnover", "name_zh": "营业额", "level": "outcome", "unit": "yuan", "kind": "index",
         "direction": "up", "responsible": "office", "means_of_verification": "tax declarations", "baseline": -5.0,
         "baseline_year": 2019},
    ),
    "no unit": _cleared("indicators", "indicator", "unit", "indicator-without-unit", pl.col("kind") == "index", " n/a"),
    "no kind": _cleared("indicators", "indicator", "kind", "indicator-without-kind"),
    "no direction": _cleared("indicators", "indicator", "direction", "indicator-without-direction"),
    "no baseline": _cleared("indicators", "indicator", "baseline", "indicator-without-baseline"),
    "no year": _cleared("indicators", "indicator", "baseline_year", "baseline-without-year"),
    "no target": _without_targets,
    "no means": _cleared("indicators", "indicator", "means_of_verification", "means-missing"),
    "means: a report": _cleared(
        "indicators", "indicator", "means_of_verification", "means-unverifiable", value="Project progress reports"
    ),
    "means: a report in Chinese": _cleared(
        "indicators", "indicator", "means_of_verification", "means-unverifiable", value="项目年度报告"
    ),
    "nobody responsible": _cleared("indicators", "indicator", "responsible", "indicator-without-responsible"),
    "people without sex": _cleared(
        "indicators", "indicator", "disaggregation", "people-without-sex", pl.col("unit") == "persons"
    ),
    "people without women": _without_women,
    "a summed index": _cleared(
        "indicators", "indicator", "aggregation", "aggregation-against-kind", pl.col("kind") == "index", "sum"
    ),
    "a cumulative index": _cleared(
        "indicators", "indicator", "cumulative", "level-cumulative", pl.col("kind").is_in(["index", "yes_no"]), True
    ),
    "a target without a value": _cleared("targets", "target", "value", "target-without-value", HAS_VALUE),
    "a target without a year": _cleared("targets", "target", "period", "target-without-year", value="end of programme"),
    "a target before its baseline": _cleared("targets", "target", "period", "target-before-baseline", value="2019"),
    "a target at its baseline": _cleared(
        "targets", "target", "value", "target-at-baseline", HAS_VALUE & (pl.col("value") != 40.0), 0.0
    ),
    "a target on the worse side": _cleared(
        "targets", "target", "value", "target-worse-than-baseline", HAS_VALUE & (pl.col("value") != 40.0), -3.0
    ),
    "a risk without an answer": _cleared("risks", "risk", "response", "risk-without-response"),
    "a risk without a rating": _cleared("risks", "risk", "likelihood", "risk-without-rating"),
    "a risk without an owner": _cleared("risks", "risk", "owner", "risk-without-owner"),
    "a risk without a statement": _cleared("risks", "risk", "statement", "risk-without-statement"),
    "a gender action without a date": _cleared("gender_actions", "action", "due", "gender-action-without-date"),
    "a gender action without anyone": _cleared(
        "gender_actions", "action", "responsible", "gender-action-without-responsible"
    ),
    "a gender action without a target": _added(
        "gender_actions", "gender-action-without-target", {"action": "vague", "name": "Awareness", "responsible": "office", "due": "2025"}
    ),
    "an activity without a statement": _cleared("activities", "activity", "statement", "activity-without-statement"),
}  # fmt: skip
