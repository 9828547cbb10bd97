"""Coming in openly, and taking over a profile that an institution entered."""

from __future__ import annotations

from django.contrib import messages
from django.core import signing
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from seedbed.workbench.accounts.invitations import send_invitation
from seedbed.workbench.accounts.models import Invitation, User
from seedbed.workbench.accounts.permissions import for_signed_in, open_to_all
from seedbed.workbench.accounts.roles import Action, Role
from seedbed.workbench.accounts.sealing import mark_of_email, tidy_email
from seedbed.workbench.accounts.throttling import must_wait, note_failure
from seedbed.workbench.look.errors import too_many
from seedbed.workbench.look.wording import language, said
from seedbed.workbench.oversight.audit import account_changed, changed
from seedbed.workbench.people.access import find_person
from seedbed.workbench.people.forms import Join
from seedbed.workbench.people.profile_views import one_form
from seedbed.workbench.people.record import record

_SALT = "seedbed.profile"
LASTS = 30 * 24 * 3600
"""Seconds within which a profile can be taken over by its link."""


@open_to_all
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """An address; a letter with a link goes there, whether it is known or not."""
    if request.user.is_authenticated:
        return redirect("start")
    form = Join(request.POST or None)
    if form.is_bound and form.is_valid():
        email = tidy_email(form.cleaned_data["email"])
        wait = must_wait(request, "reset", email)
        if wait:
            return too_many(request, wait)
        note_failure(request, "reset", email)  # every letter counts
        _invite(request, email)
        words = {"title": said("workbench.note-join"), "sentence": said("workbench.note-join-help")}
        return render(request, "look/note.html", words)
    return one_form(request, "join", form, reverse("start"))


def _invite(request: HttpRequest, email: str) -> None:
    """Whoever has an account gets the same letter: its link leads to the sign-in page."""
    mark = mark_of_email(email)
    with transaction.atomic():
        Invitation.objects.filter(email_mark=mark, role=Role.PERSON, used_at=None, invited_by=None).delete()
        invitation = Invitation.objects.create(email=email, email_mark=mark, role=Role.PERSON.value)
        account_changed(None, None, "joined-openly", Role.PERSON.value)
    send_invitation(request, invitation, language())


@require_POST
def hand_over(request: HttpRequest, person: str) -> HttpResponse:
    """A link by which a person takes over the profile that her institution entered; shown once, to hand on."""
    find_person(request.user, person, Action.PROFILE_CHANGE)
    if User.objects.filter(person=person).exists():
        messages.warning(request, said("workbench.claimed-already"))
        return redirect("person", person)
    token = signing.dumps(person, salt=_SALT)
    changed(request.user, person, "handed-over")
    link = request.build_absolute_uri(reverse("my-claim", args=[token]))
    return render(request, "people/hand_over.html", {"link": link, "person": person})


@for_signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: HttpRequest, token: str) -> HttpResponse:
    """Take over a profile: only who has none yet, only one that nobody has."""
    try:
        person = str(signing.loads(token, salt=_SALT, max_age=LASTS))
    except signing.BadSignature:
        person = ""
    free = (
        person
        and not User.objects.filter(person=person).exists()
        and record().row("people", person) is not None
    )
    if not free or request.user.person or Role.PERSON not in request.user.roles:
        words = {"title": said("workbench.note-claim"), "sentence": said("workbench.note-claim-help")}
        return render(request, "look/note.html", words, status=410)
    if request.method == "POST":
        try:
            with transaction.atomic():
                User.objects.filter(pk=request.user.pk, person=None).update(person=person)
                changed(request.user, person, "profile-claimed")
        except IntegrityError:
            return redirect("my-profile")
        messages.success(request, said("workbench.claimed"))
        return redirect("my-profile")
    return render(request, "people/claim.html", {})
