from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from seedbed.catalog import esco, read_esco
from seedbed.messages import Refusal, Severity

SKILLS = """conceptUri,skillType,reuseLevel,preferredLabel,altLabels
s/weld,skill/competence,sector-specific,weld metal,"welding
join metals"
s/tig,skill/competence,occupation-specific,TIG weld,GTAW
s/alloy,knowledge,cross-sector,alloys,welding
s/team,skill/competence,transversal,work in teams,
s/odd,,,digital content,
"""
OCCUPATIONS = """conceptUri,iscoGroup,preferredLabel,altLabels
o/welder,7212,welder,"welding operator
arc welder"
"""
RELATIONS = """occupationUri,relationType,skillType,skillUri
o/welder,essential,skill/competence,s/weld
o/welder,optional,knowledge,s/alloy
o/gone,essential,skill/competence,s/weld
o/gone,optional,skill/competence,s/tig
"""
BROADER = """conceptType,conceptUri,broaderType,broaderUri
KnowledgeSkillCompetence,s/tig,KnowledgeSkillCompetence,s/weld
KnowledgeSkillCompetence,s/weld,SkillGroup,S1
SkillGroup,S1,SkillGroup,S
"""
LINKS = """originalSkillUri,originalSkillType,relationType,relatedSkillType,relatedSkillUri
s/weld,skill/competence,essential,knowledge,s/alloy
s/alloy,knowledge,optional,knowledge,s/odd
"""
Pack = Callable[..., Path]


@pytest.fixture
def pack(tmp_path: Path) -> Pack:
    def write(name: str, **members: str) -> Path:
        path = tmp_path / f"{name}.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for member, content in members.items():
                archive.writestr(f"{member}.csv", content)
        return path

    return write


@pytest.fixture
def both(pack: Pack) -> tuple[Path, Path]:
    return (
        pack("classification", skills_en=SKILLS, occupations_en=OCCUPATIONS),
        pack(
            "relations",
            occupationSkillRelations=RELATIONS,
            broaderRelationsSkillPillar=BROADER,
            skillSkillRelations=LINKS,
        ),
    )


def test_the_two_zips_become_a_catalogue(both: tuple[Path, Path]) -> None:
    catalog = read_esco(*both)
    kinds = dict(catalog.skills.select("id", "kind").iter_rows())
    assert kinds == {
        "s/weld": "skill", "s/tig": "skill", "s/alloy": "knowledge", "s/team": "transversal", "s/odd": "skill",
    }  # fmt: skip
    assert catalog.skills.filter(id="s/weld").item(0, "alt_en").to_list() == ["welding", "join metals"]
    assert catalog.skills["label_zh"].null_count() == 5
    assert catalog.occupations.row(0, named=True)["isco08"] == "7212"
    assert sorted(catalog.relations.rows()) == [
        ("o/welder", "s/alloy", "optional"),
        ("o/welder", "s/weld", "essential"),
    ]


def test_what_is_left_out_is_told(both: tuple[Path, Path]) -> None:
    findings = {finding.code: finding for finding in read_esco(*both).findings}
    left = findings["catalog.relations-left-out"]
    assert left.severity == Severity.WARNING
    assert dict(left.values) == {"rows": 2, "table": "occupationSkillRelations", "concepts": 1}
    assert findings["catalog.untyped-skills"].values["rows"] == 1
    assert "2" in left.text("zh")


def test_credits_come_from_hierarchy_and_relations(both: tuple[Path, Path]) -> None:
    catalog = read_esco(*both)
    number = {skill: at for at, skill in enumerate(catalog.skills["id"])}
    credit = catalog.related_matrix().toarray() * 256
    assert credit[number["s/tig"], number["s/weld"]] == 192
    assert credit[number["s/weld"], number["s/tig"]] == 96
    assert credit[number["s/weld"], number["s/alloy"]] == 128
    assert credit[number["s/alloy"], number["s/weld"]] == 0
    assert credit[number["s/alloy"], number["s/odd"]] == 64


def test_one_zip_with_languages_in_the_names_is_read_too(pack: Pack) -> None:
    path = pack(
        "all",
        skills_en=SKILLS,
        occupations_en=OCCUPATIONS,
        occupationSkillRelations_en=RELATIONS,
        broaderRelationsSkillPillar_en=BROADER,
        skillSkillRelations_en=LINKS,
    )
    assert read_esco(path).skills.height == 5


def test_headings_may_be_spelt_otherwise(pack: Pack) -> None:
    path = pack(
        "other",
        skills_en=SKILLS.replace("conceptUri,skillType", "Concept URI,skill_type"),
        occupations_en=OCCUPATIONS.replace("iscoGroup", "ISCO group"),
        occupationSkillRelations_en=RELATIONS.replace("occupationUri", "OccupationURI"),
        broaderRelationsSkillPillar_en=BROADER,
        skillSkillRelations_en=LINKS,
    )
    catalog = read_esco(path)
    assert catalog.skills.height == 5
    assert catalog.relations.height == 2


def test_flawed_files_are_refused(tmp_path: Path, pack: Pack, both: tuple[Path, Path]) -> None:
    text = tmp_path / "text.zip"
    text.write_text("not a zip")
    truncated = pack("truncated", skills_en="conceptUri,skillType\na,b\n", occupations_en=OCCUPATIONS)
    for classification, code in (
        (tmp_path / "gone.zip", "catalog.missing-file"),
        (text, "catalog.no-zip"),
        (pack("empty"), "catalog.missing-member"),
        (truncated, "catalog.missing-column"),
    ):
        with pytest.raises(Refusal) as refused:
            read_esco(classification, both[1])
        assert [finding.code for finding in refused.value.findings] == [code]
        assert all(finding.text("zh") != finding.text("en") for finding in refused.value.findings)


def test_a_zip_that_unpacks_to_too_much_is_refused(
    both: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(esco, "UNPACKED_AT_MOST", 100)
    with pytest.raises(Refusal, match="would unpack"):
        read_esco(*both)


def test_the_official_files(esco_folder: Path) -> None:
    catalog = read_esco(esco_folder / "en.zip", esco_folder / "rel.zip")
    assert (catalog.skills.height, catalog.occupations.height) == (13_896, 3_007)
    left = next(finding for finding in catalog.findings if finding.code == "catalog.relations-left-out")
    assert left.values["rows"] == 67
    assert catalog.relations.height == 123_855 - 67
    assert next(f for f in catalog.findings if f.code == "catalog.untyped-skills").values["rows"] == 6
    matrix = catalog.related_matrix()
    assert np.diff(matrix.indptr).max() <= 16
    np.testing.assert_array_equal(matrix.data * 256, np.rint(matrix.data * 256))
