"""Tables as statistical offices print them."""

from pathlib import Path

import numpy as np
import pytest
import xlsxwriter

from seedbed.formats.input_output import (
    EUROSTAT,
    IOTABLES,
    NBS,
    read_eurostat,
    read_matrix,
    read_nbs,
    read_nbs_employment,
    read_oecd,
)
from seedbed.messages import Refusal
from seedbed.observatory import io

SHARED = Path(__file__).parents[4] / "shared"
needs_io = pytest.mark.skipif(not (SHARED / "data/io").exists(), reason="../shared/data/io is not there")
needs_reference = pytest.mark.skipif(
    not (SHARED / "reference/input-output").exists(), reason="../shared/reference is not there"
)

COMPETING = """\
China 2020, current prices
Code,Description,01,02,TIU,FU101,FU102,TC,FU201,IM,GO
01,"Farms, forests",150,500,650,100,200,300,100,50,1000
02,Mills,200,100,300,900,700,1600,150,50,2000
TII,Inputs,350,600,,,,,,,
VA001,Wages,400,900,,,,,,,
VA004,Surplus,250,500,,,,,,,
TVA,Value added,650,1400,,,,,,,
TI,Inputs,1000,2000,,,,,,,
"""
BLOCKS = """\
Code,Origin,01,02,TC,EX,GO
01,Domestic,100,400,300,200,1000
02,Domestic,200,100,1000,700,2000
01,Imports,50,60,10,0,120
02,Imports,0,40,20,0,60
VA001,TOT,650,1400,,,
TI,TOT,1000,2000,,,
"""


def _written(folder, text, name="table.csv", encoding="utf-8"):
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def _refused(code, work):
    with pytest.raises(Refusal) as refused:
        work()
    finding = refused.value.findings[0]
    assert finding.code == code
    assert finding.text("en") != finding.text("zh")
    return finding


def test_competing_imports_are_deducted(tmp_path):
    table = read_nbs(_written(tmp_path, COMPETING))
    assert table.check() == []
    assert table.industries == ("01", "02")
    assert table.final_demand == ("FU101", "FU102", "FU201", "IM")
    np.testing.assert_allclose(table.Z, [[150, 500], [200, 100]])
    np.testing.assert_allclose(table.Y[:, -1], [-50, -50])
    assert table.primary.rows == ("VA001", "VA004")
    assert table.households.consumption == ("FU101", "FU102")
    assert table.multipliers("type2").of("output").min() > 1


def test_imports_in_a_block_of_their_own_are_primary_inputs(tmp_path):
    table = read_nbs(_written(tmp_path, BLOCKS, encoding="gb18030"), place="China")
    assert table.check() == []
    assert table.primary.rows == ("VA001", "imports")
    np.testing.assert_allclose(table.primary.values[1], [50, 100])
    assert table.sectors == ("China 01", "China 02")


def test_a_workbook_reads_like_its_csv(tmp_path):
    path = tmp_path / "table.xlsx"
    book = xlsxwriter.Workbook(path)
    book.add_worksheet("about").write(0, 0, "notes")
    sheet = book.add_worksheet("flows")
    for row, line in enumerate(BLOCKS.splitlines()):
        for column, cell in enumerate(line.split(",")):
            if column > 1 and row > 0 and cell:
                sheet.write_number(row, column, float(cell))
            else:
                sheet.write_string(row, column, cell)
    book.close()
    table = read_nbs(path, sheet="flows")
    np.testing.assert_allclose(table.Z, read_nbs(_written(tmp_path, BLOCKS)).Z)
    assert "about" in _refused("formats.io-no-sheet", lambda: read_nbs(path, sheet="uses")).text()
    _refused("formats.io-no-header", lambda: read_nbs(path, sheet="about"))


@pytest.mark.parametrize(
    ("old", "new", "code", "words"),
    [
        ("02,Mills,200,", "02,Mills,two hundred,", "formats.io-not-a-number", ("row 4", "(02)", "column 01")),
        ("02,Mills,200,", "02,Mills,,", "formats.io-empty-cell", ("row 4", "(02)", "column 01")),
        ("02,Mills", "03,Mills", "formats.io-sectors-differ", ("03",)),
        ("02,Mills", "01,Mills", "formats.io-code-twice", ("01",)),
        (",GO", ",XX", "formats.io-sectors-differ", ("XX",)),
        ("TI,Inputs,1000,2000,,,,,,,\n", "", "", ()),
    ],
)
def test_what_is_wrong_is_named_with_row_and_column(tmp_path, old, new, code, words):
    path = _written(tmp_path, COMPETING.replace(old, new, 1))
    if not code:
        np.testing.assert_allclose(read_nbs(path).x, [1000, 2000])  # the column GO says it as well
        return
    told = _refused(code, lambda: read_nbs(path)).text()
    assert all(word in told for word in (*words, "table.csv"))


