"""Everything that a report on a region's latest runs shows, read from the store."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import partial
from typing import TYPE_CHECKING

import numba
import numpy as np
import polars as pl

import seedbed
from seedbed.catalog import people_groups
from seedbed.matching.audit import shown
from seedbed.messages import Lang, say
from seedbed.programme import breakdown
from seedbed.usecases.check_region import check_region
from seedbed.usecases.compare_with_truth import compare_outcomes, compare_tagging
from seedbed.usecases.describe_machine import describe_machine
from seedbed.usecases.explain_match import explain_match
from seedbed.usecases.load_catalog import load_catalog
from seedbed.usecases.report_contents import Certificate, Headline, ReportContents, empty_frame

if TYPE_CHECKING:
    from seedbed.catalog import Catalog
    from seedbed.store import RegionStore, Run
    from seedbed.usecases.run_demo import Step

MATCHES_EXPLAINED = 10
SCARCE_SHOWN = 50


def gather_report(store: RegionStore, steps: Sequence[Step] = ()) -> ReportContents:
    """Read the latest run of each kind; what has not run is empty and the report says so."""
    catalog = load_catalog(store.settings)
    latest = {run.kind: run for run in store.runs()}
    match, count, drawing = latest.get("match"), latest.get("count"), latest.get("synth")
    checkup = check_region(store)
    people, opportunities = store.table("people"), store.table("opportunities")
    organisations = store.table("organisations")
    matches = _matches(store, match)
    return ReportContents(
        region_en=store.settings.name,
        region_zh=store.settings.name_zh,
        created=datetime.now(UTC),
        version=seedbed.__version__,
        catalogue_release=catalog.release,
        headline=Headline(
            people=people.height,
            opportunities=opportunities.height,
            seats=int(opportunities.get_column("capacity").sum()),
            organisations=_published(organisations).height,
            ties=store.table("ties").height,
            skills=catalog.skills.height,
            occupations=catalog.occupations.height,
            observations=store.table("observations").height,
        ),
        certificate=None if match is None else _certificate(match),
        machine=describe_machine(),
        synthetic="synthetic" in people.columns,
        seed=None if drawing is None else int(str(drawing.parameters["seed"])),
        findings=checkup.findings,
        contradictions=checkup.contradictions,
        steps=_steps(store, steps),
        runs=_runs(store),
        places=_places(store, people, opportunities),
        organisations=_published(organisations),
        ties=_with_columns(store.table("ties"), "what", "what_zh"),
        roles=_own_table(store, "roles"),
        open_points=_own_table(store, "open_points"),
        tagging_truth=compare_tagging(store) if drawing and "tag" in latest else empty_frame("tagging_truth"),
        outcome_truth=_outcome_truth(store, latest),
        calibration=_calibration(store, latest),
        skills_gap=_skills_gap(store, latest.get("skills-gap"), catalog),
        floors=_floors(store, match),
        floor_effects=_floor_effects(store, match),
        seat_prices=_seat_prices(store, match),
        audit=_audit(store, match),
        matches=matches,
        parts=_parts(store, catalog, match, matches),
        indicators=_indicators(store, count, match),
        progress_path=_progress_path(store, count),
        progress_parts=_progress_parts(store, count, match),
        not_counted=_not_counted(store, count),
        sources=store.table("sources"),
        versions=_versions(catalog),
    )


def _published(organisations: pl.DataFrame) -> pl.DataFrame:
    """Organisations of the record; those that were drawn carry a mark."""
    if "synthetic" not in organisations.columns:
        return organisations
    return organisations.filter(pl.col("synthetic").fill_null("") == "")


def _own_table(store: RegionStore, name: str) -> pl.DataFrame:
    return store.table(name) if name in store.tables() else empty_frame(name)


def _with_columns(frame: pl.DataFrame, *names: str) -> pl.DataFrame:
    absent = [pl.lit(None, dtype=pl.String).alias(name) for name in names if name not in frame.columns]
    return frame.with_columns(absent)


def _steps(store: RegionStore, steps: Sequence[Step]) -> pl.DataFrame:
    started = {run.run: run.started.replace(tzinfo=None) for run in store.runs()}
    rows = [(item.step, item.count, item.run, started.get(item.run or ""), item.seconds) for item in steps]
    return pl.DataFrame(rows, schema=empty_frame("steps").schema, orient="row")


def _runs(store: RegionStore) -> pl.DataFrame:
    rows = [(run.run, run.kind, run.started.replace(tzinfo=None), run.seconds) for run in store.runs()]
    return pl.DataFrame(rows, schema=empty_frame("runs").schema, orient="row")


def _places(store: RegionStore, people: pl.DataFrame, opportunities: pl.DataFrame) -> pl.DataFrame:
    """Places where somebody lives or something is offered, as far as they lie near the region.

    People from far away are counted in the headline; on a map they would shrink the region to a dot.
    """
    living = people.group_by("place").agg(pl.len().alias("people"))
    offered = opportunities.group_by("place").agg(pl.col("capacity").sum().alias("seats"))
    places = store.table("places")
    inside = _within(places, store.settings.place)
    return (
        places.join(living, on="place", how="left")
        .join(offered, on="place", how="left")
        .with_columns(pl.col("people", "seats").fill_null(0))
        .filter(pl.col("place").is_in(inside) | (pl.col("seats") > 0))
        .filter((pl.col("people") > 0) | (pl.col("seats") > 0))
        .sort("place")
    )


def _within(places: pl.DataFrame, place: str) -> list[str]:
    """A place and all that lie in it."""
    inside = {place}
    parents = dict(places.select("place", "parent").iter_rows())
    for _ in range(places.height):
        more = {name for name, parent in parents.items() if parent in inside} - inside
        if not more:
            break
        inside |= more
    return sorted(inside)


def _certificate(match: Run) -> Certificate:
    summary = match.summary
    conflict, blocking = summary.get("conflict"), summary.get("blocking_pairs")
    gap = summary["optimality_gap"]
    return Certificate(
        run=match.run,
        objective=float(str(summary["objective"])),
        bound=float(str(summary["bound"])),
        optimality_gap=float("inf") if gap is None else float(str(gap)),
        verdict=str(summary["verdict"]),
        method=str(summary["method"]),
        filled=int(str(summary["filled"])),
        filled_without_floors=int(str(summary["filled_without_floors"])),
        capacity=int(str(summary["capacity"])),
        conflict=tuple(str(name) for name in conflict) if isinstance(conflict, list) else (),
        blocking_pairs=None if blocking is None else int(str(blocking)),
    )


def _outcome_truth(store: RegionStore, latest: dict[str, Run]) -> pl.DataFrame:
    if "synth-outcomes" not in latest or "count" not in latest:
        return empty_frame("outcome_truth")
    names = store.table("indicators").select("indicator", label_en="name", label_zh="name_zh")
    return compare_outcomes(store).join(names, on="indicator", how="left", maintain_order="left")


def _calibration(store: RegionStore, latest: dict[str, Run]) -> pl.DataFrame:
    kept = [
        store.run_output(latest[kind].run, "calibration")
        for kind in ("synth", "synth-outcomes")
        if kind in latest
    ]
    if not kept:
        return empty_frame("calibration")
    calibration = pl.concat(kept, how="diagonal_relaxed")
    return calibration.with_columns(
        pl.col("what")
        .map_elements(lambda code: say(f"synth.{code}", "en"), return_dtype=pl.String)
        .alias("label_en"),
        pl.col("what")
        .map_elements(lambda code: say(f"synth.{code}", "zh"), return_dtype=pl.String)
        .alias("label_zh"),
    )


def _skills_gap(store: RegionStore, run: Run | None, catalog: Catalog) -> pl.DataFrame:
    if run is None:
        return empty_frame("skills_gap")
    labels = catalog.skills.select(pl.col("id").alias("skill"), "label_en", "label_zh")
    return (
        store.run_output(run.run, "skills")
        .join(labels, on="skill", how="left", maintain_order="left")
        .rename({"places": "demand", "people": "supply", "credit": "quality"})
    )


def _scope_names(store: RegionStore) -> dict[str, tuple[str, str]]:
    subprojects = store.table("subprojects")
    return {
        key: (name, name_zh or name)
        for key, name, name_zh in subprojects.select("subproject", "name", "name_zh").iter_rows()
    }


def _floors(store: RegionStore, match: Run | None) -> pl.DataFrame:
    if match is None:
        return empty_frame("floors")
    floors = store.run_output(match.run, "floors")
    scopes = _scope_names(store)
    rows = []
    for name in floors.get_column("name"):
        scope = name.partition(":")[2]
        scope_en, scope_zh = scopes.get(scope, (scope, scope)) if scope else _whole_run()
        rows.append((*_floor_name(store, name), scope_en, scope_zh))
    schema = dict.fromkeys(("label_en", "label_zh", "scope_en", "scope_zh"), pl.String)
    return pl.concat([floors, pl.DataFrame(rows, schema=schema, orient="row")], how="horizontal")


def _whole_run() -> tuple[str, str]:
    return say("usecases.whole-run", "en"), say("usecases.whole-run", "zh")


def _offers(store: RegionStore) -> pl.DataFrame:
    """Opportunities under the names of their organisations."""
    names = store.table("organisations").select("organisation", called=pl.coalesce("name_zh", "name"))
    offers = store.table("opportunities").join(names, on="organisation", how="left")
    return offers.with_columns(pl.coalesce("called", "organisation").alias("organisation"))


def _seat_prices(store: RegionStore, match: Run | None) -> pl.DataFrame:
    if match is None:
        return empty_frame("seat_prices")
    about = _offers(store).select("opportunity", "title", "organisation")
    return (
        store.run_output(match.run, "seat_prices")
        .sort("price", "opportunity", descending=[True, False])
        .head(SCARCE_SHOWN)
        .join(about, on="opportunity", how="left", maintain_order="left")
    )


def _floor_effects(store: RegionStore, match: Run | None) -> pl.DataFrame:
    if match is None or "floor_effects" not in match.outputs:
        return empty_frame("floor_effects")
    effects = store.run_output(match.run, "floor_effects")
    named = [_floor_name(store, name) for name in effects.get_column("name")]
    labels = pl.DataFrame(named, schema={"label_en": pl.String, "label_zh": pl.String}, orient="row")
    return pl.concat([effects, labels], how="horizontal")


def _floor_name(store: RegionStore, name: str) -> tuple[str, str]:
    """A floor as people call it: its group and, where it has one, the short name of its scope."""
    base, _, scope = name.partition(":")
    chinese = {floor.name: floor.name_zh for floor in store.settings.floors}
    english = base.replace("_", " ")
    if not scope:
        return english, chinese.get(base, base)
    return f"{english} · {scope}", f"{chinese.get(base, base)} · {scope}"


def _audit(store: RegionStore, match: Run | None) -> pl.DataFrame:
    if match is None:
        return empty_frame("audit")
    figures = shown(store.run_output(match.run, "audit"))
    return figures.select(
        "group",
        pl.col("group")
        .map_elements(partial(_group_name, lang="en"), return_dtype=pl.String)
        .alias("label_en"),
        pl.col("group")
        .map_elements(partial(_group_name, lang="zh"), return_dtype=pl.String)
        .alias("label_zh"),
        "people",
        pl.col("share_recommended").alias("recommended_rate"),
        "placed",
        pl.col("placement_rate").alias("placed_rate"),
        "mean_fit",
        pl.col("placement_rate_ratio").alias("ratio"),
        pl.col("small").alias("suppressed"),
    )


def _group_name(group: str, lang: Lang) -> str:
    """The label of a group that the code list knows; a region's own group keeps its id."""
    known = people_groups().filter(code=group)
    return str(known.item(0, f"label_{lang}")) if known.height else group.replace("_", " ")


