"""A catalogue as arrays: occupations, their skills, fields and industries, ready for drawing."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources

import numpy as np
import numpy.typing as npt
import polars as pl

from seedbed.catalog import Catalog
from seedbed.messages import Refusal
from seedbed.synth.draws import Floats, Ints

Texts = npt.NDArray[np.object_]
OTHER_FIELD = "other"
TECHNICIANS = (3, 7, 8)  # major groups of ISCO-08: technicians, craft workers, machine operators


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the draw needs of a catalogue; positions are rows of ``catalog.skills`` and ``occupations``.

    Attributes
    ----------
    skills, occupations
        Ids, shapes (K,) and (O,).
    skill_labels, occupation_labels
        By language, each skill's (label, alternatives...), never empty.
    major
        First digit of each occupation's ISCO-08 code; 3 (technicians) where it is unknown.
    field, occupation_field
        Number of the field of each skill and occupation; ``fields`` holds the names.
    indptr, members, essential
        The skills of occupation ``o`` are ``members[indptr[o]:indptr[o + 1]]``, essential ones first.
    transversal
        Skills that any occupation may use.
    words, industries, supply, demand
        By field: words that a subproject's field is recognised by, (GB/T 4754-2017 code, weight)
        pairs, and the weights with which people and enterprises are drawn (assumptions).
    """

    skills: Texts
    skill_labels: dict[str, list[tuple[str, ...]]]
    occupations: Texts
    occupation_labels: dict[str, list[tuple[str, ...]]]
    major: Ints
    fields: tuple[str, ...]
    field: Ints
    occupation_field: Ints
    indptr: Ints
    members: Ints
    essential: npt.NDArray[np.bool_]
    transversal: Ints
    words: tuple[tuple[str, ...], ...]
    industries: tuple[tuple[tuple[str, float], ...], ...]
    supply: Floats
    demand: Floats

    def fields_with_occupations(self, weights: Floats) -> Floats:
        """The weights by field, zero for fields in which nobody works."""
        return np.where(np.bincount(self.occupation_field, minlength=len(self.fields)) > 0, weights, 0.0)

    def industry_of(self, rng: np.random.Generator, fields: Ints) -> Texts:
        """A random GB/T 4754-2017 code of each field."""
        at, found = rng.random(fields.size), np.full(fields.size, None, dtype=object)
        for number, weighted in enumerate(self.industries):
            edges = np.cumsum([weight for _, weight in weighted])
            mine = fields == number
            drawn = np.minimum(np.searchsorted(edges / edges[-1], at[mine], side="right"), edges.size - 1)
            found[mine] = np.array([code for code, _ in weighted], dtype=object)[drawn]
        return found

    def occupation_in(self, rng: np.random.Generator, fields: Ints) -> Ints:
        """A random occupation of each field, all of a field alike (each must have one)."""
        by_field = np.argsort(self.occupation_field, kind="stable")
        sizes = np.bincount(self.occupation_field, minlength=len(self.fields))
        first = np.cumsum(sizes) - sizes
        steps = np.floor(rng.random(fields.size) * sizes[fields]).astype(np.int64)
        found: Ints = by_field[first[fields] + steps]
        return found


def data_table(name: str) -> pl.DataFrame:
    """A table that comes with the room; every column is text, empty cells are empty strings."""
    content = (resources.files("seedbed.synth") / name).read_bytes()
    return pl.read_csv(content, infer_schema=False).with_columns(pl.all().fill_null(""))


def vocabulary_of(catalog: Catalog) -> Vocabulary:
    """Read a catalogue.

    Raises
    ------
    Refusal
        ``synth.catalogue-incomplete`` without skills, occupations or relations between them.
    """
    skills, occupations = catalog.skills, catalog.occupations
    relations = (
        catalog.relations.join(
            skills.select(pl.col("id").alias("skill"), pl.int_range(pl.len()).alias("at")), on="skill"
        )
        .join(
            occupations.select(pl.col("id").alias("occupation"), pl.int_range(pl.len()).alias("row")),
            on="occupation",
        )
        .with_columns(pl.col("relation").eq("essential").alias("essential"))
        .sort("row", "essential", "at", descending=[False, True, False])
        .unique(["row", "at"], keep="first", maintain_order=True)
    )
    if relations.is_empty():
        raise Refusal.because("synth.catalogue-incomplete", catalogue=catalog.name)
    # An occupation without skills cannot be drawn from.
    used = relations["row"].unique().sort()
    occupations = occupations[used.to_list()]
    sizes = np.bincount(np.searchsorted(used.to_numpy(), relations["row"].to_numpy()), minlength=used.len())

    table = {row["field"]: row for row in data_table("fields.csv").to_dicts()}
    names = (*table, OTHER_FIELD)
    number = {name: at for at, name in enumerate(names)}

    def numbered(frame: pl.DataFrame) -> Ints:
        if "field" not in frame.columns:
            return np.full(frame.height, number[OTHER_FIELD], dtype=np.int64)
        return np.array(
            [number.get(name or "", number[OTHER_FIELD]) for name in frame["field"]], dtype=np.int64
        )

    rows = [table.get(name, {}) for name in names]
    return Vocabulary(
        skills=skills["id"].to_numpy().astype(object),
        skill_labels=_labels(skills),
        occupations=occupations["id"].to_numpy().astype(object),
        occupation_labels=_labels(occupations),
        major=np.array(
            [int(code[0]) if code and code[0].isdigit() and code[0] != "0" else 3 for code in occupations["isco08"]],
            dtype=np.int64,
        ),
        fields=names,
        field=numbered(skills),
        occupation_field=numbered(occupations),
        indptr=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        members=relations["at"].to_numpy().astype(np.int64),
        essential=relations["essential"].to_numpy(),
        transversal=np.flatnonzero((skills["kind"] == "transversal").fill_null(False).to_numpy()).astype(np.int64),
        words=tuple(tuple(word for word in row.get("words", "").split("|") if word) for row in rows),
        industries=tuple(_weighted(row.get("industries", "M74:1")) for row in rows),
        supply=np.array([float(row.get("supply", 1.0)) for row in rows]),
        demand=np.array([float(row.get("demand", 1.0)) for row in rows]),
    )  # fmt: skip


def _weighted(cell: str) -> tuple[tuple[str, float], ...]:
    return tuple(
        (code, float(weight)) for code, _, weight in (part.partition(":") for part in cell.split("|"))
    )


def _labels(frame: pl.DataFrame) -> dict[str, list[tuple[str, ...]]]:
    """Label and alternatives by language; where a language has none the other stands in."""
    by_lang: dict[str, list[tuple[str, ...]]] = {"zh": [], "en": []}
    for label_en, label_zh, alt_en, alt_zh in frame.select(
        "label_en", "label_zh", "alt_en", "alt_zh"
    ).iter_rows():
        found = {
            "en": tuple(word for word in (label_en, *(alt_en or ())) if word),
            "zh": tuple(word for word in (label_zh, *(alt_zh or ())) if word),
        }
        by_lang["en"].append(found["en"] or found["zh"])
        by_lang["zh"].append(found["zh"] or found["en"])
    return by_lang
