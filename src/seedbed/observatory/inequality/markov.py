"""Markov chains of income classes: who moves up, who stays, where it would lead."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse.csgraph import connected_components

from seedbed.messages import Finding, Refusal, Severity
from seedbed.observatory.inequality.weighted import Floats


@dataclass(frozen=True, slots=True, eq=False)
class MarkovChain:
    """A chain over k classes; :func:`markov_chain` defines it. Infinity means never.

    Parameters
    ----------
    transitions
        (k, k) int64: moves from the row's class to the column's.
    probabilities
        (k, k): rows add to 1.
    steady_states
        (r, k): the long-run distribution of each of the r closed sets of classes, rows add to 1. One row
        where the long run does not depend on the start.
    first_passage
        (k, k): mean number of periods from the row's class to the first arrival in the column's (on the
        diagonal: to the first return); infinite where it may never come.
    sojourn
        (k,): mean number of periods that a stay lasts; infinite in a class that is never left.
    findings
        Whether the long run depends on the start.
    """

    transitions: NDArray[np.int64]
    probabilities: Floats
    steady_states: Floats
    first_passage: Floats
    sojourn: Floats
    findings: tuple[Finding, ...] = ()

    @property
    def mobility(self) -> float:
        """Shorrocks' (1978) index ``(k - trace P) / (k - 1)``: 0 where nobody moves."""
        k = self.probabilities.shape[0]
        return float((k - np.trace(self.probabilities)) / (k - 1))

    @property
    def exit_probabilities(self) -> Floats:
        """(k,) chance to leave each class within one period (Prais 1955)."""
        exits: Floats = 1.0 - np.diagonal(self.probabilities)
        return exits


def income_classes(values: ArrayLike, classes: int = 5) -> NDArray[np.int64]:
    """Class (0 is poorest) of each place among all places of the same period, by quantiles.

    The upper bound of class c is the quantile ``(c + 1) / classes`` (linear interpolation); a value on a
    bound belongs to the lower class, as in PySAL's ``Quantiles``.

    Parameters
    ----------
    values
        (places, periods), finite.
    classes
        How many, 2 or more.

    Raises
    ------
    Refusal
        Values are missing, not a table, or so often alike that a class stays empty in every period.
    """
    table = _panel(values)
    if not 2 <= classes <= table.shape[0]:
        raise Refusal.because("observatory.class-count", classes=classes, places=table.shape[0])
    bounds = np.quantile(table, np.arange(1, classes) / classes, axis=0)
    found: NDArray[np.int64] = (table[:, :, None] > bounds.T[None, :, :]).sum(axis=2).astype(np.int64)
    empty = np.setdiff1d(np.arange(classes), found)
    if empty.size:
        raise Refusal.because("observatory.class-empty", classes=_shown(empty))
    return found


def markov_chain(classes: ArrayLike, count: int | None = None) -> MarkovChain:
    """Count moves between classes and follow them to the end (Quah 1993; Kemeny and Snell 1960).

    1. ``transitions[a, b]``: places in class a in one period and in b in the next.
    2. ``probabilities``: each row over its sum (maximum likelihood).
    3. Closed sets: strongly connected classes that no move leaves; each has one stationary distribution.
    4. First passage to b: ``m_a = 1 + sum_{c != b} p_ac m_c`` over the classes that reach b with
       certainty, infinite for the others.
    5. Sojourn: ``1 / (1 - p_aa)``.

    Parameters
    ----------
    classes
        (places, periods), whole numbers from 0.
    count
        k, where higher classes exist than were seen; else the highest seen.

    Raises
    ------
    Refusal
        Not a table of whole numbers from 0 (below ``count``), fewer than two periods or classes, or a
        class that nobody was seen to leave or stay in, so that its row is unknown.

    >>> chain = markov_chain([[0, 0, 1, 0], [1, 1, 0, 1]])
    >>> chain.transitions.tolist(), chain.steady_states.tolist()
    ([[1, 2], [2, 1]], [[0.5, 0.5]])
    """
    table = _panel(classes)
    whole = table.astype(np.int64)
    if (whole != table).any() or (whole < 0).any():
        raise Refusal.because("observatory.classes-not-whole")
    if table.shape[1] < 2:
        raise Refusal.because("observatory.too-few", name="periods", count=table.shape[1], least=2)
    k = int(whole.max()) + 1 if count is None else count
    if k < 2 or whole.max() >= k:
        raise Refusal.because("observatory.class-count", classes=k, places=table.shape[0])
    moves = whole[:, :-1] * k + whole[:, 1:]
    transitions = np.bincount(moves.ravel(), minlength=k * k).reshape(k, k).astype(np.int64)
    left = transitions.sum(axis=1)
    if (left == 0).any():
        raise Refusal.because("observatory.class-without-moves", classes=_shown(np.flatnonzero(left == 0)))
    return chain_of(transitions / left[:, None], transitions)


