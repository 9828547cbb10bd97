"""A frame as the bytes of a file that :func:`~seedbed.tables.reading.read_table` reads back."""

from __future__ import annotations

import io

import polars as pl
import polars.selectors as cs


def csv_bytes(frame: pl.DataFrame) -> bytes:
    """UTF-8 CSV; lists between semicolons, moments in UTC to the microsecond."""
    flat = frame.with_columns(
        cs.by_dtype(pl.List(pl.String)).list.join(";"),
        cs.datetime().dt.strftime("%Y-%m-%dT%H:%M:%S%.6fZ"),
    )
    stream = io.BytesIO()
    flat.write_csv(stream)
    return stream.getvalue()


def parquet_bytes(frame: pl.DataFrame) -> bytes:
    """Parquet; the same frame gives the same bytes under the same Polars release."""
    stream = io.BytesIO()
    frame.write_parquet(stream, compression="zstd")
    return stream.getvalue()


def table_bytes(frame: pl.DataFrame, suffix: str) -> bytes:
    """The bytes for a suffix, ``.csv`` or ``.parquet``."""
    return parquet_bytes(frame) if suffix == ".parquet" else csv_bytes(frame)
