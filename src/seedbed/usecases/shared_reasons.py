"""Suggested ties in words: who, and what the two have in common."""

from __future__ import annotations

import polars as pl

from seedbed.messages import LANGUAGES, Lang, codes, say
from seedbed.network import Suggestions
from seedbed.usecases.region_names import RegionNames

_KINDS = {"partners": "organisations", "industry": "industries", "place": "places"}


def suggestions_in_words(suggestions: Suggestions, names: RegionNames) -> pl.DataFrame:
    """The suggested pairs with names and reasons in both languages.

    Returns
    -------
    pl.DataFrame
        ``rank``, ``organisation``, ``name_en``, ``name_zh``, ``other``, ``other_en``, ``other_zh``, ``score``,
        ``cross_sector``, ``reasons_en``, ``reasons_zh``.
    """
    said: dict[str, dict[int, list[str]]] = {lang: {} for lang in LANGUAGES}
    for rank, reason, items in suggestions.reasons.select("rank", "reason", "items").iter_rows():
        for lang in LANGUAGES:
            said[lang].setdefault(rank, []).append(say_shared(reason, items, names, lang))
    between: dict[str, str] = {"en": "; ", "zh": "；"}
    return suggestions.pairs.with_columns(
        *names.columns("organisations", "organisation", "name"),
        *names.columns("organisations", "other", "other"),
        *(
            pl.Series(
                f"reasons_{lang}",
                [between[lang].join(said[lang].get(rank, [])) for rank in suggestions.pairs["rank"]],
                dtype=pl.String,
            )
            for lang in LANGUAGES
        ),
    )


def say_shared(reason: str, items: list[str], names: RegionNames, lang: Lang) -> str:
    """One reason with what is shared."""
    if reason in _KINDS:
        shown = [names.name(_KINDS[reason], item, lang) for item in items]
    elif reason == "stages":
        shown = [_stage(item, names, lang) for item in items]
    else:
        shown = items
    listed = ("、" if lang == "zh" else ", ").join(shown)
    code = f"usecases.shared-{reason}"
    if code in codes(lang):
        return say(code, lang, items=listed)
    return say("usecases.shared-other", lang, reason=reason.replace("_", " "), items=listed)


def _stage(item: str, names: RegionNames, lang: Lang) -> str:
    """``chain number`` as the name of the chain with the number of the stage before the boundary."""
    chain, _, number = item.rpartition(" ")
    after = str(int(number) + 1) if number.isdigit() else "?"
    return say(
        "usecases.stages-between", lang, chain=names.name("chains", chain, lang), before=number, after=after
    )
