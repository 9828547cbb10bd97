"""What a place is specialised in, and where an industry is concentrated."""

from seedbed.observatory.specialisation.ellison_glaeser import ellison_glaeser
from seedbed.observatory.specialisation.gini import location_gini, specialisation_gini
from seedbed.observatory.specialisation.herfindahl import herfindahl
from seedbed.observatory.specialisation.krugman import hoover, krugman
from seedbed.observatory.specialisation.litzenberger_sternberg import litzenberger_sternberg
from seedbed.observatory.specialisation.quotient import (
    location_quotient,
    per_head_quotient,
    revealed_comparative_advantage,
)

__all__ = [
    "ellison_glaeser",
    "herfindahl",
    "hoover",
    "krugman",
    "litzenberger_sternberg",
    "location_gini",
    "location_quotient",
    "per_head_quotient",
    "revealed_comparative_advantage",
    "specialisation_gini",
]
