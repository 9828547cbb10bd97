"""``{{ block|kind }}``: blocks of a report as they stand on a page."""

from __future__ import annotations

import secrets

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from seedbed.report.document import Definitions, Facts, Figure, Heading, Prose, Table
from seedbed.report.word_layout import Grid
from seedbed.workbench.look.wording import said

register = template.Library()
_KINDS = {
    Definitions: "definitions",
    Facts: "facts",
    Figure: "figure",
    Grid: "grid",
    Heading: "heading",
    Prose: "prose",
    Table: "table",
}


@register.filter
def kind(block: object) -> str:
    """What a block is."""
    return _KINDS[type(block)]


@register.filter
def at(items: frozenset[int], index: int) -> bool:
    """Whether a column is among some."""
    return index in items


@register.filter
def reason(code: str) -> str:
    """A code of the catalogue as a sentence."""
    return said(code)


@register.simple_tag
def once() -> SafeString:
    """The mark of a form; the same one with the same words is taken in once."""
    return format_html('<input type="hidden" name="once" value="{}">', secrets.token_hex(12))
