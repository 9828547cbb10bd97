"""The reference page of the tables, made from the schemas so that it cannot go stale."""

from __future__ import annotations

from collections.abc import Iterable

from seedbed.tables.column import Column, Schema

HEAD = """# Tables of a region 区域的表

CSV (UTF-8 or GB18030), Excel or Parquet; extra columns are kept. **Bold** columns are required. Lists hold semicolons between their items. `seedbed region schema TABLE --format json` gives a table as Frictionless Table Schema.
表可以是 CSV（UTF-8 或 GB18030）、Excel 或 Parquet；附加列会保留。**粗体**为必填列。列表各项以分号分隔。`seedbed region schema 表名 --format json` 输出 Frictionless 表结构。
"""


def reference_page(schemas: Iterable[Schema]) -> str:
    """Markdown: one section a table, one row a column, in both languages."""
    return "\n".join([HEAD, *(_section(schema) for schema in schemas)])


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
