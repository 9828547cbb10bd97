"""The log of coming in, for administrators."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from seedbed.workbench.accounts.models import User
from seedbed.workbench.accounts.permissions import needs
from seedbed.workbench.accounts.roles import Action
from seedbed.workbench.accounts.sealing import mark_of_email
from seedbed.workbench.look.wording import word
from seedbed.workbench.oversight.audit import house_changed
from seedbed.workbench.oversight.forms import SignInSearch
from seedbed.workbench.oversight.models import SignInEntry
from seedbed.workbench.oversight.sign_ins import KEPT_FOR

ROWS = 50
SHOWN_OF_MARK = 8


@needs(Action.AUDIT_SEE)
@require_safe
def sign_ins(request: HttpRequest) -> HttpResponse:
    """Who came in or did not, newest first."""
    form = SignInSearch(request.GET or None)
    entries = SignInEntry.objects.all()
    if form.is_bound and form.is_valid():
        asked = form.cleaned_data
        if asked["email"]:
            mark = mark_of_email(asked["email"])
            entries = entries.filter(_of(User.objects.filter(email_mark=mark).first(), mark))
        if asked["actor"]:
            user = User.objects.filter(pk=asked["actor"]).first()
            entries = entries.filter(_of(user, "") if user else Q(account=str(asked["actor"])))
        if asked["event"]:
            entries = entries.filter(event=asked["event"])
        if asked["since"]:
            entries = entries.filter(at__date__gte=asked["since"])
        if asked["until"]:
            entries = entries.filter(at__date__lte=asked["until"])
        if asked["email"] or asked["actor"]:  # whoever looks somebody up leaves a trace himself
            house_changed(request.user, "sign-in-search", str(asked["actor"] or ""))
    page = Paginator(entries, ROWS).get_page(request.GET.get("page"))
    names = {
        str(user.pk): user.name for user in User.objects.filter(pk__in={e.account for e in page if e.account})
    }
    rows = [
        {
            "entry": entry,
            "event": word("why", entry.event),
            "who": names.get(entry.account, entry.account),
            "mark": entry.mark[:SHOWN_OF_MARK],
            "what": word("role", entry.what) if entry.what else "",
        }
        for entry in page
    ]
    query = request.GET.copy()
    query.pop("page", None)
    context = {"form": form, "page": page, "rows": rows, "query": query.urlencode(), "days": KEPT_FOR.days}
    return render(request, "oversight/sign_ins.html", context)


def _of(user: User | None, mark: str) -> Q:
    """Events under a user's id or under the mark of the address."""
    if user is None:
        return Q(mark=mark)
    return Q(account=str(user.pk)) | Q(mark=user.email_mark)
