"""Whether a row may stand in one of the programme's books: every id known, every period readable, money plain."""

from __future__ import annotations

import math
from collections.abc import Mapping

from seedbed.messages import Finding, Refusal
from seedbed.programme.portfolio.periods import days_of
from seedbed.store import RegionStore
from seedbed.tables import Kind, schema_of
from seedbed.usecases.enter_payment import CURRENCY


def check_book_row(store: RegionStore, book: str, row: Mapping[str, object]) -> None:
    """Refuse a row with all that is wrong with it; each finding names its ``column``.

    Parameters
    ----------
    book
        A table of the schemas: ``risks``, ``activities``, ``budgets``, ...
    row
        Column -> value; what is left out is empty.

    Raises
    ------
    Refusal
        ``usecases.unknown-id``, ``usecases.book-empty``, ``usecases.book-choice``, ``usecases.book-number``,
        ``usecases.book-period``, ``usecases.payment-currency``.
    """
    findings: list[Finding] = []
    for column in schema_of(book).columns:
        value = row.get(column.name)
        about = {"column": column.name}
        if value is None or value in ("", []):
            if column.required:
                findings.append(Finding("usecases.book-empty", about))
            continue
        if column.choices and value not in column.choices:
            told = {**about, "value": str(value), "known": ", ".join(column.choices)}
            findings.append(Finding("usecases.book-choice", told))
        if column.reference is not None:
            known = {
                key
                for table in column.reference.tables
                for key in store.table(table)[schema_of(table).key[0]].to_list()
            }
            findings += [
                Finding("usecases.unknown-id", {**about, "value": str(one)})
                for one in (value if isinstance(value, list) else [value])
                if one not in known
            ]
        if column.kind in (Kind.NUMBER, Kind.INTEGER):
            number = float(str(value))
            low, high = column.low, column.high
            if (
                not math.isfinite(number)
                or (low is not None and number < low)
                or (high is not None and number > high)
            ):
                findings.append(Finding("usecases.book-number", {**about, "value": str(value)}))
        if column.kind is Kind.PERIOD:
            findings += _unreadable(column.name, str(value))
        if column.name == "currency" and CURRENCY.fullmatch(str(value)) is None:
            findings.append(Finding("usecases.payment-currency", {**about, "value": str(value)}))
    if findings:
        raise Refusal(*findings)


def _unreadable(column: str, period: str) -> list[Finding]:
    try:
        days_of(period)
    except Refusal:
        return [Finding("usecases.book-period", {"column": column, "value": period})]
    return []
