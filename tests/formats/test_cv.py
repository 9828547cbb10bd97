"""Ordinary CVs, the hard ones among them."""

import io

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seedbed.formats import DocumentKind, Limits, read_cv
from seedbed.formats.sniffing import sniff
from seedbed.messages import Refusal, Severity

TEXT = "姓名：王试例\n熟悉数控机床编程、PLC 与工业机器人调试，三年经验。\nFive years of CNC programming."


def codes(document):
    return [finding.code for finding in document.findings]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_text_comes_out_the_same_from_every_encoding(encoding):
    document = read_cv(TEXT.encode(encoding), "cv.txt")
    assert document.text == TEXT
    assert codes(document) == (["formats.read-as-gb18030"] if encoding == "gb18030" else [])


def test_utf_16_without_a_mark_is_read():
    text = "Name: A. Tester\nFive years of CNC programming and maintenance."
    assert read_cv(text.encode("utf-16-le"), "cv.txt").text == text
    assert read_cv(text.encode("utf-16-be"), "cv.txt").text == text


@settings(max_examples=60)
@given(
    st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co")), min_size=30),
    st.sampled_from(["utf-8", "utf-16"]),
)
def test_any_text_survives(text, encoding):
    document = read_cv(("abcdefghij" * 3 + text).encode(encoding), "cv.txt")
    assert document.text == "abcdefghij" * 3 + text


def test_pdf_of_ten_pages(make_pdf, make_cv):
    pages = [make_cv(number, chinese=number % 2 == 0, lines=30)[11:] or ["-"] for number in range(10)]
    document = read_cv(make_pdf(pages), "cv.pdf")
    assert document.pages == 10
    assert document.kind is DocumentKind.PDF
    assert all(line in document.text for page in pages for line in page)


def test_word_with_tables_header_footer_and_text_box(make_docx, word_parts):
    box = (
        '<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:txbxContent>'
        + word_parts["paragraph"]("文本框中的技能：焊接")
        + "</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent>"
        + word_parts["paragraph"]("文本框中的技能：焊接")
        + "</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    deleted = "<w:p><w:del><w:r><w:delText>旧公司</w:delText></w:r></w:del></w:p>"
    head = f'<w:hdr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">{word_parts["paragraph"]("页眉文字")}</w:hdr>'
    foot = head.replace("w:hdr", "w:ftr").replace("页眉", "页脚")
    body = (
        word_parts["paragraph"]("第一段 & 更多")
        + word_parts["table"]([["学历", "本科"], ["技能", "PLC 编程与数控机床操作"]])
        + box
        + deleted
        + '<w:p><w:r><w:br w:type="page"/><w:t>第二页的内容在这里写得长一些</w:t></w:r></w:p>'
    )
    document = read_cv(
        make_docx(
            body, members=[("word/header1.xml", head), ("word/header2.xml", head), ("word/footer1.xml", foot)]
        ),
        "cv.docx",
    )
    assert document.text.split("\n") == [
        "页眉文字", "第一段 & 更多", "学历 \t本科", "技能 \tPLC 编程与数控机床操作",
        "文本框中的技能：焊接", "", "第二页的内容在这里写得长一些", "页脚文字",
    ]  # fmt: skip
    assert document.pages == 2


def test_word_files_of_python_docx_are_read():
    made = docx.Document()
    made.add_heading("个人简历", 0)
    made.add_paragraph("熟悉工业机器人与视觉检测，负责产线调试。")
    made.add_table(1, 2).rows[0].cells[1].text = "本科"
    stream = io.BytesIO()
    made.save(stream)
    document = read_cv(stream.getvalue(), "cv.docx")
    assert document.text.startswith("个人简历\n熟悉工业机器人与视觉检测")
    assert "本科" in document.text


def test_scanned_pdf_and_pictures_only_have_no_text(make_pdf, make_docx):
    for data, name in (
        (make_pdf([[]]), "scan.pdf"),
        (make_docx("<w:p/>", members=[("word/media/image1.png", b"\x89PNG")]), "pictures.docx"),
    ):
        document = read_cv(data, name)
        assert document.text == ""
        assert not document.usable
        assert codes(document) == ["formats.no-text"]


def test_two_cvs_in_one_file_are_noticed_and_one_is_not(make_pdf, make_cv):
    chinese, english = make_cv(1, chinese=True), make_cv(2, chinese=False)
    assert codes(read_cv(make_pdf([chinese, english]), "cv.pdf")) == ["formats.two-cvs"]
    assert codes(read_cv(make_pdf([chinese[:50], chinese[50:]]), "cv.pdf")) == []


def test_content_decides_and_the_suffix_is_only_checked(make_pdf, make_cv):
    document = read_cv(make_pdf([make_cv(1, chinese=True)]), "cv.docx")
    assert document.kind is DocumentKind.PDF
    assert codes(document) == ["formats.wrong-suffix"]
    assert document.findings[0].severity is Severity.WARNING


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "formats.empty-file"),
        (b" \r\n\t", "formats.empty-file"),
        (OLE + "WordDocument".encode("utf-16-le"), "formats.old-word"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "formats.password"),
        (OLE, "formats.wrong-type"),
        (b"{\\rtf1 hello}", "formats.old-word"),
        (b"\xff\xd8\xff\xe0" + bytes(40), "formats.is-image"),
        (b"Rar!\x1a\x07", "formats.is-archive"),
        (b"<!DOCTYPE html><html><body>CV</body></html>", "formats.wrong-type"),
    ],
)
def test_what_is_not_read_is_refused_with_its_reason(data, code):
    with pytest.raises(Refusal) as caught:
        read_cv(data, "cv.doc")
    assert [finding.code for finding in caught.value.findings] == [code]


def test_pdf_with_a_password(make_pdf, make_cv):
    lock = b"<< /Filter /Standard /V 1 /R 2 /P -4 /O <" + b"3c" * 32 + b"> /U <" + b"5d" * 32 + b"> >>"
    data = make_pdf(
        [make_cv(1, chinese=True)], extra_objects=[lock], trailer="/Encrypt 6 0 R /ID [<00> <00>]"
    )
    with pytest.raises(Refusal, match="password"):
        read_cv(data, "cv.pdf")


def test_limits_can_be_set(make_pdf, make_cv):
    data = make_pdf([make_cv(1, chinese=False)] * 3)
    for limits, code in (
        (Limits(pages=2), "formats.too-many-pages"),
        (Limits(characters=500), "formats.too-long"),
        (Limits(file_bytes=1 << 10), "formats.too-large"),
    ):
        with pytest.raises(Refusal) as caught:
            read_cv(data, "cv.pdf", limits)
        assert caught.value.findings[0].code == code


def test_sniffing_tells_office_files_apart(make_docx):
    assert sniff(make_docx("<w:p/>")) is DocumentKind.DOCX
    assert sniff(make_docx("<w:p/>").replace(b"word/document", b"xxxx/xxxxxxxx")) is DocumentKind.OTHER_OFFICE
