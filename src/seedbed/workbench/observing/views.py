"""The observatory: what there is, and one of its sections as chosen."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from seedbed.messages import Refusal
from seedbed.report.document import Block
from seedbed.workbench.accounts.permissions import may, needs, scope
from seedbed.workbench.accounts.roles import Action
from seedbed.workbench.look.errors import refused
from seedbed.workbench.look.wording import language, said
from seedbed.workbench.observing.choosing import GAP, SECTIONS, choose
from seedbed.workbench.observing.showing import show
from seedbed.workbench.people.record import record


@needs(Action.OBSERVATION_SEE)
@require_safe
def observatory(request: HttpRequest) -> HttpResponse:
    """What can be looked at."""
    context = {
        "title": said("workbench.page-observatory"),
        "sections": [
            (one, said(f"workbench.observing-{one}"), said(f"workbench.observing-{one}-what"))
            for one in SECTIONS
        ],
        "figures": record().count("observations"),
        "sources": record().count("sources"),
        "may_begin": may(request.user, Action.OBSERVATION_CHANGE),
    }
    return render(request, "observing/observatory.html", context)


@needs(Action.OBSERVATION_SEE)
@require_safe
def section(request: HttpRequest, section: str) -> HttpResponse:
    """One section, restricted as the address says; ``?table=...&format=csv|xlsx`` gives one of its tables."""
    if section not in SECTIONS:
        raise Http404
    try:
        chosen = choose(section, request.GET.dict(), whole=scope(request.user, Action.MATCH_NAMES).everything)
    except Refusal as refusal:
        return refused(request, refusal)
    if chosen.contents is None:
        blocks: tuple[Block, ...] = ()
    else:
        blocks = SECTIONS[section](chosen.contents, language()).blocks
    drawn = (
        (said("report.pr-synthetic"),)
        if section == GAP and chosen.contents and chosen.contents.synthetic
        else ()
    )
    begins = section == "prospects" and may(request.user, Action.OBSERVATION_CHANGE)
    title = said(f"workbench.observing-{section}")
    return show(
        request,
        title,
        blocks,
        chosen.choices,
        run=chosen.run,
        problems=drawn,
        begin="next-industries" if begins else "",
    )
