from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seedbed.programme import DIMENSIONS, UNSTATED, breakdown, count_results, opens, trail
from seedbed.programme.counting import COUNTED_SCHEMA

CELLS = st.lists(
    st.fixed_dictionaries(
        {
            "indicator": st.sampled_from(("graduates", "technicians")),
            "sex": st.sampled_from(("female", "male", "other", UNSTATED)),
            "subproject": st.sampled_from(("changshou", "dianjiang", UNSTATED)),
            "place": st.sampled_from(("500101", UNSTATED)),
            "period": st.sampled_from(("2020", "2021", "2024")),
            "groups": st.lists(st.sampled_from(("rural", "young", "women")), max_size=3),
        }
    ),
    max_size=25,
)
PLAIN = ("sex", "subproject", "place", "period")


def as_counted(rows: list[dict[str, object]]) -> pl.DataFrame:
    numbered = [
        dict.fromkeys(COUNTED_SCHEMA) | {"seeker": f"p{number:02}"} | row for number, row in enumerate(rows)
    ]
    return pl.DataFrame(numbered, schema=COUNTED_SCHEMA)


@settings(max_examples=60, deadline=None)
@given(
    rows=CELLS, by=st.lists(st.sampled_from(DIMENSIONS), unique=True), up_to=st.sampled_from((None, "2022"))
)
def test_every_cell_opens_to_its_rows(rows, by, up_to):
    counted = as_counted(rows)
    table = breakdown(counted, by, up_to=up_to)
    seen: list[str] = []
    for cell in table.iter_rows(named=True):
        behind = opens(counted, cell["indicator"], **{name: cell[name] for name in by}, up_to=up_to)
        assert behind.height == cell["counted"]
        seen += behind["seeker"].to_list()
    inside = [row for row in rows if up_to is None or row["period"] <= up_to]
    whole = sorted(counted.filter(pl.col("period") <= (up_to or "9999"))["seeker"])
    if "group" not in by:
        assert table["may_be_summed"].all()
        assert sorted(seen) == whole  # the parts are the whole: each row in one cell
        assert table["counted"].sum() == len(inside)
    else:
        assert not table["may_be_summed"].any()
        assert sorted(set(seen)) == whole  # nobody is lost, some stand in several groups
        assert table["counted"].sum() == sum(max(1, len(set(row["groups"]) - {"women"})) for row in inside)


def test_zero_and_unstated_have_their_rows():
    counted = as_counted(
        [{"indicator": "graduates", "sex": UNSTATED, "period": "2021", "subproject": UNSTATED, "groups": []}]
    )
    by_sex = breakdown(counted, ["sex"], indicators=["technicians", "graduates"])
    assert by_sex.select("indicator", "sex", "counted").rows() == [
        ("graduates", "female", 0),
        ("graduates", "male", 0),
        ("graduates", UNSTATED, 1),
        ("technicians", "female", 0),
        ("technicians", "male", 0),
        ("technicians", UNSTATED, 0),
    ]
    years = breakdown(counted, ["period"], levels={"period": ["2020", "2021", "2022"]})
    assert years["counted"].to_list() == [0, 1, 0]


def test_women_are_those_whose_sex_is_female():
    counted = as_counted(
        [
            {"indicator": "graduates", "sex": "female", "groups": ["rural"]},
            {"indicator": "graduates", "sex": "male", "groups": ["rural", "women"]},
            {"indicator": "graduates", "sex": UNSTATED, "groups": []},
        ]
    )
    heights = {
        name: opens(counted, "graduates", group=name).height for name in ("women", "men", "rural", UNSTATED)
    }
    assert heights == {"women": 1, "men": 1, "rural": 2, UNSTATED: 1}


@pytest.mark.parametrize("by", [["gender"], ["sex", "sex"]])
def test_dimensions_are_known_and_named_once(by):
    with pytest.raises(ValueError, match="once"):
        breakdown(as_counted([]), by)


def test_the_trail_tells_the_story_in_order(tables, technicians):
    events = tables.story(
        "verified 2023-07-01", "assessed 2023-06-01", "started 2023-01-01", "proposed 2022-12-01",
        "accepted 2022-12-02", opportunity="course",
    )  # fmt: skip
    results = count_results(
        events,
        tables.people({"person": "p1"}),
        tables.opportunities({"opportunity": "course", "kind": "training", "subproject": "changshou"}),
        (technicians,),
    )
    story = trail(opens(results.counted, "technicians"), events)
    assert story.select("role", "kind", "date", "run").rows() == [
        ("proposal", "proposed", date(2022, 12, 1), "run-1"),
        ("path", "started", date(2023, 1, 1), None),
        ("path", "assessed", date(2023, 6, 1), None),
        ("verification", "verified", date(2023, 7, 1), None),
    ]
    assert set(events.columns) <= set(story.columns)
    assert trail(opens(results.counted, "graduates"), events).is_empty()
