"""An IATI 2.03 file to the programme's tables: good rows go on, bad ones are rejects with reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

import polars as pl

from seedbed.formats.iati import elements
from seedbed.formats.iati.own_rows import ROLE, ROW, own_cells, stated_columns
from seedbed.formats.iati.parsing import parse_safely
from seedbed.formats.iati.rules import check_rules
from seedbed.formats.iati.writing import EXCHANGED, VERSION, read_activity
from seedbed.formats.limits import DEFAULT_LIMITS, Limits
from seedbed.messages import Finding, Refusal, Severity
from seedbed.tables import check_cells, schema_of


@dataclass(frozen=True, slots=True)
class IatiRead:
    """What a file gave.

    Attributes
    ----------
    tables
        The checked tables that the file speaks of, columns and rows in the order in which they were
        written.
    rejects
        For each table its bad rows, with ``rejected_row`` (the number of the row in the file, from 2),
        ``rejected_columns``, ``reason_en``, ``reason_zh``.
    findings
        What is wrong with rows, where the file breaks the rules of the standard, and what it says that
        the tables have no place for.
    """

    tables: Mapping[str, pl.DataFrame]
    rejects: Mapping[str, pl.DataFrame]
    findings: tuple[Finding, ...]


_Cells = dict[str, str | None]


@dataclass(slots=True)
class _Found:
    """The rows found so far, each with the place it had when it was written."""

    file: str
    rows: dict[str, list[tuple[int | None, _Cells]]] = field(default_factory=dict)
    dimensions: set[str] = field(default_factory=set)
    documents: int = 0
    payments: int = 0

    def take(self, table: str, element: ET.Element, standard: _Cells) -> _Cells:
        """The element's own cells over those of the standard; the row is kept and returned."""
        own = next((row for row in element.iterfind(ROW) if row.get("table") == table), None)
        cells = dict(standard)
        at: int | None = None
        if own is not None:
            cells |= own_cells(own, self.file)
            at = _position(own)
        self.rows.setdefault(table, []).append((at, cells))
        return cells


def read_iati(data: bytes, file: str, limits: Limits = DEFAULT_LIMITS) -> IatiRead:
    """Read a file, one's own or another's.

    Raises
    ------
    Refusal
        What :func:`~seedbed.formats.iati.parsing.parse_safely` refuses; ``formats.iati-not-activities``,
        ``formats.iati-version``, ``formats.iati-broken-cell``.
    """
    root = parse_safely(data, file, limits)
    if root.tag != "iati-activities":
        raise Refusal.because("formats.iati-not-activities", file=file, element=root.tag[:80])
    if root.get("version") != VERSION:
        raise Refusal.because("formats.iati-version", file=file, version=root.get("version", "-")[:20])
    found = _Found(file)
    for activity in root.iterfind("iati-activity"):
        _read_activity(found, activity)
    for row in root.iterfind(ROW):
        if row.get("table") in EXCHANGED:
            cells = own_cells(row, file)
            found.rows.setdefault(row.get("table", ""), []).append((_position(row), cells))
    stated = {name: columns for name, columns in stated_columns(root).items() if name in EXCHANGED}
    return _checked(found, stated, check_rules(root, file))


def _position(row: ET.Element) -> int | None:
    at = row.get("at", "")
    return int(at) if at.isascii() and at.isdigit() and len(at) < 10 else None


