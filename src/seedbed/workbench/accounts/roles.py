"""What each role may do, as data: role x action -> how far it reaches.

Least privilege: what is not named here is refused. Nothing in this module knows Django; the
pages, the API and the tests read the same table.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum, StrEnum
from types import MappingProxyType


class Role(StrEnum):
    """As what somebody comes in."""

    PERSON = "person"
    CAREER_OFFICE = "career_office"
    EMPLOYER = "employer"
    PROVIDER = "provider"
    SUBPROJECT_MANAGER = "subproject_manager"
    PROGRAMME_OFFICE = "programme_office"
    VERIFIER = "verifier"
    BANK_VIEWER = "bank_viewer"
    ANALYST = "analyst"
    ADMINISTRATOR = "administrator"


class Action(StrEnum):
    """What one can do; the part before the colon names the thing."""

    PROFILE_SEE = "profile:see"
    PROFILE_CHANGE = "profile:change"
    PROFILE_EXPORT = "profile:export"
    PROFILE_ERASE = "profile:erase"
    PROFILE_LIST = "profile:list"
    """Other people's profiles, in lists and one by one."""
    PROFILE_ENTER = "profile:enter"
    """Enter or import people of one's own institution."""
    CONSENT_GIVE = "consent:give"
    NEED_SEE = "need:see"
    NEED_CHANGE = "need:change"
    OPPORTUNITY_SEE = "opportunity:see"
    OPPORTUNITY_CHANGE = "opportunity:change"
    ORGANISATION_SEE = "organisation:see"
    ORGANISATION_CHANGE = "organisation:change"
    ORGANISATION_MERGE = "organisation:merge"
    MATCH_SEE = "match:see"
    MATCH_RUN = "match:run"
    MATCH_NAMES = "match:names"
    """Who was displaced or comes next, by name."""
    PLACEMENT_SEE = "placement:see"
    PLACEMENT_PROPOSE = "placement:propose"
    PLACEMENT_ANSWER = "placement:answer"
    """Accept, decline, contest."""
    PLACEMENT_RECORD = "placement:record"
    """Started, completed, left, with evidence."""
    RESULT_VERIFY = "result:verify"
    OBSERVATION_SEE = "observation:see"
    OBSERVATION_CHANGE = "observation:change"
    PROGRAMME_SEE = "programme:see"
    PROGRAMME_CHANGE = "programme:change"
    GATE_DECIDE = "gate:decide"
    GRIEVANCE_FILE = "grievance:file"
    """File a grievance, and see those that one filed."""
    GRIEVANCE_ANSWER = "grievance:answer"
    REPORT_SEE = "report:see"
    REPORT_ISSUE = "report:issue"
    JOB_SEE = "job:see"
    TOKEN_MAKE = "token:make"
    USER_SEE = "user:see"
    USER_INVITE = "user:invite"
    USER_CHANGE = "user:change"
    CATALOGUE_CHANGE = "catalogue:change"
    AUDIT_SEE = "audit:see"
    SYSTEM_SEE = "system:see"
    SYSTEM_CHANGE = "system:change"


class Reach(IntEnum):
    """How far an action reaches; each contains those before it, except that figures are no records.

    ``AGGREGATE`` figures from which nobody can be told apart; ``OWN`` what is one's own;
    ``ORGANISATION`` what belongs to one's organisation or subproject; ``ALL`` everything.
    """

    NONE = 0
    AGGREGATE = 1
    OWN = 2
    ORGANISATION = 3
    ALL = 4


NONE, FIGURES, OWN, ORGANISATION, ALL = Reach

