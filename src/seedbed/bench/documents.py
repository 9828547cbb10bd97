"""CVs as files, for load: plain text, Word, PDF in a font that every reader knows."""

from __future__ import annotations

import io
import zlib
from collections.abc import Sequence

import numpy as np
from docx import Document

Pages = Sequence[Sequence[str]]
KINDS = ("txt", "docx", "pdf")
SHARES = (0.4, 0.3, 0.3)
"""Of the fixed mix, in the order of :data:`KINDS`."""
LONG = 20
"""One in so many has ten pages."""
_LINE, _LINES = 40, 50
_FONT = (
    b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H "
    b"/DescendantFonts [<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light "
    b"/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> "
    b"/FontDescriptor << /Type /FontDescriptor /FontName /STSong-Light /Flags 4 /FontBBox [0 -200 1000 900] "
    b"/ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >> /DW 1000 >>] >>"
)


def mixed_kinds(count: int, seed: int) -> list[str]:
    """Kinds of so many documents, drawn with their shares."""
    drawn = np.random.default_rng(seed).choice(len(KINDS), size=count, p=SHARES)
    return [KINDS[kind] for kind in drawn]


def mixed_documents(texts: Sequence[str], count: int, seed: int) -> list[tuple[str, bytes]]:
    """The fixed mix: (suffix, content) of so many documents, made of drawn texts.

    Parameters
    ----------
    texts
        At least ten.
    """
    made = []
    for at, kind in enumerate(mixed_kinds(count, seed)):
        pages = 10 if at % LONG == LONG - 1 else 1
        chosen = [_wrapped(texts[(at + page) % len(texts)]) for page in range(pages)]
        made.append((kind, _WRITERS[kind](chosen)))
    return made


def _wrapped(text: str) -> list[str]:
    """A text as the lines of one page."""
    lines = [part[at : at + _LINE] for part in text.splitlines() for at in range(0, len(part), _LINE)]
    return lines[:_LINES]


def _txt(pages: Pages) -> bytes:
    return "\n".join(line for page in pages for line in page).encode()


def _docx(pages: Pages) -> bytes:
    document = Document()
    for at, page in enumerate(pages):
        for line in page:
            document.add_paragraph(line)
        if at + 1 < len(pages):
            document.add_page_break()  # type: ignore[no-untyped-call]
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _pdf(pages: Pages) -> bytes:
    """PDF 1.5 with one font of the reader's own (ISO 32000-1, 9.7.5.2: predefined CMaps)."""
    kids = " ".join(f"{4 + 2 * at} 0 R" for at in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        _FONT,
    ]
    for at, lines in enumerate(pages):
        shown = "\n".join(f"<{line.encode('utf-16-be').hex()}> Tj T*" for line in lines)
        packed = zlib.compress(f"BT /F1 10 Tf 14 TL 40 800 Td\n{shown}\nET".encode())
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * at} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        head = f"<< /Length {len(packed)} /Filter /FlateDecode >>\nstream\n".encode()
        objects.append(head + packed + b"\nendstream")
    out = io.BytesIO()
    out.write(b"%PDF-1.5\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(f"{number} 0 obj\n".encode() + body + b"\nendobj\n")
    start = out.tell()
    out.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode())
    out.writelines(f"{place:010d} 00000 n \n".encode() for place in places)
    trailer = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    out.write(trailer.encode())
    return out.getvalue()


_WRITERS = {"txt": _txt, "docx": _docx, "pdf": _pdf}
