"""China's occupations of 2022 as a catalogue: Chinese job titles to official codes.

The occupations are all groups and occupations of the classification, named by the official names and by
everyday titles (``codes/csco2022_titles.csv``, the project's own judgement); skills, and what an
occupation asks for, are those of the starter catalogue's occupations that carry its code.
"""

from __future__ import annotations

from functools import cache
from importlib import resources

import polars as pl

from seedbed.catalog.assembly import assemble
from seedbed.catalog.classifications import classification
from seedbed.catalog.release import Catalog
from seedbed.catalog.starter import starter_catalog

NAME = "csco2022"
VERSION = "1"


@cache
def csco_catalog() -> Catalog:
    """The catalogue of China's occupations; an occupation's id is its code.

    >>> csco_catalog().occupations.filter(id="6-18-02-04").item(0, "label_zh")
    '焊工'
    """
    starter = starter_catalog()
    content = (resources.files("seedbed.catalog") / "codes" / "csco2022_titles.csv").read_bytes()
    titles = pl.read_csv(content, infer_schema=False).select("code", pl.col("titles").str.split("|"))
    keyed = starter.occupations.drop_nulls("csco").filter(pl.col("csco") != "")
    english = (
        keyed.select("csco", "field", "isco08", name=pl.concat_list("label_en", "alt_en"))
        .explode("name")
        .group_by("csco", maintain_order=True)
        .agg(pl.col("name").unique(maintain_order=True), pl.col("field").first(), pl.col("isco08").first())
    )
    none = pl.lit([], dtype=pl.List(pl.String))
    occupations = (
        classification("csco2022")
        .codes.join(titles, on="code", how="left", maintain_order="left")
        .join(english, left_on="code", right_on="csco", how="left", maintain_order="left")
        .select(
            "label_zh",
            "field",
            "isco08",
            id="code",
            label_en=pl.col("name").list.first(),
            alt_en=pl.col("name").list.slice(1).fill_null(none),
            alt_zh=pl.col("titles").fill_null(none),
            csco="code",
        )
    )
    relations = (
        starter.relations.join(keyed.select("id", "csco"), left_on="occupation", right_on="id")
        .group_by("csco", "skill")
        .agg(pl.col("relation").min())
        .select("skill", "relation", occupation="csco")
        .sort("occupation", "relation", "skill")
    )
    return assemble(
        NAME,
        VERSION,
        starter.skills,
        occupations,
        relations,
        starter.links,
        starter.fields,
        one_owner_per_label=False,
    )
