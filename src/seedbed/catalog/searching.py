"""Simple search over a catalogue: phrases that contain the text, best first."""

from __future__ import annotations

import polars as pl

from seedbed.catalog.folding import TEXT_END, WORD_END, WORD_START, folded_phrase
from seedbed.catalog.labels import phrases
from seedbed.messages import Lang

ALTERNATIVE_WORTH = 0.9
_MARKS = f"[{TEXT_END}{WORD_START}{WORD_END}]"


def search(
    skills: pl.DataFrame, occupations: pl.DataFrame, text: str, lang: Lang, limit: int
) -> pl.DataFrame:
    """See :meth:`seedbed.catalog.Catalog.search`."""
    wanted = _without_marks(folded_phrase(text))
    found = [
        _matches(entries, kind, wanted, lang)
        for kind, entries in (("skill", skills), ("occupation", occupations))
    ]
    return pl.concat(found).sort("score", "id", descending=[True, False]).head(limit if wanted else 0)


def _matches(entries: pl.DataFrame, kind: str, wanted: str, lang: Lang) -> pl.DataFrame:
    other = "en" if lang == "zh" else "zh"
    bare = pl.col("folded").str.replace_all(_MARKS, "")
    hits = (
        phrases(entries)
        .with_columns(bare=bare)
        .filter(pl.col("bare").str.contains(wanted, literal=True))
        .with_columns(score=len(wanted) / pl.col("bare").str.len_chars())
        .with_columns(
            score=pl.when("preferred").then(pl.col("score")).otherwise(pl.col("score") * ALTERNATIVE_WORTH)
        )
        .sort("score", "phrase", descending=[True, False])
        .unique("entry", keep="first", maintain_order=True)
    )
    named = entries.with_row_index("entry").select(
        pl.col("entry").cast(pl.Int64), "id", label=pl.coalesce(f"label_{lang}", f"label_{other}")
    )
    return hits.join(named, on="entry").select(
        "id", pl.lit(kind).alias("kind"), "label", pl.col("phrase").alias("found"), "score"
    )


def _without_marks(folded: str) -> str:
    return folded.replace(WORD_START, "").replace(WORD_END, "")
