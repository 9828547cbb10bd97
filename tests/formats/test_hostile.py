"""Files that mean harm are refused with a reason, quickly and without much memory."""

import io
import struct
import time
import tracemalloc
import zipfile
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seedbed.formats import Limits, read_cv, read_job_postings, read_json_resume
from seedbed.messages import LANGUAGES, Refusal

MEGABYTE = 1 << 20


def refused(data, name="cv.pdf", limits=None):
    """The code of the refusal; it must come within a second and 80 MB of Python memory."""
    tracemalloc.start()
    began = time.perf_counter()
    try:
        with pytest.raises(Refusal) as caught:
            read_cv(data, name, limits or Limits())
        assert time.perf_counter() - began < 5
        assert tracemalloc.get_traced_memory()[1] < 100 * MEGABYTE
    finally:
        tracemalloc.stop()
    finding = caught.value.findings[0]
    assert all(finding.text(lang) for lang in LANGUAGES)
    return finding.code


def test_zip_bomb_by_declared_size(make_docx):
    data = make_docx("<w:p/>", members=[("word/media/a.bin", bytes(70 * MEGABYTE))])
    assert refused(data, "cv.docx") == "formats.zip-bomb"


def test_zip_bomb_by_ratio(make_docx):
    data = make_docx("<w:p/>", members=[("word/header1.xml", b" " * (8 * MEGABYTE))])
    assert refused(data, "cv.docx") == "formats.zip-bomb"


def test_zip_bomb_that_lies_about_its_size(make_docx):
    honest = make_docx("<w:p><w:r><w:t>" + "a" * (3 * MEGABYTE) + "</w:t></w:r></w:p>")
    with zipfile.ZipFile(io.BytesIO(honest)) as archive:
        size = archive.getinfo("word/document.xml").file_size
    lying = honest.replace(struct.pack("<I", size), struct.pack("<I", 100))
    assert lying != honest
    assert refused(lying, "cv.docx", Limits(unpacked_bytes=MEGABYTE)) in (
        "formats.zip-bomb",
        "formats.broken-file",
    )


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize("prolog", [BOMB, OUTSIDE, '<!DOCTYPE x SYSTEM "http://example.org/x.dtd">'])
def test_xml_entities_are_refused(make_docx, prolog):
    body = "<w:p><w:r><w:t>&a;</w:t></w:r></w:p>" if "ENTITY" in prolog else "<w:p/>"
    assert refused(make_docx(body, prolog=prolog), "cv.docx") == "formats.xml-declaration"


def test_deep_xml(make_docx):
    assert refused(make_docx("<w:sdt>" * 5000 + "</w:sdt>" * 5000), "cv.docx") == "formats.too-deep"


@pytest.mark.parametrize("name", ["../../etc/cron.d/x", "/etc/passwd", "..\\..\\x", "C:/x", "word/../../x"])
def test_names_that_lead_out(make_docx, name):
    assert refused(make_docx("<w:p/>", members=[(name, b"x")]), "cv.docx") == "formats.unsafe-member-name"


def test_nested_archive(make_docx):
    assert (
        refused(make_docx("<w:p/>", members=[("word/embeddings/a.zip", b"PK")]), "cv.docx")
        == "formats.nested-archive"
    )


def test_plain_archive_of_cvs(make_docx):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("inner.zip", b"PK")
    assert refused(out.getvalue(), "cv.zip") == "formats.is-archive"


def test_very_many_members(make_docx):
    many = [(f"word/media/{number}", b"") for number in range(3000)]
    assert refused(make_docx("<w:p/>", members=many), "cv.docx") == "formats.too-many-members"


def test_embedded_office_file_is_left_alone_and_told(make_docx, word_parts):
    body = word_parts["paragraph"]("熟悉数控机床编程、工业机器人调试与设备维护保养工作")
    document = read_cv(make_docx(body, members=[("word/embeddings/sheet.xlsx", b"PK")]), "cv.docx")
    assert [finding.code for finding in document.findings] == ["formats.embedded-files"]


def test_pdf_with_absurdly_many_pages():
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>"
    kids = b" ".join(b"3 0 R" for _ in range(60_000))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 60000 /Kids [" + kids + b"] >>",
        page,
    ]
    body = b"%PDF-1.4\n"
    for number, content in enumerate(objects, start=1):
        body += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    body += b"trailer\n<< /Root 1 0 R /Size 4 >>\n%%EOF\n"
    assert refused(body) == "formats.too-many-pages"


