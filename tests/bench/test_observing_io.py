"""The bench of multipliers runs, and its contestants agree."""

from seedbed.bench.observing_io import bench_multipliers, drawn_table


def test_contestants_agree_and_bars_of_other_sizes_are_not_judged():
    table = bench_multipliers((450,), apart=False)
    assert table.agree
    assert {"seedbed", "numpy inverse"} <= {row.contestant for row in table.rows}
    assert {bar.verdict for bar in table.bars} == {"not-judged"}
    assert all(bar.text("en") != bar.text("zh") for bar in table.bars)


def test_the_drawn_table_is_sound():
    assert drawn_table(60).check() == []
