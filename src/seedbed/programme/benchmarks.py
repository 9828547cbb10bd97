"""Programmes side by side, attribute by attribute; no score, since nobody has said what is better.

The nine attributes are those by which a report of 2021 (HP, 004:3834-3916) sets three programmes
beside each other. ``terms`` are short words, given with the text by whoever entered it; they are what
is compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import polars as pl

from seedbed.messages import Finding, Refusal, Severity

Likeness = Literal["same", "partly", "different", "not_stated"]

ATTRIBUTES = (
    "duration", "scale", "technology_focus", "aim", "participants", "activities", "public_funding",
    "governance", "outcome",
)  # fmt: skip
COLUMNS = ("programme", "attribute", "value", "value_zh", "terms", "source", "locator")
SEPARATOR = ";"

BESIDE_SCHEMA: dict[str, pl.DataType] = {
    "attribute": pl.String(), "programme": pl.String(), "value": pl.String(), "value_zh": pl.String(),
    "other": pl.String(), "other_value": pl.String(), "other_value_zh": pl.String(), "likeness": pl.String(),
    "common": pl.List(pl.String()), "only_here": pl.List(pl.String()), "only_there": pl.List(pl.String()),
    "source": pl.String(), "locator": pl.String(), "other_source": pl.String(), "other_locator": pl.String(),
}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """One programme beside others.

    Parameters
    ----------
    table
        Nine rows per other programme, in the order of :data:`ATTRIBUTES`: both texts with their sources,
        ``likeness`` (same, partly, different, not_stated), the terms in common and those of one side.
    findings
        ``programme.attribute-unknown``: rows of an attribute that is none of the nine, left out.
    """

    table: pl.DataFrame
    findings: tuple[Finding, ...]


def compare_programmes(
    attributes: pl.DataFrame, programme: str, others: Sequence[str] | None = None
) -> Comparison:
    """Set a programme beside others.

    Parameters
    ----------
    attributes
        ``programme, attribute, value, value_zh, terms, source, locator`` as text; one row per programme
        and attribute. An attribute that is not stated has no row.
    others
        Which; all that have attributes when ``None``.

    Raises
    ------
    Refusal
        ``programme.no-attributes``: a programme that is asked for has no attribute.
    ValueError
        A column is absent.
    """
    for name in COLUMNS:
        if name not in attributes.columns:
            raise ValueError(f"the attributes lack the column {name}")
    stated: dict[tuple[str, str], dict[str, str | None]] = {}
    unknown: dict[str, int] = {}
    for row in attributes.select(pl.col(COLUMNS).cast(pl.String)).to_dicts():
        if row["attribute"] in ATTRIBUTES:
            stated.setdefault((row["programme"], row["attribute"]), row)
        else:
            unknown[str(row["attribute"])] = unknown.get(str(row["attribute"]), 0) + 1
    known = list(dict.fromkeys(name for name, _ in stated))
    beside = [name for name in known if name != programme] if others is None else list(others)
    for name in (programme, *beside):
        if name not in known:
            raise Refusal.because("programme.no-attributes", programme=name, known=", ".join(known) or "-")
    table = pl.DataFrame(
        [
            _row(
                stated.get((programme, attribute)),
                stated.get((other, attribute)),
                programme,
                other,
                attribute,
            )
            for other in beside
            for attribute in ATTRIBUTES
        ],
        schema=BESIDE_SCHEMA,
    )
    allowed = ", ".join(ATTRIBUTES)
    return Comparison(
        table,
        tuple(
            Finding(
                "programme.attribute-unknown",
                {"attribute": name, "rows": rows, "allowed": allowed},
                Severity.WARNING,
            )
            for name, rows in unknown.items()
        ),
    )


def likeness(here: Sequence[str], there: Sequence[str]) -> Likeness:
    """How two sets of terms compare.

    >>> likeness(["industry", "government"], ["government", "academia"]), likeness([], ["x"])
    ('partly', 'not_stated')
    """
    one, other = set(here), set(there)
    if not one or not other:
        return "not_stated"
    if one == other:
        return "same"
    return "partly" if one & other else "different"


def _row(
    here: dict[str, str | None] | None,
    there: dict[str, str | None] | None,
    programme: str,
    other: str,
    attribute: str,
) -> dict[str, object]:
    here, there = here or {}, there or {}
    mine, theirs = _terms(here.get("terms")), _terms(there.get("terms"))
    return {
        "attribute": attribute,
        "programme": programme,
        "value": here.get("value"),
        "value_zh": here.get("value_zh"),
        "other": other,
        "other_value": there.get("value"),
        "other_value_zh": there.get("value_zh"),
        "likeness": likeness(mine, theirs),
        "common": [term for term in mine if term in theirs],
        "only_here": [term for term in mine if term not in theirs],
        "only_there": [term for term in theirs if term not in mine],
        "source": here.get("source"),
        "locator": here.get("locator"),
        "other_source": there.get("source"),
        "other_locator": there.get("locator"),
    }


def _terms(cell: str | None) -> list[str]:
    return list(dict.fromkeys(part.strip() for part in (cell or "").split(SEPARATOR) if part.strip()))
