"""Findings: what a check has to say, as a code with values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from seedbed.messages.catalogue import Lang, Value, say


class Severity(StrEnum):
    """How far a finding reaches: an error stops or rejects, a warning doubts, a note informs."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a person should know, in no language yet.

    Parameters
    ----------
    code
        ``room.what-is-wrong``; the sentences of both languages stand under it.
    values
        What the sentence names: file, row, column, value, ... Never personal data.
    severity
        See :class:`Severity`.

    >>> Finding("tables.missing-folder", {"folder": "nowhere"}).text("en")
    'The folder nowhere does not exist. Give the path of a region folder (it holds region.toml).'
    """

    code: str
    values: Mapping[str, Value] = field(default_factory=dict)
    severity: Severity = Severity.ERROR

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", MappingProxyType(dict(self.values)))

    def text(self, lang: Lang = "en") -> str:
        """The finding as a sentence that ends in its remedy."""
        return say(self.code, lang, **self.values)

    def __reduce__(self) -> tuple[type[Finding], tuple[str, dict[str, Value], Severity]]:
        return Finding, (self.code, dict(self.values), self.severity)

    def __hash__(self) -> int:
        return hash((self.code, tuple(sorted(self.values.items(), key=lambda kv: kv[0])), self.severity))


class Refusal(Exception):
    """Raised where work cannot go on; carries the findings that say why and what would help.

    The command line prints them and ends with exit code 2.
    """

    def __init__(self, *findings: Finding) -> None:
        if not findings:
            raise ValueError("a Refusal needs at least one Finding")
        self.findings = findings
        super().__init__("; ".join(finding.text("en") for finding in findings))

    @classmethod
    def because(cls, code: str, **values: Value) -> Refusal:
        """A refusal with one error."""
        return cls(Finding(code, values))


def worst(findings: Iterable[Finding]) -> Severity | None:
    """The gravest severity among findings; ``None`` when there are none."""
    order = (Severity.ERROR, Severity.WARNING, Severity.NOTE)
    present = {finding.severity for finding in findings}
    return next((severity for severity in order if severity in present), None)
