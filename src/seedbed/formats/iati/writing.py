"""The programme's tables to one IATI 2.03 file: the programme and an activity for each subproject.

1. The programme is the activity of hierarchy 1, each subproject one of hierarchy 2, related both ways.
2. A statement becomes a result, its indicators stand in it, in the activity of the statement's subproject;
   their latest baselines, targets and results become baselines and periods.
3. Budget lines, payments and evidence stand in the activity of their subproject.
4. A row that the standard cannot hold (a target without figure, a superseded figure, a period without
   days, a gate, a risk) stands whole in the namespace of its own at the end of the file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from xml.etree import ElementTree as ET

import polars as pl

from seedbed.formats.cell_text import text_rows
from seedbed.formats.iati import elements
from seedbed.formats.iati.own_rows import NAMESPACE, ROLE, Row, add_columns, add_row, speakable
from seedbed.formats.iati.periods import days_of
from seedbed.formats.iati.publisher import Publisher
from seedbed.messages import Refusal

VERSION = "2.03"
EXCHANGED = (
    "subprojects",
    "statements",
    "indicators",
    "targets",
    "results",
    "verifications",
    "evidence",
    "risks",
    "gates",
    "gate_decisions",
    "activities",
    "gender_actions",
    "budgets",
    "disbursements",
    "funnels",
    "grievances",
)
"""The tables that make up a programme."""

_Here = Callable[[str | None], bool]
"""Whether a row of that subproject stands in the activity that is being written."""

# The order in which the schema wants the children of an activity that are written here.
_ORDER = (
    "iati-identifier",
    "reporting-org",
    "title",
    "description",
    "participating-org",
    "activity-status",
    "activity-date",
    "recipient-country",
    "location",
    "sector",
    "budget",
    "transaction",
    "document-link",
    "related-activity",
    "result",
)


@dataclass(slots=True)
class _File:
    """The file under way: rows as text, and which of them stand in an element of the standard."""

    publisher: Publisher
    rows: Mapping[str, list[dict[str, str | None]]]
    own: bool
    placed: dict[str, set[int]] = field(default_factory=dict)

    def each(self, table: str) -> list[tuple[int, dict[str, str | None]]]:
        return list(enumerate(self.rows.get(table, [])))

    def place(self, table: str, at: int, row: Row, element: ET.Element, standard: Row) -> None:
        """A row stands in this element; what the element does not say goes beside it."""
        self.placed.setdefault(table, set()).add(at)
        if self.own:
            add_row(element, table, at, row, standard)


def write_iati(publisher: Publisher, tables: Mapping[str, pl.DataFrame], *, own_rows: bool = True) -> bytes:
    """The file as UTF-8 XML.

    Parameters
    ----------
    publisher
        Who publishes, and what the programme is called.
    tables
        Tables of :data:`EXCHANGED` by name, checked; any may be absent.
    own_rows
        Write what the standard has no place for, so that nothing is lost. A file for the public goes
        without: who entered a figure and the grievance log are in no element of the standard.

    Raises
    ------
    Refusal
        ``formats.iati-unknown-table``: a table that is no part of a programme.
    """
    unknown = sorted(set(tables) - set(EXCHANGED))
    if unknown:
        raise Refusal.because(
            "formats.iati-unknown-table", table=", ".join(unknown), known=", ".join(EXCHANGED)
        )
    ET.register_namespace("seedbed", NAMESPACE)
    file = _File(publisher, {name: text_rows(frame) for name, frame in tables.items()}, own_rows)
    root = ET.Element("iati-activities", {"version": VERSION})
    subprojects = {row["subproject"]: (at, row) for at, row in file.each("subprojects")}
    _activity(file, root, None, None)
    for subproject, (at, row) in subprojects.items():
        activity = _activity(file, root, subproject, row)
        standard = read_activity(activity, publisher.ref)
        file.place("subprojects", at, row, activity, standard)
    if own_rows:
        for name, frame in tables.items():
            add_columns(root, name, frame)
        for name, rows in file.rows.items():
            for at, row in enumerate(rows):
                if at not in file.placed.get(name, set()):
                    add_row(root, name, at, row, {})
    ET.indent(root)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def read_activity(activity: ET.Element, publisher: str | None) -> dict[str, str | None]:
    """A subproject, as its activity tells it; its id is what follows the publisher's in the identifier."""
    identifier = (activity.findtext("iati-identifier") or "").strip()
    lang = activity.get(elements.LANG, "en")
    title = activity.find("title")
    owner = activity.find("participating-org[@role='4']")
    return {
        "subproject": identifier.removeprefix(f"{publisher}-") or None,
        "name": elements.narrated(title, "en", lang),
        "name_zh": elements.narrated(title, "zh", lang),
        "owner": elements.narrated(owner, "en", lang),
        "place": None if (spot := activity.find("location")) is None else spot.get("ref"),
    }


