"""Inequality, convergence and Markov chains: REAT's textbook cases and PySAL's tests.

GDP and population of the German Laender 2015 are official figures, as listed in REAT's help pages; the data
of PySAL's tests lie in ``inputs/`` (BSD-3-Clause).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import polars as pl

from published.all_cases import SHARED
from published.case import Published
from published.pysal_inputs import mexico, us_income
from seedbed.observatory.inequality import (
    BetaConvergence,
    MarkovChain,
    SigmaConvergence,
    atkinson,
    beta_convergence,
    chain_of,
    coefficient_of_variation,
    equally_distributed_equivalent,
    gini,
    income_classes,
    markov_chain,
    sigma_convergence,
    theil,
)
from seedbed.observatory.space import SpatialGini, spatial_gini

GDP = np.array(
    [460.69, 549.19, 124.16, 65.29, 31.59, 109.27, 263.44, 39.87,
     258.53, 645.59, 131.95, 35.03, 112.66, 56.22, 85.61, 56.81]
)  # fmt: skip
POPULATION = np.array(
    [10879618, 12843514, 3520031, 2484826, 671489, 1787408, 6176172, 1612362,
     7926599, 17865516, 4052803, 995597, 4084851, 2245470, 2858714, 2170714]
)  # fmt: skip
SALES = [20, 50, 20, 10]
INCOME, HOUSEHOLDS = [500, 1500, 2500, 4000, 7500, 15000], [1000, 1200, 1600, 400, 200, 600]
LADDER = [10, 20, 30, 40, 50]


def _case(
    key: str, measure: str, source: str, where: str, unit: str, expected: str, got: Callable[[], float]
) -> Published:
    return Published(key, measure, source, where, unit, expected, got)


def _reat() -> list[Published]:
    per_head = GDP / POPULATION
    laender = "recomputed from the data of man/hoover.Rd, GDP per head of the Laender 2015"
    return [
        _case("gini-laender", "Gini", "REAT 3.0.3", laender, "-", "0.14396627", lambda: gini(per_head)),
        _case(
            "cv-laender", "coefficient of variation (sample)", "REAT 3.0.3", laender, "-", "0.27720803",
            lambda: coefficient_of_variation(per_head, sample=True),
        ),
        _case(
            "weighted-cv-laender", "weighted coefficient of variation (from the plain mean, over the weighted)",
            "REAT 3.0.3", laender, "-", "0.19090176",
            lambda: coefficient_of_variation(per_head, POPULATION, deviations_from="plain"),
        ),
        _case(
            "atkinson-laender", "Atkinson, epsilon 0.5", "REAT 3.0.3", laender, "-", "0.016468541",
            lambda: atkinson(per_head, 0.5),
        ),
        _case(
            "theil-l-stoermann", "Theil L", "Stoermann 2009", "REAT man/theil.Rd", "-", "0.2326302",
            lambda: theil([10, 10, 10, 20, 50]).l,
        ),
        _case(
            "theil-l-stoermann-recomputed", "Theil L", "REAT 3.0.3", "recomputed, man/theil.Rd", "-", "0.23263016",
            lambda: theil([10, 10, 10, 20, 50]).l,
        ),
        _case("gini-sales", "Gini", "Doersam 2004", "REAT man/gini.Rd", "-", "0.3", lambda: gini(SALES)),
        _case(
            "gini-sales-corrected", "Gini, corrected", "Doersam 2004", "REAT man/gini.Rd", "-", "0.4",
            lambda: gini(SALES, corrected=True),
        ),
        _case(
            "gini-income-classes", "Gini, weighted", "Doersam 2004", "REAT man/gini.Rd", "-", "0.5278",
            lambda: gini(INCOME, HOUSEHOLDS),
        ),
        _case("gini-gdp", "Gini", "REAT 3.0.3", "man/gini.Rd, GDP of the Laender 2015", "-", "0.5009", lambda: gini(GDP)),
    ]  # fmt: skip


def _atkinson() -> list[Published]:
    source, where = "PySAL inequality 1.1", "tests/test_atkinson.py"
    return [
        _case("atkinson-half", "Atkinson, epsilon 0.5", source, where, "-", "0.06315", lambda: atkinson(LADDER, 0.5)),
        _case("atkinson-one", "Atkinson, epsilon 1", source, where, "-", "0.1316096", lambda: atkinson(LADDER, 1)),
        _case("atkinson-zero", "Atkinson, epsilon 0", source, where, "-", "0", lambda: atkinson(LADDER, 0)),
        _case(
            "atkinson-ede-half", "equally distributed equivalent, epsilon 0.5", source, where, "income", "28.105398233",
            lambda: equally_distributed_equivalent(LADDER, 0.5),
        ),
        _case(
            "atkinson-ede-one", "equally distributed equivalent, epsilon 1", source, where, "income", "26.0517108",
            lambda: equally_distributed_equivalent(LADDER, 1),
        ),
    ]  # fmt: skip


THEIL = ("0.20894344", "0.15222451", "0.10472941", "0.10194725", "0.09560113", "0.10511256", "0.10660832")
BETWEEN = ("0.0345889", "0.02816853", "0.05260921", "0.05931219", "0.03205257", "0.02963731", "0.03635872")


@cache
def _spatial() -> SpatialGini:
    values, _, weights = mexico()
    return spatial_gini(values[:, 0], weights, permutations=0)


def _mexico() -> list[Published]:
    source = "PySAL inequality 1.1"
    cases = [
        _case(
            f"theil-mexico-{1940 + 10 * at}", "Theil T", source, "tests/test_theil.py, states of Mexico", "-", number,
            lambda at=at: theil(mexico()[0][:, at]).t,
        )
        for at, number in enumerate(THEIL)
    ]  # fmt: skip
    cases += [
        _case(
            f"theil-between-mexico-{1940 + 10 * at}", "Theil T between groups", source,
            "tests/test_theil.py, Hanson's regions", "-", number,
            lambda at=at: theil(mexico()[0][:, at], groups=mexico()[1]).between_t,
        )
        for at, number in enumerate(BETWEEN)
    ]  # fmt: skip
    where = "tests/test_gini.py, states of Mexico 1940"
    return [
        *cases,
        _case(
            "theil-two-groups", "Theil T between groups", source, "tests/test_theil.py, 0 0 0 10 10 10", "-",
            "0.6931471805599453", lambda: theil([0, 0, 0, 10, 10, 10], groups=list("aaabbb")).between_t,
        ),
        _case("gini-mexico", "Gini", source, where, "-", "0.35372371173452849", lambda: gini(mexico()[0][:, 0])),
        _case(
            "gini-mexico-neighbours", "Gini, differences between neighbours", source, where, "pesos", "884130",
            lambda: _spatial().neighbours,
        ),
        _case(
            "gini-mexico-others", "Gini, differences between others", source, where, "pesos", "4353856",
            lambda: _spatial().others,
        ),
    ]  # fmt: skip


COUNTIES = "reference/regional-methods/G.counties.gdp.csv"


@cache
def _counties() -> tuple[np.ndarray, np.ndarray]:
    table = pl.read_csv(SHARED / COUNTIES, infer_schema_length=None, null_values=["NA"])
    return table["gdppc2010"].to_numpy(), table["gdppc2011"].to_numpy()


@cache
def _beta() -> BetaConvergence:
    return beta_convergence(*_counties(), years=1)


@cache
def _sigma() -> SigmaConvergence:
    return sigma_convergence(*_counties(), measure="cv")


def _convergence() -> list[Published]:
    where = "German counties 2010 to 2011, GDP per head; recomputed"
    beta = {
        "alpha": ("-", "0.132453460", lambda: _beta().alpha),
        "beta": ("-", "-0.008070533", lambda: _beta().beta),
        "p": ("-", "0.0730276", lambda: _beta().p_value),
        "lambda": ("1/year", "0.008103276", lambda: _beta().speed),
        "half-life": ("years", "85.539", lambda: _beta().half_life),
        "r-squared": ("-", "0.0080118", lambda: _beta().r_squared),
    }
    sigma = {
        "cv-2010": ("-", "0.034161227", lambda: _sigma().start),
        "cv-2011": ("-", "0.033859365", lambda: _sigma().end),
        "f": ("-", "1.0080761", lambda: _sigma().f),
        "p": ("-", "0.93585", lambda: _sigma().p_value),
    }
    return [
        Published(f"{name}-convergence-{part}", f"{name} convergence, {part}", "REAT 3.0.3", where, unit, number, got, needs=COUNTIES)
        for name, parts in (("beta", beta), ("sigma", sigma))
        for part, (unit, number, got) in parts.items()
    ]  # fmt: skip


@cache
def _chain() -> MarkovChain:
    return markov_chain(income_classes(us_income()))


TRANSITIONS = ("729", "71", "1", "0", "0")
FIRST_CHANCES = ("0.91011236", "0.0886392", "0.00124844")
STEADY = ("0.20774716", "0.18725774", "0.20740537", "0.18821787", "0.20937187")
SOJOURN = ("11.125", "4.65806452", "4.73372781", "4.95172414", "13.77586207")
PASSAGE = ("4.81354357", "11.50292712", "29.60921231", "53.38594954", "103.59816743")
EXITS = ("0.08988764", "0.21468144", "0.21125", "0.20194986", "0.07259074")
SMALL = [[0.5, 0.25, 0.25], [0.5, 0, 0.5], [0.25, 0.25, 0.5]]


def _giddy() -> list[Published]:
    source, where = "PySAL giddy 2.3", "tests/test_markov.py, income of 48 US states 1929-2009, quintiles"
    series = {
        "transitions": ("moves", TRANSITIONS, lambda at: _chain().transitions[0, at]),
        "probabilities": ("-", FIRST_CHANCES, lambda at: _chain().probabilities[0, at]),
        "steady-state": ("-", STEADY, lambda at: _chain().steady_states[0, at]),
        "sojourn": ("years", SOJOURN, lambda at: _chain().sojourn[at]),
        "first-passage": ("years", PASSAGE, lambda at: _chain().first_passage[0, at]),
        "exit": ("-", EXITS, lambda at: _chain().exit_probabilities[at]),
    }
    cases = [
        _case(
            f"markov-{name}-{at + 1}", f"Markov chain, {name} {at + 1}", source, where, unit, number,
            lambda got=got, at=at: float(got(at)),
        )
        for name, (unit, numbers, got) in series.items()
        for at, number in enumerate(numbers)
    ]  # fmt: skip
    small = "tests/test_ergodic.py, three states"
    return [
        *cases,
        _case(
            "markov-mobility", "Shorrocks mobility", source, "tests/test_mobility.py, the same chain", "-",
            "0.19758992000997844", lambda: _chain().mobility,
        ),
        _case("markov-small-steady", "steady state, state 2", source, small, "-", "0.2", lambda: float(chain_of(SMALL).steady_states[0, 1])),
        _case("markov-small-passage", "first passage, 1 to 3", source, small, "steps", "3.33333333", lambda: float(chain_of(SMALL).first_passage[0, 2])),
        _case("markov-small-return", "first return to 2", source, small, "steps", "5", lambda: float(chain_of(SMALL).first_passage[1, 1])),
    ]  # fmt: skip


CASES: list[Published] = [*_reat(), *_atkinson(), *_mexico(), *_convergence(), *_giddy()]
