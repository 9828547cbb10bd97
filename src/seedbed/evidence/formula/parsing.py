"""Reading a formula: a tokenizer and recursive descent over a grammar of five lines.

    sum     := product (("+" | "-") product)*
    product := sign (("*" | "/") sign)*
    sign    := "-" sign | power
    power   := atom ("^" sign)?
    atom    := number "%"? | name | name "(" words ")" | function "(" sum ("," sum)* ")" | "(" sum ")"

A hyphen inside a word belongs to the word (ids hold hyphens); a minus stands between spaces.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from seedbed.evidence.formula.tree import Name, Node, Number, Operation

FUNCTIONS = {"sum": "sum", "mean": "mean", "average": "mean", "min": "min", "max": "max", "abs": "abs"}
LONGEST, DEEPEST = 4000, 60
_END = "…"

_TOKEN = re.compile(
    r"\s*(?:(?P<word>[^\W\d]\w*(?:[-.:]\w+)*|\d+[-.]?[^\W\d_]\w*(?:[-.:]\w+)*|\d{4}/\d{4})"
    r"|(?P<number>\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)|(?P<sign>\*\*|[-+*/^(),%×÷−–·]))"
)
_SIGNS = {"**": "^", "×": "*", "·": "*", "÷": "/", "−": "-", "–": "-"}


class FormulaUnreadable(ValueError):
    """The text does not follow the grammar; the argument is the place where reading stopped."""


def parse(text: str) -> Node:
    """The tree of a formula; a leading ``=`` is allowed.

    Raises
    ------
    FormulaUnreadable
        The text does not follow the grammar, or is longer or deeper than any formula of a person.

    >>> parse("= a-1 / (a-1 + b)")
    Operation(operator='/', operands=(Name(name='a-1', at=()), Operation(operator='+', operands=(Name(name='a-1', at=()), Name(name='b', at=())))))
    """
    if len(text) > LONGEST:
        raise FormulaUnreadable(text[:20])
    reader = _Reader(_tokens(text.strip().removeprefix("=")))
    tree = reader.sum(0)
    if reader.at < len(reader.tokens):
        raise FormulaUnreadable(reader.tokens[reader.at][1])
    return tree


def _tokens(text: str) -> list[tuple[str, str]]:
    tokens: list[tuple[str, str]] = []
    at, end = 0, len(text.rstrip())
    while at < end:
        match = _TOKEN.match(text, at)
        if match is None:
            raise FormulaUnreadable(text[at:].strip()[:10])
        kind = str(match.lastgroup)
        token = match[kind]
        tokens.append((kind, _SIGNS.get(token, token)))
        at = match.end()
    return tokens


@dataclass(slots=True)
class _Reader:
    tokens: list[tuple[str, str]]
    at: int = 0

    def _next(self) -> str | None:
        return self.tokens[self.at][1] if self.at < len(self.tokens) else None

    def _is_sign(self, *signs: str) -> bool:
        return self.at < len(self.tokens) and self.tokens[self.at] in [("sign", sign) for sign in signs]

    def _take(self, expected: str) -> None:
        if not self._is_sign(expected):
            raise FormulaUnreadable(self._next() or _END)
        self.at += 1

    def sum(self, depth: int) -> Node:
        left = self.product(depth)
        while self._is_sign("+", "-"):
            operator = self.tokens[self.at][1]
            self.at += 1
            right = self.product(depth)
            if operator == "+" and isinstance(left, Operation) and left.operator == "+":
                left = Operation("+", (*left.operands, right))
            else:
                left = Operation(operator, (left, right))
        return left

    def product(self, depth: int) -> Node:
        left = self.sign(depth)
        while self._is_sign("*", "/"):
            operator = self.tokens[self.at][1]
            self.at += 1
            left = Operation(operator, (left, self.sign(depth)))
        return left

    def sign(self, depth: int) -> Node:
        if self._is_sign("-"):
            self.at += 1
            return Operation("-", (Number(0.0), self.sign(_deeper(depth))))
        return self.power(depth)

    def power(self, depth: int) -> Node:
        base = self.atom(depth)
        if self._is_sign("^"):
            self.at += 1
            return Operation("^", (base, self.sign(_deeper(depth))))
        return base

    def atom(self, depth: int) -> Node:
        if self.at >= len(self.tokens):
            raise FormulaUnreadable(_END)
        kind, token = self.tokens[self.at]
        self.at += 1
        if kind == "number":
            number = float(token.replace(",", ""))
            if self._is_sign("%"):
                self.at += 1
                number /= 100
            return Number(number)
        if kind == "word":
            if not self._is_sign("("):
                return Name(token)
            return self._call(token, depth)
        if token != "(":
            raise FormulaUnreadable(token)
        inner = self.sum(_deeper(depth))
        self._take(")")
        return inner

    def _call(self, name: str, depth: int) -> Node:
        self._take("(")
        if name.lower() in FUNCTIONS:
            operands = [self.sum(_deeper(depth))]
            while self._is_sign(","):
                self.at += 1
                operands.append(self.sum(_deeper(depth)))
            self._take(")")
            return Operation(FUNCTIONS[name.lower()], tuple(operands))
        words: list[str] = []
        while not self._is_sign(")"):
            if self.at >= len(self.tokens) or len(words) > 2:
                raise FormulaUnreadable(name)
            if self._is_sign(","):
                self.at += 1
            words.append(self.tokens[self.at][1] if self.at < len(self.tokens) else "")
            self.at += 1
        self._take(")")
        return Name(name, tuple(words))


def _deeper(depth: int) -> int:
    if depth >= DEEPEST:
        raise FormulaUnreadable("(((")
    return depth + 1
