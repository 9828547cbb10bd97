"""The standard's elements, each built from a row and read back into one.

Codes are those of the IATI 2.03 code lists: ResultType (1 output, 2 outcome, 3 impact), IndicatorMeasure
(1 unit, 2 percentage, 3 nominal), TransactionType (3 disbursement), BudgetType (1 original), DocumentCategory
(A08 results), OrganisationRole (1 funding, 2 accountable, 4 implementing).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree as ET

from seedbed.formats.iati.own_rows import Row, speakable
from seedbed.formats.iati.periods import days_of, period_of

LANG = "{http://www.w3.org/XML/1998/namespace}lang"
RESULT_TYPES: Mapping[str, str] = {"output": "1", "outcome": "2", "impact": "3"}
MEASURES: Mapping[str, str] = {"count": "1", "share": "2", "yes_no": "3", "index": "1"}
DISBURSEMENT, OWN_VOCABULARY = "3", "99"
DIMENSIONS = ("sex", "group", "subproject")
_HASH = "urn:sha256:"
_LEVELS = {code: level for level, code in RESULT_TYPES.items()}
_KINDS = {"1": "count", "2": "share", "3": "yes_no"}
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


def plain_number(text: str) -> str:
    """A number without exponent, as ``xsd:decimal`` wants it.

    >>> plain_number("1e-07"), plain_number("200000000.0")
    ('0.0000001', '200000000')
    """
    written = format(Decimal(text), "f")
    return written.rstrip("0").rstrip(".") if "." in written else written


def read_number(text: str | None) -> str | None:
    """A number as the tables write it; text that is none stays, and is rejected later with its reason."""
    if text is None or not text.strip():
        return None
    return repr(float(text)) if _NUMBER.fullmatch(text.strip()) else text.strip()


def narrate(parent: ET.Element, name: str, en: str | None, zh: str | None) -> ET.Element:
    """An element with a narrative in each language that has one."""
    element = ET.SubElement(parent, name)
    for lang, text in (("en", en), ("zh", zh)):
        if text:
            ET.SubElement(element, "narrative", {LANG: lang}).text = speakable(text)
    return element


def narrated(element: ET.Element | None, lang: str, default: str | None = None) -> str | None:
    """The narrative in a language; without ``xml:lang`` a narrative is in the default one."""
    if element is None:
        return None
    return next(
        (
            narrative.text or None
            for narrative in element.iterfind("narrative")
            if (narrative.get(LANG) or default or "en").partition("-")[0].lower() == lang
        ),
        None,
    )


def _names(element: ET.Element, child: str, column: str, lang: str) -> dict[str, str | None]:
    title = element.find(child)
    return {column: narrated(title, "en", lang), f"{column}_zh": narrated(title, "zh", lang)}


def add_days(parent: ET.Element, period: str) -> None:
    """``period-start`` and ``period-end`` of a period that has days."""
    days = days_of(period)
    if days is None:
        raise ValueError(f"{period} has no days")
    for name, day in zip(("period-start", "period-end"), days, strict=True):
        ET.SubElement(parent, name, {"iso-date": day.isoformat()})


def read_days(element: ET.Element) -> str | None:
    """The period between ``period-start`` and ``period-end``; what is no date stays as it is written."""
    written = [_attribute(element.find(name), "iso-date") for name in ("period-start", "period-end")]
    first, last = written
    if first is None or last is None:
        return first or last
    try:
        return period_of(date.fromisoformat(first), date.fromisoformat(last))
    except ValueError:
        return f"{first}/{last}"


def _attribute(element: ET.Element | None, name: str) -> str | None:
    return None if element is None else element.get(name) or None


# Results -----------------------------------------------------------------------------------------


def build_result(parent: ET.Element, row: Row) -> ET.Element:
    """``result`` with its title; ``row`` is a statement, or an indicator that has none."""
    level = row.get("level") or "output"
    result = ET.SubElement(parent, "result", {"type": RESULT_TYPES[level]})
    narrate(result, "title", row.get("name"), row.get("name_zh"))
    return result


def read_result(result: ET.Element, lang: str, subproject: str | None) -> dict[str, str | None]:
    """A statement of the framework, without its id."""
    level = _LEVELS.get(result.get("type", ""), result.get("type"))
    return {"level": level, **_names(result, "title", "name", lang), "subproject": subproject}


def build_indicator(parent: ET.Element, row: Row) -> ET.Element:
    """``indicator`` with measure, direction, aggregation, title, means of verification, id and baseline."""
    indicator = ET.SubElement(
        parent,
        "indicator",
        {
            "measure": MEASURES.get(row.get("kind") or "count", "1"),
            "ascending": "0" if row.get("direction") == "down" else "1",
            "aggregation-status": "1" if row.get("aggregation") == "sum" else "0",
        },
    )
    narrate(indicator, "title", row.get("name"), row.get("name_zh"))
    if row.get("means_of_verification") or row.get("means_of_verification_zh"):
        narrate(
            indicator, "description", row.get("means_of_verification"), row.get("means_of_verification_zh")
        )
    ET.SubElement(
        indicator, "reference", {"vocabulary": OWN_VOCABULARY, "code": speakable(row["indicator"] or "")}
    )
    year, value = row.get("baseline_year"), row.get("baseline")
    if year is not None and value is not None:
        ET.SubElement(indicator, "baseline", {"year": year, "value": plain_number(value)})
    return indicator


def read_indicator(
    indicator: ET.Element, lang: str, level: str | None, statement: str | None
) -> dict[str, str | None]:
    """An indicator; a percentage has its unit from its measure."""
    kind = _KINDS.get(indicator.get("measure", ""))
    baseline = indicator.find("baseline")
    reference = indicator.find(f"reference[@vocabulary='{OWN_VOCABULARY}']")
    return {
        "indicator": _attribute(reference, "code"),
        **_names(indicator, "title", "name", lang),
        "level": level,
        "unit": "percent" if kind == "share" else "units",
        "kind": kind,
        "direction": "up" if indicator.get("ascending", "1") in ("1", "true") else "down",
        "aggregation": "sum" if indicator.get("aggregation-status") in ("1", "true") else "none",
        "baseline": read_number(_attribute(baseline, "value")),
        "baseline_year": _attribute(baseline, "year"),
        "statement": statement,
        **_names(indicator, "description", "means_of_verification", lang),
    }


def build_figure(period: ET.Element, name: str, row: Row) -> ET.Element:
    """``target`` or ``actual`` with its place and dimensions."""
    figure = ET.SubElement(period, name, {"value": plain_number(row["value"] or "")})
    if row.get("place"):
        ET.SubElement(figure, "location", {"ref": speakable(row["place"] or "")})
    for dimension in DIMENSIONS:
        if row.get(dimension):
            attributes = {"name": dimension, "value": speakable(row[dimension] or "")}
            ET.SubElement(figure, "dimension", attributes)
    return figure


def read_figure(figure: ET.Element, indicator: str | None, period: str | None) -> dict[str, str | None]:
    """A target or a result; dimensions of other names are left to the caller."""
    found = {item.get("name", "").lower(): item.get("value") or None for item in figure.iterfind("dimension")}
    place = _attribute(figure.find("location"), "ref")
    row = {"indicator": indicator, "period": period, "value": read_number(figure.get("value"))}
    row |= {name: found.get(name) for name in DIMENSIONS}
    return row | ({"place": place} if figure.tag == "actual" else {})


def foreign_dimensions(figure: ET.Element) -> tuple[str, ...]:
    """Dimensions for which the tables have no column."""
    names = (item.get("name", "") for item in figure.iterfind("dimension"))
    return tuple(name for name in names if name.lower() not in DIMENSIONS)


# Money and evidence --------------------------------------------------------------------------------


def _add_value(parent: ET.Element, row: Row, day: str) -> None:
    attributes = {"currency": speakable(row["currency"] or ""), "value-date": day}
    ET.SubElement(parent, "value", attributes).text = plain_number(row["amount"] or "")


def _read_value(element: ET.Element, currency: str | None) -> dict[str, str | None]:
    value = element.find("value")
    amount = None if value is None else read_number(value.text)
    return {"amount": amount, "currency": _attribute(value, "currency") or currency}


def build_budget(parent: ET.Element, row: Row) -> ET.Element:
    """``budget`` of a line that says when."""
    budget = ET.SubElement(parent, "budget", {"type": "1", "status": "1"})
    add_days(budget, row["period"] or "")
    start = budget.find("period-start")
    _add_value(budget, row, _attribute(start, "iso-date") or "")
    return budget


def read_budget(budget: ET.Element, currency: str | None, subproject: str | None) -> dict[str, str | None]:
    """A budget line, without its id."""
    return {"subproject": subproject, **_read_value(budget, currency), "period": read_days(budget)}


def build_payment(parent: ET.Element, row: Row) -> ET.Element:
    """``transaction`` of type 3."""
    payment = ET.SubElement(parent, "transaction", {"ref": speakable(row["disbursement"] or "")})
    ET.SubElement(payment, "transaction-type", {"code": DISBURSEMENT})
    ET.SubElement(payment, "transaction-date", {"iso-date": row["date"] or ""})
    _add_value(payment, row, row["date"] or "")
    if row.get("financier"):
        narrate(payment, "provider-org", row["financier"], None)
    return payment


def read_payment(payment: ET.Element, currency: str | None, subproject: str | None) -> dict[str, str | None]:
    """A disbursement; the provider's reference stands for the financier, else its name."""
    provider = payment.find("provider-org")
    return {
        "disbursement": payment.get("ref") or None,
        "subproject": subproject,
        "financier": _attribute(provider, "ref") or narrated(provider, "en"),
        **_read_value(payment, currency),
        "date": _attribute(payment.find("transaction-date"), "iso-date"),
    }


def build_document(parent: ET.Element, row: Row) -> ET.Element:
    """``document-link`` of an evidence file: its hash is its address, since the file stays with its holder."""
    attributes = {"url": _HASH + (row["sha256"] or ""), "format": "application/octet-stream"}
    link = ET.SubElement(parent, "document-link", attributes)
    narrate(link, "title", row.get("title") or row["file"], None)
    ET.SubElement(link, "category", {"code": "A08"})
    return link


def read_document(link: ET.Element, lang: str, subproject: str | None) -> dict[str, str | None] | None:
    """An evidence file, without its id; ``None`` for a link that names no hash."""
    url = link.get("url", "")
    if not url.startswith(_HASH):
        return None
    title = narrated(link.find("title"), "en", lang)
    return {"sha256": url.removeprefix(_HASH), "title": title, "file": title, "subproject": subproject}
