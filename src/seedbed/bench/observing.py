"""Complexity beside the packages that compute it: the whole set from one long table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from seedbed.bench.bars import Bar
from seedbed.bench.peers import available
from seedbed.bench.table import Figure, Row, Table
from seedbed.bench.timing import timed
from seedbed.observatory.complexity import complexity

SIZES = ((200, 500), (3_000, 1_000), (200, 5_000))
"""Places and industries of the stated sizes."""

SMALL = (100, 80)
"""What is run once before the clock starts."""

MOST_CELLS = {"econcomplex": 200_000}
"""Table sizes beyond which a peer is left out: the larger ones take it minutes."""

REFLECTIONS = ("economic_complexity",)
"""Peers that stop after a fixed number of reflections: close to the index, and another question."""

TIMES = 20.0
MEMORY_SHARE = 0.5
EXACT = 1e-9

_TRAITS = 6
_FEWEST = 12


@dataclass(frozen=True, slots=True, eq=False)
class Digest:
    """What is compared: places' and industries' figures in the order of their ids; ``None`` where a peer has none.

    ``eci``, ``pci``, ``outlook`` as the contestant scales them; ``density`` and ``gain`` added up over
    industries for each place, ``proximity`` added up over the others of each industry.
    """

    eci: NDArray[np.float64]
    pci: NDArray[np.float64]
    outlook: NDArray[np.float64] | None = None
    density: NDArray[np.float64] | None = None
    gain: NDArray[np.float64] | None = None


def bench_observe(sizes: tuple[tuple[int, int], ...] = SIZES, seed: int = 0, *, apart: bool = True) -> Table:
    """Time the full set: quotients, presence, ECI, PCI, proximity, density, outlook and gain.

    Each contestant reads the same long table in its own kind of frame and gives its own. ``ecomplexity`` and
    ``econcomplex`` do the full set but no frame of proximities, which Seedbed gives too; their check of
    log-supermodularity is off. ``economic-complexity`` does quotients and its 20 reflections only. Peers that
    are not installed are left out. Agreement: largest difference of ECI, PCI (both standardised alike),
    outlook, density and gain up to 1e-9, those that the peer has.
    """
    rows: list[Row] = []
    figures: list[Figure] = []
    for places, industries in sizes:
        size = f"complexity, {places:,} x {industries:,}"
        ours = timed(partial(_seedbed, places, industries, seed), apart=apart)
        rows.append(ours.row(size, "seedbed", agrees=True))
        figures.append(
            Figure(size, "seedbed", "exact-difference", _from_exact(ours.outcome, places, industries, seed))
        )
        for name, prepare in PEERS.items():
            if not available(name) or places * industries > MOST_CELLS.get(name, places * industries):
                continue
            theirs = timed(partial(prepare, places, industries, seed), apart=apart)
            difference = _difference(ours.outcome, theirs.outcome)
            figures.append(Figure(size, name, "largest-difference", difference))
            rows.append(theirs.row(size, name, agrees=None if name in REFLECTIONS else difference <= EXACT))
    table = Table(tuple(rows), tuple(figures))
    return Table(table.rows, table.figures, _bars(table), ("bench.note-reflections",))


def nested_economy(places: int, industries: int, seed: int = 0, keep: float = 0.35) -> NDArray[np.float64]:
    """Values (places, industries) of a made-up economy in which able places hold demanding industries too.

    Latent suitability is a place's level less an industry's need, six traits and logistic noise. The top
    ``keep`` of the cells hold something, and at least :data:`_FEWEST` in each row and column, so that the
    table hangs together; how much is the product of log-normal sizes and log-normal noise.
    """
    rng = np.random.Generator(np.random.PCG64(seed))
    place, industry = rng.lognormal(0, 1.5, places), rng.lognormal(0, 1.5, industries)
    level, need = rng.standard_normal(places), rng.standard_normal(industries)
    traits = rng.standard_normal((places, _TRAITS)) @ rng.standard_normal((_TRAITS, industries))
    latent = 2 * (level[:, None] - need) + traits / np.sqrt(_TRAITS) + rng.logistic(size=(places, industries))
    cut = np.quantile(latent, 1 - keep)
    held = latent >= cut
    for axis in (0, 1):
        best = np.argpartition(-latent, _FEWEST, axis=axis)
        np.put_along_axis(held, np.take(best, np.arange(_FEWEST), axis=axis), values=True, axis=axis)
    return np.where(held, place[:, None] * industry * rng.lognormal(0, 0.5, held.shape), 0.0)


def long_table(values: NDArray[np.float64]) -> pl.DataFrame:
    """place, industry, value of the cells above zero; ids rise with the position."""
    rows, columns = np.nonzero(values)
    names = [
        pl.Series([f"{letter}{at:05d}" for at in range(size)])
        for letter, size in zip("pi", values.shape, strict=True)
    ]
    return pl.DataFrame(
        {"place": names[0].gather(rows), "industry": names[1].gather(columns), "value": values[rows, columns]}
    )


def _seedbed(places: int, industries: int, seed: int) -> Callable[[], Digest]:
    _full_set(long_table(nested_economy(*SMALL)))
    return partial(_full_set, long_table(nested_economy(places, industries, seed)))


def _full_set(table: pl.DataFrame) -> Digest:
    result = complexity(table)
    frames = (result.rca, result.proximity, result.density, result.gain)
    assert all(frame.height for frame in frames)
    shape = (result.eci.height, result.pci.height)
    return Digest(
        result.eci["eci"].to_numpy(),
        result.pci["pci"].to_numpy(),
        result.outlook["outlook"].to_numpy(),
        result.density["density"].to_numpy().reshape(shape).sum(axis=1),
        result.gain["gain"].to_numpy().reshape(shape).sum(axis=1),
    )


def _pandas(places: int, industries: int, seed: int) -> Any:
    """The same long table as a pandas frame, with a year."""
    table = long_table(nested_economy(places, industries, seed))
    return import_module("pandas").DataFrame({"year": 2000, **table.to_dict(as_series=False)})


def _with_ecomplexity(places: int, industries: int, seed: int) -> Callable[[], Digest]:
    _by_ecomplexity(_pandas(*SMALL, seed=0))
    return partial(_by_ecomplexity, _pandas(places, industries, seed))


def _by_ecomplexity(table: Any) -> Digest:
    columns = {"time": "year", "loc": "place", "prod": "industry", "val": "value"}
    found = import_module("ecomplexity").ecomplexity(
        table, columns, check_logsupermodularity=False, verbose=False
    )
    return _long_digest(found)


def _with_econcomplex(places: int, industries: int, seed: int) -> Callable[[], Digest]:
    _by_econcomplex(_pandas(*SMALL, seed=0))
    return partial(_by_econcomplex, _pandas(places, industries, seed))


def _by_econcomplex(table: Any) -> Digest:
    columns = {"loc": "place", "act": "industry", "val": "value"}
    found = import_module("econcomplex").compute_complexity(table, columns)
    by_place, by_industry = found.groupby("place"), found.groupby("industry")
    # Its outlook and gain follow another formula, and its proximity leaves out the diagonal.
    return Digest(by_place["eci"].first().to_numpy(), by_industry["pci"].first().to_numpy())


def _with_economic_complexity(places: int, industries: int, seed: int) -> Callable[[], Digest]:
    _by_economic_complexity(_pandas(*SMALL, seed=0))
    return partial(_by_economic_complexity, _pandas(places, industries, seed))


def _by_economic_complexity(table: Any) -> Digest:
    module = import_module("economic_complexity")
    wide = table.pivot(index="place", columns="industry", values="value")
    eci, pci = module.complexity(module.rca(wide))
    return Digest(eci.sort_index().to_numpy(), pci.sort_index().to_numpy())


def _long_digest(found: Any) -> Digest:
    by_place, by_industry = found.groupby("place"), found.groupby("industry")
    return Digest(
        by_place["eci"].first().to_numpy(),
        by_industry["pci"].first().to_numpy(),
        by_place["coi"].first().to_numpy(),
        by_place["density"].sum().to_numpy(),
        by_place["cog"].sum().to_numpy(),
    )


PEERS: dict[str, Callable[[int, int, int], Callable[[], Digest]]] = {
    "ecomplexity": _with_ecomplexity,
    "economic_complexity": _with_economic_complexity,
    "econcomplex": _with_econcomplex,
}


def _from_exact(ours: Digest, places: int, industries: int, seed: int) -> float:
    """Largest difference of ECI from NumPy's dense singular value decomposition of the same table."""
    values = nested_economy(places, industries, seed)
    quotients = values / values.sum(axis=1, keepdims=True) / (values.sum(axis=0) / values.sum())
    present = (quotients >= 1).astype(np.float64)
    diversity, ubiquity = present.sum(axis=1), present.sum(axis=0)
    left, _, _ = np.linalg.svd(present / np.sqrt(diversity[:, None] * ubiquity), full_matrices=False)
    return _apart(ours.eci, left[:, 1] / np.sqrt(diversity))


