"""The content of a table as one hash, the same on every back end."""

from __future__ import annotations

import hashlib

import polars as pl

from seedbed.tables import csv_bytes


def fingerprint(frame: pl.DataFrame) -> str:
    """SHA-256 of the table written as CSV: rows and columns in their order, values as text."""
    return hashlib.sha256(csv_bytes(frame)).hexdigest()
