from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seedbed.messages import Refusal
from seedbed.programme import Whole, aggregation_of, combined, expected_by, reported_in_force, union_of_groups
from seedbed.programme.aggregation import ALLOWED, divided, rounding_of, scale_of
from seedbed.programme.counting import COUNTED_SCHEMA
from seedbed.programme.readings import About, read_cell
from seedbed.tables import schema_of
from seedbed.tables.schemas.programme import AGGREGATIONS

YEAR = (date(2023, 1, 1), date(2023, 12, 31))
SUM = About("i", "sum", cumulative=False)


def table(*rows: dict[str, object]) -> pl.DataFrame:
    kinds = {column.name: column.kind.dtype for column in schema_of("results").columns}
    frame = pl.DataFrame(
        [dict.fromkeys(kinds) | {"indicator": "i", "period": "2023"} | row for row in rows], schema=kinds
    )
    return reported_in_force(frame).table


def read(rows: pl.DataFrame, about: About = SUM, cell: dict[str, str] | None = None):
    heard: list[str] = []
    reading = read_cell(rows, about, *YEAR, cell or {}, lambda code, *_, **__: heard.append(code))
    return reading, heard


def parts(*rows: tuple[float | None, float | None, float | None]) -> list[Whole]:
    return [Whole(*row) for row in rows]


@settings(max_examples=50, deadline=None)
@given(st.dictionaries(st.integers(1, 12), st.integers(0, 1000), min_size=1))
def test_months_add_to_the_year_in_any_order_and_only_once(months):
    rows = [{"period": f"2023-{month:02}", "value": float(value)} for month, value in months.items()]
    reading, heard = read(table(*rows))
    assert reading.whole.value == sum(months.values())
    assert reading.results == len(months)
    assert heard == ([] if len(months) == 12 else ["periods-missing"])
    again, _ = read(table(*rows, *rows[::-1]))
    assert again == reading


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 500), min_size=4, max_size=4), st.none() | st.integers(0, 2500))
def test_cells_of_sex_and_subproject_add_to_every_margin(values, whole):
    cells = [(sex, sub) for sex in ("female", "male") for sub in ("a", "b")]
    rows = [
        {"sex": sex, "subproject": sub, "value": float(v)}
        for (sex, sub), v in zip(cells, values, strict=True)
    ]
    if whole is not None:
        rows.append({"value": float(whole)})
    frame = table(*rows)
    for cell in ({}, {"sex": "female"}, {"subproject": "b"}):
        members = [v for (sex, sub), v in zip(cells, values, strict=True)
                   if cell.get("sex", sex) == sex and cell.get("subproject", sub) == sub]  # fmt: skip
        reading, heard = read(frame, cell=cell)
        stated = whole is not None and not cell
        assert reading.whole.value == (whole if stated else sum(members))
        assert heard == (
            (["parts-do-not-add"] if whole != sum(members) else []) if stated else ["whole-from-parts"]
        )


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=2, max_size=6))
def test_shares_add_as_numerators_and_denominators(pairs):
    whole = combined("i", parts(*((None, above, below) for above, below in pairs)), "ratio")
    above, below = (sum(pair[side] for pair in pairs) for side in (0, 1))
    assert (whole.numerator, whole.denominator) == (above, below)
    assert whole.value == (above / below if below else None)


def test_decimals_add_as_they_are_written():
    assert combined("i", parts((0.1, None, None), (0.2, None, None)), "sum").value == 0.3


@pytest.mark.parametrize("kind", ALLOWED)
@pytest.mark.parametrize("stated", AGGREGATIONS)
def test_what_may_be_summed_is_enforced(kind, stated):
    if stated in ALLOWED[kind]:
        assert aggregation_of("i", kind, stated) == stated
        return
    with pytest.raises(Refusal) as refused:
        aggregation_of("i", kind, stated)
    assert [finding.code for finding in refused.value.findings] == ["programme.may-not-be-summed"]


@pytest.mark.parametrize(("how", "code"), [("latest", "parts-may-not-be-summed"), ("none", "parts-may-not-be-summed"),
                                           ("ratio", "share-without-parts")])  # fmt: skip
def test_parts_that_have_no_whole_are_refused(how, code):
    with pytest.raises(Refusal) as refused:
        combined("i", parts((1.0, None, None), (2.0, None, None)), how)
    assert [finding.code for finding in refused.value.findings] == [f"programme.{code}"]


def test_an_index_is_never_summed_whatever_its_parts():
    index = About("i", "latest", cumulative=False)
    reading, heard = read(table({"sex": "female", "value": 5.0}, {"sex": "male", "value": 6.0}), index)
    assert (reading, heard) == (None, ["parts-may-not-be-summed"])


def test_a_result_that_reaches_back_beyond_the_window_is_left_aside():
    reading, heard = read(table({"period": "2022/2023", "value": 8.0}))
    assert (reading, heard) == (None, ["period-straddles"])


def test_division_scale_and_rounding():
    assert [divided(1, 0), divided(None, 1), divided(0, 4), divided(1, 4, 100.0)] == [None, None, 0.0, 25.0]
    assert [scale_of(unit) for unit in ("%", " Percent ", "百分比", "persons", None)] == [100, 100, 100, 1, 1]
    assert [rounding_of(value) for value in (33.0, 0.25, 100.0, 0.0)] == [0.5, 0.005, 0.5, 0.5]


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(st.integers(2015, 2030), st.integers(-100, 100), min_size=1, max_size=5),
    st.integers(2014, 2031),
)
def test_the_path_passes_through_its_points_and_lies_between_them(points, year):
    got = expected_by(year, [(known, float(value)) for known, value in points.items()])
    if not min(points) <= year <= max(points):
        assert got is None
        return
    before = max(known for known in points if known <= year)
    after = min(known for known in points if known >= year)
    assert min(points[before], points[after]) - 1e-9 <= got <= max(points[before], points[after]) + 1e-9
    assert year not in points or got == points[year]


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["female", "male", "unstated"]), st.sets(st.sampled_from("xyz"))),
        max_size=12,
    )
)
def test_a_union_counts_people_once(people):
    rows = [
        dict.fromkeys(COUNTED_SCHEMA) | {"indicator": "i", "seeker": str(at), "sex": sex, "groups": sorted(groups), "period": "2023"}
        for at, (sex, groups) in enumerate(people)
    ]  # fmt: skip
    counted = pl.DataFrame(rows, schema=COUNTED_SCHEMA)
    got = union_of_groups(counted, groups=["women", "x", "y", "z"], indicators=["i"]).row(0, named=True)
    memberships = [len(groups) + (sex == "female") for sex, groups in people]
    assert got["counted"] == len(people)
    assert got["union"] == sum(number > 0 for number in memberships)
    assert got["sum_of_groups"] == sum(memberships)
    assert got["in_several"] == sum(number > 1 for number in memberships)


def test_a_difference_is_parts_less_the_whole_and_an_unmoved_total_is_no_fall():
    told: dict[str, dict[str, object]] = {}

    def say(code, _severity, **values):
        told[code] = values

    rows = table({"value": 756.0}, {"value": 12.0, "sex": "female"}, {"value": 30.0, "sex": "male"})
    read_cell(rows, SUM, *YEAR, {}, say)
    assert told.pop("parts-do-not-add")["difference"] == -714.0
    level = table({"value": 45.0, "period": "2022"}, {"value": 45.0})
    read_cell(level, About("i", "sum", cumulative=True), None, YEAR[1], {}, say)
    assert told == {}
