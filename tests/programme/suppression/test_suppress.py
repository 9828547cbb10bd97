"""No withheld number can be worked out: not within a report, not across reports, not across readers."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seedbed.programme.figures import ALL, KEY, figures_of
from seedbed.programme.suppression import UNBOUNDED, Edition, Policy, conclusions, suppress

POLICY = Policy(threshold=3)
NUMBERS = st.lists(st.integers(0, 5), min_size=4, max_size=4)


def one(figures, **where):
    cell = dict.fromkeys(KEY, ALL) | {"indicator": "i"} | where
    return figures.filter(pl.all_horizontal(pl.col(name) == value for name, value in cell.items())).row(
        0, named=True
    )


def test_a_small_cell_takes_a_second_one_of_its_row_and_column_with_it(small):
    figures = suppress(small.table_of([2, 9, 9, 9]), "now", {"public": ([], POLICY)}, POLICY).figures
    hidden = figures.filter(~pl.col("shown"))
    assert not one(figures, sex="female", subproject="a")["shown"]
    assert hidden.height >= 2 and one(figures)["shown"]
    assert hidden.filter("small").height == 1


def test_nothing_is_withheld_where_nothing_is_small_or_nobody_reads(small):
    calm = suppress(small.table_of([9, 9, 9, 0]), "now", {"public": ([], POLICY)}, POLICY)
    assert calm.figures["shown"].all() and calm.withheld_share == 0.0
    office = suppress(small.table_of([1, 1, 1, 1]), "now", {}, POLICY)
    assert office.figures["shown"].all()


def test_zeros_are_withheld_where_the_rule_says_so(small):
    rule = Policy(threshold=3, zeros="withheld")
    figures = suppress(small.table_of([9, 9, 9, 0]), "now", {"public": ([], rule)}, rule).figures
    assert not one(figures, sex="male", subproject="b")["shown"]


@settings(max_examples=30, deadline=None)
@given(NUMBERS)
def test_an_attacker_who_tries_every_table_learns_too_little(small, numbers):
    figures = suppress(small.table_of(numbers), "now", {"public": ([], POLICY)}, POLICY).figures
    possible = small.consistent(figures, max(numbers) + 7)
    assert (possible == figures["value"].to_numpy()).all(axis=1).any(), "the truth is among them"
    hidden = ~figures["shown"].to_numpy()
    widths = possible.max(axis=0) - possible.min(axis=0)
    assert (widths[hidden] >= POLICY.width).all()


@settings(max_examples=20, deadline=None)
@given(NUMBERS)
def test_the_attack_finds_exactly_what_trying_every_table_finds(small, numbers):
    truth = small.table_of(numbers)
    shown = np.random.default_rng(sum(numbers)).random(truth.height) < 0.6
    figures = truth.with_columns(shown=pl.Series(shown))
    most = sum(numbers) + 1
    possible = small.consistent(figures, min(most, 11))
    found = conclusions(figures, "now", ([], POLICY))
    position = {key: i for i, key in enumerate(figures.select(KEY).rows())}
    for *key, low, high in found.iter_rows():
        cell = possible[:, position[tuple(key)]]
        assert low == cell.min()
        if high <= 11:
            assert high == cell.max()
        else:
            assert high == UNBOUNDED or high > 11


@settings(max_examples=20, deadline=None)
@given(
    st.lists(st.integers(0, 5), min_size=2, max_size=2),
    st.lists(st.lists(st.integers(-1, 3), min_size=2, max_size=2), min_size=1, max_size=2),
)
def test_reports_one_after_the_other_give_nothing_away(small, first, steps):
    """Two cells and their total over several vintages; the attacker tries every history."""
    tables = [np.array(first)]
    for step in steps:
        tables.append(np.maximum(tables[-1] + step, 0))
    seen: list[Edition] = []
    for number, (women, men) in enumerate(tables):
        whole = small.table_of([int(women), 0, int(men), 0])
        figures = whole.filter(pl.col("subproject") == ALL)
        done = suppress(figures, str(number), {"public": (seen, POLICY)}, POLICY)
        assert done.exposed.height == 0
        seen.append(Edition(str(number), done.figures))
    most = int(max(table.max() for table in tables)) + 6
    pages = [possible_pages(edition.figures, most) for edition in seen]
    truths = [edition.figures["value"].to_numpy() for edition in seen]
    histories = [[page] for page in pages[0]]
    for number in range(1, len(pages)):
        sign = np.sign(truths[number] - truths[number - 1])
        histories = [
            [*history, page]
            for history in histories
            for page in pages[number]
            if fits(np.sign(page - history[-1]), sign)
        ]
    series = np.array(histories)  # (histories, reports, cells)
    for number, edition in enumerate(seen):
        hidden = ~edition.figures["shown"].to_numpy()
        widths = np.ptp(series[:, number], axis=0)
        assert (widths[hidden] >= POLICY.width).all()
        if number:
            change = series[:, number] - series[:, number - 1]
            few = np.isin(np.abs(truths[number] - truths[number - 1]), range(1, POLICY.threshold))
            assert (np.ptp(change, axis=0)[few] >= POLICY.width).all()


def fits(step, sign):
    """The attacker knows in which direction each figure went (or that it stayed or rose)."""
    return bool(((step == 0) | (step == np.where(sign < 0, -1, 1))).all())


def possible_pages(figures, most):
    """Female, male and total of every table that agrees with what is printed, in the figures' order."""
    sexes = figures["sex"].to_list()
    shown, value = figures["shown"].to_numpy(), figures["value"].to_numpy()
    pages = []
    for women in range(most + 1):
        for men in range(most + 1):
            number = {"female": women, "male": men, "all": women + men}
            page = np.array([number[sex] for sex in sexes])
            if (page[shown] == value[shown]).all():
                pages.append(page)
    return pages