def test_empty_cells_can_be_zero_and_thousands_are_understood(tmp_path):
    path = _written(tmp_path, BLOCKS.replace("02,Domestic,200", "02,Domestic,").replace("2000", '"2,000"'))
    table = read_nbs(path, empty="zero")
    assert table.Z[1, 0] == 0
    assert table.x[1] == 2000


def test_a_code_can_be_left_aside(tmp_path):
    path = _written(tmp_path, COMPETING.replace("TII,", "NOTE,"))
    _refused("formats.io-sectors-differ", lambda: read_nbs(path))
    assert read_matrix(path, NBS.ignoring("NOTE")).check() == []


def test_files_without_a_table_are_refused(tmp_path):
    _refused("tables.missing-file", lambda: read_nbs(tmp_path / "none.csv"))
    _refused("tables.unknown-format", lambda: read_nbs(_written(tmp_path, "x", "table.pdf")))
    _refused("formats.io-empty-file", lambda: read_nbs(_written(tmp_path, " \n")))
    _refused("tables.broken-file", lambda: read_nbs(_written(tmp_path, "not a workbook", "table.xlsx")))
    text = BLOCKS.replace(",GO", "").replace(",1000\n", "\n", 1).replace("TI,TOT,1000,2000,,,\n", "")
    _refused("formats.io-no-output", lambda: read_nbs(_written(tmp_path, text)))


OECD = """\
,TTL_01T03,TTL_10T12,HFCE,GFCF,INVNT,EXPO,IMPO,TOTAL
TTL_01T03,150,500,200,100,0,100,-50,1000
TTL_10T12,200,100,1500,150,-50,150,-50,2000
TXS_INT_FNL,10,20,5,5,0,0,0,40
TTL_INT_FNL,360,620,,,,,,
VALU,640,1380,,,,,,
OUTPUT,1000,2000,,,,,,
"""


def test_oecd_tables_of_one_country(tmp_path):
    table = read_oecd(_written(tmp_path, OECD))
    assert table.check() == []
    assert table.industries == ("01T03", "10T12")
    assert table.final_demand[-1] == "IMPO"
    domestic = OECD.replace("TTL_0", "DOM_0").replace("TTL_1", "DOM_1").replace(",DOM_", ",D")
    extra = "IMP_01T03,5,6,0,0,0,0,0,\nIMP_10T12,7,8,0,0,0,0,0,\n"
    rows = domestic.replace("TXS_INT", extra + "TXS_INT").replace("VALU,640,1380", "VALU,628,1366")
    table = read_oecd(_written(tmp_path, rows))
    assert table.primary.rows == ("TXS_INT_FNL", "VALU", "imports")
    assert table.check() == []


def test_eurostat_as_matrix(tmp_path):
    text = """Symmetric table,,,,,,
,,CPA_A,CPA_C,P3_S14,P6,TU
CPA_A,Farms,150,500,200,150,1000
CPA_C,Mills,200,100,1500,200,2000
D1,Wages,400,900,,,
B2A3N,Surplus,250,500,,,
P1,Output,1000,2000,,,
"""
    table = read_eurostat(_written(tmp_path, text), geo="AT", empty="refuse")
    assert table.check() == []
    assert table.places == ("AT", "AT")
    assert EUROSTAT.wages == "D1"
    assert table.multipliers("type2").kind == "type2"


def _series(values, head="freq,unit,stk_flow,prd_use,prd_ava,geo\\TIME_PERIOD\t2015 \t2020 "):
    return "\n".join([head, *(f"A,MIO_EUR,{key},AT\t{old}\t{new}" for key, old, new in values)]) + "\n"


SERIES = [
    ("DOM,CPA_A,CPA_A", "1 ", "150 p"), ("DOM,CPA_C,CPA_A", "1 ", "500 "), ("DOM,P3_S14,CPA_A", "1 ", "350 "),
    ("DOM,CPA_A,CPA_C", "1 ", "200 "), ("DOM,CPA_C,CPA_C", "1 ", "100 "), ("DOM,P3_S14,CPA_C", "1 ", "1700 "),
    ("TOTAL,CPA_A,P1", "1 ", "1000 "), ("TOTAL,CPA_C,P1", "1 ", "2000 "), ("TOTAL,CPA_A,P7", "1 ", "650 "),
    ("TOTAL,CPA_C,P7", ": ", "1400 "), ("TOTAL,CPA_A,CPA_A", "1 ", "170 "), ("DOM,TU,CPA_A", "1 ", "1000 "),
]  # fmt: skip


