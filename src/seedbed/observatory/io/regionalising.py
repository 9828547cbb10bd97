"""A region's table from the nation's and from employment in both, where there is no survey."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from seedbed.messages import Finding, Refusal, Severity, Value
from seedbed.observatory.io.checking import require_sound
from seedbed.observatory.io.coefficients import reciprocal
from seedbed.observatory.io.demand import sector_vector
from seedbed.observatory.io.naming import sectors_of
from seedbed.observatory.io.quotients import QuotientMethod, trade_coefficients
from seedbed.observatory.io.satellite import Satellite
from seedbed.observatory.io.table import Table

Floats = NDArray[np.float64]
BySector = ArrayLike | Mapping[str, float] | pl.DataFrame

DELTA_RANGE = (0.2, 0.4)
"""The band's ends: about 0.3 (Flegg, Webber 1997) either way, with the 0.25 or so that fitted Finland's
regions (Flegg, Tohmo 2013). Other regions fitted values outside; the band claims no coverage."""


@dataclass(frozen=True, slots=True, eq=False)
class Regionalised:
    """A region's estimated table.

    Parameters
    ----------
    table
        The region's own flows, imports as primary inputs, and one category of final demand: what is left of
        output (local final demand and exports together).
    method, delta
        How it was made; delta is None for methods without it.
    shares
        (n, n) the share of each input bought within the region.
    deltas
        The values between which the band runs.
    findings
        What makes it doubtful.
    least, most
        The tables at the band's upper and lower end (a large delta buys least within the region).
    """

    table: Table
    method: QuotientMethod
    delta: float | None
    shares: Floats
    deltas: tuple[float, float]
    findings: tuple[Finding, ...]
    least: Table
    most: Table

    def band(self, kind: str = "type1", stressor: str | None = None) -> pl.DataFrame:
        """Multipliers with their sensitivity to delta: ``low`` and ``high`` at the ends of the range.

        Regional shares fall as delta rises, so that everything between the ends lies between the two; how
        likely the truth does is not said. place, industry, satellite, stressor, unit, value, low, high,
        finding; low and high equal value for methods without delta.
        """
        frame = self.table.multipliers(kind, stressor).frame()  # type: ignore[arg-type]
        ends = [table.multipliers(kind, stressor).values.ravel() for table in (self.least, self.most)]  # type: ignore[arg-type]
        return frame.drop("direct", "ratio", "finding").with_columns(
            low=pl.Series(ends[0]),
            high=pl.Series(ends[1]),
            finding=pl.lit("observatory.io-delta-range" if self.method == "flq" else None, dtype=pl.String),
        )


def regionalise(
    table: Table,
    regional: BySector,
    national: BySector,
    method: QuotientMethod = "flq",
    delta: float = 0.3,
    *,
    deltas: tuple[float, float] = DELTA_RANGE,
    outputs: ArrayLike | None = None,
    place: str = "region",
) -> Regionalised:
    """Estimate a region's table: national coefficients times the share that the region can supply.

    1. Trade coefficients from employment (:func:`.quotients.trade_coefficients`), at most 1;
    2. regional outputs: national ones times the region's share of each industry's employment (the same
       output per head), unless ``outputs`` are known;
    3. flows ``t_ij a_ij x_j``; the rest of ``a_ij x_j`` is imported; satellites keep their national
       intensity.

    Give a national table whose flows include imports (technology), or the region's imports are understated.

    Parameters
    ----------
    table
        The nation's, of one place.
    regional, national
        Employment (or output) by industry in the table's classification: (n,), mapping, or frame.
    method
        ``flq`` (Flegg, Webber 1997), ``cilq``, ``slq``.
    delta
        FLQ's exponent, 0 to below 1.
    deltas
        Ends of the sensitivity band; must enclose ``delta``.
    outputs
        (n,) the region's outputs, where they are known.
    place
        The region's name in the result.

    Raises
    ------
    Refusal
        The table has errors or several places; an industry is unknown; employment is negative, empty or
        larger in the region than in the nation; delta or its range is out of bounds.
    """
    if method not in get_args(QuotientMethod):
        known = ", ".join(get_args(QuotientMethod))
        raise Refusal.because("observatory.io-kind", kind=str(method), known=known)
    require_sound(table)
    if len(set(table.places)) > 1:
        raise Refusal.because("observatory.io-several-places", count=len(set(table.places)))
    low, high = (float(deltas[0]), float(deltas[1]))
    for value in (delta, low, high):
        if not 0 <= value < 1:
            raise Refusal.because("observatory.io-delta", delta=float(value))
    if method == "flq" and not low <= delta <= high:
        raise Refusal.because("observatory.io-delta-outside", delta=float(delta), low=low, high=high)
    r, n = _employment(table, regional, national)
    x = table.x * np.divide(r, n, out=np.zeros_like(r), where=n > 0)
    if outputs is not None:
        x = sector_vector(table, outputs, "outputs")
        if (x < 0).any():
            raise Refusal.because(
                "observatory.io-negative-output",
                sectors=sectors_of(x < 0, table.sectors),
                count=int((x < 0).sum()),
            )
    shares = trade_coefficients(r, n, method, delta)
    found: tuple[Finding, ...] = ()
    own = _table(table, shares, x, place)
    if (short := own.Y[:, 0] < 0).any():
        values: dict[str, Value] = {"sectors": sectors_of(short, table.sectors), "count": int(short.sum())}
        found = (Finding("observatory.io-sells-more", values, Severity.WARNING),)
    if method != "flq":
        return Regionalised(own, method, None, shares, (low, high), found, own, own)
    ends = [_table(table, trade_coefficients(r, n, method, end), x, place) for end in (high, low)]
    return Regionalised(own, method, float(delta), shares, (low, high), found, ends[0], ends[1])


def _employment(table: Table, regional: BySector, national: BySector) -> tuple[Floats, Floats]:
    r, n = sector_vector(table, regional, "regional"), sector_vector(table, national, "national")
    for name, values in (("regional", r), ("national", n)):
        if (below := values < 0).any():
            raise Refusal.because(
                "observatory.too-small",
                name=name,
                count=int(below.sum()),
                least=0,
                positions=sectors_of(below, table.sectors),
            )
        if not values.sum() > 0:
            raise Refusal.because("observatory.io-no-employment", name=name)
    if (more := r > n * (1 + 1e-9)).any():
        raise Refusal.because(
            "observatory.io-region-above-nation",
            sectors=sectors_of(more, table.sectors),
            count=int(more.sum()),
        )
    return r, n


def _table(nation: Table, shares: Floats, x: Floats, place: str) -> Table:
    """The region's table from shares bought within (n, n) and outputs (n,)."""
    factor = x * reciprocal(nation.x)
    needed = nation.Z * factor
    flows = shares * needed
    imports = (needed - flows).sum(axis=0)
    rest = x - flows.sum(axis=1)
    others = x - needed.sum(axis=0)
    primary = Satellite(
        np.vstack([imports, others]), ("imports from elsewhere", "other primary inputs"), (nation.unit,)
    )
    return Table(
        flows,
        rest[:, None],
        x,
        {name: satellite.scaled(factor) for name, satellite in nation.satellites.items()},
        primary=primary,
        industries=nation.industries,
        places=(place,) * x.size,
        final_demand=("final demand and exports",),
        unit=nation.unit,
    )
