"""Where people live and opportunities lie."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from seedbed.messages import Refusal
from seedbed.synth.draws import Bools, Floats
from seedbed.synth.facts import RegionFacts
from seedbed.synth.vocabulary import Texts

# Nothing finer than the municipality is published, so districts weigh twice a county, and a place
# where a subproject lies weighs twice its kind; assumptions.
DISTRICT_WEIGHT = 2.0
SUBPROJECT_WEIGHT = 2.0


@dataclass(frozen=True, slots=True)
class Homes:
    """The places of the draw.

    Attributes
    ----------
    codes, weights, rural
        Districts and counties of the region, with the weight of each; ``rural`` marks counties.
    outside
        Prefectures outside the region from which people come.
    whole
        The code that covers the whole region, or ``None``.
    names
        By language, the name of each code.
    """

    codes: Texts
    weights: Floats
    rural: Bools
    outside: Texts
    whole: str | None
    names: dict[str, dict[str, str]]


def homes_of(facts: RegionFacts) -> Homes:
    """Read the places of a region.

    Raises
    ------
    Refusal
        ``synth.no-places`` where the region has neither a district nor a county.
    """
    places = facts.places.sort("place")
    inside = places.filter(pl.col("level").is_in(["district", "county"]))
    if inside.is_empty():
        raise Refusal.because("synth.no-places")
    weights = np.where(inside["level"].to_numpy() == "district", DISTRICT_WEIGHT, 1.0)
    if "place" in facts.subprojects.columns:
        weights = weights * np.where(
            inside["place"].is_in(facts.subprojects["place"].drop_nulls().to_list()).to_numpy(),
            SUBPROJECT_WEIGHT,
            1.0,
        )
    parents = inside["parent"].drop_nulls().unique().to_list() if "parent" in inside.columns else []
    name_zh = pl.col("name_zh") if "name_zh" in places.columns else pl.lit(None, dtype=pl.String)
    named = places.select("place", "name", pl.coalesce(name_zh, "name").alias("name_zh"))
    return Homes(
        codes=inside["place"].to_numpy().astype(object),
        weights=weights,
        rural=(inside["level"] == "county").to_numpy(),
        outside=places.filter(pl.col("level") == "prefecture")["place"].to_numpy().astype(object),
        whole=str(parents[0]) if len(parents) == 1 else None,
        names={
            "en": dict(zip(named["place"], named["name"], strict=True)),
            "zh": dict(zip(named["place"], named["name_zh"], strict=True)),
        },
    )
