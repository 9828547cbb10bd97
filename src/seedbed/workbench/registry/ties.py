"""The ties of an organisation: reading them in words, entering, changing and ending them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl
from django.db import transaction

from seedbed.evidence.periods import with_days
from seedbed.messages import Refusal
from seedbed.network import known_kinds
from seedbed.workbench.accounts.permissions import Actor, Target, may, scope
from seedbed.workbench.accounts.roles import Action
from seedbed.workbench.look.wording import language
from seedbed.workbench.people.record import record
from seedbed.workbench.record.models import HeldTable
from seedbed.workbench.registry.looking_up import briefs, rows_among
from seedbed.workbench.registry.wording import tie_word

OFFICE = "-"
"""Who entered a tie that no organisation entered: the programme office."""

Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class TieKey:
    """What makes a tie one tie."""

    tail: str
    head: str
    kind: str
    start: str

    @classmethod
    def of(cls, row: Row) -> TieKey:
        """The key of a row of the table, or of an address."""
        return cls(*(str(row.get(name) or "") for name in ("from", "to", "kind", "start")))

    def as_query(self) -> dict[str, str]:
        """As it stands in an address."""
        return {"from": self.tail, "to": self.head, "kind": self.kind, "start": self.start}


def kinds_of_ties() -> list[tuple[str, str]]:
    """Kinds that the network room knows or the region uses, by their words."""
    used = record().table("ties").get_column("kind").unique()
    kinds = {*known_kinds().get_column("kind"), *used}
    return sorted(((kind, tie_word(kind)) for kind in kinds), key=lambda pair: pair[1])


def ties_of(organisation: str, today: date) -> list[dict[str, object]]:
    """The ties of one organisation, those that stand first: the other end, kind, times, words, who says so."""
    out, back = (rows_among("ties", end, [organisation]) for end in ("from", "to"))
    here = pl.concat([out, back.filter(pl.col("from") != organisation)], how="diagonal_relaxed")
    here = here.with_columns(last=with_days(here.select(period="end"))["end"])
    known = briefs([*here["from"], *here["to"], *_given(here, "entered_by")])
    rows = []
    for row in here.iter_rows(named=True):
        outward = row["from"] == organisation
        other = str(row["to"] if outward else row["from"])
        by = str(row.get("entered_by") or "")
        rows.append(
            {
                **row,
                "key": TieKey.of(row),
                "other": other,
                "other_name": known[other].name if other in known else other,
                "known": other in known,
                "outward": outward,
                "kind_word": tie_word(row["kind"]),
                "what": _what(row),
                "over": row["last"] is not None and row["last"] < today,
                "by": known[by].name if by in known else by.removeprefix(OFFICE),
                "by_office": by == OFFICE,
                "entered_on": row.get("entered_on"),
            }
        )
    return sorted(rows, key=lambda row: (row["over"], row["kind_word"], row["other_name"]))


def _what(row: Row) -> str:
    first, second = ("what_zh", "what") if language() == "zh" else ("what", "what_zh")
    return str(row.get(first) or row.get(second) or "")


def _given(frame: pl.DataFrame, column: str) -> list[str]:
    return frame[column].drop_nulls().to_list() if column in frame.columns else []


def tie(key: TieKey) -> dict[str, object] | None:
    """One tie; none where there is no such one."""
    rows = rows_among("ties", "from", [key.tail])
    for row in rows.iter_rows(named=True):
        if TieKey.of(row) == key:
            return dict(row)
    return None


def may_end(user: Actor, row: Row) -> bool:
    """Whoever may change one of its two ends may say that a tie ended."""
    ends = frozenset({str(row["from"]), str(row["to"])})
    return may(user, Action.ORGANISATION_CHANGE, Target(organisations=ends))


def may_change(user: Actor, row: Row) -> bool:
    """The office changes every tie; an organisation those that it entered itself, not what a source says."""
    own = scope(user, Action.ORGANISATION_CHANGE)
    return own.everything or str(row.get("entered_by") or "") in own.organisations


def keep_tie(row: Row, before: TieKey | None = None) -> None:
    """Keep a tie, in the place of the one with the key ``before`` if there is one.

    Raises
    ------
    Refusal
        An end before the start, another tie with the same ends, kind and start, an end that is not on record,
        or what is wrong with a cell.
    """
    key = TieKey.of(row)
    if key.tail == key.head:
        raise Refusal.because("workbench.tie-to-itself")
    days = with_days(
        pl.DataFrame({"period": [row.get("start"), row.get("end")]}, schema={"period": pl.String})
    )
    begun, ended = days["start"][0], days["end"][1]
    if begun and ended and ended < begun:
        raise Refusal.because("workbench.tie-ends-first", start=str(row["start"]), end=str(row["end"]))
    with transaction.atomic():
        HeldTable.objects.bulk_create([HeldTable(name="ties")], ignore_conflicts=True)
        HeldTable.objects.select_for_update().get(name="ties")
        for end in (key.tail, key.head):
            if record().row("organisations", end) is None:
                raise Refusal.because("usecases.unknown-id", column="organisation", value=end)
        if key != before:
            if _again(row, before):
                raise Refusal.because("workbench.tie-known")
            if before is not None:
                remove_tie(before)
        record().put("ties", {name: cell for name, cell in row.items() if cell is not None})


def _again(row: Row, before: TieKey | None) -> bool:
    """Whether another tie says the same: the direction does not matter where the kind has none."""
    key = TieKey.of(row)
    same = [key]
    if key.kind in known_kinds().filter("mutual")["kind"]:
        same.append(TieKey(key.head, key.tail, key.kind, key.start))
    return any(one != before and tie(one) is not None for one in same)


def remove_tie(key: TieKey) -> bool:
    """Take a tie out that never was; whether it was there."""
    # A tie without a start has an empty cell in its key.
    return record().take("ties", key.tail, key.head, key.kind, key.start or None)  # type: ignore[arg-type]


def provenance(user: Actor, row: Row, today: date) -> dict[str, str]:
    """Who enters a tie now: an organisation at one of its ends, or the office."""
    own = scope(user, Action.ORGANISATION_CHANGE).organisations
    at_an_end = sorted(own & {str(row["from"]), str(row["to"])})
    return {"entered_by": at_an_end[0] if at_an_end else OFFICE, "entered_on": today.isoformat()}
