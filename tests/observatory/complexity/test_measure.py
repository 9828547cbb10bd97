import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from observatory.economies import AREAS, SHARED, TRADE, areas, economy, table, trade, two_blocs, wide
from seedbed.messages import Refusal
from seedbed.observatory.complexity import complexity
from seedbed.observatory.specialisation import location_quotient

seeds = st.integers(0, 10_000)


def _values(seed=0, shape=(20, 30)):
    rng = np.random.default_rng(seed)
    return economy(*shape, seed) * rng.lognormal(0, 0.5, shape)


def test_frames_have_their_columns_and_all_units():
    got = complexity(table(_values()))
    assert got.eci.columns == ["place", "eci", "rank", "part", "finding"]
    assert got.pci.columns == ["industry", "pci", "rank", "part", "finding"]
    assert got.diversity.columns == ["place", "diversity"]
    assert got.ubiquity.columns == ["industry", "ubiquity"]
    assert got.outlook.columns == ["place", "outlook", "finding"]
    assert got.proximity.columns == ["industry", "other", "proximity", "finding"]
    assert (got.eci.height, got.pci.height, got.proximity.height) == (20, 30, 30 * 29)
    for name in ("rca", "density", "gain"):
        frame = getattr(got, name)
        assert frame.columns == ["place", "industry", name, "finding"]
        assert frame.height == 600
        assert frame[name].null_count() == 0


@settings(max_examples=15, deadline=None)
@given(seeds)
def test_presence_is_a_quotient_of_at_least_one(seed):
    frame = table(_values(seed))
    got = complexity(frame)
    quotients = wide(location_quotient(frame))
    np.testing.assert_allclose(wide(got.rca, "rca"), quotients, rtol=1e-14)
    assert got.diversity["diversity"].to_list() == (quotients >= 1).sum(axis=1).tolist()
    assert got.ubiquity["ubiquity"].to_list() == (quotients >= 1).sum(axis=0).tolist()


@settings(max_examples=15, deadline=None)
@given(seeds, st.floats(1e-6, 1e6))
def test_units_of_measure_and_order_of_rows_do_not_matter(seed, unit):
    values = _values(seed)
    one = complexity(table(values))
    other = complexity(table(values * unit, zeros=False).sample(fraction=1.0, shuffle=True, seed=seed))
    for name in ("eci", "pci", "outlook"):
        difference = (getattr(one, name)[name] - getattr(other, name)[name]).abs().max()
        assert difference < 1e-8


def test_given_strength_is_not_turned_into_quotients():
    present = economy(12, 15)
    got = complexity(table(present), advantages="given")
    assert np.array_equal(wide(got.cells, "present"), present)
    assert wide(got.rca, "rca").tolist() == present.astype(float).tolist()


def test_presence_is_yes_or_no_whatever_the_strength():
    strength = economy(12, 15) * np.random.default_rng(1).choice([1.0, 2.0, 3.0], (12, 15))
    got = complexity(table(strength), advantages="given")
    assert got.diversity["diversity"].to_list() == (strength > 0).sum(axis=1).tolist()


def test_outlook_is_standardised_like_eci():
    frame = table(_values())
    assert complexity(frame).outlook["outlook"].std(ddof=0) == pytest.approx(1)
    assert complexity(frame, eci_scale="sample").outlook["outlook"].std(ddof=1) == pytest.approx(1)


def test_conventions_are_told():
    got = complexity(table(_values()), 1.2, eci_scale="sample", pci_scale="own", outlook_pci="scaled")
    told = got.conventions
    assert (told.presence, told.eci_scale, told.pci_scale, told.outlook_pci) == (
        1.2,
        "sample",
        "own",
        "scaled",
    )


def test_scaled_outlook_sums_the_pci_that_is_given():
    got = complexity(table(_values()), outlook_pci="scaled")
    density, present = wide(got.density, "density"), wide(got.cells, "present")
    reach = (density * ~present) @ got.pci["pci"].to_numpy()
    np.testing.assert_allclose(got.outlook["outlook"], (reach - reach.mean()) / reach.std(), atol=1e-9)


