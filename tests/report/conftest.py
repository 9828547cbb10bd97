"""Contents of a report as the loop might leave them: invented, seeded, of realistic size."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from seedbed.messages import Finding, Severity
from seedbed.store import open_region
from seedbed.usecases.delivery_contents import DELIVERY_FRAMES, DeliveryContents
from seedbed.usecases.observed_contents import ObservedContents
from seedbed.usecases.report_contents import (
    STEPS,
    Certificate,
    Headline,
    Machine,
    ReportContents,
)
from seedbed.usecases.report_frames.observed import observed_contents

ROOT = Path(__file__).parents[2]
RUN = "match-20260301T080000Z-a1b2c3"
MOMENT = datetime(2026, 3, 1, 8, 0)
SKILLS = (
    ("plc", "PLC programming", "PLC编程"),
    ("welding", "robotic welding", "机器人焊接"),
    ("bridges", "bridge monitoring", "桥梁监测"),
    ("agronomy", "hill agronomy", "山地农艺"),
    ("e-commerce", "rural e-commerce", "农村电子商务"),
    (
        "fire",
        "fire-safety inspection of high-rise buildings and underground stations",
        "高层建筑与地下车站的消防安全检查",
    ),
    ("data", "data analysis", "数据分析"),
    ("ml", "machine learning", "机器学习"),
    ("cad", "CAD drawing", "CAD制图"),
    ("logistics", "intelligent logistics", "智能物流"),
    ("plans", "business planning", "商业计划编制"),
    ("accounts", "bookkeeping", "会计记账"),
    ("ip", "patent filing", "专利申请"),
    ("chem", "process safety in chemical plants", "化工过程安全"),
    ("ev", "battery testing", "动力电池测试"),
    ("chips", "wafer inspection", "晶圆检测"),
    ("drones", "drone piloting", "无人机驾驶"),
    ("teaching", "lesson design", "教学设计"),
    ("english", "technical English", "专业英语"),
    ("teams", "team leadership", "团队管理"),
)
DISTRICTS = (
    ("500103", "Yuzhong", "渝中区", 106.57, 29.55),
    ("500108", "Nan'an", "南岸区", 106.64, 29.50),
    ("500107", "Jiulongpo", "九龙坡区", 106.51, 29.50),
    ("500106", "Shapingba", "沙坪坝区", 106.46, 29.54),
    ("500105", "Jiangbei", "江北区", 106.57, 29.61),
    ("500112", "Yubei", "渝北区", 106.63, 29.72),
    ("500109", "Beibei", "北碚区", 106.40, 29.81),
    ("500113", "Banan", "巴南区", 106.54, 29.40),
    ("500115", "Changshou", "长寿区", 107.08, 29.86),
    ("500231", "Dianjiang", "垫江县", 107.33, 30.33),
    ("500101", "Wanzhou", "万州区", 108.41, 30.81),
    ("500102", "Fuling", "涪陵区", 107.39, 29.70),
    ("500114", "Qianjiang", "黔江区", 108.77, 29.53),
    ("500116", "Jiangjin", "江津区", 106.26, 29.29),
    ("500118", "Yongchuan", "永川区", 105.93, 29.36),
    ("500235", "Yunyang", "云阳县", 108.70, 30.93),
    ("500236", "Fengjie", "奉节县", 109.46, 31.02),
    ("510100", "Chengdu", "成都市", 104.07, 30.57),
)
FAMILIES = {
    "education": ("university", "大学", "University"),
    "enterprise": ("company", "公司", "Works"),
    "government": ("local-government", "管理局", "Bureau"),
    "service": ("bank", "银行", "Bank"),
}


def organisations_and_ties(draw: np.random.Generator) -> tuple[pl.DataFrame, pl.DataFrame]:
    rows = []
    for actor, (kind, chinese, english) in FAMILIES.items():
        for at in range(13):
            district = DISTRICTS[at % len(DISTRICTS)]
            rows.append(
                (
                    f"{actor}-{at}",
                    f"{district[1]} {english} {at}",
                    f"{district[2]}第{at}{chinese}",
                    actor,
                    kind,
                )
            )
    frame = pl.DataFrame(
        rows, ["organisation", "name", "name_zh", "actor_type", "kind"], orient="row"
    ).with_columns(place=pl.lit("500103"), source=pl.lit("brochure"), locator=pl.lit("000:120"))
    names = frame["organisation"].to_list()
    hubs = draw.choice(len(names), 64, p=np.arange(len(names), 0, -1) / (len(names) * (len(names) + 1) / 2))
    ends = draw.choice(len(names), 64)
    kinds = ("finance", "subproject-owner", "technology-adoption", "part-of")
    ties = pl.DataFrame(
        [
            (
                names[a],
                names[b],
                kinds[at % 4],
                "2019-12-05",
                None,
                "a contract",
                "一份合同",
                "story",
                f"001:{at}",
            )
            for at, (a, b) in enumerate(zip(hubs, ends, strict=True))
            if a != b
        ],
        ["from", "to", "kind", "start", "end", "what", "what_zh", "source", "locator"],
        orient="row",
    )
    return frame, ties


def ten_matches(draw: np.random.Generator) -> tuple[pl.DataFrame, pl.DataFrame]:
    matches, parts = [], []
    for number in range(10):
        count = int(draw.integers(4, 10))
        asked = draw.choice(len(SKILLS), count, replace=False)
        weights = draw.multinomial(65536, draw.dirichlet(np.ones(count) * 3)) / 65536
        credits = draw.integers(0, 257, count) / 256
        seeker, opportunity = f"syn-p-{draw.integers(1 << 30):08x}", f"syn-o-{number:05d}"
        for skill, weight, credit in zip(asked, weights, credits, strict=True):
            own = SKILLS[(int(skill) + int(draw.integers(2))) % len(SKILLS)]
            code, english, chinese = SKILLS[int(skill)]
            parts.append(
                (
                    seeker,
                    opportunity,
                    code,
                    english,
                    chinese,
                    float(weight),
                    own[1] if credit else None,
                    own[2] if credit else None,
                    float(credit),
                    float(weight * credit),
                )
            )
        title = ("PLC commissioning engineer", "智能物流调度工程师（两江新区）")[number % 2]
        fit = float((weights * credits).sum())
        matches.append(
            (seeker, opportunity, title, "job", "Yubei Equipment", "渝北智能装备公司", "Yubei", "渝北区", fit)
        )
    columns = ["seeker", "opportunity", "title", "kind", "organisation_en", "organisation_zh"]
    columns += ["place_en", "place_zh", "fit"]
    of_parts = ["seeker", "opportunity", "requirement", "requirement_en", "requirement_zh"]
    of_parts += ["weight", "via_en", "via_zh", "credit", "contribution"]
    return pl.DataFrame(matches, columns, orient="row"), pl.DataFrame(parts, of_parts, orient="row")


def gap_of_skills(draw: np.random.Generator) -> pl.DataFrame:
    places, people = draw.integers(40, 4000, len(SKILLS)), draw.integers(40, 4000, len(SKILLS))
    places[0] = 0  # nobody asks for it: nobody to count, no quality
    fillable, holders = np.minimum(places, people), people + 20
    demand, supply = places / places.sum(), holders / holders.sum()
    return pl.DataFrame(
        {
            "skill": [skill[0] for skill in SKILLS],
            "label_en": [skill[1] for skill in SKILLS],
            "label_zh": [skill[2] for skill in SKILLS],
            "places": places,
            "people": [None, *people[1:].tolist()],
            "fillable": fillable,
            "shortage": places - fillable,
            "holders": holders,
            "demand_share": demand,
            "supply_share": supply,
            "difference": demand - supply,
            "credit": [None, 1.0, *draw.uniform(0.2, 1, len(SKILLS) - 2)],
        }
    )


def programme_frames() -> dict[str, pl.DataFrame]:
    indicators = pl.DataFrame(
        [
            (
                "graduates",
                "Graduates into strategic emerging industries",
                "进入战略性新兴产业的毕业生",
                "persons",
                0.0,
                "2019",
                8000.0,
                "2027",
                3214.0,
                0.40175,
                1241,
                3214,
                1241 / 3214,
                0.25,
                3214,
                RUN,
                "brochure",
                "000:540",
            ),
            (
                "technicians",
                "Technicians with improved entrepreneurial skills",
                "创业能力得到提升的技术人员",
                "persons",
                0.0,
                "2019",
                600.0,
                "2027",
                287.0,
                287 / 600,
                61,
                287,
                61 / 287,
                0.25,
                287,
                RUN,
                "brochure",
                "000:544",
            ),
        ],
        [
            "indicator",
            "label_en",
            "label_zh",
            "unit",
            "baseline",
            "baseline_period",
            "target",
            "target_period",
            "actual",
            "progress",
            "women",
            "women_denominator",
            "women_share",
            "women_target",
            "events",
            "run",
            "source",
            "locator",
        ],
        orient="row",
    )
    years = range(2020, 2028)
    done = {
        "graduates": (180, 520, 1010, 1580, 2160, 2790, 3214, None),
        "technicians": (5, 30, 81, 140, 187, 240, 287, None),
    }
    path = pl.DataFrame(
        [
            (name, str(year), actual, target * (year - 2019) / 8)
            for (name, counts), target in zip(done.items(), (8000, 600), strict=True)
            for year, actual in zip(years, counts, strict=True)
        ],
        ["indicator", "period", "actual", "target"],
        orient="row",
    )
    cells = [
        ("graduates", "sex", "female", "women", "女性", 1241),
        ("graduates", "sex", "male", "men", "男性", 1920),
        ("graduates", "sex", "unstated", "not stated", "未说明", 53),
        (
            "graduates",
            "subproject",
            "cju",
            "Smart transport at the university",
            "交通大学智慧交通子项目",
            2014,
        ),
        ("graduates", "subproject", "csvc", "Hill agriculture", "山地农业子项目", 1200),
        ("technicians", "sex", "female", "women", "女性", 61),
        ("technicians", "sex", "male", "men", "男性", 226),
        ("technicians", "subproject", "changshou", "Changshou park services", "长寿园区服务", 180),
        ("technicians", "subproject", "dianjiang", "Dianjiang returnees", "垫江返乡创业", 107),
    ]
    parts = pl.DataFrame(
        [(*cell, cell[-1], RUN) for cell in cells],
        ["indicator", "dimension", "part", "label_en", "label_zh", "value", "events", "run"],
        orient="row",
    )
    rejected = pl.DataFrame(
        [
            ("graduates", "nobody has verified it yet", "尚无人核实", 412),
            ("graduates", "the industry is not in the list", "行业不在清单内", 1730),
            ("technicians", "the person was counted before", "此人已计入", 12),
        ],
        ["indicator", "reason_en", "reason_zh", "placements"],
        orient="row",
    )
    return {"indicators": indicators, "progress_path": path, "progress_parts": parts, "not_counted": rejected}


def truth_frames() -> dict[str, pl.DataFrame]:
    slices = (
        ("overall", "all"),
        ("lang", "zh"),
        ("lang", "en"),
        ("lang", "mixed"),
        ("mention", "label"),
        ("mention", "paraphrase"),
    )
    tagging = [
        (
            side,
            scope,
            value,
            1000,
            800,
            hits,
            None if scope == "mention" else hits / 800,
            hits / 1000,
            hits / 900,
        )
        for side, start in (("people", 520), ("opportunities", 610))
        for hits, (scope, value) in enumerate(slices, start=start)
    ]
    columns = ["side", "scope", "value", "truth", "tagged", "hits", "precision", "recall", "f1"]
    return {
        "tagging_truth": pl.DataFrame(tagging, columns, orient="row"),
        "outcome_truth": pl.DataFrame(
            {
                "label_en": ["Graduates placed"],
                "label_zh": ["已安置毕业生"],
                "truth": [3626.0],
                "estimate": [3214.0],
            }
        ),
        "calibration": pl.DataFrame(
            {
                "label_en": ["returned migrants without training", "refusals"],
                "label_zh": ["未受培训的返乡人员", "拒绝率"],
                "basis": ["published", "assumption"],
                "value": [0.671, 0.2],
                "unit": ["share", "share"],
                "drawn": [0.6694, None],
                "source": ["brochure", None],
                "locator": ["000:310", None],
            }
        ),
    }


def allocation_frames(draw: np.random.Generator) -> dict[str, pl.DataFrame]:
    floors = [
        ("women", "Women", "女性", "whole run", "全部", "Women", "女性", "share_of_filled", 0.25, 2437, 3120, 9746, True, 0, None),
        ("returnees:dj", "Returning migrants", "返乡人员", "Returning home to Dianjiang", "垫江返乡创业", "Returning migrants · dj", "返乡人员 · dj", "reserved_seats", 0.3, 410, 410, 1301, True, 0, 1.1713),
        ("farmers:cs", "Farmers", "农民", "Services of Changshou", "长寿园区服务", "Farmers · cs", "农民 · cs", "share_of_filled", 0.1, 120, 96, 1200, False, 24, 0.112),
    ]  # fmt: skip
    columns = [
        "name",
        "label_en",
        "label_zh",
        "scope_en",
        "scope_zh",
        "short_en",
        "short_zh",
        "reading",
        "share",
    ]
    columns += ["required", "members_placed", "filled", "met", "shortfall", "price"]
    groups = [
        ("women", "Women", "女性", 14800, 0.81, 4800, 0.324, 0.61, 0.98, False),
        ("farmers", "Farmers", "农民", 900, 0.7, 210, 0.233, 0.52, 0.7, False),
        ("few", "People with a rare status", "特殊身份人员", 4, 0.75, 1, 0.25, 0.5, 0.7, True),
    ]
    return {
        "floors": pl.DataFrame(floors, columns, orient="row"),
        "floor_effects": pl.DataFrame(
            [
                (
                    "returnees:dj",
                    "Returning migrants",
                    "返乡人员",
                    "Returning home to Dianjiang",
                    "垫江返乡创业",
                    31,
                    44,
                    120,
                )
            ],
            [
                "name",
                "label_en",
                "label_zh",
                "scope_en",
                "scope_zh",
                "newly_placed",
                "no_longer_placed",
                "moved",
            ],
            orient="row",
        ),
        "allocation_findings": pl.DataFrame(
            [("warning", "matching.unmet", "One floor is not reached.", "有一项底线要求未达到。")],
            ["severity", "code", "en", "zh"],
            orient="row",
        ),
        "seat_prices": pl.DataFrame(
            {
                "opportunity": [f"syn-o-{at}" for at in range(40)],
                "title": [("Battery test technician", "动力电池测试技术员")[at % 2] for at in range(40)],
                "organisation_en": ["Yubei Works"] * 40,
                "organisation_zh": ["渝北工厂"] * 39 + [None],
                "capacity": draw.integers(1, 20, 40),
                "filled": draw.integers(1, 20, 40),
                "price": draw.uniform(0, 0.4, 40),
            }
        ),
        "audit": pl.DataFrame(
            groups,
            [
                "group",
                "label_en",
                "label_zh",
                "people",
                "recommended_rate",
                "placed",
                "placed_rate",
                "mean_fit",
                "ratio",
                "suppressed",
            ],
            orient="row",
        ),
    }


QUANTILES = {"q05": -1.6, "q10": -1.3, "q25": -0.7, "q50": 0.0, "q75": 0.7, "q90": 1.3, "q95": 1.6}


def delivery_of_programme() -> DeliveryContents:
    """A framework of three statements, a target in numbers and one in shares, their fans and a change each."""

    def frame(name: str, rows: list[dict[str, object]]) -> pl.DataFrame:
        return pl.DataFrame(rows, schema=dict(DELIVERY_FRAMES[name]), orient="row")

    number = {
        "target": "graduates-2027",
        "label_en": "Graduates into strategic emerging industries",
        "label_zh": "进入战略性新兴产业的毕业生",
        "measure": "value",
        "period": "2027",
    }
    share = number | {
        "target": "graduates-women-2027",
        "label_en": "Graduates into strategic emerging industries: women",
        "label_zh": "进入战略性新兴产业的毕业生：女性",
        "measure": "share",
    }
    fans: list[dict[str, object]] = []
    for target, reached, step, last, spread in (
        ("graduates-2027", 3214.0, 45.0, 8000.0, 220.0),
        ("graduates-women-2027", 0.386, 0.0, 0.25, 0.012),
    ):
        for at in range(72):
            actual = reached * at / 71 if step else reached
            month = f"{2020 + at // 12}-{at % 12 + 1:02d}"
            band = dict.fromkeys(QUANTILES, reached) if at == 71 else {}
            aim = last * at / 95 if step else last
            fans.append({"target": target, "month": month, "actual": actual, "aim": aim, **band})
        for ahead in (3, 6, 12, 18, 24):
            at = 71 + ahead
            middle = reached + step * ahead
            ends = {name: middle + z * spread * (ahead / 3) ** 0.5 for name, z in QUANTILES.items()}
            aim = last * at / 95 if step else last
            fans.append(
                {"target": target, "month": f"{2020 + at // 12}-{at % 12 + 1:02d}", "aim": aim, **ends}
            )
    said = {
        "as_of": "2025-12",
        "months_left": 24,
        "waiting": 411,
        "from_waiting": 240.5,
        "from_starts": 820.0,
    }
    numbers = {
        "asked": 8000.0, "so_far": 3214.0, "probability": 0.0004, "verdict": "unlikely", "median": 4294.0,
        "low_50": 3860.0, "high_50": 4730.0, "low_80": 3490.0, "high_80": 5100.0, "low_90": 3300.0,
        "high_90": 5300.0, "required_rate": 199.4, "actual_rate": 44.1,
    }  # fmt: skip
    shares = {
        "asked": 0.25, "so_far": 0.386, "numerator": 1241, "denominator": 3214, "probability": 0.9996,
        "verdict": "likely", "median": 0.386, "low_50": 0.37, "high_50": 0.4, "low_80": 0.36, "high_80": 0.41,
        "low_90": 0.35, "high_90": 0.42, "required_rate": 0.0, "actual_rate": 0.391,
    }  # fmt: skip
    chain = [
        ("impact", 0, "Industry is green and inclusive", "产业绿色包容", None, None, 0, 0),
        ("outcome", 1, "Graduates work in new industries", "毕业生在新产业就业", "Industry is green and inclusive",
         "产业绿色包容", 1, 2),
        ("output", 2, "A training base", "训练基地", "Graduates work in new industries", "毕业生在新产业就业", 0, 0),
    ]  # fmt: skip
    keys = ("level", "depth", "label_en", "label_zh", "leads_to_en", "leads_to_zh", "indicators", "targets")
    before = {"as_of": "2024-12", "so_far": 2790.0, "probability": 0.01, "median": 5000.0}
    change = {"as_of": "2025-12-31", "wanted": 0.8, "before": 0.0004, "after": 0.81, "run": RUN}
    return DeliveryContents(
        forecast_run=RUN,
        as_of="2025-12-31",
        framework_findings=(Finding("programme.no-baseline", {"target": "t", "indicator": "i"}),) * 7,
        statements=frame(
            "statements",
            [{"statement": f"s{at}", **dict(zip(keys, row, strict=True))} for at, row in enumerate(chain)],
        ),
        standing=frame(
            "standing",
            [
                number
                | {"baseline": 0.0, "actual": 3214.0, "asked": 8000.0, "progress": 0.40175, "expected": 6000.0}
                | {"statement_en": chain[1][2], "statement_zh": chain[1][3], "on_path": False},
                share | {"actual": 0.386, "asked": 0.25, "progress": 1.544, "expected": 0.25, "on_path": True},
            ],
        ),
        forecasts=frame("forecasts", [number | said | numbers, share | said | shares]),
        fans=frame("fans", fans),
        said_before=frame(
            "said_before",
            [
                number | before | {"asked": 8000.0, "low_80": 4100.0, "high_80": 6100.0},
                share | before | {"so_far": 0.38, "median": 0.38, "low_80": 0.3, "high_80": 0.45},
            ],
        ),
        changes=frame(
            "changes",
            [
                number | change | {"lever": "starts", "number": 5100, "places": 7600, "course_budget": 900}
                | {"learners": 850},
                number | change | {"lever": "verification", "number": None, "after": 0.01},
                share | change | {"lever": "starts", "number": 0, "before": 0.9996, "after": 0.9996},
            ],
        ),
    )  # fmt: skip


def observed_of_chongqing() -> ObservedContents:
    """What the public record of the region gives, and an invented ranking of next industries."""
    observed = observed_contents(open_region(ROOT / "regions" / "chongqing"), {})
    candidates = pl.DataFrame(
        {
            "rank": [1, 2],
            "industry": ["C38", "C40"],
            "score": [0.75, 0.5],
            "rca": [0.8, 0.1],
            "reasons_en": ["what lies near it is here already", "its suppliers are here"],
            "reasons_zh": ["与其相近的产业已在本地", "其供应方在本地"],
        }
    )
    # A third of the chains shows all that a chain can be, and keeps the suite quick.
    chains = [*observed.chain_coverage["chain"].head(12), "integrated-circuits", "hydrogen-brunei"]
    some = {
        name: getattr(observed, name).filter(pl.col("chain").is_in(chains))
        for name in ("chain_stages", "stage_places", "chain_coverage", "chain_layers", "chain_figures")
    }
    return replace(
        observed,
        **some,
        next_run="next-industries-20260301T080000Z-a1b2c3",
        next_place_en="Chongqing",
        next_place_zh="重庆",
        next_industries=candidates,
    )


def realistic_contents() -> ReportContents:
    draw = np.random.default_rng(7)
    organisations, ties = organisations_and_ties(draw)
    matches, parts = ten_matches(draw)
    steps = pl.DataFrame(
        {
            "step": STEPS,
            "count": [61234, 17, 391204, 1490500, 9746, 9746, 31877, 3501, 212],
            "run": [None, None, *[RUN] * 7],
            "started": [MOMENT + timedelta(seconds=at * 7) for at in range(len(STEPS))],
            "seconds": draw.uniform(0.2, 20, len(STEPS)).round(2),
        }
    )
    places = pl.DataFrame(
        [
            (*district, "WGS84", int(draw.integers(100, 4000)), int(draw.integers(50, 2500)))
            for district in DISTRICTS
        ],
        ["place", "name", "name_zh", "longitude", "latitude", "datum", "people", "seats"],
        orient="row",
    )
    return ReportContents(
        region_en="Chongqing",
        region_zh="重庆",
        created=MOMENT,
        version="0.1.0",
        catalogue_release="starter-0.1.0+9f3c",
        headline=Headline(30000, 10000, 24118, organisations.height, ties.height, 232, 64, 148),
        certificate=Certificate(
            RUN, 6021.4821, 6023.0012, 0.000252, "met", "dual", 9746, 9770, 24118, (), 211
        ),
        machine=Machine("Linux", "x86_64", 2, 7.7, "3.11.2"),
        seed=2027,
        findings=(
            Finding("tables.missing-folder", {"folder": "rejects"}, Severity.ERROR),
            Finding(
                "tables.missing-folder",
                {"folder": "annex", "file": "people.csv", "row": 12},
                Severity.WARNING,
            ),
        ),
        contradictions=(
            Finding(
                "evidence.two-values",
                {
                    "measure": "loan",
                    "unit": "USD",
                    "value_a": "1,000",
                    "period_a": "2019",
                    "source_a": "brochure",
                    "locator_a": "000:119",
                    "value_b": "2,000",
                    "period_b": "2020",
                    "source_b": "story",
                    "locator_b": "002:14",
                },
                Severity.WARNING,
            ),
        ),
        steps=steps,
        runs=steps.drop_nulls("run").head(1).select("run", "started", "seconds", kind=pl.lit("match")),
        places=places,
        organisations=organisations,
        ties=ties,
        roles=pl.DataFrame(
            [
                ("students", "students", "学生", "education", "outer", "brochure", "000:1022"),
                ("human-capital", "human capital", "人力资本", None, "centre", "brochure", "000:1022"),
            ],
            ["role", "name", "name_zh", "sector", "ring", "source", "locator"],
            orient="row",
        ),
        open_points=pl.DataFrame(
            {
                "point": ["loan"],
                "what_en": ["Two loan amounts are named."],
                "what_zh": ["出现了两个贷款金额。"],
                "locator_a": ["000:119"],
                "locator_b": ["002:14"],
            }
        ),
        measure_names=pl.DataFrame(
            {"measure": ["loan"], "label_en": ["Amount of the loan"], "label_zh": ["贷款金额"]}
        ),
        skills_gap=gap_of_skills(draw),
        matches=matches,
        parts=parts,
        sources=pl.DataFrame(
            {
                "source": ["brochure", "story"],
                "title": ["Brochure on the inclusive innovation ecosystem", "A story"],
                "publisher": ["CDIA", None],
                "year": ["2020", None],
                "url": [None, "https://example.org/story"],
                "licence": ["not stated", None],
            }
        ),
        versions=pl.DataFrame({"part": ["seedbed", "polars"], "version": ["0.1.0", pl.__version__]}),
        observed=observed_of_chongqing(),
        delivery=delivery_of_programme(),
        **truth_frames(),
        **allocation_frames(draw),
        **programme_frames(),
    )


@pytest.fixture(scope="session")
def contents() -> ReportContents:
    return realistic_contents()


@pytest.fixture(scope="session")
def nothing(contents: ReportContents) -> ReportContents:
    """A region about which nothing is known."""
    return replace(
        ReportContents(
            region_en=contents.region_en,
            region_zh=contents.region_zh,
            created=MOMENT,
            version="0.1.0",
            catalogue_release="none",
            headline=Headline(0, 0, 0, 0, 0, 0, 0, 0),
            certificate=None,
            machine=contents.machine,
            synthetic=False,
        )
    )
