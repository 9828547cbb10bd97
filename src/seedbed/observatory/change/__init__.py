"""How a region changed: shift-share, transformation against upgrade, factors of a product."""

from seedbed.observatory.change.between_within import StructuralChange, between_within
from seedbed.observatory.change.lmdi import Decomposition, lmdi
from seedbed.observatory.change.log_mean import logarithmic_mean
from seedbed.observatory.change.shift_share import ShiftShare, shift_share

__all__ = [
    "Decomposition",
    "ShiftShare",
    "StructuralChange",
    "between_within",
    "lmdi",
    "logarithmic_mean",
    "shift_share",
]
