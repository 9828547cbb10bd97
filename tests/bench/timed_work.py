"""Work for the clock: in a module that a process of its own can import."""

from __future__ import annotations

import os

import numpy as np

MIB = 1 << 20


def says_where(calls=None):
    """Says in which process it ran."""

    def work():
        if calls is not None:
            calls.append(1)
        return os.getpid()

    return work


def needs_memory(input_mib, left_mib, work_mib):
    """Holds its input, and has had and freed more in small pieces, which the C library keeps at hand."""
    held = np.ones(input_mib * MIB, np.uint8)
    freed = [bytearray(50_000) for _ in range(left_mib * MIB // 50_000)]
    del freed

    def work():
        pieces = [bytearray(50_000) for _ in range(work_mib * MIB // 50_000)]
        return len(pieces) * 50_000 + int(held[0])

    return work
