from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from seedbed.catalog import csco_catalog, keep_catalog, open_catalog, starter_catalog
from seedbed.messages import Refusal


def test_a_kept_catalogue_is_the_same(tmp_path: Path) -> None:
    starter = starter_catalog()
    keep_catalog(starter, tmp_path / "kept")
    again = open_catalog(tmp_path / "kept")
    assert again.release == starter.release
    for table in ("skills", "occupations", "relations", "links", "fields"):
        assert getattr(again, table).equals(getattr(starter, table))
    assert (again.related_matrix() != starter.related_matrix()).nnz == 0


def test_the_projects_own_go_by_name() -> None:
    assert open_catalog("starter") is starter_catalog()
    assert open_catalog("csco2022") is csco_catalog()


def test_a_changed_table_is_refused(tmp_path: Path) -> None:
    keep_catalog(starter_catalog(), tmp_path)
    skills = pl.read_parquet(tmp_path / "skills.parquet")
    skills.with_columns(label_en=pl.col("label_en").str.to_uppercase()).write_parquet(
        tmp_path / "skills.parquet"
    )
    with pytest.raises(Refusal, match="Import it again"):
        open_catalog(tmp_path)


@pytest.mark.parametrize("about", [None, "{", json.dumps({"release": "x"}), json.dumps([])])
def test_what_is_no_catalogue_is_refused(tmp_path: Path, about: str | None) -> None:
    if about is not None:
        (tmp_path / "catalog.json").write_text(about)
    with pytest.raises(Refusal, match="no readable catalogue"):
        open_catalog(tmp_path)
