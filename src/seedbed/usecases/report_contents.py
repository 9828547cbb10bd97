"""What a report on one run of the loop needs, as plain frames: :class:`ReportContents`.

Whoever fills it does the reading and the counting; whoever renders it only chooses, sorts and
draws. Every frame is cut and cast to the columns documented here when the contents are made, so
a missing column shows at once and not as an empty picture.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

import polars as pl

from seedbed.messages import Finding
from seedbed.usecases.delivery_contents import DeliveryContents
from seedbed.usecases.describe_machine import Machine
from seedbed.usecases.documented_frames import REAL, TEXT, WHOLE, YES, ColumnTypes, cut_frames, empty_of
from seedbed.usecases.observed_contents import ObservedContents

STEPS = (
    "load",
    "check",
    "tag",
    "recommend",
    "allocate",
    "propose",
    "outcomes",
    "count",
    "gap",
)
"""The loop's steps that the report can name, in the loop's order."""

FRAMES: Mapping[str, ColumnTypes] = MappingProxyType(
    {
        # One row per step of the loop that was carried out. `step` is one of STEPS; `count` is what
        # the step produced (rows read, findings, mentions, seekers, recommendations, places filled,
        # proposals, events, verified results, skills compared); `run` is null where no run was kept.
        "steps": {
            "step": TEXT,
            "count": WHOLE,
            "run": TEXT,
            "started": pl.Datetime("us"),
            "seconds": REAL,
        },
        # Every run record of the store that the figures rest on.
        "runs": {"run": TEXT, "kind": TEXT, "started": pl.Datetime("us"), "seconds": REAL},
        # Places to be drawn on the map. Degrees; `people` live there, `seats` are offered there.
        "places": {
            "place": TEXT,
            "name": TEXT,
            "name_zh": TEXT,
            "longitude": REAL,
            "latitude": REAL,
            "datum": TEXT,
            "people": WHOLE,
            "seats": WHOLE,
        },
        # Organisations of the region's record; `actor_type` is education, enterprise, government or service.
        "organisations": {
            "organisation": TEXT,
            "name": TEXT,
            "name_zh": TEXT,
            "actor_type": TEXT,
            "kind": TEXT,
            "place": TEXT,
            "source": TEXT,
            "locator": TEXT,
        },
        # Dated, sourced links; `from` and `to` are organisations, `what` says the tie in words.
        "ties": {
            "from": TEXT,
            "to": TEXT,
            "kind": TEXT,
            "start": TEXT,
            "end": TEXT,
            "what": TEXT,
            "what_zh": TEXT,
            "source": TEXT,
            "locator": TEXT,
        },
        # The human resources of figure 4 of the programme's brochure; `sector` is an actor type or null
        # (the centre), `ring` is centre, inner or outer.
        "roles": {
            "role": TEXT,
            "name": TEXT,
            "name_zh": TEXT,
            "sector": TEXT,
            "ring": TEXT,
            "source": TEXT,
            "locator": TEXT,
        },
        # Questions that the documents leave open, in the project's own words.
        "open_points": {
            "point": TEXT,
            "what_en": TEXT,
            "what_zh": TEXT,
            "locator_a": TEXT,
            "locator_b": TEXT,
        },
        # What people call that which a contradiction is about; `measure` is as in the finding's values.
        "measure_names": {"measure": TEXT, "label_en": TEXT, "label_zh": TEXT},
        # Pairs owner -> skill that were drawn (`truth`) and read from text (`tagged`); `hits` are in both;
        # precision = hits / tagged, recall = hits / truth, f1 their harmonic mean. `side` is people or
        # opportunities; `scope` is overall, lang or mention and `value` all, zh, en, mixed, label, ...
        "tagging_truth": {
            "side": TEXT,
            "scope": TEXT,
            "value": TEXT,
            "truth": WHOLE,
            "tagged": WHOLE,
            "hits": WHOLE,
            "precision": REAL,
            "recall": REAL,
            "f1": REAL,
        },
        # Counts that are known because they were drawn, beside what the programme's rules counted.
        "outcome_truth": {"label_en": TEXT, "label_zh": TEXT, "truth": REAL, "estimate": REAL},
        # How the draw reproduces the numbers that steer it. `basis` is published, derived (from published
        # ones) or assumption; `drawn` is null where it cannot be read off the draw.
        "calibration": {
            "label_en": TEXT,
            "label_zh": TEXT,
            "basis": TEXT,
            "value": REAL,
            "unit": TEXT,
            "drawn": REAL,
            "source": TEXT,
            "locator": TEXT,
        },
        # Skills gap, one row per skill, as seedbed.matching.skills_gap defines it. Quantity: `places` that ask
        # for it, `people` with full credit at the lowest level that is asked (null: nobody asks), `fillable`
        # places that could go to different people with full credit at each place's own level, `shortage` =
        # places - fillable. Structure: `demand_share` of all places' requirements and `supply_share` of all
        # statements of skills (0..1), `holders` people who state the skill at any level, `difference` of the
        # shares. Quality: `credit` (0..1), the mean over the places of the best people, one each, 0 where
        # people run out (null: nobody asks).
        "skills_gap": {
            "skill": TEXT,
            "label_en": TEXT,
            "label_zh": TEXT,
            "places": WHOLE,
            "people": WHOLE,
            "fillable": WHOLE,
            "shortage": WHOLE,
            "holders": WHOLE,
            "demand_share": REAL,
            "supply_share": REAL,
            "difference": REAL,
            "credit": REAL,
        },
        # One row per floor. `label_*` names it, `scope_*` says in full where it holds, `short_*` is both in few
        # letters, for pictures. `share` 0..1; `required` and `members_placed` count places, `shortfall` what is
        # missing. `price` is a multiplier in units of fit: what the sum of fits loses for each place that the
        # floor moves. It may exceed 1, since moving one place can shift several people; null where the floor
        # costs nothing or has no places. `reading` is share_of_filled or reserved_seats.
        "floors": {
            "name": TEXT,
            "label_en": TEXT,
            "label_zh": TEXT,
            "scope_en": TEXT,
            "scope_zh": TEXT,
            "short_en": TEXT,
            "short_zh": TEXT,
            "reading": TEXT,
            "share": REAL,
            "required": WHOLE,
            "members_placed": WHOLE,
            "filled": WHOLE,
            "met": YES,
            "shortfall": WHOLE,
            "price": REAL,
        },
        # What changes when one floor is dropped and the allocation is run again without it (seekers).
        "floor_effects": {
            "name": TEXT,
            "label_en": TEXT,
            "label_zh": TEXT,
            "scope_en": TEXT,
            "scope_zh": TEXT,
            "newly_placed": WHOLE,
            "no_longer_placed": WHOLE,
            "moved": WHOLE,
        },
        # What the allocation has to say for itself; `severity` is error, warning or note, `en` and `zh` the sentence.
        "allocation_findings": {"severity": TEXT, "code": TEXT, "en": TEXT, "zh": TEXT},
        # Opportunities whose places are all filled, with the price of one more: a multiplier in units of fit,
        # which may exceed 1 since one place more can let several people move to a better one.
        "seat_prices": {
            "opportunity": TEXT,
            "title": TEXT,
            "organisation_en": TEXT,
            "organisation_zh": TEXT,
            "capacity": WHOLE,
            "filled": WHOLE,
            "price": REAL,
        },
        # Audit by group. Null figures of a row whose `suppressed` is true are not shown (too few people).
        # `recommended_rate` and `placed_rate` are shares of `people`; `ratio` is this group's placement
        # rate over that of everybody else.
        "audit": {
            "group": TEXT,
            "label_en": TEXT,
            "label_zh": TEXT,
            "people": WHOLE,
            "recommended_rate": REAL,
            "placed": WHOLE,
            "placed_rate": REAL,
            "mean_fit": REAL,
            "ratio": REAL,
            "suppressed": YES,
        },
        # The matches to be explained (about ten), best to be read first.
        "matches": {
            "seeker": TEXT,
            "opportunity": TEXT,
            "title": TEXT,
            "kind": TEXT,
            "organisation_en": TEXT,
            "organisation_zh": TEXT,
            "place_en": TEXT,
            "place_zh": TEXT,
            "fit": REAL,
        },
        # Their parts: contribution = weight x credit, and the contributions of a match add to its fit.
        # `via_*` is null where the seeker has nothing toward the requirement.
        "parts": {
            "seeker": TEXT,
            "opportunity": TEXT,
            "requirement": TEXT,
            "requirement_en": TEXT,
            "requirement_zh": TEXT,
            "weight": REAL,
            "via_en": TEXT,
            "via_zh": TEXT,
            "credit": REAL,
            "contribution": REAL,
        },
        # One row per indicator with a target. `women` of `women_denominator` counted people are women (those
        # of unstated sex stand in the denominator); `events` verified events stand behind `actual`, proposed
        # by `run`. `progress` = (actual - baseline) / (target - baseline).
        "indicators": {
            "indicator": TEXT,
            "label_en": TEXT,
            "label_zh": TEXT,
            "unit": TEXT,
            "baseline": REAL,
            "baseline_period": TEXT,
            "target": REAL,
            "target_period": TEXT,
            "actual": REAL,
            "progress": REAL,
            "women": WHOLE,
            "women_denominator": WHOLE,
            "women_share": REAL,
            "women_target": REAL,
            "events": WHOLE,
            "run": TEXT,
            "source": TEXT,
            "locator": TEXT,
        },
        # Cumulative `actual` at the end of each period (null: not yet), and `target`, the path to the target.
        "progress_path": {"indicator": TEXT, "period": TEXT, "actual": REAL, "target": REAL},
        # The same results divided by sex, subproject or period (`dimension`); each part opens to its events.
        "progress_parts": {
            "indicator": TEXT,
            "dimension": TEXT,
            "part": TEXT,
            "label_en": TEXT,
            "label_zh": TEXT,
            "value": REAL,
            "events": WHOLE,
            "run": TEXT,
        },
        # Placements that came near and were not counted, with the reason in both languages.
        "not_counted": {
            "indicator": TEXT,
            "reason_en": TEXT,
            "reason_zh": TEXT,
            "placements": WHOLE,
        },
        "sources": {
            "source": TEXT,
            "title": TEXT,
            "publisher": TEXT,
            "year": TEXT,
            "url": TEXT,
            "licence": TEXT,
        },
        # Software and code lists: part and version (or release).
        "versions": {"part": TEXT, "version": TEXT},
    }
)
"""Column names and types of every frame in :class:`ReportContents`."""


def empty_frame(name: str) -> pl.DataFrame:
    """An empty frame of :class:`ReportContents`, with its columns.

    >>> empty_frame("versions").columns
    ['part', 'version']
    """
    return empty_of(FRAMES, name)


def _frame(name: str) -> pl.DataFrame:
    return field(default_factory=lambda: empty_frame(name))


@dataclass(frozen=True, slots=True)
class Headline:
    """The numbers that a reader meets first (counts)."""

    people: int
    opportunities: int
    seats: int
    organisations: int
    ties: int
    skills: int
    occupations: int
    observations: int


@dataclass(frozen=True, slots=True)
class Certificate:
    """What the allocation proves about itself.

    Parameters
    ----------
    objective, bound
        Sums of fits; ``bound`` is a proven upper bound of the best possible sum.
    optimality_gap
        ``(bound - objective) / bound``.
    verdict
        ``met``, ``impossible`` or ``undecided``.
    method
        ``dual`` or ``exact``.
    filled, filled_without_floors, capacity
        Places; ``filled_without_floors`` is null where that run was not made.
    conflict
        For ``impossible``: an irreducible set of demands that cannot hold together: names of floors
        (``name`` of the frame ``floors``), or ``min_filled``.
    blocking_pairs
        Pairs who would both rather have each other; null where they were not counted.
    """

    run: str
    objective: float
    bound: float
    optimality_gap: float
    verdict: str
    method: str
    filled: int
    filled_without_floors: int | None
    capacity: int
    conflict: tuple[str, ...] = ()
    blocking_pairs: int | None = None


@dataclass(frozen=True, slots=True)
class ReportContents:
    """Everything that the report shows; columns of the frames stand in :data:`FRAMES`.

    Parameters
    ----------
    region_en, region_zh
        The region's name.
    created
        When the report was made (UTC).
    synthetic
        Whether people, opportunities and events are drawn and not real; labels every section that
        shows them.
    seed
        The seed of the draw; null for real data.
    findings
        Findings on the region's own record and inputs.
    contradictions
        Findings where two published figures disagree.
    observed
        What the observatory and the network say about the region.
    delivery
        The programme's results framework and the forecasts of its targets.

    Raises
    ------
    ValueError
        A frame lacks a documented column, a step has no name here, or parts belong to no match or do
        not add to its fit exactly.
    polars.exceptions.InvalidOperationError
        A column cannot be cast to its documented type.
    """

    region_en: str
    region_zh: str
    created: datetime
    version: str
    catalogue_release: str
    headline: Headline
    certificate: Certificate | None
    machine: Machine
    synthetic: bool = True
    seed: int | None = None
    findings: tuple[Finding, ...] = ()
    contradictions: tuple[Finding, ...] = ()
    steps: pl.DataFrame = _frame("steps")
    runs: pl.DataFrame = _frame("runs")
    places: pl.DataFrame = _frame("places")
    organisations: pl.DataFrame = _frame("organisations")
    ties: pl.DataFrame = _frame("ties")
    roles: pl.DataFrame = _frame("roles")
    open_points: pl.DataFrame = _frame("open_points")
    measure_names: pl.DataFrame = _frame("measure_names")
    tagging_truth: pl.DataFrame = _frame("tagging_truth")
    outcome_truth: pl.DataFrame = _frame("outcome_truth")
    calibration: pl.DataFrame = _frame("calibration")
    skills_gap: pl.DataFrame = _frame("skills_gap")
    floors: pl.DataFrame = _frame("floors")
    floor_effects: pl.DataFrame = _frame("floor_effects")
    allocation_findings: pl.DataFrame = _frame("allocation_findings")
    seat_prices: pl.DataFrame = _frame("seat_prices")
    audit: pl.DataFrame = _frame("audit")
    matches: pl.DataFrame = _frame("matches")
    parts: pl.DataFrame = _frame("parts")
    indicators: pl.DataFrame = _frame("indicators")
    progress_path: pl.DataFrame = _frame("progress_path")
    progress_parts: pl.DataFrame = _frame("progress_parts")
    not_counted: pl.DataFrame = _frame("not_counted")
    sources: pl.DataFrame = _frame("sources")
    versions: pl.DataFrame = _frame("versions")
    observed: ObservedContents = field(default_factory=ObservedContents)
    delivery: DeliveryContents = field(default_factory=DeliveryContents)

    def __post_init__(self) -> None:
        cut_frames(self, FRAMES)
        unnamed = sorted(set(self.steps["step"]) - set(STEPS))
        if unnamed:
            raise ValueError(f"the report has no name for the steps {', '.join(map(str, unnamed))}")
        orphans = self.parts.join(self.matches, on=["seeker", "opportunity"], how="anti")
        if orphans.height:
            raise ValueError(f"{orphans.height} parts belong to no match of the report")
        sums = self.matches.join(
            self.parts.group_by("seeker", "opportunity").agg(pl.col("contribution").sum().alias("sum")),
            on=["seeker", "opportunity"],
            how="left",
        )
        wrong = sums.filter(pl.col("sum").fill_null(0.0) != pl.col("fit"))
        if wrong.height:
            raise ValueError(f"the parts of {wrong.height} matches do not add to their fit")
