"""The people of a match, one of them, one pair."""

from __future__ import annotations

import polars as pl
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from seedbed.messages import Finding, Refusal
from seedbed.store import Run
from seedbed.usecases.advise_person import advise_person
from seedbed.usecases.explain_no_place import explain_no_place, nearest_opening
from seedbed.workbench.accounts.models import User
from seedbed.workbench.accounts.permissions import may, needs
from seedbed.workbench.accounts.roles import Action
from seedbed.workbench.desk.access import (
    names_person,
    offer_target,
    person_of_match,
    schools_of,
    sees_everything,
)
from seedbed.workbench.desk.explaining import GOOD_FIT, Told, tell
from seedbed.workbench.desk.held import output, states
from seedbed.workbench.desk.near import near
from seedbed.workbench.desk.runs import match_run, short_name
from seedbed.workbench.desk.titles import offered
from seedbed.workbench.look.wording import said
from seedbed.workbench.oversight.audit import saw, saw_all
from seedbed.workbench.people.catalogue import names_of, region_catalog, skill_label
from seedbed.workbench.people.record import record

ROWS = 25
PAGES_LOOKED_AT = 40
"""Pages of the record that are looked through for one page of a filtered list."""
ADVICE = 5


@needs(Action.MATCH_NAMES)
@require_GET
def people(request: HttpRequest, run: str) -> HttpResponse:
    """Who took part, with or without a place, a page at a time; found by title or id."""
    found = match_run(run)
    search, placed = request.GET.get("search", "").strip(), request.GET.get("placed", "")
    after = request.GET.get("after", "")
    rows, following = _people(request.user, found, search, placed, int(after) if after.isdigit() else None)
    saw_all(request.user, [str(row["person"]) for row in rows], "match-people", run)
    context = {
        "title": said("workbench.page-match-people"),
        "run": found,
        "moment": short_name(found),
        "rows": rows,
        "search": search,
        "placed": placed,
        "next": following,
        "first": not after,
        "may_propose": may(request.user, Action.PLACEMENT_PROPOSE)
        and found.summary.get("verdict") != "impossible",
    }
    return render(request, "desk/people.html", context)


@needs(Action.MATCH_SEE)
@require_GET
def person(request: HttpRequest, run: str, person: str) -> HttpResponse:
    """What a match did for somebody: the place, or why none, and what would help."""
    found, row = match_run(run), person_of_match(request.user, person)
    own = row["person"] == request.user.person
    saw(request.user, person, "match-person", run)
    told = explain_no_place(record(), run, person)
    titles, employers = _offers(told.listed["opportunity"].to_list())
    nearest: Told | None = None
    nearest_offer = ""
    advice: list[dict[str, object]] = []
    problems: tuple[Finding, ...] = ()
    if told.why != "placed":
        try:
            advice = _advice(person)
            nearest_offer = nearest_opening(near(person), region_catalog(), person, min_fit=GOOD_FIT) or ""
            nearest = tell(person, nearest_offer, own=own) if nearest_offer else None
        except Refusal as refusal:
            problems = refusal.findings
    context = {
        "title": said("workbench.person-in-match", person=person),
        "run": found,
        "moment": short_name(found),
        "person": row,
        "place": names_of("places", "place")(row["place"]),
        "why": told.why,
        "own": own,
        "listed": [
            one | {"title": titles.get(one["opportunity"]), "organisation": employers.get(one["opportunity"])}
            for one in told.listed.head(ROWS).rows(named=True)
        ],
        "advice": advice,
        "nearest": nearest,
        "nearest_offer": nearest_offer,
        "nearest_title": _offers([nearest_offer])[0].get(nearest_offer, nearest_offer),
        "problems": problems,
        "good": GOOD_FIT,
    }
    return render(request, "desk/person.html", context)


@needs(Action.MATCH_SEE)
@require_GET
def pair(request: HttpRequest, run: str, person: str, opportunity: str) -> HttpResponse:
    """One pair explained: what the fit is made of, what keeps it apart, what would change it."""
    found = match_run(run)
    row, offer = record().row("people", person), record().row("opportunities", opportunity)
    if row is None or offer is None or not _sees_pair(request.user, row, offer):
        raise Http404
    own = row["person"] == request.user.person
    saw(request.user, person, "match-pair", opportunity)
    told: Told | None = None
    problems: tuple[Finding, ...] = ()
    try:
        told = tell(person, opportunity, own=own)
    except Refusal as refusal:
        problems = refusal.findings
    kept = (
        record()
        .run_output(run, "pairs")
        .filter((pl.col("seeker") == person) & (pl.col("opportunity") == opportunity))
    )
    context = {
        "title": said("workbench.page-match-pair"),
        "run": found,
        "moment": short_name(found),
        "person": row,
        "offer": offer,
        "organisation": names_of("organisations", "organisation")(offer["organisation"]),
        "place": names_of("places", "place")(offer["place"]),
        "told": told,
        "problems": problems,
        "own": own,
        "named": names_person(request.user, row),
        "may_run": may(request.user, Action.MATCH_RUN),
        "in_match": kept.height > 0,
    }
    return render(request, "desk/pair.html", context)


