"""Whose profile a page is about: one's own, or that of a person of one's institution."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import Http404, HttpRequest
from django.urls import reverse

from seedbed.workbench.accounts.models import User
from seedbed.workbench.accounts.permissions import may, scope
from seedbed.workbench.accounts.roles import Action
from seedbed.workbench.oversight.audit import saw
from seedbed.workbench.people.access import find_person, target_of
from seedbed.workbench.people.profiles import own_person
from seedbed.workbench.people.record import record
from seedbed.workbench.people.references import names_of


@dataclass(frozen=True, slots=True)
class Subject:
    """A profile on a page.

    ``own``: it is the visitor's. ``changes``: the visitor may change it. ``name``: what the page calls
    the person; nothing for one's own.
    """

    person: str
    row: Mapping[str, object]
    own: bool
    changes: bool
    name: str = ""

    @property
    def hand(self) -> str:
        """Whose hand sets what is set here."""
        return "person" if self.own else "office"

    def url(self, page: str = "") -> str:
        """A page about the same person: ``skills``, ``wishes``, ...; without a name the profile."""
        if self.own:
            return reverse(f"my-{page or 'profile'}")
        return reverse(f"person-{page}" if page else "person", args=[self.person])

    @property
    def links(self) -> dict[str, str]:
        """The pages by name, for templates."""
        return {page: self.url(page) for page in ("cv", "facts", "skills", "wishes", "consent", "export")} | {
            "profile": self.url()
        }


def subject_of(request: HttpRequest, person: str | None, action: Action, why: str) -> Subject:
    """The profile that a page is about.

    Without ``person`` it is the visitor's own, which is made if there is none. What is another's is noted
    in the audit log.

    Raises
    ------
    Http404
        There is none, or the visitor may not do this to it.
    """
    user: User = request.user
    if person is None:
        own = own_person(user)
        row = record().row("people", own)
        if row is None:
            raise Http404
        return Subject(own, row, own=True, changes=True)
    row = find_person(user, person, action)
    if user.person == person:
        return Subject(person, row, own=True, changes=True)
    if request.method in ("GET", "HEAD"):
        saw(user, person, why)
    changes = may(user, Action.PROFILE_CHANGE, target_of(row))
    name = (
        names_of([person], scope(user, Action.PROFILE_SEE).organisations).get(person, "") if changes else ""
    )
    return Subject(person, row, own=False, changes=changes, name=name)
