"""Every way in which a table made by hand arrives, and every way in which it is broken."""

import datetime as dt

import polars as pl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from seedbed.messages import Refusal, Severity
from seedbed.tables import SCHEMAS, csv_bytes, parquet_bytes, read_table

PEOPLE = SCHEMAS["people"]
OPPORTUNITIES = SCHEMAS["opportunities"]


def write(tmp_path, data, name="people.csv"):
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def codes(read):
    return [finding.code for finding in read.findings if finding.severity is Severity.ERROR]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings(tmp_path, encoding):
    read = read_table(write(tmp_path, "person,sex,title\np1,女,焊接工程师\n".encode(encoding)), PEOPLE)
    assert read.frame.select("person", "sex", "title").row(0) == ("p1", "female", "焊接工程师")
    assert not codes(read)


def test_wrong_encoding_names_the_row(tmp_path):
    with pytest.raises(Refusal) as caught:
        read_table(write(tmp_path, b"person,title\np1,ok\np2,\xff\xff\xfe\n"), PEOPLE)
    (finding,) = caught.value.findings
    assert finding.code == "tables.wrong-encoding"
    assert finding.values["row"] == 3


def test_bad_cells_name_file_row_column_value_and_remedy_and_good_rows_go_on(tmp_path):
    text = (
        "opportunity,organisation,kind,title,capacity,opens,pay\n"
        "o1,org,job,Welder,2,2026-01-01,5000\n"
        "o2,org,jobb,Welder,2,2026-01-01,5000\n"
        "o3,org,job,Welder,two,2026-02-30,5000\n"
        "o4,org,job,,-1,2026-01-01,abc\n"
        "o5,org,培训,Welding course,３,2026/3/1,\n"
    )
    read = read_table(write(tmp_path, text, "opportunities.csv"), OPPORTUNITIES)
    assert read.frame.get_column("opportunity").to_list() == ["o1", "o5"]
    assert read.frame.row(1, named=True)["capacity"] == 3
    assert read.frame.row(1, named=True)["opens"] == dt.date(2026, 3, 1)
    assert {(f.values["row"], f.values["column"], f.values["value"], f.code) for f in read.findings} == {
        (3, "kind", "jobb", "tables.bad-choice"),
        (4, "capacity", "two", "tables.bad-integer"),
        (4, "opens", "2026-02-30", "tables.bad-date"),
        (5, "title", "", "tables.empty-cell"),
        (5, "capacity", "-1", "tables.too-low"),
        (5, "pay", "abc", "tables.bad-number"),
    }
    assert read.rejects.get_column("rejected_row").to_list() == [3, 4, 5]
    assert read.rejects.row(1, named=True)["capacity"] == "two"
    assert "opportunities.csv" in read.rejects.row(0, named=True)["reason_en"]
    assert "第 3 行" in read.rejects.row(0, named=True)["reason_zh"]


def test_missing_required_column_is_refused_with_its_name(tmp_path):
    with pytest.raises(Refusal) as caught:
        read_table(write(tmp_path, "opportunity,organisation,kind,title\no,o,job,t\n"), OPPORTUNITIES)
    assert [(f.code, f.values["column"]) for f in caught.value.findings] == [
        ("tables.missing-column", "capacity")
    ]


def test_unknown_columns_are_kept_and_a_misspelt_one_is_named(tmp_path):
    read = read_table(write(tmp_path, "person,licenses,shoe_size\np1,welder,42\n"), PEOPLE)
    assert read.frame.row(0, named=True)["shoe_size"] == "42"
    assert {(f.code, f.values.get("likely")) for f in read.findings} == {
        ("tables.misspelt-column", "licences"),
        ("tables.extra-column", None),
    }


def test_duplicate_key_keeps_the_first_row(tmp_path):
    read = read_table(write(tmp_path, "person,title\np1,a\np2,b\np1,c\n"), PEOPLE)
    assert read.frame.get_column("title").to_list() == ["a", "b"]
    (finding,) = [f for f in read.findings if f.code == "tables.duplicate-key"]
    assert (finding.values["row"], finding.values["first"], finding.values["value"]) == (4, 2, "p1")
    assert read.rejects.get_column("title").to_list() == ["c"]


def test_a_rejected_row_does_not_claim_its_key(tmp_path):
    read = read_table(write(tmp_path, "person,education\np1,99\np1,5\n"), PEOPLE)
    assert read.frame.get_column("education").to_list() == [5]


def test_rows_with_too_few_or_too_many_cells_go_to_the_rejects_whole(tmp_path):
    text = "person,title,place\np1,a,500000\np2,b\np3,c,500000,more,cells\np4,d,500000,,\n\n"
    read = read_table(write(tmp_path, text), PEOPLE)
    assert read.frame.get_column("person").to_list() == ["p1", "p4"]
    assert [(f.code, f.values["row"]) for f in read.findings] == [
        ("tables.ragged-row", 3),
        ("tables.ragged-row", 4),
    ]
    kept = read.rejects.row(1, named=True)
    assert (kept["rejected_row"], kept["cells_beyond_the_header"]) == (4, "more;cells")


def test_quoted_line_breaks_keep_spreadsheet_row_numbers(tmp_path):
    read = read_table(write(tmp_path, 'person,text,education\np1,"two\nlines",5\np2,x,bad\n'), PEOPLE)
    assert [f.values["row"] for f in read.findings] == [3]
    assert read.frame.row(0, named=True)["text"] == "two\nlines"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "tables.no-header"),
        (b",,\n1,2,3\n", "tables.no-header"),
        (b"person,person\n1,2\n", "tables.repeated-column"),
        (b'person,title\np1,"open\n', "tables.broken-file"),
        (b"person,title\np1,a\x00b\n", "tables.broken-file"),
    ],
)
def test_files_that_are_no_tables(tmp_path, data, code):
    with pytest.raises(Refusal) as caught:
        read_table(write(tmp_path, data), PEOPLE)
    assert caught.value.findings[0].code == code


