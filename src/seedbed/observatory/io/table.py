"""An input-output table: who buys what from whom, and what goes along with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from types import MappingProxyType

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from seedbed.messages import Finding, Refusal
from seedbed.observatory.io.accounts import accounts, identities
from seedbed.observatory.io.checking import check_table, require_sound
from seedbed.observatory.io.coefficients import (
    allocation_coefficients,
    ghosh_inverse,
    leontief_inverse,
    technical_coefficients,
)
from seedbed.observatory.io.extraction import Extraction, ExtractionKind, extract, extract_each
from seedbed.observatory.io.flows import Flows
from seedbed.observatory.io.ghosh import push_primary_inputs
from seedbed.observatory.io.households import Households
from seedbed.observatory.io.impact import Impact, measure_impact
from seedbed.observatory.io.linkages import Forward, measure_linkages
from seedbed.observatory.io.multipliers import Kind, Multipliers, measure_multipliers
from seedbed.observatory.io.naming import listed
from seedbed.observatory.io.productivity import spectral_radius
from seedbed.observatory.io.satellite import Satellite, as_satellite
from seedbed.observatory.io.service_inputs import measure_service_inputs
from seedbed.observatory.io.stressors import OUTPUT

Floats = NDArray[np.float64]


class Table:
    """Flows, final demand, outputs and satellites of one region or of many.

    Parameters
    ----------
    Z
        (n, n) flows: ``Z[i, j]`` is what sector j buys from sector i. It is not copied.
    Y
        (n, k) or (n,) final demand, or a mapping from its categories to (n,) columns.
    x
        (n,) outputs; ``Z 1 + Y 1`` when absent.
    satellites
        What goes along with output: a :class:`Satellite`, or an array (n,) or (rows, n), under each name.
    primary
        What sectors pay besides ``Z`` (imports, taxes, value added), so that columns can be checked; a
        satellite whose rows can be asked for as stressors, too.
    industries, places
        (n,) a sector's industry and, in a table of several regions, its place.
    final_demand, final_places
        (k,) the categories of final demand, and where each consumes.
    unit
        Of the flows.
    households
        Whose wages and consumption close the model (type II).
    tolerance
        Relative difference of a sector's row total from its output that passes as rounding.

    Raises
    ------
    Refusal
        Shapes do not fit together, a label stands twice, values are not numbers. Everything else is said
        by :meth:`check`, and by every operation before it computes.

    >>> table = Table([[150, 500], [200, 100]], [350, 1700])
    >>> table.multipliers().of("output").round(4).tolist()
    [1.5182, 1.4521]
    """

    def __init__(
        self,
        Z: ArrayLike,
        Y: ArrayLike | Mapping[str, ArrayLike],
        x: ArrayLike | None = None,
        satellites: Mapping[str, Satellite | ArrayLike] | None = None,
        *,
        primary: Satellite | ArrayLike | None = None,
        industries: Sequence[str] | None = None,
        places: Sequence[str] | None = None,
        final_demand: Sequence[str] | None = None,
        final_places: Sequence[str] | None = None,
        unit: str = "",
        households: Households | None = None,
        tolerance: float = 1e-6,
    ) -> None:
        flows = _matrix("Z", Z)
        n = flows.shape[0]
        if flows.shape != (n, n) or n == 0:
            raise _shape("Z", flows, "(n, n)")
        if isinstance(Y, Mapping):
            final_demand = tuple(Y) if final_demand is None else final_demand
            columns = [_matrix(name, column) for name, column in Y.items()]
            for name, column in zip(Y, columns, strict=True):
                if column.shape != (n,):
                    raise _shape(name, column, f"({n},)")
            demand = np.column_stack(columns) if columns else np.zeros((n, 0))
        else:
            demand = _matrix("Y", Y)
            demand = demand[:, None] if demand.ndim == 1 else demand
        if demand.ndim != 2 or demand.shape[0] != n:
            raise _shape("Y", demand, f"({n}, k)")
        k = demand.shape[1]
        self.Z: Floats = flows
        self.Y: Floats = demand
        self.stated_x: Floats | None = None if x is None else _matrix("x", x).reshape(-1)
        if self.stated_x is not None and self.stated_x.shape != (n,):
            raise _shape("x", self.stated_x, f"({n},)")
        self.industries = _labels("industries", industries, n, "sector")
        self.places = ("",) * n if places is None else _count("places", tuple(map(str, places)), n)
        sectors = tuple(zip(self.places, self.industries, strict=True))
        if len(set(sectors)) != n:
            twice = sorted({_join(s) for s in sectors if sectors.count(s) > 1})
            raise Refusal.because("observatory.io-label-twice", name="industries", labels=listed(twice))
        self.sectors = tuple(_join(sector) for sector in sectors)
        self.final_demand = _labels("final_demand", final_demand, k, "final demand")
        if final_places is None:
            final_places = (self.places[0] if len(set(self.places)) == 1 else "",) * k
        self.final_places = _count("final_places", tuple(map(str, final_places)), k)
        self.unit = unit
        self.households = households
        self.tolerance = tolerance
        self.satellites: Mapping[str, Satellite] = MappingProxyType(
            {
                name: self._fitting(name, as_satellite(name, given))
                for name, given in (satellites or {}).items()
            }
        )
        if OUTPUT in self.satellites:
            raise Refusal.because("observatory.io-reserved-name", name=OUTPUT)
        self.primary: Satellite | None = (
            None if primary is None else self._fitting("primary", as_satellite("primary", primary))
        )

    def _fitting(self, name: str, satellite: Satellite) -> Satellite:
        n, k = self.Y.shape
        if satellite.values.shape[1] != n:
            raise _shape(name, satellite.values, f"({len(satellite.rows)}, {n})")
        direct = satellite.final_demand
        if direct is not None and direct.shape != (len(satellite.rows), k):
            raise _shape(f"{name} (final demand)", direct, f"({len(satellite.rows)}, {k})")
        return satellite

    def with_satellites(self, satellites: Mapping[str, Satellite | ArrayLike]) -> Table:
        """The same table with further satellites (of one name, the new one)."""
        return Table(
            self.Z,
            self.Y,
            self.stated_x,
            {**self.satellites, **satellites},
            primary=self.primary,
            industries=self.industries,
            places=self.places,
            final_demand=self.final_demand,
            final_places=self.final_places,
            unit=self.unit,
            households=self.households,
            tolerance=self.tolerance,
        )

    @cached_property
    def flows(self) -> Flows:
        """The flows with their sums, read once."""
        return Flows(self.Z, self.Y, self.stated_x)

    @property
    def x(self) -> Floats:
        """(n,) outputs: as stated, else row sums."""
        return self.flows.x

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What :meth:`check` says, found once."""
        return check_table(self)

    def check(self) -> list[Finding]:
        """Everything that makes the table doubtful (warnings, notes) or useless (errors), cells named."""
        return list(self.findings)

    @property
    def A(self) -> Floats:  # noqa: N802
        """(n, n) technical coefficients, ``Z diag(1/x)``."""
        require_sound(self)
        return technical_coefficients(self.Z, self.x)

    @property
    def B(self) -> Floats:  # noqa: N802
        """(n, n) allocation coefficients, ``diag(1/x) Z``."""
        require_sound(self)
        return allocation_coefficients(self.Z, self.x)

    def spectral_radius(self) -> float:
        """The largest eigenvalue of ``A``: how much of a round of demand comes back, at most."""
        require_sound(self)
        return spectral_radius(self.Z, self.x)

    def leontief_inverse(self) -> Floats:
        """(n, n) ``(I - A)^-1``; the operations below do without it."""
        require_sound(self)
        return leontief_inverse(self.Z, self.x)

    def ghosh_inverse(self) -> Floats:
        """(n, n) ``(I - B)^-1``."""
        require_sound(self)
        return ghosh_inverse(self.Z, self.x)

    def multipliers(
        self,
        kind: Kind = "type1",
        stressor: str | Sequence[str] | None = None,
        *,
        households: Households | None = None,
    ) -> Multipliers:
        """Output and each stressor per unit of final demand (:func:`.multipliers.measure_multipliers`)."""
        return measure_multipliers(self, kind, stressor, households)

    def linkages(self, forward: Forward = "ghosh") -> pl.DataFrame:
        """Backward and forward linkages, key sectors (:func:`.linkages.measure_linkages`)."""
        return measure_linkages(self, forward)

    def extraction(
        self,
        sectors: Sequence[str] | None = None,
        *,
        kind: ExtractionKind = "total",
        stressor: str | Sequence[str] | None = None,
    ) -> Extraction | pl.DataFrame:
        """What is lost without some sectors together, or without each in turn (when ``sectors`` is None)."""
        return extract_each(self, kind) if sectors is None else extract(self, sectors, kind, stressor)

    def ghosh(self, primary_inputs: ArrayLike | Mapping[str, float] | pl.DataFrame) -> pl.DataFrame:
        """Outputs that primary inputs push through fixed sales shares (:mod:`.ghosh`)."""
        return push_primary_inputs(self, primary_inputs)

    def impact(
        self,
        final_demand: ArrayLike | Mapping[str, float] | pl.DataFrame,
        kind: Kind = "type1",
        stressor: str | Sequence[str] | None = None,
        *,
        households: Households | None = None,
    ) -> Impact:
        """What new final demand means for output, jobs, CO2, value added (:mod:`.impact`)."""
        return measure_impact(self, final_demand, kind, stressor, households)

    def service_inputs_of_manufacturing(
        self, services: Sequence[str], manufacturing: Sequence[str]
    ) -> pl.DataFrame:
        """How much of services stands in a unit of manufactures (:mod:`.service_inputs`)."""
        return measure_service_inputs(self, services, manufacturing)

    def accounts(self, stressor: str | Sequence[str] | None = None) -> pl.DataFrame:
        """Production and consumption accounts (footprints) by place (:func:`.accounts.accounts`)."""
        return accounts(self, stressor)

    def identities(self) -> pl.DataFrame:
        """The four identities that hold in every table, with how far they do (:func:`.accounts.identities`)."""
        return identities(self)


def _matrix(name: str, given: ArrayLike) -> Floats:
    try:
        values = np.asarray(given, dtype=np.float64)
    except (TypeError, ValueError):
        raise Refusal.because("observatory.io-not-numbers", name=name) from None
    return values


def _shape(name: str, values: Floats, expected: str) -> Refusal:
    return Refusal.because("observatory.io-shape", name=name, shape=str(values.shape), expected=expected)


def _join(sector: tuple[str, str]) -> str:
    place, industry = sector
    return f"{place} {industry}" if place else industry


def _labels(name: str, given: Sequence[str] | None, count: int, word: str) -> tuple[str, ...]:
    if given is None:
        return tuple(f"{word} {at}" for at in range(1, count + 1))
    return _count(name, tuple(map(str, given)), count)


def _count(name: str, labels: tuple[str, ...], count: int) -> tuple[str, ...]:
    if len(labels) != count:
        raise Refusal.because("observatory.other-length", name=name, count=len(labels), expected=count)
    return labels
