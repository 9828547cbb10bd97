"""Relatedness of industries, complexity of places and industries, and how far to trust them."""

from seedbed.observatory.complexity.fitness import Fitness, fitness
from seedbed.observatory.complexity.measure import complexity
from seedbed.observatory.complexity.over_years import ComplexityOverYears, complexity_over_years
from seedbed.observatory.complexity.result import Complexity, Conventions, Diagnostics
from seedbed.observatory.complexity.scoring import score_places
from seedbed.observatory.complexity.stability import rank_interval, threshold_sweep
from seedbed.observatory.complexity.supermodularity import Supermodularity, log_supermodularity

__all__ = [
    "Complexity",
    "ComplexityOverYears",
    "Conventions",
    "Diagnostics",
    "Fitness",
    "Supermodularity",
    "complexity",
    "complexity_over_years",
    "fitness",
    "log_supermodularity",
    "rank_interval",
    "score_places",
    "threshold_sweep",
]