def _activity(file: _File, root: ET.Element, subproject: str | None, row: Row | None) -> ET.Element:
    publisher = file.publisher
    programme = row is None
    known = {item["subproject"] for _, item in file.each("subprojects")}
    attributes = {elements.LANG: "en", "hierarchy": "1" if programme else "2"}
    if programme and file.own:
        attributes[ROLE] = "programme"
    activity = ET.SubElement(root, "iati-activity", attributes)
    own_id = publisher.programme if programme else subproject or ""
    ET.SubElement(activity, "iati-identifier").text = publisher.identifier(speakable(own_id))
    reporting = elements.narrate(activity, "reporting-org", publisher.name, publisher.name_zh)
    reporting.attrib.update({"ref": publisher.ref, "type": publisher.organisation_type})
    names = (publisher.title, publisher.title_zh) if row is None else (row.get("name"), row.get("name_zh"))
    elements.narrate(activity, "title", *names)
    elements.narrate(activity, "description", *names)
    office = elements.narrate(activity, "participating-org", publisher.name, publisher.name_zh)
    office.attrib.update({"ref": publisher.ref, "role": "2"})
    if row is not None and row.get("owner"):
        elements.narrate(activity, "participating-org", row["owner"], None).set("role", "4")
    begun = publisher.starts <= publisher.today
    over = publisher.ends < publisher.today
    status = "4" if over else "2" if begun else "1"
    ET.SubElement(activity, "activity-status", {"code": status})
    for kind, day in (("1", publisher.starts), ("3", publisher.ends)):
        ET.SubElement(activity, "activity-date", {"type": kind, "iso-date": day.isoformat()})
    ET.SubElement(activity, "recipient-country", {"code": publisher.country})
    for sector, share in zip(publisher.sectors, _shares(len(publisher.sectors)), strict=True):
        ET.SubElement(activity, "sector", {"vocabulary": "1", "code": sector, "percentage": share})

    def here(name: str | None) -> bool:
        return name not in known if programme else name == subproject

    _money(file, activity, here, subproject)
    for at, item in file.each("evidence"):
        if here(item.get("subproject")):
            link = elements.build_document(activity, item)
            file.place("evidence", at, item, link, elements.read_document(link, "en", subproject) or {})
    _related(file, activity, subproject, known)
    _results(file, activity, here, subproject)
    _locations(activity, None if row is None else row.get("place"))
    activity[:] = sorted(activity, key=lambda child: _ORDER.index(child.tag))
    return activity


