from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from seedbed.catalog import Catalog
from seedbed.messages import LANGUAGES, Refusal

Build = Callable[..., Catalog]


def tables(small: Build) -> dict[str, pl.DataFrame]:
    found: dict[str, pl.DataFrame] = small.tables  # type: ignore[attr-defined]
    return found


def test_a_sound_catalogue_is_taken(small: Build) -> None:
    catalog = small()
    assert catalog.skills["id"].to_list() == ["weld", "tig", "team"]
    assert catalog.skills["informativeness"].to_list() == [1.0, 1.0, 0.25]
    assert catalog.release.startswith("small 1 sha256:")
    assert "3 skills, 1 occupations, 1 relations" in repr(catalog)


def change(column: str, *values: Any) -> Callable[[pl.DataFrame], pl.DataFrame]:
    return lambda frame: frame.with_columns(pl.Series(column, values, dtype=frame.schema[column]))


@pytest.mark.parametrize(
    ("table", "flaw", "code"),
    [
        ("skills", change("id", "weld", "weld", "team"), "catalog.duplicate-id"),
        ("skills", change("id", "weld", None, "tig"), "catalog.no-id"),
        ("skills", change("kind", "skill", "craft", "skill"), "catalog.unknown-kind"),
        ("skills", change("field", "making", "baking", "common"), "catalog.unknown-field"),
        ("skills", change("label_zh", "焊接", "电焊", "团队合作"), "catalog.label-with-two-owners"),
        ("skills", change("label_en", "welding", "Weld  metals", "x"), "catalog.label-with-two-owners"),
        ("occupations", change("field", "baking"), "catalog.unknown-field"),
        ("relations", change("skill", "fly"), "catalog.unknown-skill"),
        ("relations", change("occupation", "occ-pilot"), "catalog.unknown-occupation"),
        ("relations", change("relation", "nice"), "catalog.unknown-relation"),
        ("links", change("to", "fly"), "catalog.unknown-skill"),
    ],
)
def test_a_flaw_is_refused_in_both_languages(
    small: Build, table: str, flaw: Callable[[pl.DataFrame], pl.DataFrame], code: str
) -> None:
    with pytest.raises(Refusal) as refused:
        small(**{table: flaw(tables(small)[table])})
    findings = [finding for finding in refused.value.findings if finding.code == code]
    assert findings
    assert {lang: findings[0].text(lang) != "" for lang in LANGUAGES} == {"zh": True, "en": True}


def test_a_skill_without_any_label_is_refused(small: Build) -> None:
    skills = tables(small)["skills"].with_columns(label_en=pl.lit(None, pl.String), label_zh=pl.lit(" "))
    with pytest.raises(Refusal) as refused:
        small(skills=skills)
    assert {finding.code for finding in refused.value.findings} == {"catalog.no-label"}


def test_a_catalogue_without_skills_is_refused(small: Build) -> None:
    empty = {name: tables(small)[name].clear() for name in ("skills", "relations", "links")}
    with pytest.raises(Refusal, match="holds no skill"):
        small(**empty)


def test_the_release_follows_the_content(small: Build) -> None:
    assert small().release == small().release
    relabelled = change("label_en", "welding", "argon welding", "teamwork")(tables(small)["skills"])
    assert small(skills=relabelled).release != small().release
