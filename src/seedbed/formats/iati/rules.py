"""The rules that the IATI 2.03 schema and its standard ruleset make about what is read and written here.

The schema itself is not part of Seedbed; these are the parts of it on which the programme's tables
depend, and the standard ruleset's: dates that exist and stand in order, figures where the measure is a
number, references at one level only, identifiers without / & | ?, percentages of countries that add to 100.
Validating against the whole schema stays the publisher's last step.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from datetime import date
from xml.etree import ElementTree as ET

from seedbed.messages import Finding, Severity

# What the schema requires of an activity, in its order.
_REQUIRED = (
    "iati-identifier",
    "reporting-org",
    "title",
    "description",
    "participating-org",
    "activity-status",
    "activity-date",
)
_IDENTIFIER = re.compile(r"[^/&|?]+")
_NUMERIC_MEASURES = ("1", "2", "3", "4")
_SHOWN = 50
"""Breaks of rules told one by one; a file with one systematic mistake must not drown the reader."""


def check_rules(root: ET.Element, file: str, today: date | None = None) -> tuple[Finding, ...]:
    """Where a file breaks the rules, as warnings; the first fifty.

    Parameters
    ----------
    today
        The day after which no payment may be dated; the present day when absent.
    """
    day = today or date.today()
    findings: list[Finding] = []
    for number, activity in enumerate(root.iterfind("iati-activity"), start=1):
        name = (activity.findtext("iati-identifier") or "").strip() or f"#{number}"
        for code, detail in _broken(activity, day):
            values = {"file": file, "activity": name[:80], "detail": detail[:120]}
            findings.append(Finding(code, values, Severity.WARNING))
            if len(findings) == _SHOWN:
                return tuple(findings)
    return tuple(findings)


def _broken(activity: ET.Element, today: date) -> Iterator[tuple[str, str]]:
    for name in _REQUIRED:
        if activity.find(name) is None:
            yield "formats.iati-missing", name
    for kind in ("title", "description"):
        element = activity.find(kind)
        if element is not None and element.find("narrative") is None:
            yield "formats.iati-missing", f"{kind}/narrative"
    if activity.find("sector") is None and activity.find("transaction/sector") is None:
        yield "formats.iati-missing", "sector"
    if not {item.get("type") for item in activity.iterfind("activity-date")} & {"1", "2"}:
        yield "formats.iati-missing", "activity-date[@type='1' or @type='2']"
    yield from _identifiers(activity)
    yield from _dates(activity, today)
    yield from _figures(activity)
    shares = [item.get("percentage") for item in activity.iterfind("recipient-country")]
    shares += [item.get("percentage") for item in activity.iterfind("recipient-region")]
    stated = [share for share in shares if share is not None]
    if stated and not math.isclose(sum(map(_number, stated)), 100.0, abs_tol=1e-6):
        yield "formats.iati-percentages", ", ".join(stated)


def _identifiers(activity: ET.Element) -> Iterator[tuple[str, str]]:
    written = [(activity.findtext("iati-identifier") or "").strip()]
    for path in (
        "reporting-org",
        "participating-org",
        "transaction/provider-org",
        "transaction/receiver-org",
    ):
        written += [item.get("ref", "x") for item in activity.iterfind(path)]
    for identifier in written:
        if identifier and not _IDENTIFIER.fullmatch(identifier):
            yield "formats.iati-identifier", identifier


def _dates(activity: ET.Element, today: date) -> Iterator[tuple[str, str]]:
    by_type: dict[str, date] = {}
    for item in activity.iter():
        written = item.get("iso-date")
        if written is None:
            continue
        day = _date(written)
        if day is None:
            yield "formats.iati-date", written
        elif item.tag == "activity-date":
            by_type.setdefault(item.get("type", ""), day)
        elif item.tag == "transaction-date" and day > today:
            yield "formats.iati-future", written
    for first, last in (("1", "3"), ("2", "4")):
        if first in by_type and last in by_type and by_type[first] > by_type[last]:
            yield "formats.iati-date-order", f"{by_type[first]} > {by_type[last]}"
    for actual in ("2", "4"):
        if actual in by_type and by_type[actual] > today:
            yield "formats.iati-future", by_type[actual].isoformat()
    for path in ("budget", "planned-disbursement", "result/indicator/period"):
        for span in activity.iterfind(path):
            ends = [_date(_iso(span.find(name))) for name in ("period-start", "period-end")]
            if ends[0] is not None and ends[1] is not None and ends[0] > ends[1]:
                yield "formats.iati-date-order", f"{ends[0]} > {ends[1]}"


def _figures(activity: ET.Element) -> Iterator[tuple[str, str]]:
    for result in activity.iterfind("result"):
        if result.find("indicator") is None:
            yield "formats.iati-missing", "result/indicator"
        for indicator in result.iterfind("indicator"):
            if result.find("reference") is not None and indicator.find("reference") is not None:
                yield "formats.iati-references", indicator.findtext("title/narrative") or "-"
            if indicator.get("measure") not in _NUMERIC_MEASURES:
                continue
            for path in ("baseline", "period/target", "period/actual"):
                for figure in indicator.iterfind(path):
                    if math.isnan(_number(figure.get("value", ""))):
                        yield "formats.iati-no-figure", f"{path} {figure.get('value', '')}".strip()


def _iso(element: ET.Element | None) -> str:
    return "" if element is None else element.get("iso-date", "")


def _date(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def _number(written: str) -> float:
    try:
        return float(written)
    except ValueError:
        return math.nan
