"""Whether a user may do something to something: the table of :mod:`roles` applied to memberships."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Protocol, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase

from seedbed.workbench.accounts.roles import Action, Reach, Role, reach_of


class Standing(Protocol):
    """A role that somebody holds; a :class:`Membership` is one."""

    role: str
    organisation: str
    subproject: str


class Actor(Protocol):
    """Who acts; a :class:`User` is one, and so is an API token in its user's name."""

    person: str | None
    is_active: bool

    @property
    def standing(self) -> tuple[Standing, ...]:
        """The roles held now."""


@dataclass(frozen=True, slots=True)
class Target:
    """To whom a record belongs; every place that shows a record says so.

    Parameters
    ----------
    person
        Id of the person whom it is about.
    account
        Id of the user whose it is, for what has no person (a job, a token).
    organisations
        Organisations that it belongs to: the school, the employer.
    subproject
        Subproject in whose books it stands.
    aggregate
        Figures from which nobody can be told apart.
    """

    person: str | None = None
    account: str = ""
    organisations: frozenset[str] = frozenset()
    subproject: str = ""
    aggregate: bool = False


@dataclass(frozen=True, slots=True)
class Scope:
    """What a list may show to a user: everything, or the records of these persons, organisations, subprojects."""

    everything: bool = False
    figures: bool = False
    person: str | None = None
    organisations: frozenset[str] = frozenset()
    subprojects: frozenset[str] = frozenset()


def reach(actor: Actor, action: Action) -> Reach:
    """The widest reach that an actor's roles give to an action."""
    if not getattr(actor, "is_active", False):
        return Reach.NONE
    return max((reach_of(Role(held.role), action) for held in _held(actor)), default=Reach.NONE)


def may(actor: Actor, action: Action, target: Target | None = None) -> bool:
    """Whether an actor may do an action to a target; without a target, whether to anything at all.

    A wider role never lends its reach to a narrower one: each membership is asked on its own.
    """
    if not getattr(actor, "is_active", False):
        return False
    return any(_covers(actor, held, reach_of(Role(held.role), action), target) for held in _held(actor))


def scope(actor: Actor, action: Action) -> Scope:
    """Which records a list of an action may show; records outside it must not be read at all."""
    organisations, subprojects = set(), set()
    person, widest = None, reach(actor, action)
    for held in _held(actor):
        reached = reach_of(Role(held.role), action)
        if reached is Reach.ORGANISATION:
            organisations |= {held.organisation} - {""}
            subprojects |= {held.subproject} - {""}
        elif reached is Reach.OWN:
            person = actor.person
    return Scope(
        everything=widest is Reach.ALL,
        figures=widest >= Reach.AGGREGATE,
        person=person,
        organisations=frozenset(organisations),
        subprojects=frozenset(subprojects),
    )


def require(actor: Actor, action: Action, target: Target) -> None:
    """Go on only if the actor may; else the record does not exist for him.

    Raises
    ------
    Http404
        Not 403: whether somebody else's record exists is nobody's business.
    """
    if not may(actor, action, target):
        raise Http404


def _held(actor: Actor) -> tuple[Standing, ...]:
    return getattr(actor, "standing", ())


def _covers(actor: Actor, held: Standing, reached: Reach, target: Target | None) -> bool:
    if reached is Reach.NONE:
        return False
    if target is None or reached is Reach.ALL or target.aggregate:
        return True
    own = (target.person is not None and target.person == actor.person) or (
        target.account != "" and target.account == str(getattr(actor, "pk", ""))
    )
    if reached is Reach.OWN:
        return own
    if reached is Reach.ORGANISATION:
        inside = held.organisation != "" and held.organisation in target.organisations
        return inside or (held.subproject != "" and held.subproject == target.subproject)
    return False


# --- pages: every view says who may ask for it; a test walks the URLs and finds those that do not --------------

OPEN, SIGNED_IN = "open", "signed-in"
View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def open_to_all(view: View) -> View:
    """A page for everybody, signed in or not."""
    view.access = OPEN  # type: ignore[attr-defined]
    return view


def for_signed_in(view: View) -> View:
    """A page for everybody who signed in, about nothing but himself."""
    return _guard(view, SIGNED_IN, lambda _: True)


def needs(*actions: Action) -> Callable[[View], View]:
    """A page for those whose roles allow one of the actions to anything; the view asks `require` about the record."""
    return lambda view: _guard(view, actions, lambda user: any(may(user, action) for action in actions))


def _guard(view: View, access: object, allowed: Callable[[Actor], bool]) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not allowed(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    guarded.access = access  # type: ignore[attr-defined]
    return guarded  # type: ignore[return-value]
