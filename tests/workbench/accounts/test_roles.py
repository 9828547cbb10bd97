"""The table of roles keeps its promises, and `may` reads it as it is meant."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import product

import pytest
from django.http import Http404
from django.utils.html import escape
from hypothesis import given
from hypothesis import strategies as st

from seedbed.messages import codes, say
from seedbed.workbench.accounts.permissions import Target, may, reach, require, scope
from seedbed.workbench.accounts.roles import (
    GRANTS,
    MAY_INVITE,
    WITH_SECOND_FACTOR,
    Action,
    Reach,
    Role,
    reach_of,
)

PERSONAL = [action for action in Action if action.value.startswith(("profile:", "consent:"))]
PERSONAL += [Action.MATCH_NAMES, Action.PLACEMENT_SEE, Action.MATCH_SEE]
HOUSE = [Action.USER_CHANGE, Action.AUDIT_SEE, Action.SYSTEM_SEE, Action.SYSTEM_CHANGE]


@dataclass
class Held:
    role: str
    organisation: str = ""
    subproject: str = ""


@dataclass
class Somebody:
    standing: tuple[Held, ...] = ()
    person: str | None = None
    is_active: bool = True
    pk: str = field(default="user-1")


@pytest.mark.parametrize("role", [Role.BANK_VIEWER, Role.ANALYST])
def test_who_sees_figures_only_reaches_no_record_about_a_person(role):
    assert all(reach_of(role, action) <= Reach.AGGREGATE for action in PERSONAL)
    somebody = Somebody((Held(role),), person="p-1")
    for action in PERSONAL:
        assert not may(somebody, action, Target(person="p-1"))
        assert not may(somebody, action, Target(person="p-2", organisations=frozenset({"", "o"})))


def test_the_verifier_verifies_and_enters_nothing():
    entering = [Action.PLACEMENT_RECORD, Action.PLACEMENT_PROPOSE, Action.PLACEMENT_ANSWER]
    entering += [Action.PROGRAMME_CHANGE, Action.OBSERVATION_CHANGE, Action.REPORT_ISSUE]
    assert all(reach_of(Role.VERIFIER, action) is Reach.NONE for action in entering)
    assert [role for role in Role if reach_of(role, Action.RESULT_VERIFY)] == [Role.VERIFIER]
    assert all(reach_of(Role.VERIFIER, action) is Reach.NONE for action in PERSONAL[:5])


def test_the_administrator_keeps_the_house_and_reads_no_profile():
    assert reach_of(Role.ADMINISTRATOR, Action.PROFILE_SEE) is Reach.NONE
    assert reach_of(Role.ADMINISTRATOR, Action.PLACEMENT_SEE) is Reach.NONE
    for action in HOUSE:
        assert [role for role in Role if reach_of(role, action)] == [Role.ADMINISTRATOR]


def test_everybody_in_one_role_is_enough_for_their_own_reach_only():
    for role, action in product(Role, Action):
        if reach_of(role, action) is Reach.OWN:
            assert not may(
                Somebody((Held(role),), person="p-1"), action, Target(person="p-2", account="user-2")
            )


def test_who_sees_other_peoples_data_needs_a_second_factor():
    strangers = {
        role
        for role in Role
        if reach_of(role, Action.PROFILE_SEE) >= Reach.ORGANISATION or reach_of(role, Action.USER_CHANGE)
    }
    assert strangers <= WITH_SECOND_FACTOR


def test_nobody_but_the_administrator_invites_administrators_and_verifiers():
    for role, invited in MAY_INVITE.items():
        assert reach_of(role, Action.USER_INVITE) is not Reach.NONE
        if role is not Role.ADMINISTRATOR:
            assert not invited & {Role.ADMINISTRATOR, Role.VERIFIER}


def test_every_role_has_its_word_in_both_languages():
    for role in Role:
        for lang in ("zh", "en"):
            assert f"workbench.role-{role.value.replace('_', '-')}" in codes(lang)


@pytest.mark.parametrize(
    ("held", "target", "expected"),
    [
        (Held("career_office", "school-1"), Target("p-9", organisations=frozenset({"school-1"})), True),
        (Held("career_office", "school-1"), Target("p-9", organisations=frozenset({"school-2"})), False),
        (Held("career_office", ""), Target("p-9", organisations=frozenset({""})), False),
        (Held("career_office", "school-1"), Target("p-9"), False),
        (Held("programme_office"), Target("p-9"), True),
        (Held("person"), Target("p-1"), True),
        (Held("person"), Target("p-9"), False),
        (Held("person"), Target(None), False),
        (Held("employer", "firm-1"), Target("p-1", organisations=frozenset({"firm-1"})), False),
    ],
)
def test_whose_profile_one_sees(held, target, expected):
    assert may(Somebody((held,), person="p-1"), Action.PROFILE_SEE, target) is expected


def test_a_subproject_counts_like_an_organisation():
    manager = Somebody((Held("subproject_manager", subproject="sub-1"),))
    assert may(manager, Action.PROGRAMME_CHANGE, Target(subproject="sub-1"))
    assert not may(manager, Action.PROGRAMME_CHANGE, Target(subproject="sub-2"))
    assert not may(manager, Action.PROGRAMME_CHANGE, Target())


def test_one_role_lends_nothing_to_another():
    both = Somebody((Held("career_office", "school-1"), Held("employer", "firm-1")))
    assert not may(both, Action.PROFILE_SEE, Target("p", organisations=frozenset({"firm-1"})))
    assert scope(both, Action.PROFILE_SEE).organisations == {"school-1"}
    assert scope(both, Action.OPPORTUNITY_CHANGE).organisations == {"firm-1"}


def test_who_is_locked_or_unknown_may_nothing():
    locked = Somebody((Held("programme_office"),), is_active=False)
    for action in Action:
        assert not may(locked, action)
        assert not may(object(), action)
        assert reach(locked, action) is Reach.NONE


def test_what_one_may_not_see_does_not_exist():
    with pytest.raises(Http404):
        require(Somebody((Held("person"),), person="p-1"), Action.PROFILE_SEE, Target("p-2"))


_NAMES = st.sampled_from(["", "a", "b"])
_HELD = st.builds(Held, st.sampled_from(list(Role)).map(str), _NAMES, _NAMES)
_TARGET = st.builds(
    Target,
    st.sampled_from([None, "", "p-1", "p-2"]),
    st.sampled_from(["", "user-1", "user-2"]),
    st.frozensets(_NAMES),
    _NAMES,
    st.booleans(),
)


@given(st.lists(_HELD, max_size=3), st.sampled_from(list(Action)), _TARGET, st.sampled_from([None, "p-1"]))
def test_a_list_shows_what_a_record_would(held, action, target, person):
    """`scope` and `may` agree; and what may be done to something may be done at all."""
    somebody = Somebody(tuple(held), person)
    seen, allowed = scope(somebody, action), may(somebody, action, target)
    by_list = (
        seen.everything
        or (seen.figures and target.aggregate)
        or bool(seen.organisations & target.organisations)
        or (target.subproject != "" and target.subproject in seen.subprojects)
        or (seen.person is not None and seen.person == target.person)
    )
    if not target.account:
        assert allowed == by_list
    assert not allowed or may(somebody, action)
    assert set(GRANTS) == set(Role)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_of_roles_says_every_right_in_words(client_of, language):
    client = client_of(Role.EMPLOYER)
    client.cookies["seedbed_language"] = "zh-hans" if language == "zh" else "en"
    page = client.get("/roles").content.decode()
    for action in Action:
        sentence = f"workbench.action-{action.value.replace(':', '-')}"
        assert escape(say(sentence, language)) in page, action
    for how_far in (Reach.AGGREGATE, Reach.OWN, Reach.ORGANISATION, Reach.ALL):
        assert escape(say(f"workbench.reach-{how_far.name.lower()}", language)) in page
    granted = sum(len(grants) for grants in GRANTS.values())
    assert page.count('<th scope="row">') == granted and page.count("<details open>") == 1
