"""``{% say "code" key=value %}``, ``{{ finding|text }}``, ``{{ code|word:"role" }}``; every template has them."""

from __future__ import annotations

from django import template

from seedbed.messages import Finding, Value
from seedbed.workbench.look import wording

register = template.Library()


@register.simple_tag
def say(code: str, **values: Value) -> str:
    """The sentence of a code in the language of the page; escaped like every value."""
    return wording.said(code, **values)


@register.filter
def text(finding: Finding) -> str:
    """A finding as a sentence in the language of the page."""
    return wording.text_of(finding)


@register.filter
def word(value: object, kind: str) -> str:
    """The word for a code of a kind."""
    return wording.word(kind, value)