def _sees_pair(user: User, person: dict[str, object], offer: dict[str, object]) -> bool:
    """The office and her school, herself, and who offers the place once she was proposed for it."""
    if names_person(user, person):
        return True
    if not may(user, Action.MATCH_SEE, offer_target(offer)):
        return False
    proposed = states().filter(
        (pl.col("seeker") == person["person"]) & (pl.col("opportunity") == offer["opportunity"])
    )
    return proposed.height > 0


def _people(
    user: User, run: Run, search: str, placed: str, after: int | None
) -> tuple[list[dict[str, object]], int | None]:
    """A page of people with their places, and where the next one begins.

    Pages of the record are read by its index until enough people are found who took part and may be seen.
    """
    found: list[dict[str, object]] = []
    schools = None if sees_everything(user) else sorted(schools_of(user))
    if search and after is None and (row := record().row("people", search)) is not None:
        return _with_places(run, _chosen(user, run, [row], schools, placed)), None
    # One school is read by the index; who stands for several, or for all, reads on and leaves others out.
    where = {"institution": schools[0]} if schools is not None and len(schools) == 1 else {}
    for _ in range(PAGES_LOOKED_AT):
        page = record().page("people", where, after=after, size=ROWS, search=search)
        rows = page.rows.rows(named=True)
        kept = {str(row["person"]) for row in _chosen(user, run, rows, schools, placed)}
        for position, row in zip(page.positions, rows, strict=True):
            after = position
            if row["person"] in kept:
                found.append(row)
                if len(found) == ROWS:
                    return _with_places(run, found), after
        if page.next is None:
            return _with_places(run, found), None
        after = page.next
    return _with_places(run, found), after


def _chosen(
    user: User, run: Run, rows: list[dict[str, object]], schools: list[str] | None, placed: str
) -> list[dict[str, object]]:
    """Of some people those who took part, may be seen, and have (or have not) a place."""
    ids = [str(row["person"]) for row in rows]
    took_part = _among(output(run.run, "seekers"), ids)
    with_place = _among(output(run.run, "pairs"), ids)
    return [
        row
        for row in rows
        if row["person"] in took_part
        and (schools is None or names_person(user, row))
        and (not placed or (placed == "yes") == (row["person"] in with_place))
    ]


def _among(frame: pl.DataFrame, ids: list[str]) -> set[str]:
    return set(frame.filter(pl.col("seeker").is_in(ids))["seeker"])


def _with_places(run: Run, rows: list[dict[str, object]]) -> list[dict[str, object]]:
    """People with the places that the match gives them and how these stand."""
    ids = [str(row["person"]) for row in rows]
    pairs = output(run.run, "pairs").filter(pl.col("seeker").is_in(ids))
    titles = _offers(pairs["opportunity"].to_list())[0]
    told = states().filter((pl.col("run") == run.run) & pl.col("seeker").is_in(ids))
    state = {(row[0], row[1]): row[2] for row in told.select("seeker", "opportunity", "state").iter_rows()}
    places: dict[str, list[dict[str, object]]] = {}
    for row in pairs.iter_rows(named=True):
        pair = (row["seeker"], row["opportunity"])
        more = {"state": state.get(pair, ""), "offer": titles.get(row["opportunity"], row["opportunity"])}
        places.setdefault(row["seeker"], []).append(row | more)
    return [
        {"person": row["person"], "title": row["title"], "places": places.get(str(row["person"]), [])}
        for row in rows
    ]


def _offers(ids: list[str]) -> tuple[dict[str, str], dict[str, str]]:
    """Titles and organisations of opportunities."""
    chosen = offered(ids)
    named = names_of("organisations", "organisation", (row["organisation"] for row in chosen.values()))
    return (
        {one: str(row["title"] or "") for one, row in chosen.items()},
        {one: named(str(row["organisation"])) for one, row in chosen.items()},
    )


def _advice(person: str) -> list[dict[str, object]]:
    frame = advise_person(near(person), region_catalog(), person, k=ADVICE, min_fit=GOOD_FIT)
    return [row | {"skill": skill_label(row["skill"])} for row in frame.rows(named=True)]
