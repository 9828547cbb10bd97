"""A market whose recommendations are made already, so that a bench times only what comes after."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from seedbed.matching import Market, Recommendations
from seedbed.matching.fixed_point import FIT_UNITS

Ints = NDArray[np.int64]


class GivenEdges:
    """A market that hands out ``edges`` as everybody's recommendations, whatever ``k``.

    Everything else is asked of the market itself.
    """

    def __init__(self, market: Market, edges: Recommendations) -> None:
        self._market, self._edges = market, edges
        self.n_seekers, self.n_opportunities = market.n_seekers, market.n_opportunities
        self.seeker_ids, self.opportunity_ids = market.seeker_ids, market.opportunity_ids

    def recommendations(self, k: int = 50) -> Recommendations:
        """The given edges."""
        return self._edges

    def fit_units(self, seekers: Ints, opportunities: Ints) -> NDArray[np.int32]:
        """Fits of aligned pairs, in units of ``2**-24``."""
        return self._market.fit_units(seekers, opportunities)

    def eligible(self, seekers: Ints, opportunities: Ints) -> NDArray[np.bool_]:
        """Eligibility of aligned pairs."""
        return self._market.eligible(seekers, opportunities)


def with_ties(edges: Recommendations, steps: int = 16) -> Recommendations:
    """The same edges with fits rounded to 1/``steps`` (at least one), so that most are equal to others."""
    whole = FIT_UNITS // steps
    units = (np.maximum(1, np.rint(edges.units / whole)) * whole).astype(np.int32)
    seekers = edges.seekers
    order = np.lexsort((edges.indices, -units, seekers))
    return Recommendations(edges.indptr, edges.indices[order], units[order])
