"""Section 10: sources, methods, terms, versions, and the machine."""

from __future__ import annotations

from seedbed.messages import Lang
from seedbed.report.document import Block, Column, Definitions, Heading, Prose, Section, Table
from seedbed.report.wording import words_of
from seedbed.usecases.report_contents import ReportContents

METHODS = ("fit", "recommendations", "allocation", "floors", "gap", "results", "map", "truth")
TERMS = (
    "seeker",
    "opportunity",
    "skill",
    "fit",
    "credit",
    "recommendation",
    "allocation",
    "floor",
    "certificate",
    "price",
    "placement",
    "skills-gap",
    "observation",
    "indicator",
    "tie",
    "run",
)


def sources_and_methods(contents: ReportContents, lang: Lang) -> Section:
    """What the report rests on and what its words mean."""
    words = words_of(lang)
    sources = Table(
        "source-list",
        words("sources-caption"),
        contents.sources,
        (
            Column("title", words("col-title")),
            Column("publisher", words("col-publisher")),
            Column("year", words("col-year")),
            Column("licence", words("col-licence")),
            Column("url", words("col-address"), "code"),
            Column("source", words("col-source"), "code"),
        ),
        words("sources-empty"),
        lang,
        words("locator-note"),
    )
    versions = Table(
        "versions",
        words("versions-caption"),
        contents.versions,
        (Column("part", words("col-part")), Column("version", words("col-version"), "code")),
        words("versions-empty"),
        lang,
    )
    machine = contents.machine
    # Without steps of this very run only the machine is known on which the report was written.
    measured = words(
        "machine" if contents.steps.height else "machine-of-report",
        system=machine.system,
        processor=machine.processor,
        cores=machine.cores,
        memory=f"{machine.memory_gib:.1f}",
        python=machine.python,
        seconds=f"{contents.steps['seconds'].sum():,.1f}",
    )
    blocks: list[Block] = [
        Prose(words("sources-lead")),
        sources,
        Heading("methods", words("methods-heading")),
        Definitions(tuple((words(f"method-name-{one}"), words(f"method-note-{one}")) for one in METHODS)),
        Heading("terms", words("terms-heading")),
        Definitions(tuple((words(f"term-{one}"), words(f"meaning-{one}")) for one in TERMS)),
        Heading("versions", words("versions-heading")),
        Prose(measured),
        versions,
    ]
    if contents.seed is not None:
        blocks.append(Prose(words("seed", seed=contents.seed), "note"))
    return Section("sources", words("sources-title"), tuple(blocks))