@pytest.mark.parametrize(
    ("name", "data"), [("people.xlsx", b"not a zip"), ("people.parquet", b"PAR1nothing")]
)
def test_broken_binary_files(tmp_path, name, data):
    with pytest.raises(Refusal) as caught:
        read_table(write(tmp_path, data, name), PEOPLE)
    assert caught.value.findings[0].code == "tables.broken-file"


def test_unknown_format_and_missing_file(tmp_path):
    for path, code in [
        (write(tmp_path, b"x", "people.docx"), "tables.unknown-format"),
        (tmp_path / "no.csv", "tables.missing-file"),
    ]:
        with pytest.raises(Refusal) as caught:
            read_table(path, PEOPLE)
        assert caught.value.findings[0].code == code


def test_excel_with_native_dates_numbers_blank_rows_and_another_first_sheet(tmp_path):
    book = xlsxwriter.Workbook(tmp_path / "people.xlsx", {"default_date_format": "yyyy-mm-dd"})
    book.add_worksheet("读我").write(0, 0, "notes")
    sheet = book.add_worksheet("people")
    sheet.write_row(0, 0, ["person", "available_from", "education", "pay_min", "graduated"])
    sheet.write_row(1, 0, ["p1", dt.date(2026, 3, 1), 5, 6500.5, "2019-06"])
    sheet.write_row(3, 0, ["p2", "soon", 6, 1, "2019"])
    book.close()
    read = read_table(tmp_path / "people.xlsx", PEOPLE)
    row = read.frame.row(0, named=True)
    assert (row["available_from"], row["education"], row["pay_min"], row["graduated"]) == (
        dt.date(2026, 3, 1), 5, 6500.5, dt.date(2019, 6, 1),
    )  # fmt: skip
    assert [(f.values["row"], f.values["column"]) for f in read.findings] == [
        (4, "available_from"),
        (4, "graduated"),
    ]


def test_the_first_of_several_sheets_is_read_with_a_warning_when_none_has_the_name(tmp_path):
    book = xlsxwriter.Workbook(tmp_path / "people.xlsx")
    for name in ("说明", "人员"):
        book.add_worksheet(name).write_row(0, 0, ["person"])
    book.close()
    (finding,) = read_table(tmp_path / "people.xlsx", PEOPLE).findings
    assert (finding.code, finding.values["sheet"], finding.values["others"]) == (
        "tables.read-first-sheet",
        "说明",
        "人员",
    )


def test_many_equal_problems_are_told_once_with_their_number(tmp_path):
    text = "person,education\n" + "".join(f"p{i},x\n" for i in range(500))
    read = read_table(write(tmp_path, text), PEOPLE)
    assert read.frame.height == 0 and read.rejects.height == 500
    assert len(read.findings) == 21
    assert read.findings[-1].values["more"] == 480


def test_timestamps_and_lists(tmp_path):
    text = (
        "event,seeker,opportunity,kind,date,recorded_at\n"
        "e1,s,o,started,2026-01-01,2026-01-02T03:04:05Z\n"
        "e2,s,o,verified,2026-01-01,2026-01-02 03:04:05\n"
        "e3,s,o,left,2026-01-03,yesterday\n"
    )
    read = read_table(write(tmp_path, text, "placements.csv"), SCHEMAS["placements"])
    expected = dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC)
    assert read.frame.get_column("recorded_at").to_list() == [expected, expected]
    people = read_table(write(tmp_path, "person,groups\np1,farmer; returning_migrant；\n"), PEOPLE)
    assert people.frame.get_column("groups").to_list() == [["farmer", "returning_migrant"]]


@pytest.mark.parametrize("to_bytes", [csv_bytes, parquet_bytes])
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_what_is_written_is_read_back(tmp_path_factory, to_bytes, data):
    word = st.text(
        st.characters(codec="utf-8", exclude_characters="\x00", exclude_categories=("Cs", "Cc", "Z")),
        min_size=1,
        max_size=8,
    )
    item = word.filter(lambda w: not set(w) & set(";；"))
    rows = data.draw(
        st.lists(
            st.fixed_dictionaries(
                {
                    "person": word,
                    "sex": st.sampled_from(["female", "male", "other", None]),
                    "groups": st.none() | st.lists(item, min_size=1, max_size=3),
                    "education": st.none() | st.integers(0, 8),
                    "pay_min": st.none() | st.floats(0, 1e9),
                    "graduated": st.none() | st.dates(dt.date(1950, 1, 1), dt.date(2030, 1, 1)),
                    "text": st.none() | word,
                }
            ),
            max_size=6,
            unique_by=lambda row: row["person"].strip(),
        )
    )
    frame = pl.DataFrame(
        rows,
        schema={
            c: PEOPLE.column(c).kind.dtype
            for c in ("person", "sex", "groups", "education", "pay_min", "graduated", "text")
        },
    )
    suffix = ".csv" if to_bytes is csv_bytes else ".parquet"
    path = tmp_path_factory.mktemp("round") / f"people{suffix}"
    path.write_bytes(to_bytes(frame))
    read = read_table(path, PEOPLE)
    assert not codes(read)
    assert read.frame.select(frame.columns).equals(frame)
