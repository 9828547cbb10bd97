"""Columns that several tables share, and the spellings that people use for their values."""

from __future__ import annotations

from seedbed.tables.column import Column, Kind, Reference

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


def place(name: str = "place", *, required: bool = False) -> Column:
    """A place."""
    return Column(
        name, Kind.IDENTIFIER, required=required, reference=Reference(("places",)),
        about_en="place code, GB/T 2260 or the region's own", about_zh="地点代码（GB/T 2260 或自编）",
    )  # fmt: skip


def organisation(name: str = "organisation", *, required: bool = False) -> Column:
    """An organisation."""
    return Column(
        name, Kind.IDENTIFIER, required=required, reference=Reference(("organisations",)),
        about_en="organisation id", about_zh="机构编号",
    )  # fmt: skip


def source() -> tuple[Column, Column]:
    """Where a row was taken from."""
    return (
        Column(
            "source", Kind.IDENTIFIER, reference=Reference(("sources",)),
            about_en="where the row was taken from", about_zh="来源",
        ),
        Column("locator", about_en="page or lines in the source", about_zh="在来源中的位置（页或行）"),
    )  # fmt: skip


def group(name: str = "group") -> Column:
    """A group of people."""
    return Column(name, Kind.IDENTIFIER, about_en="group of people", about_zh="群体")


def sex() -> Column:
    """Sex as stated."""
    return Column(
        "sex", Kind.CHOICE, choices=("female", "male", "other"), aliases=SEX_ALIASES,
        about_en="sex as the person states it; empty where not stated", about_zh="性别（本人填写；未填留空）",
    )  # fmt: skip


def opportunity_kind(name: str = "kind", *, required: bool = False) -> Column:
    """What is sought or offered."""
    return Column(
        name, Kind.CHOICE, required=required, choices=OPPORTUNITY_KINDS, aliases=OPPORTUNITY_KIND_ALIASES,
        about_en="what is sought or offered", about_zh="寻求或提供的类型",
    )  # fmt: skip


def recorded_at() -> Column:
    """When the system learned of a row."""
    return Column(
        "recorded_at", Kind.TIMESTAMP,
        about_en="when the system learned of it (UTC)", about_zh="系统记录时间（UTC）",
    )  # fmt: skip


def key(name: str, about_en: str, about_zh: str) -> Column:
    """The id of a row."""
    return Column(name, Kind.IDENTIFIER, required=True, about_en=about_en, about_zh=about_zh)


def text(name: str, about_en: str, about_zh: str, *, required: bool = False) -> Column:
    """Free text."""
    return Column(name, required=required, about_en=about_en, about_zh=about_zh)


def date(name: str, about_en: str, about_zh: str, *, required: bool = False) -> Column:
    """A day."""
    return Column(name, Kind.DATE, required=required, about_en=about_en, about_zh=about_zh)


def subproject(name: str = "subproject", *, required: bool = False) -> Column:
    """A subproject."""
    return Column(
        name, Kind.IDENTIFIER, required=required, reference=Reference(("subprojects",)),
        about_en="subproject of the programme", about_zh="子项目",
    )  # fmt: skip
