"""Who is there: places, organisations and the ties between them."""

from __future__ import annotations

from seedbed.tables.column import Column, Kind, Reference, Schema
from seedbed.tables.schemas.shared import (
    ACTOR_TYPE_ALIASES,
    ACTOR_TYPES,
    key,
    organisation,
    place,
    source,
    text,
)

ACTORS: tuple[Schema, ...] = (
    Schema(
        "places",
        (
            key("place", "code: GB/T 2260 or the region's own", "代码：GB/T 2260 或自编"),
            text("name", "name in English", "英文名称", required=True),
            text("name_zh", "name in Chinese", "中文名称"),
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
            Column(
                "parts",
                Kind.LIST,
                reference=Reference(("places",)),
                about_en="places that make it up, where it lies across the tree of parents",
                about_zh="组成该地区的各地（当其跨越上下级层次时）",
            ),
        ),
        ("place",),
        about_en="Places: provinces, districts, zones.",
        about_zh="地点：省、区县、园区。",
    ),
    Schema(
        "organisations",
        (
            key("organisation", "id chosen by the owner", "编号（自定）"),
            text("name", "name in English", "英文名称", required=True),
            text("name_zh", "name in Chinese", "中文名称"),
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
            place(),
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
            text("website", "address of its pages", "网址"),
            *source(),
        ),
        ("organisation",),
        about_en="Organisations: schools, enterprises, government bodies, service organisations.",
        about_zh="机构：学校、企业、政府部门、服务机构。",
    ),
    Schema(
        "ties",
        (
            organisation("from", required=True),
            organisation("to", required=True),
            Column("kind", Kind.IDENTIFIER, required=True, about_en="kind of tie", about_zh="联系类型"),
            Column("start", Kind.PERIOD, about_en="since", about_zh="开始"),
            Column("end", Kind.PERIOD, about_en="until", about_zh="结束"),
            *source(),
        ),
        ("from", "to", "kind", "start"),
        about_en="Typed, dated, sourced links between organisations.",
        about_zh="机构之间有类型、有日期、有来源的联系。",
    ),
    Schema(
        "chains",
        (
            key("chain", "id of the value chain", "产业链编号"),
            Column(
                "stage_no",
                Kind.INTEGER,
                required=True,
                low=1,
                about_en="order of the stage",
                about_zh="环节次序",
            ),
            text("stage", "the stage in English", "环节（英文）", required=True),
            text("stage_zh", "the stage in Chinese", "环节（中文）"),
            organisation(),
            place(),
            text("role", "what it does there", "作用"),
            text("role_zh", "the same in Chinese", "作用（中文）"),
            Column(
                "state",
                Kind.CHOICE,
                choices=("present", "weak", "planned", "missing", "listed"),
                about_en="what the source says of the stage there; present where empty",
                about_zh="来源所述该环节的状况；留空即为已有",
            ),
            Column(
                "layer",
                Kind.CHOICE,
                choices=("production", "supply", "value", "innovation"),
                about_en="which of the four chains it belongs to",
                about_zh="所属的链（生产、供应、价值、创新）",
            ),
            Column(
                "measure",
                Kind.IDENTIFIER,
                about_en="measure that tells of the stage",
                about_zh="反映该环节的指标",
            ),
            *source(),
        ),
        ("chain", "stage_no", "stage", "organisation", "place"),
        about_en="Value chains: their stages in order, and who stands on them where.",
        about_zh="产业链：依次各环节及其所在机构与地点。",
    ),
)