_A = Action
# What everybody who came in may do: published facts and the programme's public side.
_EVERYBODY: Mapping[Action, Reach] = {
    _A.OPPORTUNITY_SEE: ALL,
    _A.ORGANISATION_SEE: ALL,
    _A.OBSERVATION_SEE: ALL,
    _A.PROGRAMME_SEE: FIGURES,
    _A.REPORT_SEE: FIGURES,
    _A.JOB_SEE: OWN,
    _A.GRIEVANCE_FILE: OWN,
}
# What an organisation does for what it needs and offers.
_ORGANISATION: Mapping[Action, Reach] = {
    _A.NEED_SEE: ORGANISATION,
    _A.NEED_CHANGE: ORGANISATION,
    _A.OPPORTUNITY_CHANGE: ORGANISATION,
    _A.ORGANISATION_CHANGE: ORGANISATION,
    _A.MATCH_SEE: ORGANISATION,
    _A.PLACEMENT_SEE: ORGANISATION,
    _A.PLACEMENT_ANSWER: ORGANISATION,
    _A.PLACEMENT_RECORD: ORGANISATION,
    _A.TOKEN_MAKE: OWN,
    _A.USER_SEE: ORGANISATION,
    _A.USER_INVITE: ORGANISATION,
}

_GRANTS: Mapping[Role, Mapping[Action, Reach]] = {
    Role.PERSON: {
        **_EVERYBODY,
        _A.PROFILE_SEE: OWN,
        _A.PROFILE_CHANGE: OWN,
        _A.PROFILE_EXPORT: OWN,
        _A.PROFILE_ERASE: OWN,
        _A.CONSENT_GIVE: OWN,
        _A.MATCH_SEE: OWN,
        _A.PLACEMENT_SEE: OWN,
        _A.PLACEMENT_ANSWER: OWN,
    },
    Role.CAREER_OFFICE: {
        **_EVERYBODY,
        _A.PROFILE_SEE: ORGANISATION,
        _A.PROFILE_CHANGE: ORGANISATION,
        _A.PROFILE_EXPORT: ORGANISATION,
        _A.PROFILE_LIST: ORGANISATION,
        _A.PROFILE_ENTER: ORGANISATION,
        _A.ORGANISATION_CHANGE: ORGANISATION,
        _A.MATCH_SEE: ORGANISATION,
        _A.MATCH_RUN: ORGANISATION,
        _A.MATCH_NAMES: ORGANISATION,
        _A.PLACEMENT_SEE: ORGANISATION,
        _A.PLACEMENT_PROPOSE: ORGANISATION,
        _A.PLACEMENT_RECORD: ORGANISATION,
        _A.TOKEN_MAKE: OWN,
        _A.USER_SEE: ORGANISATION,
        _A.USER_INVITE: ORGANISATION,
    },
    Role.EMPLOYER: {**_EVERYBODY, **_ORGANISATION},
    Role.PROVIDER: {**_EVERYBODY, **_ORGANISATION},
    Role.SUBPROJECT_MANAGER: {
        **_EVERYBODY,
        **_ORGANISATION,
        _A.PROGRAMME_SEE: ORGANISATION,
        _A.PROGRAMME_CHANGE: ORGANISATION,
        _A.REPORT_SEE: ORGANISATION,
    },
    Role.PROGRAMME_OFFICE: {
        **_EVERYBODY,
        _A.PROFILE_SEE: ALL,
        _A.PROFILE_LIST: ALL,
        _A.NEED_SEE: ALL,
        _A.NEED_CHANGE: ALL,
        _A.OPPORTUNITY_CHANGE: ALL,
        _A.ORGANISATION_CHANGE: ALL,
        _A.ORGANISATION_MERGE: ALL,
        _A.MATCH_SEE: ALL,
        _A.MATCH_RUN: ALL,
        _A.MATCH_NAMES: ALL,
        _A.PLACEMENT_SEE: ALL,
        _A.PLACEMENT_PROPOSE: ALL,
        _A.PLACEMENT_RECORD: ALL,
        _A.OBSERVATION_CHANGE: ALL,
        _A.PROGRAMME_SEE: ALL,
        _A.PROGRAMME_CHANGE: ALL,
        _A.GATE_DECIDE: ALL,
        _A.GRIEVANCE_ANSWER: ALL,
        _A.REPORT_SEE: ALL,
        _A.REPORT_ISSUE: ALL,
        _A.JOB_SEE: ALL,
        _A.TOKEN_MAKE: OWN,
        _A.USER_SEE: ALL,
        _A.USER_INVITE: ALL,
        _A.CATALOGUE_CHANGE: ALL,
    },
    # Sees events and their evidence under ids that mean nothing, never profiles; enters nothing.
    Role.VERIFIER: {
        **_EVERYBODY,
        _A.MATCH_SEE: FIGURES,
        _A.PLACEMENT_SEE: ALL,
        _A.RESULT_VERIFY: ALL,
        _A.PROGRAMME_SEE: ALL,
        _A.REPORT_SEE: ALL,
    },
    Role.BANK_VIEWER: {
        **_EVERYBODY,
        _A.NEED_SEE: FIGURES,
        _A.MATCH_SEE: FIGURES,
        _A.PLACEMENT_SEE: FIGURES,
    },
    Role.ANALYST: {
        **_EVERYBODY,
        _A.NEED_SEE: FIGURES,
        _A.MATCH_SEE: FIGURES,
        _A.PLACEMENT_SEE: FIGURES,
        _A.OBSERVATION_CHANGE: ALL,
        _A.TOKEN_MAKE: OWN,
    },
    # Keeps the house without reading the letters: no profile, no placement.
    Role.ADMINISTRATOR: {
        **_EVERYBODY,
        _A.PROFILE_ERASE: ALL,
        _A.JOB_SEE: ALL,
        _A.TOKEN_MAKE: OWN,
        _A.USER_SEE: ALL,
        _A.USER_INVITE: ALL,
        _A.USER_CHANGE: ALL,
        _A.CATALOGUE_CHANGE: ALL,
        _A.AUDIT_SEE: ALL,
        _A.SYSTEM_SEE: ALL,
        _A.SYSTEM_CHANGE: ALL,
    },
}
GRANTS: Mapping[Role, Mapping[Action, Reach]] = MappingProxyType(
    {role: MappingProxyType(dict(grants)) for role, grants in _GRANTS.items()}
)

