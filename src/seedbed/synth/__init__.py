"""Labelled synthetic people and opportunities, calibrated on a region's published figures.

:func:`synthesise` draws the tables and keeps the truth behind them; :func:`simulate_outcomes` draws
what became of proposals; :func:`compare_truth` sets estimates beside the truth. Every row says that
it is synthetic, and ``calibration`` says which numbers were published and which are assumptions.
"""

from seedbed.synth.comparison import compare_truth
from seedbed.synth.facts import RegionFacts
from seedbed.synth.label import LABEL
from seedbed.synth.outcomes import Outcomes, simulate_outcomes, true_numbers
from seedbed.synth.phrase_bank import paraphrases
from seedbed.synth.region import SynthRegion, synthesise

__all__ = [
    "LABEL",
    "Outcomes",
    "RegionFacts",
    "SynthRegion",
    "compare_truth",
    "paraphrases",
    "simulate_outcomes",
    "synthesise",
    "true_numbers",
]
