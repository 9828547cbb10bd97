"""Which tables the interface gives to whom, as data, and whose a row is. What is not named here is refused.

Applied are the roles of the token's user, narrowed by the token's scopes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from seedbed.workbench.accounts.models import User
from seedbed.workbench.accounts.permissions import Target, may, reach
from seedbed.workbench.accounts.roles import Action, Reach
from seedbed.workbench.api.models import Token
from seedbed.workbench.api.scopes import TokenScope
from seedbed.workbench.desk.access import sees_proposal
from seedbed.workbench.people.access import targets_of
from seedbed.workbench.people.record import record

Row = Mapping[str, object]


class Owner(Enum):
    """To whom the rows of a table belong."""

    EVERYBODY = "everybody"
    ORGANISATION = "organisation"
    SUBPROJECT = "subproject"
    PERSON = "person"
    PROPOSAL = "proposal"


@dataclass(frozen=True, slots=True)
class Rule:
    """A table: what one must be allowed to, which scope opens it, whose its rows are."""

    see: Action
    read: TokenScope
    owner: Owner
    change: Action | None = None
    write: TokenScope | None = None


_REGION = Rule(Action.ORGANISATION_SEE, TokenScope.REGION_READ, Owner.EVERYBODY)
_OBSERVED = Rule(Action.OBSERVATION_SEE, TokenScope.REGION_READ, Owner.EVERYBODY)
_PROGRAMME = Rule(Action.PROGRAMME_SEE, TokenScope.PROGRAMME_READ, Owner.SUBPROJECT)
_WRITE = TokenScope.OFFERS_WRITE
# Left out: seeker_skills (they belong to two tables), grievances (their summaries may name people).
RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "places": _REGION,
        "organisations": Rule(
            Action.ORGANISATION_SEE, TokenScope.REGION_READ, Owner.ORGANISATION,
            Action.ORGANISATION_CHANGE, TokenScope.ORGANISATIONS_WRITE,
        ),
        "ties": _REGION,
        "chains": _REGION,
        "sources": _REGION,
        "subprojects": _REGION,
        "observations": _OBSERVED,
        "funnels": _OBSERVED,
        "opportunities": Rule(
            Action.OPPORTUNITY_SEE, TokenScope.OFFERS_READ, Owner.ORGANISATION, Action.OPPORTUNITY_CHANGE, _WRITE
        ),
        "opportunity_skills": Rule(Action.OPPORTUNITY_SEE, TokenScope.OFFERS_READ, Owner.EVERYBODY),
        "needs": Rule(Action.NEED_SEE, TokenScope.OFFERS_READ, Owner.ORGANISATION, Action.NEED_CHANGE, _WRITE),
        "people": Rule(Action.PROFILE_LIST, TokenScope.PEOPLE_READ, Owner.PERSON),
        "placements": Rule(Action.PLACEMENT_SEE, TokenScope.PEOPLE_READ, Owner.PROPOSAL),
        **dict.fromkeys(
            (
                "statements", "indicators", "targets", "results", "verifications", "evidence", "risks", "gates",
                "gate_decisions", "activities", "gender_actions", "budgets", "disbursements",
            ),
            _PROGRAMME,
        ),
    }
)  # fmt: skip
PERSONAL = MappingProxyType({"people": "person", "placements": "seeker"})
"""Tables about persons, with the column that names them: who reads them is noted."""


def token_of(request: HttpRequest, scope: TokenScope) -> Token:
    """The token of a call, if it was made for this.

    Raises
    ------
    PermissionDenied
    """
    token: Token = request.auth
    if scope.value not in token.scopes:
        raise PermissionDenied
    return token


def reader(request: HttpRequest, table: str) -> tuple[User, Rule]:
    """Who reads a table, and its rule.

    Raises
    ------
    Http404
        There is no such table here.
    PermissionDenied
        The token or its user's roles do not reach it.
    """
    rule = RULES.get(table)
    if rule is None:
        raise Http404
    user: User = token_of(request, rule.read).user
    if reach(user, rule.see) < Reach.OWN:  # figures are no records
        raise PermissionDenied
    return user, rule


def writer(request: HttpRequest, table: str) -> tuple[User, Rule]:
    """Who writes to a table, and its rule; raises as :func:`reader`."""
    rule = RULES.get(table)
    if rule is None:
        raise Http404
    if rule.change is None or rule.write is None:
        raise PermissionDenied
    user: User = token_of(request, rule.write).user
    if reach(user, rule.change) < Reach.OWN:
        raise PermissionDenied
    return user, rule


def seen(user: User, rule: Rule, rows: Sequence[Row]) -> list[bool]:
    """For each row whether the user may see it."""
    if rule.owner is Owner.PERSON:
        return [may(user, rule.see, target) for target in targets_of(rows)]
    if rule.owner is Owner.PROPOSAL:
        people = {str(row["seeker"]): record().row("people", str(row["seeker"])) for row in rows}
        offers = {
            str(row["opportunity"]): record().row("opportunities", str(row["opportunity"])) for row in rows
        }
        return [
            sees_proposal(user, rule.see, people[str(row["seeker"])], offers[str(row["opportunity"])])
            for row in rows
        ]
    return [may(user, rule.see, target_of_row(rule, row)) for row in rows]


def target_of_row(rule: Rule, row: Row) -> Target:
    """To whom a row belongs, by its own columns."""
    if rule.owner is Owner.ORGANISATION:
        return Target(
            organisations=frozenset({str(row["organisation"])}), subproject=str(row.get("subproject") or "")
        )
    return Target(subproject=str(row.get("subproject") or ""))
