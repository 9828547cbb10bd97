"""OECD's inter-country tables."""

import numpy as np
import pytest

from seedbed.formats.input_output import read_icio
from seedbed.messages import Refusal

TEXT = """\
V1,AUS_A01,AUS_C10T12,AUT_A01,AUT_C10T12,AUS_HFCE,AUS_GFCF,AUT_HFCE,AUT_GFCF,OUT
AUS_A01,10,20,1,2,50,5,10,2,100
AUS_C10T12,5,30,2,3,100,20,30,10,200
AUT_A01,1,1,20,30,2,1,40,5,100
AUT_C10T12,2,3,10,60,10,5,100,10,200
TLS,2,6,3,5,1,1,1,1,20
VA,80,140,64,100,0,0,0,0,384
OUT,100,200,100,200,163,32,181,28,1004
"""


def _written(folder, text):
    path = folder / "2019.csv"
    path.write_text(text, "utf-8")
    return path


def test_countries_and_sectors_are_told_apart(tmp_path):
    table = read_icio(_written(tmp_path, TEXT))
    assert table.check() == []
    assert table.places == ("AUS", "AUS", "AUT", "AUT")
    assert table.industries == ("A01", "C10T12") * 2
    assert table.final_places == ("AUS", "AUS", "AUT", "AUT")
    assert table.primary.rows == ("TLS", "VA")
    footprint = table.accounts("VA")
    assert footprint["place"].to_list() == ["AUS", "AUT"]
    assert footprint["production"].to_list() == [220, 164]
    assert footprint["consumption"].sum() == pytest.approx(384)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("AUT_A01,1,1,", "AUT_A01,1,one,", "formats.io-not-a-number"),
        ("AUT_A01,1,1,", "AUT_A01,1,,", "formats.io-empty-cell"),
        ("AUT_A01,1,1,", "AUT_A02,1,1,", "formats.io-sectors-differ"),
        (",OUT\n", ",SUM\n", "formats.io-sectors-differ"),
        (",10,2,100\n", ",10,2,900\n", ""),
    ],
)
def test_what_is_wrong_is_named(tmp_path, old, new, code):
    path = _written(tmp_path, TEXT.replace(old, new, 1))
    if not code:
        assert [f.code for f in read_icio(path).check()][:1] == ["observatory.io-unbalanced"]
        return
    with pytest.raises(Refusal) as refused:
        read_icio(path)
    assert refused.value.findings[0].code == code


def test_empty_cells_can_be_zero(tmp_path):
    table = read_icio(_written(tmp_path, TEXT.replace("AUT_A01,1,1,", "AUT_A01,1,,", 1)), empty="zero")
    np.testing.assert_allclose(table.Z[2], [1, 0, 20, 30])
