"""The report as one HTML file: both languages inside, no network, no script.

The language is part of the address: links of the English half lead to English targets (``#en``,
``#en-progress``), and the style sheet shows the half that holds the target. Without a target the
Chinese half is shown; a browser that cannot select by target shows both.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from seedbed.charts import chart_style, printable
from seedbed.messages import LANGUAGES, Lang
from seedbed.report.document import (
    Definitions,
    Document,
    Facts,
    Figure,
    Heading,
    Prose,
    Table,
)
from seedbed.report.sections import document_of
from seedbed.report.wording import words_of
from seedbed.store.atomic import write_atomically
from seedbed.usecases.report_contents import ReportContents

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""The content security policy: nothing is fetched, nothing is run."""

_KINDS = {
    Definitions: "definitions",
    Facts: "facts",
    Figure: "figure",
    Heading: "heading",
    Prose: "prose",
    Table: "table",
}


def _printable(value: object) -> object:
    """Words without what XML forbids; what was drawn or escaped already stays as it is."""
    return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("seedbed.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_printable,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.tests["of_kind"] = lambda block, kind: _KINDS[type(block)] == kind
    # A chart's text was escaped when it was drawn.
    environment.filters["drawn"] = lambda chart: Markup(chart.svg)
    return environment


def page_style() -> str:
    """The style sheet of the page and of its charts."""
    page = (resources.files("seedbed.report") / "templates" / "page.css").read_text(encoding="utf-8")
    return f"{page}\n{chart_style()}"


def render_documents(documents: Mapping[Lang, Document], version: str) -> str:
    """A whole page from the same document in each language, well-formed also as XML.

    The same documents give the same characters.
    """
    return (
        _environment()
        .get_template("report.html")
        .render(
            documents=documents,
            words={lang: words_of(lang) for lang in LANGUAGES},
            style=Markup(page_style()),
            policy=POLICY,
            version=version,
        )
    )


def render(contents: ReportContents) -> str:
    """The page of a region's report."""
    return render_documents({lang: document_of(contents, lang) for lang in LANGUAGES}, contents.version)


def write_report(contents: ReportContents, path: Path) -> Path:
    """Write the page to `path`; an interruption leaves the last good file in place."""
    write_atomically(path, render(contents).encode("utf-8"))
    return path
