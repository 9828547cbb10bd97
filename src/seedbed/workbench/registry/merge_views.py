"""Organisations that may be one: pairs with their score, two side by side, the log of merges."""

from __future__ import annotations

import polars as pl
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from seedbed.messages import Refusal
from seedbed.usecases.merge_organisations import merge_organisations, merges_of
from seedbed.workbench.accounts.models import Membership
from seedbed.workbench.accounts.permissions import needs
from seedbed.workbench.accounts.roles import Action
from seedbed.workbench.jobs.models import State
from seedbed.workbench.jobs.queue import ahead_of, findings_of
from seedbed.workbench.look.wording import said, text_of, word
from seedbed.workbench.oversight.audit import house_changed
from seedbed.workbench.people.catalogue import place_name
from seedbed.workbench.people.record import record
from seedbed.workbench.registry.duplicates import (
    ask_to_search,
    changed_since,
    judge_different,
    judged_different,
    latest_run,
    latest_search,
    open_pairs,
)
from seedbed.workbench.registry.looking_up import briefs, rows_among
from seedbed.workbench.registry.sources import source_of
from seedbed.workbench.registry.wording import actor_word, own

ROWS = 25
MERGES = 50
SHOWN = ("name", "name_zh", "actor_type", "kind", "place", "industry", "ror", "uscc", "website")


@needs(Action.ORGANISATION_MERGE)
@require_http_methods(["GET", "HEAD", "POST"])
def duplicates(request: HttpRequest) -> HttpResponse:
    """Pairs that the latest search takes for one organisation, the surest first, and the merges so far; POST searches."""
    if request.method == "POST":
        ask_to_search(str(request.user.pk))
        return redirect("organisation-duplicates")
    run, job = latest_run(), latest_search()
    pairs = open_pairs(run) if run else pl.DataFrame()
    page = Paginator(range(pairs.height), ROWS).get_page(request.GET.get("page"))
    here = pairs.slice(page.start_index() - 1 if pairs.height else 0, ROWS).to_dicts()
    merges = merges_of(record()).head(MERGES).to_dicts()
    different = judged_different().head(MERGES).to_dicts()
    shown = [one[end] for one in (*here, *different) for end in ("left", "right")]
    known = briefs([*shown, *(one["kept"] for one in merges)])
    context = {
        "title": said("workbench.page-organisation-duplicates"),
        "pairs": [
            {
                **one,
                "left_name": known[one["left"]].name,
                "right_name": known[one["right"]].name,
                "score": f"{one['score']:.2f}",
            }
            for one in here
        ],
        "page": page,
        "count": pairs.height,
        "searched": run,
        "changed": run is not None and changed_since(run),
        "job": job if job and job.state != State.DONE else None,
        "state_word": word("job-state", job.state) if job else "",
        "ahead": ahead_of(job) if job and job.state == State.WAITING else 0,
        "problems": findings_of(job) if job else [],
        "different": [
            {**one, "left_name": known[one["left"]].name, "right_name": known[one["right"]].name}
            for one in different
            if one["left"] in known and one["right"] in known
        ],
        "merges": [
            {**one, "kept_name": known[one["kept"]].name if one["kept"] in known else one["kept"]}
            for one in merges
        ],
    }
    return render(request, "registry/duplicates.html", context)


@needs(Action.ORGANISATION_MERGE)
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest) -> HttpResponse:
    """Two side by side; the office chooses which record stays."""
    asked = request.POST if request.method == "POST" else request.GET
    left, right = asked.get("left", ""), asked.get("right", "")
    rows = [record().row("organisations", key) for key in (left, right)]
    if left == right or rows[0] is None or rows[1] is None:
        raise Http404
    problems: list[str] = []
    if "different" in request.POST:
        judge_different(left, right, str(request.user.pk))
        house_changed(request.user, "organisations-different", f"{left} | {right}"[:200])
        messages.success(request, said("workbench.judged-different"))
        return redirect("organisation-duplicates")
    if request.method == "POST":
        kept = asked.get("kept", "")
        if kept not in (left, right):
            raise Http404
        gone = right if kept == left else left
        try:
            with transaction.atomic():
                reason = asked.get("reason", "").strip()[:300] or None
                counts = merge_organisations(record(), kept, gone, str(request.user.pk), reason=reason)
                Membership.objects.filter(organisation=gone).update(organisation=kept)
                house_changed(request.user, "organisations-merged", f"{gone} -> {kept}"[:200])
        except Refusal as refusal:
            problems = [text_of(finding) for finding in refusal.findings]
        else:
            messages.success(request, said("workbench.merged-now", rows=sum(counts.values())))
            return redirect("organisation", kept)
    context = {
        "title": said("workbench.page-organisation-merge"),
        "problems": problems,
        "sides": [{"key": key, "name": own(row or {})} for key, row in zip((left, right), rows, strict=True)],
        "left": left,
        "right": right,
        "lines": [*_lines(rows[0], rows[1]), _counts(left, right)],
        "sources": [source_of(row) for row in rows if row],
    }
    return render(request, "registry/merge.html", context, status=409 if problems else 200)


def _lines(left: dict[str, object], right: dict[str, object]) -> list[dict[str, object]]:
    spoken = {"actor_type": actor_word, "place": place_name}
    lines = []
    for name in SHOWN:
        cells = [spoken.get(name, str)(row[name]) if row[name] else "" for row in (left, right)]
        lines.append({"what": said(f"workbench.organisation-{name.replace('_', '-')}"), "cells": cells,
                      "differ": all(cells) and cells[0] != cells[1]})  # fmt: skip
    return lines


def _counts(left: str, right: str) -> dict[str, object]:
    ends = pl.concat([rows_among("ties", end, [left, right])[end] for end in ("from", "to")])
    cells = [str((ends == key).sum()) for key in (left, right)]
    return {"what": said("workbench.ties"), "cells": cells, "differ": False}
