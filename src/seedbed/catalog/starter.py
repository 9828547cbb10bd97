"""The starter catalogue: written for the project, in Chinese and English.

It stands as files that people can read and amend: ``starter/fields.csv``, one file of skills per
field in ``starter/skills/`` (the file's name is the field; ``broader`` names skills that a skill
implies), and ``starter/occupations.csv`` with the skills that each occupation asks for. Lists are
separated by ``|``. Skill ids are slugs, occupation ids begin with ``occ-``; an id once given is
never given to something else.
"""

from __future__ import annotations

from functools import cache
from importlib import resources

import polars as pl

from seedbed.catalog.assembly import assemble
from seedbed.catalog.release import Catalog

NAME = "seedbed-starter"
VERSION = "1"


@cache
def starter_catalog() -> Catalog:
    """The starter catalogue, read from the package.

    >>> catalog = starter_catalog()
    >>> catalog.skills.filter(id="plc-programming").item(0, "label_zh")
    'PLC编程'
    """
    folder = resources.files("seedbed.catalog") / "starter"
    files = sorted((folder / "skills").iterdir(), key=lambda file: file.name)
    skills = pl.concat(
        [
            _table(file.read_bytes()).with_columns(field=pl.lit(file.name.removesuffix(".csv")))
            for file in files
        ]
    ).sort("id")
    occupations = _table((folder / "occupations.csv").read_bytes()).sort("id")
    fields = _table((folder / "fields.csv").read_bytes()).with_columns(
        strategic=pl.col("strategic") == "true"
    )
    relations = pl.concat(
        [
            occupations.select(occupation="id", skill=_listed(relation), relation=pl.lit(relation))
            .explode("skill")
            .drop_nulls("skill")
            for relation in ("essential", "optional")
        ]
    ).sort("occupation", "relation", "skill")
    links = (
        skills.select(skill="id", to=_listed("broader"), link=pl.lit("broader"))
        .explode("to")
        .drop_nulls("to")
    )
    alternatives = [_listed("alt_en"), _listed("alt_zh")]
    return assemble(
        NAME,
        VERSION,
        skills.with_columns(alternatives),
        occupations.with_columns(alternatives),
        relations,
        links,
        fields,
    )


def _table(content: bytes) -> pl.DataFrame:
    return pl.read_csv(content, infer_schema=False)


def _listed(column: str) -> pl.Expr:
    """A cell ``a|b`` as a list; an empty cell as an empty list."""
    return pl.col(column).fill_null("").str.split("|").list.filter(pl.element() != "").alias(column)
