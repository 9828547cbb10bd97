"""Rules for money as data: who may have what, how much, and how each amount came about.

* :mod:`seedbed.programme.money.rules` reads them; :mod:`seedbed.programme.money.awards` applies those of
  grants, vouchers, interest and phases; :mod:`seedbed.programme.money.sharing` divides between places.
* :mod:`seedbed.programme.money.returns` follows an investment over the years.
* :mod:`seedbed.programme.money.amounts` keeps money in whole minor units.
"""

from seedbed.programme.money.amounts import split
from seedbed.programme.money.awards import (
    Award,
    eligibility,
    grant_award,
    interest_award,
    phase_award,
    voucher_award,
)
from seedbed.programme.money.returns import Returns, returns_over_years
from seedbed.programme.money.rules import MoneyRules, read_money_rules
from seedbed.programme.money.sharing import Part, share_out

__all__ = [
    "Award",
    "MoneyRules",
    "Part",
    "Returns",
    "eligibility",
    "grant_award",
    "interest_award",
    "phase_award",
    "read_money_rules",
    "returns_over_years",
    "share_out",
    "split",
    "voucher_award",
]
