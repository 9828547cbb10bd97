"""Fields: page numbers, bookmarks, and a table of contents whose entries are links.

The table of contents stands in the file with all its entries, so that it can be read and followed
at once; its page numbers are fields marked as not yet counted, which Word fills in when it opens the
file. (ECMA-376, part 1: 17.16.18 complex fields, 17.13.6 bookmarks.)
"""

from __future__ import annotations

from docx.document import Document as WordFile
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.text.paragraph import Paragraph


def element(tag: str, **attributes: str) -> BaseOxmlElement:
    """An element of the word-processing namespace with attributes of it."""
    made = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def styled(file: WordFile, text: str, style: str) -> Paragraph:
    """A new paragraph in a style of the file.

    By the style's id, which is its name without spaces: python-docx looks names up in all styles each time.
    """
    made: Paragraph = file.add_paragraph()
    made._p.style = style.replace(" ", "")
    made.add_run(text)
    return made


def add_field(paragraph: Paragraph, instruction: str, shown: str = "", *, stale: bool = False) -> None:
    """A field at the end of a paragraph; ``stale`` asks the reader's program to count it anew."""
    begin_field(paragraph, instruction, stale=stale)
    paragraph.add_run(shown)
    end_field(paragraph)


def begin_field(paragraph: Paragraph, instruction: str, *, stale: bool = False) -> None:
    """The beginning of a field; what follows until its end is what it shows."""
    begin = element("fldChar", fldCharType="begin", **({"dirty": "true"} if stale else {}))
    paragraph.add_run()._r.append(begin)
    words = element("instrText")
    words.set(qn("xml:space"), "preserve")
    words.text = f" {instruction} "
    paragraph.add_run()._r.append(words)
    paragraph.add_run()._r.append(element("fldChar", fldCharType="separate"))


def end_field(paragraph: Paragraph) -> None:
    """The end of the field that was begun last."""
    paragraph.add_run()._r.append(element("fldChar", fldCharType="end"))


def add_bookmark(paragraph: Paragraph, name: str, number: int) -> None:
    """Mark a whole paragraph so that it can be linked to; ``number`` is used once in a file."""
    start = element("bookmarkStart", id=str(number), name=name)
    place = 1 if paragraph._p.pPr is not None else 0
    paragraph._p.insert(place, start)
    paragraph._p.append(element("bookmarkEnd", id=str(number)))


def add_entry(paragraph: Paragraph, text: str, bookmark: str) -> None:
    """An entry of the table of contents: the words and the page, both leading to the bookmark."""
    link = element("hyperlink", anchor=bookmark, history="1")
    before = len(paragraph._p)
    paragraph.add_run(f"{text}\t")
    add_field(paragraph, f"PAGEREF {bookmark} \\h", stale=True)
    for made in list(paragraph._p)[before:]:
        link.append(made)
    paragraph._p.append(link)
