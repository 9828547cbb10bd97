"""Rehearse a programme on synthetic people, year after year, from matching to forecast."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

import polars as pl

import seedbed
from seedbed.catalog import Catalog
from seedbed.messages import Finding, Refusal, Severity
from seedbed.programme import CountingRule, industry_prefixes
from seedbed.programme.columns import PAIR
from seedbed.store import RegionStore, open_region
from seedbed.store.atomic import write_atomically
from seedbed.store.folder import FolderStore
from seedbed.store.settings import FloorSetting
from seedbed.synth import RegionFacts, simulate_outcomes
from seedbed.synth.cohorts import Addressed, Cohort, draw_cohort
from seedbed.synth.label import LABEL
from seedbed.tables import csv_bytes
from seedbed.usecases.close_shortfall import ShortfallOptions, close_shortfall
from seedbed.usecases.count_results import Counted, count_results
from seedbed.usecases.counted_placements import rules_of
from seedbed.usecases.forecast_targets import Forecasts, forecast_targets
from seedbed.usecases.issue_report import issue_report
from seedbed.usecases.keep_run import inputs_of, keep_run
from seedbed.usecases.load_catalog import load_catalog
from seedbed.usecases.propose_placements import proposals_of, propose_placements
from seedbed.usecases.record_events import record_events
from seedbed.usecases.rehearsal_tables import YEAR_SCHEMA, forecasts_against, verdict
from seedbed.usecases.rehearsed_store import RehearsedStore
from seedbed.usecases.run_match import MatchOptions, run_match
from seedbed.usecases.synthesise_region import copy_region
from seedbed.usecases.tag_texts import tag_texts

KIND = "rehearsal-year"
RECORD = "rehearsal.json"
PEOPLE_PER_OFFER = 2
"""People who come for each offer, where nobody says how many offers there are."""

MATCH_DAY = (1, 15)
JOINED = ("people", "opportunities", "organisations", "seeker_skills", "opportunity_skills")
DRAWS_OF_CHANGE = 2_000
VERIFIED, STARTED = "verified", "started"


@dataclass(frozen=True, slots=True)
class RehearsalOptions:
    """How long, for how many people a year (and half as many offers), drawn from which seed.

    ``wanted`` is the probability below which the smallest change that would close the shortfall is sought.
    """

    years: int = 7
    people: int = 2_000
    seed: int = 1
    draws: int = 4_000
    wanted: float = 0.8


@dataclass(frozen=True, slots=True)
class RehearsedYear:
    """A year that is done: how many came, were proposed a place, and what came on record."""

    year: int
    people: int
    proposed: int
    recorded: int
    verified: int


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What a rehearsal leaves.

    Attributes
    ----------
    store
        The region at the end of the last year.
    years, against
        See :mod:`seedbed.usecases.rehearsal_tables`; both lie in the folder as ``years.csv`` and ``against.csv``.
    findings
        What to know beside the numbers.
    """

    store: RegionStore
    years: pl.DataFrame
    against: pl.DataFrame
    findings: tuple[Finding, ...]


def rehearse_years(
    source: Path,
    folder: Path,
    options: RehearsalOptions | None = None,
    tell: Callable[[RehearsedYear], None] = lambda _: None,
) -> Rehearsal:
    """Run a programme through its last years on a copy of a region's facts with synthetic people.

    Each year, in ``folder/.next``, which takes the place of ``folder/region`` when the year is whole:

    1. People and offers of the year are drawn (:func:`~seedbed.synth.cohorts.draw_cohort`) and their texts tagged.
    2. They and last year's people who found nothing are matched; floors carry what is delivered.
    3. The pairs are proposed. What follows is drawn over the months; what happens, or is recorded, in a later
       year is recorded then. The desk hands in what happened, somebody else what was verified.
    4. Results are counted, the year's report is issued to the office (the last one also to the public), the final
       targets are forecast; where one is less likely than wanted, the smallest change that would close the
       shortfall is sought.

    Interrupted and called again, it goes on with the year that is not whole. The same facts, options and release
    give the same bytes in ``folder/region`` and in both tables.

    Raises
    ------
    Refusal
        ``usecases.rehearsal-years``; ``usecases.rehearsal-differs``: the folder holds a rehearsal of something
        else; ``usecases.folder-in-use``; and what the steps refuse.
    """
    options = options or RehearsalOptions()
    settings = open_region(source).settings
    whole = settings.last_year - settings.first_year + 1
    if not 1 <= options.years <= whole:
        raise Refusal.because("usecases.rehearsal-years", years=options.years, most=whole)
    region = _begun(source, folder, options)
    catalog = load_catalog(settings)
    first = settings.last_year - options.years + 1
    done = {int(str(run.parameters["year"])) for run in open_region(region).runs(KIND)}
    for year in range(first, settings.last_year + 1):
        if year in done:
            continue
        beside = folder / ".next"
        shutil.rmtree(beside, ignore_errors=True)
        shutil.copytree(region, beside, ignore=shutil.ignore_patterns(".lock"))
        rehearsed = _rehearse(RehearsedStore(beside, date(year, *MATCH_DAY)), catalog, year, options)
        _replace(region, beside)
        tell(rehearsed)
    store = FolderStore(region)
    years = pl.concat([store.run_output(run.run, "year") for run in store.runs(KIND)])
    against = forecasts_against(years, str(settings.last_year))
    for name, table in (("years", years), ("against", against)):
        write_atomically(folder / f"{name}.csv", csv_bytes(table))
    return Rehearsal(store, years, against, tuple(_findings(against)))


