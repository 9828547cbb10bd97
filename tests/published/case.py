"""One published number: what a book or a package prints, and what we get from the same input."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Published:
    """A number in print.

    ``expected`` is written as printed: its last digit says how exact the print is. ``needs`` names a
    file that lies beside the checkout (below ``shared``) where the input is not carried here.
    """

    key: str
    measure: str
    source: str
    where: str
    unit: str
    expected: str
    got: Callable[[], float]
    needs: str | None = None

    @property
    def decimals(self) -> int:
        """Digits after the point, negative where the print is rounded to tens or more by an exponent."""
        mantissa, _, exponent = self.expected.replace(",", "").lower().partition("e")
        return len(mantissa.partition(".")[2]) - int(exponent or 0)

    @property
    def printed(self) -> float:
        """The expected number."""
        return float(self.expected.replace(",", ""))

    @property
    def tolerance(self) -> float:
        """Half a unit of the last printed digit, and the noise of one more addition."""
        return 0.5 * 10.0**-self.decimals + 1e-12 * abs(self.printed)