def test_pdf_stream_that_inflates_without_end(make_pdf):
    packed = zlib.compress(bytes(80 * MEGABYTE), 9)
    stream = f"<< /Length {len(packed)} /Filter /FlateDecode >>\nstream\n".encode() + packed + b"\nendstream"
    assert refused(make_pdf([["a"]], extra_objects=[stream])) == "formats.zip-bomb"


def test_pdf_with_filters_around_filters(make_pdf):
    stream = b"<< /Length 3 /Filter [/FlateDecode /FlateDecode /FlateDecode /FlateDecode] >>\nstream\nabc\nendstream"
    assert refused(make_pdf([["a"]], extra_objects=[stream])) == "formats.zip-bomb"


def test_program_named_as_a_pdf():
    assert refused(b"MZ\x90\x00\x03" + bytes(500)) == "formats.wrong-type"
    assert refused(b"\x7fELF\x02\x01" + bytes(500)) == "formats.wrong-type"


def test_huge_file():
    assert refused(b"a" * (21 * MEGABYTE), "cv.txt") == "formats.too-large"


def test_very_long_text():
    assert refused(b"word " * 200_000, "cv.txt") == "formats.too-long"


def test_nul_characters():
    assert refused(b"Name: A\x00\x00B\x01 text that goes on" * 3, "cv.txt") == "formats.wrong-type"
    text = "a\x00b" * 20
    assert refused(text.encode("utf-16"), "cv.txt") == "formats.not-text"


def test_bytes_that_are_no_text():
    assert refused(b"\x81" * 5000 + b"\xff", "cv.txt") == "formats.not-text"


@pytest.mark.parametrize("kind", ["pdf", "docx"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_truncated_files_never_pass_as_whole(make_pdf, make_docx, make_cv, word_parts, kind, share):
    lines = make_cv(3, chinese=True)
    data = make_pdf([lines]) if kind == "pdf" else make_docx("".join(map(word_parts["paragraph"], lines)))
    cut = data[: int(len(data) * share)]
    try:
        document = read_cv(cut, f"cv.{kind}")
    except Refusal as refusal:
        assert refusal.findings[0].code in ("formats.broken-file", "formats.is-archive")
    else:  # a PDF can be mended by its reader; then the text is all there or reported as missing
        assert kind == "pdf"
        assert all(line in document.text for line in lines) or not document.usable


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=400),
    st.sampled_from([b"", b"%PDF-1.4\n", b"PK\x03\x04", b"PK\x05\x06", b"\xff\xfe", b"{", b"<html>"]),
)
def test_any_bytes_are_read_or_refused(data, head):
    for reader in (read_cv, read_json_resume, read_job_postings):
        try:
            reader(head + data, "x.pdf")
        except Refusal as refusal:
            assert all(finding.text(lang) for finding in refusal.findings for lang in LANGUAGES)


@settings(max_examples=80, deadline=None)
@given(draw=st.data())
def test_damaged_bytes_of_a_real_file_are_read_or_refused(draw, make_pdf, make_docx, make_cv, word_parts):
    lines = make_cv(4, chinese=True, lines=5)
    whole = draw.draw(
        st.sampled_from([make_pdf([lines]), make_docx("".join(map(word_parts["paragraph"], lines)))])
    )
    broken = bytearray(whole)
    for _ in range(draw.draw(st.integers(1, 6))):
        broken[draw.draw(st.integers(0, len(broken) - 1))] = draw.draw(st.integers(0, 255))
    try:
        read_cv(bytes(broken), "cv.pdf")
    except Refusal as refusal:
        assert refusal.findings


@pytest.mark.parametrize(
    "data", [b"[" * 100_000, b'{"a":' * 100_000, b'{"basics": ' + b"[" * 300 + b"]" * 300 + b"}"]
)
def test_deep_json(data):
    for reader in (read_json_resume, read_job_postings):
        with pytest.raises(Refusal) as caught:
            reader(data, "x.json")
        assert caught.value.findings[0].code in ("formats.too-deep", "formats.not-json")


@pytest.mark.parametrize(
    "data", [b'{"basics": NaN}', b'{"basics": ' + b"9" * 10_000 + b"}", b"\xff{}", b'{"basics": {}']
)
def test_json_that_is_none(data):
    with pytest.raises(Refusal, match="not JSON"):
        read_json_resume(data, "x.json")
