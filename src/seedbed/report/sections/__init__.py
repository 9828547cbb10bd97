"""The sections of the report, one module each: contents in, one :class:`Section` out.

They choose, sort and put into words; every figure comes from the contents as it is.
"""

from __future__ import annotations

from collections.abc import Callable

from seedbed.messages import Lang
from seedbed.report.document import Document, Section
from seedbed.report.sections.allocation import allocation_with_floors
from seedbed.report.sections.chains import value_chains
from seedbed.report.sections.ecosystem import ecosystem_map
from seedbed.report.sections.findings import findings_by_severity
from seedbed.report.sections.forecast import forecast_of_targets
from seedbed.report.sections.framework import results_framework
from seedbed.report.sections.loop import steps_of_the_loop
from seedbed.report.sections.matches import explained_matches
from seedbed.report.sections.network import network_of_actors
from seedbed.report.sections.overview import what_this_is
from seedbed.report.sections.progress import progress_toward_targets
from seedbed.report.sections.prospects import overlap_and_prospects
from seedbed.report.sections.scorecards import scorecards_of_places
from seedbed.report.sections.skills_gap import skills_gap_in_three_senses
from seedbed.report.sections.sources import sources_and_methods
from seedbed.report.sections.truth import truth_beside_estimate
from seedbed.report.wording import words_of
from seedbed.usecases.report_contents import ReportContents

SECTIONS: tuple[Callable[[ReportContents, Lang], Section], ...] = (
    what_this_is,
    steps_of_the_loop,
    ecosystem_map,
    network_of_actors,
    value_chains,
    scorecards_of_places,
    overlap_and_prospects,
    findings_by_severity,
    truth_beside_estimate,
    skills_gap_in_three_senses,
    allocation_with_floors,
    explained_matches,
    progress_toward_targets,
    results_framework,
    forecast_of_targets,
    sources_and_methods,
)


def document_of(contents: ReportContents, lang: Lang) -> Document:
    """The report in one language."""
    words = words_of(lang)
    region = contents.region_zh if lang == "zh" else contents.region_en
    return Document(
        lang=lang,
        title=words("title", region=region),
        subtitle=words("subtitle"),
        synthetic=contents.synthetic,
        sections=tuple(section(contents, lang) for section in SECTIONS),
    )
