"""Which places lie in the home place, and which areas hold it."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

INSIDE, AROUND, ELSEWHERE, UNSAID = "inside", "around", "elsewhere", "unsaid"


def inside(places: pl.DataFrame, home: str) -> set[str]:
    """The home place and all below it."""
    children: dict[str, list[str]] = {}
    for place, parent in places.select("place", "parent").iter_rows():
        if parent is not None:
            children.setdefault(parent, []).append(place)
    reached, open_ = {home}, [home]
    while open_:
        for child in children.get(open_.pop(), ()):
            if child not in reached:
                reached.add(child)
                open_.append(child)
    return reached


def around(places: pl.DataFrame, home: str, wider: Sequence[str] = ()) -> list[str]:
    """Areas that hold the home place, the nearest first: those above it, those of which it (or one above it) is a
    part, ``wider`` and those above them.

    ``parts`` is a column of ``places`` (lists of places) for areas that lie across the tree (two cities taken together); the areas
    above such an area hold the home place as well.
    """
    parent = dict(places.select("place", "parent").iter_rows())
    part_of: dict[str, list[str]] = {}
    if "parts" in places.columns:
        for place, parts in places.select("place", "parts").drop_nulls().iter_rows():
            for part in parts:
                part_of.setdefault(part, []).append(place)
    reached: list[str] = []
    open_ = [home, *wider]
    for place in open_:
        if place not in reached:
            reached.append(place)
            open_ += part_of.get(place, [])
            if parent.get(place) is not None:
                open_.append(parent[place])
    return reached[1:]
