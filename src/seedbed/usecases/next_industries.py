"""Which industries could a place have next: candidates with every reason, and how such scores fared before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

import numpy as np
import polars as pl

from seedbed.messages import Finding, Lang, Refusal, Severity, say
from seedbed.network.chains import AROUND, INSIDE, Chains, read_chains, stage_status
from seedbed.network.prospects import (
    WEIGHTS,
    Candidates,
    Cells,
    EntryTest,
    Linkages,
    actors_at_hand,
    candidates_of,
    checked_weights,
    entered,
    fit_weights,
    linkages,
    percentiles,
    read_cells,
    scores,
    skills_at_hand,
    try_scores,
)
from seedbed.observatory.complexity import Complexity, complexity
from seedbed.observatory.grid import require_columns, split_periods
from seedbed.store import RegionStore, Run
from seedbed.store.fingerprint import fingerprint
from seedbed.usecases.keep_run import inputs_of, keep_run
from seedbed.usecases.open_market import with_consent

DYNAMIC = ("relatedness", "foothold", "supply", "demand")
"""Reasons that past periods know of; only these can be fitted and tested. Skills and actors are those of today."""

NAMED = 3
"""How many industries, skills or stages a reason names."""

DIVISION = 3
"""Letters of a GB/T 4754 code that name its division (C36)."""


@dataclass(frozen=True, slots=True, eq=False)
class NextIndustries:
    """The industries that a place could have next.

    Parameters
    ----------
    candidates
        rank, industry, score (0..1), rca, and a column per reason with its value (null where not known).
    reasons
        rank, industry, reason, value, percentile (among all candidates of the table), weight (share of the
        score), part (the parts of an industry add up to its score), names (what is behind it). In words:
        :func:`say_reason`.
    weights
        As used; ``fitted`` says whether past periods gave them.
    test
        How the scores told the entries between the two latest periods, with weights fitted on the period before
        where there is one; None where ``values`` hold one period or too few entries (a finding says so).
    """

    place: str
    period: str | None
    candidates: pl.DataFrame
    reasons: pl.DataFrame
    weights: Mapping[str, float]
    fitted: bool
    test: EntryTest | None
    findings: tuple[Finding, ...]


def next_industries(
    store: RegionStore,
    values: pl.DataFrame,
    *,
    place: str | None = None,
    flows: pl.DataFrame | None = None,
    chain_industries: pl.DataFrame | None = None,
    weights: Mapping[str, float] | None = None,
    below: float = 1.0,
    top: int = 20,
    wider: Sequence[str] = (),
    on: date | None = None,
    dry_run: bool = False,
) -> tuple[NextIndustries, Run | None]:
    """Rank the industries in which a place is not specialised yet.

    1. Relatedness and location quotients of all places (``observatory.complexity``); candidates have a
       quotient under ``below``.
    2. Linkages with what is there (``flows``), skills that people of the region have against those that each
       industry's opportunities ask, stages of the industry's chains that are filled.
    3. Each reason as a percentile, their weighted mean as the score.
    4. Where there are earlier periods, the same reasons are tested on what entered since; with three periods or
       more, the weights are fitted on one step and tested on the next.

    Parameters
    ----------
    values
        place, industry, value (jobs, output); further ``period``: the latest is looked at.
    place
        One of the table's places; the region's own when absent.
    flows
        seller, buyer, value: intermediate flows of an input-output table in the same industries.
    chain_industries
        chain, industry; when absent, a chain belongs to the divisions of the organisations on it near home.
    weights
        By reason. When absent: fitted where possible, else
        :data:`~seedbed.network.prospects.WEIGHTS`.
    wider
        Areas that hold the home place, for the chains.
    on
        The day on which consent of the people must hold, whose skills are counted (never shown).

    Raises
    ------
    Refusal
        ``usecases.place-without-values``, and what the observatory and the network refuse.
    """
    started = datetime.now(UTC)
    home = place or store.settings.place
    require_columns(values, "place", "industry", "value")
    periods = split_periods(values) if "period" in values.columns else {"": values}
    chosen = checked_weights(weights)
    steps = [_Step.of(frame, flows, below) for frame in list(periods.values())[-3:]]
    now = steps[-1]
    if home not in now.cells.places:
        shown = ", ".join(now.cells.places.head(NAMED).to_list())
        raise Refusal.because("usecases.place-without-values", place=home, places=shown)
    findings: list[Finding] = []
    test, fitted, about_past = _look_back(steps, chosen)
    findings += about_past
    if weights is None and fitted is not None:
        chosen = _fitted_among(fitted)

    industries = now.cells.industries
    skills = _skills(store, industries, on or date.today())
    actors, about_chains = _actors(store, industries, chain_industries, home, wider)
    findings += about_chains
    candidates = candidates_of(now.cells, links=now.links, skills=skills, actors=actors, below=below)
    for reason in WEIGHTS:
        if reason not in candidates.reasons and chosen[reason] > 0:
            findings.append(Finding(f"usecases.unknown-{reason}", {}, Severity.NOTE))
    table, reasons = _shown(candidates, chosen, now, home, top, skills, actors)
    if table.is_empty():
        findings.append(Finding("usecases.no-candidates", {"place": home, "below": below}, Severity.WARNING))
    result = NextIndustries(
        home,
        list(periods)[-1] or None,
        table,
        reasons,
        chosen,
        weights is None and fitted is not None,
        test,
        tuple(findings),
    )
    if dry_run:
        return result, None
    run = keep_run(
        store,
        "next-industries",
        started,
        parameters={"place": home, "below": below, "top": top, "weights": dict(chosen)},
        inputs=inputs_of(store, "seeker_skills", "opportunities", "opportunity_skills", "organisations")
        | {"values": fingerprint(values)}
        | ({"flows": fingerprint(flows)} if flows is not None else {}),
        summary={"candidates": table.height, "fitted": result.fitted},
        outputs={"candidates": table, "reasons": reasons}
        | ({"test": test.scores} if test is not None else {}),
    )
    return result, run


def say_reason(row: Mapping[str, object], lang: Lang) -> str:
    """A row of ``NextIndustries.reasons`` in words, with its numbers."""
    names = row["names"]
    listed = ("、" if lang == "zh" else ", ").join(map(str, names)) if isinstance(names, list) else ""
    return say(
        f"usecases.reason-{row['reason']}",
        lang,
        value=float(str(row["value"])),
        percentile=float(str(row["percentile"])),
        names=listed or "-",
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Step:
    """One period: its complexity, cells, linkages and candidates by what was known then."""

    complexity: Complexity
    cells: Cells
    links: Linkages | None
    candidates: Candidates

    @classmethod
    def of(cls, frame: pl.DataFrame, flows: pl.DataFrame | None, below: float) -> _Step:
        measured = complexity(frame.select("place", "industry", "value"))
        cells = read_cells(measured.cells)
        links = None if flows is None else linkages(cells, flows)
        return cls(measured, cells, links, candidates_of(cells, links=links, below=below))


def _look_back(
    steps: Sequence[_Step], weights: Mapping[str, float]
) -> tuple[EntryTest | None, dict[str, float] | None, list[Finding]]:
    """The test on the latest step, and weights fitted on the step before."""
    if len(steps) < 2:
        return None, None, [Finding("usecases.no-earlier-period", {}, Severity.NOTE)]
    fitted = None
    try:
        if len(steps) > 2:
            fitted = fit_weights(steps[0].candidates, entered(steps[0].candidates, steps[1].cells))
        then = steps[-2].candidates
        test = try_scores(then, entered(then, steps[-1].cells), weights=weights, fitted=fitted)
    except Refusal as refusal:
        return None, fitted, list(refusal.findings)
    return test, fitted, list(test.findings)


def _fitted_among(fitted: Mapping[str, float]) -> dict[str, float]:
    """Fitted weights in the place of the default ones of the same reasons, with the same sum."""
    whole = sum(WEIGHTS[reason] for reason in fitted)
    return (
        dict(WEIGHTS)
        | dict.fromkeys(DYNAMIC, 0.0)
        | {reason: share * whole for reason, share in fitted.items()}
    )


def _code_of(codes: pl.Series, industries: pl.Series) -> pl.DataFrame:
    """code and industry: the longest of ``industries`` with which each code begins."""
    known = sorted(industries.to_list(), key=len, reverse=True)
    distinct = codes.drop_nulls().unique().sort().to_list()
    found = [next((one for one in known if code.startswith(one)), None) for code in distinct]
    return pl.DataFrame(
        {"code": distinct, "industry": found}, schema={"code": pl.String, "industry": pl.String}
    ).drop_nulls()


def _skills(store: RegionStore, industries: pl.Series, on: date) -> pl.DataFrame | None:
    offers, asks = store.table("opportunities"), store.table("opportunity_skills")
    people, _ = with_consent(store.table("people"), on)
    held = store.table("seeker_skills").join(people.select(seeker="person"), on="seeker", how="semi")
    if not (offers.height and asks.height and held.height):
        return None
    relation = {"essential": store.settings.essential, "optional": store.settings.optional}
    asked = (
        asks.filter(pl.col("relation").is_in(list(relation)))
        .join(offers.select("opportunity", "capacity", code="industry"), on="opportunity")
        .join(_code_of(offers["industry"], industries), on="code")
        .select("industry", "skill", weight=pl.col("capacity") * pl.col("relation").replace_strict(relation))
    )
    return skills_at_hand(held.select("skill", "level"), asked) if asked.height else None


def _actors(
    store: RegionStore,
    industries: pl.Series,
    chain_industries: pl.DataFrame | None,
    home: str,
    wider: Sequence[str],
) -> tuple[pl.DataFrame | None, list[Finding]]:
    if "chains" not in store.tables():
        return None, []
    try:
        chains = read_chains(store.table("chains"), store.table("places"), home, wider=wider)
    except Refusal as refusal:
        return None, [Finding(one.code, one.values, Severity.WARNING) for one in refusal.findings]
    if chain_industries is None:
        chain_industries = _divisions_of_chains(chains, store.table("organisations"))
    codes = _code_of(chain_industries["industry"], industries)
    linked = chain_industries.rename({"industry": "code"}).join(codes, on="code").select("chain", "industry")
    filled = actors_at_hand(stage_status(chains), linked)
    return (filled if filled.height else None), list(chains.findings)


def _divisions_of_chains(chains: Chains, organisations: pl.DataFrame) -> pl.DataFrame:
    """chain and industry: the divisions of the organisations that stand on it, near home."""
    near = chains.rows.filter(pl.col("where").is_in([INSIDE, AROUND]))
    division = pl.col("industry").str.slice(0, DIVISION)
    return (
        near.join(organisations.select("organisation", division), on="organisation")
        .select("chain", "industry")
        .drop_nulls()
        .unique(maintain_order=True)
    )


def _shown(
    candidates: Candidates,
    weights: Mapping[str, float],
    step: _Step,
    home: str,
    top: int,
    skills: pl.DataFrame | None,
    actors: pl.DataFrame | None,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    cells = candidates.cells
    row = int(cells.places.search_sorted(home))
    score, parts = scores(candidates, weights)
    here = np.flatnonzero((candidates.place_at == row) & np.isfinite(score))
    best = here[np.lexsort((candidates.industry_at[here], -score[here]))][: max(top, 0)]
    names = cells.industries.gather(candidates.industry_at[best])
    table = pl.DataFrame(
        {
            "rank": np.arange(1, best.size + 1),
            "industry": names,
            "score": score[best],
            "rca": cells.rca[row, candidates.industry_at[best]],
            **{
                reason: pl.Series(values[best], nan_to_null=True)
                for reason, values in candidates.reasons.items()
            },
        }
    )
    ranked = {reason: percentiles(values) for reason, values in candidates.reasons.items()}
    behind = _Behind(step, row, _lists(skills, "short"), _lists(actors, "missing"))
    rows = [
        {
            "rank": position + 1,
            "industry": names[position],
            "reason": reason,
            "value": float(candidates.reasons[reason][at]),
            "percentile": float(ranked[reason][at]),
            "weight": float(parts[reason][at] / ranked[reason][at]),
            "part": float(parts[reason][at]),
            "names": behind.names(reason, int(candidates.industry_at[at])),
        }
        for position, at in enumerate(best.tolist())
        for reason in candidates.reasons
        if np.isfinite(parts[reason][at])
    ]
    schema: dict[str, pl.DataType] = {
        "rank": pl.Int64(), "industry": pl.String(), "reason": pl.String(), "value": pl.Float64(),
        "percentile": pl.Float64(), "weight": pl.Float64(), "part": pl.Float64(), "names": pl.List(pl.String()),
    }  # fmt: skip
    return table, pl.DataFrame(rows, schema=schema)


def _lists(frame: pl.DataFrame | None, column: str) -> dict[str, list[str]]:
    return {} if frame is None else dict(frame.select("industry", column).iter_rows())


@dataclass(frozen=True, slots=True, eq=False)
class _Behind:
    """The names behind a reason for one industry in the place."""

    step: _Step
    row: int
    short: Mapping[str, list[str]]
    missing: Mapping[str, list[str]]

    def names(self, reason: str, industry: int) -> list[str]:
        """At most :data:`NAMED`: nearest industries held, suppliers or buyers at hand, skills that are short,
        stages that are empty."""
        cells = self.step.cells
        own = cells.industries[industry]
        if reason == "skills":
            return self.short.get(own, [])[:NAMED]
        if reason == "actors":
            return self.missing.get(own, [])[:NAMED]
        if reason == "relatedness":
            return self._nearest(own)
        if self.step.links is None or reason == "foothold":
            return []
        shares = (
            self.step.links.purchases[:, industry] if reason == "supply" else self.step.links.sales[industry]
        )
        at_hand = np.nan_to_num(shares) * cells.held[self.row]
        best = np.argsort(-at_hand, kind="stable")[:NAMED]
        return cells.industries.gather(best[at_hand[best] > 0]).to_list()

    def _nearest(self, industry: str) -> list[str]:
        measured = self.step.complexity
        if industry not in measured.industries:
            return []
        order, at = measured.industries, int(measured.industries.search_sorted(industry))
        cells = self.step.cells
        held = set(cells.industries.filter(pl.Series(cells.rca[self.row] >= 1)).to_list()) - {industry}
        near = np.where([one in held for one in order.to_list()], measured.nearness[at], 0.0)
        best = np.argsort(-near, kind="stable")[:NAMED]
        return order.gather(best[near[best] > 0]).to_list()
