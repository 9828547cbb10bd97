"""What the codes of a published table mean: which rows and columns are final demand, value added, totals."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Layout:
    """The codes of one publisher. What is in no list, and stands both in rows and columns, is a sector.

    Parameters
    ----------
    name
        What findings call it.
    final_demand
        Columns of final demand that are leaves.
    primary
        Rows of primary inputs that are leaves.
    totals
        Rows and columns that add up others, or count something else, and are left aside.
    output
        Rows and columns of output, in order of preference.
    deducted
        Columns that are subtracted from uses (imports in tables with competing imports).
    wholes
        Columns of final demand that are read only where none of their parts is there.
    households
        The columns of households' consumption.
    wages
        The row of compensation of employees.
    domestic, imported
        Marks of two blocks of rows: entries of a column, or prefixes of codes.
    sector
        Pattern of sectors' codes; ``code`` is what remains in rows and columns alike, ``block`` a prefix.
    unit
        Of the flows.
    """

    name: str
    final_demand: tuple[str, ...]
    primary: tuple[str, ...]
    totals: tuple[str, ...]
    output: tuple[str, ...]
    deducted: tuple[str, ...] = ()
    wholes: tuple[tuple[str, tuple[str, ...]], ...] = ()
    households: tuple[str, ...] = ()
    wages: str = ""
    domestic: str = ""
    imported: str = ""
    sector: str = r"(?P<block>)(?P<code>.+)"
    unit: str = ""

    @property
    def named(self) -> frozenset[str]:
        """All codes that are no sectors."""
        wholes = (whole for whole, _ in self.wholes)
        return frozenset(
            (*self.final_demand, *self.deducted, *self.primary, *self.totals, *self.output, *wholes)
        )

    def split(self, text: str) -> tuple[str, str] | None:
        """Code and block of a row or column; the code alone where it is no sector; None where unknown.

        >>> OECD_IOT.split("DOM_01T02"), OECD_IOT.split("VALU"), OECD_IOT.split("a title")
        (('01T02', 'DOM_'), ('VALU', ''), None)
        """
        if text in self.named:
            return text, ""
        match = re.fullmatch(self.sector, text)
        return (match["code"], match["block"] or "") if match else None

    def final_in(self, present: frozenset[str]) -> list[str]:
        """The columns of final demand to read, of those present: no sum beside its parts."""
        leaves = [code for code in self.final_demand if code in present]
        return leaves + [
            whole for whole, parts in self.wholes if whole in present and not present.intersection(parts)
        ]

    def ignoring(self, *codes: str) -> Layout:
        """The same layout with further codes left aside."""
        return replace(self, totals=(*self.totals, *codes))


NBS = Layout(
    name="NBS",
    final_demand=("FU101", "FU102", "FU103", "FU201", "FU202", "EX", "ERR"),
    deducted=("IM",),
    wholes=(("TC", ("FU101", "FU102", "FU103")), ("GCF", ("FU201", "FU202"))),
    primary=("VA001", "VA002", "VA003", "VA004"),
    totals=("TII", "TVA", "TIU", "THC", "TFU"),
    output=("GO", "TI"),
    households=("FU101", "FU102"),
    wages="VA001",
    domestic="Domestic",
    imported="Imports",
    unit="10^4 CNY",
)
"""National Bureau of Statistics of China: codes of the published tables."""

OECD_IOT = Layout(
    name="OECD IOT",
    final_demand=(
        "HFCE",
        "NPISH",
        "GGFC",
        "GFCF",
        "INVNT",
        "DPABR",
        "CONS_ABR",
        "CONS_NONRES",
        "EXPO",
        "IMPO",
    ),
    primary=("TXS_IMP_FNL", "TXS_INT_FNL", "TXS_IMP", "TXS_INT", "VALU"),
    totals=("TTL_INT_FNL", "TTL_INT", "TTL_FNL", "VALU_LABR", "VALU_OTXS", "VALU_GOPS"),
    output=("OUTPUT", "TOTAL"),
    households=("HFCE",),
    domestic="DOM_",
    imported="IMP_",
    sector=r"(?P<block>TTL_|DOM_|IMP_|D(?=\d))?(?P<code>[A-Z]?\d[0-9A-Z_]*|[A-Z]{1,2})",
    unit="10^6 USD",
)
"""OECD Input-Output Tables, one country and year to a file (2018 edition and later). Imports (IMPO) are
negative there, and so count as a category of final demand."""

EUROSTAT = Layout(
    name="Eurostat",
    final_demand=("P3_S13", "P3_S14", "P3_S15", "P51G", "P5M", "P6"),
    primary=("P7", "D21X31", "D1", "D29X39", "P51C", "B2A3N"),
    wholes=(("P3", ("P3_S13", "P3_S14", "P3_S15")), ("P5", ("P51G", "P5M"))),
    totals=(
        "CPA_TOTAL", "TOTAL", "TU", "TFU", "P2", "P2_ADJ", "P3_S1", "P5G", "P52", "P53", "B1G", "TS_BP", "TS_PP",
        "OP_RES", "OP_NRES", "P33", "P34", "P6_S21", "P6_S22", "B2A3G", "P52_P53", "D11", "D12", "P1_P7",
    ),
    output=("P1", "TO"),
    households=("P3_S14",),
    wages="D1",
    sector=r"(?P<block>)(?P<code>[A-Za-z][A-Za-z0-9_-]*)",
    unit="10^6",
)  # fmt: skip
"""Symmetric input-output tables of ESA 2010 (naio_10_cp1700, naio_10_cp1750): products used and made
available. The domestic flow is read with imports (P7) among the primary inputs."""

IOTABLES = Layout(
    name="iotables",
    final_demand=(
        "consumption_expenditure_household", "final_consumption_households", "consumption_expenditure_government",
        "final_consumption_government", "gross_capital_formation", "gross_fixed_capital_formation",
        "inventory_change", "export_goods_services", "exports",
    ),
    primary=(
        "import_goods_services", "imports", "net_tax_production", "net_tax", "compensation_employees",
        "net_tax_production_other", "consumption_fixed_capital", "operating_surplus_net",
    ),
    totals=(
        "total", "TOTAL", "total_use", "total_use_pp", "intermediate_consumption_pp", "gva_bp", "value_added_bp",
        "final_consumption_private", "wage_salary_earner", "self_employed", "employment_total",
    ),
    output=("output_bp",),
    households=("consumption_expenditure_household", "final_consumption_households"),
    wages="compensation_employees",
    sector=r"(?P<block>)(?P<code>[A-Za-z][A-Za-z0-9_]*)",
)  # fmt: skip
"""Eurostat's tables under the plain names that the R package iotables gives to their codes."""
