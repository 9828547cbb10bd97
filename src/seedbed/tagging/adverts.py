"""Adverts and course descriptions: which skills are asked for, how much, and which are taught."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from seedbed.tagging.scope import ASIDE, ESSENTIAL, OPTIONAL, TAUGHT, denied, levels, roles
from seedbed.tagging.tagger import Progress, Tagger

_NAMES = {ESSENTIAL: "essential", OPTIONAL: "optional", TAUGHT: "taught"}


def advert_skills(
    tagger: Tagger, texts: Sequence[str | None], progress: Progress | None = None
) -> pl.DataFrame:
    """The skills that each advert names: one row a text and skill.

    The relation is essential unless a heading or a cue says optional (preferred, a plus, 优先, 加分) or
    taught (you will learn, training covers, 培训内容); what stands under benefits or the company's
    profile is left out. A skill that is several of these is essential
    before optional and taught last. ``asked`` is the class of the level cue near the mention, the
    highest of that relation, null without one; what is taught has none.

    Returns
    -------
    ``text`` (number), ``skill`` (id), ``relation``, ``asked`` (0.25, 0.5, 0.75, 1).

    >>> from seedbed.catalog import starter_catalog
    >>> tagger = Tagger(starter_catalog())
    >>> advert_skills(tagger, ["任职要求：熟练掌握PLC编程，有焊接经验者优先。\\n培训内容：机器视觉"]).rows()
    [(0, 'plc-programming', 'essential', 0.75), (0, 'welding', 'optional', None), (0, 'machine-vision', 'taught', None)]
    """
    parts = []
    for mentions in tagger.read(texts, progress=progress):
        role = roles(mentions.reading)
        kept = (~denied(mentions.reading) & (role != ASIDE))[mentions.group]
        group = mentions.group[kept]
        parts.append(
            pl.DataFrame(
                {
                    "text": mentions.text[kept],
                    "skill": mentions.skill[kept],
                    "start": mentions.start[kept],
                    "role": role[group],
                    "asked": levels(mentions.reading)[group],
                }
            )
        )
    schema = {"text": pl.Int64, "skill": pl.Int64, "start": pl.Int64, "role": pl.Int8, "asked": pl.Float64}
    every = pl.concat(parts) if parts else pl.DataFrame(schema=schema)
    first = pl.col("start").min().over("text", "skill")
    best = (
        every.with_columns(pl.col("asked").fill_nan(None), first=first)
        .sort("text", "skill", "role", "asked", descending=[False, False, False, True], nulls_last=True)
        .unique(["text", "skill"], keep="first", maintain_order=True)
        .sort("text", "first", "skill")
    )
    return best.select(
        "text",
        skill=tagger.catalog.skills["id"].gather(best["skill"].to_numpy().astype(np.uint32)),
        relation=pl.col("role").replace_strict(_NAMES, return_dtype=pl.String),
        asked=pl.when(pl.col("role") != TAUGHT).then(pl.col("asked")),
    )
