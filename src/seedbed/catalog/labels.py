"""Every phrase by which a skill or an occupation goes, one row a phrase."""

from __future__ import annotations

import polars as pl

from seedbed.catalog.folding import fold


def phrases(entries: pl.DataFrame) -> pl.DataFrame:
    """The labels and alternatives of a skills or occupations frame, folded.

    Returns
    -------
    A frame ``entry`` (row number), ``lang``, ``preferred`` (is it the label), ``phrase`` (as written),
    ``folded``; phrases of which folding leaves nothing are left out, and one entry has a folded phrase
    once per language.
    """
    numbered = entries.with_row_index("entry")
    parts = []
    for lang in ("en", "zh"):
        label = numbered.select("entry", phrase=f"label_{lang}", preferred=pl.lit(value=True))
        alternatives = numbered.select(
            "entry", phrase=pl.col(f"alt_{lang}"), preferred=pl.lit(value=False)
        ).explode("phrase")
        both = pl.concat([label, alternatives]).drop_nulls("phrase")
        parts.append(both.with_columns(lang=pl.lit(lang)))
    every = pl.concat(parts)
    folded = pl.Series("folded", fold(every["phrase"].to_list()).phrases(), dtype=pl.String)
    return (
        every.with_columns(folded, entry=pl.col("entry").cast(pl.Int64))
        .filter(pl.col("folded") != "")
        .sort("entry", "lang", "preferred", "phrase", descending=[False, False, True, False])
        .unique(["entry", "lang", "folded"], keep="first", maintain_order=True)
        .select("entry", "lang", "preferred", "phrase", "folded")
    )