def chain_of(probabilities: ArrayLike, transitions: NDArray[np.int64] | None = None) -> MarkovChain:
    """The chain of given transition probabilities (k, k); ``transitions`` are zero where not given.

    Raises
    ------
    Refusal
        Not square, negative, or a row does not add to 1 (within 1e-9).
    """
    p = _panel(probabilities)
    if p.shape[0] != p.shape[1] or (p < 0).any() or np.abs(p.sum(axis=1) - 1).max() > 1e-9:
        raise Refusal.because("observatory.not-probabilities")
    steady = _steady_states(p)
    findings: tuple[Finding, ...] = ()
    if steady.shape[0] > 1:
        note = {"count": int(steady.shape[0])}
        findings = (Finding("observatory.several-long-runs", note, Severity.WARNING),)
    with np.errstate(divide="ignore"):
        sojourn = 1.0 / (1.0 - np.diagonal(p))
    return MarkovChain(
        transitions=np.zeros(p.shape, dtype=np.int64) if transitions is None else transitions,
        probabilities=p,
        steady_states=steady,
        first_passage=_first_passage(p),
        sojourn=sojourn,
        findings=findings,
    )


def _steady_states(p: Floats) -> Floats:
    sets, of = connected_components(p > 0, directed=True, connection="strong")
    rows = []
    for one in range(sets):
        inside = np.flatnonzero(of == one)
        if (p[np.ix_(inside, np.flatnonzero(of != one))] > 0).any():
            continue
        row = np.zeros(p.shape[0])
        row[inside] = _stationary(p[np.ix_(inside, inside)])
        rows.append(row)
    return np.array(sorted(rows, key=lambda row: int(np.flatnonzero(row)[0])))


def _stationary(p: Floats) -> Floats:
    """Stationary distribution of an irreducible chain, without subtractions.

    States are taken out one by one, from the last (Grassmann, Taksar and Heyman 1985).
    """
    reduced = p.copy()
    for last in range(p.shape[0] - 1, 0, -1):
        reduced[:last, last] /= reduced[last, :last].sum()
        reduced[:last, :last] += np.outer(reduced[:last, last], reduced[last, :last])
    row = np.ones(p.shape[0])
    for state in range(1, p.shape[0]):
        row[state] = row[:state] @ reduced[:state, state]
    share: Floats = row / row.sum()
    return share


def _first_passage(p: Floats) -> Floats:
    k = p.shape[0]
    passage = np.full((k, k), np.inf)
    for target in range(k):
        others = np.delete(np.arange(k), target)
        inner = p[np.ix_(others, others)]
        reach = _reaches(inner, p[others, target] > 0)
        sure = ~_reaches(inner, ~reach)
        if sure.any():
            block = inner[np.ix_(sure, sure)]
            passage[others[sure], target] = np.linalg.solve(
                np.eye(block.shape[0]) - block, np.ones(block.shape[0])
            )
        onward = p[target, others] > 0
        passage[target, target] = 1.0 + float(p[target, others[onward]] @ passage[others[onward], target])
    return passage


def _reaches(p: Floats, goal: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which states can come into ``goal`` by moves of ``p`` (or are there)."""
    found = goal.copy()
    while True:
        wider = found | (p[:, found] > 0).any(axis=1)
        if (wider == found).all():
            return found
        found = wider


def _panel(values: ArrayLike) -> Floats:
    table = np.asarray(values, dtype=np.float64)
    if table.ndim != 2 or table.size == 0:
        raise Refusal.because("observatory.not-a-panel")
    if not np.isfinite(table).all():
        raise Refusal.because("observatory.panel-incomplete", count=int(np.sum(~np.isfinite(table))))
    return table


def _shown(classes: NDArray[np.int64]) -> str:
    return ", ".join(str(number) for number in classes[:5])
