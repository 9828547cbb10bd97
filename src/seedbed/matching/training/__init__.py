"""The training plan: which course places, for whom, raise placements most within a budget.

Read in this order: :mod:`~seedbed.matching.training.plan` (what is asked and what comes out),
:mod:`~seedbed.matching.training.edges` (which pairs learning opens),
:mod:`~seedbed.matching.training.augmenting` (the search), :mod:`~seedbed.matching.training.programme` (the
linear and the integer programme) and :mod:`~seedbed.matching.training.prices` (the bound where the
programme is too large).
"""

from seedbed.matching.training.augmenting import compile_search
from seedbed.matching.training.edges import compile_edges
from seedbed.matching.training.plan import TrainingPlan, training_plan
from seedbed.matching.training.prices import compile_prices

__all__ = ["TrainingPlan", "compile_training", "training_plan"]


def compile_training() -> None:
    """Compile (or read from numba's cache) the loops of the plan."""
    compile_edges()
    compile_search()
    compile_prices()
