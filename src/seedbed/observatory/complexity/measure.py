"""The whole set of complexity measures from one table."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from seedbed.messages import Finding, Refusal
from seedbed.messages.finding import Severity
from seedbed.observatory.complexity.presence import Presence, read_presence
from seedbed.observatory.complexity.ranking import APART, PciScale, Ranking, Scale, rank
from seedbed.observatory.complexity.relatedness import (
    density_of,
    gain_of,
    nearest,
    outlook_of,
    proximity_matrix,
)
from seedbed.observatory.complexity.result import Complexity, Conventions, Diagnostics, OutlookPci
from seedbed.observatory.complexity.tables import eci_frame, first_code, pci_frame, tiny_places
from seedbed.observatory.grid import Missing, finding_column, listed
from seedbed.observatory.similarity.advantages import Advantages

SMALL_GAP = 0.05
"""Relative spectral gap below which ECI is doubtful."""

WEAK_SIGN = 0.2
"""Correlation of ECI with diversity below which its sign is doubtful."""


def complexity(
    frame: pl.DataFrame,
    presence: float = 1.0,
    *,
    advantages: Advantages = "location_quotient",
    eci_scale: Scale = "population",
    pci_scale: PciScale = "eci",
    outlook_pci: OutlookPci = "unshifted",
    self_related: bool = True,
    neighbours: int | None = None,
    min_place_total: float = 0.0,
    min_industry_total: float = 0.0,
    small: float = 0.01,
    missing: Missing = "refuse",
) -> Complexity:
    """Relatedness, economic complexity (ECI) and product complexity (PCI), with outlook and gain.

    1. Presence ``M``: location quotient >= ``presence``
       (:func:`seedbed.observatory.complexity.presence.read_presence`).
    2. ECI and PCI: second vectors, part by part (Hidalgo and Hausmann 2009;
       :func:`seedbed.observatory.complexity.ranking.rank`).
    3. Proximity of industries and density around each (Hidalgo, Klinger et al. 2007).
    4. Outlook (COI): ``sum_p density (1 - M) PCI``, standardised within a part as ECI; gain (COG) of an industry
       (Hausmann, Hidalgo et al. 2014), as ecomplexity 0.5.3 computes them.

    Parameters
    ----------
    frame
        place, industry, value (>= 0). A pair that is not named is zero.
    presence
        Location quotient from which an industry is present (an equal share counts).
    advantages
        ``"given"``: values are a measure of strength already; quotients are not taken.
    eci_scale, pci_scale, outlook_pci
        Conventions that differ between packages: see :data:`Scale`, :data:`PciScale`, :data:`OutlookPci`.
    self_related
        Whether an industry counts as near to itself in density and gain (ecomplexity: yes).
    neighbours
        Read density from this many nearest industries only; they are never the industry itself.
    min_place_total, min_industry_total
        Units with a smaller total are left out before quotients are taken; they are returned as null.
    small
        Places below this share of the median place's total are flagged (``observatory.small-place``); their
        values stay. 0 flags none.
    missing
        What an empty value means: see :data:`seedbed.observatory.grid.Missing`.

    Returns
    -------
    See :class:`seedbed.observatory.complexity.result.Complexity`. Values are null, with a code in ``finding``,
    where they are not defined; ``findings`` doubt the whole: ``observatory.small-gap``, ``.weak-sign``,
    ``.unlinked-parts``, ``.small-places``, ``.left-out``.

    Raises
    ------
    Refusal
        As :func:`seedbed.observatory.grid.read_grid`; ``observatory.bad-threshold``, ``.bad-neighbours``;
        ``.nothing-at-all``; where nothing can be ranked, ``.part-too-small``, ``.all-alike`` or
        ``.tied-vectors``.

    >>> held = [("a", "x"), ("a", "y"), ("a", "z"), ("b", "x"), ("b", "y"), ("c", "x")]
    >>> table = pl.DataFrame(
    ...     [(*cell, 1) for cell in held], schema=["place", "industry", "value"], orient="row"
    ... )
    >>> complexity(table, advantages="given").eci.select("place", "rank").rows()
    [('a', 1), ('b', 2), ('c', 3)]
    """
    conventions = Conventions(
        presence,
        advantages,
        eci_scale,
        pci_scale,
        outlook_pci,
        self_related,
        neighbours,
        min_place_total,
        min_industry_total,
    )
    found = read_presence(
        frame,
        presence,
        advantages=advantages,
        min_place_total=min_place_total,
        min_industry_total=min_industry_total,
        missing=missing,
    )
    industries = found.grid.columns.len()
    if neighbours is not None and not 1 <= neighbours < industries:
        raise Refusal.because("observatory.bad-neighbours", neighbours=neighbours, most=industries - 1)
    ranking = rank(found.present, eci_scale=eci_scale, pci_scale=pci_scale)
    nearness = proximity_matrix(found.present)
    outlook, cells = _around(found, ranking, nearness, conventions)
    tiny = tiny_places(found, small)
    return Complexity(
        eci=eci_frame(found, ranking, tiny),
        pci=pci_frame(found, ranking),
        diversity=pl.DataFrame({"place": found.grid.rows, "diversity": found.present.sum(axis=1)}),
        ubiquity=pl.DataFrame({"industry": found.grid.columns, "ubiquity": found.present.sum(axis=0)}),
        outlook=outlook,
        cells=cells,
        industries=found.grid.columns,
        nearness=nearness,
        conventions=conventions,
        diagnostics=diagnose(found, ranking, tiny),
        findings=doubts(found, ranking, tiny),
    )


def diagnose(found: Presence, ranking: Ranking, tiny: NDArray[np.bool_]) -> Diagnostics:
    """The figures that say how far to trust a ranking."""
    second, third = (*ranking.singular_values, 0.0)[1:3]
    return Diagnostics(
        places=int(np.count_nonzero(~np.isnan(ranking.eci))),
        industries=int(np.count_nonzero(~np.isnan(ranking.pci))),
        parts=ranking.parts,
        singular_values=ranking.singular_values,
        spectral_gap=second - third,
        relative_gap=(second - third) / second,
        sign_margin=ranking.sign_margin,
        near_threshold=found.near_threshold,
        small_places=tuple(found.grid.rows.filter(pl.Series(tiny))),
    )


def doubts(found: Presence, ranking: Ranking, tiny: NDArray[np.bool_]) -> tuple[Finding, ...]:
    """What a reader of the ranking should know, gravest first."""
    second, third = (*ranking.singular_values, 0.0)[1:3]
    findings = []
    apart = int(np.count_nonzero(ranking.place_codes == APART))
    if apart:
        findings.append(
            Finding("observatory.unlinked-parts", {"parts": ranking.parts, "count": apart}, Severity.WARNING)
        )
    if second - third < SMALL_GAP * second:
        findings.append(
            Finding("observatory.small-gap", {"second": second, "third": third}, Severity.WARNING)
        )
    if ranking.sign_margin < WEAK_SIGN:
        findings.append(
            Finding("observatory.weak-sign", {"correlation": ranking.sign_margin}, Severity.WARNING)
        )
    if tiny.any():
        names = found.grid.rows.filter(pl.Series(tiny))
        findings.append(
            Finding(
                "observatory.small-places",
                {"count": names.len(), "places": ", ".join(names.head(3))},
                Severity.WARNING,
            )
        )
    places, industries = (int(np.count_nonzero(np.isnan(values))) for values in (ranking.eci, ranking.pci))
    if places or industries:
        findings.append(
            Finding("observatory.left-out", {"places": places, "industries": industries}, Severity.NOTE)
        )
    return tuple(findings)


def _around(
    found: Presence, ranking: Ranking, nearness: NDArray[np.float64], conventions: Conventions
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The outlook of each place, and all cells: what is near to what a place holds."""
    near = nearness if conventions.neighbours is None else nearest(nearness, conventions.neighbours)
    keeps_own = conventions.self_related or conventions.neighbours is not None
    own = np.zeros(near.shape[0]) if keeps_own else near.diagonal().copy()
    plain = ranking.plain if conventions.outlook_pci == "unshifted" else ranking.pci
    held = found.present.astype(np.float64)
    density = density_of(held, near, own)
    value = _standardised(outlook_of(density, found.present, plain), ranking, conventions.eci_scale)
    gain = gain_of(held, near, own, plain)
    unplaced, unranked = ~found.present.any(axis=1), np.isnan(ranking.pci)
    gaps = bool(np.isnan(ranking.eci).any() or unranked.any())
    alone = near.sum(axis=0) - own <= 0
    if gaps or alone.any():
        density[unplaced], density[:, alone] = np.nan, np.nan
        gain[np.isnan(ranking.eci)], gain[:, unranked] = np.nan, np.nan
        gaps = True
    outlook = listed(found.grid.rows, first_code(found.place_codes, ranking.place_codes), outlook=value)
    return outlook, pl.DataFrame(
        {
            **found.grid.cell_ids(),
            "rca": pl.Series(found.strength.ravel(), nan_to_null=gaps),
            "present": found.present.ravel(),
            "density": pl.Series(density.ravel(), nan_to_null=gaps),
            "gain": pl.Series(gain.ravel(), nan_to_null=gaps),
            "finding": finding_column(density.size, _cell_codes(found)),
        }
    )


def _standardised(values: NDArray[np.float64], ranking: Ranking, scale: Scale) -> NDArray[np.float64]:
    """Each part's places to mean 0 and deviation 1; 0 where all of a part are equal."""
    result = np.full(values.size, np.nan)
    for part in np.unique(ranking.place_parts[~np.isnan(ranking.eci)]):
        at = ranking.place_parts == part
        spread = values[at].std(ddof=1 if scale == "sample" else 0)
        result[at] = (values[at] - values[at].mean()) / spread if spread > 0 else 0.0
    return result


def _cell_codes(found: Presence) -> NDArray[np.object_] | None:
    if found.place_codes is None and found.industry_codes is None:
        return None
    codes = np.full(found.present.shape, None, dtype=np.object_)
    for given, at in ((found.industry_codes, codes.T), (found.place_codes, codes)):
        for unit in np.flatnonzero([] if given is None else [code is not None for code in given]):
            at[unit] = given[unit]  # type: ignore[index]
    return codes.ravel()
