"""The record of one piece of work: what ran, on what, with what outcome."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import TypeAlias

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"


def new_run_id(kind: str, moment: datetime) -> str:
    """An id that sorts by time and that two machines do not give twice."""
    return f"{kind}-{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"


@dataclass(frozen=True, slots=True)
class Run:
    """A finished run.

    Parameters
    ----------
    run, kind
        Its id, and what it did: tag, match, count, ...
    started, finished
        Moments in UTC.
    parameters
        What the caller chose; with ``inputs`` enough to do it again.
    inputs
        SHA-256 of the content of every table that was read.
    catalogue, version
        Release of the catalogue and of Seedbed.
    summary
        The figures that one looks for first.
    outputs
        Names of the tables that the run left.
    """

    run: str
    kind: str
    started: datetime
    finished: datetime
    parameters: Mapping[str, Json] = field(default_factory=dict)
    inputs: Mapping[str, str] = field(default_factory=dict)
    catalogue: str = ""
    version: str = ""
    summary: Mapping[str, Json] = field(default_factory=dict)
    outputs: tuple[str, ...] = ()

    @property
    def seconds(self) -> float:
        """How long it took."""
        return (self.finished - self.started).total_seconds()

    def to_json(self) -> str:
        """As the text of ``run.json``."""
        plain = asdict(self)
        plain["started"], plain["finished"] = self.started.isoformat(), self.finished.isoformat()
        return json.dumps(plain, ensure_ascii=False, indent=2, default=list) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Run:
        """The inverse of :meth:`to_json`.

        Raises
        ------
        ValueError, KeyError, TypeError
            The text is not a run's record.
        """
        plain = json.loads(text)
        plain["started"] = datetime.fromisoformat(plain["started"])
        plain["finished"] = datetime.fromisoformat(plain["finished"])
        plain["outputs"] = tuple(plain["outputs"])
        return cls(**plain)
