"""Scope, pairs and own floors on the command line reach the run that is kept."""

import pytest

from seedbed.store import open_region


@pytest.fixture
def tagged(town, seedbed):
    assert seedbed("tag", town)[0] == 0
    return town


def test_what_is_chosen_is_what_the_run_keeps(tagged, seedbed):
    chosen = (
        "--leave-out",
        "p3",
        "--pin",
        "p2,o2",
        "--exclude",
        "p1,o2",
        "--kind",
        "job",
        "--place",
        "500115",
    )
    floor = ("--floor", "sex=female,share=0.5,carried=1/2,reading=reserved_seats")
    code, _, errors = seedbed("allocate", tagged, *chosen, *floor, "--lang", "en")
    assert code == 0, errors
    store = open_region(tagged)
    run = store.runs("match")[-1]
    assert run.parameters["scope"] == {
        "kinds": ["job"], "subprojects": [], "places": ["500115"], "institutions": [], "left_out": ["p3"],
    }  # fmt: skip
    assert run.parameters["pinned"] == [["p2", "o2"]] and run.parameters["excluded"] == [["p1", "o2"]]
    assert run.parameters["carried"] == {"female": [1, 2]}
    pairs = set(store.run_output(run.run, "pairs").select("seeker", "opportunity").iter_rows())
    assert ("p2", "o2") in pairs and ("p1", "o2") not in pairs
    floors = store.run_output(run.run, "floors")
    assert floors.select("name", "share", "reading").rows() == [("female", 0.5, "reserved_seats")]


def test_without_floors_and_only_some_people_or_offers(tagged, seedbed):
    assert seedbed("allocate", tagged, "--no-floors")[0] == 0
    store = open_region(tagged)
    assert store.run_output(store.runs("match")[-1].run, "floors").is_empty()
    code, out, _ = seedbed("match", tagged, "--leave-out", "o2", "--format", "csv")
    assert code == 0 and "o1" in out and "o2" not in out


def test_what_makes_no_sense_is_refused_with_a_way_out(tagged, seedbed):
    for given, word in [
        (("--pin", "p1"), "p1,o7"),
        (("--exclude", "p1,o1,o2"), "p1,o7"),
        (("--pin", "p9,o1"), "p9"),
        (("--floor", "women"), "share=0.3"),
        (("--floor", "sex=female,share=1.5"), "share=0.3"),
        (("--floor", "sex=female,share=0.3,carried=5/2"), "share=0.3"),
        (("--floor", "sex=female,share=0.3,scope=town"), "share=0.3"),
        (("--floor", "sex=female,share=0.3", "--no-floors"), "share=0.3"),
        (("--kind", "facility"), ""),
    ]:
        code, _, errors = seedbed("allocate", tagged, *given, "--lang", "en")
        assert code == 2 and errors.strip() and word in errors.replace("\n", ""), given
    assert not open_region(tagged).runs("match")
