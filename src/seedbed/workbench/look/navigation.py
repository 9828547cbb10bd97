"""The way around, as data: what stands in the menu, for whom."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from seedbed.workbench.accounts.permissions import Actor, may, reach
from seedbed.workbench.accounts.roles import Action, Reach
from seedbed.workbench.look.wording import said


@dataclass(frozen=True, slots=True)
class Entry:
    """A page in the menu and on the start page: URL name, action that it needs, part of the menu.

    Its words are ``workbench.page-<url_name>`` and, on the start page, ``workbench.about-<url_name>``.
    ``of_others``: who sees there only what concerns herself has a page of her own for it instead.
    """

    url_name: str
    action: Action
    part: str
    of_others: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """An entry in the language and for the user of one page."""

    address: str
    words: str
    about: str
    here: bool


# A room that brings pages adds its entries here; an entry whose page does not exist yet is not shown.
ENTRIES = (
    Entry("my-profile", Action.CONSENT_GIVE, "work"),
    Entry("my-matches", Action.CONSENT_GIVE, "work"),
    Entry("people", Action.PROFILE_LIST, "work"),
    Entry("needs", Action.NEED_SEE, "work"),
    Entry("opportunities", Action.OPPORTUNITY_SEE, "work"),
    Entry("desk", Action.MATCH_RUN, "work"),
    Entry("matches", Action.MATCH_SEE, "work", of_others=True),
    Entry("placements", Action.PLACEMENT_RECORD, "work"),
    Entry("programme-work", Action.PROGRAMME_CHANGE, "work"),
    Entry("verification", Action.RESULT_VERIFY, "work"),
    Entry("grievances", Action.GRIEVANCE_FILE, "work"),
    Entry("organisations", Action.ORGANISATION_SEE, "region"),
    Entry("places", Action.ORGANISATION_SEE, "region"),
    Entry("map", Action.ORGANISATION_SEE, "region"),
    Entry("observatory", Action.OBSERVATION_SEE, "region"),
    Entry("catalogues", Action.OPPORTUNITY_SEE, "region"),
    Entry("programme", Action.PROGRAMME_SEE, "region"),
    Entry("reports", Action.REPORT_SEE, "region"),
    Entry("users", Action.USER_INVITE, "house"),
    Entry("tokens", Action.TOKEN_MAKE, "house"),
    Entry("jobs", Action.JOB_SEE, "house"),
    Entry("audit", Action.AUDIT_SEE, "house"),
    Entry("sign-ins", Action.AUDIT_SEE, "house"),
    Entry("system", Action.SYSTEM_SEE, "house"),
)
PARTS = ("work", "region", "house")


def links(user: Actor, request: HttpRequest) -> dict[str, list[Link]]:
    """The menu of a user, by part; parts without an entry are left out."""
    match = request.resolver_match
    menu: dict[str, list[Link]] = {}
    for entry in ENTRIES:
        if not may(user, entry.action) or (entry.of_others and reach(user, entry.action) is Reach.OWN):
            continue
        try:
            address = reverse(entry.url_name)
        except NoReverseMatch:
            continue
        words, about = said(f"workbench.page-{entry.url_name}"), said(f"workbench.about-{entry.url_name}")
        here = match is not None and match.url_name == entry.url_name
        menu.setdefault(entry.part, []).append(Link(address, words, about, here))
    return {part: menu[part] for part in PARTS if part in menu}
