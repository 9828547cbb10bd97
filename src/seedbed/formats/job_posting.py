"""schema.org JobPosting (JSON-LD, or an HTML page that carries it) to rows of ``opportunities``."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from html.parser import HTMLParser

import polars as pl

from seedbed.formats.document import DocumentKind
from seedbed.formats.json_reading import Json, read_json
from seedbed.formats.limits import DEFAULT_LIMITS, Limits
from seedbed.formats.sniffing import sniff
from seedbed.messages import Finding, Refusal, Severity, Value
from seedbed.tables import csv_bytes, schema_of

# Properties of JobPosting and of the types above it that are read, or known and left.
_READ = frozenset({
    "title", "description", "hiringOrganization", "identifier", "url", "employmentType",
    "jobLocation", "totalJobOpenings", "educationRequirements", "baseSalary", "datePosted",
    "validThrough", "occupationalCategory", "industry", "responsibilities", "skills",
    "qualifications", "experienceRequirements", "name",
})  # fmt: skip
_LEFT = frozenset({
    "applicantLocationRequirements", "applicationContact", "directApply",
    "eligibilityToWorkRequirement", "employerOverview", "employmentUnit", "estimatedSalary",
    "experienceInPlaceOfEducation", "incentiveCompensation", "jobBenefits", "jobImmediateStart",
    "jobLocationType", "jobStartDate", "jobDuration", "physicalRequirement", "relevantOccupation",
    "salaryCurrency", "securityClearanceRequirement", "sensoryRequirement", "specialCommitments",
    "workHours", "benefits", "incentives", "additionalType", "alternateName",
    "disambiguatingDescription", "image", "mainEntityOfPage", "potentialAction", "sameAs",
    "subjectOf", "owner", "inLanguage",
})  # fmt: skip
_TEXTS = ("description", "responsibilities", "skills", "qualifications", "experienceRequirements")
_CREDENTIALS: Mapping[str, int] = {  # Google's and schema.org's values -> ISCED 2011
    "high school": 3, "associate degree": 5, "bachelor degree": 6, "postgraduate degree": 7,
    "高中": 3, "中专": 3, "大专": 5, "专科": 5, "本科": 6, "学士": 6, "硕士": 7, "研究生": 7, "博士": 8,
}  # fmt: skip
_NO_CREDENTIAL = frozenset({"no requirements", "professional certificate", "不限"})
# Months of pay in a unit; a week has 7 days of 365.25/12 in a month, work 21.75 days and 174 hours
# (Ministry of Human Resources and Social Security of the PRC, 2008, notice No. 3).
_MONTHLY: Mapping[str, float] = {
    "YEAR": 1 / 12,
    "MONTH": 1.0,
    "WEEK": 365.25 / 12 / 7,
    "DAY": 21.75,
    "HOUR": 174.0,
}
_YUAN = frozenset({"CNY", "RMB", "¥", "人民币", "元"})
_BLOCK = re.compile(r"<\s*(?:br|/p|/li|/div|/h\d|/tr)[^>]{0,200}>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{1,2000}>")


@dataclass(frozen=True, slots=True)
class Postings:
    """What a file of job postings gave.

    Parameters
    ----------
    opportunities
        Columns of that table, with the extra ones ``place_name``, ``occupation_name`` and
        ``industry_name`` where a code could not be given.
    organisations
        The hiring organisations, one row a name: ``organisation``, ``name``, ``actor_type``,
        ``website``.
    rejects
        Postings that could not become a row: ``posting`` (its number in the file), ``content``
        (as it came), ``reason_en``, ``reason_zh``.
    findings
        About the file and about rejected postings.
    """

    opportunities: pl.DataFrame
    organisations: pl.DataFrame
    rejects: pl.DataFrame
    findings: tuple[Finding, ...]


def read_job_postings(
    data: bytes, name: str, places: pl.DataFrame | None = None, limits: Limits = DEFAULT_LIMITS
) -> Postings:
    """Read JobPostings from JSON-LD (an object, a list, ``@graph``, an ``ItemList``) or from HTML.

    Every posting becomes a row of ``opportunities`` or of ``rejects``, never nothing. Pay is
    turned into yuan a month; another currency is told and left empty.

    Parameters
    ----------
    places
        Table of that name: a locality or region that equals a name in it becomes its code.

    Raises
    ------
    Refusal
        ``formats.no-job-posting``: neither JSON-LD nor an HTML page with a JobPosting;
        ``formats.not-json``, ``formats.too-large``, ``formats.too-deep``, ``formats.too-many-postings``.
    """
    if len(data) > limits.file_bytes:
        raise Refusal.because("formats.too-large", file=name, megabytes=limits.file_bytes >> 20)
    kind = sniff(data)
    if kind is DocumentKind.HTML or (kind is DocumentKind.TEXT and b"<script" in data):
        documents, broken = _from_page(data, name, limits)
    elif kind in (DocumentKind.JSON, DocumentKind.TEXT):
        documents, broken = [read_json(data, name, limits)], ()
    else:
        raise Refusal.because("formats.no-job-posting", file=name)
    found = [posting for document in documents for posting in _postings(document)]
    if len(found) > limits.postings:
        raise Refusal.because("formats.too-many-postings", file=name, limit=limits.postings)
    if not found:
        raise Refusal(*broken, Finding("formats.no-job-posting", {"file": name}))
    reading = _Reading(name, _place_codes(places))
    for number, posting in enumerate(found, start=1):
        reading.take(number, posting)
    result = reading.result()
    return Postings(result.opportunities, result.organisations, result.rejects, (*broken, *result.findings))


def rejects_csv(postings: Postings) -> bytes:
    """The rejected postings as a CSV file for whoever mends them."""
    return csv_bytes(postings.rejects)


class _ScriptFinder(HTMLParser):
    """Collects the content of ``<script type="application/ld+json">``."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.scripts: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag opens."""
        kind = (dict(attrs).get("type") or "").split(";")[0].strip().lower()
        if tag == "script" and kind == "application/ld+json":
            self._inside = True
            self.scripts.append("")

    def handle_endtag(self, tag: str) -> None:
        """A tag closes."""
        if tag == "script":
            self._inside = False

    def handle_data(self, data: str) -> None:
        """Text; only that of the scripts counts."""
        if self._inside:
            self.scripts[-1] += data


