"""Cells as text against a schema: typed values for the good rows, reasons for the bad ones."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from seedbed.messages import Finding, Refusal, Severity, Value
from seedbed.tables.column import Column, Kind, Schema

# A file with one systematic mistake must not drown the reader: after this many findings of one
# kind in one column the rest is told as a number. The rejects file still holds every row.
FINDINGS_SHOWN = 20

_DATE_FORMATS = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d")
_PERIOD = r"^\d{4}(-(0[1-9]|1[0-2])(-\d{2})?|-Q[1-4])?(/\d{4}(-(0[1-9]|1[0-2])(-\d{2})?)?)?$"
_TRUE, _FALSE = ("true", "yes", "1", "是"), ("false", "no", "0", "否")


@dataclass(frozen=True, slots=True)
class Checked:
    """What checking one file gave.

    ``frame`` holds the good rows, typed, extra columns last and as text; ``rows`` their row
    numbers in the file (the header is row 1); ``rejects`` the bad rows as they stood, with
    ``rejected_row``, ``rejected_columns``, ``reason_en``, ``reason_zh`` before them.
    """

    frame: pl.DataFrame
    rows: pl.Series
    rejects: pl.DataFrame
    findings: tuple[Finding, ...]


def check_cells(cells: pl.DataFrame, schema: Schema, *, file: str, rows: pl.Series | None = None) -> Checked:
    """Check a frame of text cells against a schema.

    Parameters
    ----------
    cells
        Every column as text (typed columns, as Parquet has them, are taken when their type fits).
    schema
        What the table should look like.
    file
        Name that findings give.
    rows
        Row number of each row in the file; 2, 3, ... when absent.

    Raises
    ------
    Refusal
        ``tables.missing-column`` for each required column that is not there.
    """
    rows = pl.Series("row", range(2, cells.height + 2), dtype=pl.Int64) if rows is None else rows.alias("row")
    header = _check_header(cells.columns, schema, file)
    typed: list[pl.Series] = []
    problems: list[pl.DataFrame] = []
    for column in schema.columns:
        if column.name not in cells.columns:
            typed.append(pl.Series(column.name, [None] * cells.height, dtype=column.kind.dtype))
            continue
        values, bad = _typed(cells.get_column(column.name), column)
        typed.append(values)
        problems += [_problem(rows, mask, cells.get_column(column.name), column, code) for code, mask in bad]
    extra = [name for name in cells.columns if schema.column(name) is None]
    frame = pl.DataFrame([*typed, *(_blank_as_null(cells.get_column(name)) for name in extra)])
    found = pl.concat(problems) if problems else _no_problems()
    found = pl.concat([found, _duplicate_keys(frame, rows, found.get_column("row"), schema)])
    good = ~rows.is_in(found.get_column("row").implode())
    findings = (*header, *_as_findings(found, schema, file))
    return Checked(
        frame=frame.filter(good),
        rows=rows.filter(good),
        rejects=_rejects(cells, rows, found, schema, file),
        findings=findings,
    )


def _check_header(names: Sequence[str], schema: Schema, file: str) -> list[Finding]:
    required = [column.name for column in schema.columns if column.required]
    missing = [name for name in required if name not in names]
    if missing:
        raise Refusal(
            *(
                Finding(
                    "tables.missing-column",
                    {
                        "file": file,
                        "column": name,
                        "table": schema.name,
                        "likely": ", ".join(difflib.get_close_matches(name, names, n=1, cutoff=0.6)) or "-",
                        "present": ", ".join(names),
                    },
                )
                for name in missing
            )
        )
    findings: list[Finding] = []
    if not schema.columns:  # a table of the region's own: every column is as good as another
        return findings
    absent = [column.name for column in schema.columns if column.name not in names]
    extra = []
    for name in names:
        if schema.column(name) is not None:
            continue
        likely = difflib.get_close_matches(name.strip().lower(), absent, n=1, cutoff=0.75)
        if likely:
            values = {"file": file, "column": name, "likely": likely[0]}
            findings.append(Finding("tables.misspelt-column", values, Severity.WARNING))
        else:
            extra.append(name)
    if extra:
        values = {"file": file, "column": ", ".join(extra), "table": schema.name}
        findings.append(Finding("tables.extra-column", values, Severity.NOTE))
    return findings


def _blank_as_null(extra: pl.Series) -> pl.Series:
    """A blank cell of CSV is no value, in an extra column too."""
    return extra.replace("", None) if extra.dtype == pl.String else extra


def _typed(raw: pl.Series, column: Column) -> tuple[pl.Series, list[tuple[str, pl.Series]]]:
    """The typed column, and for each way of being wrong the rows that are."""
    if raw.dtype == column.kind.dtype and column.kind is not Kind.CHOICE and raw.dtype != pl.String:
        values, present, text = raw, raw.is_not_null(), None
    else:
        if isinstance(raw.dtype, pl.List):
            raw = raw.cast(pl.List(pl.String)).list.join(";")
        text = raw.cast(pl.String).str.strip_chars()
        text = text.set(text == "", None) if text.len() else text
        values = _parse(text, column).alias(column.name)
        present = text.is_not_null()
    bad: list[tuple[str, pl.Series]] = []
    if column.required:
        bad.append(("tables.empty-cell", ~present))
    unread = present & values.is_null()
    if column.kind is Kind.NUMBER and values.dtype == pl.Float64:
        unread = unread | (present & ~values.is_finite().fill_null(True))
    bad.append((f"tables.bad-{column.kind.value}", unread))
    if column.low is not None:
        bad.append(("tables.too-low", (values < column.low).fill_null(False)))
    if column.high is not None:
        bad.append(("tables.too-high", (values > column.high).fill_null(False)))
    return values, [(code, mask) for code, mask in bad if mask.any()]


def _parse(text: pl.Series, column: Column) -> pl.Series:
    """Text to values; what cannot be read becomes null."""
    kind = column.kind
    if kind in (Kind.TEXT, Kind.IDENTIFIER):
        return text
    if kind is Kind.LIST:
        items = text.str.replace_all("；", ";").str.split(";")
        cleaned = items.list.eval(pl.element().str.strip_chars())
        filled = cleaned.list.eval(pl.element().filter(pl.element() != ""))
        return _named_items(filled, column)
    plain = text.str.normalize("NFKC")  # full-width digits and signs are ordinary Chinese input
    if kind is Kind.NUMBER:
        return plain.cast(pl.Float64, strict=False)
    if kind is Kind.INTEGER:
        whole = plain.str.replace(r"\.0+$", "")  # spreadsheets write 5 as 5.0
        return whole.cast(pl.Int64, strict=False)
    if kind in (Kind.DATE, Kind.MONTH):
        return _parse_dates(plain, month=kind is Kind.MONTH)
    if kind is Kind.TIMESTAMP:
        return _parse_timestamps(plain)
    if kind is Kind.PERIOD:
        days = plain.str.extract_all(r"\d{4}-\d{2}-\d{2}").list
        no_day = days.eval(pl.element().str.to_date("%Y-%m-%d", strict=False).is_null()).list.any()
        return plain.set(~plain.str.contains(_PERIOD).fill_null(True) | no_day.fill_null(False), None)
    lowered = plain.str.to_lowercase()
    if kind is Kind.BOOLEAN:
        known = {**dict.fromkeys(_TRUE, True), **dict.fromkeys(_FALSE, False)}
        return lowered.replace_strict(known, default=None, return_dtype=pl.Boolean)
    allowed = {**{choice.lower(): choice for choice in column.choices}, **column.aliases}
    return lowered.replace_strict(allowed, default=None, return_dtype=pl.String)


def _named_items(lists: pl.Series, column: Column) -> pl.Series:
    """Items under their names; where the choices are closed, a list with another item becomes null."""
    if not column.aliases and not column.choices:
        return lists
    names = {**{choice.lower(): choice for choice in column.choices}, **column.aliases}
    lowered = pl.element().str.to_lowercase()
    otherwise = pl.lit(None, dtype=pl.String) if column.choices else pl.element()
    named = lists.list.eval(lowered.replace_strict(names, default=otherwise, return_dtype=pl.String))
    return named.set(named.list.eval(pl.element().is_null().any()).list.first().fill_null(False), None)


def _parse_dates(plain: pl.Series, *, month: bool) -> pl.Series:
    day = plain.str.replace(r"[ T]00:00:00(\.0+)?$", "")  # a spreadsheet's date is a moment at midnight
    formats = [(day, form) for form in _DATE_FORMATS]
    if month:
        months = day.str.replace(r"^(\d{4})[-/.年](\d{1,2})月?$", "${1}-${2}-01")
        formats.append((months, "%Y-%m-%d"))
    return (
        pl.select(
            pl.coalesce(*(series.str.to_date(form, strict=False) for series, form in formats)).alias("day")
        )
        .to_series()
        .cast(pl.Date)
    )


def _parse_timestamps(plain: pl.Series) -> pl.Series:
    zoned = plain.str.replace(r"^(\d{4}-\d{2}-\d{2})$", "${1}T00:00:00Z").str.replace(" ", "T")
    zoned = zoned.str.replace("Z$", "+00:00")
    naive = ~zoned.str.contains(r"[+-]\d{2}:?\d{2}$").fill_null(True)
    zoned = zoned.zip_with(~naive, zoned + "+00:00") if zoned.len() else zoned
    return zoned.str.to_datetime("%Y-%m-%dT%H:%M:%S%.f%:z", time_unit="us", time_zone="UTC", strict=False)


def _no_problems() -> pl.DataFrame:
    return pl.DataFrame(
        schema={
            "row": pl.Int64,
            "column": pl.String,
            "value": pl.String,
            "code": pl.String,
            "first": pl.Int64,
        }
    )


def _problem(rows: pl.Series, mask: pl.Series, raw: pl.Series, column: Column, code: str) -> pl.DataFrame:
    shown = raw.filter(mask)
    if isinstance(shown.dtype, pl.List):
        shown = shown.cast(pl.List(pl.String)).list.join(";")
    return pl.DataFrame({"row": rows.filter(mask), "value": shown.cast(pl.String).fill_null("")}).select(
        "row",
        pl.lit(column.name).alias("column"),
        "value",
        pl.lit(code).alias("code"),
        pl.lit(None, dtype=pl.Int64).alias("first"),
    )


def _duplicate_keys(frame: pl.DataFrame, rows: pl.Series, bad: pl.Series, schema: Schema) -> pl.DataFrame:
    """The second and later good rows of a key; the first one stands."""
    if not schema.key:
        return _no_problems()
    keys = frame.select(
        pl.concat_str([pl.col(name).cast(pl.String).fill_null("") for name in schema.key], separator=" · ")
    )
    keyed = keys.to_series().alias("value").to_frame().with_columns(rows.alias("row"))
    good = keyed.filter(~pl.col("row").is_in(bad.implode()))
    later = good.with_columns(pl.col("row").min().over("value").alias("first")).filter(
        pl.col("row") > pl.col("first")
    )
    return later.select(
        "row",
        pl.lit("+".join(schema.key)).alias("column"),
        "value",
        pl.lit("tables.duplicate-key").alias("code"),
        "first",
    )


def _expected(column: Column | None) -> str:
    if column is None:
        return ""
    if column.choices:
        return ", ".join(column.choices)
    low = "" if column.low is None else f"{column.low:g}"
    high = "" if column.high is None else f"{column.high:g}"
    return f"{low}..{high}" if low or high else ""


def _finding(problem: dict[str, object], schema: Schema, file: str) -> Finding:
    name = str(problem["column"])
    first = problem["first"]
    return Finding(
        str(problem["code"]),
        {
            "file": file,
            "row": int(str(problem["row"])),
            "column": name,
            "value": str(problem["value"])[:80],
            "expected": _expected(schema.column(name)),
            "first": int(str(first)) if first is not None else 0,
        },
    )


def _as_findings(found: pl.DataFrame, schema: Schema, file: str) -> list[Finding]:
    findings: list[Finding] = []
    for (code, column), group in sorted(
        found.group_by("code", "column"), key=lambda item: (str(item[0][1]), str(item[0][0]))
    ):
        ordered = group.sort("row")
        findings += [
            _finding(row, schema, file) for row in ordered.head(FINDINGS_SHOWN).iter_rows(named=True)
        ]
        if ordered.height > FINDINGS_SHOWN:
            more: dict[str, Value] = {
                "file": file,
                "column": str(column),
                "more": ordered.height - FINDINGS_SHOWN,
                "code": str(code),
            }
            findings.append(Finding("tables.more-like-this", more))
    return findings


def _rejects(
    cells: pl.DataFrame, rows: pl.Series, found: pl.DataFrame, schema: Schema, file: str
) -> pl.DataFrame:
    reasons: dict[int, list[Finding]] = {}
    for problem in found.sort("row").iter_rows(named=True):
        reasons.setdefault(problem["row"], []).append(_finding(problem, schema, file))
    why = pl.DataFrame(
        {
            "rejected_row": list(reasons),
            "rejected_columns": [
                "; ".join(str(item.values["column"]) for item in items) for items in reasons.values()
            ],
            "reason_en": [" ".join(item.text("en") for item in items) for items in reasons.values()],
            "reason_zh": ["".join(item.text("zh") for item in items) for items in reasons.values()],
        },
        schema={
            "rejected_row": pl.Int64,
            "rejected_columns": pl.String,
            "reason_en": pl.String,
            "reason_zh": pl.String,
        },
    )
    return why.join(cells.with_columns(rows.alias("rejected_row")), on="rejected_row", how="left")
