"""Truth beside estimate: how many of the skills that were drawn a tagger finds again."""

from __future__ import annotations

import polars as pl

_SCHEMA = {
    "scope": pl.String(),
    "value": pl.String(),
    "truth": pl.Int64(),
    "tagged": pl.Int64(),
    "hits": pl.Int64(),
    "precision": pl.Float64(),
    "recall": pl.Float64(),
    "f1": pl.Float64(),
}


def _ratio(part: pl.Expr, whole: pl.Expr) -> pl.Expr:
    return pl.when(whole > 0).then(part / whole)


def _scored(frame: pl.DataFrame, scope: str) -> pl.DataFrame:
    precision = _ratio(pl.col("hits"), pl.col("tagged"))
    recall = _ratio(pl.col("hits"), pl.col("truth"))
    return (
        frame.with_columns(pl.lit(scope).alias("scope"), precision.alias("precision"), recall.alias("recall"))
        .with_columns(
            _ratio(2 * pl.col("precision") * pl.col("recall"), pl.col("precision") + pl.col("recall")).alias(
                "f1"
            )
        )
        .select(pl.col(name).cast(dtype) for name, dtype in _SCHEMA.items())
    )


def compare_truth(truth_skills: pl.DataFrame, tagged_skills: pl.DataFrame) -> pl.DataFrame:
    """Precision, recall and F1 of tagged skills against the truth that was drawn.

    Parameters
    ----------
    truth_skills
        ``truth_seeker_skills`` or ``truth_opportunity_skills``: the owner (``seeker`` or
        ``opportunity``), ``skill``, ``mention`` (label, paraphrase, unwritten) and ``lang`` (of the
        owner's text).
    tagged_skills
        The same owner column and ``skill``; further columns are ignored, repeated pairs count once.

    Returns
    -------
    pl.DataFrame
        One row each for ``scope`` "overall", each "lang" and each "mention". ``truth`` pairs were
        drawn, ``tagged`` pairs were estimated, ``hits`` are in both. A tagged pair that is not true
        has no mention, so by mention only the recall is known; where a denominator is zero, or a
        measure has no meaning, it is null. Owners without a drawn skill count under lang "unstated".

    >>> truth = pl.DataFrame({"seeker": ["a", "a"], "skill": ["x", "y"], "mention": ["label", "paraphrase"],
    ...                       "lang": ["zh", "zh"]})
    >>> found = pl.DataFrame({"seeker": ["a", "a"], "skill": ["x", "z"]})
    >>> compare_truth(truth, found).select("scope", "value", "precision", "recall").rows()
    [('overall', 'all', 0.5, 0.5), ('lang', 'zh', 0.5, 0.5), ('mention', 'label', None, 1.0), \
('mention', 'paraphrase', None, 0.0)]
    """
    owner = next((name for name in ("seeker", "opportunity") if name in truth_skills.columns), None)
    if owner is None or owner not in tagged_skills.columns:
        raise ValueError("both frames need the same owner column: seeker or opportunity")
    truth = truth_skills.select(owner, "skill", "mention", "lang").unique(
        [owner, "skill"], maintain_order=True
    )
    langs = truth.select(owner, "lang").unique(owner, maintain_order=True)
    tagged = tagged_skills.select(owner, "skill").unique().with_columns(pl.lit(True).alias("is_tagged"))
    pairs = (
        truth.drop("lang")
        .with_columns(pl.lit(True).alias("is_true"))
        .join(tagged, on=[owner, "skill"], how="full", coalesce=True)
        .join(langs, on=owner, how="left")
        .with_columns(pl.col("is_true", "is_tagged").fill_null(False), pl.col("lang").fill_null("unstated"))
    )
    counts = (
        pl.col("is_true").sum().cast(pl.Int64).alias("truth"),
        pl.col("is_tagged").sum().cast(pl.Int64).alias("tagged"),
        (pl.col("is_true") & pl.col("is_tagged")).sum().cast(pl.Int64).alias("hits"),
    )
    overall = pairs.select(pl.lit("all").alias("value"), *counts)
    by_lang = pairs.group_by(pl.col("lang").alias("value")).agg(counts).sort("value")
    by_mention = (
        pairs.filter("is_true")
        .group_by(pl.col("mention").alias("value"))
        .agg(counts)
        .with_columns(pl.lit(None, dtype=pl.Int64).alias("tagged"))
        .sort("value")
    )
    return pl.concat([_scored(overall, "overall"), _scored(by_lang, "lang"), _scored(by_mention, "mention")])
