"""Headings of a CV in Chinese and English, and whether two CVs stand in one file."""

from __future__ import annotations

import re

_SECTIONS: dict[str, str] = {
    "education": r"教育背景|教育经历|学习经历|educational background|education(?: and training)?|academic background",
    "work": r"工作经历|工作经验|工作履历|实习经历|work experience|professional experience|employment history|"
    r"work history|experience|employment",
    "skills": r"专业技能|技能特长|个人技能|职业技能|技能|skills|professional skills|technical skills|key skills",
    "about": r"自我评价|个人评价|个人总结|summary|profile|personal statement|about me|self-evaluation",
}
_HEADING = re.compile(
    r"^\W*(?:\d{1,2}[.、]\s*|[一二三四五六七八九十][、.]\s*)?(?:"
    + "|".join(f"(?P<{name}>{words})" for name, words in _SECTIONS.items())
    + r")(?![A-Za-z])\W*(?:[A-Za-z][A-Za-z &]{2,30})?\W*$",
    re.IGNORECASE | re.MULTILINE,
)
_NEAR = 60  # characters: a heading and its translation on the next line are one heading


def looks_like_two_cvs(text: str) -> bool:
    """Whether at least two kinds of section head appear twice, as when two CVs were joined.

    Two language versions of one CV are the usual case. A single section that is split over two
    pages with its head repeated is not enough.

    >>> one = "教育背景\\n某大学 本科，机械工程\\n工作经历\\n某公司 工程师，三年\\n"
    >>> looks_like_two_cvs(one), looks_like_two_cvs(one * 2)
    (False, False)
    >>> long = one.replace("三年", "负责产线调试与维护" * 12)
    >>> looks_like_two_cvs(long + "Education\\nBSc " + "x" * 80 + "\\nWork experience\\nEngineer")
    True
    """
    places: dict[str, list[int]] = {}
    for found in _HEADING.finditer(text):
        seen = places.setdefault(str(found.lastgroup), [])
        if not seen or found.start() - seen[-1] > _NEAR:
            seen.append(found.start())
    return sum(len(seen) >= 2 for seen in places.values()) >= 2
