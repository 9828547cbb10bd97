"""How alike places are: structures, shared advantages, and how far that hangs on the cut of industries."""

from seedbed.observatory.similarity.advantages import overlap
from seedbed.observatory.similarity.industry_cut import industry_cut_sensitivity
from seedbed.observatory.similarity.pairs import similarity

__all__ = ["industry_cut_sensitivity", "overlap", "similarity"]
