"""The catalogue: one release of skills, occupations and how they relate."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy.sparse import coo_array, csr_array

from seedbed.catalog.credits import related_credits
from seedbed.catalog.searching import search
from seedbed.messages import Finding, Lang

SKILL_COLUMNS = (
    "id", "label_en", "label_zh", "alt_en", "alt_zh", "kind", "field", "informativeness",
)  # fmt: skip
OCCUPATION_COLUMNS = (
    "id", "label_en", "label_zh", "alt_en", "alt_zh", "isco08", "csco", "field",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Catalog:
    """A release of a catalogue; make one with :func:`starter_catalog`, :func:`read_esco` or
    :func:`assemble`, which check it.

    Parameters
    ----------
    name
        Which catalogue this is, for example ``seedbed-starter``.
    skills
        One row a skill: ``id``, ``label_en``, ``label_zh``, ``alt_en``, ``alt_zh`` (lists), ``kind``
        (skill, knowledge, transversal), ``field``, ``informativeness`` (0 to 1). Its order is the
        order of the columns of every skill matrix.
    occupations
        One row an occupation: ``id``, labels and alternatives as above, ``isco08``, ``csco`` (code of
        China's classification of 2022), ``field``; codes are null where nobody vouches for them.
    relations
        ``occupation``, ``skill``, ``relation`` (essential or optional).
    links
        ``skill``, ``to``, ``link``: what the credits rest on. ``broader``: ``to`` is broader than
        ``skill``; ``essential-part`` and ``addition``: ``skill`` has ``to`` as a part or an addition.
    fields
        ``id``, ``label_en``, ``label_zh``, ``strategic`` (is it a strategic emerging industry).
    release
        Name, version and the hash of the content: what a run writes down.
    findings
        What was doubtful in the source and is told, not lost.
    """

    name: str
    skills: pl.DataFrame
    occupations: pl.DataFrame
    relations: pl.DataFrame
    links: pl.DataFrame
    fields: pl.DataFrame
    release: str
    findings: tuple[Finding, ...] = ()

    def related_matrix(self) -> csr_array:
        """What each skill counts for every other: shape (K, K) in the order of ``skills``.

        Row: the skill held; column: the skill asked. 1 on the diagonal, at most 16 entries a row,
        multiples of 1/256. The rule is in :mod:`seedbed.catalog.credits`.
        """
        number = pl.Series(range(self.skills.height), dtype=pl.Int64)
        skill_number = pl.DataFrame({"skill": self.skills["id"], "at": number})
        numbered = self.links.join(skill_number, on="skill").join(
            skill_number.rename({"skill": "to", "at": "to_at"}), on="to"
        )
        pairs = {
            link: tuple(numbered.filter(link=link).sort("at", "to_at").select("at", "to_at").to_numpy().T)
            for link in ("broader", "essential-part", "addition")
        }
        occupation_number = pl.DataFrame(
            {"occupation": self.occupations["id"], "row": np.arange(self.occupations.height)}
        )
        asked = self.relations.join(skill_number, on="skill").join(occupation_number, on="occupation")
        asked = asked.select("row", "at").unique()
        shape = (self.occupations.height, self.skills.height)
        rows, columns = asked["row"].to_numpy(), asked["at"].to_numpy()
        asked_by = coo_array((np.ones(asked.height, dtype=np.int64), (rows, columns)), shape=shape).tocsr()
        return related_credits(
            self.skills.height,
            pairs["broader"],
            pairs["essential-part"],
            pairs["addition"],
            asked_by,
            (self.skills["kind"] != "transversal").to_numpy(),
        )

    def search(self, text: str, lang: Lang = "en", limit: int = 20) -> pl.DataFrame:
        """Skills and occupations whose label or alternative contains a text, best first.

        Columns ``id``, ``kind`` (skill or occupation), ``label`` (in the language asked for, else in
        the other), ``found`` (the phrase that matched), ``score``: 1 where the phrase is the text, else
        the share of the phrase that the text covers; alternatives count a tenth less.

        >>> from seedbed.catalog import starter_catalog
        >>> starter_catalog().search("PLC", limit=1)["id"].to_list()
        ['plc-programming']
        """
        return search(self.skills, self.occupations, text, lang, limit)

    def __repr__(self) -> str:
        return (
            f"Catalog({self.release}: {self.skills.height} skills, {self.occupations.height} occupations, "
            f"{self.relations.height} relations)"
        )
