"""Complexity on real trade: 226 countries x 785 products, mean of 1998-2000 (R package economiccomplexity)."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import polars as pl

from observatory.economies import trade
from published.case import Published
from seedbed.observatory.complexity import Complexity, Fitness, complexity, fitness, threshold_sweep

NEEDS = "data/trade/world_trade_avg_1998_to_2000.csv.gz"
PACKAGE = "R package economiccomplexity 2.0.0"
PEER = "ecomplexity 0.5.3 on the data of economiccomplexity"
LEAST = 1e7


@cache
def _all() -> Complexity:
    return complexity(trade())


@cache
def _large() -> Complexity:
    return complexity(trade(), min_place_total=LEAST)


@cache
def _fitness() -> Fitness:
    return fitness(trade())


@cache
def _sweep() -> dict[float, float]:
    return dict(threshold_sweep(trade()).select("threshold", "value").iter_rows())


def _of(frame: Callable[[], pl.DataFrame], place: str, column: str) -> Callable[[], float]:
    return lambda: float(frame().filter(pl.col("place") == place)[column][0])


def _case(key, measure, source, where, unit, expected, got) -> Published:
    return Published(f"trade-{key}", measure, source, where, unit, expected, got, NEEDS)


DIVERSITY = {"ita": "391", "esp": "388", "deu": "385", "cze": "381", "chn": "294"}
FITNESS = {
    "deu": "3.812896",
    "esp": "3.359721",
    "ita": "3.234117",
    "fra": "3.121510",
    "cze": "3.109008",
    "usa": "3.105877",
}
ECI = {
    "sgs": "2.3399",
    "jpn": "2.2626",
    "hmd": "1.9896",
    "gbr": "1.9242",
    "deu": "1.8844",
    "smr": "1.8286",
    "usa": "1.8250",
    "chn": "0.6018",
}
FIRST = ("jpn", "gbr", "deu", "usa", "smr", "swe", "che", "fra")
SWEEP = {0.75: "0.992", 0.9: "0.9974", 1.1: "0.9978", 1.25: "0.9943"}

CASES = [
    _case(
        "total", "total of the table", PACKAGE, "data", "as in the data", "119,740,265,088",
        lambda: float(trade()["value"].sum()),
    ),
    _case(
        "present", "cells with RCA >= 1", PACKAGE, "balassa_index", "cells", "31,951",
        lambda: float(_all().cells["present"].sum()),
    ),
    _case(
        "near", "cells with RCA in 0.99..1.01", PEER, "rca", "cells", "457",
        lambda: float(_all().diagnostics.near_threshold),
    ),
    *(
        _case(
            f"diversity-{place}", "diversity", PACKAGE, "balassa_index", "products", printed,
            _of(lambda: _all().diversity, place, "diversity"),
        )
        for place, printed in DIVERSITY.items()
    ),
    *(
        _case(
            f"fitness-{place}", "fitness, 20 rounds", PACKAGE, "complexity_measures, fitness", "mean 1", printed,
            _of(lambda: _fitness().fitness, place, "fitness"),
        )
        for place, printed in FITNESS.items()
    ),
    *(
        _case(
            f"singular-{at + 1}", f"singular value {at + 1}", "NumPy's SVD on the data of economiccomplexity", "svd", "0..1",
            printed, lambda at=at: _all().diagnostics.singular_values[at],
        )
        for at, printed in ((1, "0.4232"), (2, "0.3478"), (3, "0.3166"))
    ),
    *(
        _case(
            f"eci-{place}", "ECI, population sd", PEER, "eci", "sd", printed, _of(lambda: _all().eci, place, "eci")
        )
        for place, printed in ECI.items()
    ),
    _case("rank-chn", "rank by ECI", PEER, "eci", "rank", "70", _of(lambda: _all().eci, "chn", "rank")),
    _case(
        "sign", "correlation of ECI and diversity", PEER, "eci", "-1..1", "0.371",
        lambda: _all().diagnostics.sign_margin,
    ),
    *(
        _case(
            f"rank-large-{place}", "rank by ECI, totals >= 1e7", PEER, "eci", "rank", str(at),
            _of(lambda: _large().eci, place, "rank"),
        )
        for at, place in enumerate(FIRST, start=1)
    ),
    _case(
        "rank-large-chn", "rank by ECI, totals >= 1e7", PEER, "eci", "rank", "51", _of(lambda: _large().eci, "chn", "rank")
    ),
    _case(
        "sign-large", "correlation of ECI and diversity, totals >= 1e7", PEER, "eci", "-1..1", "0.599",
        lambda: _large().diagnostics.sign_margin,
    ),
    _case(
        "proximity-mean", "mean proximity of two products", PEER, "proximity", "0..1", "0.20571",
        lambda: float(np.mean(_all().proximity["proximity"].to_numpy())),
    ),
    _case(
        "proximity-largest", "largest proximity of two products", PEER, "proximity", "0..1", "0.8451",
        lambda: float(np.max(_all().proximity["proximity"].to_numpy())),
    ),
    *(
        _case(
            f"sweep-{threshold}", f"rank correlation of ECI at threshold {threshold} with 1", PEER, "eci", "-1..1", printed,
            lambda threshold=threshold: _sweep()[threshold],
        )
        for threshold, printed in SWEEP.items()
    ),
]  # fmt: skip
