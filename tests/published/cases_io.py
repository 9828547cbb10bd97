"""Input-output numbers in print: Miller and Blair, Leontief, Eurostat's manual, the Netherlands."""

from __future__ import annotations

import csv
from collections.abc import Callable
from functools import cache

import numpy as np

from published.all_cases import SHARED
from published.case import Published
from seedbed.observatory import io

_M = "Miller & Blair, Input-Output Analysis (2nd ed. 2009)"
_L = "Leontief, Environmental repercussions (1970)"
_E = "Eurostat, Manual of Supply, Use and Input-Output Tables (2008)"
_BEUTEL = "reference/input-output/Beutel_15_4.csv"
_NETHERLANDS = "reference/input-output/netherlands_2000.csv"
_HOUSEHOLDS = io.Households(consumption=[50, 400], income=1000, own=50)


@cache
def _miller_blair() -> io.Table:
    flows, demand = [[150, 500], [200, 100]], [350, 1700]
    rows = {"labour": [300, 500], "wages": [300, 500]}
    return io.Table(flows, demand, [1000, 2000], rows, households=_HOUSEHOLDS)


@cache
def _leontief() -> io.Table:
    return io.Table([[25, 20], [14, 6]], [55, 30], None, {"pollution": [50, 10], "labour": [80, 180]})


def _closed() -> np.ndarray:
    """The inverse of the model with households as its third sector."""
    table = _miller_blair()
    flows = np.block([[table.Z, np.array([[50.0], [400.0]])], [np.array([[300.0, 500.0, 50.0]])]])
    return io.Table(flows, np.array([300.0, 1300.0, 150.0]), [1000, 2000, 1000]).leontief_inverse()


def _impact(kind: str, stressor: str, sector: int) -> float:
    found = _miller_blair().impact([600, 1500], kind, "labour")  # type: ignore[arg-type]
    return float(found.sectors.filter(found.sectors["stressor"] == stressor)["value"][sector])


def _multiplier(kind: str, row: str, sector: int, column: str = "value") -> float:
    frame = _miller_blair().multipliers(kind, ["labour", "wages"]).frame()  # type: ignore[arg-type]
    return float(frame.filter(frame["stressor"] == row)[column][sector])


@cache
def _rows(path: str) -> dict[str, list[str]]:
    with (SHARED / path).open(encoding="utf-8") as file:
        return {row[0]: row for row in csv.reader(file)}


@cache
def _germany(outputs_of: str = "columns") -> io.Table:
    """Outputs as the row of column totals has them (P1), or as the column of row totals does.

    The file rounds one of them in the column (1,079,400 for 1,079,446): backward linkages were printed
    from the row, forward linkages from the column.
    """
    rows = _rows(_BEUTEL)
    products = ["cpa_a", "cpa_c", "cpa_f", "cpa_g_i", "cpa_business", "cpa_other"]
    cells = np.array([[float(cell) for cell in rows[product][5:16]] for product in products])
    outputs, jobs = ([float(cell) for cell in rows[name][5:11]] for name in ("P1", "EMP"))
    if outputs_of == "rows":
        outputs = [float(rows[product][16]) for product in products]
    return io.Table(cells[:, :6], cells[:, 6:], outputs, {"jobs": jobs}, tolerance=1e-4)


@cache
def _netherlands() -> io.Table:
    rows = _rows(_NETHERLANDS)
    products = [name for name in list(rows)[1:] if name.endswith("_group")]
    cells = np.array([[float(cell) for cell in rows[product][1:7]] for product in products])
    outputs = np.array([float(cell) for cell in rows["output_bp"][1:7]])
    wages = [float(cell) for cell in rows["compensation_employees"][1:7]]
    return io.Table(cells, outputs - cells.sum(axis=1), outputs, {"wages": wages})


def _case(
    key: str,
    measure: str,
    source: str,
    where: str,
    unit: str,
    expected: str,
    got: Callable[[], float],
    needs: str | None = None,
) -> Published:
    return Published(f"io-{key}", measure, source, where, unit, expected, got, needs)


def _matrix(
    key: str, measure: str, source: str, where: str, printed: list[list[str]], got: Callable[[], np.ndarray]
) -> list[Published]:
    return [
        _case(
            f"{key}-{i + 1}{j + 1}", measure, source, where, "1", value, lambda i=i, j=j: float(got()[i, j])
        )
        for i, row in enumerate(printed)
        for j, value in enumerate(row)
    ]


