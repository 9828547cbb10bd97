"""``{{ fit|percent }}``, ``{% count number whole %}``, ``{{ list|listed }}``, classes of cells."""

from __future__ import annotations

from collections.abc import Iterable

from django import template

from seedbed.charts import spoken_number
from seedbed.report.document import Table
from seedbed.workbench.desk.figures import shown_count
from seedbed.workbench.look.wording import language, said

register = template.Library()


@register.filter
def percent(value: float | None) -> str:
    """A share as people read it."""
    return spoken_number(value, "percent", language())


@register.filter
def listed(items: Iterable[str]) -> str:
    """Items with commas."""
    return said("workbench.list-comma").join(items)


@register.simple_tag
def count(number: int, whole: object) -> str:
    """A number of people; a small one only for who sees everything."""
    return shown_count(number, whole=bool(whole))


@register.simple_tag
def cell_class(table: Table, at: int) -> str:
    """How a cell is aligned."""
    return "right" if table.columns[at].numeric else ""
