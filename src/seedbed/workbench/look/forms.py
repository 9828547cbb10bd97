"""Forms whose labels, helps and errors are linked, so that a screen reader reads them together."""

from __future__ import annotations

from django import forms
from django.forms.renderers import TemplatesSetting

from seedbed.workbench.look.wording import said_later


class Renderer(TemplatesSetting):
    """Every form and field through our templates; ``{{ form }}`` is all that a page writes."""

    form_template_name = "look/form.html"
    field_template_name = "look/field.html"


class PlainForm(forms.Form):
    """A form whose labels end without a colon."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)


def label(name: str) -> str:
    """``workbench.field-<name>`` in the language of the page."""
    later: str = said_later(f"workbench.field-{name}")
    return later


def help_(name: str) -> str:
    """``workbench.help-<name>`` in the language of the page."""
    later: str = said_later(f"workbench.help-{name}")
    return later
