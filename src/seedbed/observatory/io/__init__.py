"""Input-output analysis: what one industry's growth means for all the others, and for jobs and CO2.

>>> table = Table([[150, 500], [200, 100]], [350, 1700], satellites={"jobs": [300, 500]})
>>> table.multipliers().of("jobs").round(5).tolist()
[0.44224, 0.37954]
"""

from seedbed.observatory.io.balancing import Balanced, gras, ras
from seedbed.observatory.io.extraction import Extraction
from seedbed.observatory.io.households import Households
from seedbed.observatory.io.impact import Impact
from seedbed.observatory.io.multipliers import Multipliers
from seedbed.observatory.io.regionalising import DELTA_RANGE, Regionalised, regionalise
from seedbed.observatory.io.satellite import Satellite, satellite_from_frame
from seedbed.observatory.io.table import Table

__all__ = [
    "DELTA_RANGE",
    "Balanced",
    "Extraction",
    "Households",
    "Impact",
    "Multipliers",
    "Regionalised",
    "Satellite",
    "Table",
    "gras",
    "ras",
    "regionalise",
    "satellite_from_frame",
]