def _begun(source: Path, folder: Path, options: RehearsalOptions) -> Path:
    """The folder of the last good year; a new copy of the facts where there is none."""
    region, record = folder / "region", folder / RECORD
    facts = open_region(source)
    plain = {
        **asdict(options),
        "version": seedbed.__version__,
        "facts": inputs_of(facts, *facts.tables()),
        "synthetic": LABEL,
    }
    said = json.dumps(plain, ensure_ascii=False, indent=2) + "\n"
    if record.is_file():
        if record.read_text("utf-8") != said:
            raise Refusal.because("usecases.rehearsal-differs", folder=str(folder))
        last = folder / ".last"
        if not region.exists() and last.exists():  # interrupted between two names
            last.rename(region)
        shutil.rmtree(last, ignore_errors=True)
        if region.exists():
            return region
    elif folder.exists() and any(folder.iterdir()):
        raise Refusal.because("usecases.folder-in-use", folder=str(folder))
    if facts.table("people").height:
        raise Refusal.because("usecases.has-people", region=facts.settings.region)
    copy_region(source, region)
    write_atomically(record, said.encode())
    return region


def _replace(region: Path, beside: Path) -> None:
    """The new year takes the old one's name; a moment in between leaves the old one as ``.last``."""
    last = region.with_name(".last")
    (beside / ".lock").unlink(missing_ok=True)
    region.rename(last)
    beside.rename(region)
    shutil.rmtree(last)


def _rehearse(store: RehearsedStore, catalog: Catalog, year: int, options: RehearsalOptions) -> RehearsedYear:
    """One year; everything it leaves stands in the store."""
    started = datetime.now(UTC)
    earlier = store.runs(KIND)
    rules = rules_of(store)
    cohort = _drawn(store, catalog, rules, year, options)
    waiting = _without_a_place(store)
    _joined(store, catalog, cohort)
    matched = run_match(
        store,
        catalog,
        MatchOptions(method="dual", carried=delivered(store)),
        on=store.today,
        seekers=[*waiting, *cohort.people["person"]],
        opportunities=cohort.opportunities["opportunity"].to_list(),
    )
    assert matched.run is not None
    match = store.kept_as(matched.run.run)
    proposed = propose_placements(store, match, store.today)
    end = date(year, 12, 31)
    following = _following(store, match, year, options.seed)
    pending = [store.run_output(earlier[-1].run, "to_come")] if earlier else []
    events = pl.concat([*pending, following.events], how="diagonal_relaxed").sort("recorded_at", "event")
    on_record = pl.col("recorded_at").dt.date() <= end
    store.today = end
    recorded = _record(store, events.filter(on_record))
    evening = datetime.combine(end, time(23, 59, 59), UTC)
    counted = count_results(store, as_of=evening, up_to=str(year))
    issue_report(store, f"{year}-annual-office", str(year), "office", as_of=evening)
    if year == store.settings.last_year:
        issue_report(store, f"{year}-final-public", str(year), "public", as_of=evening)
    forecasts = forecast_targets(store, at=end, draws=options.draws, seed=options.seed)
    table = _year_table(store, rules, counted, forecasts, _changes(store, forecasts, options, end), year)
    keep_run(
        store,
        KIND,
        started,
        parameters={"year": year, "people": options.people, "seed": options.seed, "synthetic": LABEL},
        inputs={},
        summary={"proposed": proposed, "recorded": recorded},
        outputs={
            "year": table,
            "to_come": events.filter(~on_record),
            "truth": following.truth,
            "calibration": cohort.calibration,
        },
        catalogue=catalog.release,
    )
    verified = events.filter(on_record & (pl.col("kind") == VERIFIED)).height
    return RehearsedYear(year, cohort.people.height, proposed, recorded, verified)


