"""Pairs put together into organisations, without contradiction."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from seedbed.linkage.linking import THRESHOLD, levelled_ids
from seedbed.messages import Finding, Severity


@dataclass(frozen=True, slots=True)
class Clusters:
    """Which records mean the same organisation.

    Parameters
    ----------
    frame
        ``organisation``, ``cluster``: the id of the cluster's first record; in the order of the input.
    findings
        Links that were left out because of a contradiction.
    """

    frame: pl.DataFrame
    findings: tuple[Finding, ...]


def cluster_organisations(
    organisations: pl.DataFrame, links: pl.DataFrame, threshold: float = THRESHOLD
) -> Clusters:
    """Join linked records, strongest links first.

    Union-find (Tarjan 1975) under cannot-link constraints (Wagstaff and Cardie 2000): two ROR ids
    or two unified social credit codes never come into one cluster, nor a parent with its child,
    however long the chain of links between them. Of contradictory links the stronger one stands.

    Parameters
    ----------
    organisations
        All records that the links name (for links between two frames: both, one below the other).
    links
        From :func:`~seedbed.linkage.linking.link_organisations`.

    Raises
    ------
    ValueError
        A link names a record that is not there.
    """
    ids = levelled_ids(organisations)
    names = ids.get_column("organisation").to_list()
    number = {name: row for row, name in enumerate(names)}
    known = [
        {(register, value) for register, value in (("ROR", ror), ("USCC", uscc)) if value is not None}
        for ror, uscc in ids.select("ror", "uscc").iter_rows()
    ]
    above: list[set[int]] = [set() for _ in names]
    for row, parent in enumerate(ids.get_column("parent")):
        if parent in number and number[parent] != row:
            above[row].add(number[parent])
            above[number[parent]].add(row)
    leader = list(range(len(names)))
    members = [{row} for row in leader]
    findings: list[Finding] = []

    def find(row: int) -> int:
        while leader[row] != row:
            leader[row] = leader[leader[row]]
            row = leader[row]
        return row

    strong = links.filter(pl.col("score") >= threshold).sort(
        ["score", "left", "right"], descending=[True, False, False]
    )
    for left, right in strong.select("left", "right").iter_rows():
        if left not in number or right not in number:
            raise ValueError(f"the link {left} - {right} names a record that is not among the organisations")
        a, b = sorted((find(number[left]), find(number[right])))
        if a == b:
            continue
        reason = _contradiction(
            known[a], known[b], related=any(above[row] & members[b] for row in members[a])
        )
        if reason:
            values = {"left": str(left), "right": str(right), "reason": reason}
            findings.append(Finding("linkage.cluster-contradiction", values, Severity.WARNING))
            continue
        leader[b] = a
        known[a] |= known[b]
        members[a] |= members[b]
    clusters = [names[find(row)] for row in range(len(names))]
    frame = pl.DataFrame(
        {"organisation": names, "cluster": clusters}, schema={"organisation": pl.String, "cluster": pl.String}
    )
    return Clusters(frame, tuple(findings))


def _contradiction(a: set[tuple[str, str]], b: set[tuple[str, str]], *, related: bool) -> str:
    if related:
        return "parent"
    for register in ("ROR", "USCC"):
        ours = {value for name, value in a if name == register}
        theirs = {value for name, value in b if name == register}
        if ours and theirs and ours != theirs:
            return register
    return ""