CASES: list[Published] = [
    *_matrix(
        "mb-leontief", "Leontief inverse", _M, "ch. 2, table 2.3", [["1.254125", "0.330033"], ["0.264026", "1.122112"]],
        lambda: _miller_blair().leontief_inverse(),
    ),
    *_matrix(
        "mb-ghosh", "Ghosh inverse", _M, "ch. 12, same table", [["1.254", "0.660"], ["0.132", "1.122"]],
        lambda: _miller_blair().ghosh_inverse(),
    ),
    *_matrix(
        "mb-closed", "inverse of the model closed for households", _M, "ch. 2, section 2.5",
        [["1.3651", "0.4253", "0.2509"], ["0.5273", "1.3481", "0.5954"], ["0.5698", "0.4890", "1.2885"]],
        _closed,
    ),
    *(
        _case(f"mb-output-{j + 1}", "output for final demand 600, 1500", _M, "ch. 2", "value", v,
              lambda j=j: _impact("type1", "output", j))
        for j, v in enumerate(("1247.52", "1841.58"))
    ),
    *(
        _case(f"mb-closed-output-{j + 1}", "output for the same, households inside", _M, "ch. 2, section 2.5",
              "value", v, lambda j=j: _impact("type2", "output", j))
        for j, v in enumerate(("1457", "2338.5"))
    ),
    _case("mb-closed-income", "household income for the same", _M, "ch. 2, section 2.5", "value", "1075",
          lambda: _miller_blair().impact([600, 1500], "type2").of("household_income")),
    *(
        _case(f"mb-labour-{j + 1}", "labour for final demand 600, 1500", _M, "ch. 2", "labour", v,
              lambda j=j: _impact("type1", "labour", j))
        for j, v in enumerate(("374.26", "460.40"))
    ),
    *(
        _case(f"mb-{row}-{kind}-{j + 1}", f"{measure} multiplier, {kind}", _M, where, "1", v,
              lambda kind=kind, row=row, j=j: _multiplier(kind, row, j))
        for kind, row, measure, where, values in (
            ("type1", "output", "output", "ch. 2; section 6.2", ("1.5182", "1.4521")),
            ("type1", "labour", "job", "ch. 2", ("0.44224", "0.37954")),
            ("type2", "output", "output (truncated)", "section 6.2", ("1.892", "1.773")),
            ("type2", "household_income", "household income", "section 6.2", ("0.570", "0.489")),
        )
        for j, v in enumerate(values)
    ),
    *(
        _case(f"mb-ratio-{kind}-{j + 1}", f"{kind} income multiplier (total to direct)", _M, "section 6.2", "1",
              v, lambda kind=kind, row=row, j=j: _multiplier(kind, row, j, "ratio"))
        for kind, row, values in (
            ("type1", "wages", ("1.47", "1.52")), ("type2", "household_income", ("1.90", "1.96")),
        )
        for j, v in enumerate(values)
    ),
    _case("mb-radius", "spectral radius of A", _M, "ch. 2, same table", "1", "0.329129",
          lambda: _miller_blair().spectral_radius()),
    *_matrix(
        "leontief-1970", "Leontief inverse", _L, "equation (4)", [["1.457", "0.662"], ["0.232", "1.242"]],
        lambda: _leontief().leontief_inverse(),
    ),
    *(
        _case(f"leontief-1970-pollution-{j + 1}", "pollution caused by final demand", _L, "section III", "grams", v,
              lambda j=j, y=y: float(_leontief().multipliers().of("pollution")[j] * y))
        for j, (v, y) in enumerate((("42.62", 55), ("17.38", 30)))
    ),
    *(
        _case(f"leontief-1970-price-{j + 1}", "price at a wage of 1 (labour multiplier)", _L, "section III", "dollars",
              v, lambda j=j: float(_leontief().multipliers().of("labour")[j]))
        for j, v in enumerate(("2.00", "5.00"))
    ),
    *(
        _case(f"germany-{column}-{j + 1}", f"{column} linkage, Germany 1995", _E, "ch. 15, table 15.4", "1", v,
              lambda column=column, of=of, j=j: float(_germany(of).linkages()[column][j]), _BEUTEL)
        for column, of, values in (
            ("backward", "columns", ("1.7048", "1.8413", "1.8136", "1.6035", "1.5951", "1.3782")),
            ("forward", "rows", ("2.1126", "1.6910", "1.3558", "1.5849", "2.1037", "1.2106")),
        )
        for j, v in enumerate(values)
    ),
    *(
        _case(f"germany-jobs-{j + 1}", "employment multiplier, Germany 1995", _E, "ch. 15, table 15.4",
              "persons / 10^6 EUR (10^3)", v, lambda j=j: float(_germany().multipliers().of("jobs")[j]), _BEUTEL)
        for j, v in enumerate((".0326", ".0162", ".0207", ".0237", ".0112", ".0242"))
    ),
    *(
        _case(f"netherlands-income-{j + 1}", "income multiplier (type I), Netherlands 2000",
              "Input-output multipliers specification sheet (SPICOSA)", "supplementary example", "1", v,
              lambda j=j: float(_netherlands().multipliers().frame().filter(stressor="wages")["ratio"][j]),
              _NETHERLANDS)
        for j, v in enumerate(("2.466", "2.333", "1.840", "2.372", "1.953", "1.417"))
    ),
]  # fmt: skip
