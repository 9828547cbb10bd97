"""What is asked against what people have, per skill and occupation."""

from __future__ import annotations

from datetime import UTC, date, datetime

from seedbed.catalog import Catalog
from seedbed.matching import SkillsGap, skills_gap
from seedbed.store import RegionStore, Run
from seedbed.usecases.keep_run import inputs_of, keep_run
from seedbed.usecases.open_market import OpenMarket, open_market
from seedbed.usecases.run_match import INPUTS


def measure_skills_gap(
    store: RegionStore,
    catalog: Catalog,
    *,
    on: date | None = None,
    opened: OpenMarket | None = None,
    dry_run: bool = False,
) -> tuple[SkillsGap, Run | None]:
    """The skills gap in quantity, structure and quality.

    Parameters
    ----------
    on
        The day on which consent must hold.
    opened
        The market where it is open already.
    """
    started = datetime.now(UTC)
    on = on or date.today()
    opened = opened or open_market(store, catalog, on)
    gap = skills_gap(
        opened.market,
        opened.capacity,
        occupations=opened.opportunities.get_column("occupation").fill_null("").to_numpy(),
        seeker_occupations=opened.people.get_column("occupation").fill_null("").to_numpy(),
    )
    if dry_run:
        return gap, None
    outputs = {"skills": gap.skills, "classes": gap.classes}
    if gap.occupations is not None:
        outputs["occupations"] = gap.occupations
    run = keep_run(
        store,
        "skills-gap",
        started,
        parameters={"on": on.isoformat()},
        inputs=inputs_of(store, *INPUTS),
        summary={"skills": gap.skills.height, "dissimilarity": gap.dissimilarity},
        outputs=outputs,
        catalogue=catalog.release,
    )
    return gap, run
