"""Whether two sentences of a framework say the same: an output that repeats an activity.

"Train 600 technicians" and "600 technicians trained" differ in grammar only. English words are
compared by their stems, Chinese text by its pairs of characters, both without words that only say
that something is done; the measure is Dice's (1945): twice what is shared, divided by both sizes.
A shared subject is not enough, since a result is about the same people and things as the activity:
"technicians in work" repeats no training. Where one sentence names a deed, the other must too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

ALIKE = 0.75
"""From here on two sentences count as the same: three quarters of their words are shared."""

_WORD = re.compile(r"[a-z]+|\d[\d,.]*")
_HAN = re.compile("[\u4e00-\u9fff]+")
_EMPTY_WORDS = (
    "a an the of in on at to for by with and or from as its their is are be been being was were has have had "
    "will shall should new conduct carry out do done perform implement deliver hold organise organize "
    "undertake provide complete ensure support number total"
)
_EMPTY_ZH = re.compile(
    "开展|进行|实施|组织|举办|完成|实现|提供|得到|获得|予以|加以|已经|一批|相关|推进|推动|支持|数量|[的了已被将对为及与和等并各个名人次]"
)
_ENDINGS = (
    "ated", "ating", "ates", "ators", "ator", "ate", "isations", "izations", "isation", "ization", "ations", "ation", "ments", "ment", "ings", "ing", "ions",
    "ion", "ied", "ies", "ed", "es", "s", "e", "y",
)  # fmt: skip
_LEAST_STEM = 4
_DEEDS = (
    "train coach teach educate mentor workshop seminar conference lecture course campaign tour fair visit "
    "build construct establish erect install renovate rehabilitate upgrade equip purchase procure buy acquire "
    "publish print draft write prepare develop design translate survey study research map assess evaluate "
    "audit recruit hire select award distribute disburse grant subsidise subsidize lend fund finance promote "
    "advertise launch open pilot test certify license register consult advise"
)
_DEEDS_ZH = re.compile(
    "培训|教育|辅导|授课|研讨|讲座|会议|论坛|对接会|招聘会|考察|参观|宣传|活动|建设|建立|修建|新建|改建|改造|装修|安装|升级|"
    "采购|购置|购买|出版|印发|编写|编制|起草|开发|设计|翻译|调研|调查|研究|评估|审计|招募|招聘|选拔|评选|发放|补贴|资助|"
    "启动|开通|试点|认证|登记|咨询"
)


def likeness(a: str | None, b: str | None) -> float:
    """How far two sentences share their words, 0..1; 0 where one of them is empty.

    >>> likeness("Train 600 technicians in entrepreneurship", "600 technicians trained in entrepreneurship")
    1.0
    >>> likeness("开展技能人才创业培训", "技能人才创业培训已完成")
    1.0
    """
    if not a or not b:
        return 0.0
    english = (
        _dice(_stems(a), _stems(b))
        if _same_deed(_stems(a) & _stems_of(_DEEDS), _stems(b) & _stems_of(_DEEDS))
        else 0.0
    )
    chinese = _dice(_pairs(a), _pairs(b)) if _same_deed(_deeds_zh(a), _deeds_zh(b)) else 0.0
    return max(english, chinese)


def most_alike(
    sentence: Sequence[str | None], others: Sequence[Sequence[str | None]]
) -> tuple[int, float] | None:
    """The other that a sentence resembles most, in any of its languages.

    Parameters
    ----------
    sentence
        The same sentence in each language; null where it is not written.
    others
        The same of each other one.

    Returns
    -------
    Its position and likeness; null where there are no others.
    """
    scored = [
        (max((likeness(a, b) for a, b in zip(sentence, other, strict=True)), default=0.0), -at)
        for at, other in enumerate(others)
    ]
    if not scored:
        return None
    best, at = max(scored)
    return -at, best


def _same_deed(a: frozenset[str], b: frozenset[str]) -> bool:
    return bool(a & b) or not (a or b)


def _deeds_zh(text: str) -> frozenset[str]:
    return frozenset(_DEEDS_ZH.findall(text))


@lru_cache(maxsize=4096)
def _stems_of(text: str) -> frozenset[str]:
    return frozenset(_stem(word) for word in _WORD.findall(text.casefold()))


def _stems(text: str) -> frozenset[str]:
    return _stems_of(text) - _stems_of(_EMPTY_WORDS)


def _stem(word: str) -> str:
    """A word without its ending, so that train, trained and training agree."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST_STEM:
            return word.removesuffix(ending)
    return word


def _pairs(text: str) -> frozenset[str]:
    runs = _HAN.findall(_EMPTY_ZH.sub("", text))
    joined = "".join(runs)
    return frozenset(joined[at : at + 2] for at in range(len(joined) - 1))


def _dice(a: frozenset[str], b: frozenset[str]) -> float:
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0
