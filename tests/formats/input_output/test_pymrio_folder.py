"""Folders that pymrio saves."""

import json

import numpy as np
import polars as pl
import pytest

from seedbed.formats.input_output import read_pymrio
from seedbed.messages import Refusal

SECTORS = [("r1", "food"), ("r1", "mills"), ("r2", "food"), ("r2", "mills")]
DEMAND = [("r1", "households"), ("r2", "households")]
Z = np.arange(16.0).reshape(4, 4)
Y = np.arange(8.0).reshape(4, 2) + 30
F = np.array([[1.0, 2, 3, 4], [5, 6, 7, 8]])
STRESSORS = [("CO2", "air"), ("waste", "water")]


def _text(path, index, header, values, names):
    levels = len(index[0])
    lines = [
        "\t".join([names[1][at], *[""] * (levels - 1), *(entry[at] for entry in header)])
        for at in range(len(header[0]))
    ]
    lines.append("\t".join([*names[0], *[""] * len(header)]))
    lines += [
        "\t".join([*entry, *map(repr, map(float, row))]) for entry, row in zip(index, values, strict=True)
    ]
    path.write_text("\n".join(lines) + "\n", "utf-8")


def _saved(folder):
    """As ``IOSystem.save_all`` writes it."""
    sub = folder / "emissions"
    sub.mkdir(parents=True)
    _text(folder / "Z.txt", SECTORS, SECTORS, Z, (("region", "sector"), ("region", "sector")))
    _text(folder / "Y.txt", SECTORS, DEMAND, Y, (("region", "sector"), ("region", "category")))
    _text(sub / "F.txt", STRESSORS, SECTORS, F, (("stressor", "compartment"), ("region", "sector")))
    _text(sub / "F_Y.txt", STRESSORS, DEMAND, F[:, :2], (("stressor", "compartment"), ("region", "category")))
    units = ["region\tsector\tunit", *("\t".join((*sector, "Mill USD")) for sector in SECTORS)]
    (folder / "unit.txt").write_text("\n".join(units), "utf-8")
    units = ["stressor\tcompartment\tunit", "CO2\tair\tkg", "waste\twater\tt"]
    (sub / "unit.txt").write_text("\n".join(units), "utf-8")
    for below, kind, names in ((folder, "IOSystem", ("Z", "Y")), (sub, "Extension", ("F", "F_Y"))):
        files = {name: {"name": f"{name}.txt", "nr_index_col": "2", "nr_header": "2"} for name in names}
        files["unit"] = {"name": "unit.txt", "nr_index_col": "2", "nr_header": "1"}
        (below / "file_parameters.json").write_text(json.dumps({"files": files, "systemtype": kind}), "utf-8")
    return folder


def test_flows_satellites_and_direct_emissions_are_read(tmp_path):
    table = read_pymrio(_saved(tmp_path / "mrio"))
    np.testing.assert_allclose(table.Z, Z)
    np.testing.assert_allclose(table.Y, Y)
    assert table.sectors == ("r1 food", "r1 mills", "r2 food", "r2 mills")
    assert table.final_places == ("r1", "r2")
    assert table.unit == "Mill USD"
    emissions = table.satellites["emissions"]
    assert emissions.rows == ("CO2, air", "waste, water")
    assert emissions.units == ("kg", "t")
    assert dict(emissions.dimensions) == {"compartment": ("air", "water")}
    np.testing.assert_allclose(emissions.final_demand, F[:, :2])
    assert table.identities()["value"].max() < 1e-9


def test_parquet_reads_like_text(tmp_path):
    folder = _saved(tmp_path / "mrio")
    frame = pl.DataFrame({str(sector): Z[:, at] for at, sector in enumerate(SECTORS)})
    frame = frame.with_columns(
        region=pl.Series([s[0] for s in SECTORS]), sector=pl.Series([s[1] for s in SECTORS])
    )
    frame.write_parquet(folder / "Z.parquet")
    told = json.loads((folder / "file_parameters.json").read_text("utf-8"))
    told["files"]["Z"] = {"name": "Z.parquet"}
    (folder / "file_parameters.json").write_text(json.dumps(told), "utf-8")
    np.testing.assert_allclose(read_pymrio(folder).Z, Z)


@pytest.mark.parametrize(
    ("file", "old", "new", "code"),
    [
        ("file_parameters.json", "{", "[", "formats.io-pymrio-parameters"),
        ("file_parameters.json", '"Z.txt"', '"../Z.txt"', "formats.io-pymrio-parameters"),
        ("file_parameters.json", '"Y":', '"W":', "formats.io-pymrio-part"),
        ("file_parameters.json", '"Z.txt"', '"X.txt"', "tables.missing-file"),
        ("Z.txt", "5.0", "five", "formats.io-not-a-number"),
        ("Z.txt", "5.0", "", "formats.io-empty-cell"),
        ("Y.txt", "mills", "mines", "formats.io-sectors-differ"),
        ("emissions/F.txt", "mills", "mines", "formats.io-sectors-differ"),
    ],
)
def test_folders_that_do_not_hold_what_they_should_are_refused(tmp_path, file, old, new, code):
    folder = _saved(tmp_path / "mrio")
    text = (folder / file).read_text("utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(Refusal) as refused:
        read_pymrio(folder)
    finding = refused.value.findings[0]
    assert finding.code == code
    assert finding.text("en") != finding.text("zh")


def test_another_folder_is_refused(tmp_path):
    with pytest.raises(Refusal, match="file_parameters"):
        read_pymrio(tmp_path)


def test_the_test_system_of_pymrio_has_its_published_totals(tmp_path):
    """Total output and first footprints of pymrio's test MRIO (its own suite); needs the package's data."""
    pymrio = pytest.importorskip("pymrio", reason="pymrio is not installed")
    system = pymrio.load_test()
    system.save_all(str(tmp_path / "mrio"))
    table = read_pymrio(tmp_path / "mrio")
    assert table.x.sum() == pytest.approx(3_324_005_349.305, abs=5e-4)
    footprint = table.accounts("emission_type1, air")["consumption"].to_list()
    assert footprint[:3] == pytest.approx([207_752_104.4, 115_468_289.3, 345_798_792.7], abs=0.05)
