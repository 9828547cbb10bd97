"""The programme part by part, and one indicator down to its evidence."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import polars as pl
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from seedbed.messages import Refusal, say
from seedbed.programme.reported import reported_in_force
from seedbed.programme.rules import CountingRule
from seedbed.report.document import Column, Table
from seedbed.report.sections.forecast import forecast_of_targets
from seedbed.report.sections.framework import results_framework
from seedbed.usecases.counted_placements import counted_placements, rules_of
from seedbed.workbench.accounts.models import User
from seedbed.workbench.accounts.permissions import may, needs, scope
from seedbed.workbench.accounts.roles import Action
from seedbed.workbench.delivery.contents import delivered
from seedbed.workbench.delivery.figures import (
    PARTS,
    WITH_FIGURES,
    Seen,
    bars_of,
    chapters_of_part,
    programme_of,
)
from seedbed.workbench.look.errors import refused
from seedbed.workbench.look.wording import language, said, word
from seedbed.workbench.oversight.audit import saw_all
from seedbed.workbench.people.record import record

ROWS = 50
WORKED_ON = MappingProxyType(
    {
        "results": "programme-work",
        "outlook": "forecast",
        "gates": "gates",
        "money": "money",
        "grievances": "grievances",
        "evidence": "evidence",
    }
)
"""Parts of the programme, and the page on which one works on them."""


@needs(Action.PROGRAMME_SEE)
@require_safe
def programme(request: HttpRequest) -> HttpResponse:
    """The framework with its progress."""
    return _shown(request, "results")


@needs(Action.PROGRAMME_SEE)
@require_safe
def part(request: HttpRequest, part: str) -> HttpResponse:
    """Another part of the programme."""
    if part not in PARTS:
        raise Http404
    return _shown(request, part)


def _shown(request: HttpRequest, part: str) -> HttpResponse:
    lang = language()
    try:
        seen = programme_of(request.user)
        framework = results_framework(delivered(), lang).blocks if part == "results" else ()
        forecast = forecast_of_targets(delivered(), lang).blocks if part == "outlook" and seen.live else ()
    except Refusal as refusal:
        return refused(request, refusal)
    allowed = seen.figures or part not in WITH_FIGURES
    context = {
        **_frame(seen, part),
        "title": said("workbench.page-programme")
        if part == "results"
        else said(f"workbench.programme-{part}"),
        "chapters": chapters_of_part(seen.contents, part, lang) if allowed else [],
        "allowed": allowed,
        "bars": bars_of(seen.contents, lang) if allowed and part == "results" else [],
        "chain": [
            block for block in framework if isinstance(block, Table) and block.key == "framework-chain"
        ],
        "indicators": _indicators() if part == "results" else [],
        "forecast": forecast,
        "work": WORKED_ON.get(part) if may(request.user, Action.PROGRAMME_CHANGE) else None,
    }
    return render(request, "delivery/programme.html", context)


def _frame(seen: Seen, part: str) -> dict[str, object]:
    contents, lang = seen.contents, language()
    return {
        "programme": contents.programme_zh if lang == "zh" else contents.programme_en,
        "tabs": [(one, said(f"workbench.programme-{one}"), one == part) for one in PARTS],
        "part": part,
        "seen": seen,
        "audience": say(f"report.pr-audience-{contents.audience}", lang),
        "known": f"{contents.known:%Y-%m-%d %H:%M} UTC",
    }


def _indicators() -> list[dict[str, object]]:
    lang = language()
    named = ("name_zh", "name") if lang == "zh" else ("name", "name_zh")
    rows = record().table("indicators").select("indicator", "unit", pl.coalesce(*named).alias("name"))
    return rows.rows(named=True)


@needs(Action.PROGRAMME_SEE)
@require_safe
def indicator(request: HttpRequest, indicator: str) -> HttpResponse:
    """What an indicator is, how it is counted, where it stands, and on what evidence."""
    row = record().row("indicators", indicator)
    if row is None:
        raise Http404
    lang = language()
    try:
        seen = programme_of(request.user)
        rules = [rule for rule in rules_of(record()) if rule.indicator == indicator]
    except Refusal as refusal:
        return refused(request, refusal)
    own = replace(
        seen.contents,
        standing=seen.contents.standing.filter(pl.col("indicator") == indicator),
        parts=seen.contents.parts.filter(pl.col("indicator") == indicator),
        findings=(),
    )
    chapters = [chapter for part in ("results", "parts") for chapter in chapters_of_part(own, part, lang)[:1]]
    context = {
        **_frame(seen, ""),
        "title": (row["name_zh"] or row["name"]) if lang == "zh" else row["name"],
        "row": row,
        "level": say(f"report.pr-level-{row['level']}", lang) if row.get("level") else "",
        "statement": _statement(row),
        "rules": [_rule(rule) for rule in rules],
        "chapters": chapters if seen.figures else [],
        "bars": bars_of(own, lang) if seen.figures else [],
        "reported": _reported(indicator) if seen.live else None,
        **_events(request, indicator),
    }
    return render(request, "delivery/indicator.html", context)


def _statement(row: dict[str, object]) -> str:
    found = record().row("statements", str(row["statement"])) if row.get("statement") else None
    if found is None:
        return ""
    return str((found["name_zh"] or found["name"]) if language() == "zh" else found["name"])


def _rule(rule: CountingRule) -> dict[str, object]:
    """A counting rule in words."""
    comma = said("workbench.list-comma")
    return {
        "path": " → ".join([*(word("placement", one) for one in rule.path), word("placement", "verified")]),
        "kinds": comma.join(word("kind", one) for one in rule.opportunity_kinds),
        "subprojects": comma.join(rule.subprojects),
        "source": rule.source or "",
        "locator": rule.locator or "",
    }


def _reported(indicator: str) -> Table:
    """Results from outside with their state and their evidence."""
    store, lang = record(), language()
    log = store.table("results")
    held = reported_in_force(
        log, store.table("verifications"), verification_required=store.settings.verification_required
    )
    columns = ["result", "period", "value", "subproject", "sex", "recorded_at"]
    rows = pl.concat(
        [held.table.with_columns(reason=pl.lit(None, pl.String)), held.set_aside], how="diagonal_relaxed"
    ).filter(pl.col("indicator") == indicator)
    evidence = log.select("result", pl.col("evidence").list.join("; "), "locator").unique("result")
    rows = (
        rows.select(*columns, "reason")
        .join(evidence, on="result", how="left")
        .with_columns(
            state=pl.Series(
                [
                    said("workbench.result-holds") if code is None else say(code, lang)
                    for code in rows["reason"]
                ],
                dtype=pl.String,
            )
        )
    )
    shown = (
        Column("result", said("workbench.result"), "code"),
        Column("period", said("workbench.field-period")),
        Column("value", said("workbench.field-value"), "figure"),
        Column("subproject", said("workbench.field-subproject"), "code"),
        Column("state", said("workbench.state-word"), "sentence"),
        Column("evidence", said("workbench.field-evidence"), "code"),
        Column("locator", said("workbench.field-locator")),
    )
    return Table(
        "reported", said("workbench.reported-caption"), rows, shown, said("workbench.reported-none"), lang
    )


def _events(request: HttpRequest, indicator: str) -> dict[str, object]:
    """The verified placements behind an indicator, for those who may see them, page by page."""
    user: User = request.user
    seen = scope(user, Action.PROGRAMME_SEE)
    if not (seen.everything or seen.subprojects):
        return {}
    counted = counted_placements(record()).counted.filter(pl.col("indicator") == indicator)
    if not seen.everything:
        counted = counted.filter(pl.col("subproject").is_in(list(seen.subprojects)))
    counted = counted.sort("date", "event", descending=[True, False])
    page = Paginator(range(counted.height), ROWS).get_page(request.GET.get("page"))
    here = counted.slice(page.start_index() - 1 if counted.height else 0, ROWS)
    events = record().table("placements").select("event", "evidence", "by")
    titles = record().table("opportunities").select("opportunity", "title")
    rows = here.join(titles, on="opportunity", how="left", maintain_order="left").join(
        events, on="event", how="left", maintain_order="left"
    )
    saw_all(user, rows["seeker"].drop_nulls().to_list(), "indicator", indicator)
    return {"events": rows.rows(named=True), "page": page, "counted": counted.height}
