"""The second singular vectors of a linked presence matrix, exactly and without forming n x n matrices."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.linalg import ArpackError, LinearOperator, eigsh

DENSE = 24
"""Up to this size of the smaller side its Gram matrix is decomposed whole; above, Lanczos finds three vectors.

Lanczos needs a few dozen products with a sparse matrix in one thread; a dense decomposition waits for threads.
"""

COUNT = 3
"""Singular values found beside the trivial one, which is 1."""


@dataclass(frozen=True, slots=True, eq=False)
class Vectors:
    """What a presence matrix M (n, m) with diversities d and ubiquities u says of its units.

    Parameters
    ----------
    places
        (n,) k_c: the mean of ``industries`` over what each place holds. Not standardised.
    industries
        (m,) k_p: of unit length. Not standardised.
    singular_values
        Of ``d^-1/2 M u^-1/2``, falling: 1, then up to three.
    """

    places: NDArray[np.float64]
    industries: NDArray[np.float64]
    singular_values: tuple[float, ...]


def second_vectors(present: sparse.csr_array) -> Vectors:
    """Second eigenvectors of Hidalgo and Hausmann's Markov matrices (2009), by a symmetric way.

    1. ``B = d^-1/2 M u^-1/2``. Its squared singular values are the eigenvalues of ``d^-1 M u^-1 M'``; the
       largest is 1, with the known vectors ``sqrt(d)`` and ``sqrt(u)``.
    2. Take that pair out of the Gram matrix of the smaller side, and find the leading vectors of the rest:
       whole where the side is small, by Lanczos otherwise (Mealy, Farmer and Teytelboym 2019 show that it
       is correspondence analysis).
    3. ``k_p = u^-1/2 v`` and ``k_c = d^-1 M k_p``.

    Parameters
    ----------
    present
        (n, m) csr of ones, n and m >= 2, every row and column with at least one, all linked.
    """
    diversity, ubiquity = present.sum(axis=1), present.sum(axis=0)
    scaled = present.copy()
    rows = np.repeat(np.arange(present.shape[0]), np.diff(present.indptr))
    scaled.data = 1.0 / np.sqrt(diversity[rows] * ubiquity[present.indices])
    by_place = present.shape[0] < present.shape[1]
    tall = scaled.T.tocsr() if by_place else scaled
    trivial = np.sqrt((diversity if by_place else ubiquity) / diversity.sum())
    squares, found = _leading(tall, trivial)
    values = np.sqrt(np.clip(squares, 0.0, 1.0))
    second = found[:, 0]
    if by_place:
        # Where all places are alike the value is zero, and any direction will do.
        second = scaled.T @ second / (values[0] or 1.0)
    industries = second / np.sqrt(ubiquity)
    industries /= np.linalg.norm(industries) or 1.0
    places = (present @ industries) / diversity
    return Vectors(places, industries, (1.0, *(float(value) for value in values)))


def _leading(
    tall: sparse.csr_array, trivial: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Largest eigenvalues (falling) and vectors of ``tall' tall`` without its trivial one."""
    size = trivial.size
    if size > DENSE:
        turned = tall.T.tocsr()

        def apply(vector: NDArray[np.float64]) -> NDArray[np.float64]:
            vector = vector.ravel()
            product: NDArray[np.float64] = turned @ (tall @ vector) - trivial * (trivial @ vector)
            return product

        gram = LinearOperator((size, size), matvec=apply, dtype=np.float64)
        # A fixed start makes the same table give the same digits on every run.
        start = np.random.default_rng(0).standard_normal(size)
        try:
            squares, vectors = eigsh(gram, k=COUNT, v0=start, tol=0)
        except ArpackError:  # no convergence, or nothing beside the trivial vector: take the dense way
            pass
        else:
            order = np.argsort(squares)[::-1]
            return squares[order], vectors[:, order]
    dense = tall.toarray()
    squares, vectors = np.linalg.eigh(dense.T @ dense - np.outer(trivial, trivial))
    return squares[::-1][:COUNT], vectors[:, ::-1][:, :COUNT]
