"""Which function does which kind of job.

An application registers its functions in a module ``handlers`` of its own, which is found when
Django starts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeAlias

from seedbed.store import Json

if TYPE_CHECKING:
    from seedbed.workbench.jobs.work import Work

Handler: TypeAlias = "Callable[[Work], Mapping[str, Json]]"

_HANDLERS: dict[str, Handler] = {}


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


def handler_of(kind: str) -> Handler | None:
    """The function for a kind, if there is one."""
    return _HANDLERS.get(kind)


def kinds() -> tuple[str, ...]:
    """Every kind that can be done, sorted."""
    return tuple(sorted(_HANDLERS))
