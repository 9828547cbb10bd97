"""Set what the loop estimated beside the truth that was drawn: synthetic regions only."""

from __future__ import annotations

import polars as pl

from seedbed.programme import industry_prefixes, read_rules
from seedbed.programme.rules import CountingRule
from seedbed.store import RegionStore
from seedbed.synth import compare_truth


def compare_tagging(store: RegionStore) -> pl.DataFrame:
    """The skills that were drawn beside those that were read, for people and for opportunities."""
    drawing = store.runs("synth")[-1].run
    sides = {
        "people": ("truth_seeker_skills", "seeker_skills"),
        "opportunities": ("truth_opportunity_skills", "opportunity_skills"),
    }
    return pl.concat(
        [
            compare_truth(store.run_output(drawing, truth), store.table(tagged)).select(
                pl.lit(side).alias("side"), pl.all()
            )
            for side, (truth, tagged) in sides.items()
        ]
    )


def compare_outcomes(store: RegionStore) -> pl.DataFrame:
    """Results that the rules counted beside what really happened, per indicator.

    A placement is true to a rule when person and opportunity meet it and the path really
    happened, whether or not anybody verified it. Frame ``indicator, truth, estimate``: distinct
    people; the difference is what verification never learned of.
    """
    drawing, counting = store.runs("synth-outcomes")[-1].run, store.runs("count")[-1].run
    truth, counted = store.run_output(drawing, "truth"), store.run_output(counting, "counted")
    industries = store.settings.industries
    prefixes = industry_prefixes(store.table(industries)) if industries else ()
    rows = [
        (
            rule.indicator,
            truth.filter(_true_to(rule, prefixes)).get_column("seeker").n_unique(),
            counted.filter(pl.col("indicator") == rule.indicator).height,
        )
        for rule in read_rules(store.document("counting_rules"))
    ]
    return pl.DataFrame(
        rows, schema={"indicator": pl.String, "truth": pl.Int64, "estimate": pl.Int64}, orient="row"
    )


# What the truth calls the last event of a rule's path.
_HAPPENED = {"accepted": "accepted", "started": "started", "completed": "completed", "assessed": "passed"}


def _true_to(rule: CountingRule, prefixes: tuple[str, ...]) -> pl.Expr:
    conditions = [
        pl.col(_HAPPENED[rule.path[-1]]),
        pl.col("opportunity_kind").is_in(list(rule.opportunity_kinds)),
    ]
    if rule.institutions:
        conditions.append(pl.col("institution").is_in(list(rule.institutions)))
    if rule.graduated_within_years is not None:
        window = pl.col("graduated").dt.offset_by(f"{rule.graduated_within_years}y")
        conditions.append((pl.col("started_on") >= pl.col("graduated")) & (pl.col("started_on") <= window))
    if rule.industries:
        conditions.append(
            pl.any_horizontal(pl.col("industry").str.starts_with(prefix) for prefix in prefixes)
        )
    if rule.subprojects:
        conditions.append(pl.col("subproject").is_in(list(rule.subprojects)))
    return pl.all_horizontal(conditions).fill_null(False)
