"""Needs and opportunities of organisations: keeping one, reading its requirements, near duplicates."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from django.db import transaction

from seedbed.formats.near_duplicates import near_duplicates, sketch
from seedbed.usecases.read_skills import BY_HAND, one_text, skills_of_advert, skills_of_profile
from seedbed.workbench.accounts.models import User
from seedbed.workbench.accounts.permissions import Target
from seedbed.workbench.accounts.roles import Action
from seedbed.workbench.oversight.audit import house_changed
from seedbed.workbench.people.catalogue import tagger
from seedbed.workbench.people.record import change_row, record, replace_rows, rows_of
from seedbed.workbench.record.store import Cell

Row = Mapping[str, object]
COMPARED = 5_000
"""An offer is compared with so many others of its organisation."""


@dataclass(frozen=True, slots=True)
class Offering:
    """How needs and opportunities differ: table and key, skills table and its owner column, rights."""

    table: str
    key: str
    skills: str
    owner: str
    see: Action
    change: Action


NEEDS = Offering("needs", "need", "seeker_skills", "seeker", Action.NEED_SEE, Action.NEED_CHANGE)
OPPORTUNITIES = Offering(
    "opportunities", "opportunity", "opportunity_skills", "opportunity",
    Action.OPPORTUNITY_SEE, Action.OPPORTUNITY_CHANGE,
)  # fmt: skip
OFFERINGS: Mapping[str, Offering] = {"needs": NEEDS, "opportunities": OPPORTUNITIES}


def new_id(offering: Offering) -> str:
    """Random; the kind of thing stands before it."""
    return f"{offering.key[0]}-{secrets.token_hex(8)}"


def target_of_offer(row: Row) -> Target:
    """To whom a need or an opportunity belongs."""
    return Target(
        organisations=frozenset({str(row["organisation"])}), subproject=str(row.get("subproject") or "")
    )


def keep_offer(user: User, offering: Offering, key: str, changes: Mapping[str, Cell]) -> dict[str, object]:
    """Keep a need or an opportunity, and read what it asks for.

    Raises
    ------
    Refusal
        What is wrong with a value.
    """
    with transaction.atomic():
        row = change_row(offering.table, key, {offering.key: key, **changes})
        replace_rows(offering.skills, offering.owner, key, read_requirements(offering, row))
        house_changed(user, f"{offering.key}-kept", key)
    return row


def read_requirements(offering: Offering, row: Row) -> pl.DataFrame:
    """The rows of the skills table that the words of an offer give; those set by hand stay."""
    key = str(row[offering.key])
    title, text = str(row["title"] or ""), str(row["text"] or "")
    present = rows_of(offering.skills, offering.owner, key)
    if offering is NEEDS:
        return skills_of_profile(tagger(), key, title, text, present)
    return skills_of_advert(tagger(), key, title, text, present)


def requirements_of(offering: Offering, key: str) -> pl.DataFrame:
    """The rows of the skills table of one offer, with ``by``."""
    rows = rows_of(offering.skills, offering.owner, key)
    return (
        rows if BY_HAND in rows.columns else rows.with_columns(pl.lit(None, dtype=pl.String).alias(BY_HAND))
    )


def set_requirements(user: User, offering: Offering, key: str, rows: list[dict[str, object]]) -> None:
    """Put requirements that somebody set by hand in the place of the present ones."""
    schema = {
        name: kind for name, kind in record().table(offering.skills).schema.items() if name != BY_HAND
    } | {BY_HAND: pl.String()}
    own = [{**row, offering.owner: key, BY_HAND: "organisation"} for row in rows]
    with transaction.atomic():
        replace_rows(offering.skills, offering.owner, key, pl.DataFrame(own, schema=schema))
        house_changed(user, f"{offering.key}-requirements", key)


def alike(offering: Offering, row: Row) -> list[dict[str, object]]:
    """Offers of the same organisation whose words are nearly the same as this one's."""
    others = rows_of(offering.table, "organisation", str(row["organisation"]), COMPARED)
    others = others.filter(pl.col(offering.key) != row[offering.key])
    if not others.height:
        return []
    texts = [one_text(str(row["title"] or ""), str(row["text"] or ""))]
    texts += [one_text(title, text) for title, text in others.select("title", "text").iter_rows()]
    pairs = near_duplicates(np.stack([sketch(text) for text in texts])).filter(pl.col("left") == 0)
    return [
        {**others.row(right - 1, named=True), "similarity": similarity}
        for right, similarity in pairs.select("right", "similarity").iter_rows()
    ]
