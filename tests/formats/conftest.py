"""Documents made on the spot: PDF and DOCX writers of a few lines, and CVs to put into them."""

import io
import random
import zipfile
import zlib
from xml.sax.saxutils import escape

import pytest

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)


def write_pdf(pages, *, extra_objects=(), trailer=""):
    """A PDF whose pages hold lines of Chinese or English, in a font that every reader knows."""
    font = (
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H "
        b"/DescendantFonts [<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light "
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> "
        b"/FontDescriptor << /Type /FontDescriptor /FontName /STSong-Light /Flags 4 /FontBBox [0 -200 1000 900] "
        b"/ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >> /DW 1000 >>] >>"
    )
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        font,
    ]
    for number, lines in enumerate(pages):
        shown = "\n".join(f"<{line.encode('utf-16-be').hex()}> Tj T*" for line in lines)
        packed = zlib.compress(f"BT /F1 10 Tf 14 TL 40 800 Td\n{shown}\nET".encode())
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * number} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        objects.append(
            f"<< /Length {len(packed)} /Filter /FlateDecode >>\nstream\n".encode() + packed + b"\nendstream"
        )
    objects += extra_objects
    out = io.BytesIO(b"")
    out.write(b"%PDF-1.5\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(f"{number} 0 obj\n".encode() + body + b"\nendobj\n")
    start = out.tell()
    out.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode())
    out.writelines(f"{place:010d} 00000 n \n".encode() for place in places)
    out.write(
        f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode()
    )
    return out.getvalue()


def paragraph(text):
    """A Word paragraph."""
    return f'<w:p><w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def table(rows):
    """A Word table."""
    return (
        "<w:tbl>"
        + "".join(
            "<w:tr>" + "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) + "</w:tr>" for row in rows
        )
        + "</w:tbl>"
    )


def write_docx(body, *, members=(), prolog="", compression=zipfile.ZIP_DEFLATED):
    """A Word file around the mark-up of a body; further members as pairs of name and content."""
    document = (
        f'<?xml version="1.0" encoding="UTF-8"?>{prolog}<w:document xmlns:w="{WORD}" '
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<w:body>{body}</w:body></w:document>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        archive.writestr("[Content_Types].xml", CONTENT_TYPES)
        archive.writestr("word/document.xml", document)
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()


_DID = (
    (
        "负责数控机床的编程与调试",
        "使用 PLC 完成产线自动化改造",
        "编写 Python 数据采集程序",
        "参与新能源汽车电池包检测",
    ),
    (
        "Programmed CNC machines",
        "Automated a line with PLC",
        "Wrote data pipelines in Python",
        "Tested battery packs",
    ),
)


def cv_lines(number, *, chinese, lines=70):
    """The lines of a CV of about two pages; every number gives another."""
    draw = random.Random(number)
    digits = f"{draw.randrange(10**8):08d}"
    did = _DID[0] if chinese else _DID[1]
    work = [
        f"20{draw.randrange(10, 24)}.{draw.randrange(1, 13):02d} {draw.choice(did)} {draw.randrange(10**9)}"
        for _ in range(lines)
    ]
    if chinese:
        return [
            "个人简历", "姓名：王试例", f"性别：{draw.choice('男女')}", f"手机：138{digits}",
            f"邮箱：user{digits}@example.com", "最高学历：本科", "毕业时间：2021年6月", "求职意向：数控技术员",
            "教育背景", "重庆交通大学 机械工程", "工作经历", *work,
        ]  # fmt: skip
    return [
        "Curriculum Vitae", "Name: Sample Tester", f"Gender: {draw.choice(['female', 'male'])}",
        f"Phone: +44 20 {digits[:4]} {digits[4:]}", f"E-mail: user{digits}@example.com",
        "Degree: Bachelor of Engineering", "Education", "Chongqing Jiaotong University", "Work experience", *work,
    ]  # fmt: skip


@pytest.fixture(scope="session")
def make_pdf():
    return write_pdf


@pytest.fixture(scope="session")
def make_docx():
    return write_docx


@pytest.fixture(scope="session")
def word_parts():
    return {"paragraph": paragraph, "table": table}


@pytest.fixture(scope="session")
def make_cv():
    return cv_lines
