"""The reference page of the quality rules, made from the rules so that it cannot go stale."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from seedbed.messages import Lang, placeholders, say
from seedbed.programme.quality.rules import QualityRule

HEAD = """# Quality rules of a results framework 成果框架质量规则

{number} rules. `seedbed programme check REGION` holds a framework against them and names table, row, column and remedy; the score of an indicator is the share of rules kept of those that apply to it, each counting one. *error*: a number cannot be computed (exit code 2); *warning*: it can, and may mislead; *note*: a habit of good frameworks. What the region's `open_points` name in their column `about` (`table/row/column`, `*` for every row, several between semicolons) is told as a note: what the sources leave open is no slip of the pen.
共 {number} 条。`seedbed programme check 区域` 据此检查，并指出表、行、列与改法；指标得分为其适用规则中遵守的比例，每条权重相同。*error*：无法计算数值（退出码 2）；*warning*：可以计算但可能误导；*note*：良好框架的习惯。区域 `open_points` 表的 `about` 列（`表/行/列`，`*` 表示所有行，多项以分号分隔）所列事项以提示列出：来源未定并非笔误。
"""
COLUMNS = "| rule 规则 | column 列 | severity 级别 | what is said | 提示 |\n| --- | --- | --- | --- | --- |"
ANY = "…"


def reference_page(rules: Sequence[QualityRule]) -> str:
    """Markdown: one section a table, one row a rule, in the order of the rules."""
    sections = [
        f"## {table}\n\n{COLUMNS}\n" + "\n".join(_row(rule) for rule in some) + "\n"
        for table, some in groupby(rules, key=lambda rule: rule.table)
    ]
    return "\n".join([HEAD.format(number=len(rules)), *sections])


def _row(rule: QualityRule) -> str:
    said = " | ".join(_said(rule, lang) for lang in ("en", "zh"))
    return f"| `{rule.name}` | {rule.column} | {rule.severity.value} | {said} |"


def _said(rule: QualityRule, lang: Lang) -> str:
    known = {"table": rule.table, "column": rule.column}
    return say(rule.code, lang, **{name: known.get(name, ANY) for name in placeholders(rule.code, lang)})
