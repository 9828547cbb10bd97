"""The pages on region.toml and on counting rules name every key and word, and their examples are accepted."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from seedbed.catalog import people_groups
from seedbed.programme import read_rules
from seedbed.programme.rules import OPTIONAL_KEYS, PATH_KINDS, REQUIRED_KEYS
from seedbed.store.settings import FLOOR_KEYS, KEYS, SECTIONS, SEXES, settings_of
from seedbed.tables.schemas import (
    ACTOR_TYPE_ALIASES,
    GROUP_ALIASES,
    OPPORTUNITY_KIND_ALIASES,
    OPPORTUNITY_KINDS,
    PLACEMENT_KINDS,
    PURPOSE_ALIASES,
    SEX_ALIASES,
)

DOCS = Path(__file__).parents[2] / "docs"
REGION = (DOCS / "reference" / "region-toml.md").read_text("utf-8")
RULES = (DOCS / "reference" / "counting-rules.md").read_text("utf-8")
ALIASES = SEX_ALIASES | OPPORTUNITY_KIND_ALIASES | ACTOR_TYPE_ALIASES | GROUP_ALIASES | PURPOSE_ALIASES


def example(page: str) -> dict[str, object]:
    (found,) = re.findall(r"^```toml\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    return tomllib.loads(found)


def test_the_examples_are_accepted() -> None:
    settings = settings_of(example(REGION))  # type: ignore[arg-type]  # what TOML holds is JSON
    assert [floor.name for floor in settings.floors] == ["women", "returning_migrants"]
    assert len(read_rules(example(RULES))) == 2


@pytest.mark.parametrize(
    "word", [*KEYS, *FLOOR_KEYS, *SEXES, *people_groups()["label_zh"], *ALIASES, *ALIASES.values()]
)
def test_the_page_on_region_toml_names(word: str) -> None:
    assert word in REGION


@pytest.mark.parametrize("section", SECTIONS)
def test_the_page_on_region_toml_names_the_keys_of(section: str) -> None:
    assert all(f"{section}.{key}" in REGION for key in SECTIONS[section])


@pytest.mark.parametrize(
    "word", [*REQUIRED_KEYS, *OPTIONAL_KEYS, *OPPORTUNITY_KINDS, *PATH_KINDS, *PLACEMENT_KINDS]
)
def test_the_page_on_counting_rules_names(word: str) -> None:
    assert word in RULES


@pytest.mark.parametrize(
    "page", ["tutorial.md", "tutorial.zh.md", "reference/region-toml.md", "reference/counting-rules.md"]
)
def test_links_lead_to_files(page: str) -> None:
    path = DOCS / page
    for link in re.findall(r"\]\(([^)#]+)", path.read_text("utf-8")):
        assert (path.parent / link).is_file(), link


def test_both_tutorials_name_the_same_commands() -> None:
    first, second = (
        {" ".join(re.findall(r"seedbed [a-z-]+(?: (?:record|status|count|events|show|run))?", command))
         for command in re.findall(r"`(seedbed [^`]+)`", (DOCS / name).read_text("utf-8"))}
        for name in ("tutorial.md", "tutorial.zh.md")
    )  # fmt: skip
    assert first == second and len(first) >= 12
