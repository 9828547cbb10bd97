from hypothesis import given
from hypothesis import strategies as st

from seedbed.matching.allocation.conflict import irreducible

NAMES = [f"d{number}" for number in range(9)]


@given(
    st.lists(st.sets(st.sampled_from(NAMES), min_size=1, max_size=4), min_size=1, max_size=4),
)
def test_finds_one_of_the_smallest_cores(cores):
    """A set of demands is infeasible when it contains one of the cores."""
    asked = []

    def answer(names):
        asked.append(names)
        return "infeasible" if any(core <= set(names) for core in cores) else "feasible"

    found, proven = irreducible(NAMES, answer)
    assert proven
    assert list(found) == [name for name in NAMES if name in found]
    assert answer(found) == "infeasible"
    assert all(answer([other for other in found if other != name]) == "feasible" for name in found)


def test_an_unknown_answer_is_not_called_proven():
    def answer(names):
        if {"d1", "d2"} <= set(names):
            return "infeasible"
        return "unknown" if "d1" in names else "feasible"

    found, proven = irreducible(["d0", "d1", "d2"], answer)
    assert {"d1", "d2"} <= set(found)
    assert not proven