def test_a_late_record_of_one_person_is_not_shown_as_a_difference(small):
    before = suppress(small.table_of([9, 9, 9, 9]), "one", {"public": ([], POLICY)}, POLICY)
    seen = [Edition("one", before.figures)]
    after = suppress(small.table_of([10, 9, 9, 9]), "two", {"public": (seen, POLICY)}, POLICY).figures
    assert before.figures["shown"].all()
    assert not one(after, sex="female", subproject="a")["shown"] and not one(after)["shown"]
    assert one(after, sex="male")["shown"], "what did not move is printed again"


def test_a_big_change_is_printed(small):
    seen = [
        Edition(
            "one", suppress(small.table_of([9, 9, 9, 9]), "one", {"public": ([], POLICY)}, POLICY).figures
        )
    ]
    after = suppress(small.table_of([20, 9, 9, 9]), "two", {"public": (seen, POLICY)}, POLICY).figures
    assert after["shown"].all()


def test_the_bank_cannot_subtract_its_report_from_the_public_one(small):
    """The bank alone saw the row of b; what the public gets must not complete it."""
    truth = small.table_of([2, 9, 9, 9])
    bank = suppress(truth, "now", {"bank": ([], POLICY)}, POLICY).figures
    seen = [Edition("now", bank)]
    public = suppress(truth, "now", {"public": ([], POLICY), "bank": (seen, POLICY)}, POLICY).figures
    both = truth.with_columns(shown=bank["shown"] | public["shown"])
    possible = small.consistent(both, 16)
    hidden = ~both["shown"].to_numpy()
    assert hidden.any() and (np.ptp(possible, axis=0)[hidden] >= POLICY.width).all()


def test_what_an_earlier_report_gave_away_is_told(small):
    truth = small.table_of([2, 9, 9, 9])
    careless = Edition("old", truth.with_columns(shown=one_hidden(truth)))
    done = suppress(truth, "new", {"public": ([careless], POLICY)}, POLICY)
    assert done.exposed.height == 0, "the change since then is unknown"
    again = suppress(truth, "old", {"public": ([careless], POLICY)}, POLICY)
    assert again.exposed.select("sex", "subproject", "reader").rows() == [("female", "a", "public")]


def one_hidden(truth):
    return pl.Series(~((truth["sex"] == "female") & (truth["subproject"] == "a")).to_numpy())


def test_overlapping_groups_are_not_added_but_bound_each_other():
    """Of 10 people 9 are farmers: with 'none stated' at 0, students lie between 1 and 10."""
    rows = [{"groups": ["farmer"]}] * 8 + [{"groups": ["farmer", "student"]}] + [{"groups": ["student"]}]
    counted = pl.DataFrame(
        [
            {"indicator": "i", "sex": "male", "subproject": "a", "place": "p", "period": "2024"} | row
            for row in rows
        ]
    )
    figures = figures_of(counted, ["i"], up_to="2024", tables=[("group",)])
    assert dict(figures.select("group", "value").iter_rows()) == {"all": 10, "farmer": 9, "student": 2}
    found = conclusions(figures.with_columns(shown=pl.col("group") != "student"), "now", ([], POLICY))
    assert found.select("low", "high").rows() == [(1, 10)]


@pytest.mark.parametrize("bad", [{"threshold": 0}, {"protection": 0}])
def test_a_policy_that_protects_nothing_is_refused(bad):
    with pytest.raises(ValueError, match="at least 1"):
        Policy(**bad)


def test_hundreds_of_cells_are_protected_and_every_interval_is_wide_enough():
    draw = np.random.default_rng(5)
    size = 500
    counted = pl.DataFrame(
        {
            "indicator": ["i"] * size,
            "sex": draw.choice(["female", "male"], size),
            "subproject": draw.choice(
                [f"s{n}" for n in range(8)], size, p=np.array([30, 20, 20, 10, 10, 5, 3, 2]) / 100
            ),
            "place": draw.choice([f"p{n}" for n in range(20)], size),
            "period": draw.choice(["2022", "2023", "2024"], size),
            "groups": [
                ["farmer"] if chance < 0.3 else ["farmer", "student"] if chance < 0.5 else []
                for chance in draw.random(size)
            ],
        }
    )
    figures = figures_of(counted, ["i"], up_to="2024")
    rule = Policy()
    done = suppress(figures, "now", {"public": ([], rule)}, rule)
    assert figures.height > 150 and done.exposed.height == 0
    assert 0 < done.withheld_share < 0.6
    found = conclusions(done.figures, "now", ([], rule))
    assert found.height == done.figures.filter(~pl.col("shown")).height
    assert ((found["high"] - found["low"]) >= rule.width).all()
