"""What the matching desk asks: scopes, pins, own floors, proposals and answers, who has no place, a change tried."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from seedbed.messages import Refusal
from seedbed.store import open_region
from seedbed.store.settings import FloorSetting
from seedbed.usecases.answer_proposal import answer_proposal
from seedbed.usecases.check_match_options import check_match_options
from seedbed.usecases.compare_matches import compare_matches
from seedbed.usecases.explain_match import explain_match
from seedbed.usecases.explain_no_place import explain_no_place, nearest_opening
from seedbed.usecases.follow_floors import follow_floors
from seedbed.usecases.load_catalog import load_catalog
from seedbed.usecases.match_scope import MatchScope, opportunities_in, people_in, places_within
from seedbed.usecases.proposal_states import proposal_states
from seedbed.usecases.propose_placements import propose_placements
from seedbed.usecases.replay_run import replay_run
from seedbed.usecases.run_match import MatchOptions, run_match
from seedbed.usecases.try_change import try_change

TODAY = date(2026, 6, 1)
SKILLS = ("3d-modelling", "3d-animation", "academic-writing", "agri-iot", "agricultural-finance")
PAIR = ["seeker", "opportunity"]


@pytest.fixture
def town(tmp_path):
    """30 people and 6 opportunities of 2 places, one of each park reserved for nobody yet."""
    people = [
        "person,sex,place,institution,education,wanted_kinds,pay_min,willing_places,consent_purpose,consent_until"
    ]
    skills = ["seeker,skill,level"]
    for at in range(30):
        sex, school = ("female", "male", "male")[at % 3], f"school-{at % 2}"
        people.append(
            f"p{at:02d},{sex},500101,{school},{2 + at % 5},job,{1000 * (at % 4)},,matching,2099-01-01"
        )
        skills += [
            f"p{at:02d},{SKILLS[(at + more) % 5]},{(0.25, 0.5, 1.0)[(at + more) % 3]}" for more in range(2)
        ]
    offers = ["opportunity,organisation,kind,title,place,capacity,subproject,education_min,pay"]
    asks = ["opportunity,skill,relation,asked"]
    for at in range(6):
        kind, place, park = (
            ("job", "training")[at // 4],
            ("500101", "500102")[at == 3],
            ("a", "b", "")[at % 3],
        )
        offers.append(f"o{at},firm,{kind},post {at},{place},2,{park},{at % 4},{1500 * (1 + at % 2)}")
        asks += [f"o{at},{SKILLS[(at + more) % 5]},essential,{(0.5, 0.75)[more]}" for more in range(2)]
    tables = {
        "people": people,
        "seeker_skills": skills,
        "opportunities": offers,
        "opportunity_skills": asks,
        "organisations": [
            "organisation,name,actor_type",
            "firm,Firm,enterprise",
            "school-0,S0,education",
            "school-1,S1,education",
        ],
        "places": [
            "place,name,level,parent",
            "500000,Town,city,",
            "500101,East,district,500000",
            "500102,West,district,500000",
        ],
        "subprojects": ["subproject,name", "a,A", "b,B"],
    }
    for name, rows in tables.items():
        (tmp_path / f"{name}.csv").write_text("\n".join(rows) + "\n", "utf-8")
    settings = (
        'id = "t"\nnames = {en = "T", zh = "镇"}\n[[floors]]\nname = "women"\nsex = "female"\nshare = 0.25\n'
    )
    (tmp_path / "region.toml").write_text(settings, "utf-8")
    return open_region(tmp_path)


@pytest.fixture
def catalog(town):
    return load_catalog(town.settings)


def match(town, catalog, **options):
    return run_match(town, catalog, MatchOptions(**options), on=TODAY)


def test_a_scope_narrows_both_sides(town):
    assert people_in(town, MatchScope(), TODAY) is None and opportunities_in(town, MatchScope()) is None
    scope = MatchScope(kinds=("job",), places=("500000",), institutions=("school-1",), left_out=("p01", "o0"))
    assert people_in(town, scope, TODAY) == [f"p{at:02d}" for at in range(3, 30, 2)]
    assert opportunities_in(town, scope) == ["o1", "o2", "o3"]
    assert opportunities_in(town, MatchScope(places=("500102",))) == ["o3"]
    assert opportunities_in(town, MatchScope(subprojects=("b",))) == ["o1", "o4"]
    assert places_within(town.table("places"), ["500000"]) == ["500000", "500101", "500102"]
    with pytest.raises(Refusal, match="scope"):
        people_in(town, MatchScope(institutions=("none",)), TODAY)
    with pytest.raises(Refusal, match="scope"):
        opportunities_in(town, MatchScope(kinds=("finance",)))


def test_pins_and_exclusions_are_kept_and_replayed(town, catalog):
    pairs = town.run_output(match(town, catalog).run.run, "pairs").select(PAIR).rows()
    kept, apart = pairs[0], pairs[1]
    again = match(
        town,
        catalog,
        pinned=[kept],
        excluded=[apart, ("p00", "nothing")],
        scope=MatchScope(left_out=("p29",)),
    )
    placed = again.run and town.run_output(again.run.run, "pairs").select(PAIR).rows()
    assert kept in placed and apart not in placed
    assert "p29" not in town.run_output(again.run.run, "seekers")["seeker"]
    assert [finding.code for finding in again.findings if finding.code == "usecases.exclusion-idle"]
    assert replay_run(town, catalog, again.run.run).same
    with pytest.raises(Refusal) as caught:
        match(town, catalog, pinned=[("p00", "nothing")])
    assert caught.value.findings[0].code == "usecases.pin-not-on-the-market"


def test_options_come_back_from_a_run_as_they_went_in(town, catalog):
    floor = FloorSetting("women", "女性", 0.5, sex="female", scope="subproject:a", reading="reserved_seats")
    options = MatchOptions(
        min_filled=0.5,
        carried={"women:a": (1, 3)},
        floors=(floor,),
        pinned=(("p00", "o0"),),
        excluded=(("p01", "o1"),),
        scope=MatchScope(subprojects=("a", "b")),
    )
    kept = MatchOptions.from_parameters(options.as_parameters())
    assert replace(kept, carried=dict(options.carried)) == options and kept.carried == {"women:a": [1, 3]}
    assert MatchOptions.from_parameters({}) == MatchOptions()


def test_own_floors_stand_in_the_place_of_the_regions(town, catalog):
    own = FloorSetting("men", "男性", 0.75, sex="male")
    run = match(town, catalog, floors=(own,)).run
    assert town.run_output(run.run, "floors").select("name", "share").rows() == [("men", 0.75)]
    assert match(town, catalog, floors=()).run.summary["verdict"] == "met"


def test_who_changes_when_a_floor_is_dropped_is_the_difference_to_a_match_without_it(town, catalog):
    own = FloorSetting("women", "女性", 0.8, sex="female")
    run = match(town, catalog, floors=(own,)).run
    changes = town.run_output(run.run, "floor_changes")
    assert changes.height  # the floor binds
    free = dict(town.run_output(match(town, catalog, floors=()).run.run, "pairs").select(PAIR).iter_rows())
    before = dict(town.run_output(run.run, "pairs").select(PAIR).iter_rows())
    for seeker, change, was, would in changes.select("seeker", "change", "before", "after").iter_rows():
        assert before.get(seeker) == was
        assert {
            "newly_placed": was is None,
            "no_longer_placed": would is None,
            "moved": None not in (was, would),
        }[change]
    effects = town.run_output(run.run, "floor_effects").row(0, named=True)
    counted = dict(changes.group_by("change").len().iter_rows())
    assert {name: effects[name] for name in counted} == counted
    # Another optimum may differ in whom it places; as many are placed.
    assert len(free) == len(before) + effects["newly_placed"] - effects["no_longer_placed"]


def test_the_run_is_kept_inside_of_what_the_caller_confirms(town, catalog):
    class NotNow(Exception):
        pass

    class Never:
        def __enter__(self):
            raise NotNow

        def __exit__(self, *_):
            return None

    with pytest.raises(NotNow):
        run_match(town, catalog, on=TODAY, confirmed=lambda run: Never())
    assert not town.runs("match")


def test_progress_goes_from_nothing_to_all_and_never_back(town, catalog):
    told: list[tuple[int, int]] = []
    run_match(town, catalog, on=TODAY, progress=lambda done, total: told.append((done, total)))
    assert told and {total for _, total in told} == {100}
    assert [done for done, _ in told] == sorted(done for done, _ in told) and told[-1][0] <= 100


def test_comparing_counts_everybody_once(town, catalog):
    one = match(town, catalog).run.run
    other = match(town, catalog, scope=MatchScope(kinds=("job",), left_out=("o0",))).run.run
    told = compare_matches(town, one, other)
    before, after = (dict(town.run_output(run, "pairs").select(PAIR).iter_rows()) for run in (one, other))
    expected = {
        seeker: "lost" if seeker not in after else "gained" if seeker not in before else "moved"
        for seeker in before.keys() | after.keys()
        if before.get(seeker) != after.get(seeker)
    }
    assert dict(told.changes.select("seeker", "change").iter_rows()) == expected
    assert sum(told.counts.values()) == len(before.keys() | after.keys()) and told.counts["lost"] >= 2
    assert compare_matches(town, one, one).changes.is_empty()


def test_what_makes_no_sense_is_found_before_anybody_waits(town):
    women = FloorSetting("women", "女性", 1.5, sex="female")
    nobody = FloorSetting("farmers", "农民", 0.1, group="farmer", scope="subproject:z")
    options = MatchOptions(
        floors=(women, nobody),
        carried={"women": (3, 2)},
        pinned=(("p00", "o0"), ("px", "o0")),
        excluded=(("p00", "o0"),),
    )
    found = [finding.code for finding in check_match_options(town, options, TODAY)]
    assert sorted(found) == [
        "matching.floor-over-100-percent",
        "matching.pin-excluded",
        "usecases.floor-unknown-subproject",
        "usecases.floor-without-members",
        "usecases.pin-not-on-the-market",
    ]
    assert check_match_options(town, MatchOptions(), TODAY) == ()


def test_a_proposal_is_answered_and_the_shares_follow(town, catalog):
    run = match(town, catalog, carried={"women": (2, 4)}).run.run
    pairs = town.run_output(run, "pairs")
    first = pairs["seeker"].head(2).to_list()
    assert propose_placements(town, run, TODAY, seekers=first, by="office") == 2
    assert propose_placements(town, run, TODAY) == pairs.height - 2
    states = proposal_states(town)
    assert states.height == pairs.height and set(states["state"]) == {"proposed"}
    accepted, declined = states["event"][0], states["event"][1]
    answer_proposal(town, accepted, "accepted", by="p", on=TODAY)
    with pytest.raises(Refusal) as caught:
        answer_proposal(town, declined, "declined", by="p", on=TODAY)
    assert caught.value.findings[0].code == "usecases.no-reason-for-declining"
    answer_proposal(town, declined, "declined", by="p", reason="too far", on=TODAY)
    with pytest.raises(Refusal) as caught:
        answer_proposal(town, declined, "accepted", by="q", on=TODAY)
    assert caught.value.findings[0].code == "usecases.no-open-proposal"
    with pytest.raises(Refusal) as caught:
        answer_proposal(town, accepted, "accepted", by="p", on=TODAY)
    assert caught.value.findings[0].code == "store.key-exists"
    now = dict(proposal_states(town).select("event", "state").iter_rows())
    assert (now[accepted], now[declined]) == ("accepted", "declined")
    row = follow_floors(town, run).row(0, named=True)
    women = set(town.table("people").filter(pl.col("sex") == "female")["person"])
    taker = proposal_states(town).filter(pl.col("event") == accepted)["seeker"].item()
    one = int(taker in women)
    assert (row["proposed_members"], row["proposed_all"]) == (
        sum(one in women for one in pairs["seeker"]),
        pairs.height,
    )
    assert (row["accepted_members"], row["accepted_all"]) == (one, 1)
    assert (row["to_date_members"], row["to_date_all"]) == (2 + one, 4 + 1)


def test_a_later_proposal_of_the_same_pair_begins_anew(town, catalog):
    run = match(town, catalog).run.run
    seeker, opportunity = town.run_output(run, "pairs").select(PAIR).row(0)
    propose_placements(town, run, TODAY, seekers=[seeker])
    event = proposal_states(town)["event"].item()
    answer_proposal(town, event, "declined", by=seeker, reason="not now", on=TODAY)
    second = match(town, catalog, pinned=[(seeker, opportunity)]).run.run
    propose_placements(town, second, date(2026, 7, 1), seekers=[seeker])
    states = dict(proposal_states(town).select("run", "state").iter_rows())
    assert states == {run: "declined", second: "proposed"}


def test_who_objects_to_automated_decisions_is_proposed_only_by_name(town, catalog):
    run = match(town, catalog).run.run
    against = town.run_output(run, "pairs")["seeker"][0]
    people = town.table("people").with_columns(
        pl.when(pl.col("person") == against).then(pl.lit("2026-01-01")).alias("objects_since")
    )
    town.replace("people", people)
    propose_placements(town, run, TODAY)
    assert against not in town.table("placements")["seeker"]
    assert propose_placements(town, run, TODAY, seekers=[against]) == 1


def test_why_somebody_has_no_place(town, catalog):
    run = match(town, catalog, floors=()).run.run
    pairs = town.run_output(run, "pairs")
    placed = pairs["seeker"][0]
    assert explain_no_place(town, run, placed).why == "placed"
    assert explain_no_place(town, run, "px").why == "not-on-the-market"
    recommended = town.run_output(run, "recommendations")
    left = [one for one in town.run_output(run, "seekers")["seeker"] if one not in set(pairs["seeker"])]
    whys = {}
    for seeker in left:
        told = explain_no_place(town, run, seeker)
        own = recommended.filter(pl.col("seeker") == seeker)
        assert told.listed["opportunity"].to_list() == own.sort("rank")["opportunity"].to_list()
        assert (told.why == "nothing-fits") == own.is_empty()
        if told.why == "all-taken":
            assert (told.listed["filled"] == told.listed["capacity"]).all()
        whys[told.why] = seeker
    assert "all-taken" in whys
    barred = tuple((placed, one) for one in town.table("opportunities")["opportunity"])
    other = match(town, catalog, floors=(), excluded=barred, pinned=()).run.run
    assert explain_no_place(town, other, placed).why in ("passed-over", "all-taken")


def test_the_change_that_is_named_does_what_it_says_when_it_is_made(town, catalog):
    ways = set()
    for at, seeker in enumerate(town.table("people")["person"][:4]):
        good = (0.5, 0.9)[at % 2]
        for opportunity in town.table("opportunities")["opportunity"]:
            told = explain_match(town, catalog, seeker, opportunity, TODAY, good)
            if told.nearest.way == "none" and not told.nearest.relax:
                continue
            again = try_change(town, catalog, told, TODAY, good)
            assert not again.not_eligible and again.fit == told.nearest.fit >= good
            assert again.nearest.way == "none" and not again.nearest.relax
            ways |= {told.nearest.way, *told.nearest.relax}
    assert ways >= {
        "raise-level", "learn-skill", "matching.out-of-reach", "matching.kind-not-wanted",
        "matching.pay-below-wish", "matching.education-below-minimum",
    }  # fmt: skip


def test_the_nearest_opening_needs_fewest_changes(town, catalog):
    for seeker in ("p03", "p08"):
        nearest = nearest_opening(town, catalog, seeker, TODAY, 1.0)

        def changes(opportunity, seeker=seeker):
            told = explain_match(town, catalog, seeker, opportunity, TODAY, 1.0).nearest
            return len(told.relax) + len(told.skills)

        everything = {one: changes(one) for one in town.table("opportunities")["opportunity"]}
        if nearest is None:
            assert 0 in everything.values()
        else:
            assert everything[nearest] == min(everything.values())
