"""What a counting rule says: a bound, a kind of precision, and what is counted.

A counting rule is free text in clauses between semicolons. A clause that opens with ``lower
bound:``, ``upper bound:`` or ``approximate:`` says how the figure limits the true value. Clauses
that speak about the print or say what the source leaves open do not set two things apart; the
rest does.
"""

from __future__ import annotations

import polars as pl

LOWER, UPPER, APPROXIMATE, BELOW, MAGNITUDE, PLAIN = (
    "lower", "upper", "approximate", "below", "magnitude", "plain",
)  # fmt: skip

_CLAUSES = r"[;；]"
_BOUND = r"^\s*(lower bound|upper bound|approximate|下限|上限|约数)\s*[:：]"
_KINDS = {
    "lower bound": LOWER, "下限": LOWER, "upper bound": UPPER, "上限": UPPER,
    "approximate": APPROXIMATE, "约数": APPROXIMATE,
}  # fmt: skip
# "nearly 400,000" is said of a number below 400,000
_FROM_BELOW = r"(?i)nearly|almost|approaching|close to|not quite|近|接近"
_MAGNITUDE = r"(?i)order of magnitude|数量级"
_ABOUT_THE_PRINT = (
    r"(?i)not stated|not clear|unclear|footnote|printed|open_points|figure of the pair|is open"
    r"|leaves it open|未说明|不明|脚注|原文|存疑|照录"
)
_COMPLETE = (
    r"(?i)^\s*(the )?(parts?\s*[:：]?\s*)?(are\s+)?complete(\s+parts?)?\s*$|^\s*(各部分)?(齐全|完整)\s*$"
)


def with_rule(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with ``bound``, ``rule`` and ``complete`` of its column ``counting_rule``.

    ``bound`` is one of this module's constants; ``rule`` what is counted (null where nothing is
    said), without bounds and remarks about the print; ``complete`` whether the rule holds a clause
    ``complete`` or ``parts: complete``, which says that the parts of this total are all there.
    """
    text = pl.col("counting_rule").fill_null("")
    clauses = text.str.replace_all(_CLAUSES, "\x1f").str.split("\x1f")
    bounds = clauses.list.eval(pl.element().filter(pl.element().str.contains(_BOUND)))
    opening = bounds.list.first().fill_null("")
    kind = opening.str.extract(_BOUND).replace_strict(_KINDS, default=PLAIN)
    approximate = kind == APPROXIMATE
    counted = clauses.list.eval(
        pl.element()
        .str.strip_chars()
        .filter(
            ~pl.element().str.contains(_BOUND)
            & ~pl.element().str.contains(_ABOUT_THE_PRINT)
            & ~pl.element().str.contains(_COMPLETE)
            & (pl.element().str.strip_chars() != "")
        )
    )
    rule = counted.list.join("; ").str.to_lowercase()
    return frame.with_columns(
        pl.when(approximate & opening.str.contains(_MAGNITUDE))
        .then(pl.lit(MAGNITUDE))
        .when(approximate & opening.str.contains(_FROM_BELOW))
        .then(pl.lit(BELOW))
        .otherwise(kind)
        .alias("bound"),
        pl.when(rule == "").then(None).otherwise(rule).alias("rule"),
        clauses.list.eval(pl.element().str.contains(_COMPLETE)).list.any().alias("complete"),
    )
