"""Small networks to check measures on."""

import polars as pl
from hypothesis import strategies as st

from seedbed.network import Network

SECTORS = ("education", "enterprise", "government", "service")


def network_of(size, arcs, *, sectors=None, kind="finance", starts=None):
    """A network of numbered actors from ordered pairs."""
    ids = [f"o{number:03d}" for number in range(size)]
    organisations = pl.DataFrame(
        {"organisation": ids, "actor_type": sectors or [SECTORS[number % 4] for number in range(size)]}
    )
    rows = [
        (ids[one], ids[other], kind, starts[at] if starts else None) for at, (one, other) in enumerate(arcs)
    ]
    ties = pl.DataFrame(rows, schema=dict.fromkeys(("from", "to", "kind", "start"), pl.String), orient="row")
    return Network.from_tables(organisations, ties)


@st.composite
def networks(draw, most=12, directed=True):
    """Any small network: sparse or dense, in pieces, with isolates."""
    size = draw(st.integers(1, most))
    pairs = [(i, j) for i in range(size) for j in range(size) if i != j and (directed or i < j)]
    arcs = draw(st.lists(st.sampled_from(pairs), max_size=3 * size, unique=True)) if pairs else []
    sectors = draw(st.lists(st.sampled_from(SECTORS), min_size=size, max_size=size))
    return network_of(size, arcs, sectors=sectors, kind="finance" if directed else "partnership")
