"""`seedbed tag | match | allocate | explain | skills-gap | replay`; plans and ways out stand in `planning`."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import polars as pl
import typer

from seedbed.cli.changes import change_in_words, skill_labels
from seedbed.cli.match_choices import (
    Excluded,
    Floors,
    FreeOnly,
    Institutions,
    Kinds,
    LeftOut,
    NoFloors,
    Pinned,
    Places,
    Subprojects,
    floors_of,
    pairs_of,
)
from seedbed.cli.options import DryRun, Form, Format, Lang, Method, On, Region
from seedbed.cli.output import Printer, day_of, progress_bar
from seedbed.cli.planning import MinFit
from seedbed.messages import say
from seedbed.store import RegionStore, open_region
from seedbed.usecases.explain_match import explain_match
from seedbed.usecases.load_catalog import load_catalog
from seedbed.usecases.match_scope import MatchScope
from seedbed.usecases.measure_skills_gap import measure_skills_gap
from seedbed.usecases.propose_placements import propose_placements
from seedbed.usecases.replay_run import replay_run
from seedbed.usecases.run_match import Matched, MatchOptions, floor_table, recommendation_table, run_match
from seedbed.usecases.tag_texts import tag_texts

CHANGED = 1


class Explained(StrEnum):
    """Which table of an explanation is printed."""

    PARTS = "parts"
    WISHES = "wishes"
    CHANGE = "change"


READINGS = ("share_of_filled", "reserved_seats")
ExposureCap = Annotated[
    int | None,
    typer.Option(
        help="lists on which an opportunity may stand at most 每个机会最多出现在多少份推荐中", min=1
    ),
]
K = Annotated[int, typer.Option("-k", help="recommendations for each person 每人推荐数", min=1)]


def tag(region: Region, dry_run: DryRun = False, lang: Lang = None) -> None:
    """Read skills from the texts of people and opportunities."""
    printer = Printer.of(lang)
    store = open_region(region)
    run = tag_texts(store, load_catalog(store.settings), dry_run=dry_run)
    if run is None:
        printer.say("cli.dry-run")
        return
    printer.say(
        "cli.tagged",
        seekers=int(str(run.summary["skills_of_seekers"])),
        opportunities=int(str(run.summary["skills_of_opportunities"])),
        run=run.run,
    )


def match(
    region: Region,
    k: K = 50,
    exposure_cap: ExposureCap = None,
    kind: Kinds = None,
    subproject: Subprojects = None,
    place: Places = None,
    institution: Institutions = None,
    leave_out: LeftOut = None,
    free_only: FreeOnly = False,
    on: On = None,
    lang: Lang = None,
    form: Form = Format.TABLE,
) -> None:
    """Show the best opportunities of everybody; nothing is kept."""
    scope = _scope(kind, subproject, place, institution, leave_out)
    options = MatchOptions(k=k, exposure_cap=exposure_cap, scope=scope, free_only=free_only)
    matched = _match(region, options, on, lang, form, dry_run=True)
    printer = Printer.of(lang, form)
    printer.frame(recommendation_table(matched.opened, matched.recommendations))
    _say_crowding(printer, matched)


def allocate(
    region: Region,
    k: K = 50,
    per_seeker: Annotated[int, typer.Option(help="places for each person 每人名额数", min=1)] = 1,
    min_fit: Annotated[float, typer.Option(help="least fit, 0..1 最低匹配度", min=0, max=1)] = 0.0,
    min_filled: Annotated[
        float,
        typer.Option(
            help="least share of the places filled without floors 相对无底线时的最低填充率", min=0, max=1
        ),
    ] = 0.0,
    method: Annotated[Method, typer.Option(help="how 方法")] = Method.AUTO,
    exposure_cap: ExposureCap = None,
    kind: Kinds = None,
    subproject: Subprojects = None,
    place: Places = None,
    institution: Institutions = None,
    leave_out: LeftOut = None,
    pin: Pinned = None,
    exclude: Excluded = None,
    floor: Floors = None,
    no_floors: NoFloors = False,
    free_only: FreeOnly = False,
    propose: Annotated[bool, typer.Option("--propose", help="propose the placements 提出安置建议")] = False,
    on: On = None,
    dry_run: DryRun = False,
    lang: Lang = None,
    form: Form = Format.TABLE,
) -> None:
    """Allocate places under the region's floors and keep the run."""
    printer = Printer.of(lang, form)
    own = floors_of(floor, none=no_floors)
    options = MatchOptions(
        k=k,
        per_seeker=per_seeker,
        min_fit=min_fit,
        min_filled=min_filled,
        method=method.value,
        exposure_cap=exposure_cap,
        carried=own.carried,
        floors=own.settings,
        pinned=pairs_of(pin),
        excluded=pairs_of(exclude),
        scope=_scope(kind, subproject, place, institution, leave_out),
        free_only=free_only,
    )
    store = open_region(region)
    matched = _match(region, options, on, lang, form, dry_run=dry_run)
    allocation = matched.allocation
    printer.frame(_named_floors(store, matched, printer.lang), say("cli.floors", printer.lang))
    printer.say(
        "cli.allocated",
        filled=allocation.filled,
        without=allocation.filled_without_floors,
        places=int(matched.opened.capacity.sum()),
        objective=allocation.objective,
        bound=allocation.bound,
        gap=allocation.optimality_gap,
        verdict=say(f"cli.verdict-{allocation.verdict}", printer.lang),
        method=allocation.method,
    )
    if matched.run is None:
        printer.say("cli.dry-run")
        return
    printer.say("cli.kept", run=matched.run.run)
    if allocation.verdict == "impossible":
        raise typer.Exit(CHANGED)
    if propose:
        proposed = propose_placements(store, matched.run.run, day_of(on))
        printer.say("cli.proposed", placements=proposed)


