"""Organisations that may be one: pairs with their score, two side by side, the log of merges."""

from __future__ import annotations

from functools import lru_cache

import polars as pl
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from seedbed.linkage import link_organisations
from seedbed.messages import Refusal
from seedbed.usecases.merge_organisations import merge_organisations, merges_of
from seedbed.workbench.accounts.models import Membership
from seedbed.workbench.accounts.permissions import needs
from seedbed.workbench.accounts.roles import Action
from seedbed.workbench.delivery.contents import Vintage, vintage_of
from seedbed.workbench.look.wording import said, text_of
from seedbed.workbench.oversight.audit import house_changed
from seedbed.workbench.people.catalogue import place_name
from seedbed.workbench.people.record import record
from seedbed.workbench.registry.naming import actor_word, names, own, source_of, ties_of

ROWS = 25
SHOWN = ("name", "name_zh", "actor_type", "kind", "place", "industry", "ror", "uscc", "website")


@lru_cache(maxsize=1)
def _pairs(vintage: Vintage) -> pl.DataFrame:
    return link_organisations(record().table("organisations"))


@needs(Action.ORGANISATION_MERGE)
@require_safe
def duplicates(request: HttpRequest) -> HttpResponse:
    """Pairs that the linkage takes for one organisation, the surest first, and the merges so far."""
    pairs, known = _pairs(vintage_of(("organisations",))), names()
    page = Paginator(range(pairs.height), ROWS).get_page(request.GET.get("page"))
    here = pairs.slice(page.start_index() - 1 if pairs.height else 0, ROWS)
    context = {
        "title": said("workbench.page-organisation-duplicates"),
        "pairs": [
            {**row, "left_name": known.get(row["left"], row["left"]), "right_name": known.get(row["right"], row["right"]),
             "score": f"{row['score']:.2f}"}
            for row in here.iter_rows(named=True)
        ],
        "page": page,
        "count": pairs.height,
        "merges": [
            {**row, "kept_name": known.get(row["kept"], row["kept"])} for row in merges_of(record()).head(50).iter_rows(named=True)
        ],
    }  # fmt: skip
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
    cells = [str(len(ties_of(key))) for key in (left, right)]
    return {"what": said("workbench.ties"), "cells": cells, "differ": False}
