"""What the programme consists of, must reach, spends, decides, and has reached."""

from __future__ import annotations

from seedbed.tables.column import Column, Kind, Reference, Schema
from seedbed.tables.schemas.shared import (
    date,
    group,
    key,
    organisation,
    place,
    recorded_at,
    sex,
    source,
    subproject,
    text,
)

LEVELS = ("impact", "outcome", "output")
AGGREGATIONS = ("sum", "ratio", "latest", "none")
"""What may be done with an indicator's parts: added; added as numerators and denominators; the last value
stands for all periods; nothing."""


def _names(about_en: str, about_zh: str) -> tuple[Column, Column]:
    return (
        text("name", f"{about_en} in English", f"{about_zh}（英文）", required=True),
        text("name_zh", f"{about_en} in Chinese", f"{about_zh}（中文）"),
    )


def _indicator(*, required: bool = True) -> Column:
    return Column(
        "indicator", Kind.IDENTIFIER, required=required, reference=Reference(("indicators",)),
        about_en="indicator", about_zh="指标编号",
    )  # fmt: skip


def _statement() -> Column:
    return Column(
        "statement", Kind.IDENTIFIER, reference=Reference(("statements",)),
        about_en="statement of the results framework", about_zh="成果框架中的成果表述",
    )  # fmt: skip


def _activity() -> Column:
    return Column(
        "activity", Kind.IDENTIFIER, reference=Reference(("activities",)), about_en="activity", about_zh="活动编号"
    )  # fmt: skip


def _evidence(name: str = "evidence") -> Column:
    return Column(
        name, Kind.LIST, reference=Reference(("evidence",)),
        about_en="evidence files, between semicolons", about_zh="证据文件，以分号分隔",
    )  # fmt: skip


def _by(about_en: str, about_zh: str, *, required: bool = False) -> Column:
    return Column("by", Kind.IDENTIFIER, required=required, about_en=about_en, about_zh=about_zh)


def _amount() -> tuple[Column, Column]:
    return (
        Column("amount", Kind.NUMBER, required=True, about_en="amount of money", about_zh="金额"),
        Column(
            "currency", Kind.IDENTIFIER, required=True, about_en="ISO 4217 code", about_zh="货币（ISO 4217）"
        ),
    )