def delivered(store: RegionStore) -> dict[str, tuple[int, int]]:
    """Verified placements so far by name of floor, to members and in all: what a floor of the next match carries."""
    events = store.table("placements").filter(pl.col("kind") == VERIFIED).select(PAIR).unique()
    about = events.join(
        store.table("people").select("sex", "groups", seeker="person"), on="seeker", how="inner"
    ).join(store.table("opportunities").select("opportunity", "subproject"), on="opportunity", how="inner")
    found: dict[str, tuple[int, int]] = {}
    for floor in store.settings.floors:
        inside = about.select("subproject", _member(floor).fill_null(False).cast(pl.Int64).alias("member"))
        if floor.scope == "run":
            found[floor.name] = (int(inside["member"].sum()), inside.height)
            continue
        asked = floor.scope.partition(":")[2]
        by_part = inside.drop_nulls("subproject").group_by("subproject").agg(pl.col("member").sum(), pl.len())
        for name, members, places in by_part.sort("subproject").iter_rows():
            if asked in ("", name):
                found[f"{floor.name}:{name}"] = (int(members), int(places))
    return found


def _member(floor: FloorSetting) -> pl.Expr:
    return pl.col("sex") == floor.sex if floor.sex else pl.col("groups").list.contains(floor.group)


def _addressed(rules: tuple[CountingRule, ...], prefixes: tuple[str, ...]) -> Addressed:
    """People of whom some rule says more than what they do; offers at which some rule counts."""
    of_people, of_offers = [], []
    for rule in rules:
        who = []
        if rule.institutions:
            who.append(pl.col("institution").is_in(rule.institutions))
        if rule.graduated_within_years is not None:
            days = (pl.col("available_from") - pl.col("graduated")).dt.total_days()
            who.append((days >= 0) & (days < 365 * rule.graduated_within_years))
        if who:
            wants = pl.any_horizontal(
                pl.col("wanted_kinds").list.contains(kind) for kind in rule.opportunity_kinds
            )
            of_people.append(pl.all_horizontal(*who, wants))
        what = [pl.col("kind").is_in(rule.opportunity_kinds)]
        if rule.industries:
            what.append(pl.any_horizontal(pl.col("industry").str.starts_with(one) for one in prefixes))
        if rule.subprojects:
            what.append(pl.col("subproject").is_in(rule.subprojects))
        of_offers.append(pl.all_horizontal(what))
    return Addressed(
        pl.any_horizontal(of_people) if of_people else pl.lit(True), pl.any_horizontal(of_offers)
    )


