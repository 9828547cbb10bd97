"""Benchmarks beside named peers: the same work, in one run, with the results compared.

A speed is told as a ratio to a peer; seconds stand beside it with the machine, and no test
depends on either.
"""

from seedbed.bench.allocating import bench_allocate
from seedbed.bench.matching import bench_match
from seedbed.bench.text import bench_text
from seedbed.bench.timing import Row, Table

__all__ = ["Row", "Table", "bench_allocate", "bench_match", "bench_text"]