# Whom a role may invite: nobody makes somebody mightier than himself, and who enters results names no verifier.
MAY_INVITE: Mapping[Role, frozenset[Role]] = MappingProxyType(
    {
        Role.CAREER_OFFICE: frozenset({Role.PERSON, Role.CAREER_OFFICE}),
        Role.EMPLOYER: frozenset({Role.EMPLOYER}),
        Role.PROVIDER: frozenset({Role.PROVIDER}),
        Role.SUBPROJECT_MANAGER: frozenset({Role.SUBPROJECT_MANAGER}),
        Role.PROGRAMME_OFFICE: frozenset(
            {Role.PERSON, Role.CAREER_OFFICE, Role.EMPLOYER, Role.PROVIDER, Role.SUBPROJECT_MANAGER,
             Role.BANK_VIEWER, Role.ANALYST}
        ),
        Role.ADMINISTRATOR: frozenset(Role),
    }
)  # fmt: skip
# Roles that stand for an organisation, or for a subproject.
OF_AN_ORGANISATION = frozenset({Role.CAREER_OFFICE, Role.EMPLOYER, Role.PROVIDER})
OF_A_SUBPROJECT = frozenset({Role.SUBPROJECT_MANAGER})
# Roles that see other people's data, verify money's results or keep the house.
WITH_SECOND_FACTOR = frozenset({Role.CAREER_OFFICE, Role.PROGRAMME_OFFICE, Role.VERIFIER, Role.ADMINISTRATOR})


def reach_of(role: Role, action: Action) -> Reach:
    """How far an action of a role reaches.

    >>> reach_of(Role.BANK_VIEWER, Action.PLACEMENT_SEE).name
    'AGGREGATE'
    """
    return GRANTS[role].get(action, Reach.NONE)
