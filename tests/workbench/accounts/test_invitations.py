"""Invitations let in once, before their date, as what they say; and nobody invites beyond his own place."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import product

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from seedbed.messages import Refusal
from seedbed.workbench.accounts import invitations
from seedbed.workbench.accounts.models import Invitation, Membership, User
from seedbed.workbench.accounts.roles import MAY_INVITE, OF_A_SUBPROJECT, OF_AN_ORGANISATION, Role
from seedbed.workbench.oversight.models import AuditEntry
from seedbed.workbench.people.record import record
from workbench.accounts.post_office import deliver

NEW = {"name": "Li Na", "new_password": "another calm sentence"}


def invite_over_the_page(client: Client, email="new@example.org", role=Role.ANALYST, **more: str) -> str:
    response = client.post("/users", {"email": email, "role": role.value, **more})
    assert response.status_code == 302, response.content.decode()
    assert deliver() == 1
    return re.search(r"http://testserver(/invitation/\S+)", mail.outbox[-1].body)[1]


def make_organisations() -> None:
    for key, name, name_zh in (
        ("org-1", "Valve Works", "阀门厂"),
        ("org-2", "Gear Works", "齿轮厂"),
        ("org-3", "Gear Works", "齿轮厂"),
    ):
        row = {"organisation": key, "name": name, "name_zh": name_zh, "actor_type": "enterprise"}
        record().put("organisations", row)


def test_an_invitation_lets_in_once_as_what_it_says(client_of):
    link = invite_over_the_page(client_of(Role.ADMINISTRATOR))
    client = Client()
    assert client.get(link).status_code == 200
    assert client.post(link, {**NEW, "new_password": "short"}).status_code == 422
    assert client.post(link, NEW).status_code == 302
    user = User.objects.get_by_natural_key("new@example.org")
    assert (user.name, user.roles) == ("Li Na", {Role.ANALYST})
    assert client.get("/account").status_code == 200
    assert Client().get(link).status_code == 410
    assert Client().post(link, NEW).status_code == 410
    assert User.objects.count() == 2 and Membership.objects.filter(user=user).count() == 1
    assert set(AuditEntry.objects.values_list("why", flat=True)) == {"invited", "invitation-taken"}


def test_of_two_that_come_at_once_one_is_refused(make_user):
    made = invitations.invite(make_user(Role.ADMINISTRATOR), "new@example.org", Role.ANALYST)
    first = invitations.accept_as_new(made, "Li Na", "another calm sentence", "en")
    assert first is not None
    assert invitations.accept(made, first) is False
    assert invitations.accept_as_new(made, "Li Na", "another calm sentence", "en") is None


@pytest.mark.parametrize("change", [{"expires_at": -1}, {"withdrawn_at": 0}, {"used_at": 0}])
def test_expired_withdrawn_and_used_ones_let_nobody_in(client_of, change):
    link = invite_over_the_page(client_of(Role.ADMINISTRATOR))
    (name, days), *_ = change.items()
    Invitation.objects.update(**{name: timezone.now() + timedelta(days=days)})
    assert Client().post(link, NEW).status_code == 410
    assert User.objects.count() == 1


def test_a_changed_link_lets_nobody_in_and_guessing_links_is_stopped(client_of):
    link = invite_over_the_page(client_of(Role.ADMINISTRATOR))
    client = Client()
    answers = [client.get(f"{link}{n}").status_code for n in range(32)]
    assert set(answers[:30]) == {410} and answers[30:] == [429, 429]


def test_a_later_letter_for_the_same_role_ends_the_former(client_of):
    administrator = client_of(Role.ADMINISTRATOR)
    first, second = invite_over_the_page(administrator), invite_over_the_page(administrator)
    assert Client().get(first).status_code == 410
    assert Client().get(second).status_code == 200


def test_who_has_an_account_takes_the_role_after_signing_in(client_of, make_user):
    user = make_user(Role.ANALYST, "li.na@example.org")
    link = invite_over_the_page(client_of(Role.ADMINISTRATOR), "li.na@example.org", Role.BANK_VIEWER)
    assert Client().get(link).url.startswith("/sign-in")
    stranger = client_of(Role.EMPLOYER)
    assert stranger.get(link).status_code == stranger.post(link, NEW).status_code == 409
    assert user.memberships.count() == 1
    owner = Client()
    owner.force_login(user)
    assert owner.get(link).status_code == 200
    assert owner.post(link).status_code == 302
    assert User.objects.get(pk=user.pk).roles == {Role.ANALYST, Role.BANK_VIEWER}


def test_nobody_invites_beyond_his_role_and_place(make_user):
    users = {role: make_user(role) for role in Role}
    for inviter, role in product(Role, Role):
        if role in OF_AN_ORGANISATION:
            own, other = {"organisation": "org-1"}, {"organisation": "org-2"}
        elif role in OF_A_SUBPROJECT:
            own, other = {"subproject": "sub-1"}, {"subproject": "sub-2"}
        else:
            own = other = {}
        for place in (own, other):
            wide = inviter in (Role.ADMINISTRATOR, Role.PROGRAMME_OFFICE) or role is Role.PERSON
            allowed = role in MAY_INVITE.get(inviter, ()) and (wide or place is own)
            try:
                invitations.invite(users[inviter], "x@example.org", role, **place)
                assert allowed, (inviter, role, place)
            except Refusal:
                assert not allowed, (inviter, role, place)


def test_roles_of_an_organisation_need_one(make_user):
    administrator = make_user(Role.ADMINISTRATOR)
    for role in OF_AN_ORGANISATION | OF_A_SUBPROJECT:
        with pytest.raises(Refusal):
            invitations.invite(administrator, "x@example.org", role)


def test_a_forged_role_in_the_form_is_refused(client_of):
    response = client_of(Role.EMPLOYER).post("/users", {"email": "x@example.org", "role": "administrator"})
    assert response.status_code == 422 and not Invitation.objects.exists()


def test_an_office_sees_and_withdraws_its_own_only(client_of, make_user):
    administrator, employer = client_of(Role.ADMINISTRATOR), client_of(Role.EMPLOYER)
    make_organisations()
    make_user(Role.EMPLOYER, "theirs@example.org", organisation="org-2")
    make_user(Role.EMPLOYER, "mine@example.org", organisation="org-1")
    make_user(Role.BANK_VIEWER, "bank@example.org")
    for email, organisation in (("a@example.org", "org-1"), ("b@example.org", "org-2")):
        invite_over_the_page(administrator, email, Role.EMPLOYER, organisation=organisation)
    assert "Valve Works" in administrator.get("/users").content.decode()
    page = employer.get("/users").content.decode()
    assert "mine@example.org" in page and "a@example.org" in page
    for hidden in ("theirs@example.org", "b@example.org", "bank@example.org", "administrator@"):
        assert hidden not in page
    for organisation, status in (("org-2", 404), ("org-1", 302)):
        made = Invitation.objects.get(organisation=organisation)
        assert employer.post(f"/invitations/{made.pk}/withdraw").status_code == status
        made.refresh_from_db()
        assert (made.withdrawn_at is not None) == (status == 302)


def test_ending_a_role_signs_out_and_leaves_its_trace(client_of, make_user):
    user = make_user(Role.EMPLOYER)
    client = Client()
    client.force_login(user)
    administrator = client_of(Role.ADMINISTRATOR)
    held = user.memberships.get()
    assert administrator.post(f"/memberships/{held.pk}/end").status_code == 302
    assert client.get("/account").status_code == 302
    assert User.objects.get(pk=user.pk).roles == frozenset()
    assert AuditEntry.objects.get(why="membership-ended").account == str(user.pk)
    assert administrator.post(f"/memberships/{held.pk}/end").status_code == 404


def test_the_last_thing_an_administrator_cannot_do_is_lock_himself_out(make_user):
    user = make_user(Role.ADMINISTRATOR)
    client = Client()
    client.force_login(user)
    client.post(f"/users/{user.pk}/lock")
    client.post(f"/memberships/{user.memberships.get().pk}/end")
    assert client.get("/users").status_code == 200


@pytest.mark.parametrize(
    ("text", "meant"),
    [("org-1", "org-1"), ("valve works", "org-1"), ("阀门", "org-1"), ("Gear Works · org-3", "org-3"),
     ("Gear", None), ("nowhere", None), ("", None)],
)  # fmt: skip
def test_an_organisation_is_chosen_by_its_name(client_of, text, meant):
    """By id, name, a part of a name, or as the list writes it; of several that fit one chooses from a list."""
    make_organisations()
    administrator = client_of(Role.ADMINISTRATOR)
    asked = {"email": "new@example.org", "role": "employer", "organisation": text}
    response = administrator.post("/users", asked)
    if meant:
        assert (response.status_code, Invitation.objects.get().organisation) == (302, meant)
        return
    page = response.content.decode()
    assert response.status_code == 422 and not Invitation.objects.exists()
    assert page.count('<option value="org-') == (2 if text == "Gear" else 0)
    assert page.count('<option value="Valve Works · org-1">') == (0 if text == "Gear" else 1)


def test_an_office_is_offered_its_own_organisation_only(client_of):
    make_organisations()
    page = client_of(Role.EMPLOYER).get("/users").content.decode()
    assert (
        'value="Valve Works · org-1"' in page and "Gear Works" not in page and 'name="subproject"' not in page
    )


def test_nobody_withdraws_an_invitation_that_he_could_not_make(client_of):
    invite_over_the_page(client_of(Role.ADMINISTRATOR), role=Role.VERIFIER)
    made = Invitation.objects.get()
    assert client_of(Role.PROGRAMME_OFFICE).post(f"/invitations/{made.pk}/withdraw").status_code == 404