def _shares(count: int) -> list[str]:
    """Percentages that add to exactly 100."""
    parts = [str(100 // count)] * count
    return [str(100 - (100 // count) * (count - 1)), *parts[1:]] if parts else []


def _related(file: _File, activity: ET.Element, subproject: str | None, known: set[str | None]) -> None:
    publisher = file.publisher
    others = {publisher.programme: "1"} if subproject is not None else {name or "": "2" for name in known}
    for other, kind in sorted(others.items()):
        attributes = {"ref": publisher.identifier(speakable(other)), "type": kind}
        ET.SubElement(activity, "related-activity", attributes)


def _money(file: _File, activity: ET.Element, here: _Here, subproject: str | None) -> None:
    for at, row in file.each("budgets"):
        if here(row.get("subproject")) and row.get("period") and days_of(row["period"] or ""):
            budget = elements.build_budget(activity, row)
            file.place("budgets", at, row, budget, elements.read_budget(budget, None, subproject))
    for at, row in file.each("disbursements"):
        # The rules of the standard allow no transaction in the future.
        if here(row.get("subproject")) and date.fromisoformat(row["date"] or "") <= file.publisher.today:
            payment = elements.build_payment(activity, row)
            file.place("disbursements", at, row, payment, elements.read_payment(payment, None, subproject))


def _results(file: _File, activity: ET.Element, here: _Here, subproject: str | None) -> None:
    statements = {row["statement"]: (at, row) for at, row in file.each("statements")}
    by_statement: dict[str | None, list[tuple[int, dict[str, str | None]]]] = {}
    for at, row in file.each("indicators"):
        known = row.get("statement") in statements
        by_statement.setdefault(row.get("statement") if known else None, []).append((at, row))
    for statement, indicators in by_statement.items():
        if statement is None:
            for at, row in indicators if here(None) else ():
                result = elements.build_result(activity, row)
                if file.own:
                    result.set(ROLE, "indicator")
                _indicator(file, result, at, row, None)
            continue
        at, row = statements[statement]
        if here(row.get("subproject")):
            result = elements.build_result(activity, row)
            for position, indicator in indicators:
                _indicator(file, result, position, indicator, statement)
            file.place("statements", at, row, result, elements.read_result(result, "en", subproject))


def _indicator(file: _File, result: ET.Element, at: int, row: Row, statement: str | None) -> None:
    indicator = elements.build_indicator(result, row)
    level = elements.read_result(result, "en", None)["level"]
    standard = elements.read_indicator(indicator, "en", level, statement)
    periods: dict[str, list[tuple[str, int, Row]]] = {}
    for table, name in (("targets", "target"), ("results", "actual")):
        for position, figure in _standing(file, table):
            period = figure.get("period") or ""
            if figure["indicator"] == row["indicator"] and days_of(period):
                periods.setdefault(period, []).append((name, position, figure))
    for period, figures in sorted(periods.items()):
        element = ET.SubElement(indicator, "period")
        elements.add_days(element, period)
        for name, position, figure in figures:
            written = elements.build_figure(element, name, figure)
            read = elements.read_figure(written, row["indicator"], elements.read_days(element))
            file.place("targets" if name == "target" else "results", position, figure, written, read)
    file.place("indicators", at, row, indicator, standard)


def _standing(file: _File, table: str) -> list[tuple[int, Row]]:
    """The rows with a figure that no later row replaces: later vintages, and results that correct."""
    rows = [(at, row) for at, row in file.each(table) if row.get("value") is not None]
    cells = ("target",) if table == "targets" else ("indicator", "period", *elements.DIMENSIONS, "place")
    clock = "valid_from" if table == "targets" else "recorded_at"
    corrected = {row.get("corrects") for _, row in rows} - {None}
    latest: dict[tuple[str | None, ...], tuple[str, int]] = {}
    for at, row in rows:
        key = tuple(row.get(cell) for cell in cells)
        latest[key] = max(latest.get(key, ("", -1)), (row.get(clock) or "", at))
    stand = {at for _, at in latest.values()}
    return [(at, row) for at, row in rows if at in stand and row.get("result") not in corrected]


def _locations(activity: ET.Element, place: str | None) -> None:
    used = [item.get("ref", "") for item in activity.iterfind(".//result//location")]
    for ref in dict.fromkeys(([speakable(place)] if place else []) + used):
        elements.narrate(ET.SubElement(activity, "location", {"ref": ref}), "name", ref, None)
