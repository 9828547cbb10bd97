"""Specialisation and similarity: textbooks as printed in the help pages of the R package REAT, and a document."""

from __future__ import annotations

from functools import cache

import polars as pl

from published.all_cases import SHARED
from published.case import Published
from seedbed.observatory.similarity import overlap
from seedbed.observatory.specialisation import (
    ellison_glaeser,
    herfindahl,
    hoover,
    krugman,
    litzenberger_sternberg,
    location_gini,
    location_quotient,
    specialisation_gini,
)

FK13 = "Farhauer and Kröll 2013, Standorttheorien"
FK14 = "Farhauer and Kröll 2014, Standorttheorien"
DOERSAM = "Dörsam 2004, Wirtschaftsstatistik"
GOETTINGEN = "reference/regional-methods/Goettingen.csv"

# German states 2015 (REAT, help page of hoover): GDP in bn euro, population.
GDP = [460.69, 549.19, 124.16, 65.29, 31.59, 109.27, 263.44, 39.87]
GDP += [258.53, 645.59, 131.95, 35.03, 112.66, 56.22, 85.61, 56.81]
PEOPLE = [10879618, 12843514, 3520031, 2484826, 671489, 1787408, 6176172, 1612362]
PEOPLE += [7926599, 17865516, 4052803, 995597, 4084851, 2245470, 2858714, 2170714]

# Jobs in five industries of five countries, and of five industries in five places (help pages of
# krugman.spec2 and krugman.conc2); the first is measured against the others.
NORDIC = {
    "Sweden": [45000, 15000, 32000, 10000, 30000],
    "Norway": [35000, 12000, 30000, 8000, 22000],
    "Denmark": [40000, 10000, 25000, 9000, 18000],
    "Finland": [30000, 11000, 18000, 3000, 13000],
    "Iceland": [40000, 6000, 11000, 2000, 12000],
}
INDUSTRIES = {
    "mining": [4320, 7811, 3900, 2300, 47560],
    "chemistry": [20000, 11000, 31000, 8000, 20000],
    "social services": [40000, 10000, 25000, 9000, 16000],
    "electronics": [10000, 11000, 14000, 14000, 13000],
    "wood": [7000, 7500, 11000, 1500, 36000],
}


def _rows(values: dict[str, list[float]], row: str = "place", column: str = "industry") -> pl.DataFrame:
    return pl.DataFrame(
        [(name, str(at), float(value)) for name, line in values.items() for at, value in enumerate(line)],
        schema=[row, column, "value"],
        orient="row",
    )


def _totals(values: list[float], key: str = "industry") -> pl.DataFrame:
    return pl.DataFrame({key: [str(at) for at in range(len(values))], "value": [float(v) for v in values]})


def _first(frame: pl.DataFrame, column: str = "value") -> float:
    return float(frame[column][0])


def _quotient() -> float:
    here = _rows({"here": [1714, 79006 - 1714]})
    return _first(location_quotient(here, _totals([879213, 15593224 - 879213])))


def _plants() -> float:
    places = ["Wien"] * 5 + ["Linz"] * 4 + ["Graz"]
    jobs = [200, 650, 12000, 100, 50, 16000, 13000, 1500, 1500, 25000]
    plants = pl.DataFrame({"place": places, "industry": "it", "value": jobs})
    board = pl.DataFrame({"place": ["Wien", "Linz", "Graz"], "value": [500000, 400000, 100000]})
    return _first(ellison_glaeser(plants, board))


def _cluster() -> float:
    def two(here: float, everywhere: float) -> list[float]:
        return [here, everywhere - here]

    def cells(here: float, everywhere: float) -> pl.DataFrame:
        return _rows({"it": two(here, everywhere)}, "industry", "place")

    found = litzenberger_sternberg(
        cells(1743, 5740), cells(35, 53), _totals(two(50, 576), "place"), _totals(two(488, 4621), "place")
    )
    return _first(found)


@cache
def _goettingen() -> float:
    table = pl.read_csv(SHARED / GOETTINGEN).slice(1)
    here = _rows({"Göttingen": table["Goettingen2017"].to_list()})
    return _first(krugman(here, _totals(table["BRD2017"].to_list())))


def _shared_advantages(of: str, other: str) -> float:
    """19 advantages here, 12 there, 9 of them the same, given as a table of zeros and ones."""
    held = {"Sichuan": [1] * 19 + [0] * 3, "Chongqing": [0] * 10 + [1] * 12}
    pairs = overlap(_rows(held), advantages="given")
    return 100 * _first(pairs.filter((pl.col("place") == of) & (pl.col("other") == other)), "share")


def _reat(key, measure, source, where, unit, expected, got, needs=None) -> Published:
    return Published(key, measure, source, f"REAT 3.0.3, {where}", unit, expected, got, needs)


_market = _rows({"market": [20, 50, 20, 10]})
_states = _rows({"gdp": GDP}, "industry", "place")

