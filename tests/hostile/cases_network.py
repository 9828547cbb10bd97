"""Networks, value chains and prospects on which a figure could lie."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from hostile.case import Hostile
from seedbed.network import (
    Network,
    back_test,
    betweenness,
    brokerage,
    communities,
    cross_sector,
    density,
    density_between,
    robustness,
    roles,
    suggest_ties,
    time_slices,
)
from seedbed.network.chains import (
    chain_coverage,
    concentration,
    four_layers,
    local_sourcing,
    read_chains,
    stage_figures,
    stage_shares,
    stage_status,
)
from seedbed.network.prospects import (
    EntryTest,
    candidates_of,
    linkages,
    read_cells,
    scores,
    try_scores,
)

ACTORS = pl.DataFrame(
    {"organisation": ["a", "b", "c", "d"], "actor_type": ["education", "enterprise", "enterprise", "service"]}
)
PLACES = pl.DataFrame({"place": ["CN", "home", "zone", "other"], "parent": [None, "CN", "home", "CN"]})


def _ties(*rows: tuple[str | None, ...]) -> pl.DataFrame:
    names = ("from", "to", "kind", "start", "end")
    return pl.DataFrame(
        [row + (None,) * (5 - len(row)) for row in rows], schema=dict.fromkeys(names, pl.String), orient="row"
    )


def _network(*rows: tuple[str | None, ...], actors: pl.DataFrame = ACTORS) -> Network:
    return Network.from_tables(actors, _ties(*rows))


def _chain(*rows: tuple[str | None, ...]) -> pl.DataFrame:
    names = ("stage_no", "stage", "organisation", "place", "state", "layer", "measure")
    return pl.DataFrame(
        [row + (None,) * (7 - len(row)) for row in rows], schema=dict.fromkeys(names, pl.String), orient="row"
    ).with_columns(chain=pl.lit("car"))


def _stages(*rows: tuple[str | None, ...]) -> pl.DataFrame:
    return stage_status(read_chains(_chain(*rows), PLACES, "home"))


def _figures(*values: float | None) -> pl.DataFrame:
    table = read_chains(_chain(("1", "s", "o", "home", None, None, "m")), PLACES, "home")
    seen = pl.DataFrame(
        {"measure": "m", "place": ["home", "home", "CN"][: len(values)], "value": values, "unit": "percent"},
        schema_overrides={"value": pl.Float64},
    ).with_columns(period=pl.lit("2020"), industry=pl.lit(None, pl.String))
    return stage_figures(table, seen, homes=["home"], benchmark="CN")


def _sizes(*values: float | None) -> pl.DataFrame:
    return concentration(
        pl.DataFrame(
            {
                "chain": "c",
                "stage": "s",
                "organisation": [f"o{at}" for at in range(len(values))],
                "value": values,
            },
            schema_overrides={"value": pl.Float64},
        )
    )


def _purchases(place: str | None, value: float | None) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "buyer": ["b"],
            "buyer_place": ["home"],
            "supplier": ["s"],
            "supplier_place": [place],
            "value": [value],
        },
        schema_overrides={"supplier_place": pl.String, "value": pl.Float64},
    )


CELLS = pl.DataFrame(
    {
        "place": np.repeat([f"p{at}" for at in range(20)], 4),
        "industry": np.tile(["i", "j", "k", "l"], 20),
        "rca": np.linspace(0.1, 0.9, 80),
        "density": np.linspace(0.9, 0.1, 80),
    }
)


def _flows(value: float | None) -> pl.DataFrame:
    return pl.DataFrame(
        {"seller": ["i"], "buyer": ["j"], "value": [value]}, schema_overrides={"value": pl.Float64}
    )


def _tested(driver: str) -> EntryTest:
    """Where entry follows one reason alone."""
    candidates = candidates_of(read_cells(CELLS))
    return try_scores(candidates, candidates.reasons[driver] > 0.7)


def _isolated(table: object) -> bool:
    assert isinstance(table, pl.DataFrame)
    row = table.filter(pl.col("organisation") == "d").row(0, named=True)
    return row["degree"] == 0 and row["constraint"] is None and row["betweenness"] == 0


def _nobody_brokers(table: object) -> bool:
    assert isinstance(table, pl.DataFrame)
    return table["total"].to_list() == [0, 0, 0, 0]


def _no_nan(table: object) -> bool:
    assert isinstance(table, pl.DataFrame)
    return not any(table[name].is_nan().any() for name, dtype in table.schema.items() if dtype.is_float())


def _star_of_pairs() -> Network:
    """Every leaf is tied to the centre only: partners tell nothing, the degree product everything."""
    ids = [f"o{at:02d}" for at in range(40)]
    return Network.from_tables(
        pl.DataFrame({"organisation": ids, "actor_type": "service"}),
        _ties(*(("o00", other, "finance") for other in ids[1:])),
    )


def _random() -> Network:
    rng = np.random.default_rng(0)
    ids = [f"o{at:02d}" for at in range(80)]
    pairs = rng.choice(ids, (260, 2)).tolist()
    return Network.from_tables(
        pl.DataFrame({"organisation": ids, "actor_type": "service"}),
        _ties(*((one, other, "partnership") for one, other in pairs if one != other)),
    )


CASES: list[Hostile] = [
    Hostile("network", "no actors", lambda: _network(actors=ACTORS.clear()), refusal="network.no-actors"),
    Hostile("network", "an actor twice", lambda: _network(actors=pl.concat([ACTORS, ACTORS])),
            refusal="network.actor-twice"),
    Hostile("network", "an actor without id",
            lambda: _network(actors=ACTORS.with_columns(organisation=pl.lit(None, pl.String))),
            refusal="network.empty-id"),
    Hostile("network", "no column for the type", lambda: _network(actors=ACTORS.drop("actor_type")),
            refusal="network.no-column"),
    Hostile("network", "a type that is not stated",
            lambda: _network(actors=ACTORS.with_columns(actor_type=pl.lit(None, pl.String))),
            finding="network.no-actor-type"),
    Hostile("network", "no ties", _network, finding="network.no-ties"),
    Hostile("network", "an end that is no actor", lambda: _network(("a", "x", "finance")),
            finding="network.unknown-endpoint"),
    Hostile("network", "an empty end", lambda: _network(("a", None, "finance")), finding="network.unknown-endpoint"),
    Hostile("network", "a tie to itself", lambda: _network(("a", "a", "finance")), finding="network.self-tie"),
    Hostile("network", "a tie twice", lambda: _network(("a", "b", "finance"), ("a", "b", "finance")),
            finding="network.tie-twice"),
    Hostile("network", "a mutual tie both ways", lambda: _network(("a", "b", "partnership"), ("b", "a", "partnership")),
            finding="network.tie-twice"),
    Hostile("network", "an end before its start", lambda: _network(("a", "b", "finance", "2021", "2019")),
            finding="network.ends-before-start"),
    Hostile("network", "a date in words", lambda: _network(("a", "b", "finance", "last spring")),
            finding="network.unreadable-date"),
    Hostile("network", "a kind that nobody sorted", lambda: _network(("a", "b", "friendship")),
            finding="network.kind-unsorted"),
    Hostile("network on a day", "ties without a start",
            lambda: _network(("a", "b", "finance")).at(date(2020, 1, 1)), finding="network.undated-kept"),
    Hostile("network density", "one actor", lambda: density(_network(actors=ACTORS.head(1))),
            finding="network.one-actor"),
    Hostile("network density", "several kinds on one pair",
            lambda: density(_network(("a", "b", "finance"), ("a", "b", "advice"), ("b", "a", "data")))["value"][0],
            right=lambda got: got == 1 / 6),
    Hostile("density between sectors", "a sector of one actor", lambda: density_between(_network()),
            finding="network.no-pairs"),
    Hostile("E-I index", "no ties", lambda: cross_sector(_network()), finding="network.nothing-tied"),
    Hostile("E-I index", "one sector",
            lambda: cross_sector(_network(("a", "b", "finance"), actors=ACTORS.with_columns(actor_type=pl.lit("service")))),
            finding="network.one-sector"),
    Hostile("network roles", "an isolated actor", lambda: roles(_network(("a", "b", "finance"))),
            finding="network.isolated"),
    Hostile("constraint", "an isolated actor", lambda: roles(_network(("a", "b", "finance"))), right=_isolated),
    Hostile("network roles", "no ties: not a number anywhere", lambda: roles(_network()), right=_no_nan),
    Hostile("betweenness", "two actors", lambda: betweenness(_network(actors=ACTORS.head(2)).adjacency()).tolist(),
            right=lambda got: got == [0.0, 0.0]),
    Hostile("brokerage", "a tie back and forth is no broker's",
            lambda: brokerage(_network(("a", "b", "finance"), ("b", "a", "advice"))),
            right=_nobody_brokers),
    Hostile("communities", "no ties", lambda: communities(_network()), finding="network.no-communities"),
    Hostile("communities", "chance decides", lambda: communities(_random()), finding="network.communities-loose"),
    Hostile("network robustness", "no ties", lambda: robustness(_network()), finding="network.nothing-tied"),
    Hostile("tie suggestions", "nothing in common", lambda: suggest_ties(_network()),
            finding="network.nothing-to-suggest"),
    Hostile("tie suggestions, tested", "too few ties to hide", lambda: back_test(_network(("a", "b", "finance"))),
            refusal="network.too-few-ties"),
    Hostile("tie suggestions, tested", "degree alone does as well",
            lambda: back_test(_star_of_pairs()), finding="network.not-better-than-degree"),
    Hostile("network slices", "days that do not rise",
            lambda: time_slices(_network(("a", "b", "finance")), [date(2020, 1, 1), date(2019, 1, 1)]),
            refusal="network.no-days"),
    Hostile("network slices", "a day before all ties",
            lambda: time_slices(_network(("a", "b", "finance", "2019")), [date(2000, 1, 1)]),
            finding="network.nothing-tied"),
    Hostile("value chain", "no rows", lambda: read_chains(_chain().clear(), PLACES, "home"),
            refusal="network.no-chains"),
    Hostile("value chain", "a home that is no place", lambda: read_chains(_chain(("1", "s")), PLACES, "moon"),
            refusal="network.unknown-home"),
    Hostile("value chain", "a stage without a number", lambda: read_chains(_chain(("x", "s"), ("1", "t")), PLACES, "home"),
            finding="network.stage-without-number"),
    Hostile("value chain", "a skipped stage", lambda: read_chains(_chain(("1", "s"), ("3", "t")), PLACES, "home"),
            finding="network.stages-skipped"),
    Hostile("value chain", "a place that is not known", lambda: read_chains(_chain(("1", "s", "o", "x")), PLACES, "home"),
            finding="network.unknown-place"),
    Hostile("stage status", "nothing on record is not a gap", lambda: _stages(("1", "s")),
            finding="network.stage-unsaid"),
    Hostile("stage status", "a plan is no presence", lambda: _stages(("1", "s", "o", "home", "planned")),
            finding="network.stage-planned"),
    Hostile("stage status", "a wider area is not home", lambda: _stages(("1", "s", "o", "CN")),
            finding="network.stage-around"),
    Hostile("stage status", "an actor twice is one actor",
            lambda: _stages(("1", "s", "o", "home"), ("1", "s", "o", "zone")), finding="network.stage-one-actor"),
    Hostile("chain coverage", "a chain of elsewhere", lambda: chain_coverage(_stages(("1", "s", "o", "other"))),
            finding="network.chain-not-here"),
    Hostile("four layers", "a layer without stages is not an empty one",
            lambda: four_layers(_stages(("1", "s", "o", "home", None, "supply"))), finding="network.layer-unsaid"),
    Hostile("stage figures", "published figures that differ", lambda: _figures(1.0, 2.0, 3.0),
            finding="network.figures-differ"),
    Hostile("stage figures", "no benchmark", lambda: _figures(1.0), finding="network.no-benchmark"),
    Hostile("stage shares", "a sum of zero",
            lambda: stage_shares(*[pl.DataFrame({"chain": "c", "stage": ["s"], "value": [0.0]})] * 2),
            finding="network.no-total"),
    Hostile("stage concentration", "a negative size", lambda: _sizes(2.0, -1.0), finding="network.size-unknown"),
    Hostile("stage concentration", "an empty size", lambda: _sizes(2.0, None), finding="network.size-unknown"),
    Hostile("stage concentration", "all zero", lambda: _sizes(0.0, 0.0), finding="network.size-unknown"),
    Hostile("local sourcing", "a negative purchase", lambda: local_sourcing(_purchases("home", -1.0), PLACES, "home"),
            refusal="network.bad-purchase"),
    Hostile("local sourcing", "a supplier whose place is not known",
            lambda: local_sourcing(_purchases(None, 1.0), PLACES, "home"), finding="network.supplier-places-unknown"),
    Hostile("local sourcing", "nothing bought",
            lambda: local_sourcing(_purchases("home", 1.0).clear(), PLACES, "home"), finding="network.nothing-bought"),
    Hostile("industry linkages", "a negative flow", lambda: linkages(read_cells(CELLS), _flows(-1.0)),
            refusal="network.bad-flow"),
    Hostile("industry linkages", "an empty flow", lambda: linkages(read_cells(CELLS), _flows(None)),
            refusal="network.bad-flow"),
    Hostile("industry linkages", "an industry that buys nothing",
            lambda: linkages(read_cells(CELLS), _flows(1.0)).supply[0],
            right=lambda got: bool(np.isnan(np.asarray(got)[[0, 2, 3]]).all()) and bool(np.isfinite(np.asarray(got)[1]))),
    Hostile("next industries", "a weight below zero",
            lambda: scores(candidates_of(read_cells(CELLS)), {"skills": -1.0}), refusal="network.bad-weight"),
    Hostile("next industries", "a cell twice", lambda: read_cells(pl.concat([CELLS, CELLS])),
            refusal="network.cell-twice"),
    Hostile("next industries, tested", "nothing entered",
            lambda: try_scores(candidates_of(read_cells(CELLS)), np.zeros(80, bool)),
            refusal="network.too-few-entries"),
    Hostile("next industries, tested", "relatedness alone does better",
            lambda: _tested("relatedness"),
            finding="network.not-better-than-relatedness"),
    Hostile("next industries, tested", "one reason does it all",
            lambda: _tested("foothold"),
            finding="network.one-reason-suffices"),
]  # fmt: skip
