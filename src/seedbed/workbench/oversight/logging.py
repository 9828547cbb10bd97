"""A log without personal data: where something went wrong, never with whose values."""

from __future__ import annotations

import logging
import re
import traceback
from types import TracebackType

_QUERY = re.compile(r"\?\S*")
_EMAIL = re.compile(r"[^\s@<>\"']+@[^\s@<>\"']+")


class WithoutValues(logging.Formatter):
    """Exceptions as their kind and the lines they passed; their message, which may quote a row, is left out."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatException(  # noqa: N802 (logging's name)
        self, ei: tuple[type[BaseException] | None, BaseException | None, TracebackType | None]
    ) -> str:
        """The kind and the places."""
        return describe(ei[0], ei[2])

    def format(self, record: logging.LogRecord) -> str:
        """The line, without query strings and addresses."""
        record.exc_text = None
        return _EMAIL.sub("[address]", _QUERY.sub("?...", super().format(record)))


def describe(kind: type[BaseException] | None, trace: TracebackType | None) -> str:
    """An exception without its message."""
    places = [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in traceback.extract_tb(trace)]
    return "\n".join([*places, kind.__name__ if kind else ""])
