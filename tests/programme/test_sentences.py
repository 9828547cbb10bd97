from __future__ import annotations

from pathlib import Path

import pytest

import seedbed.programme
from seedbed.messages import codes, placeholders

CODES = sorted(code for code in codes("en") if code.startswith("programme."))


def test_both_languages_hold_the_same_codes():
    assert sorted(code for code in codes("zh") if code.startswith("programme.")) == CODES


@pytest.mark.parametrize("code", CODES)
def test_a_sentence_has_the_same_values_in_both_languages(code):
    assert placeholders(code, "en") == placeholders(code, "zh")


def test_no_sentence_is_left_over():
    folder = Path(seedbed.programme.__file__).parent
    source = "\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.py")))
    unused = [
        code for code in CODES if f'"{code.partition(".")[2]}"' not in source and f'"{code}"' not in source
    ]
    assert unused == []
