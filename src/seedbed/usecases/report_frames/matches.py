"""Ten matches of a run, and the parts that add up to their fits."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from seedbed.usecases.explain_match import explain_match
from seedbed.usecases.report_contents import empty_frame
from seedbed.usecases.report_frames.allocation import offers

if TYPE_CHECKING:
    from seedbed.catalog import Catalog
    from seedbed.store import RegionStore, Run

MATCHES_EXPLAINED = 10


def chosen_matches(store: RegionStore, match: Run | None) -> pl.DataFrame:
    """Ten pairs over the whole range of fits and kinds, so that weak ones are seen too."""
    if match is None:
        return empty_frame("matches")
    about = offers(store).select(
        "opportunity", "title", "kind", "organisation_en", "organisation_zh", "place"
    )
    names = store.table("places").select("place", place_en="name", place_zh=pl.coalesce("name_zh", "name"))
    pairs = (
        store.run_output(match.run, "pairs")
        .join(about, on="opportunity")
        .sort("kind", "fit", "seeker", "opportunity")
    )
    chosen = np.unique(np.linspace(0, max(pairs.height - 1, 0), MATCHES_EXPLAINED).astype(int))[
        : pairs.height
    ]
    return pairs[chosen].join(names, on="place", how="left").sort("fit", "seeker", descending=[True, False])


def parts_of(store: RegionStore, catalog: Catalog, match: Run | None, matches: pl.DataFrame) -> pl.DataFrame:
    """The parts of each match, under the skills' names."""
    if match is None:
        return empty_frame("parts")
    on = date.fromisoformat(str(match.parameters["on"]))
    labels = {
        skill: (en, zh or en)
        for skill, en, zh in catalog.skills.select("id", "label_en", "label_zh").iter_rows()
    }

    def called(skill: object) -> tuple[str, str]:
        return labels.get(str(skill), (str(skill), str(skill)))

    rows = []
    for seeker, opportunity in matches.select("seeker", "opportunity").iter_rows():
        for part in explain_match(store, catalog, seeker, opportunity, on).parts:
            asked = called(part.requirement)
            via = (None, None) if part.via_skill is None else called(part.via_skill)
            rows.append(
                (seeker, opportunity, str(part.requirement), *asked, part.weight, *via, part.credit, part.contribution)
            )  # fmt: skip
    return pl.DataFrame(rows, schema=empty_frame("parts").schema, orient="row")
