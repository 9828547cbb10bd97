"""The tables of a region (docs/reference/tables.md), as data."""

from __future__ import annotations

from seedbed.messages import Refusal
from seedbed.tables.column import Column, Kind, Reference, Schema

SEX_ALIASES = {
    "f": "female", "女": "female", "女性": "female", "woman": "female", "w": "female",
    "m": "male", "男": "male", "男性": "male", "man": "male",
}  # fmt: skip
OPPORTUNITY_KINDS = (
    "job", "training", "internship", "mentoring", "incubation",
    "technology", "service", "finance", "facility",
)  # fmt: skip
OPPORTUNITY_KIND_ALIASES = {
    "岗位": "job", "职位": "job", "工作": "job", "就业": "job", "培训": "training", "实习": "internship",
    "导师": "mentoring", "辅导": "mentoring", "孵化": "incubation", "技术": "technology", "服务": "service",
    "金融": "finance", "融资": "finance", "设施": "facility",
}  # fmt: skip
GROUP_ALIASES = {
    "返乡人员": "returning_migrant", "返乡农民工": "returning_migrant", "农民": "farmer", "学生": "student",
    "欠发达地区学生": "less_developed_region_student", "技能人才": "skilled_worker",
    "非技能劳动者": "unskilled_worker", "农村富余劳动力": "surplus_rural_labourer",
    "本地职工": "local_worker", "创业者": "entrepreneur",
}  # fmt: skip
# Consent is by exact purpose: a sentence that only contains the word is no consent.
PURPOSE_ALIASES = {"匹配": "matching", "就业匹配": "matching", "岗位匹配": "matching", "统计": "statistics"}
ACTOR_TYPES = ("education", "enterprise", "government", "service")
ACTOR_TYPE_ALIASES = {
    "教育": "education", "学校": "education", "高校": "education", "企业": "enterprise", "政府": "government",
    "服务": "service", "服务机构": "service",
}  # fmt: skip
PLACEMENT_KINDS = (
    "proposed", "accepted", "declined", "started", "completed", "left", "assessed", "verified",
)  # fmt: skip


def _place(name: str = "place", *, required: bool = False) -> Column:
    return Column(
        name, Kind.IDENTIFIER, required=required, reference=Reference(("places",)),
        about_en="place code, GB/T 2260 or the region's own", about_zh="地点代码（GB/T 2260 或自编）",
    )  # fmt: skip


def _organisation(name: str = "organisation", *, required: bool = False) -> Column:
    return Column(
        name, Kind.IDENTIFIER, required=required, reference=Reference(("organisations",)),
        about_en="organisation id", about_zh="机构编号",
    )  # fmt: skip


def _source() -> tuple[Column, Column]:
    return (
        Column(
            "source", Kind.IDENTIFIER, reference=Reference(("sources",)),
            about_en="where the row was taken from", about_zh="来源",
        ),
        Column("locator", about_en="page or lines in the source", about_zh="在来源中的位置（页或行）"),
    )  # fmt: skip


def _group(name: str = "group") -> Column:
    return Column(name, Kind.IDENTIFIER, about_en="group of people", about_zh="群体")


def _sex() -> Column:
    return Column(
        "sex", Kind.CHOICE, choices=("female", "male", "other"), aliases=SEX_ALIASES,
        about_en="sex as the person states it; empty where not stated", about_zh="性别（本人填写；未填留空）",
    )  # fmt: skip


def _opportunity_kind(name: str = "kind", *, required: bool = False) -> Column:
    return Column(
        name, Kind.CHOICE, required=required, choices=OPPORTUNITY_KINDS, aliases=OPPORTUNITY_KIND_ALIASES,
        about_en="what is sought or offered", about_zh="寻求或提供的类型",
    )  # fmt: skip


def _recorded_at() -> Column:
    return Column(
        "recorded_at", Kind.TIMESTAMP,
        about_en="when the system learned of it (UTC)", about_zh="系统记录时间（UTC）",
    )  # fmt: skip


def _key(name: str, about_en: str, about_zh: str) -> Column:
    return Column(name, Kind.IDENTIFIER, required=True, about_en=about_en, about_zh=about_zh)


def _text(name: str, about_en: str, about_zh: str, *, required: bool = False) -> Column:
    return Column(name, required=required, about_en=about_en, about_zh=about_zh)


def _date(name: str, about_en: str, about_zh: str, *, required: bool = False) -> Column:
    return Column(name, Kind.DATE, required=required, about_en=about_en, about_zh=about_zh)


