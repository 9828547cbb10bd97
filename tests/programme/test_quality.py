from __future__ import annotations

import random
from dataclasses import replace

import polars as pl
import pytest

from programme.framework_seeds import FAULTS, Planted, clean
from seedbed.messages import LANGUAGES
from seedbed.programme import structure_of
from seedbed.programme.quality import ALIKE, likeness, quality_rules, review
from seedbed.programme.quality.wording import about_people, says_nothing

SEEDS = range(30)


def found(framework) -> set[Planted]:
    findings = review(framework).findings
    return {Planted(f.code.removeprefix("programme."), str(f.values["row"])) for f in findings}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_clean_framework_raises_no_alarm(seed):
    framework = clean(seed)
    reviewed = review(framework)
    assert reviewed.findings == structure_of(framework) == ()
    assert reviewed.passed == reviewed.applied > 100
    assert reviewed.scores["score"].to_list() == [1.0] * framework.indicators.height


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_found_and_nothing_else(name):
    for seed in (1, 2, 3):
        framework, planted = FAULTS[name](clean(seed), random.Random(seed))
        if name == "no statement":  # a stray indicator has no target either
            planted |= {Planted("indicator-without-target", "stray")}
        assert found(framework) == planted


def test_precision_and_recall_on_frameworks_with_several_faults():
    """Faults that touch different tables are planted together; all are found, and no others."""
    together = [
        [
            "an output that says an activity again",
            "no means",
            "a risk without an answer",
            "a gender action without a date",
        ],
        ["a second impact", "no year", "a target without a year", "an activity without a statement"],
        ["no assumption", "people without sex", "a risk without a rating", "a gender action without anyone"],
    ]
    right = wrong = missed = 0
    for seed in SEEDS:
        framework, planted = clean(seed), set()
        rng = random.Random(seed)
        for name in together[seed % 3]:
            framework, more = FAULTS[name](framework, rng)
            planted |= more
        said = found(framework)
        right, wrong, missed = (
            right + len(said & planted),
            wrong + len(said - planted),
            missed + len(planted - said),
        )
    assert (right, wrong, missed) == (4 * len(SEEDS), 0, 0)


def test_every_rule_is_planted_or_tested_by_name(said):
    planted = {p.code for name in FAULTS for p in FAULTS[name](clean(1), random.Random(1))[1]}
    apart = {
        "outcome-without-output", "floor-without-group", "framework-without-impact", "framework-without-risks",
        "framework-without-gender",
    }  # fmt: skip
    assert {rule.name for rule in quality_rules()} == planted | apart


def test_an_outcome_needs_an_output_and_a_floor_its_group():
    framework = clean(5)
    outputs = framework.statements.filter(pl.col("parent") == "outcome-0")["statement"].to_list()
    without = replace(framework, statements=framework.statements.filter(~pl.col("statement").is_in(outputs)))
    assert Planted("outcome-without-output", "outcome-0") in found(without)
    floor = framework.targets.filter(pl.col("share").is_not_null())["target"][0]
    bare = framework.targets.with_columns(
        group=pl.when(pl.col("target") == floor).then(None).otherwise("group")
    )
    assert found(replace(framework, targets=bare)) == {Planted("floor-without-group", floor)}


def test_the_framework_as_a_whole_needs_an_impact_risks_and_women():
    framework = clean(7)
    nothing = replace(
        framework,
        statements=framework.statements.filter(pl.col("level") != "impact"),
        risks=framework.risks.clear(),
        gender_actions=framework.gender_actions.clear(),
        targets=framework.targets.filter(pl.col("group").is_null()),
    )
    codes = {planted.code for planted in found(nothing)}
    assert codes == {
        "framework-without-impact", "framework-without-risks", "framework-without-gender", "people-without-women"
    }  # fmt: skip


def test_findings_have_place_and_remedy_in_both_languages():
    framework, rng = clean(3), random.Random(3)
    for name in FAULTS:
        for finding in review(FAULTS[name](framework, rng)[0]).findings:
            assert {"table", "row", "column"} <= set(finding.values)
            for lang in LANGUAGES:
                assert finding.text(lang).startswith(str(finding.values["table"]))


def test_a_score_is_the_share_of_rules_passed():
    framework, planted = FAULTS["no year"](clean(3), random.Random(3))
    (row,) = {p.row for p in planted}
    reviewed = review(framework)
    score = reviewed.scores.filter(pl.col("indicator") == row).row(0, named=True)
    verdicts = reviewed.verdicts.filter(pl.col("indicator") == row)
    assert (score["passed"], score["applied"]) == (verdicts.height - 1, verdicts.height)
    assert score["score"] == (verdicts.height - 1) / verdicts.height
    assert reviewed.applied - reviewed.passed == 1


def test_a_target_in_the_year_of_its_baseline_is_not_before_it():
    framework = clean(3)
    here = framework.targets.with_columns(period=pl.lit("2020"))
    assert found(replace(framework, targets=here)) == set()


