"""Shift-share and LMDI: textbook cases and the packages that print them.

The inputs of REAT's examples are Farhauer and Kroell's (2013); those of LMDIR's tests (MIT licence) and
PyLMDI's examples (Apache-2.0) are a few numbers each.
"""

from __future__ import annotations

from functools import cache

import polars as pl

from published.all_cases import SHARED
from published.case import Published
from seedbed.observatory.change import Decomposition, lmdi, shift_share

NATION = ([400, 150, 150, 400], [440, 210, 135, 480])
REGIONS = {
    "A": ([90, 20, 10, 60], [100, 40, 10, 55]),
    "B": ([60, 30, 30, 40], [85, 55, 40, 35]),
    "C": ([250, 100, 110, 300], [255, 115, 85, 390]),
}
DUNN = {
    "A": {"growth": "25", "national": "27", "mix": "1", "regional": "-3"},
    "B": {"growth": "55", "national": "24", "mix": "-1", "regional": "32"},
    "C": {"growth": "85", "national": "114", "mix": "0", "regional": "-29"},
}
GERFIN = {"mix": "1.00483092", "regional": "0.98557692", "net_shift": "0.99033816"}

FACTORS = ("P", "g", "s", "i", "e", "K")
BUILDINGS = {
    "China": (
        (1390.08, 59.04367375, 0.51892765, 0.002876626, 3.004500526, 2.07),
        (1395.38, 64.52073987, 0.521570193, 0.002743568, 3.053397862, 2.02),
        ("32.62767", "2.96136", "69.03218", "3.95270", "-36.85388", "12.56276", "-19.02745"),
    ),
    "US": (
        (324.985538, 60.0622225, 0.771978857, 0.005817767, 7.352421075, 1.344564777),
        (326.687501, 62.99647129, 0.768904032, 0.005676565, 7.392394794, 1.333927521),
        ("19.13488", "4.57659", "41.79142", "-3.49681", "-21.52778", "4.75069", "-6.95924"),
    ),
}

SIMPLE = {
    1971: [[1, 10, 2], [4, 5, 3]],
    1972: [[4, 5, 3], [5, 6, 4]],
    1973: [[8, 2, 4], [5, 7, 5]],
    1974: [[10, 1, 5], [6, 8, 6]],
}
SIMPLE_ADDITIVE = {
    1972: ("69.79006598", "-9.455125793", "39.66505981"),
    1973: ("42.96021467", "-34.31902656", "50.3588119"),
    1974: ("54.01064234", "-9.021284671", "54.01064234"),
}
SIMPLE_MULTIPLICATIVE = {
    1972: ("1.761117821", "0.926191306", "1.379410116"),
    1973: ("1.229284572", "0.847970248", "1.273773912"),
    1974: ("1.208140223", "0.968911503", "1.208140223"),
}
SIMPLE_BY_SECTOR = (
    ("50.47438029", "-25.23719014", "14.76280986"),
    ("19.31568569", "15.78206435", "24.90224996"),
)
UK, GHANA = "UK data -- fixed", "GH data -- correct"
SHEETS = [
    (UK, 3, 31, "additive", "V54:Y54", ("726.6967222124", "-15.0585174248", "26.5220978708", "160.2562125598")),
    (UK, 3, 31, "multiplicative", "AB54:AE54", ("1.0389596864817", "0.9992083253843", "1.0013958774098", "1.0084641404416")),
    (GHANA, 3, 31, "additive", "V54:Y54", ("-23.704521781869", "-7.436731245362", "-23.561102510054", "-27.587744794479")),
    (GHANA, 31, 59, "additive", "V82:Y82", ("3.390728984330", "30.665456969142", "7.201596626353", "-9.084579529571")),
]  # fmt: skip


def _shift(region: str, part: str, method: str = "dunn") -> float:
    return shift_share(*REGIONS[region], *NATION, method=method).total[part].item()


def _farhauer() -> list[Published]:
    where = "Farhauer and Kroell 2013, in man/shift.Rd"
    cases = [
        Published(
            f"shift-share-{region}-{part}", f"shift-share (Dunn), {part}", "REAT 3.0.3", where, "jobs", printed,
            lambda region=region, part=part: _shift(region, part),
        )
        for region, parts in DUNN.items()
        for part, printed in parts.items()
    ]  # fmt: skip
    return cases + [
        Published(
            f"shift-share-A-gerfin-{part}", f"shift-share (Gerfin), {part}", "REAT 3.0.3", where, "ratio",
            printed, lambda part=part: _shift("A", part, "gerfin"),
        )
        for part, printed in GERFIN.items()
    ]  # fmt: skip


@cache
def _buildings(country: str) -> Decomposition:
    start, end, _ = BUILDINGS[country]
    return lmdi([start], [end], FACTORS)


