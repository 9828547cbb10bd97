"""What a CV says in labelled fields that a row of ``people`` has a column for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

Sex = Literal["female", "male"]

# Words for degrees and the ISCED 2011 level of each, highest first; China's mapping follows
# UNESCO UIS, ISCED 2011 mapping of the People's Republic of China.
_DEGREES: tuple[tuple[int, str], ...] = (
    (8, r"博士|ph\.?\s?d\b|doctor(?:ate| of philosophy)|doctoral degree"),
    (7, r"硕士|研究生|master(?:'s|’s)?(?: degree| of)|\bm\.?sc\b|\bm\.?eng\b|\bmba\b"),
    (6, r"本科|学士|bachelor(?:'s|’s)?(?: degree| of)|\bb\.?sc\b|\bb\.?eng\b|\bb\.?a\.(?=\s)"),
    (5, r"大专|专科|高职|associate(?:'s|’s)? degree|higher vocational|junior college"),
    (3, r"高中|中专|技校|职高|中职|senior high school|high school diploma|secondary vocational"),
    (2, r"初中|junior (?:high|middle) school"),
)
_DEGREE = tuple((level, re.compile(words, re.IGNORECASE)) for level, words in _DEGREES)
_EDUCATION_LABEL = re.compile(
    r"(?:最高学历|学\s*历|学位|文化程度|highest (?:education|degree|qualification)|degree)[ ]*[:：\t][ \t]*([^\n\t|;；]{1,40})",
    re.I,
)
_EDUCATION_HEAD = re.compile(
    r"^\W*(?:教育背景|教育经历|学习经历|education(?:al background)?)(?![A-Za-z]).{0,30}$", re.I | re.M
)
_SEX = re.compile(r"(?:性\s*别|sex|gender)[ ]*[:：\t ][ \t]*(男|女|female|male|f\b|m\b)", re.IGNORECASE)
_GRADUATED = re.compile(
    r"(?:毕业时间|毕业日期|毕业年月|graduat(?:ed|ion)(?: date| in| on)?)[ ]*[:：\t ][ \t]*"
    r"((?:19|20)\d{2})(?:[-/.年 ]{1,2}(0?[1-9]|1[0-2])(?!\d))?",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"(?:^|(?<=[\n\t|;；]))[ ]*(?:求职意向|应聘职位|应聘岗位|期望职位|目标职位|意向岗位|现任职位|当前职位|职位|"
    r"desired position|position applied for|job objective|current position|job title)[ ]*[:：\t][ \t]*([^\n\t|;；]{2,60})",
    re.IGNORECASE,
)
_INSTITUTION = re.compile(
    r"(?:毕业院校|毕业学校|毕业于|就读院校|alma mater|graduated from|university attended)[ ]*[:：\t ][ \t]*([^\n\t|;；，,（(]{2,80})",
    re.IGNORECASE,
)
_SECTION_LENGTH = 600


@dataclass(frozen=True, slots=True)
class Profile:
    """What a document says about a seeker; ``None`` where it does not say.

    Parameters
    ----------
    text
        The document, without personal data.
    title
        Occupation sought or held, as written.
    sex
        As the person states it.
    education
        Highest level, ISCED 2011.
    graduated
        First day of the month; only when a month is given.
    institution
        Where the highest degree was taken, by name as written.
    """

    text: str
    title: str | None = None
    sex: Sex | None = None
    education: int | None = None
    graduated: date | None = None
    institution: str | None = None


def labelled_fields(text: str) -> Profile:
    """Read the labelled fields of a CV's text, which must still hold them.

    Only labels are believed, and for education also the section of that name: a word such as
    "doctor" in running text says nothing about its writer.

    >>> labelled_fields("性别：女\\n最高学历：本科\\n毕业时间：2021年6月\\n求职意向：数控技术员").education
    6
    """
    sex = _SEX.search(text)
    title = _TITLE.search(text)
    graduated = _GRADUATED.search(text)
    institution = _INSTITUTION.search(text)
    return Profile(
        text=text,
        title=title.group(1).strip() if title else None,
        sex=_sex(sex.group(1)) if sex else None,
        education=_education(text),
        graduated=date(int(graduated.group(1)), int(graduated.group(2)), 1)
        if graduated and graduated.group(2)
        else None,
        institution=institution.group(1).strip() if institution else None,
    )


def level_of_degree(words: str) -> int | None:
    """The ISCED 2011 level of the highest degree that some words name.

    >>> level_of_degree("工学硕士"), level_of_degree("Bachelor of Engineering"), level_of_degree("若干")
    (7, 6, None)
    """
    return next((level for level, pattern in _DEGREE if pattern.search(words)), None)


def _sex(word: str) -> Sex:
    return "female" if word.lower() in ("女", "female", "f") else "male"


def _education(text: str) -> int | None:
    label = _EDUCATION_LABEL.search(text)
    if label:
        level = level_of_degree(label.group(1))
        if level is not None:
            return level
    head = _EDUCATION_HEAD.search(text)
    return level_of_degree(text[head.end() : head.end() + _SECTION_LENGTH]) if head else None
