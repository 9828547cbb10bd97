"""The region's catalogue, once per process, and its words in the language of the page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache

import polars as pl

from seedbed.catalog import Catalog
from seedbed.tagging import Tagger
from seedbed.usecases.load_catalog import load_catalog
from seedbed.workbench.look.wording import language
from seedbed.workbench.people.record import record


@cache
def _catalog_of(release: str) -> Catalog:
    return load_catalog(record().settings)


def region_catalog() -> Catalog:
    """The catalogue that the region names.

    Raises
    ------
    Refusal
        ``workbench.no-region``, or why the catalogue cannot be opened.
    """
    return _catalog_of(str(record().settings.catalogue))


@cache
def _tagger_of(release: str) -> Tagger:
    return Tagger(region_catalog())


def tagger() -> Tagger:
    """The tagger of that catalogue."""
    return _tagger_of(str(record().settings.catalogue))


@cache
def _labels(release: str, lang: str, kind: str) -> dict[str, str]:
    entries = region_catalog().skills if kind == "skill" else region_catalog().occupations
    other = "zh" if lang == "en" else "en"
    words = entries.select("id", pl.coalesce(f"label_{lang}", f"label_{other}", "id").alias("label"))
    return dict(words.iter_rows())


def skill_label(skill: str) -> str:
    """A skill in the language of the page; its id where the catalogue no longer has it."""
    return _labels(str(record().settings.catalogue), language(), "skill").get(skill, skill)


def occupation_label(occupation: str) -> str:
    """An occupation in the language of the page."""
    return _labels(str(record().settings.catalogue), language(), "occupation").get(occupation, occupation)


def is_skill(skill: str) -> bool:
    """Whether the catalogue has it."""
    return skill in _labels(str(record().settings.catalogue), "en", "skill")


# --- what people write, as ids -----------------------------------------------------------------------------

Known = dict[str, str]


def plain_name(name: str) -> str:
    """Two spellings of one name in one form."""
    return " ".join(name.split()).casefold()


@cache
def _occupations_by_name(release: str) -> Known:
    entries = region_catalog().occupations
    return _by_name(entries, "id", ("label_en", "label_zh", "alt_en", "alt_zh"))


def occupations_by_name() -> Known:
    """Names and other names of occupations, in one form."""
    return _occupations_by_name(str(record().settings.catalogue))


def places_by_name() -> Known:
    """Names of the region's places."""
    return _by_name(record().table("places"), "place", ("place", "name", "name_zh"))


def schools_by_name() -> Known:
    """Names of the region's organisations of education."""
    schools = record().table("organisations").filter(pl.col("actor_type") == "education")
    return _by_name(schools, "organisation", ("organisation", "name", "name_zh"))


def names_of(table: str, key: str, among: Iterable[object] = ()) -> Callable[[object], str]:
    """Ids of a table as names in the language of the page, read by the index.

    Parameters
    ----------
    among
        Ids that will be asked for: they are read at once, others when they are asked for.
    """
    first, second = ("name_zh", "name") if language() == "zh" else ("name", "name_zh")
    words: dict[str, str] = {}

    def learn(ids: Iterable[str]) -> None:
        asked = sorted(set(ids) - words.keys())
        if asked:
            rows = record().rows_where(table, key, asked)
            words.update(dict.fromkeys(asked, ""))
            words.update(rows.select(key, pl.coalesce(first, second, key)).iter_rows())

    def name(value: object) -> str:
        if value is None:
            return ""
        learn([str(value)])
        return words[str(value)] or str(value)

    learn(str(value) for value in among if value is not None)
    return name


def place_name(place: object) -> str:
    """A place in the language of the page."""
    return names_of("places", "place")(place)


def organisation_name(organisation: object) -> str:
    """An organisation in the language of the page."""
    return names_of("organisations", "organisation")(organisation)


def _by_name(frame: pl.DataFrame, key: str, columns: Iterable[str]) -> Known:
    """Names in one form to keys; a name of two keys means neither."""
    owners: dict[str, set[str]] = {}
    for column in columns:
        named = frame.select(key, pl.col(column).alias("name"))
        if isinstance(named.schema["name"], pl.List):
            named = named.explode("name")
        for owner, name in named.drop_nulls().iter_rows():
            owners.setdefault(plain_name(name), set()).add(owner)
    return {name: next(iter(keys)) for name, keys in owners.items() if len(keys) == 1}