def test_eurostat_series_and_observations_agree(tmp_path):
    series = _written(tmp_path, _series(SERIES), "naio.tsv")
    table = read_eurostat(series, period="2020")
    np.testing.assert_allclose(table.Z, [[150, 500], [200, 100]])
    assert table.check() == []
    rows = ["freq,unit,stk_flow,prd_use,prd_ava,geo,TIME_PERIOD,OBS_VALUE"]
    for key, _, new in SERIES:
        rows.append(f"A,MIO_EUR,{key},AT,2020,{new.split()[0]}")
    observed = read_eurostat(_written(tmp_path, "\n".join(rows), "naio.csv"))
    np.testing.assert_allclose(observed.Z, table.Z)
    np.testing.assert_allclose(observed.x, table.x)


def test_eurostat_choices_must_be_made_and_be_there(tmp_path):
    path = _written(tmp_path, _series(SERIES), "naio.tsv")
    assert "2015, 2020" in _refused("formats.io-choose", lambda: read_eurostat(path)).text()
    _refused("formats.io-not-there", lambda: read_eurostat(path, period="1999"))
    _refused("formats.io-not-there", lambda: read_eurostat(path, period="2020", flow="IMP"))
    wrong = [(key, old, "many" if key == "DOM,CPA_C,CPA_A" else new) for key, old, new in SERIES]
    path = _written(tmp_path, _series(wrong), "naio.tsv")
    told = _refused("formats.io-not-a-number", lambda: read_eurostat(path, period="2020")).text()
    assert "row 3" in told
    assert "CPA_A" in told
    assert "many" in told
    missing = [(key, old, ": " if key == "DOM,CPA_C,CPA_A" else new) for key, old, new in SERIES]
    path = _written(tmp_path, _series(missing), "naio.tsv")
    _refused("formats.io-empty-cell", lambda: read_eurostat(path, period="2020", empty="refuse"))
    assert read_eurostat(path, period="2020").Z[0, 1] == 0


@needs_io
@pytest.mark.parametrize(
    ("name", "sectors"), [("china_2017_42", 42), ("china_2020_42", 42), ("china_2020_153", 153)]
)
def test_tables_of_china_are_sound_and_hold_the_identities(name, sectors):
    table = read_nbs(SHARED / "data/io" / f"{name}.csv")
    assert len(table.industries) == sectors
    assert table.check() == []
    assert table.with_satellites({"inputs": table.primary}).identities()["value"].max() < 1e-9


@needs_io
def test_jobs_of_china_in_the_sectors_of_its_table():
    table = read_nbs(SHARED / "data/io/china_2017_42.csv")
    jobs = read_nbs_employment(SHARED / "data/io/china_employment.csv", 2017)
    table = table.with_satellites({"jobs": io.satellite_from_frame(jobs, table.industries)})
    # All jobs are caused by final demand; the file's total also counts international organisations.
    assert table.impact(table.Y.sum(axis=1)).of("jobs") == pytest.approx(jobs["value"].sum(), rel=1e-9)
    assert jobs["value"].sum() == pytest.approx(77640, abs=10)
    _refused(
        "formats.io-not-there", lambda: read_nbs_employment(SHARED / "data/io/china_employment.csv", 2030)
    )


@needs_reference
def test_tables_of_the_manual_under_their_plain_names():
    table = read_matrix(SHARED / "reference/input-output/Beutel_15_4.csv", IOTABLES, tolerance=1e-4)
    assert [finding.code for finding in table.check()] == ["observatory.io-rounded"]
    assert table.multipliers("type2").of("output").min() > 1
    table = read_matrix(SHARED / "reference/input-output/netherlands_2000.csv", IOTABLES, tolerance=1e-3)
    told = [finding for finding in table.check() if finding.code == "observatory.io-unbalanced"]
    assert "services_group" in told[0].text()  # its row falls short of its output by 0.64 % in the source


def test_columns_that_are_no_codes_are_refused(tmp_path):
    told = _refused(
        "formats.io-unknown-code",
        lambda: read_oecd(
            _written(tmp_path, OECD.replace("GFCF", "fixed capital").replace("TOTAL", "OUTPUT"))
        ),
    )
    assert "capital" in told.text()
