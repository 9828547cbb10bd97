from __future__ import annotations

import pytest

from seedbed.catalog import starter_catalog


@pytest.mark.parametrize(
    ("text", "lang", "first"),
    [
        ("PLC", "en", "plc-programming"),
        ("焊工", "zh", "occ-welder"),
        ("ｗｅｌｄｉｎｇ", "en", "welding"),
        ("氩弧", "zh", "tig-welding"),
        ("C++", "zh", "cpp"),
    ],
)
def test_the_best_comes_first(text: str, lang: str, first: str) -> None:
    found = starter_catalog().search(text, lang)  # type: ignore[arg-type]
    assert found.item(0, "id") == first
    assert found["score"].is_sorted(descending=True)
    assert found.columns == ["id", "kind", "label", "found", "score"]


def test_labels_come_in_the_language_asked_for() -> None:
    catalog = starter_catalog()
    assert catalog.search("welding", "zh").filter(id="welding").item(0, "label") == "焊接"


@pytest.mark.parametrize("text", ["", "   ", "qqqqqq", "\x01", "[.*"])
def test_nothing_is_found_for_nothing(text: str) -> None:
    assert starter_catalog().search(text).is_empty()


def test_each_entry_is_found_once() -> None:
    found = starter_catalog().search("编程", "zh", limit=1000)
    assert not found["id"].is_duplicated().any()
