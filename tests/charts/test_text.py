from xml.etree import ElementTree as ET

from hypothesis import given, settings
from hypothesis import strategies as st

from seedbed.charts.drawing import words
from seedbed.charts.text import printable, shortened, text_width, wrapped


@settings(max_examples=150)
@given(st.text(max_size=40))
def test_any_text_can_stand_in_a_picture(text: str) -> None:
    read = ET.fromstring(words(text, 0, 0)).text or ""
    assert read.replace("\r", "\n") == printable(text).replace("\r", "\n")


@settings(max_examples=150)
@given(st.text(max_size=80), st.floats(40, 300))
def test_a_shortened_text_fits(text: str, width: float) -> None:
    assert text_width(shortened(text, width, 13), 13) <= width


@settings(max_examples=150)
@given(st.text("ab 中文，mW.", max_size=80), st.integers(1, 3))
def test_wrapping_keeps_to_its_lines_and_loses_nothing_that_fits(text: str, lines: int) -> None:
    rows = wrapped(text, 120, 13, lines)
    assert len(rows) <= lines
    assert text_width(rows[-1], 13) <= 120
    if "\u2026" not in rows[-1]:
        assert "".join("".join(rows).split()) == "".join(text.split())


def test_chinese_takes_a_whole_size_and_latin_about_half() -> None:
    assert text_width("技能", 13) == 26
    assert 26 < text_width("skills", 13) < 52


def test_bidirectional_overrides_are_taken_out() -> None:
    assert printable("a\u202eb\u2066c") == "abc"
