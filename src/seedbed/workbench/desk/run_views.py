"""Matches that were made: the list, one of them, two side by side."""

from __future__ import annotations

import polars as pl
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from seedbed.store import Run
from seedbed.usecases.compare_matches import CHANGES, compare_matches
from seedbed.workbench.accounts.models import User
from seedbed.workbench.accounts.permissions import may, needs
from seedbed.workbench.accounts.roles import Action
from seedbed.workbench.desk import figures, held
from seedbed.workbench.desk.access import own_people, sees_everything
from seedbed.workbench.desk.explaining import FEW
from seedbed.workbench.desk.held import output, states
from seedbed.workbench.desk.runs import line_of, listed, match_run, short_name
from seedbed.workbench.desk.titles import titles
from seedbed.workbench.desk.words import FloorWords, demand_words
from seedbed.workbench.look.wording import language, said
from seedbed.workbench.oversight.audit import saw_all
from seedbed.workbench.people.record import record

ROWS = 50
FIRST = 10
CHANGES_SHOWN = 100
"""People of one floor who are listed by name; the tables count all of them."""


@needs(Action.MATCH_SEE)
@require_GET
def matches(request: HttpRequest) -> HttpResponse:
    """Every match, newest first; two of them can be chosen and compared."""
    page = Paginator(listed(), ROWS).get_page(request.GET.get("page"))
    whole = sees_everything(request.user)
    return render(
        request, "desk/matches.html", {"title": said("workbench.page-matches"), "page": page, "whole": whole}
    )


@needs(Action.MATCH_SEE)
@require_GET
def match(request: HttpRequest, run: str) -> HttpResponse:
    """One match: what is proven, the floors, the prices, who changes; people for those who may see them."""
    found = match_run(run)
    user = request.user
    whole, named = sees_everything(user), may(user, Action.MATCH_NAMES)
    floors = FloorWords()
    summary = found.summary
    conflict = summary.get("conflict")
    gap = summary.get("optimality_gap")
    waiting = held.objecting_in(run) if whole else []
    context = {
        "title": said("workbench.match-of", moment=short_name(found)),
        "run": found,
        "line": line_of(found),
        "whole": whole,
        "named": named,
        "conflict": [demand_words(str(one), floors) for one in conflict]
        if isinstance(conflict, list)
        else [],
        "gap": None if gap is None else f"{float(str(gap)):.3%}",
        "filled": figures.shown_count(line_of(found).filled, whole=whole),
        "people": figures.shown_count(line_of(found).people, whole=whole),
        "first": _first_pairs(user, found) if named else [],
        "floors": figures.floors_of_run(found, floors, whole=whole),
        "effects": figures.effects_of_run(found, floors, whole=whole),
        "dropped": _dropped(user, found, floors) if whole else [],
        "prices": figures.scarcest_of_run(found) if whole else None,
        "audit": figures.audit_of_run(found),
        "findings": output(run, "findings")[language()].to_list() if whole else [],
        "proposed": states().filter(pl.col("run") == run).height if whole else 0,
        "may_propose": may(user, Action.PLACEMENT_PROPOSE) and summary.get("verdict") != "impossible",
        "objecting": waiting,
        "own_row": _own_row(request.user, found),
        "others": [one for one in listed(20) if one.run != run],
    }
    return render(request, "desk/match.html", context)


@needs(Action.MATCH_SEE)
@require_GET
def compare(request: HttpRequest) -> HttpResponse:
    """Two matches: who gained a place, who lost one, who moved; names for those who may see them."""
    known = [(one.run, one.short) for one in listed(100)]
    before, after = request.GET.get("before", ""), request.GET.get("after", "")
    context: dict[str, object] = {
        "title": said("workbench.page-compare"),
        "known": known,
        "before": before,
        "after": after,
    }
    if before and after:
        one, other = match_run(before), match_run(after)
        told = compare_matches(record(), before, after)
        whole = sees_everything(request.user)
        context |= {
            "lines": [line_of(one), line_of(other)],
            "counts": [
                (said(f"workbench.{change}"), figures.shown_count(told.counts[change], whole=whole))
                for change in (*CHANGES, "same")
            ],
            "whole": whole,
        }
        if may(request.user, Action.MATCH_NAMES):
            seen = own_people(request.user)
            changes = told.changes if seen is None else told.changes.filter(pl.col("seeker").is_in(seen))
            page = Paginator(range(changes.height), ROWS).get_page(request.GET.get("page"))
            rows = _with_titles(changes.slice(max(page.start_index() - 1, 0), ROWS))
            saw_all(
                request.user,
                [str(row["seeker"]) for row in rows],
                "compare-matches",
                f"{before} {after}"[:120],
            )
            context |= {"page": page, "rows": rows, "query": f"before={before}&after={after}"}
    return render(request, "desk/compare.html", context)


def _with_titles(changes: pl.DataFrame) -> list[dict[str, object]]:
    """Changes, a page of them, with what the people and the opportunities are called."""
    places = [
        one
        for column in ("before", "after")
        for cell in changes[column].drop_nulls()
        for one in cell.split(";")
    ]
    people, offers = titles("people", changes["seeker"]), titles("opportunities", places)
    return [
        row
        | {"title": people.get(row["seeker"], "")}
        | {
            f"{column}_title": " · ".join(offers.get(one) or one for one in str(row[column]).split(";"))
            for column in ("before", "after")
            if row[column] is not None
        }
        for row in changes.rows(named=True)
    ]


def _first_pairs(user: User, run: Run) -> list[dict[str, object]]:
    """The placements with the best fits that a user may see; those that rest on few skills come last."""
    pairs = output(run.run, "pairs")
    seen = own_people(user)
    if seen is not None:
        pairs = pairs.filter(pl.col("seeker").is_in(seen))
    asked = output(run.run, "parts").group_by("seeker", "opportunity").agg(pl.len().alias("asked"))
    known = pairs.join(asked, on=["seeker", "opportunity"], how="left")
    few = pl.col("asked").fill_null(0) < FEW
    best = known.sort(few, "fit", "asked", "seeker", descending=[False, True, True, False]).head(FIRST)
    saw_all(user, best["seeker"].to_list(), "match", run.run)
    people, offers = titles("people", best["seeker"]), titles("opportunities", best["opportunity"])
    return [
        row | {"title": people.get(row["seeker"], ""), "offer": offers.get(row["opportunity"], "")}
        for row in best.rows(named=True)
    ]


def _own_row(user: User, run: Run) -> str:
    """The visitor's own id where she took part in a match."""
    own = str(user.person or "")
    return own if own and (output(run.run, "seekers")["seeker"] == own).any() else ""


def _dropped(user: User, run: Run, floors: FloorWords) -> list[dict[str, object]]:
    """Who changes when a floor is dropped, floor by floor."""
    if "floor_changes" not in run.outputs:
        return []
    frame = output(run.run, "floor_changes")
    shown = frame.group_by("name", maintain_order=True).head(CHANGES_SHOWN)
    saw_all(user, shown["seeker"].to_list(), "floor-dropped", run.run)
    counted = dict(frame.group_by("name").len().iter_rows())
    return [
        {"floor": floors.both(str(name)), "count": counted[name], "rows": _with_titles(part.drop("name"))}
        for (name,), part in shown.group_by("name", maintain_order=True)
    ]
