"""Stage gates: which artefacts are there, what was decided, what blocks the next gate.

Gates of one ``track`` are passed in the order of their ``stage`` (Cooper 1990). A gate without a
subproject is one of each subproject; a row without a stage is a date to remember and no gate.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

import polars as pl

from seedbed.messages import Finding, Refusal
from seedbed.programme.columns import take

Outcome = Literal["passed", "conditional", "returned", "stopped"]
State = Literal["passed", "conditional", "open", "returned", "stopped", "waiting"]

OPENING: tuple[Outcome, ...] = ("passed", "conditional")
"""What lets the next gate be decided; a condition stays on the record until the gate is passed."""

STANDING_SCHEMA: dict[str, pl.DataType] = {
    "subproject": pl.String(), "track": pl.String(), "gate": pl.String(), "stage": pl.Int64(),
    "state": pl.String(), "decided": pl.Date(), "required": pl.List(pl.String()), "present": pl.List(pl.String()),
    "missing": pl.List(pl.String()), "blocked_by": pl.List(pl.String()),
}  # fmt: skip
STAGE_SCHEMA: dict[str, pl.DataType] = {
    "subproject": pl.String(), "track": pl.String(), "reached": pl.Int64(), "of": pl.Int64(),
    "next_gate": pl.String(), "missing": pl.List(pl.String()), "stopped": pl.Boolean(),
}  # fmt: skip
TRACK: dict[str, pl.DataType] = {"track": pl.String()}


@dataclass(frozen=True, slots=True, eq=False)
class GateStanding:
    """Where each subproject stands.

    Parameters
    ----------
    table
        One row per subproject and gate. ``state``: passed, conditional, returned or stopped (the latest
        decision), open (may be decided now), waiting (an earlier gate or a stop is before it).
        ``present``: artefacts handed in with any decision on the subproject's gates so far; ``missing``:
        those required and not present; ``blocked_by``: the earlier gates that are not behind it.
    stages
        One row per subproject and track: ``reached`` (stage of the last gate behind it, 0 at the
        beginning), ``of`` (stage of its last gate), ``next_gate`` and what that one lacks, ``stopped``.
    findings
        ``programme.decision-out-of-order``, ``.decision-without-artefacts``,
        ``.decision-without-subproject``, ``.decision-unknown-gate``: decisions on record that the rules
        would not have let pass. They stand, and are told.
    """

    table: pl.DataFrame
    stages: pl.DataFrame
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Gate:
    gate: str
    track: str | None
    stage: int
    required: tuple[str, ...]


@dataclass(slots=True)
class _Course:
    """One subproject on one track, as the decisions move it along."""

    subproject: str
    gates: list[_Gate]
    outcome: dict[str, Outcome]
    decided: dict[str, date]
    present: dict[str, None]

    def behind(self, gate: _Gate) -> bool:
        return self.outcome.get(gate.gate) in OPENING

    def before(self, gate: _Gate) -> list[str]:
        return [one.gate for one in self.gates if one.stage < gate.stage and not self.behind(one)]

    @property
    def stopped(self) -> bool:
        return "stopped" in self.outcome.values()

    def missing(self, gate: _Gate) -> list[str]:
        return [one for one in gate.required if one not in self.present]

    def state(self, gate: _Gate) -> State:
        given = self.outcome.get(gate.gate)
        if given is not None:
            return given
        return "waiting" if self.stopped or self.before(gate) else "open"


def gate_standing(
    gates: pl.DataFrame, decisions: pl.DataFrame, subprojects: pl.DataFrame, *, on: date | None = None
) -> GateStanding:
    """Follow the decisions in the order of their days.

    Parameters
    ----------
    gates
        The table; further ``track`` keeps several sequences of gates apart.
    decisions
        The table ``gate_decisions``. A decision on a gate of one subproject needs none itself.
    subprojects
        The table; gates without a subproject apply to each of its rows.
    on
        Decisions after it are left out.

    Raises
    ------
    ValueError, TypeError
        A table lacks a required column or holds one of the wrong type.
    """
    courses = _courses(gates, subprojects)
    findings: list[Finding] = []
    for decision, gate, subproject, day, outcome, artefacts in _by_day(decisions, on):
        course, problem = _course_of(courses, decision, gate, subproject)
        if course is None:
            findings += [problem] if problem else []
            continue
        asked = next(one for one in course.gates if one.gate == gate)
        course.present |= dict.fromkeys(artefacts or ())
        if outcome in OPENING:
            values = {"decision": decision, "gate": gate, "subproject": course.subproject}
            if before := course.before(asked):
                findings.append(
                    Finding("programme.decision-out-of-order", values | {"before": ", ".join(before)})
                )
            if outcome == "passed" and (missing := course.missing(asked)):
                findings.append(
                    Finding("programme.decision-without-artefacts", values | {"missing": ", ".join(missing)})
                )
        course.outcome[gate], course.decided[gate] = outcome, day
    return GateStanding(
        pl.DataFrame([row for course in courses for row in _rows(course)], schema=STANDING_SCHEMA),
        pl.DataFrame([_stage(course) for course in courses], schema=STAGE_SCHEMA),
        tuple(findings),
    )


def check_decision(
    standing: GateStanding,
    gate: str,
    outcome: Outcome,
    *,
    day: date,
    subproject: str | None = None,
    artefacts: tuple[str, ...] = (),
    reason: str | None = None,
) -> str:
    """Whether a new decision may be taken; the subproject that it is about.

    Raises
    ------
    Refusal
        ``programme.gate-unknown``, ``.gate-needs-subproject``, ``.gate-already-passed``,
        ``.gate-stopped``, ``.gate-before-it`` (an earlier gate is open), ``.gate-lacks-artefacts`` (to
        pass), ``.gate-without-reason`` (conditional, returned and stopped say why), ``.gate-day`` (before
        the latest decision of the subproject): all that is wrong at once.
    """
    rows = standing.table.filter(pl.col("gate") == gate)
    if rows.is_empty():
        known = ", ".join(standing.table["gate"].unique(maintain_order=True).to_list()) or "-"
        raise Refusal.because("programme.gate-unknown", gate=gate, known=known)
    if subproject is not None:
        rows = rows.filter(pl.col("subproject") == subproject)
    if rows.height != 1:
        known = ", ".join(standing.table.filter(pl.col("gate") == gate)["subproject"].to_list())
        raise Refusal.because("programme.gate-needs-subproject", gate=gate, known=known)
    row = rows.row(0, named=True)
    findings = list(_objections(standing, row, outcome, day, artefacts, reason))
    if findings:
        raise Refusal(*findings)
    return str(row["subproject"])


def _objections(
    standing: GateStanding,
    row: dict[str, object],
    outcome: Outcome,
    day: date,
    artefacts: tuple[str, ...],
    reason: str | None,
) -> Iterator[Finding]:
    about = {"gate": str(row["gate"]), "subproject": str(row["subproject"])}
    own = standing.table.filter(
        pl.col("subproject") == row["subproject"], pl.col("track").eq_missing(pl.lit(row["track"]))
    )
    stopped = own.filter(pl.col("state") == "stopped")["gate"].to_list()
    if row["state"] == "passed":
        yield Finding("programme.gate-already-passed", about)
    elif stopped:
        yield Finding("programme.gate-stopped", about | {"stopped": ", ".join(stopped)})
    blocked, missing = row["blocked_by"], row["missing"]
    assert isinstance(blocked, list)
    assert isinstance(missing, list)
    if blocked and outcome in OPENING:
        yield Finding("programme.gate-before-it", about | {"before": ", ".join(blocked)})
    lacks = [one for one in missing if one not in artefacts]
    if outcome == "passed" and lacks:
        yield Finding("programme.gate-lacks-artefacts", about | {"missing": ", ".join(lacks)})
    if outcome != "passed" and not (reason or "").strip():
        yield Finding("programme.gate-without-reason", about | {"outcome": outcome})
    latest = own["decided"].drop_nulls().to_list()
    if latest and day < max(latest):
        values = {"day": day.isoformat(), "latest": max(latest).isoformat()}
        yield Finding("programme.gate-day", about | values)


def _courses(gates: pl.DataFrame, subprojects: pl.DataFrame) -> list[_Course]:
    table = take("gates", gates, "gate", "subproject", "stage", "required", extra=TRACK).filter(
        pl.col("stage").is_not_null()
    )
    own = take("subprojects", subprojects, "subproject")["subproject"].to_list()
    courses: dict[tuple[str, str | None], _Course] = {}
    for gate, subproject, stage, required, track in table.sort("stage", maintain_order=True).iter_rows():
        for one in own if subproject is None else [subproject]:
            course = courses.setdefault((one, track), _Course(one, [], {}, {}, {}))
            course.gates.append(_Gate(gate, track, stage, tuple(required or ())))
    place = {one: at for at, one in enumerate(own)}
    return [
        courses[key] for key in sorted(courses, key=lambda key: (place.get(key[0], len(own)), key[1] or ""))
    ]


def _by_day(
    decisions: pl.DataFrame, on: date | None
) -> Iterator[tuple[str, str, str | None, date, Outcome, list[str] | None]]:
    table = take(
        "gate_decisions", decisions, "decision", "gate", "subproject", "date", "outcome", "artefacts", "recorded_at"
    )  # fmt: skip
    if on is not None:
        table = table.filter(pl.col("date") <= on)
    return table.sort("date", "recorded_at", "decision", nulls_last=True).drop("recorded_at").iter_rows()


def _course_of(
    courses: list[_Course], decision: str, gate: str, subproject: str | None
) -> tuple[_Course | None, Finding | None]:
    having = [course for course in courses if any(one.gate == gate for one in course.gates)]
    if not having:
        return None, Finding("programme.decision-unknown-gate", {"decision": decision, "gate": gate})
    if subproject is not None:
        having = [course for course in having if course.subproject == subproject]
    if len(having) != 1:
        values = {"decision": decision, "gate": gate}
        return None, Finding("programme.decision-without-subproject", values)
    return having[0], None


def _rows(course: _Course) -> Iterator[dict[str, object]]:
    for gate in course.gates:
        yield {
            "subproject": course.subproject,
            "track": gate.track,
            "gate": gate.gate,
            "stage": gate.stage,
            "state": course.state(gate),
            "decided": course.decided.get(gate.gate),
            "required": list(gate.required),
            "present": [one for one in gate.required if one in course.present],
            "missing": course.missing(gate),
            "blocked_by": course.before(gate),
        }


def _stage(course: _Course) -> dict[str, object]:
    """The stage is that of the last gate before the first one that is not behind it."""
    first_open = next((one for one in course.gates if not course.behind(one)), None)
    reached = [
        one.stage
        for one in course.gates
        if course.behind(one) and (first_open is None or one.stage < first_open.stage)
    ]
    return {
        "subproject": course.subproject,
        "track": course.gates[0].track,
        "reached": max(reached, default=0),
        "of": course.gates[-1].stage,
        "next_gate": None if first_open is None or course.stopped else first_open.gate,
        "missing": [] if first_open is None else course.missing(first_open),
        "stopped": course.stopped,
    }
