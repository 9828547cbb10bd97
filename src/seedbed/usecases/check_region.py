"""Check a region: its tables, its references, its published figures, its rules."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from seedbed.evidence import find_contradictions
from seedbed.messages import Finding, Refusal, Severity
from seedbed.programme import industry_prefixes, read_rules
from seedbed.store import RegionStore


@dataclass(frozen=True, slots=True)
class Checkup:
    """What a check found.

    ``findings`` are about the record itself; ``contradictions`` about published figures that
    disagree, which no one here can mend and everyone should know.
    """

    findings: tuple[Finding, ...]
    contradictions: tuple[Finding, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that must be mended."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.ERROR)


def check_region(store: RegionStore) -> Checkup:
    """Check everything that can be checked without changing anything but the rejects."""
    findings = store.check()
    contradictions: list[Finding] = []
    if "observations" in store.tables():
        with suppress(Refusal):  # store.check() has told why the table cannot be read
            contradictions = find_contradictions(store.table("observations"))
    if "indicators" in store.tables():
        try:
            read_rules(
                store.document("counting_rules"), store.table("indicators").get_column("indicator").to_list()
            )
            if store.settings.industries:
                industry_prefixes(store.table(store.settings.industries))
        except Refusal as refusal:
            findings += [finding for finding in refusal.findings if finding not in findings]
    return Checkup(tuple(findings), tuple(contradictions))
