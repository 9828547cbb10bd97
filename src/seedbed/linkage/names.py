"""Names of organisations in the form in which they are compared."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from seedbed.linkage.lexicon import lexicon
from seedbed.linkage.scripts import simplified

_CHINESE = re.compile("[\u4e00-\u9fff]")
_NOT_CHINESE_NAME = re.compile(r"[^\u4e00-\u9fffa-z0-9]+")
_LEGAL_ZH = re.compile(
    r"(?:股份有限责任公司|股份有限公司|有限责任公司|有限公司|股份公司|(?<![分子])公司|股份)$"
)
_GROUP_ZH = re.compile(r"集团$")
_OFFICE_ZH = re.compile(r"^((?!.?城市).{2,3}?)[省市](?=.{2,})")
_AND_ZH = re.compile(r"(?<=..)(?<!共)[和与及暨](?=..)")
_SAME_ZH = (("科学技术", "科技"), ("全国重点实验室", "国家重点实验室"))
_PARENTS_ZH = ("中国科学院", "中国工程院", "中国社会科学院")

_COUNTRY = re.compile(r"\((?:p\.? ?r\.? ?)?(?:china|prc|people.?s republic of china|singapore|hong kong)\)")
_WORD = re.compile(r"[a-z0-9]+")
_STOP = frozenset({"the", "of", "and", "for", "in", "at", "to", "a", "an", "on", "de"})
_LEGAL_EN = frozenset({
    "co", "company", "ltd", "limited", "inc", "incorporated", "corp", "corporation", "llc", "plc", "gmbh",
    "ag", "pte", "pvt", "jsc", "shares",
})  # fmt: skip
_GROUP_EN = frozenset({"group", "holding", "holdings"})
_LONG_FORMS: dict[str, str] = {
    "univ": "university", "sci": "science", "technol": "technology", "tech": "technology", "elect": "electronic",
    "inst": "institute", "acad": "academy", "lab": "laboratory", "hosp": "hospital", "natl": "national",
    "centre": "center", "med": "medical", "engn": "engineering", "eng": "engineering", "coll": "college",
    "chem": "chemical", "agr": "agricultural", "finan": "finance", "res": "research", "dev": "development",
    "mfg": "manufacturing", "intl": "international", "pharm": "pharmaceutical", "telecommun": "telecommunication",
    "1st": "first", "2nd": "second", "3rd": "third", "minist": "ministry", "govt": "government",
}  # fmt: skip
_PARENTS_EN = (("chinese", "academy", "science"),)
_LEAST_WORDS_WITHOUT_PARENT = 4
_LEAST_SIGNS_WITHOUT_PARENT = 6
_ACRONYM = re.compile(r"[A-Z][A-Z0-9&]{1,6}")
_SHORT_ZH = 3

# What an organisation is, by the last word of its Chinese name; a college may become a university.
_UNITS: tuple[tuple[str, str], ...] = (
    ("医院", "hospital"),
    ("实验室", "laboratory"),
    ("大学", "school"),
    ("学院", "school"),
    ("学校", "school"),
    ("研究院", "institute"),
    ("研究所", "institute"),
    ("中心", "center"),
    ("公司", "company"),
    ("局", "office"),
    ("委员会", "office"),
    ("厅", "office"),
    ("部", "office"),
    ("政府", "office"),
)


@dataclass(frozen=True, slots=True)
class NameKey:
    """One form of a name.

    Parameters
    ----------
    key
        Equal keys are candidates: ``zh:`` and the characters, or ``en:`` and the sorted words.
    ordered
        The words in their order, to see whether only the order differs.
    short
        An acronym or a short name, which many organisations may share.
    group, company
        Whether the name says group (集团), or a company's legal form without group.
    """

    key: str
    ordered: str
    short: bool = False
    group: bool = False
    company: bool = False


def is_chinese(name: str) -> bool:
    """Whether a name holds a Chinese character."""
    return _CHINESE.search(name) is not None


def chinese_key(name: str) -> NameKey:
    """The form of a Chinese name.

    1. Compatibility forms, case, traditional characters, blanks and brackets are levelled.
    2. 省 and 市 after a leading place name fall, and connectives; 科学技术 is written 科技.
    3. Legal forms at the end fall; a final 集团 falls but is remembered.

    >>> chinese_key("重慶機電控股（集團）公司").key
    'zh:重庆机电控股'
    """
    plain = simplified(unicodedata.normalize("NFKC", name).lower())
    plain = _NOT_CHINESE_NAME.sub("", plain)
    plain = _AND_ZH.sub("", _OFFICE_ZH.sub(r"\1", plain))
    for long, brief in _SAME_ZH:
        plain = plain.replace(long, brief)
    core = _LEGAL_ZH.sub("", plain)
    legal = core != plain
    bare = _GROUP_ZH.sub("", core)
    group = bare != core
    bare = bare or plain
    return NameKey(f"zh:{bare}", bare, len(bare) <= _SHORT_ZH, group, legal and not group)


def english_key(name: str) -> NameKey:
    """The form of an English name.

    1. Compatibility forms, accents, case and apostrophes are levelled; a country in brackets falls.
    2. Words: abbreviations are written out, plurals fold, articles and prepositions fall.
    3. Legal forms at the end fall; a final "group" falls but is remembered.

    >>> english_key("Univ. of Electronic Sciences & Technol. (China)").ordered
    'university electronic science technology'
    """
    acronym = _ACRONYM.fullmatch(name.strip()) is not None
    decomposed = unicodedata.normalize("NFKD", name)
    plain = "".join(sign for sign in decomposed if not unicodedata.combining(sign)).lower()
    plain = re.sub(r"['’‘`´]", "", _COUNTRY.sub(" ", plain))
    words = [_folded(word) for word in _WORD.findall(plain) if word not in _STOP]
    whole = list(words)
    group = company = False
    while len(words) > 1 and (words[-1] in _LEGAL_EN or words[-1] in _GROUP_EN):
        if words.pop() in _GROUP_EN:
            group = True
        else:
            company = True
    words = words or whole
    return NameKey(f"en:{' '.join(sorted(words))}", " ".join(words), acronym, group, company and not group)


def _folded(word: str) -> str:
    word = _LONG_FORMS.get(word, word)
    if word.endswith("ies") and len(word) > 5:
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith("s") and not word.endswith(("ss", "us", "is", "sics")):
        return word[:-1]
    return word


def corrected_key(key: NameKey) -> NameKey | None:
    """An English form with misspelt words corrected to words of the lexicon; ``None`` if none is.

    Place names and other proper names are never corrected: Chengde is not a misspelt Chengdu.

    >>> corrected_key(english_key("Southwest Petrolium Univeristy")).ordered
    'southwest petroleum university'
    """
    words = key.ordered.split()
    mended = [_corrected(word) for word in words]
    if mended == words or key.short:
        return None
    return NameKey(f"en:{' '.join(sorted(mended))}", " ".join(mended), False, key.group, key.company)


@cache
def _corrected(word: str) -> str:
    known = lexicon().words
    if len(word) < 6 or word in known or not word.isalpha():
        return word
    # OSA distance (Damerau 1964): one slip in a word of up to eight letters, two in a longer one.
    allowed = 1 if len(word) <= 8 else 2
    near = process.extract(word, sorted(known), scorer=OSA.distance, score_cutoff=allowed, limit=2)
    near = [hit for hit in near if hit[0][0] == word[0]]
    return near[0][0] if len(near) == 1 or (len(near) == 2 and near[0][1] < near[1][1]) else word


def without_parent(key: NameKey) -> NameKey | None:
    """The form without the academy that the name puts before or after it; ``None`` if there is none.

    >>> without_parent(chinese_key("中国科学院重庆绿色智能技术研究院")).ordered
    '重庆绿色智能技术研究院'
    """
    if key.key.startswith("zh:"):
        for parent in _PARENTS_ZH:
            rest = key.ordered.removeprefix(parent)
            if rest != key.ordered and len(rest) >= _LEAST_SIGNS_WITHOUT_PARENT:
                return NameKey(f"zh:{rest}", rest)
        return None
    words = tuple(key.ordered.split())
    for parent_words in _PARENTS_EN:
        size = len(parent_words)
        if len(words) - size < _LEAST_WORDS_WITHOUT_PARENT:
            continue
        rest_words = words[:-size] if words[-size:] == parent_words else ()
        if rest_words:
            return NameKey(f"en:{' '.join(sorted(rest_words))}", " ".join(rest_words))
    return None


def unit_of(name_zh: str) -> str | None:
    """What a Chinese name says its bearer is: hospital, school, laboratory, ...; ``None`` if it does not.

    >>> unit_of("重庆大学附属肿瘤医院"), unit_of("京东方")
    ('hospital', None)
    """
    plain = simplified(name_zh).strip()
    return next((unit for ending, unit in _UNITS if plain.endswith(ending)), None)
