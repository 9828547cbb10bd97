"""Every kind of picture, wide and narrow, in both languages, with texts that do their worst."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree as ET

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seedbed.charts import (
    NARROW,
    WIDE,
    Band,
    Canvas,
    Chart,
    NodeGroup,
    Series,
    State,
    chart_style,
    contribution_bar,
    dot_plot,
    fan_chart,
    horizontal_bars,
    line_plot,
    line_with_target,
    matrix,
    network_ring,
    network_scatter,
    point_map,
    step_strips,
)
from seedbed.messages import LANGUAGES, Lang

HOSTILE = "<img src=x onerror=alert(1)> & \"quoted\" '技能'\x00"
LONG = "fire-safety inspection of high-rise buildings and underground railway stations 高层建筑消防检查"
NAMES = ("焊接", "PLC programming", LONG, HOSTILE, "")

ITEMS = pl.DataFrame(
    {
        "name": NAMES,
        "asked": [120.0, 80.5, None, 0.0, 3.0],
        "held": [118.0, 200.0, 40.0, 0.0, None],
        "floor": [130.0, None, 45.0, 0.0, 2.0],
    }
)
YEARS = pl.DataFrame(
    {
        "year": ["2020", "2021", "2022", "2023"],
        "done": [10.0, None, 290.0, None],
        "path": [75.0, 150.0, 225.0, 300.0],
    }
)
PARTS = pl.DataFrame({"skill": NAMES, "adds": [0.4, 0.25, 0.05, None, 0.0]})
NODES = pl.DataFrame(
    {
        "node": [f"n{at}" for at in range(60)],
        "label": [NAMES[at % 4] + str(at) for at in range(60)],
        "group": [("education", "enterprise", "government", "elsewhere")[at % 4] for at in range(60)],
    }
)
TIES = pl.DataFrame(
    {"from": [f"n{at}" for at in range(50)], "to": [f"n{(at * 7) % 50}" for at in range(49)] + ["nobody"]}
)
GROUPS = [
    NodeGroup("education", "Schools", 1),
    NodeGroup("enterprise", LONG, 2),
    NodeGroup("government", "政府", 3),
]
CELLS = pl.DataFrame(
    {
        "place": [name for name in NAMES for _ in range(6)],
        "industry": [f"{'LONGER THAN A CELL ' * (at > 3)}i{at}" for at in range(6)] * 5,
        "lq": [None if at % 7 == 3 else at / 9 for at in range(30)],
    }
)
FEW = pl.DataFrame({"place": ["A", "B"], "industry": ["x", "x"], "lq": [1.5, 0.2]})
SPREAD = NODES.with_columns(
    x=(pl.int_range(60) * 37 % 60) / 60.0,
    y=pl.when(pl.int_range(60) > 57).then(None).otherwise((pl.int_range(60) * 23 % 60) / 60.0),
)
STAGES = pl.DataFrame(
    {
        "chain": [NAMES[at // 5] for at in range(23)],
        "stage": [(NAMES[at % 5] if at % 3 else f"stage {at}") for at in range(23)],
        "status": [
            ("present", "weak", "planned", "missing", "around", "unheard of")[at % 6] for at in range(23)
        ],
    }
)
STATES = [
    State("present", "at home", "full"),
    State("weak", LONG, "half"),
    State("around", "around", "pale"),
    State("planned", "planned", "outline"),
    State("missing", "missing", "dashed"),
    State("unsaid", "nothing said", "dot"),
]
PLACES = pl.DataFrame(
    {
        "label": ["渝中区", "Nan'an", LONG, HOSTILE, "nowhere"],
        "longitude": [106.57, 106.58, 104.07, 109.46, None],
        "latitude": [29.55, 29.54, 30.57, 31.02, 30.0],
        "people": [4000, 3900, 20, 0, 5],
    }
)
FUTURE = pl.DataFrame(
    {
        "month": ["2023-11", "2023-12", "2024-01", "2024-07", "2025-12"],
        "done": [3.0, 9.0, 14.0, None, None],
        "aim": [5.0, 10.0, 15.0, 45.0, 130.0],
        "low": [None, None, 14.0, 25.0, 60.0],
        "middle": [None, None, 14.0, 33.0, 95.0],
        "high": [None, None, 14.0, 44.0, 150.0],
    }
)


def fan(table: pl.DataFrame, canvas: Canvas) -> Chart:
    return fan_chart(
        table,
        month="month",
        actual=Series("done", "reached"),
        middle=Series("middle", LONG),
        bands=[Band("low", "high", HOSTILE)],
        aim=Series("aim", "asked"),
        title="T",
        canvas=canvas,
    )


asked, held = Series("asked", "asked"), Series("held", "held", 2)

Draw = Callable[[pl.DataFrame, Canvas], Chart]
KINDS: dict[str, tuple[pl.DataFrame, Draw]] = {
    "bars": (ITEMS, lambda t, c: horizontal_bars(t, label="name", series=[asked], title="T", canvas=c)),
    "grouped": (
        ITEMS,
        lambda t, c: horizontal_bars(
            t, label="name", series=[asked, held], marker=Series("floor", "floor"), title="T", canvas=c
        ),
    ),
    "dots": (ITEMS, lambda t, c: dot_plot(t, label="name", series=[asked], title="T", canvas=c)),
    "joined": (ITEMS, lambda t, c: dot_plot(t, label="name", series=[asked, held], title="T", canvas=c)),
    "path": (
        YEARS,
        lambda t, c: line_with_target(
            t,
            period="year",
            actual=Series("done", "done"),
            target=Series("path", "path"),
            title="T",
            canvas=c,
        ),
    ),
    "fan": (FUTURE, fan),
    "parts": (
        PARTS,
        lambda t, c: contribution_bar(
            t, label="skill", contribution="adds", title="T", canvas=c, total_label="fit"
        ),
    ),
    "ring": (NODES, lambda t, c: network_ring(t, TIES, groups=GROUPS, title="T", canvas=c)),
    "scatter": (SPREAD, lambda t, c: network_scatter(t, TIES, groups=GROUPS, title="T", canvas=c)),
    "strips": (
        STAGES,
        lambda t, c: step_strips(
            t, row="chain", step="stage", state="status", states=STATES, title="T", canvas=c
        ),
    ),
    "line": (
        YEARS,
        lambda t, c: line_plot(t, along="year", series=[Series("done", "done")], title="T", canvas=c),
    ),
    "two lines": (
        YEARS,
        lambda t, c: line_plot(
            t, along="year", series=[Series("path", "a"), Series("done", "b", 2)], title="T", canvas=c
        ),
    ),
    "matrix": (
        CELLS,
        lambda t, c: matrix(
            t, row="place", column="industry", value="lq", title="T", canvas=c, value_label="LQ"
        ),
    ),
    "small matrix": (
        FEW,
        lambda t, c: matrix(t, row="place", column="industry", value="lq", title="T", canvas=c),
    ),
    "map": (
        PLACES,
        lambda t, c: point_map(t, label="label", size="people", size_label="people", title="T", canvas=c),
    ),
}
every_kind = pytest.mark.parametrize("kind", KINDS)
every_width = pytest.mark.parametrize("width", [NARROW, WIDE])


def drawn(kind: str, width: float = WIDE, lang: Lang = "en", table: pl.DataFrame | None = None) -> Chart:
    usual, draw = KINDS[kind]
    return draw(usual if table is None else table, Canvas(f"{lang}-{kind.replace(' ', '-')}", lang, width))


@every_kind
@every_width
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_picture_is_well_formed_named_and_keeps_its_table(
    kind: str, width: float, lang: Lang, read: Any
) -> None:
    chart = drawn(kind, width, lang)
    root = read(chart).root
    assert chart.table.equals(KINDS[kind][0])
    assert root.attrib["role"] == "img"
    named = [root.find(f".//*[@id='{one}']") for one in root.attrib["aria-labelledby"].split()]
    assert [one.text for one in named if one is not None] == [chart.title, chart.description]
    assert len(chart.description) > 10


@every_kind
@every_width
def test_no_two_texts_touch_and_none_leaves_the_picture(kind: str, width: float, read: Any) -> None:
    picture = read(drawn(kind, width))
    assert picture.texts
    assert picture.overlaps == []
    assert picture.outside == []


@every_kind
def test_the_same_table_gives_the_same_characters(kind: str) -> None:
    assert drawn(kind).svg == drawn(kind).svg


@every_kind
def test_hostile_text_stays_text(kind: str) -> None:
    svg = drawn(kind).svg
    tags = {one.tag.rpartition("}")[2] for one in ET.fromstring(svg).iter()}
    assert tags <= {"svg", "title", "desc", "text", "rect", "circle", "line", "path"}
    assert "\x00" not in svg


@every_kind
@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_empty_table_gives_a_sentence(kind: str, lang: Lang, read: Any) -> None:
    chart = drawn(kind, lang=lang, table=KINDS[kind][0].clear())
    assert read(chart).texts == [{"en": "There is nothing to draw.", "zh": "没有可绘制的数据。"}[lang]]


@every_kind
def test_every_class_stands_in_the_style_sheet(kind: str, read: Any) -> None:
    style = chart_style()
    used = {name for one in read(drawn(kind)).root.iter() for name in one.attrib.get("class", "").split()}
    unknown = {name for name in used if f".{name} " not in style and f".{name}," not in style}
    assert unknown <= {"c-text", "c-dot"}  # these two need nothing beyond the defaults


def test_bars_are_as_long_as_their_values(read: Any) -> None:
    table = pl.DataFrame({"name": ["a", "b", "c"], "asked": [100.0, 25.0, 0.0]})
    bars = read(drawn("bars", table=table)).marks("rect", "c-fill-1")
    lengths = [float(bar.attrib["width"]) for bar in bars]
    assert lengths[1] / lengths[0] == pytest.approx(0.25, abs=1e-3)
    assert lengths[2] == 0


def test_negative_bars_reach_to_the_left_of_zero(read: Any) -> None:
    table = pl.DataFrame({"name": ["a", "b"], "asked": [-50.0, 50.0]})
    picture = read(drawn("bars", table=table))
    left, right = picture.marks("rect", "c-fill-1")
    assert float(left.attrib["x"]) + float(left.attrib["width"]) == pytest.approx(float(right.attrib["x"]))
    assert picture.overlaps == [] and picture.outside == []


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 256), min_size=1, max_size=12))
def test_contributions_are_as_wide_as_their_share_and_end_at_the_total(units: list[int]) -> None:
    adds = [unit / 4096 for unit in units]
    table = pl.DataFrame({"skill": ["s"] * len(adds), "adds": adds})
    root = ET.fromstring(drawn("parts", table=table).svg)
    mark = next(one for one in root.iter() if one.attrib.get("class") == "c-line-mark")
    assert float(mark.attrib["x1"]) == pytest.approx(12 + sum(adds) * (WIDE - 24), abs=0.01)
    pieces = [one for one in root.iter() if one.attrib.get("class", "").startswith("c-fill")]
    assert len(pieces) == sum(unit > 0 for unit in units)


def test_a_missing_value_breaks_the_line_and_is_not_zero(read: Any) -> None:
    picture = read(drawn("path"))
    (line,) = list(picture.marks("path", "c-line-1"))
    assert line.attrib["d"].count("M") == 2
    assert len(picture.marks("circle", "c-fill-1")) == 2


def test_a_ring_draws_every_node_of_its_groups_and_only_ties_between_them(read: Any) -> None:
    picture = read(drawn("ring"))
    known = {row[0] for row in NODES.rows() if row[2] != "elsewhere"}
    dots = [one for tone in (1, 2, 3) for one in picture.marks("circle", f"c-fill-{tone}")]
    assert len(dots) == len(known)
    expected = {(a, b) for a, b in TIES.rows() if a != b and {a, b} <= known}
    assert len(picture.marks("path", "c-tie")) == len(expected) > 0


def test_a_map_is_true_to_scale_and_leaves_out_what_has_no_coordinates(read: Any) -> None:
    table = pl.DataFrame(
        {
            "label": ["a", "b", "c"],
            "longitude": [106.0, 107.0, 106.0],
            "latitude": [30.0, 30.0, 31.0],
            "people": 1,
        }
    )
    a, b, c = read(drawn("map", table=table)).marks("circle", "c-bubble")
    east = float(b.attrib["cx"]) - float(a.attrib["cx"])
    north = float(a.attrib["cy"]) - float(c.attrib["cy"])
    assert east / north == pytest.approx(0.8616, abs=2e-3)  # cosine of 30.5 degrees
    assert len(read(drawn("map")).marks("circle", "c-bubble")) == 4


def test_a_key_that_cannot_be_an_id_is_refused() -> None:
    with pytest.raises(ValueError, match="key"):
        Canvas("a b", "en")


def test_a_dot_plot_has_at_most_two_series() -> None:
    with pytest.raises(ValueError, match="two"):
        dot_plot(ITEMS, label="name", series=[asked, held, asked], title="T", canvas=Canvas("k", "en"))


def test_cells_are_shaded_by_their_bounds_and_an_unknown_one_is_no_zero(read: Any) -> None:
    table = pl.DataFrame({"r": ["a"] * 6, "c": list("uvwxyz"), "v": [0.0, 0.5, 0.99, 1.0, 5.0, None]})
    drawing = matrix(
        table, row="r", column="c", value="v", title="T", canvas=Canvas("m", "en"), bounds=[0.5, 1, 2, 4]
    )
    picture = read(drawing)
    in_cells = [len(picture.marks("rect", f"c-heat-{shade}")) - 1 for shade in range(1, 6)]
    assert in_cells == [1, 2, 1, 0, 1]
    assert len(picture.marks("circle", "c-empty")) == 1


def test_a_matrix_nobody_could_read_is_refused() -> None:
    table = pl.DataFrame({"r": [str(at) for at in range(61)], "c": ["x"] * 61, "v": [1.0] * 61})
    with pytest.raises(ValueError, match="at most 60"):
        matrix(table, row="r", column="c", value="v", title="T", canvas=Canvas("m", "en"))


def test_a_step_is_told_by_the_shape_of_its_box(read: Any) -> None:
    picture = read(drawn("strips"))
    looks = {
        look: len(picture.marks("rect", f"c-box-{look}"))
        for look in ("full", "pale", "outline", "dashed", "dot")
    }
    count = dict(STAGES.group_by("status").len().rows())
    # The key has one of each; a weak step is a pale box with a full foot.
    assert looks == {
        "full": count["present"] + count["weak"] + 2,
        "pale": count["weak"] + count["around"] + 2,
        "outline": count["planned"] + 1,
        "dashed": count["missing"] + 1,
        "dot": count["unheard of"] + 1,
    }


def test_a_scatter_leaves_out_what_has_no_position_and_keeps_the_order_of_heights(read: Any) -> None:
    table = pl.DataFrame(
        {
            "node": ["a", "b", "c"],
            "label": ["a", "b", "c"],
            "group": ["education"] * 3,
            "x": [0.0, 1.0, None],
            "y": [0.0, 5.0, 1.0],
        }
    )
    ties = pl.DataFrame({"from": ["a", "b"], "to": ["b", "c"]})
    chart = network_scatter(table, ties, groups=GROUPS, title="T", canvas=Canvas("x", "en"))
    picture = read(chart)
    low, high = (one for one in picture.marks("circle", "c-fill-1") if one.attrib["class"] == "c-fill-1")
    assert float(low.attrib["cy"]) > float(high.attrib["cy"])
    assert len(picture.marks("line", "c-tie")) == 1


def test_a_line_over_many_steps_has_no_dots_and_breaks_where_nothing_is_known(read: Any) -> None:
    many = pl.DataFrame(
        {"lost": range(300), "left": [None if at == 150 else 300.0 - at for at in range(300)]}
    )
    chart = line_plot(
        many, along="lost", series=[Series("left", "left")], title="T", canvas=Canvas("x", "en")
    )
    (path,) = read(chart).marks("path", "c-line-1")
    assert path.attrib["d"].count("M") == 2 and path.attrib["d"].count("L") == 297
    assert not read(chart).marks("circle", "c-fill-1")
    with pytest.raises(ValueError, match="one or two"):
        line_plot(many, along="lost", series=[], title="T", canvas=Canvas("x", "en"))


def test_the_value_of_a_negative_dot_stands_left_of_it_and_not_on_its_stem(read: Any) -> None:
    table = pl.DataFrame({"name": ["below", "above"], "held": [-3.5, 1.0]})
    chart = dot_plot(table, label="name", series=[held], title="T", canvas=Canvas("x", "en"), style="decimal")
    picture = read(chart)
    below, above = (float(one.attrib["cx"]) for one in picture.marks("circle", "c-fill-2"))
    boxes = dict(picture.boxes)
    assert boxes["-3.50"][2] < below and boxes["1.00"][0] > above
    assert picture.overlaps == [] and picture.outside == []


def test_a_fan_keeps_months_at_their_distance_and_opens_where_the_record_ends() -> None:
    chart = fan(FUTURE, Canvas("fan", "en"))
    tree = ET.fromstring(chart.svg)
    svg = "{http://www.w3.org/2000/svg}"
    band = next(one for one in tree.iter(f"{svg}path") if one.attrib["class"] == "c-heat-1")
    edge = band.attrib["d"].strip("MZ").split("L")
    corners = [tuple(float(part) for part in corner.split()) for corner in edge]
    assert len(corners) == 6
    assert corners[0] == corners[-1]
    (first, _), (second, _), (third, _) = corners[:3]
    assert (third - second) / (second - first) == pytest.approx(17 / 6, abs=0.01)
    dot = tree.find(f"{svg}circle")
    assert dot is not None
    assert float(dot.attrib["cx"]) == pytest.approx(first)
    assert "2024-01" in chart.description
    assert all(value in chart.description for value in ("14", "95", "60", "150", "130"))


def test_a_fan_of_the_past_alone_is_a_line() -> None:
    chart = fan(FUTURE.head(2), Canvas("fan", "zh"))
    assert 'Z" class="c-heat' not in chart.svg
    assert "9" in chart.description


def test_a_fan_has_one_to_three_bands() -> None:
    with pytest.raises(ValueError, match="bands"):
        fan_chart(
            FUTURE,
            month="month",
            actual=asked,
            middle=asked,
            bands=[],
            aim=asked,
            title="T",
            canvas=Canvas("fan", "en"),
        )
