"""The two languages say the same things with the same values, and the code asks for nothing else."""

import ast
import re
from pathlib import Path

import pytest

from seedbed.messages import LANGUAGES, Finding, Refusal, Severity, codes, placeholders, say, worst
from seedbed.messages.catalogue import _sentences

SOURCE = Path(__file__).parents[2] / "src" / "seedbed"
ROOMS = {path.name for path in SOURCE.iterdir() if path.is_dir()}
FILES = (".html", ".csv", ".css", ".po", ".toml", ".json")
CODE = re.compile(r"[a-z]+\.[a-z0-9-]*[a-z0-9]")


def _codes_named_in_the_source() -> set[str]:
    named = set()
    for path in [*SOURCE.rglob("*.py"), *SOURCE.rglob("*.html")]:
        text = path.read_text("utf-8")
        strings = (
            [
                node.value
                for node in ast.walk(ast.parse(text))
                if isinstance(node, ast.Constant) and isinstance(node.value, str)
            ]
            if path.suffix == ".py"
            else re.findall(r"""['"]([^'"]+)['"]""", text)
        )
        named |= {
            s for s in strings if CODE.fullmatch(s) and s.partition(".")[0] in ROOMS and not s.endswith(FILES)
        }
    return named


def test_both_languages_hold_the_same_codes():
    assert codes("zh") == codes("en")


def test_sentences_ask_for_the_same_values_in_both_languages():
    assert [code for code in codes("en") if placeholders(code, "zh") != placeholders(code, "en")] == []


def test_no_sentence_is_empty_or_left_untranslated():
    english, chinese = _sentences("en"), _sentences("zh")
    assert [code for code in english if not (english[code].strip() and chinese[code].strip())] == []
    # What stands in Latin letters in the Chinese catalogue is a name or a unit: a word or two.
    latin = [code for code, sentence in chinese.items() if not re.search(r"[\u4e00-\u9fff]", sentence)]
    assert [
        code for code in latin if len(re.findall(r"[A-Za-z]{3,}", re.sub(r"{.*?}", "", chinese[code]))) > 2
    ] == []


def test_every_code_in_the_source_has_its_sentence():
    missing = _codes_named_in_the_source() - codes("en")
    assert not missing


def test_a_finding_speaks_both_languages_and_is_a_value():
    finding = Finding("tables.missing-file", {"file": "a.csv"})
    assert "a.csv" in finding.text("en") and "a.csv" in finding.text("zh")
    assert finding == Finding("tables.missing-file", {"file": "a.csv"})
    assert len({finding, Finding("tables.missing-file", {"file": "a.csv"})}) == 1


def test_a_refusal_carries_its_findings():
    with pytest.raises(Refusal) as caught:
        raise Refusal.because("tables.missing-file", file="x.csv")
    assert [finding.code for finding in caught.value.findings] == ["tables.missing-file"]
    assert "x.csv" in str(caught.value)


def test_an_unknown_code_is_an_error_and_not_an_empty_sentence():
    with pytest.raises(KeyError):
        say("tables.no-such-code", "en")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_worst_severity(lang):
    note, error = (
        Finding("tables.no-header", {"file": "f"}, Severity.NOTE),
        Finding("tables.no-header", {"file": "f"}),
    )
    assert worst([note, error]) is Severity.ERROR
    assert worst([note]) is Severity.NOTE
    assert worst([]) is None
    assert note.text(lang)
