"""What would change a pair, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from seedbed.catalog import Catalog
from seedbed.messages import Lang, say


def skill_labels(catalog: Catalog, lang: Lang) -> dict[str, str]:
    """Skill ids and what people call them."""
    return dict(catalog.skills.select("id", pl.coalesce(f"label_{lang}", "label_en", "id")).iter_rows())


def change_in_words(
    relax: Sequence[str],
    way: str,
    skills: Sequence[object],
    levels: Sequence[float],
    labels: Mapping[str, str],
    lang: Lang,
) -> str:
    """The changes of a :class:`~seedbed.matching.DeadEnd` as short phrases.

    ``relax`` are codes of rules, for which a word stands under ``cli.rule-...``.
    """
    phrases = [say(f"cli.rule-{code.partition('.')[2]}", lang) for code in relax]
    step = "learn-skill" if way == "learn-several" else way
    phrases += [
        say(f"cli.way-{step}", lang, skill=labels.get(str(skill), str(skill)), level=level)
        for skill, level in zip(skills, levels, strict=True)
    ]
    return say("cli.way-joined-by", lang).join(phrases) or say("cli.way-none", lang)
