"""Clusters never hold a contradiction."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seedbed.linkage import cluster_organisations


def organisations(rors, parents=None):
    return pl.DataFrame(
        {
            "organisation": [str(number) for number in range(len(rors))],
            "ror": rors,
            "parent": parents or [None] * len(rors),
        },
        schema={"organisation": pl.String, "ror": pl.String, "parent": pl.String},
    )


def links(*triples):
    return pl.DataFrame(
        [(str(a), str(b), score, "alias") for a, b, score in triples],
        schema={"left": pl.String, "right": pl.String, "score": pl.Float64, "reason": pl.String},
        orient="row",
    )


A, B = "023rhb549", "01t001k65"


def test_a_chain_does_not_join_two_ids_and_the_stronger_link_stands():
    result = cluster_organisations(organisations([A, None, B]), links((0, 1, 0.85), (1, 2, 0.95)))
    assert result.frame["cluster"].to_list() == ["0", "1", "1"]
    assert [finding.code for finding in result.findings] == ["linkage.cluster-contradiction"]
    assert result.findings[0].values["reason"] == "ROR"


def test_a_chain_does_not_join_parent_and_child():
    result = cluster_organisations(
        organisations([None] * 3, [None, None, "0"]), links((0, 1, 0.9), (1, 2, 0.9))
    )
    assert result.frame["cluster"].to_list() == ["0", "0", "2"]
    assert result.findings[0].values["reason"] == "parent"


def test_weak_links_do_not_count():
    assert cluster_organisations(organisations([None] * 2), links((0, 1, 0.5))).frame[
        "cluster"
    ].to_list() == ["0", "1"]


def test_a_link_to_nobody_is_an_error_of_the_program():
    with pytest.raises(ValueError, match="not among"):
        cluster_organisations(organisations([None]), links((0, 7, 0.9)))


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.sampled_from([None, A, B]), min_size=2, max_size=8),
    st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7), st.sampled_from([0.85, 0.9, 1.0])), max_size=12),
)
def test_clusters_are_consistent_and_as_large_as_their_links_allow(rors, triples):
    triples = [(a, b, score) for a, b, score in triples if a < b < len(rors)]
    result = cluster_organisations(organisations(rors), links(*triples))
    cluster = result.frame["cluster"].to_list()
    for name in set(cluster):
        assert len({ror for ror, own in zip(rors, cluster, strict=True) if own == name} - {None}) <= 1
    # A link is only left unjoined where the two final clusters hold different ids.
    for a, b, _ in triples:
        if cluster[a] != cluster[b]:
            ids = [
                {ror for ror, own in zip(rors, cluster, strict=True) if own == cluster[at]} - {None}
                for at in (a, b)
            ]
            assert ids[0] and ids[1] and ids[0] != ids[1]
    if len(set(rors) - {None}) <= 1:
        assert not result.findings
