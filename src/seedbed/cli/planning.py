"""`seedbed training-plan | advise | dead-ends`."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import polars as pl
import typer

from seedbed.cli.changes import change_in_words, skill_labels
from seedbed.cli.options import DryRun, Form, Format, Lang, On, Region
from seedbed.cli.output import Printer, day_of, progress_bar
from seedbed.messages import say
from seedbed.store import open_region
from seedbed.usecases.advise_person import advise_person
from seedbed.usecases.find_dead_ends import KINDS, find_dead_ends
from seedbed.usecases.load_catalog import load_catalog
from seedbed.usecases.plan_training import PlanOptions, course_table, learner_table, plan_training

MinFit = Annotated[float, typer.Option(help="sufficient fit, 0..1 足够的匹配度", min=0, max=1)]


class Planned(StrEnum):
    """Which table of a plan is printed."""

    COURSES = "courses"
    LEARNERS = "learners"


class Side(StrEnum):
    """Whose dead ends are printed."""

    PERSON = "person"
    OPPORTUNITY = "opportunity"


Kind = StrEnum("Kind", {kind.upper(): kind for kind in KINDS})  # type: ignore[misc]


def training(
    region: Region,
    budget: Annotated[
        int,
        typer.Option(help="course places, or money where courses have a price 课程名额数，或培训经费", min=0),
    ] = 100,
    group: Annotated[
        str | None,
        typer.Option(help="a sex, a group or a floor's name; everybody if absent 群体，默认所有人"),
    ] = None,
    min_fit: MinFit = 0.5,
    k: Annotated[
        int, typer.Option("-k", help="pairs looked at for each person and course 每人每课程考察数", min=1)
    ] = 50,
    show: Annotated[
        Planned, typer.Option(help="courses, or who learns what 展示课程或学员")
    ] = Planned.COURSES,
    on: On = None,
    dry_run: DryRun = False,
    lang: Lang = None,
    form: Form = Format.TABLE,
) -> None:
    """Say which course places, for whom, raise placements most, and keep the plan."""
    printer = Printer.of(lang, form)
    store = open_region(region)
    with progress_bar(say("cli.planning", printer.lang)) as progress:
        planned = plan_training(
            store,
            load_catalog(store.settings),
            PlanOptions(budget, group, min_fit, k),
            on=day_of(on),
            progress=progress,
            dry_run=dry_run,
        )
    printer.findings(planned.findings)
    table = course_table(planned) if show is Planned.COURSES else learner_table(planned)
    printer.frame(table, say(f"cli.plan-{show.value}", printer.lang))
    plan = planned.plan
    printer.say(
        "cli.planned",
        gained=plan.placements - plan.placements_before,
        before=plan.placements_before,
        after=plan.placements,
        learners=len(plan.learners),
        cost=plan.cost,
        bound=plan.bound,
        gap=plan.optimality_gap,
        value=plan.budget_value,
        method=plan.method,
    )
    if planned.run is not None:
        printer.say("cli.kept", run=planned.run.run)


def advise(
    region: Region,
    seeker: Annotated[str, typer.Argument(help="person 人员编号")],
    k: Annotated[int, typer.Option("-k", help="how many skills 技能数", min=1)] = 10,
    level: Annotated[
        float, typer.Option(help="level that is learnt, 0..1 学到的水平", min=0.01, max=1)
    ] = 1.0,
    min_fit: MinFit = 0.5,
    on: On = None,
    lang: Lang = None,
    form: Form = Format.TABLE,
) -> None:
    """Say which single skill, once learnt, opens most for one person."""
    printer = Printer.of(lang, form)
    store = open_region(region)
    catalog = load_catalog(store.settings)
    told = advise_person(store, catalog, seeker, on=day_of(on), k=k, level=level, min_fit=min_fit)
    labels = skill_labels(catalog, printer.lang)
    label = pl.col("skill").replace_strict(labels, default=pl.col("skill")).alias("label")
    printer.frame(told.select(label, pl.all()), seeker)
    printer.say("cli.advised", skills=told.height, least=min_fit)


def dead_ends(
    region: Region,
    min_fit: MinFit = 0.0,
    side: Annotated[Side | None, typer.Option(help="only people, or only openings 只看人员或机会")] = None,
    kind: Annotated[Kind | None, typer.Option(help="only this way out 只看此类出路")] = None,
    on: On = None,
    dry_run: DryRun = False,
    lang: Lang = None,
    form: Form = Format.TABLE,
) -> None:
    """List people whom nothing fits and openings nobody fits, each with the nearest way out, and keep the run."""
    printer = Printer.of(lang, form)
    store = open_region(region)
    catalog = load_catalog(store.settings)
    with progress_bar(say("cli.searching", printer.lang)) as progress:
        found = find_dead_ends(store, catalog, min_fit, on=day_of(on), progress=progress, dry_run=dry_run)
    printer.findings(found.findings)
    shown = found.table
    if side is not None:
        shown = shown.filter(pl.col("side") == side.value)
    if kind is not None:
        shown = shown.filter(pl.col("kind") == kind.value)
    labels = skill_labels(catalog, printer.lang)
    changes = [
        change_in_words(relax, way, skills, levels, labels, printer.lang) if partner is not None else ""
        for partner, relax, way, skills, levels in shown.select(
            "nearest", "relax", "way", "skills", "levels"
        ).iter_rows()
    ]
    words = {name: say(f"cli.kind-{name}", printer.lang) for name in KINDS}
    sides = {name.value: say(f"cli.side-{name.value}", printer.lang) for name in Side}
    table = form is Format.TABLE
    named = shown.select(
        pl.col("side").replace_strict(sides) if table else "side",
        "id",
        "title",
        pl.col("kind").replace_strict(words) if table else "kind",
        pl.Series("way_out", changes, dtype=pl.String),
        "nearest",
        "nearest_title",
        "fit",
        "verified",
    )
    printer.frame(named)
    printer.say(
        "cli.dead-ends",
        people=found.people,
        openings=found.openings,
        verified=int(found.table["verified"].sum()),
        least=min_fit,
    )
    if found.run is not None:
        printer.say("cli.kept", run=found.run.run)
