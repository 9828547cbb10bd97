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

_COUNTED = 300
"""So many rows of each condition are counted to see which is rarest."""
_PIECES = 12
"""Pieces of what is sought that are counted; further ones are left to the comparison."""
_ALSO = 4
"""Pieces looked up beside the leading one; more of them would find hardly fewer rows."""
_LOOKED_AT = 3_000
"""Rows of the rarest condition that are looked at for one page."""
_COMPARED = 1_000
"""Texts that are compared whole for one page."""
_FURTHEST = 2**63 - 1
"""No row stands beyond it; an address may name anything."""


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of a page in their order, their positions, and what ``after`` of the next page is.

    ``next`` is ``None`` on the last page. Where many rows hold a part of what is sought and few the whole, a page
    may hold fewer rows than were asked for, or none, though there is a next one: the search goes on there.
    """

    rows: pl.DataFrame
    positions: tuple[int, ...]
    next: int | None


@dataclass(frozen=True, slots=True)
class _Condition:
    """An index that gives the positions of some rows in their order; ``holds`` is SQL on ``t``."""

    table: str
    holds: str
    values: tuple[object, ...]

    def beside(self) -> str:
        """SQL: the row of ``t`` meets this condition too; told so that no planner makes a join of it."""
        inner = self.holds.replace("t.", "o.", 1)
        return f"EXISTS (SELECT 1 FROM {self.table} o WHERE o.position = t.position AND {inner} LIMIT 1 OFFSET 0)"


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

    1. Filters are equalities on columns whose index ends in ``position``, pieces of words too: each gives its
       rows in their order.
    2. The rarest leads, the others are looked up for its rows. Whoever meets every one of them is found within
       a bounded number of looks, or the page ends there and the next one goes on.
    3. The text sought is compared with what is found, since pieces may stand apart in it.
    """
    filters = [_filter(rows, schema, name, value) for name, value in where.items()]
    after = None if after is None else min(after, _FURTHEST)
    words = plain(search).split()
    if words and schema.name not in SEARCHED:
        raise Refusal.because("workbench.not-searched", table=schema.name, known=", ".join(SEARCHED))
    if not words and len(filters) < 2:
        return _cut(rows, extras, filters, after, size)
    sought = sorted(terms_sought(search), key=lambda term: (-len(term), term))[:_PIECES]
    if words and not sought:
        return Page(rows.read(extras, "1 = 0")[0], (), None)
    terms = [_Condition(rows.name_of(TERMS[schema.name]), "t.term = %s", (term,)) for term in sought]
    with rows.small_queries():
        shown, following = _found(rows, schema, filters, terms, words, after or 0, size)
        return Page(rows.read(extras, *rows.among_positions(shown))[0], tuple(shown), following)


def _filter(rows: Rows, schema: Schema, name: str, value: object) -> _Condition:
    column = schema.column(name)
    if column is None or column.kind is Kind.LIST:
        raise Refusal.because("workbench.unknown-column", table=schema.name, column=name)
    held = f"t.{rows.column(name)}"
    if value is None:
        return _Condition(rows.name_of(rows.model), f"{held} IS NULL", ())
    if "\x00" in str(value):  # no text holds it, and PostgreSQL is not to be asked
        return _Condition(rows.name_of(rows.model), "t.position < 0", ())
    return _Condition(rows.name_of(rows.model), f"{held} = %s", (value,))


def _cut(rows: Rows, extras: Extras, filters: Sequence[_Condition], after: int | None, size: int) -> Page:
    """Rows in their order, of one filter or of none."""
    conditions = [one.holds.replace("t.", "", 1) for one in filters]
    values = [value for one in filters for value in one.values]
    if after is not None:
        conditions.append(f"{rows.column('position')} > %s")
        values.append(after)
    frame, positions = rows.read(extras, " AND ".join(conditions), values, f"LIMIT {size + 1:d}")
    shown = tuple(positions.head(size).to_list())
    return Page(frame.head(size), shown, shown[-1] if positions.len() > size else None)


def _found(
    rows: Rows,
    schema: Schema,
    filters: Sequence[_Condition],
    terms: Sequence[_Condition],
    words: Sequence[str],
    after: int,
    size: int,
) -> tuple[list[int], int | None]:
    """Positions of a page's rows, and where the next page begins."""
    counted = {id(one): _rarity(rows, one, after) for one in (*filters, *terms)}
    rarest = sorted((*filters, *terms), key=lambda one: counted[id(one)])
    lead = rarest[0]
    others = [one for one in rarest[1:] if one in filters]
    others += [one for one in rarest[1:] if one in terms][:_ALSO]
    end = _end(rows, lead, after) if counted[id(lead)][0] == _COUNTED else None
    columns = [rows.column(name) for name in SEARCHED[schema.name]] if words else []
    texts = [
        f"(SELECT r.{column} FROM {rows.name_of(rows.model)} r WHERE r.position = t.position)"
        for column in columns
    ]
    conditions = [lead.holds, "t.position > %s", *([] if end is None else ["t.position <= %s"])]
    query = (
        f"SELECT {', '.join(['t.position', *texts])} FROM {lead.table} t"
        f" WHERE {' AND '.join([*conditions, *(one.beside() for one in others)])} ORDER BY t.position"
    )
    shown: list[int] = []
    asked, compared = size + 1, 0
    while True:
        values = [*lead.values, after, *([] if end is None else [end])]
        values += [value for one in others for value in one.values]
        found = rows.fetched(f"{query} LIMIT {asked:d}", values)
        for position, *parts in found:
            text = plain("\n".join(part or "" for part in parts))
            if all(word in text for word in words):
                shown.append(position)
        if len(shown) > size:
            return shown[:size], shown[size - 1]
        if len(found) < asked:
            return shown, end
        after, compared = found[-1][0], compared + asked
        if compared >= _COMPARED:
            return shown, after
        asked = min(asked * 4, _COMPARED)


def _rarity(rows: Rows, condition: _Condition, after: int) -> tuple[int, int]:
    """How many rows meet a condition, up to a number; where that is reached, the further it reaches the rarer."""
    query = (
        f"SELECT COUNT(*), COALESCE(MAX(position), 0) FROM (SELECT t.position FROM {condition.table} t"
        f" WHERE {condition.holds} AND t.position > %s ORDER BY t.position LIMIT {_COUNTED:d}) c"
    )
    count, reached = rows.fetched(query, [*condition.values, after])[0]
    return count, -reached


def _end(rows: Rows, lead: _Condition, after: int) -> int | None:
    """Where looking ends for this page; ``None`` where everything is looked at."""
    query = (
        f"SELECT t.position FROM {lead.table} t WHERE {lead.holds} AND t.position > %s"
        f" ORDER BY t.position LIMIT 1 OFFSET {_LOOKED_AT - 1:d}"
    )
    found = rows.fetched(query, [*lead.values, after])
    return int(found[0][0]) if found else None


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