def _scope(
    kind: Kinds, subproject: Subprojects, place: Places, institution: Institutions, leave_out: LeftOut
) -> MatchScope:
    chosen = (kind, subproject, place, institution, leave_out)
    kinds, subprojects, places, institutions, left_out = (tuple(one or ()) for one in chosen)
    return MatchScope(kinds, subprojects, places, institutions, left_out)


def _named_floors(store: RegionStore, matched: Matched, lang: str) -> pl.DataFrame:
    """The floors under the names that people know; what nothing is filled of has no price."""
    chinese = {floor.name: floor.name_zh for floor in store.settings.floors}
    table = floor_table(matched.floors, matched.allocation)
    if lang == "zh":
        base, scope = pl.col("name").str.split(":").list.first(), pl.col("name").str.extract("(:.*)", 1)
        table = table.with_columns(base.replace(chinese) + scope.fill_null(""))
        readings = {reading: say(f"cli.reading-{reading.replace('_', '-')}", "zh") for reading in READINGS}
        table = table.with_columns(pl.col("reading").replace(readings))
    return table.with_columns(pl.when(pl.col("filled") > 0).then("price"))


def _say_crowding(printer: Printer, matched: Matched) -> None:
    """How the lists crowd, without and with a cap."""
    codes = ("cli.crowding", "cli.crowding-capped")
    for code, crowding in zip(codes, matched.crowding, strict=False):
        printer.say(code, rows=crowding.rows, listed=crowding.listed, most=crowding.most, gini=crowding.gini)


def _match(
    region: Region, options: MatchOptions, on: On, lang: Lang, form: Form, *, dry_run: bool
) -> Matched:
    printer = Printer.of(lang, form)
    store = open_region(region)
    with progress_bar(say("cli.matching", printer.lang)) as progress:
        matched = run_match(
            store, load_catalog(store.settings), options, on=day_of(on), progress=progress, dry_run=dry_run
        )
    printer.findings(matched.findings)
    return matched


def explain(
    region: Region,
    seeker: Annotated[str, typer.Argument(help="person 人员编号")],
    opportunity: Annotated[str, typer.Argument(help="opportunity 机会编号")],
    show: Annotated[
        Explained, typer.Option(help="parts of the fit, wishes beside it, or what would change it 展示内容")
    ] = Explained.PARTS,
    min_fit: MinFit = 0.5,
    on: On = None,
    lang: Lang = None,
    form: Form = Format.TABLE,
) -> None:
    """Show why a person and an opportunity fit as they do, the wishes beside it, and what would change it."""
    printer = Printer.of(lang, form)
    store = open_region(region)
    catalog = load_catalog(store.settings)
    explanation = explain_match(store, catalog, seeker, opportunity, day_of(on), min_fit)
    labels = skill_labels(catalog, printer.lang)
    parts = pl.DataFrame(
        [
            (labels.get(str(part.requirement)), part.weight, labels.get(str(part.via_skill)), part.credit, part.contribution)
            for part in explanation.parts
        ],
        schema={"skill_asked": pl.String, "weight": pl.Float64, "via": pl.String, "credit": pl.Float64,
                "contribution": pl.Float64},
        orient="row",
    )  # fmt: skip
    nearest = explanation.nearest
    change = pl.DataFrame(
        {
            "way_out": [change_in_words(nearest.relax, nearest.way, nearest.skills, nearest.levels, labels, printer.lang)],
            "fit_before": [explanation.fit],
            "fit_after": [nearest.fit],
            "verified": [nearest.verified],
        }
    )  # fmt: skip
    frames = {Explained.PARTS: parts, Explained.WISHES: explanation.terms, Explained.CHANGE: change}
    title = f"{seeker} → {opportunity}"
    if form is Format.TABLE and show is Explained.PARTS:
        printer.frame(parts, title)
        printer.frame(explanation.terms, say("cli.wishes", printer.lang))
        printer.frame(change, say("cli.nearest-change", printer.lang, least=min_fit))
    else:
        printer.frame(frames[show], title)
    printer.say("cli.explained", fit=explanation.fit, parts=len(explanation.parts))
    printer.findings(explanation.not_eligible)


def gap(
    region: Region, on: On = None, dry_run: DryRun = False, lang: Lang = None, form: Form = Format.TABLE
) -> None:
    """Set what is asked beside what people have, per skill."""
    printer = Printer.of(lang, form)
    store = open_region(region)
    catalog = load_catalog(store.settings)
    measured, run = measure_skills_gap(store, catalog, on=day_of(on), dry_run=dry_run)
    label = pl.coalesce(f"label_{printer.lang}", "label_en").alias("label")
    named = measured.skills.join(
        catalog.skills.select(pl.col("id").alias("skill"), label),
        on="skill",
        how="left",
        maintain_order="left",
    )
    printer.frame(named.select("label", pl.exclude("label")))
    if run is not None:
        printer.say("cli.kept", run=run.run)


def replay(
    region: Region,
    run: Annotated[str, typer.Argument(help="run 运行编号", metavar="RUN")],
    lang: Lang = None,
) -> None:
    """Reproduce a match and say whether every fit and pair is the same."""
    printer = Printer.of(lang)
    store = open_region(region)
    outcome = replay_run(store, load_catalog(store.settings), run)
    printer.findings(outcome.findings)
    if outcome.erased:
        code = "cli.replayed-erased" if outcome.same else "cli.replay-erased-differs"
        printer.say(code, run=run, people=outcome.erased)
        if not outcome.same:
            raise typer.Exit(CHANGED)
    elif outcome.same:
        printer.say("cli.replayed", run=run)
    else:
        printer.say("cli.replay-differs", run=run)
        raise typer.Exit(CHANGED)