def test_an_empty_place_is_returned_as_null_and_changes_nothing_else():
    values = _values()
    with_empty = np.vstack([values, np.zeros(30)])
    one, other = complexity(table(values)), complexity(table(with_empty))
    last = other.eci.row(-1, named=True)
    assert (last["eci"], last["rank"], last["finding"]) == (None, None, "observatory.empty-unit")
    assert (one.eci["eci"] - other.eci["eci"].head(20)).abs().max() < 1e-12
    assert (one.outlook["outlook"] - other.outlook["outlook"].head(20)).abs().max() < 1e-12
    cells = other.cells.filter(pl.col("place") == "p020")
    assert cells["density"].null_count() == cells["gain"].null_count() == cells["rca"].null_count() == 30
    assert set(cells["finding"]) == {"observatory.empty-unit"}
    assert other.findings[-1].code == "observatory.left-out"


def test_an_industry_that_nobody_holds_at_the_threshold():
    values = np.hstack([_values(), np.full((20, 1), 1e-9) * _values().sum(axis=1, keepdims=True)])
    got = complexity(table(values), 1.5)
    last = got.pci.row(-1, named=True)
    assert (last["pci"], last["finding"]) == (None, "observatory.held-by-none")
    assert got.eci["eci"].null_count() == 0
    cells = got.cells.filter(pl.col("industry") == "i030")
    assert cells["density"].null_count() == cells["gain"].null_count() == 20
    assert cells["rca"].null_count() == 0


def test_without_itself_a_lone_industry_has_no_surroundings():
    present = np.block(
        [[economy(8, 6), np.zeros((8, 1), bool)], [np.zeros((1, 6), bool), np.ones((1, 1), bool)]]
    )
    got = complexity(table(present), advantages="given", self_related=False)
    assert got.density.filter(pl.col("industry") == "i006")["density"].null_count() == 9


def test_a_minimum_leaves_out_before_quotients_are_taken():
    values = _values()
    values[3] *= 1e-6
    kept = np.delete(values, 3, axis=0)
    got, alone = complexity(table(values), min_place_total=1e-3), complexity(table(kept))
    assert got.eci.row(3, named=True)["finding"] == "observatory.below-minimum"
    np.testing.assert_allclose(got.eci.filter(pl.col("place") != "p003")["eci"], alone.eci["eci"], atol=1e-9)
    least = values.sum(axis=0).min() + 1e-9
    assert complexity(table(values), min_industry_total=least).pci["pci"].null_count() == 1


def test_tiny_places_are_flagged_and_keep_their_value():
    values = _values()
    values[3] *= 1e-6
    got = complexity(table(values))
    row = got.eci.row(3, named=True)
    assert row["finding"] == "observatory.small-place"
    assert row["eci"] is not None
    assert got.diagnostics.small_places == ("p003",)
    assert "observatory.small-places" in {finding.code for finding in got.findings}
    assert complexity(table(values), small=0).diagnostics.small_places == ()


def test_diagnostics_are_those_of_the_table():
    values = _values()
    got = complexity(table(values))
    present = wide(got.cells, "present").astype(float)
    exact = np.linalg.svd(
        present / np.sqrt(present.sum(axis=1))[:, None] / np.sqrt(present.sum(axis=0)), compute_uv=False
    )
    told = got.diagnostics
    assert told.singular_values == pytest.approx(exact[:4])
    assert told.spectral_gap == pytest.approx(exact[1] - exact[2])
    assert told.relative_gap == pytest.approx(1 - exact[2] / exact[1])
    assert (told.places, told.industries, told.parts) == (20, 30, 1)
    assert told.sign_margin == pytest.approx(np.corrcoef(got.eci["eci"], present.sum(axis=1))[0, 1])


