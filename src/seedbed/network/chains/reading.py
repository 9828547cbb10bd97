"""The table of value chains, checked: who stands where on which stage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from seedbed.messages import Finding, Refusal, Severity
from seedbed.network.chains.locality import AROUND, ELSEWHERE, INSIDE, UNSAID, around, inside
from seedbed.network.reading import require_columns, warning

STATES = ("present", "weak", "planned", "missing", "listed")
"""What a row says of its stage: it is there; there and called weak; announced or proposed; called a gap; or only
named as a stage, with nothing said about it."""

LAYERS = ("production", "supply", "value", "innovation")
"""The four chains of one industry: what is produced, the elements that are supplied, where the product's value is
added, and where technology comes from (GEA report of Corning 2021, 004:258-263)."""

STAGE = ("chain", "stage_no", "stage")

_TEXTS = ("stage_zh", "organisation", "place", "state", "layer", "measure", "source", "locator")


@dataclass(frozen=True, slots=True, eq=False)
class Chains:
    """Value chains as seen from one place.

    Parameters
    ----------
    rows
        chain, stage_no, stage, stage_zh, organisation, place, state, layer, measure, source, locator, and
        ``where``: ``inside`` the home place, ``around`` it (an area that holds it), ``elsewhere``, ``unsaid``.
    home
        The place from which they are seen.
    findings
        What was left out, and what was assumed.
    """

    rows: pl.DataFrame
    home: str
    findings: tuple[Finding, ...]


def read_chains(
    chains: pl.DataFrame,
    places: pl.DataFrame,
    home: str,
    *,
    organisations: pl.DataFrame | None = None,
    wider: Sequence[str] = (),
) -> Chains:
    """Check a table of chains and say of each row whether it lies at home.

    Parameters
    ----------
    chains
        chain, stage_no (1, 2, ...), stage; further stage_zh, organisation, place, state (one of :data:`STATES`,
        ``present`` where empty), layer (one of :data:`LAYERS`), measure (a figure that tells of the stage).
    places
        place, parent; further ``parts`` (semicolons between them) for areas that lie across the tree.
    wider
        Further areas that hold the home place.
    organisations
        Where given, organisations that it does not know are reported.

    Raises
    ------
    Refusal
        ``network.no-column``, ``network.no-chains``, ``network.unknown-home``.
    """
    require_columns(chains, "chains", *STAGE)
    require_columns(places, "places", "place", "parent")
    if chains.is_empty():
        raise Refusal.because("network.no-chains")
    if home not in places["place"]:
        raise Refusal.because("network.unknown-home", home=home)
    number = pl.col("stage_no").cast(pl.String).str.strip_chars().str.replace(r"\.0+$", "")
    table = chains.select(
        pl.col("chain", "stage").cast(pl.String),
        number.cast(pl.Int64, strict=False).alias("stage_no"),
        *(
            pl.col(column).cast(pl.String)
            if column in chains.columns
            else pl.lit(None, pl.String).alias(column)
            for column in _TEXTS
        ),
    )
    findings: list[Finding] = []
    unnumbered = table.filter(
        pl.any_horizontal(pl.col(*STAGE).is_null()) | (pl.col("stage_no") < 1).fill_null(value=False)
    )
    findings += warning("network.stage-without-number", unnumbered.height, unnumbered["chain"].fill_null("-"))
    table = table.join(unnumbered, on=table.columns, how="anti", nulls_equal=True, maintain_order="left")
    if table.is_empty():
        raise Refusal(*findings, Finding("network.no-chains"))

    strange = table.filter(~pl.col("state").fill_null(STATES[0]).is_in(STATES))["state"]
    findings += warning("network.unknown-state", strange.len(), strange)
    table = table.with_columns(
        pl.when(pl.col("state").is_null())
        .then(pl.lit("present"))
        .when(pl.col("state").is_in(STATES))
        .then("state")
        .otherwise(pl.lit("listed"))
        .alias("state")
    )
    odd = table.filter(~pl.col("layer").is_in(LAYERS))["layer"]
    findings += warning("network.unknown-layer", odd.drop_nulls().len(), odd)
    table = table.with_columns(pl.when(pl.col("layer").is_in(LAYERS)).then("layer").alias("layer"))

    lost = table.filter(pl.col("place").is_not_null() & ~pl.col("place").is_in(places["place"].implode()))[
        "place"
    ]
    findings += warning("network.unknown-place", lost.len(), lost)
    if organisations is not None:
        require_columns(organisations, "organisations", "organisation")
        known = organisations["organisation"].implode()
        absent = table.filter(pl.col("organisation").is_not_null() & ~pl.col("organisation").is_in(known))
        findings += warning("network.unknown-actor", absent.height, absent["organisation"])

    twice = table.filter(~pl.struct(*STAGE, "organisation", "place", "state").is_first_distinct())["chain"]
    findings += warning("network.stage-row-twice", twice.len(), twice, Severity.NOTE)
    findings += _gaps(table)

    here, about = sorted(inside(places, home)), around(places, home, wider)
    where = (
        pl.when(pl.col("place").is_null())
        .then(pl.lit(UNSAID))
        .when(pl.col("place").is_in(here))
        .then(pl.lit(INSIDE))
        .when(pl.col("place").is_in(about))
        .then(pl.lit(AROUND))
        .otherwise(pl.lit(ELSEWHERE))
        .alias("where")
    )
    ordered = table.select(*STAGE, *_TEXTS).with_columns(where).sort(*STAGE, maintain_order=True)
    return Chains(ordered, home, tuple(findings))


def _gaps(table: pl.DataFrame) -> list[Finding]:
    """Chains whose stages are not numbered 1, 2, 3 ... without a gap: a stage may be missing from the table."""
    broken = (
        table.group_by("chain")
        .agg(distinct=pl.col("stage_no").n_unique(), last=pl.col("stage_no").max())
        .filter(pl.col("distinct") != pl.col("last"))
    )
    return warning("network.stages-skipped", broken.height, broken["chain"])
