"""The share of each floor's group: among what a match proposes, among what is accepted, and to date."""

from __future__ import annotations

import polars as pl

from seedbed.messages import Refusal
from seedbed.programme.suppression import without_small_shares
from seedbed.store import RegionStore
from seedbed.usecases.open_market import belongs
from seedbed.usecases.proposal_states import STANDING, proposal_states
from seedbed.usecases.run_match import MatchOptions

WHEN = ("proposed", "accepted", "to_date")
SCHEMA: dict[str, type[pl.DataType]] = {
    "name": pl.String,
    "share": pl.Float64,
    **{f"{when}_{which}": pl.Int64 for when in WHEN for which in ("members", "all")},
    **dict.fromkeys(WHEN, pl.Float64),
}


def follow_floors(store: RegionStore, run: str, *, withhold: bool = False) -> pl.DataFrame:
    """One row per floor of a match, in its order.

    Proposed: the places of the run. Accepted: those of its proposals that were accepted and not given up since.
    To date: all places of all runs that were accepted and not given up since, with what the floor carried.
    Of people those are read who took a place.

    Parameters
    ----------
    withhold
        For readers of aggregates: without small counts, and what would give them away
        (:func:`~seedbed.programme.suppression.shares.without_small_shares`).

    Returns
    -------
    pl.DataFrame
        ``name``, ``share`` (asked), and for ``proposed``, ``accepted``, ``to_date`` the counts of places
        ``<when>_members``, ``<when>_all``, and ``<when>``, the share of the members; null: nothing to count, or withheld.

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
    states = proposal_states(store)
    standing = states.filter(pl.col("state").is_in(STANDING))
    taken = {
        "accepted": standing.filter(pl.col("run") == run).select("seeker", "opportunity").unique(),
        "to_date": standing.select("seeker", "opportunity").unique(),
    }
    holders = standing.get_column("seeker").unique().sort().to_list()
    people = pl.concat(store.parts("people", ("person", "sex", "groups"), ("person", holders)))
    offers = standing.get_column("opportunity").unique().sort().to_list()
    subprojects = pl.concat(
        store.parts("opportunities", ("opportunity", "subproject"), ("opportunity", offers))
    )
    outcome = store.run_output(run, "floors").select("name", "share", "members_placed", "filled")
    rows: list[dict[str, object]] = []
    for name, share, placed, filled in outcome.iter_rows():
        base, _, subproject = name.partition(":")
        asked = [one for one in settings if one.name == base and (one.scope == "run") == (not subproject)]
        row: dict[str, object] = {
            "name": name,
            "share": share,
            "proposed_members": placed,
            "proposed_all": filled,
        }
        carried = options.carried.get(name, (0, 0))
        members = (people.filter(belongs(asked[0])) if asked else people.clear()).select(seeker="person")
        inside_scope = subprojects.filter(pl.col("subproject") == subproject) if subproject else None
        for when, pairs in taken.items():
            inside = pairs if inside_scope is None else pairs.join(inside_scope, on="opportunity", how="semi")
            more = carried if when == "to_date" else (0, 0)
            row[f"{when}_members"] = inside.join(members, on="seeker", how="semi").height + int(more[0])
            row[f"{when}_all"] = inside.height + int(more[1])
        rows.append(row)
    counted = pl.DataFrame(rows, schema={name: kind for name, kind in SCHEMA.items() if name not in WHEN})
    if withhold:
        counted = without_small_shares(counted, WHEN)
    everyone = {when: pl.col(f"{when}_all") for when in WHEN}
    return counted.with_columns(
        (pl.col(f"{when}_members") / pl.when(everyone[when] > 0).then(everyone[when])).alias(when)
        for when in WHEN
    )
