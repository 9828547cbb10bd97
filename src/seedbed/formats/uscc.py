"""The unified social credit code of Chinese legal persons (GB 32100-2015).

Eighteen characters: registering department, category, administrative division (six digits,
GB/T 2260), organisation code (eight characters and their check character, GB 11714-1997), check
character. The alphabet leaves out I, O, S, V and Z.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from seedbed.messages import Finding

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_MODULUS = 31
# Weights 3^(i-1) mod 31 of the first 17 places (GB 32100-2015, annex A; ISO/IEC 7064 pure system).
_WEIGHTS = np.array([pow(3, place, _MODULUS) for place in range(17)], dtype=np.int64)
# GB 11714-1997: weights of the eight places of the organisation code, modulus 11.
_CODE_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_FORM = rf"^[{ALPHABET}]{{2}}[0-9]{{6}}[{ALPHABET}]{{10}}$"
_VALUES = np.full(128, 0, dtype=np.int64)
_VALUES[[ord(character) for character in ALPHABET]] = np.arange(len(ALPHABET))


def check_character(first: str) -> str:
    """The last character of a code, from its first 17.

    >>> check_character("91440300192203821")
    '6'

    Raises
    ------
    ValueError
        Not 17 characters of the alphabet.
    """
    if len(first) != 17 or any(character not in ALPHABET for character in first):
        raise ValueError(f"{first!r} is not the first 17 characters of a code")
    total = sum(
        int(weight) * ALPHABET.index(character) for weight, character in zip(_WEIGHTS, first, strict=True)
    )
    return ALPHABET[-total % _MODULUS]


def organisation_check_character(code: str) -> str:
    """The check character of an organisation code, from its eight characters (GB 11714-1997).

    Digits stand for themselves, letters for 10 to 35; ten is written X.

    >>> organisation_check_character("19220382")
    '1'

    Raises
    ------
    ValueError
        Not eight digits and capital letters.
    """
    if len(code) != 8 or not all(
        character.isascii() and (character.isdigit() or character.isupper()) for character in code
    ):
        raise ValueError(f"{code!r} is not an organisation code of eight characters")
    total = sum(weight * int(character, 36) for weight, character in zip(_CODE_WEIGHTS, code, strict=True))
    remainder = -total % 11
    return "X" if remainder == 10 else str(remainder)


def check_uscc(code: str) -> Finding | None:
    """What is wrong with a code, or ``None``.

    The first thing that is wrong counts: ``formats.uscc-length``, ``formats.uscc-character``,
    ``formats.uscc-division``, ``formats.uscc-check``, ``formats.uscc-organisation-check``.

    The outer check character finds every single wrong character and every swap of two neighbours.
    The inner one adds nothing for such errors; it tells codes that were made up.
    """
    plain = code.strip().upper()
    if len(plain) != 18:
        return Finding("formats.uscc-length", {"code": code, "length": len(plain)})
    wrong = next((character for character in plain if character not in ALPHABET), None)
    if wrong is not None:
        return Finding("formats.uscc-character", {"code": code, "character": wrong})
    if not plain[2:8].isdigit():
        return Finding("formats.uscc-division", {"code": code, "division": plain[2:8]})
    if check_character(plain[:17]) != plain[17]:
        return Finding("formats.uscc-check", {"code": code})
    if organisation_check_character(plain[8:16]) != plain[16]:
        return Finding("formats.uscc-organisation-check", {"code": code, "part": plain[8:17]})
    return None


def is_valid_uscc(codes: pl.Series) -> pl.Series:
    """Which codes have the form and the outer check character of the standard.

    Parameters
    ----------
    codes
        Strings; blanks around them and small letters are forgiven, null is not valid.

    Returns
    -------
    polars.Series
        Booleans of the same length, without nulls.

    >>> is_valid_uscc(pl.Series(["914403001922038216", "914403001922038217", None])).to_list()
    [True, False, False]
    """
    plain = codes.cast(pl.String).str.strip_chars().str.to_uppercase()
    formed = plain.str.contains(_FORM).fill_null(False)
    well = plain.filter(formed)
    if well.len() == 0:
        return formed.alias(codes.name)
    characters = np.frombuffer("".join(well.to_list()).encode("ascii"), dtype=np.uint8).reshape(-1, 18)
    values = _VALUES[characters]
    good = (values[:, :17] @ _WEIGHTS + values[:, 17]) % _MODULUS == 0
    valid = np.zeros(codes.len(), dtype=bool)
    valid[np.flatnonzero(formed.to_numpy())] = good
    return pl.Series(codes.name, valid)
