"""Short code lists with bilingual labels, as frames of ``code``, ``label_en``, ``label_zh``."""

from __future__ import annotations

from importlib import resources

import polars as pl


def education_levels() -> pl.DataFrame:
    """Levels of ISCED 2011 (UNESCO Institute for Statistics, 2012), codes 0 to 8.

    >>> education_levels().filter(code="6").item(0, "label_en")
    "bachelor's or equivalent level"
    """
    return _code_list("education_levels")


def opportunity_kinds() -> pl.DataFrame:
    """What can be offered: job, training, internship, ... facility."""
    return _code_list("opportunity_kinds")


def people_groups() -> pl.DataFrame:
    """Groups of people that programmes state floors for or report on."""
    return _code_list("people_groups")


def actor_types() -> pl.DataFrame:
    """The four kinds of organisations in an innovation ecosystem."""
    return _code_list("actor_types")


def skill_kinds() -> pl.DataFrame:
    """The three kinds of skills in a catalogue."""
    return _code_list("skill_kinds")


def skill_levels() -> pl.DataFrame:
    """The four classes in which a skill is asked for or held; the code is the level, 0 to 1."""
    return _code_list("skill_levels")


def _code_list(name: str) -> pl.DataFrame:
    content = (resources.files("seedbed.catalog") / "codes" / f"{name}.csv").read_bytes()
    return pl.read_csv(content, infer_schema=False)
