"""Everything that a progress report for an audience shows, read from the store."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import seedbed
from seedbed.programme.vintages import Audience
from seedbed.usecases.programme_frames.books import GRIEVANCES, evidence_of, grievances_of, money_of
from seedbed.usecases.programme_frames.names import programme_names
from seedbed.usecases.programme_frames.results import (
    forecast_before,
    forecasts_of,
    parts_of,
    restatements_of,
    standing_of,
)
from seedbed.usecases.programme_frames.vintage import vintage_of
from seedbed.usecases.programme_frames.work import activities_of, gates_of, gender_actions_of, risks_of
from seedbed.usecases.progress_report_contents import ProgressReportContents, Withholding

if TYPE_CHECKING:
    from seedbed.store import RegionStore


def gather_progress_report(
    store: RegionStore,
    report: str | None = None,
    *,
    audience: Audience = "public",
    up_to: str | None = None,
    draft: bool = False,
) -> ProgressReportContents:
    """Gather an issued report, or a draft of one, with the state of the work around it.

    Figures of results and grievances are those that the report froze. Logs (decisions, payments,
    grievances, evidence) are read as they were on record then; activities, risks and budgets keep no
    history and are those of today.

    Parameters
    ----------
    report
        Id of an issued report; its own audience and year hold then. ``None``: the latest one that was
        issued for ``audience`` (and ``up_to``), and a draft where there is none.
    draft
        Take today's figures in any case. They are suppressed for the audience, and nothing is kept.

    Raises
    ------
    Refusal
        ``store.unknown-run``, ``usecases.not-a-report``; of a draft those of
        :func:`~seedbed.usecases.issue_report.issue_report`; what keeps a table from being read.
    """
    vintage = vintage_of(store, report, audience, up_to, draft=draft)
    names, settings = programme_names(store), store.settings
    standing = standing_of(store, vintage, names)
    forecast, forecasts = forecasts_of(store, forecast_before(store, vintage), vintage, standing, names)
    gates, decisions = gates_of(store, vintage, names)
    files, evidence = evidence_of(store, vintage, names)
    counted = [
        name
        for name in vintage.figures["indicator"].unique(maintain_order=True)
        if not name.startswith(GRIEVANCES)
    ]
    return ProgressReportContents(
        region_en=settings.name,
        region_zh=settings.name_zh,
        programme_en=settings.programme or settings.name,
        programme_zh=settings.programme_zh or settings.programme or settings.name_zh,
        report=vintage.report,
        audience=vintage.audience,
        up_to=vintage.up_to,
        known=vintage.known,
        written=datetime.now(UTC),
        version=seedbed.__version__,
        withholding=Withholding(
            threshold=int(str(vintage.policy["threshold"])),
            zeros_shown=vintage.policy["zeros"] == "shown",
            figures=vintage.figures.height,
            withheld=int((~vintage.figures["shown"]).sum()),
        ),
        fingerprint=vintage.fingerprint,
        previous=None if vintage.previous is None else vintage.previous.run,
        forecast=forecast,
        evidence_files=files,
        synthetic="synthetic" in store.table("people").columns,
        findings=vintage.findings if vintage.audience == "office" else (),
        standing=standing,
        parts=parts_of(vintage, names, counted),
        restatements=restatements_of(store, vintage, names),
        forecasts=forecasts,
        activities=activities_of(store, vintage.known.date(), names),
        gates=gates,
        gate_decisions=decisions,
        gender_actions=gender_actions_of(store, names),
        risks=risks_of(store),
        money=money_of(store, vintage, names),
        grievances=grievances_of(store, vintage),
        evidence=evidence,
    )
