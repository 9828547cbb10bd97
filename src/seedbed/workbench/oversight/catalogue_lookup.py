"""What the catalogue's pages show: entries with what is above, below and beside them, codes with their place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl
from scipy.sparse import csr_array

from seedbed.catalog import (
    CLASSIFICATIONS,
    Catalog,
    Classification,
    actor_types,
    classification,
    education_levels,
    opportunity_kinds,
    people_groups,
    skill_kinds,
    skill_levels,
)
from seedbed.workbench.look.wording import language, said, word
from seedbed.workbench.people.catalogue import occupation_label, region_catalog, skill_label
from seedbed.workbench.people.record import record

FOUND_AT_MOST = 20
SHOWN_AT_MOST = 60
LISTS = {
    "education-levels": education_levels,
    "opportunity-kinds": opportunity_kinds,
    "people-groups": people_groups,
    "actor-types": actor_types,
    "skill-kinds": skill_kinds,
    "skill-levels": skill_levels,
}


@dataclass(frozen=True, slots=True)
class Named:
    """An entry by its id, in the language of the page, with what is to be said beside it."""

    id: str
    label: str
    beside: str = ""


@cache
def known_classification(name: str) -> Classification:
    """One that comes with the project, read once."""
    return classification(name)


@cache
def _related(release: str) -> csr_array:
    return region_catalog().related_matrix()


def code_label(name: str, code: str) -> str:
    """What a code is called in the language of the page, else in the other one; empty where it is not listed."""
    return next(iter(_named_codes(known_classification(name).codes.filter(code=code))), Named("", "")).label


def _named_codes(codes: pl.DataFrame) -> list[Named]:
    own, other = ("label_zh", "label_en") if language() == "zh" else ("label_en", "label_zh")
    named = codes.select("code", pl.coalesce(own, other, "code"))
    return [Named(code, label) for code, label in named.iter_rows()]


# --- the first page ------------------------------------------------------------------------------------------


def facts_of(catalog: Catalog) -> list[tuple[str, str]]:
    """Release and sizes."""
    occupations = catalog.occupations
    sizes = {
        "skills": catalog.skills.height,
        "occupations": occupations.height,
        "relations": catalog.relations.height,
        "links": catalog.links.height,
        "to-isco": _filled(occupations, "isco08"),
        "to-csco": _filled(occupations, "csco"),
    }
    named = [(said(f"workbench.catalogue-{name}"), f"{size:,}") for name, size in sizes.items()]
    return [(said("workbench.catalogue-release"), catalog.release), *named]


def _filled(frame: pl.DataFrame, column: str) -> int:
    return int(frame[column].fill_null("").ne("").sum())


def source_of(catalog: Catalog) -> str:
    """Who made it, under which licence."""
    name = "esco" if catalog.name.startswith("esco") else catalog.name
    code = word("catalogue-source", name)
    return said("workbench.catalogue-source-own") if code == name else code


def classifications() -> list[dict[str, object]]:
    """Those that come with the project."""
    return [
        {
            "name": name,
            "words": word("classification", name),
            "codes": f"{known_classification(name).codes.height:,}",
            "levels": known_classification(name).codes["level"].max(),
            "whole": said(f"workbench.classification-{'whole' if name == 'csco2022' else 'upper'}"),
            "source": word("classification-source", name),
        }
        for name in CLASSIFICATIONS
    ]


def short_lists() -> list[tuple[str, list[str]]]:
    """The short lists of codes, in words."""
    column = f"label_{language()}"
    return [(word("code-list", name), frame()[column].to_list()) for name, frame in LISTS.items()]


@dataclass(frozen=True, slots=True)
class Crossing:
    """An industry of the region and what stands for it in GB/T 4754."""

    name: str
    codes: tuple[Named, ...]
    by: str
    note: str


def industries() -> list[Crossing]:
    """The region's strategic industries with their codes; none where it names none."""
    name = record().settings.industries
    if name not in record().tables():
        return []
    frame = record().table(name)
    own, other = ("_zh", "") if language() == "zh" else ("", "_zh")
    return [
        Crossing(
            str(row.get(f"name{own}") or row.get(f"name{other}") or row["industry"]),
            tuple(_industry(code) for code in _split(row.get("gbt4754"))),
            word("mapping", row["mapping"]) if row.get("mapping") else "",
            str(row.get(f"mapping_note{own}") or row.get(f"mapping_note{other}") or ""),
        )
        for row in frame.iter_rows(named=True)
    ]


def _split(cell: object) -> list[str]:
    parts: Iterable[object] = cell if isinstance(cell, list | tuple) else str(cell or "").split(";")
    return [text for one in parts if (text := str(one).strip())]


def _industry(code: str) -> Named:
    """A code of GB/T 4754 with its name, or with the name of what it is in: the list holds sections and divisions."""
    # Divisions stand in the list without the letter of their section.
    digits = code.lstrip("ABCDEFGHIJKLMNOPQRST")
    if label := code_label("gbt4754", digits or code):
        return Named(code, label)
    within = _nearest("gbt4754", digits)
    told = said("workbench.catalogue-within", within=within.id, label=within.label) if within.id else ""
    return Named(code, "", told)


