"""Eligibility: what is refused, and the rules that the brute force of the market does not vary."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from seedbed.matching import Eligibility, Market
from seedbed.messages import Refusal

EYE = sparse.csr_array(np.eye(2))


def flags(**rules) -> list[list[bool]]:
    market = Market(EYE, EYE, eligibility=Eligibility(**rules))
    return market.eligible([0, 0, 1, 1], [0, 1, 0, 1]).reshape(2, 2).tolist()


def test_no_rule_limits_nobody():
    assert flags() == [[True, True], [True, True]]


def test_dates_may_be_days_of_the_calendar_with_open_ends():
    def days(*texts: str) -> np.ndarray:
        return np.array(texts, dtype="datetime64[D]")

    window = (
        days("2025-01-01", "NaT"),
        days("2025-03-31", "NaT"),
        days("2025-03-31", "2025-04-01"),
        days("NaT", "NaT"),
    )
    assert flags(windows=[window]) == [[True, False], [True, True]]


def test_an_interval_that_ends_before_it_begins_overlaps_nothing():
    window = (np.array([5, 0]), np.array([4, 9]), np.full(2, np.nan), np.full(2, np.nan))
    assert flags(windows=[window]) == [[False, False], [True, True]]


def test_every_licence_that_is_asked_must_be_held():
    held, asked = sparse.csr_array([[1, 0], [1, 1]]), sparse.csr_array([[1, 1], [0, 0]])
    assert flags(licences=(held, asked)) == [[False, True], [True, True]]


def test_choices_work_like_places_and_have_their_own_codes():
    accepts = sparse.csr_array([[True, False], [True, True]])
    rules = Eligibility(choices=[(accepts, np.array([1, -1]))], choice_codes=["matching.kind-not-wanted"])
    market = Market(EYE, EYE, eligibility=rules)
    assert market.reasons(0, 0) == ("matching.kind-not-wanted",)
    assert market.reasons(0, 1) == market.reasons(1, 0) == ()


def test_stored_zeros_of_allowed_do_not_allow():
    allowed = sparse.csr_array((np.array([0, 1]), np.array([0, 1]), np.array([0, 2, 2])), shape=(2, 2))
    assert flags(allowed=allowed) == [[False, True], [False, False]]


@pytest.mark.parametrize(
    ("rules", "code"),
    [
        ({"reach": EYE}, "matching.reach-without-place"),
        ({"place": np.array([0, 1])}, "matching.reach-without-place"),
        ({"reach": EYE, "place": np.array([0])}, "matching.shape-mismatch"),
        ({"reach": EYE, "place": np.array([0, 2])}, "matching.unknown-place-number"),
        ({"reach": EYE, "place": np.array([0, -2])}, "matching.unknown-place-number"),
        ({"reach": sparse.csr_array(np.eye(3)), "place": np.array([0, 1])}, "matching.shape-mismatch"),
        ({"ordinals": [(np.zeros(2), np.zeros(3))]}, "matching.shape-mismatch"),
        ({"windows": [(np.zeros(3), np.zeros(2), np.zeros(2), np.zeros(2))]}, "matching.shape-mismatch"),
        ({"licences": (EYE, sparse.csr_array(np.eye(2, 3)))}, "matching.shape-mismatch"),
        ({"allowed": sparse.csr_array(np.eye(3))}, "matching.shape-mismatch"),
    ],
)
def test_rules_that_do_not_fit_the_market_are_refused_in_both_languages(rules, code):
    with pytest.raises(Refusal) as refusal:
        flags(**rules)
    (finding,) = refusal.value.findings
    assert finding.code == code
    assert finding.text("zh") != finding.text("en")


def test_wrong_types_are_errors_of_the_programmer():
    with pytest.raises(TypeError):
        flags(reach=EYE, place=np.array([0.0, 1.0]))
    with pytest.raises(TypeError):
        flags(windows=[(np.array(["a", "b"]), np.zeros(2), np.zeros(2), np.zeros(2))])
    with pytest.raises(ValueError, match="choice_codes"):
        flags(choices=[(EYE, np.array([0, 1]))], choice_codes=["a", "b"])
