import numpy as np
import pytest
from hypothesis import given, settings

from observatory.economies import matrices, table
from seedbed.messages import Refusal
from seedbed.observatory.specialisation import hoover, krugman


@settings(max_examples=40, deadline=None)
@given(matrices)
def test_adds_up_differences_of_shares(values):
    shares = values / values.sum(axis=1, keepdims=True)
    base = values.sum(axis=0) / values.sum()
    got = krugman(table(values))["value"].to_list()
    assert got == pytest.approx([float(np.abs(row - base).sum()) for row in shares], abs=1e-12)
    assert max(got) <= 2 + 1e-12
    assert hoover(table(values))["value"].to_list() == pytest.approx([value / 2 for value in got])


@settings(max_examples=30, deadline=None)
@given(matrices)
def test_others_count_once_each(values):
    shares = values / values.sum(axis=1, keepdims=True)
    got = krugman(table(values), against="others")["value"].to_list()
    for place, value in enumerate(got):
        rest = np.delete(shares, place, axis=0).mean(axis=0)
        assert value == pytest.approx(np.abs(shares[place] - rest).sum(), abs=1e-9)


def test_places_with_nothing_in_common_reach_two():
    assert krugman(table([[1, 0], [0, 5]]), against="others")["value"].to_list() == [2, 2]


def test_an_empty_place_is_no_other():
    got = krugman(table([[1, 1], [3, 1], [0, 0]]), against="others")
    assert got["value"].to_list() == [0.5, 0.5, None]
    assert got["finding"].to_list() == [None, None, "observatory.empty-unit"]


def test_one_place_has_no_others():
    with pytest.raises(Refusal) as refused:
        krugman(table([[1, 2]]), against="others")
    assert refused.value.findings[0].code == "observatory.no-other-unit"


def test_equal_shares_as_base():
    assert hoover(table([[1, 1, 1, 1], [4, 0, 0, 0]]), "equal")["value"].to_list() == [0, 0.75]


def test_of_industries_is_that_of_the_transposed_table():
    values = np.array([[1.0, 2, 3], [4, 0, 1]])
    one = krugman(table(values), of="industry", against="others")
    assert one["value"].equals(krugman(table(values.T), against="others")["value"])
    assert one.columns == ["industry", "value", "finding"]
