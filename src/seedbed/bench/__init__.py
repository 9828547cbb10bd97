"""Benchmarks beside named peers: the same work, in one process tree, with the results compared.

A speed is told as a ratio to a peer; seconds stand beside it with the machine, and no test
depends on either. Each bench ends with its bars: what is asked, what was measured, met or not.
"""

from seedbed.bench.allocating import bench_allocate
from seedbed.bench.bars import Bar
from seedbed.bench.forecasting import bench_forecast
from seedbed.bench.matching import bench_match
from seedbed.bench.observing import bench_observe
from seedbed.bench.observing_io import bench_multipliers
from seedbed.bench.ranking import bench_rank
from seedbed.bench.stable import bench_stable
from seedbed.bench.table import Figure, Row, Table
from seedbed.bench.text import bench_text

__all__ = [
    "Bar",
    "Figure",
    "Row",
    "Table",
    "bench_allocate",
    "bench_forecast",
    "bench_match",
    "bench_multipliers",
    "bench_observe",
    "bench_rank",
    "bench_stable",
    "bench_text",
]