def _difference(ours: Digest, theirs: Digest) -> float:
    """Largest difference of what both have; sums over cells relative to their size."""
    found = [_apart(ours.eci, theirs.eci), _apart(ours.pci, theirs.pci)]
    for one, other in (
        (ours.outlook, theirs.outlook),
        (ours.density, theirs.density),
        (ours.gain, theirs.gain),
    ):
        if one is not None and other is not None:
            found.append(float(np.max(np.abs(one - other)) / max(1.0, float(np.max(np.abs(one))))))
    return max(found)


def _apart(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """Largest difference after standardising both, whatever sign the second came with."""
    one, other = ((values - values.mean()) / values.std() for values in (one, other))
    return float(min(np.max(np.abs(one - other)), np.max(np.abs(one + other))))


def _bars(table: Table) -> tuple[Bar, ...]:
    bars = []
    for places, industries in SIZES[1:]:
        work = f"complexity, {places:,} x {industries:,}"
        own, peer = table.row(work, "seedbed"), table.row(work, "ecomplexity")
        judged = own is not None and peer is not None
        ratio = peer.whole / own.whole if own and peer else None
        bars.append(
            Bar("bench.bar-times-ecomplexity", TIMES, ratio if judged else None, work=work, where=work)
        )
        if (places, industries) == SIZES[1]:
            share = own.memory / peer.memory if own and peer and own.memory and peer.memory else None
            bars.append(
                Bar(
                    "bench.bar-memory-ecomplexity",
                    MEMORY_SHARE,
                    share,
                    at_least=False,
                    work=work,
                    where=work,
                )
            )
    exact = [figure.value for figure in table.figures if figure.measure == "exact-difference"]
    bars.append(Bar("bench.bar-exact", EXACT, max(exact), at_least=False))
    return tuple(bars)
