"""A region on a folder of files that git can keep.

``region.toml`` says what the region is; ``<table>.csv`` (or ``.xlsx``, ``.parquet``, ...) holds a
table; ``<table>/*.csv`` holds what was appended to it, one file an append; ``rejects/`` the rows
that could not be read; ``runs/<id>/`` the runs.
"""

from __future__ import annotations

import codecs
import secrets
import shutil
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from seedbed.messages import Finding, Refusal, Severity, Value
from seedbed.store.atomic import locked, write_atomically
from seedbed.store.forgetting import Erased
from seedbed.store.forgetting_files import forget_in_folder
from seedbed.store.protocol import Appended
from seedbed.store.run import Json, Run
from seedbed.store.settings import RegionSettings, read_settings, read_toml
from seedbed.tables import (
    SCHEMAS,
    Schema,
    TableRead,
    check_cells,
    check_references,
    csv_bytes,
    read_table,
    table_bytes,
)
from seedbed.tables.reading import SUFFIXES

# Beyond this many rows nobody reads a table in a diff; Parquet is then smaller and quicker.
ROWS_KEPT_AS_CSV = 50_000

_Stamp = tuple[tuple[str, int, int], ...]


def create_region(folder: Path, settings: str) -> FolderStore:
    """Make a new region: the folder with the text of its ``region.toml``."""
    folder.mkdir(parents=True, exist_ok=True)
    write_atomically(folder / "region.toml", settings.encode())
    return FolderStore(folder)


