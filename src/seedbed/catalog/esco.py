"""Reading ESCO, the European classification, from its official CSV downloads.

Made for v1.1.1 (two zips: classification, relations); v1.2 packs the same tables with the language
in every file's name, which is accepted too. This service uses the ESCO classification of the
European Commission.
"""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from types import TracebackType
from typing import Self

import polars as pl

from seedbed.catalog.assembly import assemble, note
from seedbed.catalog.release import Catalog
from seedbed.messages import Finding, Refusal, Severity

# The official download unpacks to about 50 MB; what unpacks to much more is not one.
UNPACKED_AT_MOST = 2 * 1024**3

_KINDS = {"skill/competence": "skill", "knowledge": "knowledge"}
_LINKS = {"essential": "essential-part", "optional": "addition"}
_NO_FIELDS = pl.DataFrame(
    schema={"id": pl.String, "label_en": pl.String, "label_zh": pl.String, "strategic": pl.Boolean}
)


def read_esco(classification_zip: str | Path, relations_zip: str | Path | None = None) -> Catalog:
    """A catalogue from the official ESCO zips, in English.

    Ids are the concept URIs. A skill whose reuse level is transversal has the kind ``transversal``; one
    without a type counts as ``skill``. ``field`` is null. Credits come from the hierarchy (a skill
    with a broader skill) and from ESCO's skill-skill relations: what is essential to a skill is a part
    of it, what is optional an addition (see :mod:`seedbed.catalog.credits`). A label claimed by
    several skills stays with each.

    Parameters
    ----------
    classification_zip
        The zip with ``skills_en.csv`` and ``occupations_en.csv``.
    relations_zip
        The zip with ``occupationSkillRelations``, ``broaderRelationsSkillPillar`` and
        ``skillSkillRelations``; where one zip holds all, leave it out.

    Returns
    -------
    The catalogue; relations of concepts that the files do not hold are in its ``findings``.

    Raises
    ------
    Refusal
        A zip is missing, is no zip, lacks a table or a column, or unpacks to more than 2 GB.
    """
    with _Archive(Path(classification_zip)) as classification:
        source = classification if relations_zip is None else _Archive(Path(relations_zip))
        with source as related:
            return _catalogue(classification, related)


def _catalogue(classification: _Archive, related: _Archive) -> Catalog:
    raw_skills = classification.table(
        "skills", "conceptUri", "skillType", "reuseLevel", "preferredLabel", "altLabels"
    )
    raw_occupations = classification.table(
        "occupations", "conceptUri", "iscoGroup", "preferredLabel", "altLabels"
    )
    raw_relations = related.table("occupationSkillRelations", "occupationUri", "relationType", "skillUri")
    raw_broader = related.table(
        "broaderRelationsSkillPillar", "conceptType", "conceptUri", "broaderType", "broaderUri"
    )
    raw_links = related.table("skillSkillRelations", "originalSkillUri", "relationType", "relatedSkillUri")

    skills = _entries(raw_skills).with_columns(
        kind=pl.when(pl.col("reuseLevel") == "transversal")
        .then(pl.lit("transversal"))
        .otherwise(pl.col("skillType").replace_strict(_KINDS, default="skill", return_dtype=pl.String)),
    )
    occupations = _entries(raw_occupations).with_columns(
        isco08=pl.col("iscoGroup"), csco=pl.lit(None, dtype=pl.String)
    )
    relations = raw_relations.select(occupation="occupationUri", skill="skillUri", relation="relationType")
    concept = "KnowledgeSkillCompetence"
    links = pl.concat(
        [
            raw_broader.filter(conceptType=concept, broaderType=concept).select(
                skill="conceptUri", to="broaderUri", link=pl.lit("broader")
            ),
            raw_links.select(
                skill="originalSkillUri",
                to="relatedSkillUri",
                link=pl.col("relationType").replace_strict(_LINKS, default=None, return_dtype=pl.String),
            ).drop_nulls("link"),
        ]
    )
    untyped = skills.filter(~pl.col("skillType").is_in(list(_KINDS)).fill_null(value=False))
    findings = [note("catalog.untyped-skills", rows=untyped.height)] if untyped.height else []
    relations, orphans = _known(relations, {"occupation": occupations["id"], "skill": skills["id"]})
    links, loose = _known(links, {"skill": skills["id"], "to": skills["id"]})
    findings += [
        Finding(
            "catalog.relations-left-out",
            {"rows": left.height, "table": table, "concepts": left["missing"].n_unique()},
            Severity.WARNING,
        )
        for table, left in (("occupationSkillRelations", orphans), ("skillSkillRelations", loose))
        if left.height
    ]
    return assemble(
        f"esco-{classification.language}",
        "official-csv",
        skills.sort("id"),
        occupations.sort("id"),
        relations.sort("occupation", "relation", "skill"),
        links.sort("skill", "to", "link"),
        _NO_FIELDS,
        one_owner_per_label=False,
        findings=tuple(findings),
    )


