"""What becomes of proposals in the synthetic region: refusals, starts, drop-outs, verification.

The truth is drawn first (who really started, completed, improved); the events are what the
programme office would have learned of it, so some true starts are never verified and counted
results can be set beside the truth.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import polars as pl

from seedbed.messages import Refusal
from seedbed.synth.calibration import Number, Published, calibration_frame
from seedbed.synth.dates import FIRST_DAY, LAST_DAY, dates, day, numbers
from seedbed.synth.draws import Bools, Floats, Ints, Stage, categories, hits, integers, spread, stream
from seedbed.synth.label import LABEL

# Rates below are assumptions: the documents publish none of them. Shares by kind of opportunity.
REFUSAL = {
    "job": Number("refusal-job", 0.27),
    "training": Number("refusal-training", 0.12),
    "internship": Number("refusal-internship", 0.18),
    "mentoring": Number("refusal-mentoring", 0.15),
    "incubation": Number("refusal-incubation", 0.30),
}
NO_SHOW = Number("no-show", 0.06)  # accepted, but did not come on the first day
LEFT_TRAINING = Number("left-training", 0.11)  # dropped out of a course, mentoring or incubation
LEFT_SATISFIED = Number("left-employer-satisfied", 0.05)  # left within half a year
LEFT_UNSATISFIED = Number("left-employer-unsatisfied", 0.24)
PASSED = Number("passed-assessment", 0.88)  # of those who completed a course
NEVER_VERIFIED = Number("never-verified", 0.13)  # started and stayed, but no evidence ever came in
# Survey among employers of graduates in mechanical design, manufacturing and automation.
EMPLOYERS_SATISFIED = Published(
    "employers-satisfied", ("share_employers_satisfied",), lambda share: share, 0.58
)

# Why people decline or leave; the codes are what `reason` holds. Weights are assumptions.
DECLINE_REASONS = {"pay": 0.34, "distance": 0.24, "other-offer": 0.20, "content": 0.12, "family": 0.10}
LEAVE_REASONS = {"other-offer": 0.35, "pay": 0.25, "content": 0.20, "family": 0.12, "health": 0.08}
OUT_OF_WINDOW, NO_SHOW_REASON, NOT_PASSED = "not-available-in-time", "did-not-come", "not-passed"
REASONS = tuple(dict.fromkeys((*DECLINE_REASONS, *LEAVE_REASONS, OUT_OF_WINDOW, NO_SHOW_REASON, NOT_PASSED)))

# Days (shortest, longest) between two events; assumptions.
DAYS_TO_ANSWER = (1, 14)
DAYS_TO_START = (3, 45)
DAYS_TO_LEAVE = (10, 170)
DAYS_TO_ASSESS = (0, 14)
DAYS_TO_VERIFY = (21, 150)
DAYS_TO_RECORD = (0, 30)
DURATION = {"training": (20, 90), "internship": (60, 180), "mentoring": (90, 240), "incubation": (180, 400)}

_PROPOSED = ("event", "seeker", "opportunity")

DESK, VERIFIER = "synthetic-desk", "synthetic-verifier"
"""Who enters events, and who verifies them: two, since four eyes are needed before a placement counts."""


@dataclass(frozen=True, slots=True)
class Outcomes:
    """The events that followed the proposals, and the truth behind them.

    Attributes
    ----------
    proposals
        The proposals with their dates (placements schema, kind ``proposed``).
    events
        What followed (placements schema), sorted by date and event; ``event`` is the proposal's id
        followed by the kind.
    truth
        One row per proposal: what really happened, with the attributes that counting rules read
        (opportunity_kind, subproject, industry, institution, graduated, sex) and the day of start;
        ``verified`` says whether the record ever learned of it.
    calibration
        Each rate with its basis and the value drawn.
    """

    proposals: pl.DataFrame
    events: pl.DataFrame
    truth: pl.DataFrame
    calibration: pl.DataFrame


def simulate_outcomes(
    proposed: pl.DataFrame,
    people: pl.DataFrame,
    opportunities: pl.DataFrame,
    seed: int = 2027,
    *,
    observations: pl.DataFrame | None = None,
    until: date = LAST_DAY,
) -> Outcomes:
    """Draw what became of each proposal, reproducibly for a seed.

    Parameters
    ----------
    proposed
        ``event``, ``seeker``, ``opportunity`` and, where known, ``date`` and ``run``. A proposal
        without a date gets one inside the opportunity's window, after the seeker is available and
        has graduated, so that placements spread over the programme's years. The order of the rows
        matters neither for the result nor for its ids: they are drawn in the order of ``event``.
    people, opportunities
        The region's tables.
    observations
        Published figures; the employers' satisfaction is read from them.
    until
        Nothing after this day is in the events: it has not happened yet.

    Raises
    ------
    Refusal
        ``synth.column-missing``, ``synth.proposal-twice``, ``synth.proposal-unknown``.
    """
    pairs = _known_pairs(proposed, people, opportunities)
    n = pairs.height
    rng = stream(seed, Stage.OUTCOMES)
    kind = pairs["opportunity_kind"].to_numpy()
    last = day(until)

    # 1. The window in which a start is possible.
    ready = np.maximum.reduce(
        [
            numbers(pairs["opens"], day(FIRST_DAY)),
            numbers(pairs["available_from"], 0),
            numbers(pairs["graduated"], 0),
        ]
    )
    closes = numbers(pairs["closes"], day(LAST_DAY))
    drawn_date = ready + np.floor(
        np.maximum(closes - ready, 0) * 0.6 * stream(seed, Stage.PROPOSALS).random(n)
    )
    on_date = np.where(
        pairs["date"].is_null().to_numpy(), np.minimum(drawn_date, day(LAST_DAY)), numbers(pairs["date"], 0)
    ).astype(np.int64)

    # 2. The answer.
    answered = on_date + integers(rng, *DAYS_TO_ANSWER, n)
    refused = hits(rng, _by_kind(kind, {name: rate.value for name, rate in REFUSAL.items()}, 0.2), n)
    decline_reason = _pick(rng, DECLINE_REASONS, n)
    come = np.maximum(answered, ready) + integers(rng, *DAYS_TO_START, n)
    start = np.minimum(come, np.maximum(closes, answered))
    in_time = (start >= ready) & (start <= closes) & (answered <= closes)
    accepted = in_time & ~refused
    no_show = accepted & hits(rng, NO_SHOW.value, n)
    started = accepted & ~no_show

    # 3. What followed the start.
    satisfaction = EMPLOYERS_SATISFIED.from_observations(
        pl.DataFrame(schema={"measure": pl.String}) if observations is None else observations
    )
    employed = np.isin(kind, ("job", "internship"))
    satisfied = spread(rng, np.where(started & employed, satisfaction.value, 0.0))
    chance_to_leave = np.where(
        employed, np.where(satisfied, LEFT_SATISFIED.value, LEFT_UNSATISFIED.value), LEFT_TRAINING.value
    )
    low, high = _duration(kind)
    duration = integers(rng, low, high, n)
    left = started & hits(rng, chance_to_leave, n)
    stay = integers(rng, *DAYS_TO_LEAVE, n)
    # Whoever leaves a course leaves it before its end.
    left_on = start + np.where(kind == "job", stay, np.maximum(1, stay * duration // (DAYS_TO_LEAVE[1] + 1)))
    leave_reason = _pick(rng, LEAVE_REASONS, n)
    completed = started & ~left & (kind != "job")
    completed_on = start + duration
    taught = kind == "training"
    sat = completed & taught
    assessed_on = completed_on + integers(rng, *DAYS_TO_ASSESS, n)
    passed = sat & hits(rng, PASSED.value, n)

    # 4. What is verified, and when: a job some weeks after the start, the rest at its end.
    provable_on = np.where(kind == "job", start, np.where(taught, assessed_on, completed_on))
    verified_on = provable_on + integers(rng, *DAYS_TO_VERIFY, n)
    stayed = started & ~(left & (left_on < verified_on))
    provable = np.where(kind == "job", stayed, np.where(taught, passed, completed))
    never = hits(rng, NEVER_VERIFIED.value, n)
    verified = provable & ~never

    steps: tuple[tuple[str, Bools, Ints, npt.NDArray[np.str_] | None], ...] = (
        ("declined", ~accepted, answered, np.where(in_time, decline_reason, OUT_OF_WINDOW)),
        ("accepted", accepted, answered, None),
        ("declined", no_show, start, np.full(n, NO_SHOW_REASON)),
        ("started", started, start, None),
        ("left", left, left_on, leave_reason),
        ("completed", completed, completed_on, None),
        ("assessed", sat, assessed_on, np.where(passed, "", NOT_PASSED)),
        ("verified", verified, verified_on, None),
    )
    record_delay = stream(seed, Stage.RECORDING)
    events = pl.concat(
        [
            _events(
                pairs, name, happened & (on <= last), on, reason, integers(record_delay, *DAYS_TO_RECORD, n)
            )
            for name, happened, on, reason in steps
        ]
    ).sort("date", "event")
    proposals = _events(
        pairs, "proposed", np.ones(n, dtype=np.bool_), on_date, None, np.zeros(n, dtype=np.int64)
    ).with_columns(pairs["event"])
    happened_start = started & (start <= last)
    truth = pairs.select(
        "event", "seeker", "opportunity", "opportunity_kind", "subproject", "industry", "institution", "graduated", "sex"
    ).with_columns(
        pl.Series("accepted", accepted & (answered <= last)),
        pl.Series("started", happened_start),
        dates(start, happened_start).alias("started_on"),
        pl.Series("employer_satisfied", satisfied).set(pl.Series(~(employed & started)), None),
        pl.Series("left", left & (left_on <= last)),
        pl.Series("completed", completed & (completed_on <= last)),
        pl.Series("passed", passed & (assessed_on <= last)),
        pl.Series("verified", verified & (verified_on <= last)),
    )  # fmt: skip
    calibration = calibration_frame(
        (
            *((rate, _share(refused[in_time & (kind == name)])) for name, rate in REFUSAL.items()),
            (NO_SHOW, _share(no_show[accepted])),
            (satisfaction, _share(satisfied[started & employed])),
            (LEFT_SATISFIED, _share(left[started & employed & satisfied])),
            (LEFT_UNSATISFIED, _share(left[started & employed & ~satisfied])),
            (LEFT_TRAINING, _share(left[started & ~employed])),
            (PASSED, _share(passed[sat])),
            (NEVER_VERIFIED, _share(never[provable])),
        )
    )
    return Outcomes(proposals, events, truth, calibration)


def true_numbers(
    truth: pl.DataFrame, by: tuple[str, ...] = ("opportunity_kind", "subproject", "sex")
) -> pl.DataFrame:
    """How many proposals really led to a start, and how many of those the record knows as verified.

    Returns one row per combination of ``by`` with ``proposed``, ``started``, ``left``, ``completed``,
    ``passed``, ``verified`` and ``started_never_verified``.
    """
    return (
        truth.group_by(by)
        .agg(
            pl.len().cast(pl.Int64).alias("proposed"),
            *(
                pl.col(name).sum().cast(pl.Int64)
                for name in ("started", "left", "completed", "passed", "verified")
            ),
            (pl.col("started") & ~pl.col("verified")).sum().cast(pl.Int64).alias("started_never_verified"),
        )
        .sort(by, nulls_last=True)
    )


def _known_pairs(proposed: pl.DataFrame, people: pl.DataFrame, opportunities: pl.DataFrame) -> pl.DataFrame:
    for column in _PROPOSED:
        if column not in proposed.columns:
            raise Refusal.because("synth.column-missing", table="proposed", column=column)
    for column, dtype in (("date", pl.Date), ("run", pl.String)):
        if column not in proposed.columns:
            proposed = proposed.with_columns(pl.lit(None, dtype=dtype).alias(column))
    proposed = proposed.select(*_PROPOSED, "date", "run").sort("event")
    for key in (["event"], ["seeker", "opportunity"]):
        repeated = proposed.filter(pl.struct(key).is_duplicated())
        if not repeated.is_empty():
            raise Refusal.because("synth.proposal-twice", event=repeated["event"][0], count=repeated.height)
    attributes = {
        "seeker": people.select(
            pl.col("person").alias("seeker"),
            *(
                _column(people, name, dtype)
                for name, dtype in (
                    ("available_from", pl.Date),
                    ("graduated", pl.Date),
                    ("sex", pl.String),
                    ("institution", pl.String),
                )
            ),
        ),
        "opportunity": opportunities.select(
            "opportunity",
            pl.col("kind").alias("opportunity_kind"),
            *(
                _column(opportunities, name, dtype)
                for name, dtype in (
                    ("opens", pl.Date),
                    ("closes", pl.Date),
                    ("subproject", pl.String),
                    ("industry", pl.String),
                )
            ),
        ),
    }
    for name, known in attributes.items():
        unknown = proposed.join(known, on=name, how="anti").sort("event")
        if not unknown.is_empty():
            raise Refusal.because(
                "synth.proposal-unknown", event=unknown["event"][0], column=name, value=unknown[name][0]
            )
        proposed = proposed.join(known, on=name, how="left", maintain_order="left")
    return proposed


def _column(frame: pl.DataFrame, name: str, dtype: type[pl.DataType]) -> pl.Expr:
    return pl.col(name).cast(dtype) if name in frame.columns else pl.lit(None, dtype=dtype).alias(name)


def _by_kind(kind: npt.NDArray[np.object_], rates: dict[str, float], otherwise: float) -> Floats:
    chances = np.full(kind.size, otherwise)
    for name, rate in rates.items():
        chances[kind == name] = rate
    return chances


def _duration(kind: npt.NDArray[np.object_]) -> tuple[Ints, Ints]:
    low, high = np.full(kind.size, 1, dtype=np.int64), np.full(kind.size, 1, dtype=np.int64)
    for name, (shortest, longest) in DURATION.items():
        low[kind == name], high[kind == name] = shortest, longest
    return low, high


def _pick(rng: np.random.Generator, weights: dict[str, float], n: int) -> npt.NDArray[np.str_]:
    return np.array(list(weights))[categories(rng, list(weights.values()), n)]


def _share(flags: Bools) -> float | None:
    return float(flags.mean()) if flags.size else None


def _events(
    pairs: pl.DataFrame,
    kind: str,
    happened: Bools,
    on: Ints,
    reason: npt.NDArray[np.str_] | None,
    delay: Ints,
) -> pl.DataFrame:
    """One event per pair where it happened, in the placements schema."""
    return (
        pairs.select("event", "seeker", "opportunity", "run")
        .with_columns(
            pl.lit(kind).alias("kind"),
            dates(on).alias("date"),
            pl.lit(None, dtype=pl.String).alias("reason") if reason is None else pl.Series("reason", reason.tolist(), pl.String),
            pl.lit(LABEL).alias("evidence"),
            pl.lit(VERIFIER if kind == "verified" else DESK).alias("by"),
            dates(on + delay).alias("recorded_at").cast(pl.Datetime("us", "UTC")),
        )
        .filter(pl.Series(happened))
        .select(
            pl.format("{}-{}", "event", "kind").alias("event"),
            "seeker", "opportunity", "kind", "date", "run",
            pl.when(pl.col("reason") != "").then("reason"),
            "evidence", "recorded_at", "by",
        )
    )  # fmt: skip
