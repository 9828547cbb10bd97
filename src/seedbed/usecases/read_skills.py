"""The skills of one text: somebody's profile, or one advert."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import polars as pl

from seedbed.tagging import Tagger, advert_skills, profile_skills

BY_HAND = "by"
"""Column of ``seeker_skills`` and ``opportunity_skills`` that says who set a row by hand; what was read has none."""
DENIED = "denied_skills"
"""Column of ``people``: skills between semicolons that a person says she lacks, whatever her text says."""
_SEEKER = {
    "seeker": pl.String, "skill": pl.String, "level": pl.Float64, "evidence": pl.String, BY_HAND: pl.String,
}  # fmt: skip
_OFFER = {
    "opportunity": pl.String, "skill": pl.String, "relation": pl.String, "asked": pl.Float64, BY_HAND: pl.String,
}  # fmt: skip


def one_text(title: str | None, text: str | None) -> str:
    """Title and text, a line each, so that no phrase runs from one into the other."""
    return f"{title or ''}\n{text or ''}".strip()


def skills_of_profile(
    tagger: Tagger,
    seeker: str,
    title: str | None,
    text: str | None,
    present: pl.DataFrame | None = None,
    denied: Collection[str] = (),
) -> pl.DataFrame:
    """The rows of ``seeker_skills`` that a profile gives.

    Parameters
    ----------
    present
        The seeker's rows so far: those set by hand stay as they are.
    denied
        Skills that the seeker said she lacks, whatever her text says.

    Returns
    -------
    ``seeker``, ``skill``, ``level``, ``evidence``, ``by``; by hand first, then as they stand in the text.
    """
    read = profile_skills(tagger, [one_text(title, text)]).select(
        pl.lit(seeker).alias("seeker"),
        "skill",
        "level",
        "evidence",
        pl.lit(None, dtype=pl.String).alias(BY_HAND),
    )
    hand = _by_hand(present, _SEEKER)
    kept = read.filter(~pl.col("skill").is_in([*denied, *hand["skill"]]))
    return pl.concat([hand, kept])


def skills_of_profiles(tagger: Tagger, texts: Mapping[str, str]) -> pl.DataFrame:
    """What is read of many profiles at once, hands left aside (:func:`beside_hand` puts them in).

    Parameters
    ----------
    texts
        Seeker -> title and text, see :func:`one_text`.

    Returns
    -------
    ``seeker``, ``skill``, ``level``, ``evidence``.
    """
    seekers = pl.Series("seeker", list(texts), dtype=pl.String)
    read = profile_skills(tagger, list(texts.values()))
    return read.select(seekers.gather(read["text"]), "skill", "level", "evidence")


def skills_of_advert(
    tagger: Tagger, opportunity: str, title: str | None, text: str | None, present: pl.DataFrame | None = None
) -> pl.DataFrame:
    """The rows of ``opportunity_skills`` that an advert gives; those set by hand stay.

    Returns
    -------
    ``opportunity``, ``skill``, ``relation``, ``asked``, ``by``.
    """
    read = advert_skills(tagger, [one_text(title, text)]).select(
        pl.lit(opportunity).alias("opportunity"),
        "skill",
        "relation",
        "asked",
        pl.lit(None, dtype=pl.String).alias(BY_HAND),
    )
    hand = _by_hand(present, _OFFER)
    return pl.concat([hand, read.filter(~pl.col("skill").is_in(hand["skill"].to_list()))])


def beside_hand(
    read: pl.DataFrame, present: pl.DataFrame, denied: pl.DataFrame | None = None
) -> pl.DataFrame:
    """What was read of many texts, beside the rows that hands set, without what was denied.

    Parameters
    ----------
    read
        Rows of ``seeker_skills`` or ``opportunity_skills``; the first column is the owner.
    present
        The table so far.
    denied
        ``seeker``, ``skill``.

    Returns
    -------
    ``read`` itself where no hand set anything; else with the column ``by``.
    """
    owned = [read.columns[0], "skill"]
    kept = read if denied is None else read.join(denied, on=owned, how="anti", maintain_order="left")
    if BY_HAND not in present.columns:
        return kept
    columns = [*read.columns, BY_HAND]
    hand = present.filter(pl.col(BY_HAND).is_not_null())
    kept = kept.join(hand, on=owned, how="anti", maintain_order="left")
    return pl.concat([hand.select(columns), kept.with_columns(pl.lit(None, dtype=pl.String).alias(BY_HAND))])


def denied_in(people: pl.DataFrame) -> pl.DataFrame:
    """Skills that people say they lack: ``seeker``, ``skill``."""
    if DENIED not in people.columns:
        return pl.DataFrame(schema={"seeker": pl.String, "skill": pl.String})
    return (
        people.select(pl.col("person").alias("seeker"), pl.col(DENIED).str.split(";").alias("skill"))
        .explode("skill")
        .with_columns(pl.col("skill").str.strip_chars())
        .filter(pl.col("skill").str.len_chars() > 0)
    )


def _by_hand(present: pl.DataFrame | None, schema: dict[str, type[pl.DataType]]) -> pl.DataFrame:
    if present is None or BY_HAND not in present.columns:
        return pl.DataFrame(schema=schema)
    return present.filter(pl.col(BY_HAND).is_not_null()).select(
        pl.col(name).cast(kind) for name, kind in schema.items()
    )
