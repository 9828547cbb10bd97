"""Change and inequality on the real prefectures, with the identities that must hold."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from seedbed.observatory.change import between_within, lmdi, shift_share
from seedbed.observatory.inequality import (
    beta_convergence,
    income_classes,
    markov_chain,
    sigma_convergence,
    theil,
)

CIRCLE = Path(__file__).parents[3] / "shared" / "data" / "circle"
GDP = CIRCLE / "prefecture_gdp3_2000_2023.csv"
ELECTRICITY = CIRCLE / "sc_cities_gdp_elec_2005_2021.csv"

needs_gdp = pytest.mark.skipif(not GDP.is_file(), reason="needs the prefectures of ../shared/data/circle")
needs_electricity = pytest.mark.skipif(
    not ELECTRICITY.is_file(), reason="needs the cities of ../shared/data/circle"
)


def _sectors(year):
    table = pl.read_csv(GDP).filter(pl.col("year") == year)
    long = table.select(pl.col("city").alias("place"), "v1", "v2", "v3").unpivot(
        index="place", variable_name="industry"
    )
    return long, table.select("city", "prov", "gdp")


@needs_gdp
@pytest.mark.parametrize("method", ["dunn", "esteban_marquillas"])
def test_shift_share_of_22_prefectures_adds_up(method):
    (start, _), (end, _) = _sectors(2000), _sectors(2023)
    result = shift_share(start, end, start, end, method=method)
    assert result.total.height == 22
    assert result.total["finding"].null_count() == 22
    parts = ["national", "mix", "regional", *(["allocation"] if method == "esteban_marquillas" else [])]
    added = result.total.select(pl.sum_horizontal(parts)).to_series()
    np.testing.assert_allclose(added, result.total["growth"], rtol=1e-10)
    assert result.total["national"].sum() == pytest.approx(result.total["growth"].sum(), rel=1e-10)
    assert result.total["mix"].sum() == pytest.approx(0, abs=1e-6)


@needs_gdp
def test_gerfin_of_22_prefectures_multiplies():
    (start, _), (end, _) = _sectors(2000), _sectors(2023)
    total = shift_share(start, end, start, end, method="gerfin").total
    np.testing.assert_allclose(
        total["national"] * total["mix"] * total["regional"], total["growth"], rtol=1e-12
    )


@needs_gdp
def test_inequality_between_and_within_provinces():
    for year in (2000, 2010, 2023):
        _, table = _sectors(year)
        parts = theil(table["gdp"], groups=table["prov"].to_list())
        assert parts.groups.height == table["prov"].n_unique()
        assert parts.t == parts.between_t + parts.within_t
        assert parts.l == pytest.approx(theil(table["gdp"]).l, rel=1e-10)


@needs_gdp
def test_convergence_of_prefectures():
    tables = [_sectors(year)[1].sort("city") for year in range(2000, 2024)]
    assert len({tuple(table["city"]) for table in tables}) == 1
    values = np.column_stack([table["gdp"] for table in tables])
    beta = beta_convergence(values[:, 0], values[:, -1], 23)
    assert beta.n == 22
    assert (beta.speed is None) == (beta.beta >= 0)
    sigma = sigma_convergence(values[:, 0], values[:, -1])
    # Furceri (2005): the spread can only shrink where beta is negative.
    assert sigma.end >= sigma.start or beta.beta < 0
    chain = markov_chain(income_classes(values, 4))
    assert chain.transitions.sum() == 22 * 23
    np.testing.assert_allclose(chain.steady_states @ chain.probabilities, chain.steady_states, atol=1e-12)


def _cities(year):
    table = pl.read_csv(ELECTRICITY).filter(pl.col("year") == year).sort("id")
    place = pl.col("City").str.strip_chars().alias("place")
    industries = {
        "primary": ("gdp_primary", "ec_citypri"),
        "secondary": ("gdp_second", "ec_citysec"),
        "tertiary": ("gdp_tertiary", "ec_cityter"),
    }
    return [
        pl.concat([table.select(place, pl.lit(name).alias("industry"), pl.col(columns[at]).alias("value")) for name, columns in industries.items()])
        for at in (0, 1)
    ]  # fmt: skip


@needs_electricity
def test_electricity_per_product_between_and_within_sectors():
    (gdp0, power0), (gdp1, power1) = _cities(2005), _cities(2021)
    result = between_within(power0, power1, gdp0, gdp1)
    assert result.total.height == 21
    assert result.total["finding"].null_count() == 21
    added = result.total.select(pl.sum_horizontal("within", "between", "interaction")).to_series()
    np.testing.assert_allclose(added, result.total["change"], atol=1e-12)


@needs_electricity
def test_electricity_by_activity_structure_and_intensity():
    frames = []
    for year in (2005, 2021):
        gdp, power = _cities(year)
        both = gdp.join(power, on=["place", "industry"], suffix="_power")
        whole = both["value"].sum()
        frames.append(
            both.select(
                pl.concat_str("place", "industry").alias("sector"),
                pl.lit(whole).alias("activity"),
                (pl.col("value") / whole).alias("structure"),
                (pl.col("value_power") / pl.col("value")).alias("intensity"),
            )
        )
    result = lmdi(*frames)
    power = [_cities(year)[1]["value"].sum() for year in (2005, 2021)]
    assert result.start == pytest.approx(power[0], rel=1e-10)
    assert result.change == pytest.approx(power[1] - power[0], rel=1e-9)
    assert result.effects["value"].sum() == pytest.approx(result.change, rel=1e-9)