CASES = [
    Published(
        "location-quotient",
        "location quotient",
        FK13,
        "REAT 3.0.3 run on locq.Rd",
        "ratio",
        "0.38476234",
        _quotient,
    ),
    _reat(
        "gini-specialisation",
        "Gini of specialisation",
        FK13,
        "gini.spec.Rd",
        "0..1",
        "0.62222222",
        lambda: _first(
            specialisation_gini(
                _rows({"here": [700, 600, 500, 10000, 40000]}),
                _totals([30000, 15000, 10000, 60000, 50000]),
            )
        ),
    ),
    _reat(
        "gini-location",
        "Gini of location",
        FK13,
        "gini.conc.Rd",
        "0..1",
        "0.40689655",
        lambda: _first(
            location_gini(
                _rows({"it": [500, 500, 1000, 7000, 1000]}, "industry", "place"),
                _totals([20000, 15000, 20000, 40000, 5000], "place"),
            )
        ),
    ),
    _reat(
        "gini-market",
        "Gini against equal shares",
        DOERSAM,
        "gini.Rd",
        "0..1",
        "0.3",
        lambda: _first(specialisation_gini(_market, "equal")),
    ),
    _reat(
        "gini-market-normalised",
        "Gini against equal shares, normalised",
        DOERSAM,
        "gini.Rd",
        "0..1",
        "0.4",
        lambda: _first(specialisation_gini(_market, "equal"), "normalised"),
    ),
    _reat(
        "gini-states-gdp",
        "Gini against equal shares",
        "German states 2015",
        "gini.Rd",
        "0..1",
        "0.5009",
        lambda: _first(location_gini(_states, "equal")),
    ),
    _reat(
        "krugman-two",
        "Krugman, two places",
        FK13,
        "krugman.spec.Rd",
        "0..2",
        "2",
        lambda: _first(krugman(_rows({"j": [20, 10, 70, 0, 0]}), _totals([0, 0, 0, 60, 40]))),
    ),
    _reat(
        "krugman-sweden",
        "Krugman, a place against others",
        FK13,
        "krugman.spec2.Rd",
        "0..2",
        "0.1595",
        lambda: _first(krugman(_rows(NORDIC), against="others").filter(pl.col("place") == "Sweden")),
    ),
    _reat(
        "krugman-mining",
        "Krugman, an industry against others",
        FK13,
        "krugman.conc2.Rd",
        "0..2",
        "0.8619",
        lambda: _first(
            krugman(_rows(INDUSTRIES, "industry", "place"), against="others", of="industry").filter(
                pl.col("industry") == "mining"
            )
        ),
    ),
    _reat(
        "krugman-goettingen",
        "Krugman, Göttingen against Germany",
        "REAT data, 2017",
        "Goettingen.Rd",
        "0..2",
        "0.45084688",
        _goettingen,
        GOETTINGEN,
    ),
    _reat(
        "hoover-states",
        "Hoover, GDP against population",
        "German states 2015",
        "hoover.Rd",
        "0..1",
        "0.073589909",
        lambda: _first(hoover(_states, _totals(PEOPLE, "place"), of="industry")),
    ),
    _reat(
        "herfindahl-states",
        "Herfindahl",
        "German states 2015",
        "hoover.Rd",
        "0..1",
        "0.1251763",
        lambda: _first(herfindahl(_states, of="industry")),
    ),
    _reat(
        "herfindahl", "Herfindahl", DOERSAM, "herf.Rd", "0..1", "0.34", lambda: _first(herfindahl(_market))
    ),
    _reat(
        "herfindahl-normalised",
        "Herfindahl, normalised",
        DOERSAM,
        "herf.Rd",
        "0..1",
        "0.12",
        lambda: _first(herfindahl(_market), "normalised"),
    ),
    _reat(
        "herfindahl-equivalent",
        "Herfindahl, equivalent number",
        DOERSAM,
        "herf.eq.Rd",
        "parts",
        "2.941176",
        lambda: _first(herfindahl(_market), "equivalent"),
    ),
    _reat("ellison-glaeser", "Ellison-Glaeser gamma", FK14, "ellison.a.Rd", "index", "0.05990628", _plants),
    _reat("litzenberger-sternberg", "cluster index", FK14, "litzenberger.Rd", "index", "21.874911", _cluster),
    Published(
        "overlap-sichuan",
        "shared comparative advantages",
        "Nomura, Chengdu-Chongqing (document 004)",
        "section 2.1, 2018",
        "% of 19",
        "47",
        lambda: _shared_advantages("Sichuan", "Chongqing"),
    ),
    Published(
        "overlap-chongqing",
        "shared comparative advantages",
        "Nomura, Chengdu-Chongqing (document 004)",
        "section 2.1, 2018",
        "% of 12",
        "75",
        lambda: _shared_advantages("Chongqing", "Sichuan"),
    ),
]
