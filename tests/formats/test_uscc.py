"""The unified social credit code against public codes, its definition, and every single error."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seedbed.formats import check_uscc, is_valid_uscc
from seedbed.formats.uscc import ALPHABET, check_character, organisation_check_character

# Published in the companies' and universities' own imprints.
PUBLIC = {
    "914403001922038216": "Huawei Technologies",
    "9144030071526726XG": "Tencent Computer Systems",
    "91110000802100433B": "Baidu Netcom",
    "91310000132200821H": "SAIC Motor",
    "12100000400002259P": "Peking University",
}


@st.composite
def valid_codes(draw):
    """Codes made by the standard's definition."""
    head = draw(st.text(ALPHABET, min_size=2, max_size=2))
    division = draw(st.text("0123456789", min_size=6, max_size=6))
    organisation = draw(st.text(ALPHABET, min_size=8, max_size=8))
    check = organisation_check_character(organisation)
    first = head + division + organisation + check
    return first + check_character(first)


@pytest.mark.parametrize("code", sorted(PUBLIC))
def test_public_codes_are_right(code):
    assert check_uscc(code) is None
    assert check_uscc(f" {code.lower()} ") is None


@settings(max_examples=60)
@given(valid_codes())
def test_the_definition_holds(code):
    """GB 32100-2015: the weighted sum of all 18 values is a multiple of 31."""
    values = [ALPHABET.index(character) for character in code]
    assert (sum(value * 3**place for place, value in enumerate(values[:17])) + values[17]) % 31 == 0
    assert check_uscc(code) is None


@settings(max_examples=25, deadline=None)
@given(valid_codes())
def test_every_single_wrong_character_is_found(code):
    wrong = [
        code[:at] + other + code[at + 1 :] for at in range(18) for other in ALPHABET if other != code[at]
    ]
    assert not is_valid_uscc(pl.Series(wrong)).any()


@settings(max_examples=60, deadline=None)
@given(valid_codes())
def test_every_swap_of_neighbours_is_found(code):
    swapped = [code[:at] + code[at + 1] + code[at] + code[at + 2 :] for at in range(17)]
    different = [other for other in swapped if other != code]
    assert not is_valid_uscc(pl.Series(different, dtype=pl.String)).any()


@settings(max_examples=40, deadline=None)
@given(st.text("0123456789", min_size=8, max_size=8))
def test_organisation_codes_of_digits_show_single_errors_and_swaps(digits):
    """GB 11714-1997 promises that for digits; letters may share a remainder of 11."""
    check = organisation_check_character(digits)
    for at in range(8):
        for other in "0123456789":
            if other != digits[at]:
                assert organisation_check_character(digits[:at] + other + digits[at + 1 :]) != check
        if at < 7 and digits[at] != digits[at + 1]:
            swapped = digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]
            assert organisation_check_character(swapped) != check


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("", "formats.uscc-length"),
        ("91440300192203821", "formats.uscc-length"),
        ("91440300192203821O", "formats.uscc-character"),
        ("91440300１92203821", "formats.uscc-length"),
        ("914403A01922038216", "formats.uscc-division"),
        ("914403001922038217", "formats.uscc-check"),
        ("914403001922038126", "formats.uscc-check"),
    ],
)
def test_what_is_wrong_is_said(code, problem):
    finding = check_uscc(code)
    assert finding is not None
    assert finding.code == problem
    assert finding.text("zh") and finding.text("en")


def test_a_made_up_organisation_code_is_told():
    first = "91440300" + "192203822"
    finding = check_uscc(first + check_character(first))
    assert finding is not None and finding.code == "formats.uscc-organisation-check"


def test_vectorised_agrees_with_one_by_one():
    codes = pl.Series(
        "uscc", [*PUBLIC, "914403001922038217", "x", "", None, "91440300192203821O", " 914403001922038216 "]
    )
    expected = [code is not None and check_uscc(code) is None for code in codes]
    result = is_valid_uscc(codes)
    assert result.to_list() == expected
    assert result.name == "uscc"
    assert is_valid_uscc(pl.Series([], dtype=pl.String)).len() == 0


def test_wrong_arguments_are_errors_of_the_program():
    with pytest.raises(ValueError, match="17 characters"):
        check_character("123")
    with pytest.raises(ValueError, match="eight characters"):
        organisation_check_character("abcdefgh")
