"""Observations made ready for the rules: what each figure speaks of, and the interval it stands for."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from seedbed.evidence.bounds import with_interval
from seedbed.evidence.columns import tidy
from seedbed.evidence.counting_rules import with_rule
from seedbed.evidence.formula import ReadableFormula, UnresolvedFormula, resolve
from seedbed.evidence.periods import with_days
from seedbed.evidence.printed import with_printed
from seedbed.evidence.superseded import current_rows
from seedbed.evidence.units import with_units

CELL = ("measure", "place", "industry", "sex", "group", "organisation", "subproject", "border_year")
"""The columns that say of what a figure speaks, beside its period, its unit and what is counted."""

_UNSTATED = ("not stated", "unknown", "未说明")


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rules read.

    ``rows`` holds the current figures, one line each, in the order of the table, with ``row`` (their
    number), the columns of the table, and ``start``, ``end``, ``dimension``, ``factor``, ``noun``,
    ``bound``, ``rule``, ``complete``, ``basis``, ``step``, ``as_printed``, ``base``, ``low``, ``high``
    and ``cell`` (the columns of :data:`CELL` and the rule in one word). ``current`` leads from every
    observation's id, superseded ones too, to the ``row`` that now stands for it. ``formulas`` are read
    and lead to their rows; ``unresolved`` could not be.
    """

    rows: pl.DataFrame
    current: dict[str, int]
    formulas: tuple[ReadableFormula, ...]
    unresolved: tuple[UnresolvedFormula, ...]


def gather_facts(observations: pl.DataFrame) -> Facts:
    """Prepare the table ``observations``; blank cells are empty cells, missing columns are empty.

    Figures that a later vintage replaced are left out (see :mod:`seedbed.evidence.superseded`).
    """
    frame = tidy(observations)
    standing = current_rows(frame)
    rows = (
        frame.filter(standing.get_column("current"))
        .with_row_index("row")
        .with_columns(pl.col("row").cast(pl.Int64))
    )
    rows = with_interval(with_printed(with_rule(with_units(with_days(rows)))))
    basis = pl.col("price_basis").str.to_lowercase()
    rows = rows.with_columns(
        pl.when(basis.is_in(_UNSTATED)).then(None).otherwise(basis).alias("basis"),
        pl.concat_str(
            *(pl.col(name).cast(pl.String).fill_null("") for name in (*CELL, "rule")), separator="\x1f"
        ).alias("cell"),
    )
    by_place = dict(zip(rows.get_column("_at").to_list(), rows.get_column("row").to_list(), strict=True))
    heirs = zip(frame.get_column("observation").to_list(), standing.get_column("heir").to_list(), strict=True)
    current = {name: by_place[heir] for name, heir in heirs if name is not None}
    rows = rows.drop("_at")
    return Facts(rows, current, *resolve(rows, current))
