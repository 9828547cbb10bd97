"""Everything of the observatory and the network that a report shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from seedbed.usecases.observed_contents import ObservedContents
from seedbed.usecases.region_names import region_names
from seedbed.usecases.report_frames import chains, network, overlap, prospects, scorecards
from seedbed.usecases.shared_reasons import suggestions_in_words

if TYPE_CHECKING:
    import polars as pl

    from seedbed.store import RegionStore, Run


def observed_contents(store: RegionStore, latest: Mapping[str, Run]) -> ObservedContents:
    """Scores, chains and network as the tables stand now; next industries from their latest run."""
    names = region_names(store)
    cards = scorecards.scored_cards(store)
    assessed, mapped = chains.assessed_chains(store), network.mapped_network(store)
    run = latest.get("next-industries")
    candidates, parts = prospects.next_industries_of(store, run)
    frames: dict[str, pl.DataFrame] = {
        "scores": scorecards.scores(cards, names),
        "ranks": scorecards.ranks(cards, names),
        "stages_reached": scorecards.stages_reached(cards, names),
        "stages_lacking": scorecards.stages_lacking(cards, names),
        "overlaps": overlap.advantage_overlaps(store, names),
        "next_industries": candidates,
        "next_parts": parts,
    }
    if assessed is not None:
        frames |= {
            "chain_stages": chains.chain_stages(assessed, names),
            "stage_places": chains.stage_places(assessed, names),
            "chain_coverage": chains.chain_coverage(assessed, names),
            "chain_layers": chains.chain_layers(assessed, names),
            "chain_figures": chains.chain_figures(assessed, names),
            "sole_actors": chains.sole_actors(assessed, names),
            "sourcing": chains.sourcing(assessed),
        }
    if mapped is not None:
        frames |= {
            "network_figures": mapped.figures,
            "network_nodes": network.network_nodes(mapped, names),
            "network_links": mapped.links,
            "brokers": network.brokers(mapped, names),
            "layers": mapped.density,
            "suggestions": suggestions_in_words(mapped.suggestions, names),
            "removals": mapped.removals,
            "slices": network.slices(mapped),
        }
        if mapped.test is not None:
            frames["suggestion_test"] = mapped.test.scores
    home = assessed.chains.home if assessed is not None else store.settings.place
    return ObservedContents(
        home_en=names.name("places", home, "en") if home else "",
        home_zh=names.name("places", home, "zh") if home else "",
        next_run=run.run if run else "",
        next_place_en=names.name("places", str(run.parameters["place"]), "en") if run else "",
        next_place_zh=names.name("places", str(run.parameters["place"]), "zh") if run else "",
        score_findings=tuple(dict.fromkeys(finding for one in cards for finding in one.findings)),
        chain_findings=assessed.findings if assessed is not None else (),
        network_findings=mapped.findings if mapped is not None else (),
        **frames,
    )
