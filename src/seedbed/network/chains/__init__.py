"""Value chains: the stages of an industry, who stands on them and where, and what a place lacks."""

from seedbed.network.chains.benchmark import stage_figures, stage_shares
from seedbed.network.chains.coverage import chain_coverage, four_layers
from seedbed.network.chains.dependence import concentration, sole_actors
from seedbed.network.chains.locality import AROUND, INSIDE, around, inside
from seedbed.network.chains.reading import LAYERS, STATES, Chains, read_chains
from seedbed.network.chains.sourcing import LocalSourcing, local_sourcing
from seedbed.network.chains.stages import STATUSES, stage_status

__all__ = [
    "AROUND",
    "INSIDE",
    "LAYERS",
    "STATES",
    "STATUSES",
    "Chains",
    "LocalSourcing",
    "around",
    "chain_coverage",
    "concentration",
    "four_layers",
    "inside",
    "local_sourcing",
    "read_chains",
    "sole_actors",
    "stage_figures",
    "stage_shares",
    "stage_status",
]
