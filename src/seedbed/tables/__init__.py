"""The schemas of a region's tables, and reading tables that people made by hand.

:mod:`~seedbed.tables.schemas` states the tables as data; :mod:`~seedbed.tables.reading` turns a
CSV, Excel or Parquet file into a checked frame plus the rows it had to reject.
"""

from seedbed.tables.checking import Checked, check_cells
from seedbed.tables.column import Column, Kind, Reference, Schema
from seedbed.tables.frictionless import as_frictionless
from seedbed.tables.reading import TableRead, read_table
from seedbed.tables.references import check_references
from seedbed.tables.schemas import SCHEMAS, schema_of
from seedbed.tables.writing import csv_bytes, parquet_bytes, table_bytes

__all__ = [
    "SCHEMAS",
    "Checked",
    "Column",
    "Kind",
    "Reference",
    "Schema",
    "TableRead",
    "as_frictionless",
    "check_cells",
    "check_references",
    "csv_bytes",
    "parquet_bytes",
    "read_table",
    "schema_of",
    "table_bytes",
]
