"""Write ``docs/reference/truth-table.md``: ``python -m programme.truth_page`` (with ``tests`` on the path)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from programme.truth_case import Case, Placed
from programme.truth_table import CASES, SECTIONS

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "truth-table.md"

HEAD = """# Truth table of the programme's arithmetic 项目算法真值表

{number} cases, each worked out by hand and checked in every test run. Empty means unknown: never zero. Findings are codes; `seedbed` says them in words. *Elsewhere* is what other open systems answer, by their code or their users' threads.
共 {number} 例，均先手算，每次测试逐例核对。“空”表示未知，绝不是零。“提示”为代码，`seedbed` 以文字说明。“别处”为其他开源系统的答案（依据其代码或用户反馈）。
"""
COLUMNS = (
    "| case 案例 | given 给定 | by hand 手算 | answer 答案 | findings 提示 | elsewhere 别处 |\n"
    "| --- | --- | --- | --- | --- | --- |"
)


def page() -> str:
    """Markdown: one section a subject, one row a case."""
    sections = [
        f"## {en} {zh}\n\n{COLUMNS}\n" + "\n".join(_row(case) for case in cases) + "\n"
        for (en, zh), cases in SECTIONS.items()
    ]
    return "\n".join([HEAD.format(number=len(CASES)), *sections])


def _row(case: Case) -> str:
    cells = (
        f"{case.en}<br>{case.zh}",
        _given(case),
        case.working,
        ", ".join(f"{name} {_said(value)}" for name, value in case.expected.items()),
        ", ".join(f"`{code}`" for code in case.findings),
        case.elsewhere,
    )
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _given(case: Case) -> str:
    facts = [
        _words(case.indicator),
        *(f"target {_words(target)}" for target in case.targets),
        *(_placed(placed) for placed in case.placed),
        *(f"reported {_words(result)}" for result in case.reported),
        *(f"decision {_words(act)}" for act in case.verified),
        "verification required" if case.required else "",
        "" if case.union else f"seen in {case.year}",
        f"report of {case.on}" if case.on else "",
    ]
    return "; ".join(fact for fact in facts if fact)


def _placed(placed: Placed) -> str:
    said = [f"placed {placed.number} in {placed.period}"]
    said += [placed.sex] if placed.sex != "unstated" else []
    said += [" and ".join(placed.groups)] if placed.groups else []
    said += [f"subproject {placed.subproject}"] if placed.subproject != "unstated" else []
    said += [f"verified {placed.verified}"] if placed.verified else []
    return " ".join(said)


def _words(row: Mapping[str, object]) -> str:
    return " ".join(_pairs((name, value) for name, value in row.items() if value is not None))


def _pairs(items: Iterable[tuple[str, object]]) -> Iterable[str]:
    for name, value in items:
        yield f"{_said(value)}" if name in ("period", "value", "kind") else f"{name} {_said(value)}"


def _said(value: object) -> str:
    if value is None:
        return "empty 空"
    if isinstance(value, bool):
        return "yes 是" if value else "no 否"
    return f"{value:g}" if isinstance(value, float) else str(value)


def write() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    write()