def _from_page(data: bytes, name: str, limits: Limits) -> tuple[list[Json], tuple[Finding, ...]]:
    finder = _ScriptFinder()
    try:
        page = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        page = data.decode("gb18030", errors="replace")
    finder.feed(page)
    finder.close()
    documents: list[Json] = []
    broken: list[Finding] = []
    for script in finder.scripts:
        try:
            documents.append(read_json(script, name, limits))
        except Refusal as refusal:
            broken += refusal.findings
    return documents, tuple(broken)


def _postings(document: Json) -> Iterator[dict[str, Json]]:
    """Every JobPosting in a document, however it is wrapped, in the order of the file."""
    waiting: list[Json] = [document]
    while waiting:
        item = waiting.pop()
        if isinstance(item, list):
            waiting += reversed(item)
        elif isinstance(item, dict):
            if "JobPosting" in _types(item):
                yield item
            else:
                waiting += [
                    value for value in reversed(list(item.values())) if isinstance(value, list | dict)
                ]


def _types(item: Mapping[str, Json]) -> set[str]:
    kinds = item.get("@type", item.get("type", []))
    listed = kinds if isinstance(kinds, list) else [kinds]
    return {re.split(r"[/#:]", kind)[-1] for kind in listed if isinstance(kind, str)}


def _place_codes(places: pl.DataFrame | None) -> Mapping[str, str]:
    if places is None:
        return {}
    codes: dict[str, str] = {}
    for column in ("name", "name_zh"):
        known = places.select("place", column).drop_nulls()
        for code, label in known.iter_rows():
            codes.setdefault(_place_key(label), code)
    return codes


def _place_key(label: str) -> str:
    key = re.sub(r"\s+(?:city|municipality|district|county|province)$", "", label.strip().lower())
    return re.sub(r"(?<=..)[市区县省]$", "", key)