def _matches(store: RegionStore, match: Run | None) -> pl.DataFrame:
    """Ten pairs over the whole range of fits and kinds, so that weak ones are seen too."""
    if match is None:
        return empty_frame("matches")
    about = _offers(store).select("opportunity", "title", "kind", "organisation", "place")
    names = store.table("places").select("place", place_en="name", place_zh=pl.coalesce("name_zh", "name"))
    pairs = (
        store.run_output(match.run, "pairs")
        .join(about, on="opportunity")
        .sort("kind", "fit", "seeker", "opportunity")
    )
    chosen = np.unique(np.linspace(0, max(pairs.height - 1, 0), MATCHES_EXPLAINED).astype(int))[
        : pairs.height
    ]
    return pairs[chosen].join(names, on="place", how="left").sort("fit", "seeker", descending=[True, False])


def _parts(store: RegionStore, catalog: Catalog, match: Run | None, matches: pl.DataFrame) -> pl.DataFrame:
    if match is None:
        return empty_frame("parts")
    on = date.fromisoformat(str(match.parameters["on"]))
    labels = {
        skill: (en, zh or en)
        for skill, en, zh in catalog.skills.select("id", "label_en", "label_zh").iter_rows()
    }
    rows = []
    for seeker, opportunity in matches.select("seeker", "opportunity").iter_rows():
        for part in explain_match(store, catalog, seeker, opportunity, on).parts:
            asked = labels.get(str(part.requirement), (str(part.requirement),) * 2)
            via = (
                (None, None)
                if part.via_skill is None
                else labels.get(str(part.via_skill), (str(part.via_skill),) * 2)
            )
            rows.append(
                (
                    seeker,
                    opportunity,
                    str(part.requirement),
                    *asked,
                    part.weight,
                    *via,
                    part.credit,
                    part.contribution,
                )
            )
    return pl.DataFrame(rows, schema=empty_frame("parts").schema, orient="row")


