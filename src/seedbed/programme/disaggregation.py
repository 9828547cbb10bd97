"""A number split by sex, subproject, place, period or group, and opened to its events."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Literal, get_args

import polars as pl

from seedbed.programme.columns import PAIR

UNSTATED = "unstated"
"""What was not said stays a row of its own: it is neither dropped nor guessed."""

Dimension = Literal["sex", "subproject", "place", "period", "group"]
DIMENSIONS: tuple[Dimension, ...] = get_args(Dimension)

SEX_OF_GROUP: Mapping[str, str] = {"women": "female", "men": "male"}
"""Groups of the targets that the ``sex`` column defines; all others stand in ``groups``."""


def members(group: str) -> pl.Expr:
    """Whether a counted row belongs to a group; :data:`UNSTATED`: to none that was stated."""
    if group in SEX_OF_GROUP:
        return pl.col("sex") == SEX_OF_GROUP[group]
    if group == UNSTATED:
        return _groups().list.len() == 0
    return pl.col("groups").list.contains(group)


def _groups() -> pl.Expr:
    """The groups of each row, once each, without those that the sex says."""
    return pl.col("groups").list.unique().list.set_difference(list(SEX_OF_GROUP))


def opens(
    counted: pl.DataFrame,
    indicator: str,
    *,
    sex: str | None = None,
    subproject: str | None = None,
    place: str | None = None,
    period: str | None = None,
    group: str | None = None,
    up_to: str | None = None,
) -> pl.DataFrame:
    """The counted rows behind a number; what is not named is not restricted.

    Parameters
    ----------
    counted
        :attr:`seedbed.programme.counting.Results.counted`.
    indicator
        The number's indicator.
    sex, subproject, place, period, group
        The cell, as :func:`breakdown` labels it.
    up_to
        The last period that a cumulative number includes.
    """
    wanted = [pl.col("indicator") == indicator]
    cell = {"sex": sex, "subproject": subproject, "place": place, "period": period}
    wanted += [pl.col(name) == value for name, value in cell.items() if value is not None]
    if group is not None:
        wanted.append(members(group))
    if up_to is not None:
        wanted.append(pl.col("period") <= up_to)
    return counted.filter(wanted)


def trail(opened: pl.DataFrame, events: pl.DataFrame) -> pl.DataFrame:
    """The events that made counted rows: the proposal, the path and the verification.

    Parameters
    ----------
    opened
        Counted rows, of :func:`opens`.
    events
        The ``placements`` table; its columns (run, reason, evidence, ...) come along.

    Returns
    -------
    polars.DataFrame
        ``indicator, seeker, opportunity, role`` (proposal, path, verification) and the
        event's columns, in the order of the story.
    """
    roles = pl.concat(
        [
            opened.select("indicator", event=pl.col("proposed_event"), role=pl.lit("proposal")),
            opened.select("indicator", event=pl.col("path_events"), role=pl.lit("path")).explode("event"),
            opened.select("indicator", "event", role=pl.lit("verification")),
        ]
    ).filter(pl.col("event").is_not_null())
    order = pl.col("role").replace_strict({"proposal": 0, "path": 1, "verification": 2})
    return (
        roles.join(events, on="event")
        .sort("indicator", *PAIR, order, "date", "event")
        .select(
            "indicator",
            *PAIR,
            "role",
            *(name for name in events.columns if name not in {"indicator", "role", *PAIR}),
        )
    )


def breakdown(
    counted: pl.DataFrame,
    by: Sequence[Dimension],
    *,
    indicators: Collection[str] | None = None,
    levels: Mapping[Dimension, Sequence[str]] | None = None,
    up_to: str | None = None,
) -> pl.DataFrame:
    """Counts per indicator and cell.

    Parameters
    ----------
    counted
        :attr:`seedbed.programme.counting.Results.counted`.
    by
        One dimension or several; each once.
    indicators
        The indicators to show, also where nothing counts; ``None``: those in ``counted``.
    levels
        What a dimension should show even where nothing counts, since zero is a value. Sex
        always shows female and male; levels that occur are always shown.
    up_to
        The last period to include.

    Returns
    -------
    polars.DataFrame
        ``indicator``, the dimensions, ``counted`` and ``may_be_summed``: whether the cells of
        an indicator add up to it. False for groups: they overlap, and a person stands in
        several cells. Across indicators nothing may be summed: a person may count for two.

    Raises
    ------
    ValueError
        A dimension is unknown or named twice.
    """
    if set(by) - set(DIMENSIONS) or len(set(by)) < len(by):
        raise ValueError(f"{by} should name each of some of {DIMENSIONS} once")
    rows = counted if up_to is None else counted.filter(pl.col("period") <= up_to)
    if indicators is not None:
        rows = rows.filter(pl.col("indicator").is_in(list(indicators)))
    if "group" in by:
        group = pl.when(_groups().list.len() == 0).then(pl.lit([UNSTATED])).otherwise(_groups())
        rows = rows.with_columns(group=group).explode("group")
    shown = rows["indicator"].unique().to_list() if indicators is None else sorted(set(indicators))
    grid = pl.DataFrame({"indicator": shown}, schema={"indicator": pl.String})
    for dimension in by:
        always = [*SEX_OF_GROUP.values()] if dimension == "sex" else []
        named = {*always, *(levels or {}).get(dimension, ()), *rows[dimension].to_list()}
        cells = pl.DataFrame({dimension: sorted(named)}, schema={dimension: pl.String})
        grid = grid.join(cells, how="cross")
    counts = rows.group_by("indicator", *by).agg(counted=pl.len().cast(pl.Int64))
    return (
        grid.join(counts, on=["indicator", *by], how="left")
        .with_columns(pl.col("counted").fill_null(0), may_be_summed=pl.lit("group" not in by))
        .sort("indicator", *by)
    )


def union_of_groups(
    counted: pl.DataFrame,
    *,
    groups: Collection[str] | None = None,
    indicators: Collection[str] | None = None,
    up_to: str | None = None,
) -> pl.DataFrame:
    """How many stand in at least one group, beside the sum of the groups, which counts some twice.

    Parameters
    ----------
    counted
        :attr:`seedbed.programme.counting.Results.counted`.
    groups
        Those to look at, also women and men; ``None``: all that the rows name besides these two.
    indicators
        The indicators to show, also where nothing counts; ``None``: those in ``counted``.
    up_to
        The last period to include.

    Returns
    -------
    polars.DataFrame
        ``indicator, counted`` (all), ``union`` (in at least one of the groups), ``sum_of_groups``
        (each group's number added: an upper bound, never a total), ``in_several`` (in two or more).
    """
    rows = counted if up_to is None else counted.filter(pl.col("period") <= up_to)
    if indicators is not None:
        rows = rows.filter(pl.col("indicator").is_in(list(indicators)))
    named = (
        sorted(set(groups))
        if groups is not None
        else sorted(set(rows.select(_groups().explode()).to_series().drop_nulls()))
    )
    in_groups = sum(
        (members(group).fill_null(False).cast(pl.Int64) for group in named), pl.lit(0, dtype=pl.Int64)
    )
    shown = sorted(set(rows["indicator"] if indicators is None else indicators))
    sums = (
        rows.with_columns(in_groups=in_groups)
        .group_by("indicator")
        .agg(
            counted=pl.len().cast(pl.Int64),
            union=(pl.col("in_groups") > 0).sum().cast(pl.Int64),
            sum_of_groups=pl.col("in_groups").sum(),
            in_several=(pl.col("in_groups") > 1).sum().cast(pl.Int64),
        )
    )
    return (
        pl.DataFrame({"indicator": shown}, schema={"indicator": pl.String})
        .join(sums, on="indicator", how="left")
        .with_columns(pl.exclude("indicator").fill_null(0))
    )
