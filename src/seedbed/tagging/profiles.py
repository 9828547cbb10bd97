"""People's texts: which skills, how well, and the words that say so."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from seedbed.tagging.scope import denied, levels
from seedbed.tagging.tagger import Progress, Tagger


def profile_skills(
    tagger: Tagger, texts: Sequence[str | None], progress: Progress | None = None
) -> pl.DataFrame:
    """The skills that each text claims: one row a text and skill.

    The level comes from cue words near the mention (expert, 精通: 1; proficient, 熟练: 0.75; familiar,
    熟悉: 0.5; basic, 了解: 0.25) and is null without one; of several mentions the highest counts.

    Returns
    -------
    ``text`` (number), ``skill`` (id), ``level``, ``evidence`` (the phrase as it stands in the text: that
    of the mention which gave the level, else of the first).

    >>> from seedbed.catalog import starter_catalog
    >>> tagger = Tagger(starter_catalog())
    >>> profile_skills(tagger, ["精通焊接，了解CAD"]).rows()
    [(0, 'welding', 1.0, '焊接'), (0, 'cad', 0.25, 'CAD')]
    """
    parts = []
    for mentions in tagger.read(texts, progress=progress):
        kept = ~denied(mentions.reading)[mentions.group]
        parts.append(
            pl.DataFrame(
                {
                    "text": mentions.text[kept],
                    "skill": mentions.skill[kept],
                    "start": mentions.start[kept],
                    "end": mentions.end[kept],
                    "level": levels(mentions.reading)[mentions.group[kept]],
                }
            )
        )
    schema = {"text": pl.Int64, "skill": pl.Int64, "start": pl.Int64, "end": pl.Int64, "level": pl.Float64}
    every = pl.concat(parts) if parts else pl.DataFrame(schema=schema)
    best = (
        every.with_columns(pl.col("level").fill_nan(None))
        .sort("text", "skill", "level", "start", descending=[False, False, True, False], nulls_last=True)
        .unique(["text", "skill"], keep="first", maintain_order=True)
        .sort("text", "start", "skill")
    )
    evidence = [
        (texts[text] or "")[start:end] for text, start, end in best.select("text", "start", "end").iter_rows()
    ]
    return best.select(
        "text",
        skill=tagger.catalog.skills["id"].gather(best["skill"].to_numpy().astype(np.uint32)),
        level="level",
        evidence=pl.Series(evidence, dtype=pl.String),
    )
