"""Official classifications: codes, names and what belongs under what.

Five come with the project; ``codes/NOTICE`` says from where. ``csco2022`` is whole, of the others the
upper levels are there: users read the official file of their own with :func:`read_classification`.

============  ==============================================================================
csco2022      China's occupations of 2022: four levels; ``flags`` L (green) and S (digital)
isco08        ISCO-08 (ILO, 2012): major and sub-major groups
gbt4754       GB/T 4754-2017, industries: sections and divisions
isic4         ISIC rev. 4 (United Nations, 2008): sections and divisions
gbt2260       GB/T 2260, places: provinces, the districts of Chongqing, prefectures of Sichuan
============  ==============================================================================
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Collection
from dataclasses import dataclass
from importlib import resources
from itertools import accumulate
from pathlib import Path

import polars as pl

from seedbed.messages import Finding, Refusal, Severity

FINDINGS_SHOWN = 20
# A list of codes is small; what is larger is something else.
SIZE_AT_MOST = 64 * 1024**2

_CODE_NAMES = (
    "code",
    "代码",
    "编码",
    "isco08",
    "isco 08 code",
    "isco_code",
    "职业代码",
    "行业代码",
    "区划代码",
)
_ENGLISH_NAMES = (
    "label_en", "name_en", "preferredlabel", "title", "title en", "description", "english", "en", "英文名称", "label",
)  # fmt: skip
_CHINESE_NAMES = (
    "label_zh",
    "name_zh",
    "name",
    "名称",
    "中文名称",
    "职业名称",
    "行业名称",
    "类别名称",
    "chinese",
    "zh",
)
# How many divisions each section has (they are numbered without gaps), and its last division.
_GBT4754_SECTIONS = dict(zip("ABCDEFGHIJKLMNOPQRST", (5, 7, 31, 3, 4, 2, 8, 2, 3, 4, 1, 2, 3, 4, 3, 1, 2, 5, 6, 1), strict=True))  # fmt: skip
_ISIC4_LAST = dict(
    zip("ABCDEFGHIJKLMNOPQRSTU", (3, 9, 33, 35, 39, 43, 47, 53, 56, 63, 66, 68, 75, 82, 84, 85, 88, 93, 96, 98, 99), strict=True)
)  # fmt: skip


CLASSIFICATIONS = ("csco2022", "isco08", "gbt2260", "gbt4754", "isic4")
"""The classifications that the project knows."""


@dataclass(frozen=True, slots=True)
class Classification:
    """A classification.

    Parameters
    ----------
    name
        Which one: a key of the table above.
    codes
        ``code``, ``label_en``, ``label_zh`` (null where unknown), ``parent`` (null at the top),
        ``level`` (1 at the top), ``flags``; ordered by code.
    findings
        What was odd in the source and is told, not lost.
    """

    name: str
    codes: pl.DataFrame
    findings: tuple[Finding, ...] = ()

    def children(self, code: str) -> pl.DataFrame:
        """The rows directly under a code.

        >>> classification("gbt4754").children("D")["code"].to_list()
        ['44', '45', '46']
        """
        return self.codes.filter(parent=code)

    def ancestors(self, code: str) -> list[str]:
        """The codes above a code, the nearest first.

        >>> classification("csco2022").ancestors("6-18-02-04")
        ['6-18-02-00', '6-18-00-00', '6-00-00-00']
        """
        above = dict(self.codes.select("code", "parent").iter_rows())
        found = []
        while (code := above.get(code) or "") != "":
            found.append(code)
        return found

    def search(self, text: str) -> pl.DataFrame:
        """The rows whose code begins with a text or whose names contain it, shortest names first.

        >>> classification("isic4").search("Forestry")["code"].to_list()
        ['02', 'A']
        """
        wanted = text.strip().lower()
        names = [pl.col(name).fill_null("").str.to_lowercase() for name in ("label_en", "label_zh")]
        hit = pl.col("code").str.to_lowercase().str.starts_with(wanted)
        for name in names:
            hit |= name.str.contains(wanted, literal=True)
        length = pl.min_horizontal(
            pl.when(name.str.contains(wanted, literal=True)).then(name.str.len_chars()) for name in names
        )
        return self.codes.filter(hit if wanted else pl.lit(value=False)).sort(
            length, "code", nulls_last=True, maintain_order=True
        )


def classification(name: str) -> Classification:
    """A classification that comes with the project.

    Raises
    ------
    Refusal
        The project has none of that name.
    """
    _scheme(name)
    content = (resources.files("seedbed.catalog") / "codes" / f"{name}.csv").read_bytes()
    return _classification(name, pl.read_csv(content, infer_schema=False))


def read_classification(path: str | Path, name: str) -> Classification:
    """A classification from a CSV file of the user's, such as the official download.

    The column of codes and one of names are found by their headings (``code``, ``代码``, ``preferredLabel``,
    ``名称``, ...). Flags glued to names of ``csco2022`` are parted from them, parents are rebuilt from the
    codes, of a code that stands twice the first row stays; what was mended is in the findings.

    Raises
    ------
    Refusal
        The file is missing, no table, too large, without codes or names, or holds no code of the
        scheme; the project knows no scheme of that name.
    """
    _scheme(name)
    path = Path(path)
    if not path.is_file():
        raise Refusal.because("catalog.missing-list", file=str(path))
    if path.stat().st_size > SIZE_AT_MOST:
        raise Refusal.because("catalog.list-too-large", file=str(path), most=SIZE_AT_MOST)
    try:
        content = path.read_bytes()
        text = content.decode("utf-8-sig") if _is_utf8(content) else content.decode("gb18030")
        raw = pl.read_csv(text.encode(), infer_schema=False)
    except (UnicodeDecodeError, pl.exceptions.PolarsError) as error:
        raise Refusal.because("catalog.unreadable-list", file=str(path)) from error
    headings = {column.strip().lower(): column for column in raw.columns}
    code = _first(headings, _CODE_NAMES)
    english, chinese = _first(headings, _ENGLISH_NAMES), _first(headings, _CHINESE_NAMES)
    if code is None or (english is None and chinese is None):
        raise Refusal.because("catalog.list-without-codes", file=str(path))
    named = raw.select(
        code=pl.col(code).str.strip_chars(),
        label_en=pl.col(english).str.strip_chars() if english else pl.lit(None, dtype=pl.String),
        label_zh=pl.col(chinese).str.strip_chars() if chinese else pl.lit(None, dtype=pl.String),
    )
    return _classification(name, named)


@dataclass(frozen=True, slots=True)
class _Scheme:
    """How the codes of a classification look, and the codes that may be above a code, nearest first."""

    pattern: re.Pattern[str]
    above: Callable[[str], list[str]]


def _classification(name: str, raw: pl.DataFrame) -> Classification:
    scheme = _scheme(name)
    raw = raw.filter(pl.col("code").fill_null("") != "")
    fits = pl.col("code").map_elements(
        lambda code: scheme.pattern.fullmatch(code) is not None, return_dtype=pl.Boolean
    )
    judged = raw.with_columns(fits=fits)
    strange, kept = judged.filter(~pl.col("fits")), judged.filter("fits").drop("fits")
    if kept.is_empty():
        raise Refusal.because("catalog.no-codes", name=name, rows=raw.height)
    twice = kept.filter(pl.col("code").is_duplicated())["code"].unique(maintain_order=True)
    findings = [
        Finding("catalog.strange-code", {"name": name, "code": code}, Severity.WARNING)
        for code in strange["code"][:FINDINGS_SHOWN]
    ]
    findings += [
        Finding("catalog.duplicate-code", {"name": name, "code": code}, Severity.WARNING)
        for code in twice[:FINDINGS_SHOWN]
    ]
    kept = kept.unique("code", keep="first", maintain_order=True).sort("code")
    known = set(kept["code"])
    above = {code: _nearest(scheme.above(code), known) for code in kept["code"]}
    orphans = [code for code, parent in above.items() if parent is None and scheme.above(code)]
    findings += [
        Finding("catalog.code-without-parent", {"name": name, "code": code}, Severity.NOTE)
        for code in orphans[:FINDINGS_SHOWN]
    ]
    level: dict[str, int] = {}
    for code in sorted(above, key=lambda one: len(scheme.above(one))):
        parent = above[code]
        level[code] = 1 if parent is None else level[parent] + 1
    flags = pl.col("flags") if "flags" in kept.columns else pl.lit(None, dtype=pl.String)
    english = pl.col("label_en") if "label_en" in kept.columns else pl.lit(None, dtype=pl.String)
    kept = kept.with_columns(label_en=english, flags=flags.fill_null(""))
    if name == "csco2022":
        kept = _flags_parted(kept)
    return Classification(
        name,
        kept.select(
            "code",
            *(pl.col(label).replace("", None) for label in ("label_en", "label_zh")),
            parent=pl.col("code").replace_strict(above, return_dtype=pl.String),
            level=pl.col("code").replace_strict(level, return_dtype=pl.Int64),
            flags="flags",
        ),
        tuple(findings),
    )


def _flags_parted(codes: pl.DataFrame) -> pl.DataFrame:
    """``...工程技术人员L/S`` as name and flags ``L|S``."""
    glued = pl.col("label_zh").str.extract(r"(L/S|L|S)$").fill_null("").str.replace("/", "|")
    return codes.with_columns(
        label_zh=pl.col("label_zh").str.replace(r"(L/S|L|S)$", "").str.replace_all(r"\s", ""),
        flags=pl.when(glued != "").then(glued).otherwise("flags"),
    )


def _nearest(codes: list[str], known: Collection[str]) -> str | None:
    return next((code for code in codes if code in known), None)


def _above_csco(code: str) -> list[str]:
    parts = code.split("-")
    filled = max(at for at, part in enumerate(parts) if at == 0 or part != "00")
    return ["-".join([*parts[:keep], *["00"] * (4 - keep)]) for keep in range(filled, 0, -1)]


def _above_digits(code: str) -> list[str]:
    return [code[:keep] for keep in range(len(code) - 1, 0, -1)]


def _above_place(code: str) -> list[str]:
    return [above for above in (f"{code[:4]}00", f"{code[:2]}0000") if above < code]


def _above_industry(last: dict[str, int]) -> Callable[[str], list[str]]:
    """Sections of letters over divisions of two digits; ``last`` is the last division of each."""
    sections, ends = list(last), list(last.values())

    def above(code: str) -> list[str]:
        if code.isalpha():
            return []
        digits = code.lstrip("ABCDEFGHIJKLMNOPQRSTU")
        prefix = code.removesuffix(digits)
        section = sections[min(bisect_right(ends, int(digits[:2]) - 1), len(sections) - 1)]
        longer = [digits[:keep] for keep in range(len(digits) - 1, 1, -1)]
        return [*(prefix + one for one in longer), section]

    return above


def _schemes() -> dict[str, _Scheme]:
    gbt4754 = dict(zip(_GBT4754_SECTIONS, accumulate(_GBT4754_SECTIONS.values()), strict=True))
    return {
        "csco2022": _Scheme(re.compile(r"[1-8]-\d{2}-\d{2}-\d{2}"), _above_csco),
        "isco08": _Scheme(re.compile(r"\d{1,4}"), _above_digits),
        "gbt2260": _Scheme(re.compile(r"\d{6}"), _above_place),
        "gbt4754": _Scheme(re.compile(r"[A-T]|[A-T]?\d{2,4}"), _above_industry(gbt4754)),
        "isic4": _Scheme(re.compile(r"[A-U]|[A-U]?\d{2,4}"), _above_industry(_ISIC4_LAST)),
    }


def _scheme(name: str) -> _Scheme:
    schemes = _schemes()
    if name not in schemes:
        raise Refusal.because("catalog.unknown-classification", name=name, known=", ".join(schemes))
    return schemes[name]


def _first(headings: dict[str, str], names: Collection[str]) -> str | None:
    return next((headings[name] for name in names if name in headings), None)


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return True