SAME = [
    ("Train 600 technicians in entrepreneurship", "600 technicians trained in entrepreneurship"),
    ("Establish three incubators", "Three incubators established"),
    ("Conduct training for returning migrants", "Training of returning migrants conducted"),
    ("Purchase equipment for the laboratories", "Laboratory equipment purchased"),
    ("Develop a curriculum for smart agriculture", "Smart agriculture curriculum developed"),
    ("Renovation of the training base", "Training base renovated"),
    ("开展返乡人员创业培训", "返乡人员创业培训已开展"),
    ("建设智慧农业实训基地", "智慧农业实训基地建设完成"),
    ("举办校企对接会", "校企对接会举办"),
    ("采购实验室设备", "实验室设备采购完成"),
    ("组织消防安全教育活动", "消防安全教育活动得到开展"),
]
APART = [
    ("Train 600 technicians in entrepreneurship", "Skilled technicians with improved entrepreneurial skills"),
    ("Establish three incubators", "Start-ups from the incubators survive their second year"),
    ("Conduct training for returning migrants", "Returning migrants run their own firms"),
    ("Purchase equipment for the laboratories", "Students practise on industrial equipment"),
    ("Train teachers in smart agriculture", "Graduates find work in smart agriculture"),
    ("Build a training base", "Build a road to the park"),
    ("开展返乡人员创业培训", "返乡人员就业率提高"),
    ("建设智慧农业实训基地", "农户掌握智慧农业技术"),
    ("举办校企对接会", "企业为毕业生提供的岗位增加"),
    ("采购实验室设备", "学生在工业设备上实习"),
    ("培训", "就业"),
]


def test_the_same_said_as_a_result_is_alike_and_a_result_is_not():
    assert [pair for pair in SAME if likeness(*pair) < ALIKE] == []
    assert [pair for pair in APART if likeness(*pair) >= ALIKE] == []


HELD_OUT = [  # written after the words and the threshold had been settled
    ("Procure fire simulators for schools", "Fire simulators procured for schools", True),
    ("Recruit mentors from industry", "Industry mentors recruited", True),
    ("Draft guidelines on data protection", "Data protection guidelines drafted", True),
    ("组织企业导师招募", "企业导师招募完成", True),
    ("改造物流实训中心", "物流实训中心改造", True),
    ("Recruit mentors from industry", "Students choose careers with advice from industry", False),
    ("Procure fire simulators for schools", "Pupils know how to leave a burning school", False),
    ("Build a park road", "Firms settle in the park", False),
    ("组织企业导师招募", "学生获得企业导师长期指导", False),
    ("改造物流实训中心", "物流企业招到合格员工", False),
]


@pytest.mark.parametrize(("activity", "output", "repeats"), HELD_OUT)
def test_pairs_that_no_word_list_was_made_for(activity, output, repeats):
    assert (likeness(activity, output) >= ALIKE) is repeats


def test_likeness_is_symmetric_and_empty_is_like_nothing():
    for a, b in SAME + APART:
        assert likeness(a, b) == likeness(b, a)
        assert likeness(a, a) == 1.0 or len(a) < 3
    assert likeness("", "x") == likeness(None, "x") == likeness("the of", "the of") == 0.0


@pytest.mark.parametrize(
    ("unit", "name", "name_zh", "people"),
    [
        ("persons", "Migrants in work in robot maintenance", "机器人运维在岗返乡人员", True),
        ("人", None, "在岗毕业生", True),
        ("%", "Graduates in work", None, True),
        ("百分比", None, "毕业生就业率", True),
        ("%", "Exports in all sales", "出口占比", False),
        ("patents per 10,000 people", "Patents", None, False),
        ("robots per 10,000 workers", "Robot density", "机器人密度", False),
        ("yuan", "Income per person", "人均收入", False),
        ("licences", "Licences sold", "许可件数", False),
    ],
)
def test_people_are_told_from_what_is_divided_by_people(unit, name, name_zh, people):
    row = pl.DataFrame(
        {"unit": [unit], "name": [name], "name_zh": [name_zh]},
        schema=dict.fromkeys(("unit", "name", "name_zh"), pl.String),
    )
    assert row.select(about_people(*(pl.col(column) for column in row.columns))).item() is people


@pytest.mark.parametrize(
    ("means", "nothing"),
    [
        ("report", True),
        ("Project progress reports", True),
        ("monitoring data", True),
        ("TBD", True),
        ("项目年度报告", True),
        ("资料", True),
        ("待定", True),
        ("Annual report of the labour bureau, table 4", False),
        ("Employment register", False),
        ("社保缴费记录", False),
        ("第三方抽样电话回访", False),
        ("records of course attendance", False),
    ],
)
def test_a_mere_report_is_no_means_of_verification(means, nothing):
    assert pl.select(says_nothing(pl.lit(means))).item() is nothing
