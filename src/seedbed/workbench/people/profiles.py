"""Making and changing a profile: its row, its skills, and the log of who did it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

import polars as pl
from django.db import transaction

from seedbed.usecases.read_skills import BY_HAND, DENIED, skills_of_profile
from seedbed.workbench.accounts.models import User
from seedbed.workbench.oversight.audit import changed
from seedbed.workbench.people.catalogue import tagger
from seedbed.workbench.people.record import change_row, hold, replace_rows, rows_of
from seedbed.workbench.record.store import Cell

Row = Mapping[str, object]
SEEKER_SKILLS = "seeker_skills"
_SKILL_ROWS = {
    "seeker": pl.String, "skill": pl.String, "level": pl.Float64, "evidence": pl.String, BY_HAND: pl.String,
}  # fmt: skip


def new_person_id() -> str:
    """Random, and means nothing."""
    return f"p-{secrets.token_hex(10)}"


def own_person(user: User) -> str:
    """The id of a user's own profile; a new empty one if there is none yet."""
    if user.person:
        return str(user.person)
    with transaction.atomic():
        fresh = User.objects.select_for_update().get(pk=user.pk)
        if not fresh.person:
            fresh.person = new_person_id()
            fresh.save(update_fields=["person"])
            change_row("people", fresh.person, {"person": fresh.person})
            changed(fresh, fresh.person, "profile-made")
    user.person = fresh.person
    return str(fresh.person)


def change_profile(
    user: User | None, person: str, why: str, changes: Mapping[str, Cell]
) -> dict[str, object]:
    """Change columns of a profile, and read its skills again where its words changed.

    Raises
    ------
    Refusal
        What is wrong with a value.
    """
    with transaction.atomic():
        row = change_row("people", person, {"person": person, **changes})
        if {"text", "title", DENIED} & changes.keys():
            read_again(row)
        changed(user, person, why)
    return row


def denied_skills(row: Row) -> list[str]:
    """Skills that the person says she lacks, whatever her text says."""
    return [skill for skill in (part.strip() for part in str(row.get(DENIED) or "").split(";")) if skill]


def read_again(row: Row) -> int:
    """Read the skills out of a profile; what was set by hand stays. How many there are now."""
    person = str(row["person"])
    title, text = row.get("title"), row.get("text")
    skills = skills_of_profile(
        tagger(),
        person,
        None if title is None else str(title),
        None if text is None else str(text),
        rows_of(SEEKER_SKILLS, "seeker", person),
        denied_skills(row),
    )
    replace_rows(SEEKER_SKILLS, "seeker", person, skills)
    return skills.height


def skills_of(person: str) -> pl.DataFrame:
    """The rows of ``seeker_skills`` of a person: seeker, skill, level, evidence, by."""
    rows = rows_of(SEEKER_SKILLS, "seeker", person)
    missing = [pl.lit(None, dtype=pl.String).alias(BY_HAND)] if BY_HAND not in rows.columns else []
    return rows.with_columns(missing).select(pl.col(name).cast(kind) for name, kind in _SKILL_ROWS.items())


def correct_skills(
    user: User, row: Row, levels: Mapping[str, float | None], removed: frozenset[str], hand: str
) -> None:
    """Set levels and take skills out, as somebody says who knows better than the reading.

    Parameters
    ----------
    levels
        Skill -> level, for those that are to change or to be added.
    hand
        ``person`` or ``office``.
    """
    person = str(row["person"])
    before = skills_of(person)
    at_hand = before.select("skill", "level", "evidence", BY_HAND).iter_rows()
    present = {skill: (level, evidence, by) for skill, level, evidence, by in at_hand}
    for skill, level in levels.items():
        known = present.get(skill)
        if known is None or known[0] != level:
            present[skill] = (level, known[1] if known else None, hand)
    rows = [(person, skill, *cells) for skill, cells in present.items() if skill not in removed]
    denied = [skill for skill in denied_skills(row) if skill not in levels]
    denied += [skill for skill in sorted(removed) if skill not in denied]
    with transaction.atomic():
        hold("people")  # whoever writes both tables begins with this one, so that nobody waits in a ring
        replace_rows(SEEKER_SKILLS, "seeker", person, pl.DataFrame(rows, schema=_SKILL_ROWS, orient="row"))
        if "; ".join(denied) != "; ".join(denied_skills(row)):
            change_row("people", person, {"person": person, DENIED: "; ".join(denied) or None})
        changed(user, person, "skills-corrected")
