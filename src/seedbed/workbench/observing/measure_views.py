"""A measure of the figures on record: what, of which period, since when, of which place."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from seedbed.messages import Refusal
from seedbed.usecases.measure_table import MEASURES, measure_table
from seedbed.usecases.measure_table import Choice as MeasureChoice
from seedbed.usecases.region_names import region_names
from seedbed.workbench.accounts.permissions import needs
from seedbed.workbench.accounts.roles import Action
from seedbed.workbench.look.wording import language, said, text_of
from seedbed.workbench.observing.choosing import Choice
from seedbed.workbench.observing.measured import blocks_of, kinds, of_place, place_choice, whole_tables
from seedbed.workbench.observing.names import measure_names, plain
from seedbed.workbench.observing.on_record import by_name, table_of, usable
from seedbed.workbench.observing.showing import show
from seedbed.workbench.people.record import record


@needs(Action.OBSERVATION_SEE)
@require_safe
def measures(request: HttpRequest) -> HttpResponse:
    """Specialisation, overlap, complexity, change and more of a measure on record."""
    known, named = usable(), measure_names()
    subjects = tuple(
        (f"{measure}|{period}", f"{named.get(measure) or plain(measure)} · {period}")
        for measure, period in known.select("measure", "period").iter_rows()
    )
    of_kind = dict(kinds())
    subject = request.GET.get("of", subjects[0][0] if subjects else "")
    kind = request.GET.get("measure", next(iter(of_kind)))
    if kind not in of_kind or (subjects and subject not in dict(subjects)):
        raise Http404
    measure, _, period = subject.partition("|")
    earlier = sorted(known.filter(measure=measure)["period"].to_list())
    earlier = [one for one in earlier if one < period]
    since = request.GET.get("since", "")
    since = since if since in earlier else (earlier[0] if earlier and MEASURES[kind].periods else "")
    choices = [
        Choice("of", said("workbench.field-measured"), subjects, subject),
        Choice("measure", said("workbench.field-measure"), tuple(of_kind.items()), kind),
    ]
    if earlier:
        none = ("", said("workbench.no-earlier-period"))
        choices.append(
            Choice(
                "since", said("workbench.field-since-period"), (none, *((one, one) for one in earlier)), since
            )
        )
    title = of_kind[kind]
    if not subjects:
        return show(request, title, (), choices, problems=(said("workbench.measures-none"),))
    periods = [one for one in earlier if since and one >= since] if MEASURES[kind].periods else []
    table = by_name(table_of(measure, [*periods, period]), region_names(record()), language())
    try:
        measured = measure_table(
            table if periods else table.drop("period"),
            kind,
            MeasureChoice(since or None, period) if periods else None,
        )
    except Refusal as refusal:
        problems = tuple(text_of(finding) for finding in refusal.findings)
        return show(request, title, (), choices, problems=problems)
    place = place_choice(measured, request.GET.get("place", ""))
    if place is not None:
        choices.append(place)
        measured = of_place(measured, place.chosen)
    return show(
        request, title, blocks_of(measured, dict(subjects)[subject]), choices, files=whole_tables(measured)
    )