def _drawn(
    store: RegionStore,
    catalog: Catalog,
    rules: tuple[CountingRule, ...],
    year: int,
    options: RehearsalOptions,
) -> Cohort:
    places, organisations, subprojects, observations = (
        store.table(name) for name in ("places", "organisations", "subprojects", "observations")
    )
    if "synthetic" in organisations.columns:
        organisations = organisations.filter(pl.col("synthetic").is_null()).drop("synthetic")
    settings = store.settings
    prefixes = industry_prefixes(store.table(settings.industries)) if settings.industries else ()
    return draw_cohort(
        RegionFacts(places, organisations, subprojects, observations),
        catalog,
        _addressed(rules, prefixes),
        year=year,
        people=options.people,
        opportunities=max(1, options.people // PEOPLE_PER_OFFER),
        seed=options.seed,
    )


def _without_a_place(store: RegionStore) -> list[str]:
    """People of last year's market who have started nothing; whoever found nothing twice does not come again."""
    matches = store.runs("match")
    if not matches:
        return []
    seekers = store.run_output(matches[-1].run, "seekers")
    if len(matches) > 1:
        seekers = seekers.join(store.run_output(matches[-2].run, "seekers"), on="seeker", how="anti")
    started = store.table("placements").filter(pl.col("kind") == STARTED).select("seeker")
    return seekers.join(started, on="seeker", how="anti").get_column("seeker").to_list()


def _joined(store: RehearsedStore, catalog: Catalog, cohort: Cohort) -> None:
    """The cohort's texts are tagged on their own, since all others were; then it joins the tables."""
    before = {name: store.table(name) for name in JOINED}
    store.replace("people", cohort.people)
    store.replace("opportunities", cohort.opportunities)
    store.replace(
        "organisations", pl.concat([before["organisations"], cohort.organisations], how="diagonal_relaxed")
    )
    tag_texts(store, catalog)
    for name in ("people", "opportunities", "seeker_skills", "opportunity_skills"):
        if before[name].height:
            store.replace(name, pl.concat([before[name], store.table(name)], how="diagonal_relaxed"))


@dataclass(frozen=True, slots=True)
class _Following:
    events: pl.DataFrame
    truth: pl.DataFrame


def _following(store: RehearsedStore, match: str, year: int, seed: int) -> _Following:
    """What becomes of a match's proposals, this year and later."""
    drawn = simulate_outcomes(
        proposals_of(store, match).with_columns(pl.lit(store.today).alias("date")),
        store.table("people"),
        store.table("opportunities"),
        seed * 10_000 + year,
        observations=store.table("observations"),
        until=date(store.settings.last_year, 12, 31),
    )
    return _Following(drawn.events, drawn.truth)


def _record(store: RehearsedStore, events: pl.DataFrame) -> int:
    """The desk hands in a file of what happened, the verifier one of what was verified."""
    recorded = 0
    verified = pl.col("kind") == VERIFIED
    for chosen in (~verified, verified):
        part = events.filter(chosen)
        if not part.height:
            continue
        file = store.folder / ".handed-in.csv"
        write_atomically(file, csv_bytes(part))
        recorded += record_events(store, file).events
        file.unlink()
    return recorded


def _changes(
    store: RegionStore, forecasts: Forecasts, options: RehearsalOptions, end: date
) -> dict[str, int | None]:
    """By target: how many more starts would be enough, where it is less likely than wanted."""
    found: dict[str, int | None] = {}
    short = (pl.col("probability") < options.wanted) & (pl.col("months_left") > 0) & ~pl.col("part")
    for target in forecasts.table.filter(short)["target"]:
        asked = ShortfallOptions(target, options.wanted, draws=DRAWS_OF_CHANGE, seed=options.seed)
        try:
            found[target] = close_shortfall(store, asked, at=end).change.number
        except Refusal as refusal:  # a reported value has no lever
            if [one.code for one in refusal.findings] != ["usecases.no-lever"]:
                raise
    return found


def _year_table(
    store: RegionStore,
    rules: tuple[CountingRule, ...],
    counted: Counted,
    forecasts: Forecasts,
    changes: dict[str, int | None],
    year: int,
) -> pl.DataFrame:
    """One row per target: :data:`~seedbed.usecases.rehearsal_tables.YEAR_SCHEMA`."""
    of_rule = {rule.indicator: rule for rule in rules}
    aims = forecasts.fan.filter(pl.col("subproject").is_null() & (pl.col("month") == f"{year}-12"))
    aim_of = dict(aims.select("target", "aim").iter_rows())
    rows = []
    for row in forecasts.table.filter(~pl.col("part")).iter_rows(named=True):
        indicator = row["indicator"]
        results = counted.results.counted.filter(pl.col("indicator") == indicator)
        rule = of_rule.get(indicator)
        months_left = row["months_left"]
        rows.append(
            {
                "year": str(year),
                "target": row["target"],
                "indicator": indicator,
                "placed": None if rule is None else _placed(store, rule),
                "verified": results.height,
                "so_far": row["so_far"],
                "asked_by_now": aim_of.get(row["target"]),
                "asked": row["share_asked"] if row["value_asked"] is None else row["value_asked"],
                "required_rate": row["required_rate"],
                "actual_rate": row["actual_rate"],
                "probability": row["probability"],
                "verdict": verdict(row["probability"], months_left, row["too_little"]),
                "extra_starts": changes.get(row["target"]),
                **{name: row[name] for name in ("median", "low_80", "high_80")},
                "synthetic": LABEL,
            }
        )
    return pl.DataFrame(rows, schema=YEAR_SCHEMA, orient="row")


def _placed(store: RegionStore, rule: CountingRule) -> int:
    """People who have started where the rule counts, on record."""
    offers = store.table("opportunities").filter(pl.col("kind").is_in(rule.opportunity_kinds))
    if rule.subprojects:
        offers = offers.filter(pl.col("subproject").is_in(rule.subprojects))
    started = store.table("placements").filter(pl.col("kind") == STARTED)
    return started.join(offers.select("opportunity"), on="opportunity", how="semi")["seeker"].n_unique()


def _findings(against: pl.DataFrame) -> Iterator[Finding]:
    yield Finding("usecases.rehearsal-synthetic", severity=Severity.NOTE)
    yield Finding("programme.forecast-on-simulations", severity=Severity.NOTE)
    judged = against.drop_nulls("held")
    if judged.height:
        told = {"forecasts": judged.height, "held": int(judged["held"].sum())}
        yield Finding("usecases.rehearsal-held", told, Severity.NOTE)