PROGRAMME: tuple[Schema, ...] = (
    Schema(
        "subprojects",
        (
            key("subproject", "id of the subproject", "子项目编号"),
            *_names("name", "名称"),
            organisation("owner"),
            place(),
            *source(),
        ),
        ("subproject",),
        about_en="The parts of the programme.",
        about_zh="项目的各子项目。",
    ),
    Schema(
        "statements",
        (
            key("statement", "id of the statement", "成果表述编号"),
            Column(
                "level",
                Kind.CHOICE,
                required=True,
                choices=LEVELS,
                about_en="level in the results framework",
                about_zh="在成果框架中的层级",
            ),
            *_names("what is to be achieved", "要达成的成果"),
            Column(
                "parent",
                Kind.IDENTIFIER,
                reference=Reference(("statements",)),
                about_en="statement of the level above that it leads to",
                about_zh="所支撑的上一层成果",
            ),
            subproject(),
            text("assumption", "what must hold for it to lead to the level above", "通向上一层的假设条件"),
            text("assumption_zh", "the same in Chinese", "假设条件（中文）"),
            text("basis", "how it follows from the source, in English", "依据说明（英文）"),
            text("basis_zh", "the same in Chinese", "依据说明（中文）"),
            *source(),
        ),
        ("statement",),
        about_en="The results chain: impact, outcomes, outputs.",
        about_zh="成果链：影响、成效、产出。",
    ),
    Schema(
        "indicators",
        (
            key("indicator", "id of the indicator", "指标编号"),
            *_names("name", "名称"),
            Column(
                "level",
                Kind.CHOICE,
                required=True,
                choices=LEVELS,
                about_en="level in the results framework",
                about_zh="在成果框架中的层级",
            ),
            text("unit", "unit", "单位", required=True),
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
            _statement(),
            Column(
                "aggregation",
                Kind.CHOICE,
                choices=AGGREGATIONS,
                about_en="what may be done with parts: sum, ratio (numerators and denominators), latest, none",
                about_zh="各部分如何汇总：sum 相加，ratio 分子分母分别相加，latest 取最近值，none 不可汇总",
            ),
            Column(
                "disaggregation",
                Kind.LIST,
                about_en="sex, group, place, subproject, between semicolons",
                about_zh="分组维度：sex、group、place、subproject，以分号分隔",
            ),
            text("means_of_verification", "how it is verified", "核实方式"),
            text("means_of_verification_zh", "the same in Chinese", "核实方式（中文）"),
            organisation("responsible"),
            *source(),
        ),
        ("indicator",),
        about_en="What the programme is measured by.",
        about_zh="衡量项目的指标。",
    ),
    Schema(
        "targets",
        (
            key("target", "id of the target", "目标编号"),
            _indicator(),
            Column("period", Kind.PERIOD, required=True, about_en="by when", about_zh="期限"),
            Column("value", Kind.NUMBER, about_en="the figure to reach", about_zh="目标值"),
            group(),
            Column(
                "share",
                Kind.NUMBER,
                low=0,
                high=1,
                about_en="least share of the group",
                about_zh="该群体的最低占比",
            ),
            subproject(),
            date(
                "valid_from",
                "day from which it holds; the latest one replaces those before",
                "生效日期；以最近者为准",
            ),
            *source(),
        ),
        ("target", "valid_from"),
        about_en="What the indicators must reach, and by when.",
        about_zh="指标须达到的数值与期限。",
    ),
    Schema(
        "results",
        (
            _indicator(),
            Column("period", Kind.PERIOD, required=True, about_en="when", about_zh="时期"),
            Column("value", Kind.NUMBER, required=True, about_en="the figure", about_zh="数值"),
            Column("numerator", Kind.NUMBER, low=0, about_en="of a share", about_zh="比例的分子"),
            Column("denominator", Kind.NUMBER, low=0, about_en="of a share", about_zh="比例的分母"),
            sex(),
            group(),
            place(),
            subproject(),
            Column(
                "result",
                Kind.IDENTIFIER,
                about_en="id, to verify or correct it",
                about_zh="编号，用于核实或更正",
            ),
            Column("corrects", Kind.IDENTIFIER, about_en="result that it replaces", about_zh="所更正的成果"),
            _by("who entered it", "填报人"),
            _evidence(),
            *source(),
            recorded_at(),
        ),
        ("indicator", "period", "sex", "group", "place", "subproject", "recorded_at"),
        append_only=True,
        about_en="Results that were reported from outside; those from placements are derived, never stored.",
        about_zh="外部报送的成果；由安置事件得出的成果只推导、不存储。",
    ),
    Schema(
        "verifications",
        (
            key("verification", "id of the act", "核实编号"),
            Column(
                "result",
                Kind.IDENTIFIER,
                required=True,
                about_en="result that was looked at",
                about_zh="被核实的成果",
            ),
            Column(
                "decision",
                Kind.CHOICE,
                required=True,
                choices=("verified", "returned", "rejected"),
                about_en="what was decided",
                about_zh="结论",
            ),
            _by("who decided; never the one who entered it", "核实人；不得与填报人相同", required=True),
            date("date", "day of the decision", "核实日期", required=True),
            text("reason", "why it was returned or rejected", "退回或否决的原因"),
            _evidence(),
            recorded_at(),
        ),
        ("verification",),
        append_only=True,
        about_en="Who looked at a reported result, and what was decided.",
        about_zh="对填报成果的核实。",
    ),
    Schema(
        "evidence",
        (
            key("evidence", "id of the file", "证据编号"),
            text("file", "name of the file", "文件名", required=True),
            text(
                "sha256",
                "SHA-256 of the file, 64 hexadecimal digits",
                "文件的 SHA-256（64 位十六进制）",
                required=True,
            ),
            text("title", "what it shows", "所证明的内容"),
            organisation("holder"),
            subproject(),
            date("received", "day on which it was received", "收到日期"),
            recorded_at(),
        ),
        ("evidence",),
        append_only=True,
        about_en="Files that support results, by name and hash; the files themselves stay with their holder.",
        about_zh="支撑成果的文件（名称与哈希）；文件本身由持有方保存。",
    ),
    Schema(
        "risks",
        (
            key("risk", "id of the risk", "风险编号"),
            *_names("the risk", "风险"),
            Column(
                "kind",
                Kind.CHOICE,
                choices=("risk", "assumption"),
                about_en="risk or assumption",
                about_zh="风险或假设",
            ),
            Column(
                "likelihood",
                Kind.CHOICE,
                choices=("low", "medium", "high"),
                about_en="how likely",
                about_zh="可能性",
            ),
            Column(
                "impact",
                Kind.CHOICE,
                choices=("low", "medium", "high"),
                about_en="how grave",
                about_zh="影响程度",
            ),
            text("response", "what is done about it", "应对措施"),
            text("response_zh", "the same in Chinese", "应对措施（中文）"),
            _statement(),
            organisation("owner"),
            subproject(),
            *source(),
        ),
        ("risk",),
        about_en="Risks and assumptions.",
        about_zh="风险与假设。",
    ),
    Schema(
        "gates",
        (
            key("gate", "id of the stage gate", "阶段关口编号"),
            *_names("the gate", "关口"),
            subproject(),
            Column(
                "track",
                Kind.IDENTIFIER,
                about_en="which course of gates it belongs to; each has its own order",
                about_zh="所属关口序列；各序列次序独立",
            ),
            Column("stage", Kind.INTEGER, low=1, about_en="order among the gates", about_zh="关口次序"),
            Column(
                "required",
                Kind.LIST,
                about_en="artefacts that must be there to pass",
                about_zh="通过所需的文件，以分号分隔",
            ),
            Column("date", Kind.PERIOD, about_en="when", about_zh="时间"),
            Column(
                "basis",
                Kind.CHOICE,
                choices=("stated", "proposal"),
                about_en="stated in the source, or the project's own proposal",
                about_zh="文件所载，或本项目提议",
            ),
            *source(),
        ),
        ("gate",),
        about_en="Stage gates of the programme.",
        about_zh="项目的阶段关口。",
    ),
    Schema(
        "gate_decisions",
        (
            key("decision", "id of the decision", "决定编号"),
            Column(
                "gate",
                Kind.IDENTIFIER,
                required=True,
                reference=Reference(("gates",)),
                about_en="gate",
                about_zh="关口",
            ),
            subproject(),
            date("date", "day of the decision", "决定日期", required=True),
            Column(
                "outcome",
                Kind.CHOICE,
                required=True,
                choices=("passed", "conditional", "returned", "stopped"),
                about_en="what was decided",
                about_zh="结论",
            ),
            Column("artefacts", Kind.LIST, about_en="artefacts that were there", about_zh="已提交的文件"),
            _evidence(),
            _by("who decided", "决定人"),
            text("reason", "why, or on which conditions", "理由或条件"),
            recorded_at(),
        ),
        ("decision",),
        append_only=True,
        about_en="What was decided at the stage gates.",
        about_zh="各关口的决定。",
    ),
    Schema(
        "activities",
        (
            key("activity", "id of the activity", "活动编号"),
            *_names("the activity", "活动"),
            subproject(),
            _statement(),
            Column("starts", Kind.PERIOD, about_en="planned beginning", about_zh="计划开始"),
            Column("ends", Kind.PERIOD, about_en="planned end", about_zh="计划结束"),
            Column(
                "depends_on",
                Kind.LIST,
                reference=Reference(("activities",)),
                about_en="activities that must end before",
                about_zh="须先完成的活动",
            ),
            Column(
                "status",
                Kind.CHOICE,
                choices=("planned", "running", "done", "stopped"),
                about_en="where it stands",
                about_zh="状态",
            ),
            organisation("responsible"),
            *source(),
        ),
        ("activity",),
        about_en="What the subprojects do.",
        about_zh="各子项目的活动。",
    ),
    Schema(
        "gender_actions",
        (
            key("action", "id of the action", "行动编号"),
            *_names("the action", "行动"),
            _statement(),
            _indicator(required=False),
            text("target", "what it must reach, in words", "目标（文字）"),
            text("target_zh", "the same in Chinese", "目标（中文）"),
            organisation("responsible"),
            Column("due", Kind.PERIOD, about_en="by when", about_zh="期限"),
            Column(
                "status",
                Kind.CHOICE,
                choices=("planned", "running", "done", "stopped"),
                about_en="where it stands",
                about_zh="状态",
            ),
            subproject(),
            *source(),
        ),
        ("action",),
        about_en="The gender action plan.",
        about_zh="性别行动计划。",
    ),
    Schema(
        "budgets",
        (
            key("line", "id of the budget line", "预算行编号"),
            subproject(),
            _activity(),
            organisation("financier"),
            *_amount(),
            Column("period", Kind.PERIOD, about_en="when it is planned", about_zh="计划时期"),
            text("what", "what it pays for", "用途"),
            text("what_zh", "the same in Chinese", "用途（中文）"),
            *source(),
        ),
        ("line",),
        about_en="Planned money, by subproject, activity and financier.",
        about_zh="按子项目、活动和出资方列出的预算。",
    ),
    Schema(
        "disbursements",
        (
            key("disbursement", "id of the payment", "支付编号"),
            subproject(),
            _activity(),
            organisation("financier"),
            *_amount(),
            date("date", "day of the payment", "支付日期", required=True),
            _evidence(),
            recorded_at(),
        ),
        ("disbursement",),
        append_only=True,
        about_en="Money that was paid.",
        about_zh="已支付的款项。",
    ),
    Schema(
        "funnels",
        (
            key("funnel", "id of the funnel", "漏斗编号"),
            Column(
                "stage_no",
                Kind.INTEGER,
                required=True,
                low=1,
                about_en="order of the stage",
                about_zh="环节次序",
            ),
            *_names("the stage", "环节"),
            Column(
                "place", Kind.IDENTIFIER, reference=Reference(("places",)), about_en="place", about_zh="地点"
            ),
            Column("period", Kind.PERIOD, about_en="when", about_zh="时期"),
            Column(
                "count",
                Kind.NUMBER,
                low=0,
                about_en="how many reached the stage",
                about_zh="到达该环节的数量",
            ),
            text("unit", "what is counted, in English", "计量单位（英文）"),
            text("unit_zh", "the same in Chinese", "计量单位（中文）"),
            Column(
                "part_of_previous",
                Kind.BOOLEAN,
                about_en="whether it is a part of the stage before; false: it counts something else",
                about_zh="是否为上一环节的一部分；否表示计量对象不同",
            ),
            Column(
                "benchmark", Kind.BOOLEAN, about_en="a benchmark from elsewhere", about_zh="是否为外部标杆"
            ),
            *source(),
        ),
        ("funnel", "stage_no"),
        about_en="Funnels, stage by stage: disclosure to licence to income; idea to promoted; need to deal.",
        about_zh="各类漏斗的逐级数量：披露—许可—收入，创意—推广，需求—成交。",
    ),
    Schema(
        "grievances",
        (
            key("entry", "id of the entry", "记录编号"),
            Column(
                "grievance",
                Kind.IDENTIFIER,
                required=True,
                about_en="id of the grievance",
                about_zh="申诉编号",
            ),
            Column(
                "kind",
                Kind.CHOICE,
                required=True,
                choices=("received", "acknowledged", "answered", "resolved", "appealed", "closed"),
                about_en="what happened",
                about_zh="事项",
            ),
            date("date", "day on which it happened", "日期", required=True),
            Column(
                "category",
                Kind.CHOICE,
                choices=("selection", "payment", "conduct", "safety", "data", "other"),
                about_en="what it is about",
                about_zh="类别",
            ),
            Column(
                "channel",
                Kind.CHOICE,
                choices=("in_person", "letter", "telephone", "online"),
                about_en="how it came in",
                about_zh="渠道",
            ),
            subproject(),
            text("summary", "what happened, without names", "摘要（不含姓名）"),
            recorded_at(),
        ),
        ("entry",),
        append_only=True,
        about_en="The grievance log: what came in and what was done, without personal data.",
        about_zh="申诉登记：收到的申诉与处理情况，不含个人数据。",
    ),
)
