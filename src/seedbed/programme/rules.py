"""Counting rules as data: what a placement must have done, and where, to count.

A region writes them as ``[[rule]]`` tables of ``counting_rules.toml``::

    [[rule]]
    indicator = "graduates-employed"
    counts = "verified"  # only verified placements are results
    opportunity_kinds = ["job"]
    path = ["started"]  # events that the verified one must follow, in order
    institutions = ["cqjtu"]  # empty: any
    graduated_within_years = 3  # left out: any year, or none
    industries = true  # the opportunity's industry is in the region's list
    subprojects = []  # empty: any
    once_per = "seeker"
    date_of = "started"  # the event whose year is the period
    source = "brochure"
    locator = "000:1839-1847"
    note = "The number of years is the office's assumption."
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, cast, get_args

import polars as pl

from seedbed.messages import Finding, Refusal
from seedbed.tables.schemas import OPPORTUNITY_KINDS

Counts = Literal["verified"]
OncePer = Literal["seeker"]
PathKind = Literal["accepted", "started", "completed", "assessed"]
DateOf = Literal["accepted", "started", "completed", "assessed", "verified"]

VERIFIED: Counts = "verified"
PATH_KINDS: tuple[PathKind, ...] = get_args(PathKind)
LIST_SEPARATOR = ";"


@dataclass(frozen=True, slots=True)
class CountingRule:
    """What turns a placement into one result of an indicator.

    Parameters
    ----------
    indicator
        The indicator that the placement counts for.
    counts
        The event that makes a result of it: always ``verified``.
    opportunity_kinds
        Kinds of opportunity that the indicator is about.
    path
        Kinds of event that must have happened to the pair, in this order, before the
        verification.
    date_of
        The event whose year is the period: one of the path, or ``verified``.
    institutions
        The seeker's ``institution`` must be one of these; empty: any.
    graduated_within_years
        The path's last event lies on or after ``graduated`` and at most so many years later.
    industries
        The opportunity's industry must start with a prefix of the region's list.
    subprojects
        The opportunity must belong to one of these; empty: any or none.
    once_per
        What counts once at most: the seeker, whose earliest placement counts.
    source, locator, note
        Where the rule stands, and what about it is the region's own reading.
    """

    indicator: str
    counts: Counts
    opportunity_kinds: tuple[str, ...]
    path: tuple[PathKind, ...]
    date_of: DateOf
    institutions: tuple[str, ...] = ()
    graduated_within_years: int | None = None
    industries: bool = False
    subprojects: tuple[str, ...] = ()
    once_per: OncePer = "seeker"
    source: str | None = None
    locator: str | None = None
    note: str | None = None


REQUIRED_KEYS = ("indicator", "counts", "opportunity_kinds", "path", "once_per", "date_of")
OPTIONAL_KEYS = (
    "institutions",
    "graduated_within_years",
    "industries",
    "subprojects",
    "source",
    "locator",
    "note",
)


def read_rules(
    document: Mapping[str, object], indicators: Collection[str] | None = None
) -> tuple[CountingRule, ...]:
    """The rules of a parsed ``counting_rules.toml``, in its order.

    Parameters
    ----------
    document
        The TOML document as a mapping.
    indicators
        The indicators that the region has; ``None`` leaves the reference unchecked.

    Raises
    ------
    Refusal
        With one finding for each thing that is wrong (``programme.no-rules``,
        ``.unknown-key``, ``.missing-key``, ``.wrong-type``, ``.unknown-word``,
        ``.repeated-word``, ``.unknown-indicator``, ``.rule-twice``).

    >>> read_rules(
    ...     {
    ...         "rule": [
    ...             {
    ...                 "indicator": "trained",
    ...                 "counts": "verified",
    ...                 "once_per": "seeker",
    ...                 "opportunity_kinds": ["training"],
    ...                 "path": ["assessed"],
    ...                 "date_of": "assessed",
    ...             }
    ...         ]
    ...     }
    ... )[0].path
    ('assessed',)
    """
    findings = [
        Finding("programme.unknown-key", {"rule": "counting_rules.toml", "key": key, "allowed": "[[rule]]"})
        for key in document
        if key != "rule"
    ]
    tables = document.get("rule")
    if not isinstance(tables, Sequence) or isinstance(tables, str) or not tables:
        raise Refusal(*findings, Finding("programme.no-rules"))
    rules: list[CountingRule] = []
    for number, table in enumerate(tables, start=1):
        reader = _RuleReader(f"[[rule]] {number}", table, findings)
        rule = reader.rule(indicators)
        if rule is None:
            continue
        if any(other.indicator == rule.indicator for other in rules):
            findings.append(
                Finding("programme.rule-twice", {"rule": reader.where, "indicator": rule.indicator})
            )
        rules.append(rule)
    if findings:
        raise Refusal(*findings)
    return tuple(rules)


def industry_prefixes(industries: pl.DataFrame) -> tuple[str, ...]:
    """The distinct GB/T 4754 prefixes of a list of industries, sorted.

    Parameters
    ----------
    industries
        Column ``gbt4754``: one prefix or several with semicolons; null where the region has
        not mapped the industry.

    >>> industry_prefixes(pl.DataFrame({"gbt4754": ["C39; I65", None, "C39"]}))
    ('C39', 'I65')
    """
    cells = industries["gbt4754"].cast(pl.String).drop_nulls().to_list()
    return tuple(
        sorted({part.strip() for cell in cells for part in cell.split(LIST_SEPARATOR) if part.strip()})
    )


class _RuleReader:
    """Reads one table and gathers what is wrong with it, so that a person sees all at once."""

    def __init__(self, where: str, table: object, findings: list[Finding]) -> None:
        self.where = where
        self._table = table
        self._findings = findings

    def rule(self, indicators: Collection[str] | None) -> CountingRule | None:
        if not isinstance(self._table, Mapping):
            self._wrong_type("rule", "[[rule]]")
            return None
        before = len(self._findings)
        allowed = (*REQUIRED_KEYS, *OPTIONAL_KEYS)
        for key in self._table:
            if key not in allowed:
                self._say("unknown-key", key=str(key), allowed=", ".join(allowed))
        for key in REQUIRED_KEYS:
            if key not in self._table:
                self._say("missing-key", key=key)
        indicator = self._text("indicator")
        if indicator is not None and indicators is not None and indicator not in indicators:
            self._say("unknown-indicator", indicator=indicator, known=", ".join(sorted(indicators)) or "-")
        path = self._words("path", PATH_KINDS, at_least_one=True)
        rule = CountingRule(
            indicator=indicator or "",
            counts=cast(Counts, self._word("counts", (VERIFIED,))),
            opportunity_kinds=self._words("opportunity_kinds", OPPORTUNITY_KINDS, at_least_one=True),
            path=cast(tuple[PathKind, ...], path),
            date_of=cast(DateOf, self._word("date_of", (*(path or PATH_KINDS), VERIFIED))),
            institutions=self._words("institutions"),
            graduated_within_years=self._years("graduated_within_years"),
            industries=self._switch("industries"),
            subprojects=self._words("subprojects"),
            once_per=cast(OncePer, self._word("once_per", ("seeker",))),
            source=self._text("source"),
            locator=self._text("locator"),
            note=self._text("note"),
        )
        return rule if len(self._findings) == before else None

    def _say(self, what: str, **values: str) -> None:
        self._findings.append(Finding(f"programme.{what}", {"rule": self.where, **values}))

    def _wrong_type(self, key: str, expected: str) -> None:
        self._say("wrong-type", key=key, expected=expected)

    def _value(self, key: str) -> object:
        return self._table.get(key) if isinstance(self._table, Mapping) else None

    def _text(self, key: str) -> str | None:
        value = self._value(key)
        if value is None:
            return None
        if not isinstance(value, str) or not value.strip():
            self._wrong_type(key, '"..."')
            return None
        return value.strip()

    def _word(self, key: str, allowed: Sequence[str]) -> str:
        value = self._text(key)
        if value is not None and value not in allowed:
            self._say("unknown-word", key=key, value=value, allowed=", ".join(allowed))
        return value or ""

    def _words(
        self, key: str, allowed: Sequence[str] | None = None, *, at_least_one: bool = False
    ) -> tuple[str, ...]:
        value = self._value(key)
        if value is None:
            return ()
        if (
            not isinstance(value, Sequence)
            or isinstance(value, str)
            or not all(isinstance(item, str) and item.strip() for item in value)
            or (at_least_one and not value)
        ):
            self._wrong_type(key, '["...", "..."]' if at_least_one else '[] / ["...", "..."]')
            return ()
        words = tuple(item.strip() for item in value)
        for word in dict.fromkeys(words):
            if words.count(word) > 1:
                self._say("repeated-word", key=key, value=word)
            if allowed is not None and word not in allowed:
                self._say("unknown-word", key=key, value=word, allowed=", ".join(allowed))
        return words

    def _years(self, key: str) -> int | None:
        value = self._value(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            self._wrong_type(key, "0, 1, 2, ...")
            return None
        return value

    def _switch(self, key: str) -> bool:
        value = self._value(key)
        if value is None:
            return False
        if not isinstance(value, bool):
            self._wrong_type(key, "true / false")
            return False
        return value
