"""The styles of a Word file: one Latin and one Chinese font, sizes and colours, for headings, notes and cells."""

from __future__ import annotations

from docx.document import Document as WordFile
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

from seedbed.messages import Lang
from seedbed.report.word_layout.fields import element
from seedbed.report.word_layout.grids import CELL, HEAD

LATIN_FONT, CHINESE_FONT = "Arial", "Microsoft YaHei"
INK = RGBColor(0x1D, 0x27, 0x2B)
ACCENT = RGBColor(0x14, 0x52, 0x4E)
WARNING = RGBColor(0x8A, 0x3C, 0x10)
QUIET = RGBColor(0x4C, 0x58, 0x5C)
LANGUAGE_TAGS: dict[Lang, str] = {"zh": "zh-CN", "en": "en-GB"}
LEVELS = 3
"""How many levels of headings there are; the last one is not in the table of contents."""
_SIZES = {"Title": 24.0, "Subtitle": 13.0, "Heading 1": 16.0, "Heading 2": 12.5, "Heading 3": 11.0}


def set_styles(file: WordFile) -> None:
    """Set the template's styles that are used, and add ours."""
    normal = file.styles["Normal"]
    _set_font(normal, 10, INK)
    normal.paragraph_format.space_after = Pt(6)
    normal.paragraph_format.line_spacing = 1.15
    # A screen reader takes the first for Latin letters and the second for Chinese characters.
    normal.element.get_or_add_rPr().append(
        element("lang", val=LANGUAGE_TAGS["en"], eastAsia=LANGUAGE_TAGS["zh"])
    )
    for name, size in _SIZES.items():
        style = file.styles[name]
        _set_font(style, size, ACCENT if name != "Subtitle" else QUIET, bold=name != "Subtitle")
        style.paragraph_format.keep_with_next = True
    title = file.styles["Title"]
    for border in title.element.findall(f".//{qn('w:pBdr')}"):
        border.getparent().remove(border)
    title.paragraph_format.space_before = Pt(110)
    file.styles["Heading 1"].paragraph_format.space_before = Pt(20)
    file.styles["Heading 1"].paragraph_format.space_after = Pt(6)
    _set_font(file.styles["Caption"], 9.5, QUIET, bold=True)
    file.styles["Caption"].paragraph_format.space_before = Pt(8)
    file.styles["Caption"].paragraph_format.space_after = Pt(3)
    for name in ("Header", "Footer"):
        _set_font(file.styles[name], 8.5, QUIET)
    for name, size, colour in (
        ("Note", 9.0, QUIET), ("Warning", 10.5, WARNING), ("Cover", 10.5, INK),
        ("Contents Title", 14.0, ACCENT), ("Cover Title", 20.0, ACCENT), (CELL, 8.5, INK), (HEAD, 8.5, INK), ("Gap", 4.0, INK),
    ):  # fmt: skip
        style = _own_style(file, name)
        _set_font(style, size, colour, bold=name in ("Warning", "Contents Title", "Cover Title", HEAD))
        tight = name in (CELL, HEAD)
        style.paragraph_format.space_before = Pt(1.5 if tight else 3 if name == "Note" else 0)
        style.paragraph_format.space_after = Pt(1.5 if tight else 6)
        style.paragraph_format.line_spacing = 1.0 if tight else 1.15
    file.styles["Cover Title"].paragraph_format.space_before = Pt(40)
    for level in range(1, LEVELS):
        style = _own_style(file, f"TOC {level}")
        _set_font(style, 10.0, INK, bold=level == 1)
        style.paragraph_format.left_indent = Cm(0.6 * (level - 1))
        style.paragraph_format.space_after = Pt(3)


def _own_style(file: WordFile, name: str) -> ParagraphStyle:
    made: ParagraphStyle = file.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    made.base_style = file.styles["Normal"]
    return made


def _set_font(style: ParagraphStyle, size: float, colour: RGBColor, *, bold: bool = False) -> None:
    """One Latin and one Chinese font; the theme's names are taken out, since they would win."""
    style.font.size, style.font.bold, style.font.italic = Pt(size), bold, False
    style.font.color.rgb = colour
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for name in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{name}"), LATIN_FONT)
    fonts.set(qn("w:eastAsia"), CHINESE_FONT)
