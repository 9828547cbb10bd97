"""Which function does which kind of job.

An application registers its functions in a module ``handlers`` of its own, which is found when
Django starts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from seedbed.store import Json

if TYPE_CHECKING:
    from seedbed.workbench.jobs.batch import Batch
    from seedbed.workbench.jobs.work import Work

Handler: TypeAlias = "Callable[[Work], Mapping[str, Json]]"
Together: TypeAlias = "Callable[[Batch], None]"


@dataclass(frozen=True, slots=True)
class Several:
    """How jobs of a kind are done together, and how many of them at most."""

    handler: Together
    most: int


_HANDLERS: dict[str, Handler] = {}
_SEVERAL: dict[str, Several] = {}


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Register a function for a kind of job.

    The function may be called again for the same job after a crash: what it changes belongs in
    :meth:`~seedbed.workbench.jobs.work.Work.confirmed`.
    """

    def register(handler: Handler) -> Handler:
        if kind in _HANDLERS and _HANDLERS[kind] is not handler:
            raise ValueError(f"two handlers for jobs of kind {kind}")
        _HANDLERS[kind] = handler
        return handler

    return register


def handles_several(kind: str, most: int) -> Callable[[Together], Together]:
    """Register a second function for a kind, which does up to ``most`` waiting jobs of it in one go.

    What it confirms or refuses is over; what it leaves open, and everything when it breaks, is done one
    by one by the function of :func:`handles`: a bad one takes no neighbour with it.
    """

    def register(handler: Together) -> Together:
        _SEVERAL[kind] = Several(handler, most)
        return handler

    return register


def several_of(kind: str) -> Several | None:
    """How jobs of a kind are done together, if they are."""
    return _SEVERAL.get(kind)


def handler_of(kind: str) -> Handler | None:
    """The function for a kind, if there is one."""
    return _HANDLERS.get(kind)


def kinds() -> tuple[str, ...]:
    """Every kind that can be done, sorted."""
    return tuple(sorted(_HANDLERS))
