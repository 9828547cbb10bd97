"""Keeping an imported catalogue in a folder, and reading it again."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl

from seedbed.catalog.assembly import assemble
from seedbed.catalog.csco import csco_catalog
from seedbed.catalog.esco import read_esco
from seedbed.catalog.release import Catalog
from seedbed.catalog.starter import starter_catalog
from seedbed.messages import Finding, Refusal, Severity

_TABLES = ("skills", "occupations", "relations", "links", "fields")
_ABOUT = "catalog.json"


def import_esco(
    folder: str | Path, classification_zip: str | Path, relations_zip: str | Path | None
) -> Catalog:
    """Read the official ESCO zips and keep the catalogue in a folder; the same refusals as both."""
    catalog = read_esco(classification_zip, relations_zip)
    keep_catalog(catalog, folder)
    return catalog


def keep_catalog(catalog: Catalog, folder: str | Path) -> None:
    """Write a catalogue into a folder, which is made; what stood there under the same names goes."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for table in _TABLES:
        frame: pl.DataFrame = getattr(catalog, table)
        frame.write_parquet(folder / f"{table}.parquet")
    about = {
        "release": catalog.release,
        "findings": [[one.code, dict(one.values), one.severity.value] for one in catalog.findings],
    }
    (folder / _ABOUT).write_text(json.dumps(about, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def open_catalog(name: str | Path) -> Catalog:
    """The catalogue ``starter``, ``csco2022``, or one kept in a folder.

    Raises
    ------
    Refusal
        The folder holds no catalogue, or not the one that its release names.

    >>> open_catalog("starter").name
    'seedbed-starter'
    """
    if name == "starter":
        return starter_catalog()
    if name == "csco2022":
        return csco_catalog()
    folder = Path(name)
    try:
        about = json.loads((folder / _ABOUT).read_text(encoding="utf-8"))
        frames = {table: pl.read_parquet(folder / f"{table}.parquet") for table in _TABLES}
        findings = tuple(Finding(code, values, Severity(level)) for code, values, level in about["findings"])
        title, version, _ = about["release"].rsplit(" ", 2)
    except (OSError, ValueError, KeyError, TypeError, pl.exceptions.PolarsError) as error:
        raise Refusal.because("catalog.no-catalog", folder=str(folder)) from error
    catalog = assemble(title, version, **frames, one_owner_per_label=False, findings=findings)
    if catalog.release != about["release"]:
        raise Refusal.because(
            "catalog.other-release", folder=str(folder), told=about["release"], found=catalog.release
        )
    return catalog
