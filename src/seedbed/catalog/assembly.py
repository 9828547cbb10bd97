"""Putting a catalogue together: the checks every source passes, informativeness, release."""

from __future__ import annotations

import hashlib

import numpy as np
import polars as pl

from seedbed.catalog.informativeness import informativeness
from seedbed.catalog.labels import phrases
from seedbed.catalog.release import OCCUPATION_COLUMNS, SKILL_COLUMNS, Catalog
from seedbed.messages import Finding, Refusal, Severity

# After this many findings of one kind the reader has understood; the rest would bury the others.
FINDINGS_SHOWN = 20
SKILL_KINDS = ("skill", "knowledge", "transversal")
RELATIONS = ("essential", "optional")


def assemble(
    name: str,
    version: str,
    skills: pl.DataFrame,
    occupations: pl.DataFrame,
    relations: pl.DataFrame,
    links: pl.DataFrame,
    fields: pl.DataFrame,
    *,
    one_owner_per_label: bool = True,
    findings: tuple[Finding, ...] = (),
) -> Catalog:
    """Check the frames of a catalogue and make a :class:`Catalog` of them.

    Parameters
    ----------
    name, version
        Become part of the release, beside a hash of the content.
    skills, occupations, relations, links, fields
        As :class:`Catalog` describes them, ``informativeness`` excepted: it is computed here.
    one_owner_per_label
        Refuse a label or alternative that two skills (or two occupations) claim. Large public
        catalogues are full of them; without the check the tagger shares the hit between the owners.
    findings
        What the reader of the source has to say.

    Raises
    ------
    Refusal
        An id or label is missing or stands twice, a relation or link names an unknown skill or
        occupation, a kind or field is unknown, a label has two owners, no skill is there.
    """
    problems = [
        *_problems_of_entries("skill", skills),
        *_problems_of_entries("occupation", occupations),
        *_unknown("catalog.unknown-skill", relations, "skill", skills["id"], "relations"),
        *_unknown("catalog.unknown-occupation", relations, "occupation", occupations["id"], "relations"),
        *_unknown("catalog.unknown-skill", links, "skill", skills["id"], "links"),
        *_unknown("catalog.unknown-skill", links, "to", skills["id"], "links"),
        *_unknown("catalog.unknown-field", skills, "field", fields["id"], "skills"),
        *_unknown("catalog.unknown-field", occupations, "field", fields["id"], "occupations"),
        *_unknown("catalog.unknown-kind", skills, "kind", pl.Series(SKILL_KINDS), "skills"),
        *_unknown("catalog.unknown-relation", relations, "relation", pl.Series(RELATIONS), "relations"),
    ]
    if skills.is_empty():
        problems.append(Finding("catalog.no-skills", {"catalog": name}))
    if one_owner_per_label and not problems:
        problems += _labels_with_two_owners("skill", skills)
        problems += _labels_with_two_owners("occupation", occupations)
    if problems:
        raise Refusal(*problems)

    relations = relations.select("occupation", "skill", "relation").unique(maintain_order=True)
    skills = skills.with_columns(informativeness=_informativeness(skills, occupations, relations))
    skills, occupations = skills.select(SKILL_COLUMNS), occupations.select(OCCUPATION_COLUMNS)
    links = links.select("skill", "to", "link").unique(maintain_order=True)
    fingerprint = _fingerprint(skills, occupations, relations, links)
    return Catalog(
        name=name,
        skills=skills,
        occupations=occupations,
        relations=relations,
        links=links,
        fields=fields.select("id", "label_en", "label_zh", "strategic"),
        release=f"{name} {version} sha256:{fingerprint}",
        findings=findings,
    )


def _problems_of_entries(kind: str, entries: pl.DataFrame) -> list[Finding]:
    nameless = entries.filter(pl.col("id").is_null() | (pl.col("id") == ""))
    unlabelled = entries.filter(
        pl.col("label_en").fill_null("").str.strip_chars().eq("")
        & pl.col("label_zh").fill_null("").str.strip_chars().eq("")
    )
    twice = entries.filter(pl.col("id").is_duplicated())["id"].drop_nulls().unique(maintain_order=True)
    problems = [Finding("catalog.duplicate-id", {"kind": kind, "id": one}) for one in twice[:FINDINGS_SHOWN]]
    if not nameless.is_empty():
        problems.append(Finding("catalog.no-id", {"kind": kind, "rows": nameless.height}))
    problems += [
        Finding("catalog.no-label", {"kind": kind, "id": one})
        for one in unlabelled["id"].fill_null("")[:FINDINGS_SHOWN]
    ]
    return problems


def _unknown(code: str, frame: pl.DataFrame, column: str, known: pl.Series, table: str) -> list[Finding]:
    """References of a column to something that is not there; a null refers to nothing."""
    strangers = frame.filter(
        pl.col(column).is_not_null() & ~pl.col(column).is_in(known.cast(pl.String).implode())
    )
    names = strangers[column].unique(maintain_order=True)
    return [
        Finding(code, {"value": value, "table": table, "column": column}) for value in names[:FINDINGS_SHOWN]
    ]


def _labels_with_two_owners(kind: str, entries: pl.DataFrame) -> list[Finding]:
    claims = (
        phrases(entries)
        .group_by("folded", maintain_order=True)
        .agg(pl.col("entry").unique(maintain_order=True), pl.col("phrase").first())
        .filter(pl.col("entry").list.len() > 1)
    )
    ids = entries["id"]
    return [
        Finding(
            "catalog.label-with-two-owners",
            {"kind": kind, "label": phrase, "first": ids[owners[0]], "second": ids[owners[1]]},
        )
        for phrase, owners in claims.select("phrase", "entry").head(FINDINGS_SHOWN).iter_rows()
    ]


def _informativeness(skills: pl.DataFrame, occupations: pl.DataFrame, relations: pl.DataFrame) -> pl.Series:
    asked = relations.group_by("skill").agg(pl.col("occupation").n_unique().alias("asked"))
    counts = skills.select("id").join(
        asked, left_on="id", right_on="skill", how="left", maintain_order="left"
    )
    value = informativeness(
        occupations.height,
        counts["asked"].fill_null(0).to_numpy().astype(np.int64),
        (skills["kind"] == "transversal").to_numpy(),
    )
    return pl.Series("informativeness", value)


def _fingerprint(*frames: pl.DataFrame) -> str:
    """Twelve hex digits over the content of the frames, the same on every machine."""
    digest = hashlib.sha256()
    for frame in frames:
        digest.update("\x1e".join(frame.columns).encode())
        flat = frame.with_columns(pl.col(pl.List(pl.String)).list.join("\x1f"))
        digest.update(flat.write_csv(quote_style="always").encode())
    return digest.hexdigest()[:12]


def note(code: str, **values: str | int) -> Finding:
    """A finding that informs about something odd in a source."""
    return Finding(code, values, Severity.NOTE)
