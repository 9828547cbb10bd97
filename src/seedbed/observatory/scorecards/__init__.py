"""Scorecards: trees of indicators that stand in data files, scored with their gaps and doubts shown."""

from seedbed.observatory.scorecards.card import Card, Node, Scale, ScaleKind, read_card
from seedbed.observatory.scorecards.integration import Integration, integration_index
from seedbed.observatory.scorecards.maturity import Maturity, stages_reached
from seedbed.observatory.scorecards.scoring import Scores, score
from seedbed.observatory.scorecards.weighting import rank_changes

__all__ = [
    "Card",
    "Integration",
    "Maturity",
    "Node",
    "Scale",
    "ScaleKind",
    "Scores",
    "integration_index",
    "rank_changes",
    "read_card",
    "score",
    "stages_reached",
]
