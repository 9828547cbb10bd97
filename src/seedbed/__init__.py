"""Seedbed: map, match, measure and deliver a region's inclusive innovation ecosystem.

>>> import seedbed
>>> region = seedbed.open_region("regions/chongqing")
>>> region.table("subprojects").height
7
"""

from seedbed.messages import Finding, Refusal
from seedbed.store import RegionStore, open_region

__version__ = "0.1.0"

__all__ = ["Finding", "Refusal", "RegionStore", "__version__", "open_region"]
