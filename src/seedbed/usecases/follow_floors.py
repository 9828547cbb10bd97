"""The share of each floor's group: among what a match proposes, among what is accepted, and to date."""

from __future__ import annotations

import polars as pl

from seedbed.messages import Refusal
from seedbed.store import RegionStore
from seedbed.usecases.open_market import belongs
from seedbed.usecases.proposal_states import STANDING, proposal_states
from seedbed.usecases.run_match import MatchOptions

SCHEMA: dict[str, type[pl.DataType]] = {
    "name": pl.String, "share": pl.Float64,
    "proposed_members": pl.Int64, "proposed_all": pl.Int64,
    "accepted_members": pl.Int64, "accepted_all": pl.Int64,
    "to_date_members": pl.Int64, "to_date_all": pl.Int64,
}  # fmt: skip


def follow_floors(store: RegionStore, run: str) -> pl.DataFrame:
    """One row per floor of a match, in its order.

    Proposed: the places of the run. Accepted: those of its proposals that were accepted and not given up since.
    To date: all places of all runs that were accepted and not given up since, with what the floor carried.

    Returns
    -------
    pl.DataFrame
        ``name``, ``share`` (asked), and ``<when>_members``, ``<when>_all`` for ``proposed``, ``accepted``, ``to_date``;
        counts of places.

    Raises
    ------
    Refusal
        ``store.unknown-run``, ``usecases.not-a-match``.
    """
    match = store.run(run)
    if match.kind != "match":
        raise Refusal.because("usecases.not-a-match", run=run)
    options = MatchOptions.from_parameters(match.parameters)
    settings = store.settings.floors if options.floors is None else options.floors
    outcome = store.run_output(run, "floors")
    states = proposal_states(store)
    standing = states.filter(pl.col("state").is_in(STANDING))
    taken = {
        "proposed": store.run_output(run, "pairs").select("seeker", "opportunity"),
        "accepted": standing.filter(pl.col("run") == run).select("seeker", "opportunity").unique(),
        "to_date": standing.select("seeker", "opportunity").unique(),
    }
    people = store.table("people")
    subprojects = store.table("opportunities").select("opportunity", "subproject")
    rows: list[dict[str, object]] = []
    for name, share in outcome.select("name", "share").iter_rows():
        base, _, subproject = name.partition(":")
        asked = [one for one in settings if one.name == base and (one.scope == "run") == (not subproject)]
        row: dict[str, object] = {"name": name, "share": share}
        carried = options.carried.get(name, (0, 0))
        members = (
            people.filter(belongs(asked[0])).select(seeker="person")
            if asked
            else people.clear().select(seeker="person")
        )
        for when, pairs in taken.items():
            inside = pairs
            if subproject:
                chosen = subprojects.filter(pl.col("subproject") == subproject)
                inside = pairs.join(chosen, on="opportunity", how="semi")
            more = carried if when == "to_date" else (0, 0)
            row[f"{when}_members"] = inside.join(members, on="seeker", how="semi").height + int(more[0])
            row[f"{when}_all"] = inside.height + int(more[1])
        rows.append(row)
    return pl.DataFrame(rows, schema=SCHEMA)
