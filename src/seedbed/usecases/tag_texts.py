"""Read the skills out of people's profiles and out of adverts."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl

from seedbed.catalog import Catalog
from seedbed.messages import Refusal
from seedbed.store import RegionStore, Run
from seedbed.tagging import Tagger, advert_skills, profile_skills
from seedbed.usecases.keep_run import inputs_of, keep_run
from seedbed.usecases.read_skills import beside_hand, denied_in


def tag_texts(store: RegionStore, catalog: Catalog, *, dry_run: bool = False) -> Run | None:
    """Tag the texts of ``people``, ``needs`` and ``opportunities``.

    Replaces ``seeker_skills`` and ``opportunity_skills`` by what was read and keeps the run; rows that
    somebody set by hand stay, and what a person denied is left out. With ``dry_run`` nothing is written and nothing returned.

    Raises
    ------
    Refusal
        ``usecases.no-texts``: no person, need or opportunity has a text.
    """
    started = datetime.now(UTC)
    people, needs, opportunities = (store.table(name) for name in ("people", "needs", "opportunities"))
    seekers = pl.concat(
        [
            people.select(pl.col("person").alias("seeker"), _joined("title", "text")),
            needs.select(pl.col("need").alias("seeker"), _joined("title", "text")),
        ]
    )
    offers = opportunities.select("opportunity", _joined("title", "text"))
    if not (
        seekers.get_column("text").str.len_chars().sum() or offers.get_column("text").str.len_chars().sum()
    ):
        raise Refusal.because("usecases.no-texts", region=store.settings.region)
    tagger = Tagger(catalog)
    has = profile_skills(tagger, seekers.get_column("text").to_list())
    asks = advert_skills(tagger, offers.get_column("text").to_list())
    seeker_skills = beside_hand(
        _owned(has, seekers.get_column("seeker")).select("seeker", "skill", "level", "evidence"),
        store.table("seeker_skills"),
        denied_in(people),
    )
    opportunity_skills = beside_hand(
        _owned(asks, offers.get_column("opportunity")).select("opportunity", "skill", "relation", "asked"),
        store.table("opportunity_skills"),
    )
    summary = {
        "people": people.height,
        "needs": needs.height,
        "opportunities": opportunities.height,
        "skills_of_seekers": seeker_skills.height,
        "skills_of_opportunities": opportunity_skills.height,
        "seekers_without_skills": seekers.height - seeker_skills.get_column("seeker").n_unique(),
        "opportunities_without_skills": offers.height
        - opportunity_skills.get_column("opportunity").n_unique(),
    }
    if dry_run:
        return None
    inputs = inputs_of(store, "people", "needs", "opportunities")
    store.replace("seeker_skills", seeker_skills)
    store.replace("opportunity_skills", opportunity_skills)
    return keep_run(
        store,
        "tag",
        started,
        parameters={},
        inputs=inputs,
        summary=dict(summary),
        outputs={},
        catalogue=catalog.release,
    )


def _joined(*columns: str) -> pl.Expr:
    """Title and text as one, a line each, so that no phrase runs from one into the other."""
    return (
        pl.concat_str([pl.col(name).fill_null("") for name in columns], separator="\n")
        .str.strip_chars()
        .alias("text")
    )


def _owned(tagged: pl.DataFrame, owners: pl.Series) -> pl.DataFrame:
    """The tagged rows with the id of the text's owner."""
    return tagged.with_columns(owners.gather(tagged.get_column("text")).alias(owners.name))
