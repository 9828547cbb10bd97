"""Published figures and where they were published."""

from __future__ import annotations

from seedbed.tables.column import Column, Kind, Reference, Schema
from seedbed.tables.schemas.shared import group, key, place, recorded_at, sex, text

RECORD: tuple[Schema, ...] = (
    Schema(
        "observations",
        (
            key("observation", "id of the row", "编号"),
            Column("measure", Kind.IDENTIFIER, required=True, about_en="what is measured", about_zh="指标"),
            place(required=True),
            Column("period", Kind.PERIOD, required=True, about_en="when", about_zh="时期"),
            Column("value", Kind.NUMBER, required=True, about_en="the figure", about_zh="数值"),
            text("unit", "unit of the figure", "单位", required=True),
            Column("industry", Kind.IDENTIFIER, about_en="industry", about_zh="行业"),
            sex(),
            group(),
            Column(
                "part_of",
                Kind.IDENTIFIER,
                reference=Reference(("observations",)),
                about_en="observation of which it is a part",
                about_zh="所属的合计",
            ),
            text("formula", "how it is computed from other measures", "计算式"),
            text("counting_rule", "what is counted, and bounds", "统计口径"),
            text("price_basis", "prices of which year", "价格基期"),
            Column(
                "source",
                Kind.IDENTIFIER,
                required=True,
                reference=Reference(("sources",)),
                about_en="where it was published",
                about_zh="来源",
            ),
            text("locator", "page or lines in the source", "在来源中的位置（页或行）", required=True),
            Column(
                "border_year",
                Kind.INTEGER,
                low=1900,
                high=2100,
                about_en="year of the borders",
                about_zh="行政区划年份",
            ),
            recorded_at(),
        ),
        ("observation", "recorded_at"),
        append_only=True,
        about_en="Published figures, each with unit, period, counting rule and source.",
        about_zh="公开数字，均注明单位、时期、口径与来源。",
    ),
    Schema(
        "sources",
        (
            key("source", "id of the source", "来源编号"),
            text("title", "title", "标题", required=True),
            text("publisher", "publisher", "发布者"),
            Column("year", Kind.INTEGER, low=1900, high=2100, about_en="year", about_zh="年份"),
            text("url", "address", "网址"),
            text("licence", "licence or terms", "许可"),
        ),
        ("source",),
        about_en="Documents and data sets that facts were taken from.",
        about_zh="事实所依据的文件与数据。",
    ),
)
