"""The design and monitoring framework of a region's programme, as development banks lay it out.

Results chain | indicators with targets and baselines | data sources and reporting | risks and critical
assumptions; then key activities with milestones under each output, and inputs by financier (ADB,
Guidelines for Preparing and Using a Design and Monitoring Framework, 2020).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

import polars as pl

import seedbed
from seedbed.programme.framework import Framework, in_reading_order
from seedbed.tables.schemas.programme import LEVELS
from seedbed.usecases.check_framework import read_framework
from seedbed.usecases.documented_frames import REAL, TEXT, WHOLE, ColumnTypes, cut_frames, empty_of
from seedbed.usecases.programme_frames.names import ProgrammeNames, both, programme_names, with_names

if TYPE_CHECKING:
    from seedbed.store import RegionStore

ORIGIN: ColumnTypes = {"source": TEXT, "locator": TEXT}

FRAMES: Mapping[str, ColumnTypes] = MappingProxyType(
    {
        # From the impact down; `number` counts the statements of a level, `leads_to` is the number of an
        # outcome. `basis_*` says where the wording comes from if not from the source alone.
        "statements": {
            "statement": TEXT, "level": TEXT, "number": WHOLE, "name_en": TEXT, "name_zh": TEXT, "leads_to": WHOLE,
            "subproject_en": TEXT, "subproject_zh": TEXT, "assumption_en": TEXT, "assumption_zh": TEXT,
            "basis_en": TEXT, "basis_zh": TEXT, **ORIGIN,
        },
        # `statement` is null where the indicator belongs to none.
        "indicators": {
            "indicator": TEXT, "statement": TEXT, "name_en": TEXT, "name_zh": TEXT, "unit": TEXT, "kind": TEXT,
            "baseline": REAL, "baseline_year": WHOLE, "disaggregation": TEXT, "means_en": TEXT, "means_zh": TEXT,
            "responsible_en": TEXT, "responsible_zh": TEXT, **ORIGIN,
        },
        # Those in force: a value, or the least share of a group.
        "targets": {
            "target": TEXT, "indicator": TEXT, "period": TEXT, "value": REAL, "share": REAL,
            "group_en": TEXT, "group_zh": TEXT, "subproject_en": TEXT, "subproject_zh": TEXT, **ORIGIN,
        },
        "risks": {
            "risk": TEXT, "statement": TEXT, "kind": TEXT, "name_en": TEXT, "name_zh": TEXT,
            "response_en": TEXT, "response_zh": TEXT, **ORIGIN,
        },
        "activities": {
            "activity": TEXT, "statement": TEXT, "name_en": TEXT, "name_zh": TEXT, "subproject_en": TEXT,
            "subproject_zh": TEXT, "starts": TEXT, "ends": TEXT, "status": TEXT, "responsible_en": TEXT,
            "responsible_zh": TEXT, **ORIGIN,
        },
        "gender_actions": {
            "action": TEXT, "statement": TEXT, "name_en": TEXT, "name_zh": TEXT, "goal_en": TEXT, "goal_zh": TEXT,
            "due": TEXT, **ORIGIN,
        },
        "inputs": {
            "line": TEXT, "financier_en": TEXT, "financier_zh": TEXT, "subproject_en": TEXT, "subproject_zh": TEXT,
            "currency": TEXT, "amount": REAL, "period": TEXT, "what_en": TEXT, "what_zh": TEXT, **ORIGIN,
        },
        "sources": {"source": TEXT, "title": TEXT, "publisher": TEXT, "year": TEXT},
    }
)  # fmt: skip


def _frame(name: str) -> pl.DataFrame:
    return field(default_factory=lambda: empty_of(FRAMES, name))


@dataclass(frozen=True, slots=True)
class DesignAndMonitoring:
    """A design and monitoring framework; columns of the frames stand in :data:`FRAMES`.

    Parameters
    ----------
    on
        The day whose targets these are; ``None``: the latest ones.
    written
        When it was gathered (UTC).

    Raises
    ------
    ValueError
        A frame lacks a documented column.
    polars.exceptions.InvalidOperationError
        A column cannot be cast to its documented type.
    """

    programme_en: str
    programme_zh: str
    on: date | None
    written: datetime
    version: str
    statements: pl.DataFrame = _frame("statements")
    indicators: pl.DataFrame = _frame("indicators")
    targets: pl.DataFrame = _frame("targets")
    risks: pl.DataFrame = _frame("risks")
    activities: pl.DataFrame = _frame("activities")
    gender_actions: pl.DataFrame = _frame("gender_actions")
    inputs: pl.DataFrame = _frame("inputs")
    sources: pl.DataFrame = _frame("sources")

    def __post_init__(self) -> None:
        cut_frames(self, FRAMES)


def gather_design_and_monitoring(store: RegionStore, *, on: date | None = None) -> DesignAndMonitoring:
    """Read the framework, its activities and its inputs.

    Parameters
    ----------
    on
        The day whose targets are shown; the latest vintage of each when absent.

    Raises
    ------
    Refusal
        What keeps a table from being read.
    """
    framework, names, settings = read_framework(store, on=on), programme_names(store), store.settings
    return DesignAndMonitoring(
        programme_en=settings.programme or settings.name,
        programme_zh=settings.programme_zh or settings.programme or settings.name_zh,
        on=on,
        written=datetime.now(UTC),
        version=seedbed.__version__,
        statements=_statements(store, framework, names),
        indicators=_indicators(framework, names),
        targets=with_names(
            with_names(framework.targets, "group", names.groups), "subproject", names.subprojects
        ),
        risks=_own(framework.risks, name="name", response="response"),
        activities=with_names(
            with_names(_own(framework.activities, name="name"), "subproject", names.subprojects),
            "responsible",
            names.organisations,
        ),
        gender_actions=_own(framework.gender_actions, name="name", target="goal"),
        inputs=_inputs(store, names),
        sources=store.table("sources"),
    )


def _own(frame: pl.DataFrame, **stems: str) -> pl.DataFrame:
    """The frame with both languages of its own pairs of columns."""
    return frame.with_columns(*(one for stem, to in stems.items() for one in both(frame, stem, to)))


def _statements(store: RegionStore, framework: Framework, names: ProgrammeNames) -> pl.DataFrame:
    """Numbered within their level; the table's own column ``basis``, if there is one, comes along."""
    ordered = in_reading_order(framework).with_columns(
        number=pl.int_range(1, pl.len() + 1).over("level"),
        rank=pl.col("level").replace_strict(
            {level: at for at, level in enumerate(LEVELS)}, default=len(LEVELS)
        ),
    )
    outcomes = ordered.filter(pl.col("level") == LEVELS[1]).select(parent="statement", leads_to="number")
    table = store.table("statements")
    basis = table.select("statement", *both(table, "basis", "basis")) if "basis" in table.columns else None
    rows = ordered.join(outcomes, on="parent", how="left", maintain_order="left")
    if basis is None:
        rows = rows.with_columns(basis_en=pl.lit(None, pl.String), basis_zh=pl.lit(None, pl.String))
    else:
        rows = rows.join(basis, on="statement", how="left", maintain_order="left")
    rows = with_names(_own(rows, name="name", assumption="assumption"), "subproject", names.subprojects)
    return rows.sort("rank", maintain_order=True)


def _indicators(framework: Framework, names: ProgrammeNames) -> pl.DataFrame:
    known = framework.statements["statement"].implode()
    rows = _own(framework.indicators, name="name", means_of_verification="means").with_columns(
        pl.col("disaggregation").list.join(";"),
        statement=pl.when(pl.col("statement").is_in(known)).then("statement"),
    )
    return with_names(rows, "responsible", names.organisations)


def _inputs(store: RegionStore, names: ProgrammeNames) -> pl.DataFrame:
    lines = store.table("budgets")
    rows = _own(lines, what="what")
    return with_names(with_names(rows, "financier", names.organisations), "subproject", names.subprojects)
