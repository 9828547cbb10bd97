"""Prices are shown only where they mean something."""

from __future__ import annotations

import polars as pl

from seedbed.usecases.report_frames.allocation import binding_prices, scarce


def test_a_floor_without_cost_or_without_places_has_no_price() -> None:
    floors = pl.DataFrame(
        {"name": ["slack", "binds", "no places"], "filled": [10, 10, 0], "price": [0.0, 1.172, 4.6]}
    )
    assert binding_prices(floors)["price"].to_list() == [None, 1.172, None]


def test_one_more_place_is_worth_something_only_where_all_are_filled() -> None:
    seats = pl.DataFrame(
        {
            "opportunity": ["b", "a", "half full", "free", "closed"],
            "capacity": [2, 2, 8, 1, 0],
            "filled": [2, 2, 1, 1, 0],
            "price": [1.2, 1.2, 1.5, 0.0, 2.0],
        }
    )
    assert scarce(seats)["opportunity"].to_list() == ["a", "b"]
