"""Who brokers between sectors, and in which of five ways (Gould and Fernandez 1989)."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import sparse

from seedbed.network.network import Network

ROLES = ("coordinator", "itinerant", "gatekeeper", "representative", "liaison")
"""The five roles of the middle actor j in i -> j -> k, by the sectors of i, j and k: coordinator AAA,
itinerant ABA (an outsider between two of one sector), gatekeeper ABB (lets in), representative AAB (speaks
for its own), liaison ABC."""


def brokerage(network: Network) -> pl.DataFrame:
    """How often each actor brokers, in each role.

    An actor j brokers where i is tied to j and j to k, and i is not tied to k (Gould and Fernandez 1989,
    raw counts); mutual ties lead both ways.

    Returns
    -------
    organisation, actor_type, the five ``ROLES``, and ``total``; counts of ordered pairs (i, k).
    """
    counts = broker_counts(network.arcs(), network.sectors)
    frame = network.actors.select("organisation", "actor_type").with_columns(
        *(pl.Series(role, counts[:, column]) for column, role in enumerate(ROLES))
    )
    return frame.with_columns(total=pl.sum_horizontal(ROLES))


def broker_counts(arcs: sparse.csr_array, groups: NDArray[np.object_]) -> NDArray[np.int64]:
    """The five counts of every actor.

    For sectors a and b, the pairs (i in a, k in b) around j number ``in_a(j) * out_b(j)``, less those that
    are one actor (a tie both ways) and those where i is tied to k.

    Parameters
    ----------
    arcs
        (n, n) 0/1, row to column, without loops.
    groups
        (n,) the sector of each actor.

    Returns
    -------
    (n, 5) in the order of :data:`ROLES`.
    """
    n = arcs.shape[0]
    names, of = np.unique(groups.astype(str), return_inverse=True)
    member = sparse.coo_array((np.ones(n), (np.arange(n), of)), shape=(n, names.size)).tocsr()
    before, after = (arcs.T @ member).toarray(), (arcs @ member).toarray()
    back_and_forth = (arcs.T.tocsr().multiply(arcs) @ member).toarray()
    counts = np.zeros((n, 5))
    for a in range(names.size):
        senders = sparse.diags_array((of == a).astype(float))
        # shared[j, k]: how many of sector a are tied to both j and k.
        shared = (arcs.T @ senders @ arcs).multiply(arcs)
        closed = (shared @ member).toarray()
        for b in range(names.size):
            open_pairs = before[:, a] * after[:, b] - closed[:, b]
            if a == b:
                open_pairs -= back_and_forth[:, a]
            role = np.where(
                of == a,
                np.where(of == b, 0, 3),
                np.where(of == b, 2, 1 if a == b else 4),
            )
            counts[np.arange(n), role] += open_pairs
    return np.rint(counts).astype(np.int64)