def places() -> list[tuple[str, str]]:
    """How many places of the region stand under the codes of which list."""
    if "places" not in record().tables():
        return []
    lists = record().table("places").get_column("code_list", default=pl.Series([None], dtype=pl.String))
    counted = lists.fill_null("own").value_counts(sort=True, name="places")
    return [
        (said("workbench.code-list-own") if name == "own" else str(name), f"{count:,}")
        for name, count in counted.iter_rows()
    ]


# --- searching and single entries ----------------------------------------------------------------------------


def found_entries(text: str) -> list[dict[str, str]]:
    """Skills and occupations whose names in either language contain a text."""
    found = region_catalog().search(text, language(), FOUND_AT_MOST)
    return [dict(row) for row in found.select("id", "kind", "label", "found").iter_rows(named=True)]


def found_codes(text: str) -> list[dict[str, object]]:
    """Codes of the classifications that begin with a text or whose names contain it."""
    found = []
    for name in CLASSIFICATIONS:
        hits = known_classification(name).search(text)
        if hits.height:
            shown = _named_codes(hits.head(FOUND_AT_MOST))
            found.append(
                {"name": name, "words": word("classification", name), "codes": shown, "count": hits.height}
            )
    return found


def skill_entry(skill: str) -> dict[str, object] | None:
    """A skill with its names, what is broader, narrower and related, and who asks for it."""
    catalog = region_catalog()
    rows = catalog.skills.with_row_index("at").filter(id=skill).to_dicts()
    if not rows:
        return None
    row, links = rows[0], catalog.links
    above, below = links.filter(skill=skill), links.filter(to=skill)
    asking = catalog.relations.filter(skill=skill).sort("relation", "occupation")
    return {
        "row": row,
        "label": skill_label(skill),
        "kind": word("skill-kind", row["kind"]),
        "field": _field(catalog, row["field"]),
        "sides": [
            (
                said(f"workbench.catalogue-{side}"),
                [Named(one, skill_label(one)) for one in ids[:SHOWN_AT_MOST]],
            )
            for side, ids in (
                ("broader", above.filter(link="broader")["to"].to_list()),
                ("narrower", below.filter(link="broader")["skill"].to_list()),
                ("parts", above.filter(link="essential-part")["to"].to_list()),
                ("additions", above.filter(link="addition")["to"].to_list()),
            )
            if ids
        ],
        "related": _counts_for(catalog, int(row["at"])),
        "asking": [
            Named(one, occupation_label(one), word("relation", relation))
            for one, relation in asking.head(SHOWN_AT_MOST).select("occupation", "relation").iter_rows()
        ],
        "asked_by": asking.height,
    }


def _counts_for(catalog: Catalog, at: int) -> list[Named]:
    """For which other skills this one counts in a match, and how much, best first."""
    credits = _related(catalog.release)[[at], :].toarray()[0]
    credits[at] = 0.0
    best = [int(one) for one in np.argsort(-credits, kind="stable") if credits[one] > 0]
    ids = catalog.skills["id"]
    return [Named(str(ids[one]), skill_label(str(ids[one])), f"{credits[one]:.0%}") for one in best]


def occupation_entry(occupation: str) -> dict[str, object] | None:
    """An occupation with its names, its official codes and the skills that it asks for."""
    catalog = region_catalog()
    rows = catalog.occupations.filter(id=occupation).to_dicts()
    if not rows:
        return None
    row = rows[0]
    asked = catalog.relations.filter(occupation=occupation).sort("relation", "skill")
    return {
        "row": row,
        "label": occupation_label(occupation),
        "field": _field(catalog, row["field"]),
        "codes": [
            (name, word("classification", name), _nearest(name, str(row[column])))
            for name, column in (("csco2022", "csco"), ("isco08", "isco08"))
            if row[column]
        ],
        "asked": [
            Named(one, skill_label(one), word("relation", relation))
            for one, relation in asked.select("skill", "relation").iter_rows()
        ],
    }


def _nearest(name: str, code: str) -> Named:
    """A code as it is listed, or under the nearest one above it that is: of some lists only the top is here."""
    listed = code
    while listed and not code_label(name, listed):
        listed = listed[:-1]
    return Named(listed, code_label(name, listed), code)


def _field(catalog: Catalog, field: str | None) -> str:
    named = catalog.fields.filter(id=field or "")
    return str(named.item(0, f"label_{language()}") or field) if named.height else ""


def codes_under(name: str, code: str) -> dict[str, object] | None:
    """A classification from a code downwards, or its top; what does not exist is none."""
    listed = known_classification(name)
    if code and listed.codes.filter(code=code).is_empty():
        return None
    under = listed.children(code) if code else listed.codes.filter(pl.col("parent").is_null())
    above = [Named(one, code_label(name, one)) for one in reversed(listed.ancestors(code))] if code else []
    return {"code": code, "label": code_label(name, code), "above": above, "under": _named_codes(under)}
