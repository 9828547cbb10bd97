"""What a token may be made for. A token never reaches further than its user; its scopes only narrow."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from seedbed.workbench.accounts.permissions import Actor, reach
from seedbed.workbench.accounts.roles import Action, Reach


class TokenScope(StrEnum):
    """A part of the interface; the words stand under ``workbench.token-scope-<name>``."""

    REGION_READ = "region-read"
    """Places, organisations, ties, chains, observations and their sources."""
    ORGANISATIONS_WRITE = "organisations-write"
    OFFERS_READ = "offers-read"
    """Needs and opportunities with what they ask for."""
    OFFERS_WRITE = "offers-write"
    PEOPLE_READ = "people-read"
    """Profiles and placements: personal data."""
    PEOPLE_IMPORT = "people-import"
    PROGRAMME_READ = "programme-read"
    RUNS_READ = "runs-read"
    REPORTS_READ = "reports-read"


# Each scope with the actions of which its user needs at least one.
NEEDED: Mapping[TokenScope, tuple[Action, ...]] = MappingProxyType(
    {
        TokenScope.REGION_READ: (Action.ORGANISATION_SEE, Action.OBSERVATION_SEE),
        TokenScope.ORGANISATIONS_WRITE: (Action.ORGANISATION_CHANGE,),
        TokenScope.OFFERS_READ: (Action.OPPORTUNITY_SEE, Action.NEED_SEE),
        TokenScope.OFFERS_WRITE: (Action.OPPORTUNITY_CHANGE, Action.NEED_CHANGE),
        TokenScope.PEOPLE_READ: (Action.PROFILE_LIST, Action.PLACEMENT_SEE),
        TokenScope.PEOPLE_IMPORT: (Action.PROFILE_ENTER,),
        TokenScope.PROGRAMME_READ: (Action.PROGRAMME_SEE,),
        TokenScope.RUNS_READ: (Action.MATCH_SEE,),
        TokenScope.REPORTS_READ: (Action.REPORT_SEE,),
    }
)


# Of these, figures are enough; all others give records.
OF_FIGURES = frozenset({TokenScope.RUNS_READ, TokenScope.REPORTS_READ})


def scopes_on_offer(user: Actor) -> tuple[TokenScope, ...]:
    """The scopes that a user's roles can fill with something."""
    return tuple(
        one
        for one in TokenScope
        if max(reach(user, action) for action in NEEDED[one])
        >= (Reach.AGGREGATE if one in OF_FIGURES else Reach.OWN)
    )
