from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from seedbed.catalog import Catalog, assemble

Row = tuple[str, str, str, list[str], list[str], str]


@pytest.fixture
def small() -> Callable[..., Catalog]:
    """A catalogue of three skills and one occupation; single tables can be replaced."""
    skills = pl.DataFrame(
        {
            "id": ["weld", "tig", "team"],
            "label_en": ["welding", "TIG welding", "teamwork"],
            "label_zh": ["焊接", "氩弧焊", "团队合作"],
            "alt_en": [["weld metal"], ["GTAW"], []],
            "alt_zh": [["电焊"], [], ["合作精神"]],
            "kind": ["skill", "skill", "transversal"],
            "field": ["making", "making", "common"],
        }
    )
    tables = {
        "skills": skills,
        "occupations": pl.DataFrame(
            {
                "id": ["occ-welder"],
                "label_en": ["welder"],
                "label_zh": ["焊工"],
                "alt_en": [[]],
                "alt_zh": [["电焊工"]],
                "isco08": ["7212"],
                "csco": ["6-18-02-04"],
                "field": ["making"],
            },
            schema_overrides={"alt_en": pl.List(pl.String)},
        ),
        "relations": pl.DataFrame(
            {"occupation": ["occ-welder"], "skill": ["weld"], "relation": ["essential"]}
        ),
        "links": pl.DataFrame({"skill": ["tig"], "to": ["weld"], "link": ["broader"]}),
        "fields": pl.DataFrame(
            {
                "id": ["making", "common"],
                "label_en": ["making", "common"],
                "label_zh": ["制造", "通用"],
                "strategic": [True, False],
            }
        ),
    }

    def build(**replaced: pl.DataFrame) -> Catalog:
        return assemble("small", "1", **{**tables, **replaced})

    build.tables = tables  # type: ignore[attr-defined]
    return build


@pytest.fixture(scope="session")
def esco_folder() -> Path:
    folder = Path(__file__).parents[3] / "shared" / "data" / "esco-v1.1.1"
    if not (folder / "en.zip").is_file():
        pytest.skip("the official ESCO files are not here (../shared/data/esco-v1.1.1)")
    return folder
