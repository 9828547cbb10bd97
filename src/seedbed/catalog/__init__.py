"""Code lists in Chinese and English: skills, occupations and the short lists.

A :class:`Catalog` is one release of skills and occupations with their relations. It comes from the
project itself (:func:`starter_catalog`), from the official ESCO files (:func:`read_esco`) or from
frames of one's own (:func:`assemble`).
"""

from seedbed.catalog.assembly import assemble
from seedbed.catalog.classifications import (
    CLASSIFICATIONS,
    Classification,
    classification,
    read_classification,
)
from seedbed.catalog.codelists import (
    actor_types,
    education_levels,
    opportunity_kinds,
    people_groups,
    skill_kinds,
    skill_levels,
)
from seedbed.catalog.csco import csco_catalog
from seedbed.catalog.esco import read_esco
from seedbed.catalog.keeping import import_esco, keep_catalog, open_catalog
from seedbed.catalog.release import Catalog
from seedbed.catalog.starter import starter_catalog

__all__ = [
    "CLASSIFICATIONS",
    "Catalog",
    "Classification",
    "actor_types",
    "assemble",
    "classification",
    "csco_catalog",
    "education_levels",
    "import_esco",
    "keep_catalog",
    "open_catalog",
    "opportunity_kinds",
    "people_groups",
    "read_classification",
    "read_esco",
    "skill_kinds",
    "skill_levels",
    "starter_catalog",
]
