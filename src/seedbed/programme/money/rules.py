"""Rules for money as data: the tables of a region's ``money_rules.toml``.

::

    [[grant]]
    rule = "park-5g"  # its id
    share = 0.3  # of the cost; left out: all of it, up to the cap
    cap = 50000000  # left out: none
    currency = "CNY"
    [[grant.condition]]  # all must hold
    fact = "kind"
    test = "one_of"  # one_of, at_least, at_most
    value = ["park"]

    [[voucher]]
    rule = "evaluation"
    worth = 500
    per_year = 40
    currency = "EUR"

    [[interest]]
    rule = "transition"
    currency = "CNY"
    cap = 200000  # per loan and period; left out: none
    tiers = [{ at_least = 0.8, share = 0.25 }, { at_least = 1.0, share = 0.5 }]

    [[sharing]]
    rule = "relocated"
    of = ["gdp", "vat", "income_tax"]
    currency = "CNY"
    shares = { origin = 0.4, destination = 0.6 }

    [[phase]]
    rule = "research"
    stage = 1
    public_share = 0.8
    cap = 100000
    currency = "CNY"

Every table may carry ``name``, ``name_zh``, ``basis`` (``stated`` or ``proposal``), ``source``,
``locator`` and ``note``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Literal, cast, get_args

from seedbed.messages import Finding, Refusal
from seedbed.programme.money.amounts import decimal

Test = Literal["one_of", "at_least", "at_most"]
Basis = Literal["stated", "proposal"]

TESTS: tuple[Test, ...] = get_args(Test)
COMMON = ("rule", "name", "name_zh", "basis", "source", "locator", "note")


@dataclass(frozen=True, slots=True)
class Condition:
    """A fact that must hold: one of some words, or a number at least or at most so large."""

    fact: str
    test: Test
    words: tuple[str, ...] = ()
    bound: Decimal | None = None

    @property
    def wanted(self) -> str:
        """What it asks for, as text."""
        return ", ".join(self.words) if self.test == "one_of" else f"{self.bound:,}"

    @property
    def sign(self) -> str:
        """How its test is written: =, >= or <=."""
        return {"one_of": "=", "at_least": ">=", "at_most": "<="}[self.test]


@dataclass(frozen=True, slots=True)
class Origin:
    """What a rule is called and where it is from."""

    rule: str
    name: str
    name_zh: str
    basis: Basis
    source: str | None = None
    locator: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Grant:
    """A share of a cost, up to a cap; ``conditions`` say who may have it."""

    origin: Origin
    currency: str
    share: Decimal
    cap: Decimal | None
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Voucher:
    """Vouchers of a fixed worth, so many a year to one holder."""

    origin: Origin
    currency: str
    worth: Decimal
    per_year: int
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Tier:
    """From this performance on (1: the goal is met), this share of the interest is paid back."""

    at_least: Decimal
    share: Decimal


@dataclass(frozen=True, slots=True)
class InterestRule:
    """A subsidy of interest that grows with performance."""

    origin: Origin
    currency: str
    tiers: tuple[Tier, ...]
    cap: Decimal | None
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Sharing:
    """In which proportion places share what a relocated project brings; ``of`` names what."""

    origin: Origin
    currency: str
    of: tuple[str, ...]
    shares: tuple[tuple[str, Decimal], ...]


@dataclass(frozen=True, slots=True)
class Phase:
    """What share of its cost a phase has from the public, up to a cap."""

    origin: Origin
    currency: str
    stage: int
    public_share: Decimal
    cap: Decimal | None


@dataclass(frozen=True, slots=True)
class MoneyRules:
    """All rules of a region; phases in the order of their stage."""

    grants: tuple[Grant, ...]
    vouchers: tuple[Voucher, ...]
    interest: tuple[InterestRule, ...]
    sharing: tuple[Sharing, ...]
    phases: tuple[Phase, ...]


def read_money_rules(document: Mapping[str, object]) -> MoneyRules:
    """The rules of a parsed ``money_rules.toml``.

    Raises
    ------
    Refusal
        One finding for each thing that is wrong: ``programme.unknown-key``, ``.missing-key``,
        ``.wrong-type``, ``.unknown-word``, ``.money-rule-twice``, ``.money-tiers`` (a better performance
        would be paid less), ``.money-shares`` (they do not add to 1), ``.money-taper`` (a later phase has
        a larger public share).

    >>> read_money_rules(
    ...     {"voucher": [{"rule": "v", "worth": 500, "per_year": 40, "currency": "EUR"}]}
    ... ).vouchers[0].per_year
    40
    """
    findings: list[Finding] = []
    kinds = ("grant", "voucher", "interest", "sharing", "phase")
    for key in document:
        if key not in kinds:
            allowed = ", ".join(f"[[{kind}]]" for kind in kinds)
            findings.append(
                Finding("programme.unknown-key", {"rule": "money_rules.toml", "key": key, "allowed": allowed})
            )
    grants = tuple(_grant(table) for table in _tables(document, "grant", findings))
    vouchers = tuple(_voucher(table) for table in _tables(document, "voucher", findings))
    interest = tuple(_interest(table) for table in _tables(document, "interest", findings))
    sharing = tuple(_sharing(table) for table in _tables(document, "sharing", findings))
    phases = tuple(
        sorted((_phase(table) for table in _tables(document, "phase", findings)), key=lambda one: one.stage)
    )
    if findings:
        raise Refusal(*findings)
    origins = [
        *(grant.origin for grant in grants),
        *(voucher.origin for voucher in vouchers),
        *(subsidy.origin for subsidy in interest),
        *(agreement.origin for agreement in sharing),
        *(phase.origin for phase in phases),
    ]
    findings += _twice([origin.rule for origin in origins])
    findings += _not_tapering(phases)
    if findings:
        raise Refusal(*findings)
    return MoneyRules(grants, vouchers, interest, sharing, phases)


@dataclass(slots=True)
class _Table:
    """One table of the document, and the list in which what is wrong with it is gathered."""

    where: str
    values: Mapping[str, object]
    findings: list[Finding]

    def say(self, what: str, **values: str) -> None:
        self.findings.append(Finding(f"programme.{what}", {"rule": self.where, **values}))

    def allow(self, *keys: str) -> None:
        allowed = (*COMMON, *keys)
        for key in self.values:
            if key not in allowed:
                self.say("unknown-key", key=key, allowed=", ".join(allowed))

    def text(self, key: str, *, required: bool = False) -> str | None:
        value = self.values.get(key)
        if value is None:
            if required:
                self.say("missing-key", key=key)
            return None
        if not isinstance(value, str) or not value.strip():
            self.say("wrong-type", key=key, expected='"..."')
            return None
        return value.strip()

    def number(
        self, key: str, *, low: str = "0", high: str | None = None, default: str | None = None
    ) -> Decimal:
        value = self.values.get(key)
        if value is None:
            if default is None:
                self.say("missing-key", key=key)
            return Decimal(default or 0)
        number = _decimal(value)
        if number is None or number < Decimal(low) or (high is not None and number > Decimal(high)):
            self.say("wrong-type", key=key, expected=f"{low} … {high or ''}".strip())
            return Decimal(0)
        return number

    def cap(self) -> Decimal | None:
        return self.number("cap") if "cap" in self.values else None

    def whole(self, key: str) -> int:
        value = self.number(key)
        if value != value.to_integral_value():
            self.say("wrong-type", key=key, expected="0, 1, 2, ...")
        return int(value)

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.values.get(key)
        if not isinstance(value, list) or not value or not all(isinstance(one, str) and one for one in value):
            self.say("missing-key" if value is None else "wrong-type", key=key, **self._expected(value))
            return ()
        return tuple(value)

    @staticmethod
    def _expected(value: object) -> dict[str, str]:
        return {} if value is None else {"expected": '["...", "..."]'}

    def inner(self, key: str) -> list[_Table]:
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, Mapping) for one in value):
            self.say("wrong-type", key=key, expected=f"[[...{key}]]")
            return []
        return [
            _Table(f"{self.where} {key} {at}", one, self.findings) for at, one in enumerate(value, start=1)
        ]

    def currency(self) -> str:
        code = self.text("currency", required=True) or ""
        if code and not (len(code) == 3 and code.isascii() and code.isupper()):
            self.say("wrong-type", key="currency", expected='"CNY"')
        return code

    def origin(self) -> Origin:
        rule = self.text("rule", required=True) or ""
        name = self.text("name") or rule
        basis = self.text("basis") or "stated"
        if basis not in get_args(Basis):
            self.say("unknown-word", key="basis", value=basis, allowed=", ".join(get_args(Basis)))
        return Origin(
            rule,
            name,
            self.text("name_zh") or name,
            cast(Basis, basis),
            self.text("source"),
            self.text("locator"),
            self.text("note"),
        )

    def conditions(self) -> tuple[Condition, ...]:
        return tuple(one._condition() for one in self.inner("condition"))

    def _condition(self) -> Condition:
        for key in self.values:
            if key not in ("fact", "test", "value"):
                self.say("unknown-key", key=key, allowed="fact, test, value")
        fact, test = self.text("fact", required=True) or "", self.text("test", required=True) or ""
        if test not in TESTS:
            self.say("unknown-word", key="test", value=test, allowed=", ".join(TESTS))
        if test == "one_of":
            return Condition(fact, "one_of", words=self.texts("value"))
        return Condition(fact, cast(Test, test), bound=self.number("value", low="-1e15"))


def _tables(document: Mapping[str, object], kind: str, findings: list[Finding]) -> list[_Table]:
    value = document.get(kind, [])
    if not isinstance(value, list) or not all(isinstance(one, Mapping) for one in value):
        findings.append(
            Finding(
                "programme.wrong-type", {"rule": "money_rules.toml", "key": kind, "expected": f"[[{kind}]]"}
            )
        )
        return []
    return [_Table(f"[[{kind}]] {at}", one, findings) for at, one in enumerate(value, start=1)]


def _decimal(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return decimal(value)
    except ValueError:
        return None


def _grant(table: _Table) -> Grant:
    table.allow("currency", "share", "cap", "condition")
    if "share" not in table.values and "cap" not in table.values:
        table.say("missing-key", key="share / cap")
    return Grant(
        table.origin(), table.currency(), table.number("share", high="1", default="1"), table.cap(), table.conditions()
    )  # fmt: skip


def _voucher(table: _Table) -> Voucher:
    table.allow("currency", "worth", "per_year", "condition")
    return Voucher(
        table.origin(), table.currency(), table.number("worth"), table.whole("per_year"), table.conditions()
    )


def _interest(table: _Table) -> InterestRule:
    table.allow("currency", "tiers", "cap", "condition")
    tiers = tuple(Tier(one.number("at_least"), one.number("share", high="1")) for one in table.inner("tiers"))
    if not tiers:
        table.say("missing-key", key="tiers")
    ordered = tuple(sorted(tiers, key=lambda tier: tier.at_least))
    shares = [tier.share for tier in ordered]
    if shares != sorted(shares) or len({tier.at_least for tier in tiers}) < len(tiers):
        table.say("money-tiers")
    return InterestRule(table.origin(), table.currency(), ordered, table.cap(), table.conditions())


def _sharing(table: _Table) -> Sharing:
    table.allow("currency", "of", "shares")
    given = table.values.get("shares")
    if not isinstance(given, Mapping) or not given:
        table.say("missing-key", key="shares")
        given = {}
    parts = [(str(place), _decimal(share)) for place, share in given.items()]
    shares = tuple((place, share) for place, share in parts if share is not None and share >= 0)
    added = sum((share for _, share in shares), Decimal(0))
    if given and (len(shares) < len(parts) or added != 1):
        table.say("money-shares", added=str(added))
    return Sharing(table.origin(), table.currency(), table.texts("of"), shares)


def _phase(table: _Table) -> Phase:
    table.allow("currency", "stage", "public_share", "cap")
    return Phase(
        table.origin(), table.currency(), table.whole("stage"), table.number("public_share", high="1"), table.cap()
    )  # fmt: skip


def _twice(rules: Sequence[str]) -> Iterator[Finding]:
    for rule in dict.fromkeys(rules):
        if rules.count(rule) > 1:
            yield Finding("programme.money-rule-twice", {"rule": rule})


def _not_tapering(phases: Sequence[Phase]) -> Iterator[Finding]:
    for before, after in pairwise(phases):
        if after.public_share > before.public_share or after.stage == before.stage:
            yield Finding("programme.money-taper", {"rule": after.origin.rule, "before": before.origin.rule})
