"""Whether a results framework is fit to be measured: rules as data, findings with place and remedy."""

from seedbed.programme.quality.likeness import ALIKE, likeness
from seedbed.programme.quality.review import Review, review
from seedbed.programme.quality.rules import QualityRule, quality_rules

__all__ = ["ALIKE", "QualityRule", "Review", "likeness", "quality_rules", "review"]
