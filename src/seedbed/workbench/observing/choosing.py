"""What a page of the observatory can be restricted to; the choice stands in its address."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import polars as pl

from seedbed.matching.audit import FEWEST_SHOWN
from seedbed.messages import Lang
from seedbed.report.document import Section
from seedbed.report.sections.chains import value_chains
from seedbed.report.sections.network import network_of_actors
from seedbed.report.sections.prospects import overlap_and_prospects
from seedbed.report.sections.scorecards import scorecards_of_places
from seedbed.report.sections.skills_gap import skills_gap_in_three_senses
from seedbed.usecases.report_contents import ReportContents
from seedbed.usecases.report_frames.prospects import next_industries_of
from seedbed.workbench.delivery.contents import gap_of, observed
from seedbed.workbench.look.wording import language, said
from seedbed.workbench.observing.names import place_names
from seedbed.workbench.people.record import record

SECTIONS: Mapping[str, Callable[[ReportContents, Lang], Section]] = MappingProxyType(
    {
        "scorecards": scorecards_of_places,
        "chains": value_chains,
        "prospects": overlap_and_prospects,
        "skills-gap": skills_gap_in_three_senses,
        "network": network_of_actors,
    }
)
BY_CARD = ("scores", "ranks", "stages_reached", "stages_lacking")
BY_CHAIN = ("chain_stages", "stage_places", "chain_coverage", "chain_layers", "chain_figures")
GAP = "skills-gap"
NEXT = "next-industries"


@dataclass(frozen=True, slots=True)
class Choice:
    """A list to choose from: name of the parameter, its words, options and what was chosen."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    chosen: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """The contents of a page after the choice; ``run``: the run that it shows, if it shows one."""

    contents: ReportContents | None
    choices: tuple[Choice, ...]
    run: str = ""


def choose(section: str, asked: Mapping[str, str], *, whole: bool) -> Chosen:
    """The contents of a section, restricted as asked; what is not known is not restricted.

    Parameters
    ----------
    whole
        Whether small numbers of people may be shown.
    """
    if section == GAP:
        return _gap(asked, whole=whole)
    contents = observed()
    if section == "scorecards":
        return _scorecards(contents, asked)
    if section == "chains":
        return _chains(contents, asked)
    return _prospects(contents, asked) if section == "prospects" else Chosen(contents, ())


def _named(frame: pl.DataFrame, key: str, stem: str) -> tuple[tuple[str, str], ...]:
    first, second = (f"{stem}_zh", f"{stem}_en") if language() == "zh" else (f"{stem}_en", f"{stem}_zh")
    named = frame.select(key, pl.coalesce(first, second, key).alias("name")).unique(key, maintain_order=True)
    return tuple((str(one), str(name)) for one, name in named.iter_rows())


def _wanted(asked: Mapping[str, str], name: str, options: tuple[tuple[str, str], ...], otherwise: str) -> str:
    value = asked.get(name, otherwise)
    return value if value in dict(options) else otherwise


def _scorecards(contents: ReportContents, asked: Mapping[str, str]) -> Chosen:
    frames = {name: getattr(contents.observed, name) for name in BY_CARD}
    cards = _named(frames["scores"], "card", "card")
    card = _wanted(asked, "card", cards, cards[0][0] if cards else "")
    of_card = {name: frame.filter(pl.col("card") == card) for name, frame in frames.items()}
    rows = of_card["scores"].with_columns(pl.col("place_en").alias("of"))
    places = _named(rows, "of", "place")
    place = _wanted(asked, "place", places, "")
    if place:
        # Ranks compare places with each other and stay whole.
        of_card = {
            name: frame if name == "ranks" else frame.filter(pl.col("place_en") == place)
            for name, frame in of_card.items()
        }
    choices = (
        Choice("card", said("workbench.field-card"), cards, card),
        Choice("place", said("workbench.field-place"), (("", said("workbench.all-places")), *places), place),
    )
    return Chosen(replace(contents, observed=replace(contents.observed, **of_card)), choices)


def _chains(contents: ReportContents, asked: Mapping[str, str]) -> Chosen:
    frames = {name: getattr(contents.observed, name) for name in BY_CHAIN}
    chains = _named(frames["chain_coverage"], "chain", "chain")
    chain = _wanted(asked, "chain", chains, "")
    choice = Choice(
        "chain", said("workbench.field-chain"), (("", said("workbench.all-chains")), *chains), chain
    )
    if chain:
        kept = {name: frame.filter(pl.col("chain") == chain) for name, frame in frames.items()}
        contents = replace(contents, observed=replace(contents.observed, **kept))
    return Chosen(contents, (choice,))


def _gap(asked: Mapping[str, str], *, whole: bool) -> Chosen:
    runs = list(reversed(record().runs(GAP)))
    if not runs:
        return Chosen(None, ())
    options = tuple((run.run, f"{run.started:%Y-%m-%d %H:%M}") for run in runs)
    run = _wanted(asked, "run", options, options[0][0])
    contents = gap_of(run)
    if not whole:
        few = [
            pl.when(pl.col(name).is_between(1, FEWEST_SHOWN - 1))
            .then(None)
            .otherwise(pl.col(name))
            .alias(name)
            for name in ("people", "holders")
        ]
        contents = replace(contents, skills_gap=contents.skills_gap.with_columns(few))
    return Chosen(contents, (Choice("run", said("workbench.field-run"), options, run),), run)


def _prospects(contents: ReportContents, asked: Mapping[str, str]) -> Chosen:
    """The overlaps, and the latest ranking of next industries or the one that is asked for."""
    runs = list(reversed(record().runs(NEXT)))
    if not runs:
        return Chosen(contents, ())
    places = place_names(str(run.parameters["place"]) for run in runs)
    options = tuple(
        (
            run.run,
            f"{places.get(str(run.parameters['place']), run.parameters['place'])} · {run.started:%Y-%m-%d %H:%M}",
        )
        for run in runs
    )
    chosen = _wanted(asked, "run", options, options[0][0])
    run = next(one for one in runs if one.run == chosen)
    candidates, parts = next_industries_of(record(), run)
    place = str(run.parameters["place"])
    shown = replace(
        contents.observed,
        next_run=run.run,
        next_place_en=places.get(place, place),
        next_place_zh=places.get(place, place),
        next_industries=candidates,
        next_parts=parts,
    )
    choice = Choice("run", said("workbench.field-ranking"), options, chosen)
    return Chosen(replace(contents, observed=shown), (choice,), chosen)
