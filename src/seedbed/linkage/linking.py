"""Pairs of records that mean the same organisation.

Blocking and comparison in the manner of record linkage (Fellegi and Sunter 1969; Christen 2012,
*Data Matching*), with stated scores instead of estimated weights: registers of a region are too
small to estimate them, and a stated score can be explained.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from seedbed.linkage.keys import Basis, name_keys
from seedbed.linkage.names import unit_of
from seedbed.messages import Finding, Refusal, Severity

THRESHOLD = 0.8
"""From this score on a pair counts as linked."""

# What an agreement is worth. A pair has the score of its best agreement, times its doubts.
_SCORES: dict[str, float] = {
    "same-ror": 1.0,
    "same-uscc": 1.0,
    "same-name-zh": 0.97,
    "same-name-en": 0.95,
    Basis.ALIAS: 0.92,
    "reordered-name-en": 0.90,
    Basis.CORRECTED: 0.88,
    Basis.TRANSLATED: 0.87,
    "short-name": 0.86,
    Basis.WITHOUT_PARENT: 0.85,
}
# Doubts, as factors.
_OTHER_PLACE = 0.75
_OTHER_ACTOR_TYPE = 0.85
_OTHER_CHINESE_NAME = 0.90
_OTHER_UNIT = 0.75
_GROUP_AND_COMPANY = 0.75
_SHORT_AND_PLACE_UNKNOWN = 0.80
_SEVERAL_TRANSLATIONS = 0.85
# Agreements that a different Chinese main name does not shake: it is the alias that agrees.
_ZH_MAY_DIFFER = (str(Basis.ALIAS), "short-name")

_CROWDED = 200  # records under one key beyond which only those of the same place are compared
_ROR = r"^(?:https?://)?(?:ror\.org/)?(0[a-hj-km-np-tv-z0-9]{6}[0-9]{2})/?$"
_USCC = r"^[0-9A-HJ-NPQRTUWXY]{18}$"
_GB = r"^\d{6}$"


def link_organisations(
    a: pl.DataFrame, b: pl.DataFrame | None = None, threshold: float = THRESHOLD
) -> pl.DataFrame:
    """Find records that mean the same organisation, within a frame or between two.

    1. Level ROR ids and unified social credit codes, and derive every form of every name.
    2. Candidates are pairs that share an id or a form.
    3. The best agreement gives the score; other places, actor types, units and Chinese names lower it.
    4. Pairs with two ids of one register, and parents with their children, are left out.

    Names that merely contain one another are no candidates, so a university and its hospital stay
    apart.

    Parameters
    ----------
    a, b
        ``organisation`` (id), ``name``, ``name_zh``; and where known ``aliases``, ``place`` (GB/T 2260
        or any word), ``actor_type``, ``ror``, ``uscc``, ``parent`` (id in the same frame).
    threshold
        Pairs below it are not returned.

    Returns
    -------
    polars.DataFrame
        ``left``, ``right`` (ids), ``score`` (0..1), ``reason``; best first, ties by ids. Within one
        frame every pair stands once, the earlier record left.

    Raises
    ------
    Refusal
        ``linkage.missing-column``, ``linkage.repeated-organisation``.
    """
    pairs = _compared(a, b).filter(pl.col("conflict").is_null(), pl.col("score") >= threshold)
    return pairs.select("left", "right", "score", "reason")


def linked_but_different(
    a: pl.DataFrame, b: pl.DataFrame | None = None, threshold: float = THRESHOLD
) -> list[Finding]:
    """Findings about pairs that names would link and ids keep apart, and about ids without form."""
    findings = [
        Finding(
            "linkage.different-registers",
            {
                "left": row["left"], "right": row["right"], "reason": row["reason"],
                "register": row["conflict"], "left_id": row["left_id"], "right_id": row["right_id"],
            },
            Severity.WARNING,
        )
        for row in _compared(a, b)
        .filter(pl.col("conflict").is_in(["ROR", "USCC"]), pl.col("score") >= threshold)
        .iter_rows(named=True)
    ]  # fmt: skip
    for frame in (a,) if b is None else (a, b):
        findings += _formless_ids(frame)
    return findings


@dataclass(frozen=True, slots=True)
class _Side:
    """One frame, levelled, with the forms of its names."""

    records: pl.DataFrame
    keys: pl.DataFrame


def levelled_ids(organisations: pl.DataFrame) -> pl.DataFrame:
    """``organisation``, ``ror`` and ``uscc`` in one form (null where they have none), ``parent``."""

    def column(name: str) -> pl.Expr:
        return (
            pl.col(name).cast(pl.String) if name in organisations.columns else pl.lit(None, dtype=pl.String)
        )

    uscc = column("uscc").str.strip_chars().str.to_uppercase()
    return organisations.select(
        pl.col("organisation").cast(pl.String),
        column("ror").str.strip_chars().str.to_lowercase().str.extract(_ROR, 1).alias("ror"),
        pl.when(uscc.str.contains(_USCC)).then(uscc).alias("uscc"),
        column("parent").alias("parent"),
    )


def _formless_ids(organisations: pl.DataFrame) -> list[Finding]:
    ids = levelled_ids(organisations)
    findings: list[Finding] = []
    for column, register in (("ror", "ROR"), ("uscc", "USCC")):
        if column not in organisations.columns:
            continue
        written = organisations.get_column(column).cast(pl.String).str.strip_chars()
        bad = ids.get_column(column).is_null() & written.is_not_null() & (written != "")
        findings += [
            Finding(
                "linkage.bad-register-id",
                {"organisation": organisation, "value": value, "register": register},
                Severity.WARNING,
            )
            for organisation, value in zip(
                ids.get_column("organisation").filter(bad), written.filter(bad), strict=True
            )
        ]
    return findings


def _side(organisations: pl.DataFrame) -> _Side:
    missing = [name for name in ("organisation", "name", "name_zh") if name not in organisations.columns]
    if missing:
        raise Refusal(*(Finding("linkage.missing-column", {"column": name}) for name in missing))
    ids = levelled_ids(organisations)
    counts = ids.group_by("organisation", maintain_order=True).len().filter(pl.col("len") > 1)
    if counts.height:
        name, rows = counts.row(0)
        raise Refusal.because("linkage.repeated-organisation", organisation=name, rows=rows)
    keys = name_keys(organisations)
    chinese = (
        keys.filter(pl.col("key").str.starts_with("zh:"), pl.col("basis") == str(Basis.NAME))
        .group_by("row")
        .agg(pl.col("key").first().alias("zh"))
    )
    names_zh = organisations.get_column("name_zh").cast(pl.String).to_list()

    def column(name: str) -> pl.Series:
        if name in organisations.columns:
            return (
                organisations.get_column(name).cast(pl.String).str.strip_chars().replace("", None).alias(name)
            )
        return pl.Series(name, [None] * organisations.height, dtype=pl.String)

    records = ids.with_columns(
        pl.int_range(pl.len()).cast(pl.Int64).alias("row"),
        column("place").str.to_lowercase(),
        column("actor_type"),
        pl.Series("unit", [unit_of(name) if name else None for name in names_zh], dtype=pl.String),
    ).join(chinese, on="row", how="left", maintain_order="left")
    return _Side(records, keys)


def _compared(a: pl.DataFrame, b: pl.DataFrame | None) -> pl.DataFrame:
    """Every candidate pair with score, reason and what keeps it apart."""
    left = _side(a)
    right = left if b is None else _side(b)
    agreements = pl.concat(
        [_same_id(left, right, "ror"), _same_id(left, right, "uscc"), _same_form(left, right)]
    )
    if b is None:
        agreements = agreements.filter(pl.col("row") < pl.col("row_right"))
    pairs = agreements.join(left.records, on="row").join(
        right.records.rename({name: f"{name}_right" for name in right.records.columns}), on="row_right"
    )
    judged = _several_translations(pairs.with_columns(_doubts().alias("score")))
    best = judged.sort("score", "reason", descending=[True, False]).unique(
        ["row", "row_right"], keep="first", maintain_order=True
    )
    return (
        best.with_columns(_conflict(same_frame=b is None))
        .with_columns(
            pl.when(pl.col("conflict") == "ROR").then("ror").otherwise("uscc").alias("left_id"),
            pl.when(pl.col("conflict") == "ROR").then("ror_right").otherwise("uscc_right").alias("right_id"),
        )
        .sort(["score", "row", "row_right"], descending=[True, False, False])
        .select(
            pl.col("organisation").alias("left"),
            pl.col("organisation_right").alias("right"),
            "score",
            "reason",
            "conflict",
            "left_id",
            "right_id",
        )
    )


def _same_id(left: _Side, right: _Side, register: str) -> pl.DataFrame:
    ours = left.records.select("row", register).drop_nulls()
    theirs = right.records.select(pl.col("row").alias("row_right"), register).drop_nulls()
    return ours.join(theirs, on=register).select(
        "row",
        "row_right",
        pl.lit(f"same-{register}").alias("reason"),
        pl.lit(value=False).alias("group_and_company"),
        pl.lit(value=False).alias("short"),
        pl.lit(None, dtype=pl.String).alias("key"),
        pl.lit(None, dtype=pl.String).alias("origin"),
    )


def _same_form(left: _Side, right: _Side) -> pl.DataFrame:
    """Pairs that share a form; under crowded keys only those of one place."""
    ours = left.keys.join(left.records.select("row", "place"), on="row")
    theirs = right.keys.join(right.records.select("row", "place"), on="row")
    crowded = theirs.group_by("key").len().filter(pl.col("len") > _CROWDED).select("key")
    loose = ours.join(crowded, on="key", how="anti").join(
        theirs.join(crowded, on="key", how="anti"), on="key", suffix="_right"
    )
    tight = ours.join(crowded, on="key", how="semi").join(
        theirs.join(crowded, on="key", how="semi"), on=["key", "place"], suffix="_right"
    )
    both = pl.concat([loose.drop("place", "place_right"), tight.drop("place")])
    translated = str(Basis.TRANSLATED)
    both = both.filter(~((pl.col("basis") == translated) & (pl.col("basis_right") == translated)))
    weaker = pl.when(pl.col("rank") >= pl.col("rank_right")).then("basis").otherwise("basis_right")
    same_order = pl.col("ordered") == pl.col("ordered_right")
    named = (
        pl.when(pl.col("short") | pl.col("short_right"))
        .then(pl.lit("short-name"))
        .when(weaker != str(Basis.NAME))
        .then(weaker)
        .when(pl.col("key").str.starts_with("zh:"))
        .then(pl.lit("same-name-zh"))
        .when(same_order)
        .then(pl.lit("same-name-en"))
        .otherwise(pl.lit("reordered-name-en"))
    )
    return both.select(
        "row",
        "row_right",
        named.alias("reason"),
        ((pl.col("group") & pl.col("company_right")) | (pl.col("company") & pl.col("group_right"))).alias(
            "group_and_company"
        ),
        (pl.col("short") | pl.col("short_right")).alias("short"),
        "key",
        pl.when(pl.col("basis") == translated).then("origin").otherwise("origin_right").alias("origin"),
    )


def _doubts() -> pl.Expr:
    """The score of an agreement: its worth times the factors of what speaks against it."""
    ours, theirs = pl.col("place"), pl.col("place_right")
    codes = ours.str.contains(_GB) & theirs.str.contains(_GB)
    words = ~ours.str.contains(_GB) & ~theirs.str.contains(_GB)
    # 500000 holds 500100 holds 500108 (GB/T 2260); of words, one may be the beginning of the other.
    inner, outer = ours.str.replace("(00){1,2}$", ""), theirs.str.replace("(00){1,2}$", "")
    holds = inner.str.starts_with(outer) | outer.str.starts_with(inner)
    elsewhere = ((codes | words) & ~holds).fill_null(value=False)
    place_unknown = ~((codes | words) & holds).fill_null(value=False)
    by_id = pl.col("reason").is_in(["same-ror", "same-uscc"])
    by_zh = pl.col("key").str.starts_with("zh:").fill_null(value=False)
    other_zh = (pl.col("zh") != pl.col("zh_right")).fill_null(value=False)
    other_unit = (pl.col("unit") != pl.col("unit_right")).fill_null(value=False)
    other_type = (pl.col("actor_type") != pl.col("actor_type_right")).fill_null(value=False)

    def factor(doubt: pl.Expr, value: float) -> pl.Expr:
        return pl.when(doubt & ~by_id).then(value).otherwise(1.0)

    return (
        pl.col("reason").replace_strict(_SCORES, return_dtype=pl.Float64)
        * factor(elsewhere, _OTHER_PLACE)
        * factor(other_type, _OTHER_ACTOR_TYPE)
        * factor(other_zh & ~by_zh & ~pl.col("reason").is_in(_ZH_MAY_DIFFER), _OTHER_CHINESE_NAME)
        * factor(other_unit & other_zh, _OTHER_UNIT)
        * factor(pl.col("group_and_company"), _GROUP_AND_COMPANY)
        * factor(pl.col("short") & place_unknown & ~elsewhere, _SHORT_AND_PLACE_UNKNOWN)
    ).round(4)


def _several_translations(pairs: pl.DataFrame) -> pl.DataFrame:
    """Where a name translates into several others, none of them is sure."""
    translated = pl.col("reason") == str(Basis.TRANSLATED)
    # Counted by names and not by records: the same name in three records is no doubt.
    several = (pl.col("origin").n_unique().over("key", "reason") > 1) | (
        pl.col("key").n_unique().over("origin", "reason") > 1
    )
    lowered = (pl.col("score") * _SEVERAL_TRANSLATIONS).round(4)
    return pairs.with_columns(pl.when(translated & several).then(lowered).otherwise("score").alias("score"))


def _conflict(*, same_frame: bool) -> pl.Expr:
    """What forbids a pair: two ids of one register, or one is the other's parent."""

    def differ(register: str) -> pl.Expr:
        return (pl.col(register) != pl.col(f"{register}_right")).fill_null(value=False)

    related = (pl.col("parent") == pl.col("organisation_right")) | (
        pl.col("parent_right") == pl.col("organisation")
    )
    family = related.fill_null(value=False) if same_frame else pl.lit(value=False)
    return (
        pl.when(differ("ror"))
        .then(pl.lit("ROR"))
        .when(differ("uscc"))
        .then(pl.lit("USCC"))
        .when(family)
        .then(pl.lit("parent"))
        .alias("conflict")
    )
