import numpy as np
import polars as pl
import pytest

from observatory.economies import economy, table
from seedbed.messages import Refusal
from seedbed.observatory.complexity import complexity, score_places

VALUES = economy(20, 30) * np.random.default_rng(0).lognormal(0, 0.5, (20, 30))
WORLD = table(VALUES)
PCI = complexity(WORLD).pci
TOTALS = WORLD.group_by("industry").agg(pl.col("value").sum())


def test_a_place_of_the_same_economy_gets_its_eci():
    got = score_places(WORLD, PCI)
    assert (got["value"] - complexity(WORLD).eci["eci"]).abs().max() < 1e-12
    some = WORLD.filter(pl.col("place").is_in(["p003", "p007"]))
    again = score_places(some, PCI, base=TOTALS)
    assert again["value"].to_list() == pytest.approx(
        got.filter(pl.col("place").is_in(["p003", "p007"]))["value"].to_list()
    )


def test_raw_and_scaled():
    got = score_places(WORLD, PCI)
    assert got["scaled"].std(ddof=0) == pytest.approx(1)
    assert got["scaled"].mean() == pytest.approx(0, abs=1e-12)
    assert np.corrcoef(got["value"], got["scaled"])[0, 1] == pytest.approx(1)


def test_one_place_has_a_value_and_no_scale():
    got = score_places(WORLD.filter(pl.col("place") == "p003"), PCI, base=TOTALS)
    assert got["value"].null_count() == 0
    assert got["scaled"].null_count() == 1


def test_what_the_index_does_not_know_is_told():
    known = PCI.head(4)
    got = score_places(WORLD, known)
    share = VALUES[:, :4].sum(axis=1) / VALUES.sum(axis=1)
    np.testing.assert_allclose(got["coverage"], share)
    for place, row in enumerate(got.iter_rows(named=True)):
        if row["held"] == 0:
            assert (row["value"], row["finding"]) == (None, "observatory.unknown-industries")
        elif share[place] < 0.5:
            assert row["finding"] == "observatory.half-known"
    assert {"observatory.unknown-industries", "observatory.half-known"} <= set(got["finding"])


def test_empty_places_and_places_without_advantage():
    got = score_places(table([[1.0, 2, 0], [0, 0, 0], [0.5, 0.4, 0.1]]), PCI_OF_THREE, advantages="given")
    assert got["finding"].to_list() == [None, "observatory.empty-unit", "observatory.no-advantage"]
    assert got["value"].to_list() == [1.5, None, None]


PCI_OF_THREE = pl.DataFrame({"industry": ["i000", "i001", "i002"], "pci": [1.0, 2.0, 3.0]})


def test_other_codes_are_refused():
    with pytest.raises(Refusal) as refused:
        score_places(WORLD, pl.DataFrame({"industry": ["other"], "pci": [1.0]}))
    assert refused.value.findings[0].code == "observatory.no-industry-known"
