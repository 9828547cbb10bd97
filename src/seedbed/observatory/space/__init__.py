"""Does it matter who is next to whom: spatial weights, global and local statistics."""

from seedbed.observatory.space.global_statistics import SpatialStatistic, geary, getis_ord, moran
from seedbed.observatory.space.local_statistics import hot_spots, local_moran
from seedbed.observatory.space.spatial_gini import SpatialGini, spatial_gini
from seedbed.observatory.space.weights import (
    Weights,
    distance_band,
    nearest_neighbours,
    weights_from_lists,
    weights_from_matrix,
    weights_from_pairs,
)

__all__ = [
    "SpatialGini",
    "SpatialStatistic",
    "Weights",
    "distance_band",
    "geary",
    "getis_ord",
    "hot_spots",
    "local_moran",
    "moran",
    "nearest_neighbours",
    "spatial_gini",
    "weights_from_lists",
    "weights_from_matrix",
    "weights_from_pairs",
]