def _subproject(name: str = "subproject", *, required: bool = False) -> Column:
    return Column(
        name, Kind.IDENTIFIER, required=required, reference=Reference(("subprojects",)),
        about_en="subproject of the programme", about_zh="子项目",
    )  # fmt: skip


_TABLES: tuple[Schema, ...] = (
    Schema(
        "places",
        (
            _key("place", "code: GB/T 2260 or the region's own", "代码：GB/T 2260 或自编"),
            _text("name", "name in English", "英文名称", required=True),
            _text("name_zh", "name in Chinese", "中文名称"),
            Column(
                "level",
                Kind.IDENTIFIER,
                required=True,
                about_en="country, province, prefecture, county, zone, ...",
                about_zh="层级：国家、省、地、县、园区等",
            ),
            Column(
                "parent",
                Kind.IDENTIFIER,
                reference=Reference(("places",)),
                about_en="place above",
                about_zh="上级地点",
            ),
            Column(
                "longitude", Kind.NUMBER, low=-180, high=180, about_en="degrees east", about_zh="东经（度）"
            ),
            Column(
                "latitude", Kind.NUMBER, low=-90, high=90, about_en="degrees north", about_zh="北纬（度）"
            ),
            Column(
                "datum",
                Kind.CHOICE,
                choices=("WGS84", "CGCS2000", "GCJ-02"),
                about_en="geodetic datum of the coordinates",
                about_zh="坐标基准",
            ),
        ),
        ("place",),
        about_en="Places: provinces, districts, zones.",
        about_zh="地点：省、区县、园区。",
    ),
    Schema(
        "organisations",
        (
            _key("organisation", "id chosen by the owner", "编号（自定）"),
            _text("name", "name in English", "英文名称", required=True),
            _text("name_zh", "name in Chinese", "中文名称"),
            Column(
                "actor_type",
                Kind.CHOICE,
                required=True,
                choices=ACTOR_TYPES,
                aliases=ACTOR_TYPE_ALIASES,
                about_en="one of the four actor types",
                about_zh="四类主体之一",
            ),
            Column(
                "kind",
                Kind.IDENTIFIER,
                about_en="finer kind: university, bank, park, ...",
                about_zh="细类：大学、银行、园区等",
            ),
            _place(),
            Column(
                "industry",
                Kind.IDENTIFIER,
                about_en="GB/T 4754-2017 code",
                about_zh="行业代码（GB/T 4754-2017）",
            ),
            Column("ror", Kind.IDENTIFIER, about_en="Research Organization Registry id", about_zh="ROR 编号"),
            Column(
                "uscc", Kind.IDENTIFIER, about_en="unified social credit code", about_zh="统一社会信用代码"
            ),
            _text("website", "address of its pages", "网址"),
            *_source(),
        ),
        ("organisation",),
        about_en="Organisations: schools, enterprises, government bodies, service organisations.",
        about_zh="机构：学校、企业、政府部门、服务机构。",
    ),
    Schema(
        "ties",
        (
            _organisation("from", required=True),
            _organisation("to", required=True),
            Column("kind", Kind.IDENTIFIER, required=True, about_en="kind of tie", about_zh="联系类型"),
            Column("start", Kind.PERIOD, about_en="since", about_zh="开始"),
            Column("end", Kind.PERIOD, about_en="until", about_zh="结束"),
            *_source(),
        ),
        ("from", "to", "kind", "start"),
        about_en="Typed, dated, sourced links between organisations.",
        about_zh="机构之间有类型、有日期、有来源的联系。",
    ),
    Schema(
        "people",
        (
            _key("person", "random id that means nothing", "随机编号（无含义）"),
            _sex(),
            Column(
                "groups",
                Kind.LIST,
                aliases=GROUP_ALIASES,
                about_en="groups the person states",
                about_zh="本人填写的群体",
            ),
            _place(),
            Column(
                "education",
                Kind.INTEGER,
                low=0,
                high=8,
                about_en="highest level, ISCED 2011 (0..8)",
                about_zh="最高学历，ISCED 2011（0–8）",
            ),
            _organisation("institution"),
            Column(
                "graduated",
                Kind.MONTH,
                about_en="date of graduation (month suffices)",
                about_zh="毕业日期（可只填年月）",
            ),
            Column(
                "occupation",
                Kind.IDENTIFIER,
                about_en="present or last occupation",
                about_zh="现任或最近职业",
            ),
            _text("title", "job title as written", "职位名称（原文）"),
            _text("text", "profile or CV as text", "简历或自述文本"),
            Column(
                "wanted_kinds",
                Kind.LIST,
                choices=OPPORTUNITY_KINDS,
                aliases=OPPORTUNITY_KIND_ALIASES,
                about_en="kinds of opportunity wanted",
                about_zh="希望的机会类型",
            ),
            Column("wanted_occupations", Kind.LIST, about_en="occupations wanted", about_zh="希望的职业"),
            Column(
                "willing_places",
                Kind.LIST,
                about_en="places the person would go to",
                about_zh="愿意前往的地点",
            ),
            Column(
                "pay_min",
                Kind.NUMBER,
                low=0,
                about_en="least pay, yuan a month",
                about_zh="最低薪酬（元/月）",
            ),
            Column("licences", Kind.LIST, about_en="licences held", about_zh="持有的证照"),
            _date("available_from", "first day available", "可到岗日期"),
            Column(
                "consent_purpose",
                Kind.LIST,
                aliases=PURPOSE_ALIASES,
                about_en="purposes the person consented to; matching needs matching",
                about_zh="同意的用途；参与匹配须含 matching",
            ),
            _date("consent_until", "last day of the consent", "同意的截止日期"),
        ),
        ("person",),
        about_en="People who seek: the least that matching needs.",
        about_zh="寻求机会的个人：仅保留匹配所需的信息。",
    ),
    Schema(
        "needs",
        (
            _key("need", "id of the need", "需求编号"),
            _organisation(required=True),
            _text("title", "the need in a line", "需求标题", required=True),
            _opportunity_kind(),
            _text("text", "the need in full", "需求全文"),
            _place(),
            _date("opened", "first day", "开始日期"),
            _date("closes", "last day", "截止日期"),
        ),
        ("need",),
        about_en="Needs of organisations: technology, services, finance, facilities.",
        about_zh="机构的需求：技术、服务、资金、设施。",
    ),
    Schema(
        "opportunities",
        (
            _key("opportunity", "id of the opportunity", "机会编号"),
            _organisation(required=True),
            _opportunity_kind(required=True),
            _text("title", "the opportunity in a line", "标题", required=True),
            _text("text", "the advert in full", "全文"),
            Column("occupation", Kind.IDENTIFIER, about_en="occupation", about_zh="职业"),
            _place(),
            Column(
                "capacity",
                Kind.INTEGER,
                required=True,
                low=0,
                about_en="number of places",
                about_zh="名额",
            ),
            Column(
                "education_min",
                Kind.INTEGER,
                low=0,
                high=8,
                about_en="least level, ISCED 2011",
                about_zh="最低学历，ISCED 2011",
            ),
            Column("licence", Kind.IDENTIFIER, about_en="licence that is needed", about_zh="所需证照"),
            Column("pay", Kind.NUMBER, low=0, about_en="pay, yuan a month", about_zh="薪酬（元/月）"),
            _subproject(),
            Column(
                "industry",
                Kind.IDENTIFIER,
                about_en="GB/T 4754-2017 code",
                about_zh="行业代码（GB/T 4754-2017）",
            ),
            _date("opens", "first day", "开始日期"),
            _date("closes", "last day", "截止日期"),
        ),
        ("opportunity",),
        about_en="What is offered: jobs, training, internships, mentors, technology, finance, ...",
        about_zh="所提供的机会：岗位、培训、实习、导师、技术、资金等。",
    ),
    Schema(
        "seeker_skills",
        (
            Column(
                "seeker",
                Kind.IDENTIFIER,
                required=True,
                reference=Reference(("people", "needs")),
                about_en="person or need",
                about_zh="个人或需求",
            ),
            Column(
                "skill",
                Kind.IDENTIFIER,
                required=True,
                about_en="skill of the catalogue",
                about_zh="技能（目录编号）",
            ),
            Column("level", Kind.NUMBER, low=0, high=1, about_en="level 0..1", about_zh="水平 0–1"),
            _text("evidence", "the words that say so", "依据（原文）"),
        ),
        ("seeker", "skill"),
        about_en="The skills that seekers have.",
        about_zh="寻求者具备的技能。",
    ),
    Schema(
        "opportunity_skills",
        (
            Column(
                "opportunity",
                Kind.IDENTIFIER,
                required=True,
                reference=Reference(("opportunities",)),
                about_en="opportunity",
                about_zh="机会编号",
            ),
            Column(
                "skill",
                Kind.IDENTIFIER,
                required=True,
                about_en="skill of the catalogue",
                about_zh="技能（目录编号）",
            ),
            Column(
                "relation",
                Kind.CHOICE,
                required=True,
                choices=("essential", "optional", "taught"),
                aliases={
                    "必备": "essential",
                    "必需": "essential",
                    "可选": "optional",
                    "优先": "optional",
                    "培训": "taught",
                },
                about_en="asked for (essential, optional) or taught",
                about_zh="要求（必备、优先）或教授",
            ),
            Column("asked", Kind.NUMBER, low=0, high=1, about_en="level asked 0..1", about_zh="要求水平 0–1"),
        ),
        ("opportunity", "skill", "relation"),
        about_en="The skills that opportunities ask for or teach.",
        about_zh="机会所要求或教授的技能。",
    ),
    Schema(
        "placements",
        (
            _key("event", "id of the event", "事件编号"),
            Column(
                "seeker",
                Kind.IDENTIFIER,
                required=True,
                reference=Reference(("people", "needs")),
                about_en="person or need",
                about_zh="个人或需求",
            ),
            Column(
                "opportunity",
                Kind.IDENTIFIER,
                required=True,
                reference=Reference(("opportunities",)),
                about_en="opportunity",
                about_zh="机会编号",
            ),
            Column(
                "kind",
                Kind.CHOICE,
                required=True,
                choices=PLACEMENT_KINDS,
                about_en="what happened",
                about_zh="发生了什么",
            ),
            _date("date", "day on which it happened", "发生日期", required=True),
            Column("run", Kind.IDENTIFIER, about_en="matching run behind it", about_zh="对应的匹配运行"),
            _text("reason", "why declined or left", "拒绝或退出的原因"),
            _text("evidence", "evidence, or a reference to it", "证据或其编号"),
            _recorded_at(),
        ),
        ("event",),
        append_only=True,
        about_en="Events on a seeker and an opportunity; only verified ones count as results.",
        about_zh="寻求者与机会之间的事件；仅核实的计入成果。",
    ),
    Schema(
        "observations",
        (
            _key("observation", "id of the row", "编号"),
            Column("measure", Kind.IDENTIFIER, required=True, about_en="what is measured", about_zh="指标"),
            _place(required=True),
            Column("period", Kind.PERIOD, required=True, about_en="when", about_zh="时期"),
            Column("value", Kind.NUMBER, required=True, about_en="the figure", about_zh="数值"),
            _text("unit", "unit of the figure", "单位", required=True),
            Column("industry", Kind.IDENTIFIER, about_en="industry", about_zh="行业"),
            _sex(),
            _group(),
            Column(
                "part_of",
                Kind.IDENTIFIER,
                reference=Reference(("observations",)),
                about_en="observation of which it is a part",
                about_zh="所属的合计",
            ),
            _text("formula", "how it is computed from other measures", "计算式"),
            _text("counting_rule", "what is counted, and bounds", "统计口径"),
            _text("price_basis", "prices of which year", "价格基期"),
            Column(
                "source",
                Kind.IDENTIFIER,
                required=True,
                reference=Reference(("sources",)),
                about_en="where it was published",
                about_zh="来源",
            ),
            _text("locator", "page or lines in the source", "在来源中的位置（页或行）", required=True),
            Column(
                "border_year",
                Kind.INTEGER,
                low=1900,
                high=2100,
                about_en="year of the borders",
                about_zh="行政区划年份",
            ),
            _recorded_at(),
        ),
        ("observation", "recorded_at"),
        append_only=True,
        about_en="Published figures, each with unit, period, counting rule and source.",
        about_zh="公开数字，均注明单位、时期、口径与来源。",
    ),
    Schema(
        "sources",
        (
            _key("source", "id of the source", "来源编号"),
            _text("title", "title", "标题", required=True),
            _text("publisher", "publisher", "发布者"),
            Column("year", Kind.INTEGER, low=1900, high=2100, about_en="year", about_zh="年份"),
            _text("url", "address", "网址"),
            _text("licence", "licence or terms", "许可"),
        ),
        ("source",),
        about_en="Documents and data sets that facts were taken from.",
        about_zh="事实所依据的文件与数据。",
    ),
    Schema(
        "subprojects",
        (
            _key("subproject", "id of the subproject", "子项目编号"),
            _text("name", "name in English", "英文名称", required=True),
            _text("name_zh", "name in Chinese", "中文名称"),
            _organisation("owner"),
            _place(),
            *_source(),
        ),
        ("subproject",),
        about_en="The parts of the programme.",
        about_zh="项目的各子项目。",
    ),
    Schema(
        "indicators",
        (
            _key("indicator", "id of the indicator", "指标编号"),
            _text("name", "name in English", "英文名称", required=True),
            _text("name_zh", "name in Chinese", "中文名称"),
            Column(
                "level",
                Kind.CHOICE,
                required=True,
                choices=("impact", "outcome", "output"),
                about_en="level in the results framework",
                about_zh="在成果框架中的层级",
            ),
            _text("unit", "unit", "单位", required=True),
            Column(
                "kind",
                Kind.CHOICE,
                choices=("count", "share", "index", "yes_no"),
                about_en="what kind of number",
                about_zh="数值类型",
            ),
            Column(
                "direction",
                Kind.CHOICE,
                choices=("up", "down"),
                aliases={"increase": "up", "decrease": "down"},
                about_en="which way is better",
                about_zh="改善的方向",
            ),
            Column(
                "cumulative",
                Kind.BOOLEAN,
                about_en="counted over all periods up to now",
                about_zh="是否逐期累计",
            ),
            Column("baseline", Kind.NUMBER, about_en="value before the programme", about_zh="基线值"),
            Column(
                "baseline_year",
                Kind.INTEGER,
                low=1900,
                high=2100,
                about_en="year of the baseline",
                about_zh="基线年份",
            ),
            *_source(),
        ),
        ("indicator",),
        about_en="What the programme is measured by.",
        about_zh="衡量项目的指标。",
    ),
    Schema(
        "targets",
        (
            _key("target", "id of the target", "目标编号"),
            Column(
                "indicator",
                Kind.IDENTIFIER,
                required=True,
                reference=Reference(("indicators",)),
                about_en="indicator",
                about_zh="指标编号",
            ),
            Column("period", Kind.PERIOD, required=True, about_en="by when", about_zh="期限"),
            Column("value", Kind.NUMBER, about_en="the figure to reach", about_zh="目标值"),
            _group(),
            Column(
                "share",
                Kind.NUMBER,
                low=0,
                high=1,
                about_en="least share of the group",
                about_zh="该群体的最低占比",
            ),
            *_source(),
        ),
        ("target",),
        about_en="What the indicators must reach, and by when.",
        about_zh="指标须达到的数值与期限。",
    ),
    Schema(
        "results",
        (
            Column(
                "indicator",
                Kind.IDENTIFIER,
                required=True,
                reference=Reference(("indicators",)),
                about_en="indicator",
                about_zh="指标编号",
            ),
            Column("period", Kind.PERIOD, required=True, about_en="when", about_zh="时期"),
            Column("value", Kind.NUMBER, required=True, about_en="the figure", about_zh="数值"),
            _sex(),
            _subproject(),
            *_source(),
            _recorded_at(),
        ),
        ("indicator", "period", "sex", "subproject", "recorded_at"),
        append_only=True,
        about_en="Results that were reported from outside; those from placements are derived, never stored.",
        about_zh="外部报送的成果；由安置事件得出的成果只推导、不存储。",
    ),
    Schema(
        "risks",
        (
            _key("risk", "id of the risk", "风险编号"),
            _text("name", "the risk in English", "风险（英文）", required=True),
            _text("name_zh", "the risk in Chinese", "风险（中文）"),
            _subproject(),
            *_source(),
        ),
        ("risk",),
        about_en="Risks and assumptions.",
        about_zh="风险与假设。",
    ),
    Schema(
        "gates",
        (
            _key("gate", "id of the stage gate", "阶段关口编号"),
            _text("name", "the gate in English", "关口（英文）", required=True),
            _text("name_zh", "the gate in Chinese", "关口（中文）"),
            _subproject(),
            Column("date", Kind.PERIOD, about_en="when", about_zh="时间"),
            *_source(),
        ),
        ("gate",),
        about_en="Stage gates of the programme.",
        about_zh="项目的阶段关口。",
    ),
    Schema(
        "activities",
        (
            _key("activity", "id of the activity", "活动编号"),
            _text("name", "the activity in English", "活动（英文）", required=True),
            _text("name_zh", "the activity in Chinese", "活动（中文）"),
            _subproject(),
            *_source(),
        ),
        ("activity",),
        about_en="What the subprojects do.",
        about_zh="各子项目的活动。",
    ),
)

SCHEMAS: dict[str, Schema] = {schema.name: schema for schema in _TABLES}


def schema_of(name: str) -> Schema:
    """The schema of a table.

    Raises
    ------
    Refusal
        ``tables.unknown-table``.
    """
    if name not in SCHEMAS:
        raise Refusal.because("tables.unknown-table", table=name, known=", ".join(SCHEMAS))
    return SCHEMAS[name]
