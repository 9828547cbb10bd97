"""How much a skill says about a person or a place: its informativeness, 0 to 1.

The rule of inverse document frequency (Spärck Jones, 1972) over the occupations of the release,
never over a market, so that a duplicate advert changes nothing::

    informativeness = ln((N + 1) / n) / ln(N + 1)

with N occupations and n of them (at least 1) asking for the skill, rounded to 1/256 and at least
1/16. A transversal skill has at most 1/4, also where few occupations name it: its absence from a
list says little about who needs it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

AT_LEAST = 1 / 16
TRANSVERSAL_AT_MOST = 1 / 4


def informativeness(
    occupations: int, asked_by: NDArray[np.int64], transversal: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """The informativeness of every skill.

    Parameters
    ----------
    occupations
        The number of occupations in the release.
    asked_by
        How many of them ask for each skill, shape (skills,).
    transversal
        Which skills are transversal, shape (skills,).

    >>> informativeness(255, np.array([1, 16, 256]), np.array([False, False, False])).tolist()
    [1.0, 0.5, 0.0625]
    """
    top = np.log(occupations + 1.0) if occupations else 1.0
    value = 1.0 - np.log(np.maximum(asked_by, 1).astype(np.float64)) / top
    value = np.maximum(np.rint(value * 256) / 256, AT_LEAST)
    capped: NDArray[np.float64] = np.where(transversal, np.minimum(value, TRANSVERSAL_AT_MOST), value)
    return capped