def _plain(content: Json) -> str:
    """Text of a property: HTML levelled, a list joined, an object by its name or description."""
    if isinstance(content, list):
        return "\n".join(filter(None, map(_plain, content)))
    if isinstance(content, dict):
        return _plain(content.get("name") or content.get("description") or content.get("value") or "")
    if content is None or isinstance(content, bool):
        return ""
    text = html.unescape(_TAG.sub("", _BLOCK.sub("\n", html.unescape(str(content)))))
    lines = (re.sub(r"\s+", " ", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def _first(content: Json) -> Json:
    return content[0] if isinstance(content, list) and content else content


def _digest(prefix: str, *parts: str) -> str:
    return f"{prefix}-{hashlib.sha256(chr(31).join(parts).encode()).hexdigest()[:16]}"


@dataclass(slots=True)
class _Reading:
    """Rows, rejects and findings while the postings of a file go by."""

    file: str
    places: Mapping[str, str]
    rows: list[dict[str, str | int | float | date | None]] = field(default_factory=list)
    organisations: dict[str, dict[str, str | None]] = field(default_factory=dict)
    rejects: list[dict[str, str | int]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    unknown: set[str] = field(default_factory=set)
    ids: set[str] = field(default_factory=set)

    def take(self, number: int, posting: dict[str, Json]) -> None:
        """One posting becomes a row, or a reject with its reasons."""
        self.unknown |= {key for key in posting if not key.startswith("@")} - _READ - _LEFT - {"type", "id"}
        title = _plain(posting.get("title") or posting.get("name"))
        organisation, website, code = _organisation(posting.get("hiringOrganization"))
        reasons = [
            Finding("formats.posting-without", {"file": self.file, "posting": number, "field": missing})
            for missing, present in (("title", title), ("hiringOrganization", organisation))
            if not present
        ]
        text = "\n".join(filter(None, (_plain(posting.get(name)) for name in _TEXTS)))
        key = _identifier(posting) or _digest("posting", title, organisation, text)
        if key in self.ids:
            reasons.append(
                Finding("formats.posting-twice", {"file": self.file, "posting": number, "id": key})
            )
        if reasons:
            self._reject(number, posting, reasons)
            return
        self.ids.add(key)
        owner = code or _digest("org", organisation.casefold())
        self.organisations.setdefault(
            owner,
            {"organisation": owner, "name": organisation, "actor_type": "enterprise", "website": website},
        )
        place, place_name = self._place(posting.get("jobLocation"))
        self.rows.append(
            {
                "opportunity": key,
                "organisation": owner,
                "kind": "internship" if "INTERN" in _plain(posting.get("employmentType")).upper() else "job",
                "title": title.replace("\n", " "),
                "text": text or None,
                "place": place,
                "capacity": self._capacity(number, posting.get("totalJobOpenings")),
                "education_min": self._education(number, posting.get("educationRequirements")),
                "pay": self._pay(number, posting),
                "opens": self._date(number, "datePosted", posting.get("datePosted")),
                "closes": self._date(number, "validThrough", posting.get("validThrough")),
                "place_name": place_name,
                "occupation_name": _plain(posting.get("occupationalCategory")).replace("\n", "; ") or None,
                "industry_name": _plain(posting.get("industry")).replace("\n", "; ") or None,
            }
        )

    def result(self) -> Postings:
        """Everything as frames."""
        known = schema_of("opportunities")
        extra = {name: pl.String() for name in ("place_name", "occupation_name", "industry_name")}
        columns = {column.name: column.kind.dtype for column in known.columns} | extra
        opportunities = pl.DataFrame(
            [{name: row.get(name) for name in columns} for row in self.rows], schema=columns
        )
        if self.unknown:
            values = {"file": self.file, "field": ", ".join(sorted(self.unknown))[:300]}
            self.findings.append(Finding("formats.unknown-field", values, Severity.NOTE))
        return Postings(
            opportunities,
            pl.DataFrame(
                list(self.organisations.values()),
                schema=dict.fromkeys(("organisation", "name", "actor_type", "website"), pl.String),
            ),
            pl.DataFrame(
                self.rejects,
                schema={
                    "posting": pl.Int64,
                    "content": pl.String,
                    "reason_en": pl.String,
                    "reason_zh": pl.String,
                },
            ),
            tuple(dict.fromkeys(self.findings)),
        )

    def _reject(self, number: int, posting: dict[str, Json], reasons: Sequence[Finding]) -> None:
        self.findings += reasons
        self.rejects.append(
            {
                "posting": number,
                "content": str(posting)[:10_000],
                "reason_en": " ".join(reason.text("en") for reason in reasons),
                "reason_zh": "".join(reason.text("zh") for reason in reasons),
            }
        )

    def _doubt(self, number: int, name: str, value: Json) -> None:
        values: dict[str, Value] = {
            "file": self.file,
            "posting": number,
            "field": name,
            "value": str(value)[:80],
        }
        self.findings.append(Finding("formats.posting-field", values, Severity.WARNING))

    def _place(self, location: Json) -> tuple[str | None, str | None]:
        """The code of the first place that is known, else its name."""
        every = location if isinstance(location, list) else [location]
        names: list[str] = []
        for item in every:
            address = item.get("address", item) if isinstance(item, dict) else item
            if isinstance(address, dict):
                parts = [_plain(address.get(key)) for key in ("addressLocality", "addressRegion", "name")]
            else:
                parts = [_plain(address)]
            names += [part for part in parts if part]
        code = next(
            (self.places[_place_key(part)] for part in names if _place_key(part) in self.places), None
        )
        return code, ", ".join(dict.fromkeys(names)) or None

    def _capacity(self, number: int, openings: Json) -> int:
        if openings is None:
            return 1
        try:
            capacity = int(str(openings).strip())
        except ValueError:
            capacity = -1
        if capacity < 0:
            self._doubt(number, "totalJobOpenings", openings)
            return 1
        return capacity

    def _education(self, number: int, asked: Json) -> int | None:
        first = _first(asked)
        category = first.get("credentialCategory") if isinstance(first, dict) else first
        words = _plain(category).lower()
        if not words or any(free in words for free in _NO_CREDENTIAL):
            return None
        levels = [level for credential, level in _CREDENTIALS.items() if credential in words]
        if not levels:
            self._doubt(number, "educationRequirements", category)
            return None
        return min(levels)

    def _pay(self, number: int, posting: Mapping[str, Json]) -> float | None:
        """Yuan a month; the lower end of a range, which is what is sure."""
        salary = _first(posting.get("baseSalary"))
        if salary is None or salary == "":
            return None
        amount = salary.get("value") if isinstance(salary, dict) else salary
        currency = salary.get("currency") if isinstance(salary, dict) else posting.get("salaryCurrency")
        unit: Json = "MONTH"
        if isinstance(amount, dict):
            unit = amount.get("unitText") or "MONTH"
            low = amount.get("minValue")
            amount = low if low is not None else amount.get("value")
        try:
            value = float(str(amount).replace(",", ""))
        except ValueError:
            value = -1.0
        factor = _MONTHLY.get(str(unit).upper())
        if factor is None or not 0 <= value < 1e9 or str(currency or "CNY").upper() not in _YUAN:
            self._doubt(number, "baseSalary", f"{amount} {currency} {unit}")
            return None
        return round(value * factor, 2)

    def _date(self, number: int, name: str, content: Json) -> date | None:
        if content is None or content == "":
            return None
        try:
            return datetime.fromisoformat(str(content).strip()).date()
        except ValueError:
            self._doubt(number, name, content)
            return None


def _organisation(hiring: Json) -> tuple[str, str | None, str | None]:
    """Name, website and identifier of the organisation that hires."""
    first = _first(hiring)
    if isinstance(first, str):
        return first.strip(), None, None
    if not isinstance(first, dict):
        return "", None, None
    name = _plain(first.get("name") or first.get("legalName")).replace("\n", " ")
    website = _plain(_first(first.get("url") or first.get("sameAs"))) or None
    identifier = _first(first.get("identifier") or first.get("taxID"))
    code = _plain(identifier.get("value")) if isinstance(identifier, dict) else _plain(identifier)
    return name, website, code or None


def _identifier(posting: Mapping[str, Json]) -> str | None:
    """What the publisher calls the posting: identifier, ``@id`` or its address."""
    identifier = _first(posting.get("identifier"))
    value = identifier.get("value") if isinstance(identifier, dict) else identifier
    return next(
        (
            text
            for text in (_plain(value), _plain(posting.get("@id")), _plain(_first(posting.get("url"))))
            if text
        ),
        None,
    )