def _pylmdi() -> list[Published]:
    cases = []
    for country, (_, _, printed) in BUILDINGS.items():
        where, unit = f"Numercial_Examples/Examples_{country}.py", "Mt CO2"
        cases.append(
            Published(
                f"lmdi-{country}-change", "LMDI-I, whole change", "PyLMDI 1.0", where, unit, printed[0],
                lambda country=country: _buildings(country).change,
            )
        )  # fmt: skip
        cases += [
            Published(
                f"lmdi-{country}-{factor}", f"LMDI-I additive, effect of {factor}", "PyLMDI 1.0", where, unit,
                number, lambda country=country, factor=factor: _buildings(country).effect(factor),
            )
            for factor, number in zip(FACTORS, printed[1:], strict=True)
        ]  # fmt: skip
    return cases


@cache
def _simple(year: int, kind: str) -> Decomposition:
    return lmdi(SIMPLE[year - 1], SIMPLE[year], kind=kind)


def _sector_effect(sector: int, factor: int) -> float:
    return _simple(1972, "additive").by_sector["value"][3 * sector + factor]


def _lmdir() -> list[Published]:
    where = "tests/testthat/test_lmdi.R"
    cases = [
        Published(
            f"lmdi-simple-{kind}-{year}-x{at + 1}", f"LMDI-I {kind}, factor {at + 1}", "LMDIR", f"{where}, {year}",
            "own" if kind == "additive" else "ratio", number,
            lambda year=year, kind=kind, at=at: _simple(year, kind).effects["value"][at],
        )
        for kind, years in (("additive", SIMPLE_ADDITIVE), ("multiplicative", SIMPLE_MULTIPLICATIVE))
        for year, numbers in years.items()
        for at, number in enumerate(numbers)
    ]  # fmt: skip
    return cases + [
        Published(
            f"lmdi-simple-sector-{sector + 1}-x{factor + 1}", "LMDI-I additive, one sector", "LMDIR",
            f"{where}, Zij", "own", number, lambda sector=sector, factor=factor: _sector_effect(sector, factor),
        )
        for sector, numbers in enumerate(SIMPLE_BY_SECTOR)
        for factor, number in enumerate(numbers)
    ]  # fmt: skip


GHANA_START = [[7909.89857589961, 0.168054744834221, 0.521283202253618, 0.00925878452059151],
               [7909.89857589961, 0.0724899446886559, 0.078700890618085, 0.0361522024181595]]  # fmt: skip
GHANA_END = [[7962.92116781787, 0.168054744834221, 0.499364511152545, 0.0],
             [7962.92116781787, 0.101321320928485, 0.0591048157922336, 0.0360423660028099]]  # fmt: skip
GHANA_FACTORS = ("energy", "efficiency", "share", "share within")
GHANA_PRINTED = {
    "additive": ("0.0111885533844", "0.560769609577", "-0.479535331826", "-6.42087482299"),
    "multiplicative": ("1.00273301153", "1.14658909306", "0.889606883883", "0.208820901523"),
}


def _vanishing() -> list[Published]:
    return [
        Published(
            f"lmdi-vanishing-{kind}-x{at + 1}", f"LMDI-I {kind} where a sector vanishes, {GHANA_FACTORS[at]}",
            "LMDIR", "LMDI_testing.xlsx, GH data -- correct test", "ktoe" if kind == "additive" else "ratio",
            number, lambda kind=kind, at=at: lmdi(GHANA_START, GHANA_END, kind=kind).effects["value"][at],
        )
        for kind, numbers in GHANA_PRINTED.items()
        for at, number in enumerate(numbers)
    ]  # fmt: skip


WORKBOOK = "reference/lmdi/LMDI_testing.xlsx"


@cache
def _sheet(name: str, start: int, end: int, kind: str) -> Decomposition:
    return lmdi(_rows(name, start), _rows(name, end), kind=kind)


def _rows(name: str, first: int) -> pl.DataFrame:
    """The 22 rows of factors that begin in a row (from 1) of a sheet, columns D to G."""
    options = {"skip_rows": first - 1, "n_rows": 22, "use_columns": "D:G"}
    return pl.read_excel(SHARED / WORKBOOK, sheet_name=name, has_header=False, read_options=options)


def _sheets() -> list[Published]:
    return [
        Published(
            f"lmdi-{name[:2]}-{end}-{kind}-x{at + 1}", f"LMDI-I {kind}, 22 subcategories", "LMDIR",
            f"LMDI_testing.xlsx, {name}, {cells}", "ktoe" if kind == "additive" else "ratio", number,
            lambda sheet=(name, start, end, kind), at=at: _sheet(*sheet).effects["value"][at], needs=WORKBOOK,
        )
        for name, start, end, kind, cells, numbers in SHEETS
        for at, number in enumerate(numbers)
    ]  # fmt: skip


CASES: list[Published] = [*_farhauer(), *_pylmdi(), *_lmdir(), *_vanishing(), *_sheets()]
