"""The addresses of the intake, each with who may ask for it."""

from __future__ import annotations

from django.urls import URLPattern, path

from seedbed.workbench.accounts.permissions import for_signed_in, needs
from seedbed.workbench.accounts.roles import Action
from seedbed.workbench.people import (
    consent_views,
    imports_views,
    joining_views,
    matches_views,
    offers_views,
    office_views,
    profile_views,
    rights_views,
    skills_views,
)

_own = needs(Action.CONSENT_GIVE)
_list = needs(Action.PROFILE_LIST)
_enter = needs(Action.PROFILE_ENTER)
_needs_see, _needs_change = needs(Action.NEED_SEE), needs(Action.NEED_CHANGE)
_offers_see, _offers_change = needs(Action.OPPORTUNITY_SEE), needs(Action.OPPORTUNITY_CHANGE)

urlpatterns: list[URLPattern] = [
    path("join", joining_views.join, name="join"),
    path("profile", _own(profile_views.profile), name="my-profile"),
    path("profile/cv", _own(profile_views.cv), name="my-cv"),
    path("profile/facts", _own(profile_views.facts_page), name="my-facts"),
    path("profile/skills", _own(skills_views.skills), name="my-skills"),
    path("profile/wishes", _own(profile_views.wishes_page), name="my-wishes"),
    path("profile/consent", _own(consent_views.consent), name="my-consent"),
    path("profile/export", _own(rights_views.export), name="my-export"),
    path("profile/erasure", _own(rights_views.erasure), name="my-erasure"),
    path("profile/claim/<str:token>", joining_views.claim, name="my-claim"),
    path("proposals", _own(matches_views.my_matches), name="my-matches"),
    path("proposals/<str:event>/answer", _own(matches_views.answer), name="my-answer"),
    path("people", _list(office_views.people), name="people"),
    path("people/new", _enter(office_views.person_new), name="person-new"),
    path("people/import", _enter(office_views.people_import), name="people-import"),
    path("people/<str:person>", _list(profile_views.profile), name="person"),
    path("people/<str:person>/cv", _enter(profile_views.cv), name="person-cv"),
    path("people/<str:person>/facts", _enter(profile_views.facts_page), name="person-facts"),
    path("people/<str:person>/skills", _list(skills_views.skills), name="person-skills"),
    path("people/<str:person>/wishes", _enter(profile_views.wishes_page), name="person-wishes"),
    path("people/<str:person>/consent", _enter(consent_views.consent), name="person-consent"),
    path("people/<str:person>/export", _enter(rights_views.export), name="person-export"),
    path("people/<str:person>/hand-over", _enter(joining_views.hand_over), name="person-hand-over"),
    path("imports/<uuid:job>", for_signed_in(imports_views.import_report), name="import-report"),
    path("imports/<uuid:job>/cancel", for_signed_in(imports_views.import_cancel), name="import-cancel"),
    path("imports/<uuid:job>/<str:name>", for_signed_in(imports_views.import_list), name="import-list"),
    path("templates/<slug:table>.csv", for_signed_in(offers_views.table_template), name="table-template"),
    path("needs", _needs_see(offers_views.needs_list), name="needs"),
    path("needs/new", _needs_change(offers_views.need_edit), name="need-new"),
    path("needs/import", _needs_change(offers_views.needs_import), name="needs-import"),
    path("needs/<str:need>", _needs_see(offers_views.need), name="need"),
    path("needs/<str:need>/edit", _needs_change(offers_views.need_edit), name="need-edit"),
    path("opportunities", _offers_see(offers_views.opportunities_list), name="opportunities"),
    path("opportunities/new", _offers_change(offers_views.opportunity_edit), name="opportunity-new"),
    path(
        "opportunities/import", _offers_change(offers_views.opportunities_import), name="opportunities-import"
    ),
    path("opportunities/<str:opportunity>", _offers_see(offers_views.opportunity), name="opportunity"),
    path(
        "opportunities/<str:opportunity>/edit",
        _offers_change(offers_views.opportunity_edit),
        name="opportunity-edit",
    ),
]
