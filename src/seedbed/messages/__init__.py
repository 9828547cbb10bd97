"""Every sentence that a person reads.

A room that has something to say about its input returns a :class:`Finding`: a code and
values, never a sentence. The sentences stand in ``locale/<lang>/LC_MESSAGES/<room>.po``, one
gettext file per room and language; the part of a code before its first dot names the file.
"""

from seedbed.messages.catalogue import LANGUAGES, Lang, Value, codes, placeholders, say
from seedbed.messages.finding import Finding, Refusal, Severity, worst

__all__ = [
    "LANGUAGES",
    "Finding",
    "Lang",
    "Refusal",
    "Severity",
    "Value",
    "codes",
    "placeholders",
    "say",
    "worst",
]
