"""Words by which a rule sees what a cell is about, in English and Chinese."""

from __future__ import annotations

import polars as pl

_PEOPLE = (
    r"(?i)\b(?:persons?|people|women|men|girls?|boys?|graduates?|technicians?|students?|teachers?|trainees?|"
    r"trainers?|workers?|farmers?|entrepreneurs?|migrants?|beneficiar(?:y|ies)|participants?|employees?|"
    r"jobseekers?|job seekers?|engineers?|researchers?|residents?|headcount)\b"
    "|人|毕业生|技能人才|学生|教师|学员|工人|农民|创业者|职工|妇女|女性|居民|劳动力"
)
_NOT_PEOPLE = r"(?i)\bper\s+(?:[\d,]+\s+)?(?:persons?|people|workers?|employees?)\b|每[万千百]?人|人均|机器人|\bman-?(?:hours?|days?)\b"
_SHARE_UNITS = r"(?i)^\s*(?:%|percent(?:age)?|per cent|share|ratio|百分比|比例|占比)\s*$"
_SAYS_NOTHING = (
    r"(?i)^(?:\s|[,.;/&、，；。和与及]|\b(?:and|or|of|the|a|an|by|from)\b|"
    r"\b(?:project|programme|program|progress|annual|quarterly|monthly|regular|official|various|relevant|internal)\b|"
    r"\b(?:reports?|reporting|records?|documents?|documentation|data|statistics|information|monitoring|"
    r"survey|surveys|tbd|tba|n/?a|none|to be determined|to be defined)\b|"
    r"项目|计划|进展|进度|年度|季度|月度|定期|官方|相关|各类|内部|报告|汇报|记录|资料|文件|文档|数据|统计|信息|监测|调查|待定|无|暂无)*$"
)


_UNDECIDED = r"(?i)^(?:\s|[-–—?.]|tbd|tba|n/?a|none|unit|to be (?:determined|defined)|待定|无|暂无|单位)*$"


def about_people(unit: pl.Expr, *names: pl.Expr) -> pl.Expr:
    """Whether an indicator counts people, or is a share of people (by its names)."""
    named = pl.any_horizontal([_speaks_of_people(name) for name in names])
    is_share = unit.fill_null("").str.contains(_SHARE_UNITS)
    return _speaks_of_people(unit) | (is_share & named)


def _speaks_of_people(text: pl.Expr) -> pl.Expr:
    """Whether people are named other than as a divisor, an hour of work or a robot."""
    return text.fill_null("").str.replace_all(_NOT_PEOPLE, " ").str.contains(_PEOPLE)


def says_nothing(text: pl.Expr) -> pl.Expr:
    """Whether a means of verification names no document, register or survey that one could ask for."""
    return text.fill_null("").str.contains(_SAYS_NOTHING)


def blank(text: pl.Expr) -> pl.Expr:
    """Whether a text is missing or only spaces."""
    return text.fill_null("").str.strip_chars() == ""


def undecided(text: pl.Expr) -> pl.Expr:
    """Whether a text is missing or only holds the place of one: TBD, n/a, 待定."""
    return text.fill_null("").str.contains(_UNDECIDED)
