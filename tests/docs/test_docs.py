"""What the documentation says is what the code does."""

import re
from pathlib import Path

import pytest

from seedbed.tables import SCHEMAS
from seedbed.tables.reference_page import reference_page

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def test_the_tables_page_is_made_from_the_schemas():
    page = (ROOT / "docs" / "reference" / "tables.md").read_text("utf-8")
    assert page == reference_page(SCHEMAS.values())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
    missing = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert not missing


def test_both_readmes_name_the_same_commands():
    def commands(name):
        return re.findall(
            r"^(?:make|\.venv/bin/seedbed) [^#\n]*", (ROOT / name).read_text("utf-8"), re.MULTILINE
        )

    assert [c.strip() for c in commands("README.md")] == [c.strip() for c in commands("README.zh.md")]


def test_the_glossary_gives_both_languages():
    rows = re.findall(
        r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \|$",
        (ROOT / "docs" / "glossary.md").read_text("utf-8"),
        re.MULTILINE,
    )
    terms = [row for row in rows if not set(row[0]) <= set("- ")][1:]
    assert len(terms) > 40
    assert all(re.search(r"[\u4e00-\u9fff]", chinese) for _, chinese, _ in terms)
    assert len({english.strip().lower() for english, _, _ in terms}) == len(terms)
