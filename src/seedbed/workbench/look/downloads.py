"""Files that a browser gets: named plainly, and harmless in a spreadsheet."""

from __future__ import annotations

import codecs
import io
import zipfile
from collections.abc import Mapping

import polars as pl
import polars.selectors as cs
from django.http import HttpResponse
from django.utils.http import content_disposition_header

from seedbed.tables import csv_bytes

FORMULA = r"^[\s\p{Z}\p{C}]*[=+\-@＝＋－＠−]|^[\t\r\n]"
"""What a spreadsheet would take for a formula (OWASP, CSV injection): also behind spaces, control and
invisible signs, which some programs drop on reading, and in full width, which some read as the plain sign."""


def harmless(frame: pl.DataFrame) -> pl.DataFrame:
    """Texts that a spreadsheet would run begin with an apostrophe; names of columns, too.

    >>> harmless(pl.DataFrame({"a": ["=1+1", "-2", "plain"], "n": [-1, 2, 3]})).rows()
    [("'=1+1", -1), ("'-2", 2), ('plain', 3)]
    >>> harmless(pl.DataFrame({"=1+1": ["\\0=1+1"]})).columns
    ["'=1+1"]
    """
    lists = cs.by_dtype(pl.List(pl.String))
    flat = frame.with_columns(lists.list.join(";"))
    text = pl.col(pl.String)
    cells = flat.with_columns(
        pl.when(text.str.contains(FORMULA)).then(pl.lit("'") + text).otherwise(text).name.keep()
    )
    heads = pl.Series(cells.columns, dtype=pl.String)
    wrong = heads.filter(heads.str.contains(FORMULA))
    return cells.rename({head: f"'{head}" for head in wrong})


def harmless_csv(frame: pl.DataFrame) -> bytes:
    """UTF-8 with a mark, as Excel reads Chinese."""
    return codecs.BOM_UTF8 + csv_bytes(harmless(frame))


def csv_download(name: str, frame: pl.DataFrame) -> HttpResponse:
    """A CSV file to keep."""
    return download(name, harmless_csv(frame), "text/csv; charset=utf-8")


def zip_download(name: str, files: Mapping[str, bytes]) -> HttpResponse:
    """Several files in one."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in files.items():
            archive.writestr(path, content)
    return download(name, stream.getvalue(), "application/zip")


def download(name: str, content: bytes, kind: str) -> HttpResponse:
    """Bytes to keep under a name of ours."""
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response
