"""Pages of long lists, and finding rows by words: the work depends on the page, not on the table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from seedbed.messages import Refusal
from seedbed.tables import Kind, Schema
from seedbed.workbench.record.frames import Extras, Rows
from seedbed.workbench.record.models import TERMS
from seedbed.workbench.record.searching_terms import SEARCHED, plain, terms_of, terms_sought

_COUNTED = 1_000
"""A piece of a word in fewer rows than this is rare: its rows are looked at one by one."""
_COMMON = 20_000
"""A sign that begins so many terms is not sorted by row any more: rows are looked at in their order."""


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of a page in their order, their positions, and what ``after`` of the next page is.

    ``next`` is ``None`` on the last page.
    """

    rows: pl.DataFrame
    positions: tuple[int, ...]
    next: int | None


def page_of(
    rows: Rows,
    schema: Schema,
    extras: Extras,
    where: Mapping[str, object],
    after: int | None,
    size: int,
    search: str,
) -> Page:
    """One page; see :meth:`~seedbed.workbench.record.store.DatabaseStore.page`.

    1. Filters are equalities on columns whose index ends in ``position``: the page is read from it.
    2. Words: of the pieces sought the rarest leads; every other one is looked up exactly for its rows.
    3. The text sought is compared with what is found, since pieces may stand apart in it.
    """
    conditions: list[str] = []
    values: list[object] = []
    for name, value in where.items():
        column = schema.column(name)
        if column is None:
            raise Refusal.because("workbench.unknown-column", table=schema.name, column=name)
        if column.kind is Kind.LIST:
            raise Refusal.because("workbench.unknown-column", table=schema.name, column=name)
        conditions.append(f"{rows.column(name)} IS NULL" if value is None else f"{rows.column(name)} = %s")
        values += [] if value is None else [value]
    if not search.strip():
        return _cut(rows, extras, conditions, values, after, size)
    if schema.name not in SEARCHED:
        raise Refusal.because("workbench.not-searched", table=schema.name, known=", ".join(SEARCHED))
    return _found(rows, schema, extras, conditions, values, after, size, search)


def _cut(
    rows: Rows,
    extras: Extras,
    conditions: Sequence[str],
    values: Sequence[object],
    after: int | None,
    size: int,
) -> Page:
    beyond = [] if after is None else [f"{rows.column('position')} > %s"]
    frame, positions = rows.read(
        extras,
        " AND ".join([*conditions, *beyond]),
        [*values, *([] if after is None else [after])],
        f"LIMIT {size + 1:d}",
    )
    shown = tuple(positions.head(size).to_list())
    return Page(frame.head(size), shown, shown[-1] if positions.len() > size else None)


def _found(
    rows: Rows,
    schema: Schema,
    extras: Extras,
    conditions: Sequence[str],
    values: Sequence[object],
    after: int | None,
    size: int,
    search: str,
) -> Page:
    sought = plain(search).split()
    frames: list[pl.DataFrame] = []
    shown: list[int] = []
    asked = size + 1
    while True:
        positions = _candidates(rows, schema.name, search, after, asked)
        if not positions:
            break
        condition, parameters = rows.among_positions(positions)
        frame, there = rows.read(extras, " AND ".join([*conditions, condition]), [*values, *parameters])
        texts = frame.select(
            pl.concat_str([pl.col(name).fill_null("") for name in SEARCHED[schema.name]], separator="\n")
        ).to_series()
        matches = pl.Series([all(word in plain(text) for word in sought) for text in texts], dtype=pl.Boolean)
        frames.append(frame.filter(matches))
        shown += there.filter(matches).to_list()
        if len(shown) > size or len(positions) < asked:
            break
        after, asked = positions[-1], min(asked * 4, 5_000)
    whole = pl.concat(frames) if frames else rows.read(extras, "1 = 0")[0]
    kept = tuple(shown[:size])
    return Page(whole.head(size), kept, kept[-1] if len(shown) > size else None)


def _candidates(rows: Rows, table: str, search: str, after: int | None, size: int) -> list[int]:
    """Positions, in order, of rows that hold every piece that is sought."""
    terms = TERMS[table]._default_manager.using(rows.using)
    sought = terms_sought(search)
    from_here = terms if after is None else terms.filter(position__gt=after)
    if not sought:
        return []
    if max(map(len, sought)) == 1:
        # Every sign begins a term; further ones are compared in what is found.
        first = min(sought)
        begins = {"term__gte": first, "term__lt": first + chr(0x10FFFF)}
        if terms.filter(**begins)[:_COMMON].count() == _COMMON:
            return rows.next_positions(
                after or 0, size
            )  # so many rows hold it that going through them is quick
        found = from_here.filter(**begins).order_by("position")
        return list(found.values_list("position", flat=True).distinct()[:size])
    ordered = sorted((terms.filter(term=term).values("position")[:_COUNTED].count(), term) for term in sought)
    # Five pieces leave few rows that do not hold the whole; more of them only cost planning.
    lead, *others = [term for _, term in ordered[:5]]
    name = rows.name_of(TERMS[table])
    also = "".join(
        f" AND EXISTS (SELECT 1 FROM {name} o{at} WHERE o{at}.term = %s AND o{at}.position = t.position)"
        for at in range(len(others))
    )
    beyond = "" if after is None else " AND t.position > %s"
    query = (
        f"SELECT t.position FROM {name} t WHERE t.term = %s{beyond}{also} ORDER BY t.position LIMIT {size:d}"
    )
    return rows.first_numbers(query, [lead, *([] if after is None else [after]), *others])


def note_terms(
    rows: Rows, table: str, frame: pl.DataFrame, positions: pl.Series | None, after: int | None
) -> None:
    """Keep the words by which rows are found that were just written.

    Parameters
    ----------
    positions
        Where they stand; if absent they are the rows beyond ``after``, in their order.
    """
    if positions is None:
        positions = rows.positions_beyond(after or 0)
    texts = frame.select(pl.col(name) for name in SEARCHED[table])
    # Titles repeat: each is cut once.
    distinct = texts.unique()
    cut = distinct.with_columns(
        pl.Series("term", [sorted(terms_of(row)) for row in distinct.iter_rows()], dtype=pl.List(pl.String))
    )
    kept = (
        texts.with_columns(positions.alias("position"))
        .join(cut, on=texts.columns, how="left", nulls_equal=True)
        .select("term", "position")
        .explode("term")
        .drop_nulls("term")
        .sort("term", "position")
    )
    rows.write_to(TERMS[table], kept)


def drop_terms(rows: Rows, table: str, frame: pl.DataFrame, positions: pl.Series) -> None:
    """Forget the words of some rows: from what they hold one knows which, so no index by row is needed."""
    terms = TERMS[table]._default_manager.using(rows.using)
    for position, texts in zip(positions, frame.select(SEARCHED[table]).iter_rows(), strict=True):
        terms.filter(term__in=terms_of(texts), position=position).delete()