def _entries(raw: pl.DataFrame) -> pl.DataFrame:
    """Labels and alternatives of ESCO's concepts under the catalogue's names."""
    alternatives = (
        pl.col("altLabels").fill_null("").str.replace_all(" | ", "\n", literal=True).str.split("\n")
        .list.eval(pl.element().str.strip_chars())
        .list.filter(pl.element() != "")
    )  # fmt: skip
    return raw.with_columns(
        id=pl.col("conceptUri"),
        label_en=pl.col("preferredLabel"),
        label_zh=pl.lit(None, dtype=pl.String),
        alt_en=alternatives,
        alt_zh=pl.lit([], dtype=pl.List(pl.String)),
        field=pl.lit(None, dtype=pl.String),
    )


def _known(frame: pl.DataFrame, known: dict[str, pl.Series]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows whose concepts are all there, and the others with the concept that is ``missing``."""
    missing = pl.coalesce(
        pl.when(~pl.col(column).is_in(ids.implode())).then(pl.col(column)) for column, ids in known.items()
    )
    judged = frame.with_columns(missing=missing)
    return judged.filter(pl.col("missing").is_null()).drop("missing"), judged.drop_nulls("missing")


class _Archive:
    """A zip of ESCO tables; opening and reading it turns every flaw into a refusal."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.language = "en"

    def __enter__(self) -> Self:
        if not self.path.is_file():
            raise Refusal.because("catalog.missing-file", file=str(self.path))
        try:
            self._zip = zipfile.ZipFile(self.path)
        except zipfile.BadZipFile as error:
            raise Refusal.because("catalog.no-zip", file=str(self.path)) from error
        size = sum(member.file_size for member in self._zip.infolist())
        if size > UNPACKED_AT_MOST:
            raise Refusal.because(
                "catalog.zip-too-large", file=str(self.path), size=size, most=UNPACKED_AT_MOST
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()

    def table(self, name: str, *columns: str) -> pl.DataFrame:
        """The columns of a table as text; null where a cell is empty."""
        pattern = re.compile(rf"(?:.*/)?{name}(?:_[a-z]{{2}})?\.csv")
        members = [member for member in self._zip.namelist() if pattern.fullmatch(member)]
        if not members:
            raise Refusal.because("catalog.missing-member", file=str(self.path), member=f"{name}.csv")
        try:
            frame = pl.read_csv(io.BytesIO(self._zip.read(members[0])), infer_schema=False)
        except (zipfile.BadZipFile, pl.exceptions.PolarsError, RuntimeError) as error:
            raise Refusal.because(
                "catalog.unreadable-member", file=str(self.path), member=members[0]
            ) from error
        spelt = {_plain(column): column for column in reversed(frame.columns)}
        frame = frame.rename({spelt[_plain(one)]: one for one in columns if _plain(one) in spelt})
        lacking = [column for column in columns if column not in frame.columns]
        if lacking:
            raise Refusal.because(
                "catalog.missing-column", file=str(self.path), member=members[0], column=", ".join(lacking)
            )
        return frame.select(columns)


def _plain(heading: str) -> str:
    """A heading without case, spaces and underscores: releases differ in them."""
    return re.sub(r"[^a-z]", "", heading.lower())