def _read_activity(found: _Found, activity: ET.Element) -> None:
    reporting = activity.find("reporting-org")
    lang, currency = activity.get(elements.LANG, "en"), activity.get("default-currency")
    subproject: str | None = None
    if activity.get(ROLE) != "programme":
        standard = read_activity(activity, None if reporting is None else reporting.get("ref"))
        subproject = found.take("subprojects", activity, standard)["subproject"]
    name = subproject or "programme"
    for number, budget in enumerate(activity.iterfind("budget"), start=1):
        line = {"line": f"{name}-budget-{number}", **elements.read_budget(budget, currency, subproject)}
        found.take("budgets", budget, line)
    for number, payment in enumerate(activity.iterfind("transaction"), start=1):
        kind = payment.find("transaction-type")
        if kind is None or kind.get("code") != elements.DISBURSEMENT:
            found.payments += 1
            continue
        paid = elements.read_payment(payment, currency, subproject)
        paid["disbursement"] = paid["disbursement"] or f"{name}-payment-{number}"
        found.take("disbursements", payment, paid)
    for number, link in enumerate(activity.iterfind("document-link"), start=1):
        document = elements.read_document(link, lang, subproject)
        if document is None:
            found.documents += 1
            continue
        found.take("evidence", link, {"evidence": f"{name}-document-{number}", **document})
    for number, result in enumerate(activity.iterfind("result"), start=1):
        _read_result(found, result, lang, subproject, f"{name}-result-{number}")


def _read_result(found: _Found, result: ET.Element, lang: str, subproject: str | None, name: str) -> None:
    standard = elements.read_result(result, lang, subproject)
    statement: str | None = None
    if result.get(ROLE) != "indicator":
        statement = found.take("statements", result, {"statement": name, **standard})["statement"]
    for number, element in enumerate(result.iterfind("indicator"), start=1):
        read = elements.read_indicator(element, lang, standard["level"], statement)
        read["indicator"] = read["indicator"] or f"{name}-indicator-{number}"
        indicator = found.take("indicators", element, read)["indicator"]
        count = 0
        for period in element.iterfind("period"):
            days = elements.read_days(period)
            for target in period.iterfind("target"):
                count += 1
                figure = elements.read_figure(target, indicator, days)
                found.take("targets", target, {"target": f"{indicator}-target-{count}", **figure})
                found.dimensions |= set(elements.foreign_dimensions(target))
            for actual in period.iterfind("actual"):
                found.take("results", actual, elements.read_figure(actual, indicator, days))
                found.dimensions |= set(elements.foreign_dimensions(actual))


def _checked(
    found: _Found, stated: Mapping[str, Mapping[str, pl.DataType | None]], rules: tuple[Finding, ...]
) -> IatiRead:
    tables: dict[str, pl.DataFrame] = {}
    rejects: dict[str, pl.DataFrame] = {}
    findings: list[Finding] = list(rules)
    for name in EXCHANGED:
        if name not in found.rows and name not in stated:
            continue
        rows = found.rows.get(name, [])
        # Rows without a place (another's, or added by hand) come after those that have one.
        ordered = [cells for _, cells in sorted(rows, key=lambda row: (row[0] is None, row[0] or 0))]
        schema = schema_of(name)
        types = stated.get(name, {})
        columns = list(types) or [column.name for column in schema.columns]
        missing = [column.name for column in schema.columns if column.name not in columns]
        frame = pl.DataFrame(
            {
                column: pl.Series(column, [cells.get(column) for cells in ordered], dtype=pl.String)
                for column in (*columns, *missing)
            }
        )
        checked = check_cells(frame, schema, file=f"{found.file} · {name}")
        good = checked.frame.select(
            pl.col(column).cast(kind)
            if kind is not None and schema.column(column) is None
            else pl.col(column)
            for column, kind in ({column: types.get(column) for column in columns}).items()
        )
        tables[name] = good
        if checked.rejects.height:
            rejects[name] = checked.rejects
        findings += [item for item in checked.findings if item.code != "tables.extra-column"]
    for code, count in (
        ("formats.iati-documents", found.documents),
        ("formats.iati-transactions", found.payments),
    ):
        if count:
            findings.append(Finding(code, {"file": found.file, "count": count}, Severity.NOTE))
    if found.dimensions:
        names = ", ".join(sorted(found.dimensions))[:200]
        findings.append(
            Finding("formats.iati-dimensions", {"file": found.file, "names": names}, Severity.WARNING)
        )
    return IatiRead(tables, rejects, tuple(findings))
