"""The reference page of the tables, made from the schemas so that it cannot go stale."""

from __future__ import annotations

from collections.abc import Iterable

from seedbed.tables.column import Column, Schema

HEAD = """# Tables of a region 区域的表

CSV (UTF-8 or GB18030), Excel or Parquet; extra columns are kept. **Bold** columns are required. Lists hold semicolons between their items. `seedbed region schema TABLE --format json` gives a table as Frictionless Table Schema.
表可以是 CSV（UTF-8 或 GB18030）、Excel 或 Parquet；附加列会保留。**粗体**为必填列。列表各项以分号分隔。`seedbed region schema 表名 --format json` 输出 Frictionless 表结构。
"""

TAIL = """## Written by the workbench 工作台写入的列与表

Not in the schemas: extra columns, and a table of its own. They come along when a region is exported and imported; a region without them lacks nothing.
以下不在表结构之内，随区域一并导出、导入；没有也不影响使用。

| column 列 | kind 类型 | meaning | 含义 |
| --- | --- | --- | --- |
| people.objects_since | text | day since when the person objects to decisions by the computer alone: proposing to all leaves her out | 反对仅由系统作出决定的起始日期；向全体提出建议时不含此人 |
| people.denied_skills | list | skills read from her text that she says she does not have; not read again | 由文本读取但本人否认的技能，不再读取 |
| seeker_skills.by | person, office | who set the level or added the skill by hand; another reading of the text keeps the row | 由谁手工设定水平或添加；重新读取文本时保留 |
| opportunity_skills.by | organisation | the organisation set what is asked for or taught; another reading keeps the row | 由机构手工设定所要求或教授的技能；重新读取时保留 |
| organisation_merges | table | one row a merge of two records of one organisation: kept, gone, name, name_zh, source, locator, by, reason, merged_at | 每次机构合并一行：保留的编号、并入的编号、其名称与来源、执行人、理由、时间 |
"""


def reference_page(schemas: Iterable[Schema]) -> str:
    """Markdown: one section a table, one row a column, in both languages."""
    return "\n".join([HEAD, *(_section(schema) for schema in schemas), TAIL])


def _section(schema: Schema) -> str:
    log = " Append-only 只追加。" if schema.append_only else ""
    rows = "\n".join(_row(column) for column in schema.columns)
    return (
        f"## {schema.name}\n\n{schema.about_en} {schema.about_zh} Key 主键: {' + '.join(schema.key)}.{log}\n\n"
        f"| column 列 | kind 类型 | meaning | 含义 |\n| --- | --- | --- | --- |\n{rows}\n"
    )


def _row(column: Column) -> str:
    name = f"**{column.name}**" if column.required else column.name
    kind = column.kind.value
    if column.choices:
        kind = ", ".join(column.choices)
    elif column.low is not None or column.high is not None:
        low = "" if column.low is None else f"{column.low:g}"
        high = "" if column.high is None else f"{column.high:g}"
        kind = f"{kind} {low}..{high}"
    if column.reference is not None:
        kind = f"{kind} → {' / '.join(column.reference.tables)}"
    return f"| {name} | {kind} | {column.about_en} | {column.about_zh} |"
