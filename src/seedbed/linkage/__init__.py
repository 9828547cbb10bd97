"""The same organisation under two names, scripts or registers.

:func:`link_organisations` proposes pairs with a score and a reason; :func:`cluster_organisations`
puts pairs together without ever joining two ids of one register.
"""

from seedbed.linkage.clusters import Clusters, cluster_organisations
from seedbed.linkage.linking import THRESHOLD, link_organisations, linked_but_different

__all__ = [
    "THRESHOLD",
    "Clusters",
    "cluster_organisations",
    "link_organisations",
    "linked_but_different",
]