def _indicators(store: RegionStore, count: Run | None, match: Run | None) -> pl.DataFrame:
    if count is None:
        return empty_frame("indicators")
    progress = store.run_output(count.run, "progress")
    values = progress.filter(pl.col("measure") == "value", pl.col("group").is_null())
    shares = progress.filter(pl.col("measure") == "share").select(
        "indicator",
        women="numerator",
        women_denominator="denominator",
        women_share=pl.when(pl.col("denominator") > 0).then(pl.col("numerator") / pl.col("denominator")),
        women_target="share_asked",
    )
    about = store.table("indicators").select(
        "indicator", "unit", "source", "locator", pl.col("baseline_year").cast(pl.String).alias("baseline_period"),
        label_en="name", label_zh=pl.coalesce("name_zh", "name"),
    )  # fmt: skip
    return (
        values.join(shares, on="indicator", how="left")
        .join(about, on="indicator", how="left")
        .with_columns(
            pl.col("unit").alias("unit_en"),
            pl.col("unit").replace({"persons": "人"}).alias("unit_zh"),
            pl.col("value_asked").alias("target"),
            pl.col("period").alias("target_period"),
            pl.col("counted").alias("events"),
            pl.lit(None if match is None else match.run, dtype=pl.String).alias("run"),
        )
    )


