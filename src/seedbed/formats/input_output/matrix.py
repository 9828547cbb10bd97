"""Tables that stand in their file as they look in print: sellers down, buyers across."""

from __future__ import annotations

from pathlib import Path

from seedbed.formats.input_output.assembling import Coded, assemble
from seedbed.formats.input_output.cells import Cells, Empty, read_cells
from seedbed.formats.input_output.layout import NBS, OECD_IOT, Layout
from seedbed.messages import Refusal
from seedbed.observatory.io import Table


def read_nbs(
    path: Path | str, *, sheet: str | None = None, empty: Empty = "refuse", place: str = ""
) -> Table:
    """Read a table of China's National Bureau of Statistics, in CSV or Excel.

    Both kinds are read: those with competing imports (a column IM) and those that tell domestic from
    imported goods (a column with the marks ``Domestic`` and ``Imports``); there imports become a row of the
    primary inputs.

    Raises
    ------
    Refusal
        The file or a cell cannot be read, or its codes are not those of the layout.
    """
    return read_matrix(path, NBS, sheet=sheet, empty=empty, place=place)


def read_oecd(path: Path | str, *, empty: Empty = "refuse", place: str = "") -> Table:
    """Read one of OECD's Input-Output Tables of one country and year (rows ``TTL_..`` or ``DOM_..``).

    In a total table imports stand as a negative column; in a domestic one the rows ``IMP_..``, where they
    are there, become a row of the primary inputs.

    Raises
    ------
    Refusal
        As :func:`read_nbs`.
    """
    return read_matrix(path, OECD_IOT, empty=empty, place=place)


def read_matrix(
    path: Path | str,
    layout: Layout,
    *,
    sheet: str | None = None,
    empty: Empty = "refuse",
    place: str = "",
    tolerance: float = 1e-6,
) -> Table:
    """Read a table by its layout; titles above it and columns of names are found and left aside.

    1. The header is the first row that holds codes of final demand or output; 2. the column of codes is the
    one whose entries meet those of the header most often; 3. right of it every column must be known.

    Raises
    ------
    Refusal
        No header, unknown or repeated codes, cells that are not numbers: file, row and column are named.
    """
    cells = read_cells(Path(path), sheet)
    header = _header(cells, layout)
    names = cells.row(header)
    across = {at: split for at, name in enumerate(names) if name and (split := layout.split(name))}
    codes_at = _codes_column(cells, header, layout, {code for code, _ in across.values()})
    codes = cells.column(codes_at)
    blocks_at = _blocks_column(cells, layout, codes_at)
    blocks = cells.column(blocks_at) if blocks_at is not None else None
    rows: list[Coded] = []
    for at, text in enumerate(codes):
        if at <= header or not text:
            continue
        split = layout.split(text)
        if split is None:
            raise _unknown(cells, text, layout)
        code, block = split
        rows.append(Coded(at, code, block if blocks is None or code in layout.named else blocks[at]))
    down = {row.code for row in rows}
    left = max(codes_at, -1 if blocks_at is None else blocks_at)
    # Columns of names stand between the codes and the first column that a row or the layout knows.
    known = [at for at, (code, _) in across.items() if at > left and (code in down or code in layout.named)]
    first = min(known, default=len(names))
    for at, name in enumerate(names):
        if at > first and name and at not in across:
            raise _unknown(cells, name, layout)
    columns = [Coded(at, code) for at, (code, _) in across.items() if at >= first]
    return assemble(
        cells.file,
        layout,
        rows,
        columns,
        lambda r, c, rl, cl: cells.numbers(r, c, rl, cl, empty),
        place=place,
        tolerance=tolerance,
    )


def _header(cells: Cells, layout: Layout) -> int:
    """The first row with at least two codes of final demand or output."""
    wanted = {*layout.final_demand, *layout.output, *(whole for whole, _ in layout.wholes)}
    for at in range(min(cells.frame.height, 60)):
        if len(wanted.intersection(cells.row(at))) >= 2:
            return at
    known = ", ".join(sorted(wanted))
    raise Refusal.because("formats.io-no-header", file=cells.file, layout=layout.name, known=known)


def _codes_column(cells: Cells, header: int, layout: Layout, across: set[str]) -> int:
    """The column whose entries below the header meet the header's codes most often."""

    def met(at: int) -> int:
        entries = set(cells.column(at)[header + 1 :])
        return sum(1 for text in entries if (split := layout.split(text)) and split[0] in across)

    return max(range(min(cells.frame.width, 12)), key=lambda at: (met(at), -at))


def _blocks_column(cells: Cells, layout: Layout, codes_at: int) -> int | None:
    if not layout.domestic:
        return None
    for at in range(min(cells.frame.width, 12)):
        if at != codes_at and layout.domestic in cells.column(at):
            return at
    return None


def _unknown(cells: Cells, code: str, layout: Layout) -> Refusal:
    return Refusal.because("formats.io-unknown-code", file=cells.file, entry=code, layout=layout.name)
