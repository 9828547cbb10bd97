"""Moving the discs of a map apart where they lie on each other."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

ROUNDS = 300
ENOUGH = 0.5
"""Units of overlap that nobody sees."""
Floats = NDArray[np.float64]


def moved_apart(points: Floats, radii: Floats, low: Floats, high: Floats) -> Floats:
    """Points near to where they were whose discs hardly overlap any more.

    In each round every two discs that overlap push each other away along the line between them, the larger
    less than the smaller, and all are drawn back a little; after Dorling (1996), "Area cartograms".

    Parameters
    ----------
    points, radii
        (n, 2) and (n,) in units of the picture.
    low, high
        (2,) corners of the sheet in which every disc stays.
    """
    at = np.clip(points, low + radii[:, None], high - radii[:, None])
    golden = np.arange(len(at)) * np.pi * (3 - np.sqrt(5))
    reach = radii[:, None] + radii[None, :]
    # Each bears the share of the push that the other's size gives it.
    share = radii[None, :] ** 2 / (radii[:, None] ** 2 + radii[None, :] ** 2)
    for turn in range(ROUNDS):
        pull = 0.04 * (1 - turn / ROUNDS)
        away = at[:, None, :] - at[None, :, :]
        distance = np.hypot(away[..., 0], away[..., 1])
        # Two at one spot part in directions of their own.
        same = distance < 1e-6
        away[same] = (np.stack([np.cos(golden), np.sin(golden)], 1)[:, None] * np.ones_like(away))[same]
        distance = np.where(same, 1.0, distance)
        overlap = np.maximum(reach - np.where(same, 0.0, distance), 0.0)
        np.fill_diagonal(overlap, 0.0)
        if overlap.max() < ENOUGH:
            break
        push = (away / distance[..., None]) * (overlap * share * 0.6)[..., None]
        at = at + push.sum(axis=1) + pull * (points - at)
        at = np.clip(at, low + radii[:, None], high - radii[:, None])
    return at
