"""Which industries a place could come to have: reasons, a score, and what became of earlier scores."""

from seedbed.network.prospects.cells import Cells, read_cells
from seedbed.network.prospects.entries import EntryTest, entered, fit_weights, try_scores
from seedbed.network.prospects.reasons import REASONS, Linkages, actors_at_hand, linkages, skills_at_hand
from seedbed.network.prospects.scoring import (
    WEIGHTS,
    Candidates,
    candidates_of,
    checked_weights,
    percentiles,
    scores,
)

__all__ = [
    "REASONS",
    "WEIGHTS",
    "Candidates",
    "Cells",
    "EntryTest",
    "Linkages",
    "actors_at_hand",
    "candidates_of",
    "checked_weights",
    "entered",
    "fit_weights",
    "linkages",
    "percentiles",
    "read_cells",
    "scores",
    "skills_at_hand",
    "try_scores",
]
