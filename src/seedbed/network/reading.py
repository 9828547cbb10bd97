"""Tables of actors and ties, checked: what cannot stand in a network is left out and said."""

from __future__ import annotations

import polars as pl

from seedbed.evidence.periods import with_days
from seedbed.messages import Finding, Refusal, Severity
from seedbed.network.layers import OTHER, known_kinds

UNKNOWN = "unknown"
"""The sector of an actor whose type the table does not state."""

SHOWN = 3
"""How many offenders a finding names; the rest are counted."""

_ABOUT = ("name", "name_zh", "place", "industry")
_DATES = ("start", "end")


def require_columns(frame: pl.DataFrame, table: str, *columns: str) -> None:
    """Refuse a table that lacks a column, naming those that it has."""
    for column in columns:
        if column not in frame.columns:
            raise Refusal.because(
                "network.no-column", table=table, column=column, columns=", ".join(frame.columns) or "-"
            )


def shown(names: pl.Series) -> str:
    """The first few distinct names, in order."""
    distinct = names.cast(pl.String).drop_nulls().unique().sort()
    return ", ".join(distinct.head(SHOWN).to_list()) + (", ..." if distinct.len() > SHOWN else "")


def warning(code: str, count: int, names: pl.Series, severity: Severity = Severity.WARNING) -> list[Finding]:
    """One finding on a number of rows that share a fault; none where there are none."""
    return [Finding(code, {"count": count, "shown": shown(names)}, severity)] if count else []


def read_actors(organisations: pl.DataFrame) -> tuple[pl.DataFrame, list[Finding]]:
    """The actors with rising ids: organisation, name, name_zh, actor_type, place, industry.

    Raises
    ------
    Refusal
        ``network.no-column``, ``network.no-actors``, ``network.empty-id``, ``network.actor-twice``.
    """
    require_columns(organisations, "organisations", "organisation", "actor_type")
    if organisations.is_empty():
        raise Refusal.because("network.no-actors")
    text = organisations.with_columns(pl.col("organisation", "actor_type").cast(pl.String))
    nameless = text["organisation"].fill_null("").str.strip_chars() == ""
    if nameless.any():
        raise Refusal.because("network.empty-id", table="organisations", count=int(nameless.sum()))
    twice = text.filter(pl.col("organisation").is_duplicated())["organisation"]
    if twice.len():
        raise Refusal.because("network.actor-twice", count=twice.n_unique(), shown=shown(twice))
    actors = text.select(
        "organisation",
        "actor_type",
        *(
            pl.col(column).cast(pl.String)
            if column in text.columns
            else pl.lit(None, pl.String).alias(column)
            for column in _ABOUT
        ),
    ).sort("organisation")
    untyped = actors.filter(pl.col("actor_type").is_null())["organisation"]
    return (
        actors.with_columns(pl.col("actor_type").fill_null(UNKNOWN)),
        warning("network.no-actor-type", untyped.len(), untyped),
    )


def read_ties(
    ties: pl.DataFrame, actors: pl.DataFrame, layers: pl.DataFrame | None = None
) -> tuple[pl.DataFrame, list[Finding]]:
    """The ties that can stand: from, to, kind, layer, mutual, first, last, tail, head.

    Left out and said: an end that is no actor, a tie of an actor to itself, an end before the start, the
    second of two equal ties (same ends, kind and start; the order of the ends does not matter where the
    kind is mutual). A date that cannot be read counts as not known.

    Raises
    ------
    Refusal
        ``network.no-column``.
    """
    require_columns(ties, "ties", "from", "to", "kind")
    findings: list[Finding] = []
    table = ties.select(
        pl.col("from", "to").cast(pl.String),
        pl.col("kind").cast(pl.String).fill_null(OTHER),
        *(
            pl.col(column).cast(pl.String)
            if column in ties.columns
            else pl.lit(None, pl.String).alias(column)
            for column in _DATES
        ),
    )
    if table.is_empty():
        findings.append(Finding("network.no-ties", {}, Severity.WARNING))
    table, about_days = _with_days(table)
    findings += about_days

    numbered = (
        actors.select("organisation").with_row_index("number").with_columns(pl.col("number").cast(pl.Int64))
    )
    for end, number in (("from", "tail"), ("to", "head")):
        table = table.join(
            numbered.rename({"organisation": end, "number": number}),
            on=end,
            how="left",
            maintain_order="left",
        )
    homeless = table.filter(pl.col("tail").is_null() | pl.col("head").is_null())
    names = pl.concat(
        [
            homeless.filter(pl.col(number).is_null())[end].fill_null("-").alias("name")
            for end, number in (("from", "tail"), ("to", "head"))
        ]
    )
    findings += warning("network.unknown-endpoint", homeless.height, names)
    table = table.filter(pl.col("tail").is_not_null() & pl.col("head").is_not_null())

    own = table.filter(pl.col("tail") == pl.col("head"))["from"]
    findings += warning("network.self-tie", own.len(), own)
    table = table.filter(pl.col("tail") != pl.col("head"))

    backwards = (pl.col("last") < pl.col("first")).fill_null(value=False)
    wrong = table.filter(backwards).select(pl.concat_str("from", pl.lit(" > "), "to")).to_series()
    findings += warning("network.ends-before-start", wrong.len(), wrong)
    table = table.filter(~backwards)

    kinds = known_kinds() if layers is None else layers
    require_columns(kinds, "layers", "kind", "layer", "mutual")
    table = table.join(kinds.select("kind", "layer", "mutual"), on="kind", how="left", maintain_order="left")
    unsorted = table.filter(pl.col("layer").is_null())["kind"]
    findings += warning("network.kind-unsorted", unsorted.len(), unsorted, Severity.NOTE)
    table = table.with_columns(pl.col("layer").fill_null(OTHER), pl.col("mutual").fill_null(value=False))

    crossed = pl.col("mutual") & (pl.col("tail") > pl.col("head"))
    key = table.select(
        pl.when(crossed).then("head").otherwise("tail").alias("one"),
        pl.when(crossed).then("tail").otherwise("head").alias("other"),
        "kind",
        "first",
    )
    again = ~key.select(pl.struct(pl.all()).is_first_distinct()).to_series()
    twice = table.filter(again).select(pl.concat_str("from", pl.lit(" > "), "to")).to_series()
    findings += warning("network.tie-twice", twice.len(), twice, Severity.NOTE)
    kept = table.filter(~again).select(
        "from", "to", "kind", "layer", "mutual", "first", "last", "tail", "head"
    )
    return kept, findings


def _with_days(ties: pl.DataFrame) -> tuple[pl.DataFrame, list[Finding]]:
    """Columns first and last: the first day of the start, the last day of the end."""
    days = {
        column: with_days(ties.select(period=pl.col(column).str.strip_chars())).select("start", "end")
        for column in _DATES
    }
    read = ties.with_columns(first=days["start"]["start"], last=days["end"]["end"])
    unread = pl.concat(
        [
            read.filter(pl.col(column).fill_null("").str.strip_chars().ne("") & pl.col(day).is_null())[
                column
            ].alias("day")
            for column, day in (("start", "first"), ("end", "last"))
        ]
    )
    return read, warning("network.unreadable-date", unread.len(), unread)
