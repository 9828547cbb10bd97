"""A network with two clear sides."""

import numpy as np
import pytest

from network.small_networks import network_of


@pytest.fixture(scope="session")
def two_villages():
    """Two groups of 12 with many ties within and two between; places and industries follow the groups."""
    rng = np.random.default_rng(3)
    arcs = [
        (i, j) for i in range(24) for j in range(i + 1, 24) if (i < 12) == (j < 12) and rng.random() < 0.45
    ] + [(0, 12), (5, 20)]
    return network_of(24, arcs)