def _progress_path(store: RegionStore, count: Run | None) -> pl.DataFrame:
    """Cumulative results year by year beside the straight path from baseline to target."""
    if count is None:
        return empty_frame("progress_path")
    counted = store.run_output(count.run, "counted")
    settings = store.settings
    years_of_events = store.table("placements").get_column("date").dt.year()
    last_seen = max(years_of_events.to_list(), default=settings.first_year)
    rows = []
    for goal in (
        store.run_output(count.run, "progress").filter(pl.col("measure") == "value").iter_rows(named=True)
    ):
        baseline, target = goal["baseline"] or 0.0, goal["value_asked"]
        span = max(int(goal["period"]) - settings.first_year, 1)
        years = counted.filter(pl.col("indicator") == goal["indicator"]).get_column("period")
        for year in range(settings.first_year, settings.last_year + 1):
            # A year that has not begun has no result yet; null is not zero.
            begun = year <= last_seen
            actual = baseline + int((years <= str(year)).sum()) if begun else None
            path = baseline + (target - baseline) * min((year - settings.first_year) / span, 1.0)
            rows.append((goal["indicator"], str(year), actual, path))
    return pl.DataFrame(rows, schema=empty_frame("progress_path").schema, orient="row")


def _progress_parts(store: RegionStore, count: Run | None, match: Run | None) -> pl.DataFrame:
    if count is None:
        return empty_frame("progress_parts")
    counted = store.run_output(count.run, "counted")
    known = store.table("indicators").get_column("indicator").to_list()
    subprojects = _scope_names(store)
    run = None if match is None else match.run
    rows = []
    for dimension in ("sex", "subproject", "period"):
        parts = breakdown(counted, [dimension], indicators=known)
        for indicator, part, value in parts.select("indicator", dimension, "counted").iter_rows():
            en, zh = subprojects.get(part, (None, None)) if dimension == "subproject" else (None, None)
            code = f"usecases.part-{part}"
            if en is None:
                named = part in ("female", "male", "other", "unstated")
                en, zh = (say(code, "en"), say(code, "zh")) if named else (part, part)
            rows.append((indicator, dimension, part, en, zh, float(value), value, run))
    return pl.DataFrame(rows, schema=empty_frame("progress_parts").schema, orient="row")


def _not_counted(store: RegionStore, count: Run | None) -> pl.DataFrame:
    if count is None:
        return empty_frame("not_counted")
    reasons = (
        store.run_output(count.run, "not_counted")
        .group_by("indicator", "reason")
        .agg(pl.len().alias("placements"))
    )
    return reasons.sort("indicator", "placements", descending=[False, True]).with_columns(
        pl.col("reason")
        .map_elements(lambda code: say(code, "en"), return_dtype=pl.String)
        .alias("reason_en"),
        pl.col("reason")
        .map_elements(lambda code: say(code, "zh"), return_dtype=pl.String)
        .alias("reason_zh"),
    )


def _versions(catalog: Catalog) -> pl.DataFrame:
    rows = [
        ("seedbed", seedbed.__version__),
        ("catalogue", catalog.release),
        ("python", platform.python_version()),
        ("numpy", np.__version__),
        ("numba", numba.__version__),
        ("polars", pl.__version__),
    ]
    return pl.DataFrame(rows, schema=["part", "version"], orient="row")
