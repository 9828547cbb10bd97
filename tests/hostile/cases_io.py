"""Input-output tables that must be refused, with the cells named, and inputs that must not lie."""

from __future__ import annotations

import numpy as np
import polars as pl

from hostile.case import Hostile
from seedbed.observatory import io

Z = np.array([[150.0, 500.0], [200.0, 100.0]])
Y = np.array([350.0, 1700.0])
X = np.array([1000.0, 2000.0])
NAMES = ["farms", "mills"]
_HEAVY = np.array([[0.7, 0.2], [0.6, 1.1]])  # columns sum to 1.3, as pymrio took without a word
_REGION, _NATION = [10.0, 5.0], [100.0, 200.0]


def _table(z=Z, y=Y, x=X, **more):
    return io.Table(z, y, x, industries=NAMES, **more)


def _with(cell, value, of=Z):
    changed = of.copy()
    changed[cell] = value
    return changed


def _names(table, code, *words):
    """Whether the table says that, and names the guilty."""
    told = [finding for finding in table.check() if finding.code == code]
    return len(told) == 1 and all(word in told[0].text(lang) for word in words for lang in ("en", "zh"))


def _holds(result, right):
    return bool(np.allclose(result, right, rtol=1e-12, atol=0))


CASES: list[Hostile] = [
    Hostile(
        "multipliers",
        "columns of A sum to 1.3 (all multipliers would be negative)",
        lambda: _table(_HEAVY * 100, [10.0, -70.0], [100.0, 100.0]).multipliers(),
        refusal="observatory.io-not-productive",
    ),
    Hostile(
        "check",
        "not productive: the sector that eats more than it makes is named",
        lambda: _table(_HEAVY * 100, [10.0, -70.0], [100.0, 100.0]),
        right=lambda t: _names(t, "observatory.io-not-productive", "mills"),
    ),
    Hostile(
        "linkages",
        "Z = I, Y = 0: spectral radius exactly 1",
        lambda: io.Table(np.eye(3), np.zeros(3)).linkages(),
        refusal="observatory.io-not-productive",
    ),
    Hostile(
        "multipliers",
        "one block not productive, the other sound (reducible)",
        lambda: io.Table(np.diag([0.5, 1.2]), [0.5, -0.2], [1.0, 1.0]).multipliers(),
        refusal="observatory.io-not-productive",
    ),
    Hostile(
        "multipliers",
        "a sector's inputs exceed its output, but the table is productive",
        lambda: io.Table([[0.0, 0.2], [1.1, 0.0]], [0.8, -0.1], [1.0, 1.0]).multipliers(),
        finding="observatory.io-inputs-exceed-output",
    ),
    Hostile(
        "multipliers", "rows and columns swapped", lambda: _table(Z.T).multipliers(),
        refusal="observatory.io-transposed",
    ),
    Hostile(
        "check",
        "rows and columns swapped, no output stated: primary inputs tell",
        lambda: _table(Z.T, x=None, primary=X - Z.sum(axis=0)),
        right=lambda t: _names(t, "observatory.io-transposed"),
    ),
    Hostile(
        "multipliers",
        "rows do not add up to output",
        lambda: _table(_with((1, 0), 900.0)).multipliers(),
        refusal="observatory.io-unbalanced",
    ),
    Hostile(
        "check",
        "rows do not add up: only the guilty sector is named",
        lambda: _table(_with((0, 1), 800.0)),
        right=lambda t: _names(t, "observatory.io-unbalanced", "farms") and "mills" not in t.check()[0].text(),
    ),
    Hostile(
        "multipliers",
        "columns and value added do not add up to output",
        lambda: _table(primary=[650.0, 1500.0]).multipliers(),
        refusal="observatory.io-columns-unbalanced",
    ),
    Hostile(
        "check",
        "value added above what inputs leave",
        lambda: _table(satellites={"value_added": [650.0, 1500.0]}),
        right=lambda t: _names(t, "observatory.io-columns-unbalanced", "mills"),
    ),
    Hostile(
        "multipliers", "one empty cell in Z (all of L would be NaN)",
        lambda: _table(_with((0, 1), np.nan)).multipliers(), refusal="observatory.io-not-finite",
    ),
    Hostile(
        "check", "the empty cell is named", lambda: _table(_with((0, 1), np.nan)),
        right=lambda t: _names(t, "observatory.io-not-finite", "farms -> mills"),
    ),
    Hostile(
        "multipliers", "infinite satellite value",
        lambda: _table(satellites={"jobs": [np.inf, 1.0]}).multipliers(), refusal="observatory.io-not-finite",
    ),
    Hostile(
        "multipliers", "negative intermediate flow",
        lambda: _table(_with((0, 0), -150.0), [650.0, 1700.0]).multipliers(),
        refusal="observatory.io-negative-flow",
    ),
    Hostile(
        "linkages", "negative output", lambda: io.Table(np.zeros((2, 2)), [5.0, -1.0]).linkages(),
        refusal="observatory.io-negative-output",
    ),
    Hostile(
        "multipliers", "no output, but inputs",
        lambda: io.Table([[1.0, 2.0], [0.0, 0.0]], [7.0, 0.0], [10.0, 0.0]).multipliers(),
        refusal="observatory.io-zero-output",
    ),
    Hostile(
        "multipliers", "jobs in a sector without output",
        lambda: io.Table([[1.0, 0.0], [0.0, 0.0]], [7.0, 0.0], None, {"jobs": [3.0, 1.0]}).multipliers(),
        refusal="observatory.io-zero-output-satellite",
    ),
    Hostile(
        "linkages", "a sector that does nothing: no figure, and it does not enter the means",
        lambda: io.Table(np.pad(Z, (0, 1)), [*Y, 0.0]).linkages(), finding="observatory.io-empty-sector",
    ),
    Hostile(
        "linkages", "a sector that does nothing leaves the others as they are",
        lambda: io.Table(np.pad(Z, (0, 1)), [*Y, 0.0]).linkages()["forward_index"][:2],
        right=lambda found: _holds(found, _table().linkages()["forward_index"]),
    ),
    Hostile("Table", "Z is not square", lambda: io.Table(np.ones((2, 3)), Y), refusal="observatory.io-shape"),
    Hostile("Table", "final demand of other length", lambda: io.Table(Z, [1.0]), refusal="observatory.io-shape"),
    Hostile(
        "Table", "an industry twice", lambda: io.Table(Z, Y, industries=["a", "a"]),
        refusal="observatory.io-label-twice",
    ),
    Hostile("Table", "text among the numbers", lambda: io.Table([["a", 1], [2, 3]], Y), refusal="observatory.io-not-numbers"),
    Hostile(
        "multipliers", "an unknown satellite", lambda: _table().multipliers(stressor="CO2"),
        refusal="observatory.io-unknown-stressor",
    ),
    Hostile(
        "multipliers", "type II without households", lambda: _table().multipliers("type2"),
        refusal="observatory.io-no-households",
    ),
    Hostile(
        "multipliers", "households spend more than they earn",
        lambda: _table(satellites={"wages": [100.0, 200.0]}).multipliers(
            "type2", households=io.Households(consumption=[100.0, 250.0])
        ),
        finding="observatory.io-spends-more",
    ),
    Hostile(
        "multipliers", "a unit of income creates more than one",
        lambda: _table(satellites={"wages": [300.0, 500.0]}).multipliers(
            "type2", households=io.Households(consumption=[350.0, 1700.0], income=500.0)
        ),
        refusal="observatory.io-closed-not-productive",
    ),
    Hostile(
        "multipliers", "no direct use: the ratio is not defined",
        lambda: _table(satellites={"jobs": [3.0, 0.0]}).multipliers().frame(),
        finding="observatory.io-no-direct-use",
    ),
    Hostile(
        "impact", "demand for a sector that is not there", lambda: _table().impact({"tea": 1.0}),
        refusal="observatory.io-unknown-sector",
    ),
    Hostile(
        "impact", "demand with an empty value",
        lambda: _table().impact(pl.DataFrame({"industry": ["farms"], "value": [None]}, schema_overrides={"value": pl.Float64})),
        refusal="observatory.io-not-finite",
    ),
    Hostile(
        "impact", "an industry of two places without the place",
        lambda: io.Table(Z, Y, industries=["a", "a"], places=["p", "q"]).impact({"a": 1.0}),
        refusal="observatory.io-ambiguous-sector",
    ),
    Hostile(
        "impact", "demand of nothing is no impact", lambda: _table().impact([0.0, 0.0]).of("output"),
        right=lambda found: found == 0.0,
    ),
    Hostile(
        "identities", "outputs rounded in the source",
        lambda: io.Table(Z, Y, [1000.004, 2000.0], tolerance=1e-4).identities(), finding="observatory.io-identity",
    ),
    Hostile(
        "extraction", "a sector that is not there", lambda: _table().extraction(["tea"]),
        refusal="observatory.io-unknown-sector",
    ),
    Hostile(
        "extraction", "all sectors at once: all output is lost, none left over",
        lambda: _table().extraction(NAMES).sectors["value"], right=lambda found: _holds(found, X),
    ),
    Hostile(
        "service inputs", "one sector named as both kinds",
        lambda: _table().service_inputs_of_manufacturing(["mills"], ["mills"]), refusal="observatory.io-both-kinds",
    ),
    Hostile(
        "service inputs", "an industry that buys nothing",
        lambda: io.Table([[0.0, 1.0], [0.0, 1.0]], [3.0, 3.0]).service_inputs_of_manufacturing(["sector 2"], ["sector 1"]),
        finding="observatory.io-buys-nothing",
    ),
    Hostile(
        "regionalise", "delta of 1 or more", lambda: io.regionalise(_table(), _REGION, _NATION, delta=1.0),
        refusal="observatory.io-delta",
    ),
    Hostile(
        "regionalise", "delta outside its own band",
        lambda: io.regionalise(_table(), _REGION, _NATION, delta=0.6), refusal="observatory.io-delta-outside",
    ),
    Hostile(
        "regionalise", "the region is larger than the nation",
        lambda: io.regionalise(_table(), [101.0, 5.0], _NATION), refusal="observatory.io-region-above-nation",
    ),
    Hostile(
        "regionalise", "negative employment",
        lambda: io.regionalise(_table(), [-1.0, 5.0], _NATION), refusal="observatory.too-small",
    ),
    Hostile(
        "regionalise", "no employment at all",
        lambda: io.regionalise(_table(), [0.0, 0.0], _NATION), refusal="observatory.io-no-employment",
    ),
    Hostile(
        "regionalise", "the band is no confidence interval",
        lambda: io.regionalise(_table(), _REGION, _NATION).band(), finding="observatory.io-delta-range",
    ),
    Hostile(
        "regionalise", "an industry that the region lacks buys and sells nothing",
        lambda: io.regionalise(_table(), [10.0, 0.0], _NATION).table.Z,
        right=lambda z: bool(z[0, 0] > 0 and z[1].sum() == 0 and z[:, 1].sum() == 0),
    ),
    Hostile(
        "ras", "zeros leave no room for the margins",
        lambda: io.ras([[1.0, 0.0, 0.0], [1.0, 0.0, 0.0], [1.0, 1.0, 1.0]], [3.0, 3.0, 4.0], [2.0, 4.0, 4.0]),
        refusal="observatory.io-ras-pattern",
    ),
    Hostile(
        "ras", "a row of zeros with a margin",
        lambda: io.ras([[0.0, 0.0], [1.0, 1.0]], [1.0, 1.0], [1.0, 1.0]), refusal="observatory.io-ras-empty",
    ),
    Hostile(
        "ras", "margins with other totals", lambda: io.ras(Z, [1.0, 2.0], [2.0, 2.0]),
        refusal="observatory.io-ras-totals",
    ),
    Hostile(
        "ras", "negative cell", lambda: io.ras(_with((0, 0), -1.0), [1.0, 2.0], [1.0, 2.0]),
        refusal="observatory.io-ras-negative",
    ),
    Hostile(
        "ras", "empty margin", lambda: io.ras(Z, [np.nan, 2.0], [1.0, 2.0]), refusal="observatory.io-not-finite"
    ),
    Hostile(
        "gras", "a row without positive cells and a positive margin",
        lambda: io.gras([[-1.0, -1.0], [1.0, 1.0]], [1.0, 1.0], [1.0, 1.0]), refusal="observatory.io-ras-empty",
    ),
    Hostile(
        "jobs by sex and skill", "an industry that the frame does not name",
        lambda: io.satellite_from_frame(pl.DataFrame({"industry": ["farms"], "value": [3.0]}), NAMES),
        refusal="observatory.io-sector-missing",
    ),
]  # fmt: skip