class FolderStore:
    """:class:`~seedbed.store.protocol.RegionStore` on a folder."""

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            raise Refusal.because("tables.missing-folder", folder=str(folder))
        self.folder = folder
        self._settings = read_settings(folder / "region.toml")
        self._cache: dict[str, tuple[_Stamp, TableRead]] = {}

    @property
    def settings(self) -> RegionSettings:
        """See :class:`~seedbed.store.protocol.RegionStore`."""
        return self._settings

    # Tables

    def tables(self) -> tuple[str, ...]:
        """See :class:`~seedbed.store.protocol.RegionStore`."""
        names = {path.stem for path in self.folder.iterdir() if path.is_file() and self._is_table_file(path)}
        names |= {path.name for path in self.folder.iterdir() if path.is_dir() and path.name in SCHEMAS}
        return tuple(sorted(names))

    def table(self, name: str) -> pl.DataFrame:
        """See :class:`~seedbed.store.protocol.RegionStore`."""
        return self._read(name).frame

    def parts(
        self, name: str, columns: Sequence[str], where: tuple[str, Sequence[str]] | None = None
    ) -> Iterator[pl.DataFrame]:
        """See :class:`~seedbed.store.protocol.RegionStore`; files are read whole, so there is one part."""
        frame = self.table(name)
        chosen = frame if where is None else frame.filter(pl.col(where[0]).is_in(list(where[1])))
        lacking = [pl.lit(None, pl.String).alias(column) for column in columns if column not in frame.columns]
        yield chosen.with_columns(lacking).select(columns)

    def rejects(self, name: str) -> pl.DataFrame:
        """See :class:`~seedbed.store.protocol.RegionStore`."""
        return self._read(name).rejects

    def document(self, name: str) -> Mapping[str, Json]:
        """See :class:`~seedbed.store.protocol.RegionStore`."""
        path = self.folder / f"{name}.toml"
        if not path.is_file():
            raise Refusal.because("store.missing-document", file=path.name)
        return read_toml(path)

    def documents(self, folder: str) -> tuple[str, ...]:
        """See :class:`~seedbed.store.protocol.RegionStore`."""
        return tuple(sorted(f"{folder}/{path.stem}" for path in (self.folder / folder).glob("*.toml")))

    def append(self, name: str, rows: pl.DataFrame) -> Appended:
        """See :class:`~seedbed.store.protocol.RegionStore`."""
        schema = SCHEMAS.get(name)
        if schema is None or not schema.append_only:
            raise Refusal.because("store.not-append-only", table=name)
        moment = datetime.now(UTC)
        stamped = _stamp(rows, moment)
        checked = self._must_be_good(stamped, schema)
        with locked(self.folder):
            self._refuse_known_keys(checked, schema)
            part = f"{moment:%Y%m%dT%H%M%S%f}-{secrets.token_hex(3)}.csv"
            write_atomically(self.folder / name / part, csv_bytes(checked))
        return Appended(checked.height, moment)

    def replace(self, name: str, rows: pl.DataFrame) -> None:
        """See :class:`~seedbed.store.protocol.RegionStore`."""
        schema = SCHEMAS.get(name)
        if schema is not None and schema.append_only:
            raise Refusal.because("store.append-only", table=name)
        checked = rows if schema is None else self._must_be_good(rows, schema)
        suffix = ".csv" if checked.height <= ROWS_KEPT_AS_CSV else ".parquet"
        with locked(self.folder):
            before = self._files(name)
            path = self.folder / f"{name}{suffix}"
            write_atomically(path, table_bytes(checked, suffix))
            for old in before:
                if old != path:
                    old.unlink()

    def forget(self, person: str) -> Erased:
        """See :class:`~seedbed.store.protocol.RegionStore`."""
        with locked(self.folder):
            erased = forget_in_folder(
                self.folder, {name: self._files(name) for name in self.tables()}, person
            )
            self._cache.clear()
        return erased

    def check(self) -> list[Finding]:
        """See :class:`~seedbed.store.protocol.RegionStore`."""
        findings: list[Finding] = []
        read: dict[str, TableRead] = {}
        for name in self.tables():
            try:
                read[name] = self._read(name)
            except Refusal as refusal:
                findings += refusal.findings
            else:
                findings += read[name].findings
        findings += check_references(read, unreadable=set(self.tables()) - set(read))
        for partial in sorted((self.folder / "runs").glob(".*.partial")):
            findings.append(Finding("store.unfinished-run", {"folder": partial.name}, Severity.WARNING))
        return findings

    def _is_table_file(self, path: Path) -> bool:
        return path.suffix.lower() in SUFFIXES and not path.name.startswith((".", "~$"))

    def _files(self, name: str) -> list[Path]:
        """The file of a table, then its appended parts in the order of their writing."""
        whole = [
            self.folder / f"{name}{suffix}"
            for suffix in SUFFIXES
            if (self.folder / f"{name}{suffix}").is_file()
        ]
        if len(whole) > 1:
            raise Refusal.because(
                "tables.two-files-for-one-table", table=name, first=whole[0].name, second=whole[1].name
            )
        parts = self.folder / name
        if name in SCHEMAS and parts.is_dir():
            whole += sorted(path for path in parts.iterdir() if self._is_table_file(path))
        return whole

    def _read(self, name: str) -> TableRead:
        files = self._files(name)
        if name not in SCHEMAS and not files:
            raise Refusal.because("tables.unknown-table", table=name, known=", ".join(SCHEMAS))
        stamp = tuple((path.name, (stat := path.stat()).st_mtime_ns, stat.st_size) for path in files)
        known = self._cache.get(name)
        if known is not None and known[0] == stamp:
            return known[1]
        read = self._read_files(name, files)
        self._keep_rejects(read)
        self._cache[name] = (stamp, read)
        return read

    def _read_files(self, name: str, files: list[Path]) -> TableRead:
        if name not in SCHEMAS:
            return read_table(files[0], Schema(name, columns=(), key=()))
        schema = SCHEMAS[name]
        if not files:
            nothing = pl.Series("row", [], dtype=pl.Int64)
            return TableRead(name, f"{name}.csv", schema.empty(), nothing, pl.DataFrame(), ())
        parts = [read_table(path, schema, file=path.relative_to(self.folder).as_posix()) for path in files]
        if len(parts) == 1:
            return parts[0]
        frame = pl.concat([part.frame for part in parts], how="diagonal")
        rows = pl.concat([part.rows for part in parts])
        rejects = pl.concat(
            [part.rejects for part in parts if part.rejects.height] or [pl.DataFrame()], how="diagonal"
        )
        findings = tuple(dict.fromkeys(finding for part in parts for finding in part.findings))
        # An append looks at the keys before it writes, so a key in two parts means a hand at work:
        # the first one stands, as within one file.
        first = frame.select(pl.struct(*schema.key).is_first_distinct()).to_series()
        if not first.all():
            twice: dict[str, Value] = {
                "file": name,
                "column": "+".join(schema.key),
                "more": int((~first).sum()),
                "code": "tables.duplicate-key",
            }
            findings = (*findings, Finding("tables.more-like-this", twice))
        return TableRead(name, files[0].name, frame.filter(first), rows.filter(first), rejects, findings)

    def _keep_rejects(self, read: TableRead) -> None:
        path = self.folder / "rejects" / f"{read.name}.csv"
        if read.rejects.height:
            # The mark of UTF-8 lets a spreadsheet show the Chinese reasons.
            write_atomically(path, codecs.BOM_UTF8 + csv_bytes(read.rejects))
        else:
            path.unlink(missing_ok=True)

    def _must_be_good(self, rows: pl.DataFrame, schema: Schema) -> pl.DataFrame:
        checked = check_cells(rows, schema, file=schema.name)
        errors = [finding for finding in checked.findings if finding.severity is Severity.ERROR]
        if errors:
            raise Refusal(*errors)
        return checked.frame

    def _refuse_known_keys(self, rows: pl.DataFrame, schema: Schema) -> None:
        present = self._read(schema.name).frame
        twice = rows.join(present, on=list(schema.key), how="semi", nulls_equal=True)
        if twice.height:
            key = " · ".join(str(twice.row(0, named=True)[name]) for name in schema.key)
            raise Refusal.because("store.key-exists", table=schema.name, key=key, rows=twice.height)

    # Runs

    def keep_run(self, run: Run, outputs: Mapping[str, pl.DataFrame]) -> None:
        """See :class:`~seedbed.store.protocol.RegionStore`."""
        place = self.folder / "runs" / run.run
        partial = place.with_name(f".{run.run}.partial")
        if place.exists():
            raise Refusal.because("store.run-exists", run=run.run)
        partial.mkdir(parents=True)
        try:
            for name, frame in outputs.items():
                write_atomically(partial / f"{name}.parquet", table_bytes(frame, ".parquet"))
            write_atomically(partial / "run.json", run.to_json().encode())
            partial.rename(place)
        finally:
            shutil.rmtree(partial, ignore_errors=True)

    def runs(self, kind: str | None = None) -> tuple[Run, ...]:
        """See :class:`~seedbed.store.protocol.RegionStore`."""
        found = [self._run_at(path) for path in sorted((self.folder / "runs").glob("*/run.json"))]
        return tuple(
            sorted((run for run in found if kind in (None, run.kind)), key=lambda run: (run.started, run.run))
        )

    def run(self, run: str) -> Run:
        """See :class:`~seedbed.store.protocol.RegionStore`."""
        path = self._run_folder(run) / "run.json"
        if not path.is_file():
            raise Refusal.because(
                "store.unknown-run", run=run, known=", ".join(item.run for item in self.runs())
            )
        return self._run_at(path)

    def run_output(self, run: str, name: str) -> pl.DataFrame:
        """See :class:`~seedbed.store.protocol.RegionStore`."""
        record = self.run(run)
        if name not in record.outputs:
            raise Refusal.because("store.unknown-output", run=run, name=name, known=", ".join(record.outputs))
        return pl.read_parquet(self._run_folder(run) / f"{name}.parquet")

    def _run_folder(self, run: str) -> Path:
        # An id from outside must not lead out of the folder.
        return self.folder / "runs" / Path(run).name

    def _run_at(self, path: Path) -> Run:
        try:
            return Run.from_json(path.read_text("utf-8"))
        except (ValueError, KeyError, TypeError) as error:
            where = path.relative_to(self.folder).as_posix()
            raise Refusal.because("store.broken-document", file=where, detail=str(error)) from None


def _stamp(rows: pl.DataFrame, moment: datetime) -> pl.DataFrame:
    now = pl.lit(moment).cast(pl.Datetime("us", "UTC"))
    if "recorded_at" not in rows.columns:
        return rows.with_columns(now.alias("recorded_at"))
    return rows.with_columns(pl.col("recorded_at").cast(pl.Datetime("us", "UTC")).fill_null(now))
