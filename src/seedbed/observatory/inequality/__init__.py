"""How unequal places are, and whether they come closer."""

from seedbed.observatory.inequality.atkinson import atkinson, equally_distributed_equivalent
from seedbed.observatory.inequality.convergence import (
    BetaConvergence,
    SigmaConvergence,
    beta_convergence,
    sigma_convergence,
)
from seedbed.observatory.inequality.dispersion import coefficient_of_variation, williamson
from seedbed.observatory.inequality.gini import gini, lorenz_curve
from seedbed.observatory.inequality.markov import MarkovChain, chain_of, income_classes, markov_chain
from seedbed.observatory.inequality.theil import Theil, theil

__all__ = [
    "BetaConvergence",
    "MarkovChain",
    "SigmaConvergence",
    "Theil",
    "atkinson",
    "beta_convergence",
    "chain_of",
    "coefficient_of_variation",
    "equally_distributed_equivalent",
    "gini",
    "income_classes",
    "lorenz_curve",
    "markov_chain",
    "sigma_convergence",
    "theil",
    "williamson",
]