def test_a_weak_sign_and_a_small_gap_are_doubted():
    codes = [{finding.code for finding in complexity(table(two_blocs(seed))).findings} for seed in range(20)]
    assert sum("observatory.weak-sign" in found for found in codes) >= 10
    present = economy(40, 50, 3)
    both = np.block([[present, np.zeros_like(present)], [np.zeros_like(present), present]])
    both[0, 50:] = both[40, :50] = True
    got = complexity(table(both), advantages="given")
    assert got.diagnostics.relative_gap > 0.05
    assert not {"observatory.small-gap"} & {finding.code for finding in got.findings}
    noisy = np.random.default_rng(0).random((60, 80)) < 0.3
    noisy[np.arange(60), np.arange(60)] = True
    got = complexity(table(noisy), advantages="given")
    assert got.diagnostics.relative_gap < 0.05
    assert "observatory.small-gap" in {finding.code for finding in got.findings}


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"presence": 0.0}, "observatory.bad-threshold"),
        ({"presence": float("nan")}, "observatory.bad-threshold"),
        ({"neighbours": 30}, "observatory.bad-neighbours"),
        ({"neighbours": 0}, "observatory.bad-neighbours"),
        ({"min_place_total": 1e12}, "observatory.nothing-at-all"),
        ({"presence": 1e9}, "observatory.part-too-small"),
    ],
)
def test_refuses(options, code):
    with pytest.raises(Refusal) as refused:
        complexity(table(_values()), **options)
    assert refused.value.findings[0].code == code


def test_equal_shares_everywhere_are_present_in_spite_of_rounding():
    values = np.outer(np.random.default_rng(0).lognormal(size=9), np.random.default_rng(1).lognormal(size=7))
    with pytest.raises(Refusal) as refused:
        complexity(table(values))
    assert refused.value.findings[0].code == "observatory.all-alike"


@pytest.mark.skipif(not TRADE.exists(), reason="the trade data do not lie beside the checkout (../shared)")
def test_every_country_and_product_as_ecomplexity_has_them():
    folder = SHARED / "reference" / "complexity"
    got = complexity(trade())
    eci = pl.read_csv(folder / "eci_ref_ecomplexity_0.5.3.csv")
    pci = pl.read_csv(folder / "pci_ref_ecomplexity_0.5.3.csv", schema_overrides={"product": pl.String})
    places = got.eci.join(eci, left_on="place", right_on="country")
    products = got.pci.join(pci, left_on="industry", right_on="product")
    assert (places.height, products.height) == (226, 785)
    assert (places["eci"] - places["eci_right"]).abs().max() < 1e-12
    assert (products["pci"] - products["pci_right"]).abs().max() < 1e-12


@pytest.mark.skipif(not TRADE.exists(), reason="the trade data do not lie beside the checkout (../shared)")
def test_presence_is_the_published_matrix_in_every_cell():
    published = pl.read_csv(SHARED / "reference" / "complexity" / "balassa_index_published.csv")
    got = complexity(trade())
    matrix = got.cells.pivot("industry", index="place", values="present").sort("place")
    assert matrix["place"].to_list() == published.to_series(0).to_list()
    names = published.columns[1:]
    assert np.array_equal(matrix.select(names).to_numpy(), published.select(names).to_numpy() == 1)


@pytest.mark.skipif(not TRADE.exists(), reason="the trade data do not lie beside the checkout (../shared)")
def test_near_uninhabited_islands_are_flagged():
    got = complexity(trade())
    flagged = got.eci.filter(pl.col("finding") == "observatory.small-place")["place"].to_list()
    assert {"sgs", "hmd"} <= set(flagged)
    assert len(flagged) <= 5


@pytest.mark.skipif(not AREAS.exists(), reason="the areas do not lie beside the checkout (../shared)")
def test_identities_on_2235_areas_and_109_industries():
    got = complexity(areas())
    ranked = got.eci.drop_nulls("eci")
    main = ranked.filter(pl.col("part") == 0)
    assert main["eci"].mean() == pytest.approx(0, abs=1e-9)
    assert main["eci"].std(ddof=0) == pytest.approx(1)
    held = got.cells.filter("present").join(got.pci.select("industry", "pci"), on="industry")
    means = held.group_by("place").agg(pl.col("pci").mean()).join(main, on="place")
    assert (means["pci"] - means["eci"]).abs().max() < 1e-9
    assert got.density["density"].drop_nulls().is_between(0, 1 + 1e-12).all()
    assert got.diversity["diversity"].sum() == got.ubiquity["ubiquity"].sum() == got.cells["present"].sum()
    empty = areas().group_by("place").agg(pl.col("value").sum()).filter(pl.col("value") == 0).height
    assert got.eci.filter(pl.col("finding") == "observatory.empty-unit").height == empty > 0
