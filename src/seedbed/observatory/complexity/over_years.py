"""Complexity year by year, with one sign for all years."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from seedbed.messages import Finding
from seedbed.messages.finding import Severity
from seedbed.observatory.complexity.presence import Presence, read_presence
from seedbed.observatory.complexity.ranking import PciScale, Ranking, Scale, correlation, rank, turned
from seedbed.observatory.complexity.tables import eci_frame, pci_frame, tiny_places
from seedbed.observatory.grid import Missing, finding_codes, finding_column, split_periods
from seedbed.observatory.similarity.advantages import Advantages

UNLIKE = 0.5
"""Correlation with the year before below which an order is another one."""

UNLIKE_PREVIOUS = "observatory.unlike-previous"
"""Code of a year whose order hardly resembles the year before's: its sign hangs on little."""


@dataclass(frozen=True, slots=True, eq=False)
class ComplexityOverYears:
    """ECI and PCI of several periods, comparable in sign.

    Parameters
    ----------
    eci
        period, place, eci, rank, part, finding.
    pci
        period, industry, pci, rank, part, finding.
    alignment
        period, previous, value (correlation of ECI with the previous period's over the places of both, after
        alignment; null in the first), places (in both), turned (whether diversity alone would have given
        the other sign), finding.
    """

    eci: pl.DataFrame
    pci: pl.DataFrame
    alignment: pl.DataFrame
    findings: tuple[Finding, ...]


def complexity_over_years(
    frame: pl.DataFrame,
    presence: float = 1.0,
    *,
    advantages: Advantages = "location_quotient",
    eci_scale: Scale = "population",
    pci_scale: PciScale = "eci",
    min_place_total: float = 0.0,
    small: float = 0.01,
    missing: Missing = "refuse",
) -> ComplexityOverYears:
    """ECI and PCI for each period, the sign aligned to the period before.

    The usual rule signs each year on its own by the correlation with diversity; where that is weak the order
    turns over between years that hardly differ. Here:

    1. Rank each period (:func:`seedbed.observatory.complexity.ranking.rank`).
    2. Turn a period over if it runs against the one before: by the correlations of ECI over places and of PCI
       over industries that are ranked in both, added up. A period that shares nothing with the one before keeps
       diversity's sign.
    3. Turn all over if the correlations with diversity, added up over the periods, are negative.

    Parameters
    ----------
    frame
        place, industry, period, value (>= 0); periods are ordered by their text.

    Returns
    -------
    See :class:`ComplexityOverYears`. A period whose aligned correlation with the one before is below 0.5 bears
    ``observatory.unlike-previous``.

    Raises
    ------
    Refusal
        As :func:`seedbed.observatory.complexity.complexity`, for any period; a period is empty.
    """
    periods = split_periods(frame)
    found = {
        period: read_presence(
            table, presence, advantages=advantages, min_place_total=min_place_total, missing=missing
        )
        for period, table in periods.items()
    }
    rankings = {
        period: rank(given.present, eci_scale=eci_scale, pci_scale=pci_scale)
        for period, given in found.items()
    }
    signs = _signs(list(found.values()), list(rankings.values()))
    aligned = {
        period: ranking if sign > 0 else turned(ranking)
        for (period, ranking), sign in zip(rankings.items(), signs, strict=True)
    }
    alignment = _alignment(found, aligned, signs)
    unlike = alignment.filter(pl.col("finding").is_not_null())
    return ComplexityOverYears(
        eci=pl.concat(
            _dated(period, eci_frame(found[period], ranking, tiny_places(found[period], small)))
            for period, ranking in aligned.items()
        ),
        pci=pl.concat(
            _dated(period, pci_frame(found[period], ranking)) for period, ranking in aligned.items()
        ),
        alignment=alignment,
        findings=tuple(
            Finding(
                "observatory.unlike-previous-year",
                {"period": period, "previous": previous, "correlation": value},
                Severity.WARNING,
            )
            for period, previous, value in unlike.select("period", "previous", "value").iter_rows()
        ),
    )


def _signs(found: list[Presence], rankings: list[Ranking]) -> list[float]:
    """+1 where a period keeps diversity's sign, -1 where it is turned."""
    signs = [1.0]
    for at in range(1, len(rankings)):
        likeness = sum(
            correlation(*both)
            for both in (
                _shared(found, rankings, at, "place"),
                _shared(found, rankings, at, "industry"),
            )
        )
        signs.append(signs[-1] * float(np.sign(likeness)) if likeness else 1.0)
    with_diversity = sum(sign * ranking.sign_margin for sign, ranking in zip(signs, rankings, strict=True))
    return [-sign for sign in signs] if with_diversity < 0 else signs


def _shared(
    found: list[Presence], rankings: list[Ranking], at: int, unit: str
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Values of the period before and of this one, for units that stand in both."""
    sides = []
    for index in (at - 1, at):
        grid, ranking = found[index].grid, rankings[index]
        ids, values = (grid.rows, ranking.eci) if unit == "place" else (grid.columns, ranking.pci)
        sides.append(pl.DataFrame({"id": ids, f"value{index - at}": values}))
    both = sides[0].join(sides[1], on="id", how="inner", maintain_order="left")
    return both["value-1"].to_numpy(), both["value0"].to_numpy()


def _alignment(found: dict[str, Presence], aligned: dict[str, Ranking], signs: list[float]) -> pl.DataFrame:
    names, given, rankings = list(found), list(found.values()), list(aligned.values())
    values, counts = [np.nan], [0]
    for at in range(1, len(names)):
        before, now = _shared(given, rankings, at, "place")
        values.append(correlation(before, now))
        counts.append(int((~(np.isnan(before) | np.isnan(now))).sum()))
    correlations = np.array(values)
    return pl.DataFrame(
        {
            "period": names,
            "previous": [None, *names[:-1]],
            "value": pl.Series(correlations, nan_to_null=True),
            "places": counts,
            "turned": [sign < 0 for sign in signs],
            "finding": finding_column(
                len(names), finding_codes(len(names), (correlations < UNLIKE, UNLIKE_PREVIOUS))
            ),
        },
        schema_overrides={"previous": pl.String},
    )


def _dated(period: str, frame: pl.DataFrame) -> pl.DataFrame:
    return frame.select(pl.lit(period).alias("period"), pl.all())
