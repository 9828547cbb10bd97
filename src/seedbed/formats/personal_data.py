"""Taking out of a CV what matching does not need and what points at the person.

Least collection (Personal Information Protection Law of the PRC, article 6; GDPR, article 5(1)(c)):
names, contacts, identity numbers, addresses, dates of birth, and the particulars that decide
nothing here (ethnic group, politics, religion, marriage, health, height). The rules see labels, forms and the
top line of a CV; a name that stands only in running text stays, which is why a stored text is
still personal data.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

# Full-width letters, digits and signs are ordinary in Chinese forms; lengths stay as they are.
_NARROW: dict[int, str] = {
    code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code - 0xFEE0).isalnum()
}
_NARROW |= {ord(wide): narrow for wide, narrow in zip("＠．＋－＿\u3000", "@.+-_ ", strict=True)}

_END = r"(?=\s{2,}|[\n\t|;；]|$)"
_SEP = r"[ ]*(?:[:：]|\t)[ \t]*"

# Labels whose value goes, up to the end of its cell or line.
_LABELS: tuple[tuple[str, str], ...] = (
    (
        "contact",
        r"联系方式|联系电话|手机号码?|手机|移动电话|固定电话|办公电话|电话号码|电话|电子邮箱|电子邮件|邮箱|微信号?|"
        r"QQ号?|传真|紧急联系人|"
        r"(?:tel|telephone|phone|mobile|cell|fax|e-?mail|wechat|whatsapp|skype|contact)"
        r"(?: ?(?:no|number|address|details|id)\.?)?",
    ),
    (
        "address",
        r"家庭住址|家庭地址|通讯地址|联系地址|现居住地址|现居地址|详细地址|住址|地址|户籍地址|邮政编码|邮编|籍贯|"
        r"户口所在地|户籍|(?:home |postal |permanent |current )?address|post ?code|zip(?: code)?|place of birth",
    ),
    (
        "identity",
        r"身份证号码?|身份证|证件号码?|护照号码?|社保卡号|驾驶证号|学号|工号|"
        r"(?:passport|id card|identity card|id|national id|student id)(?: ?(?:no|number)\.?)",
    ),
    (
        "birth",
        r"出生日期|出生年月日?|出生|生日|年龄|date of birth|birth ?date|d\.?o\.?b\.?|birthday|age",
    ),
    (
        "particulars",
        r"民族|政治面貌|宗教信仰|婚姻状况|婚否|婚育状况|健康状况|身高|体重|血型|国籍|性别|"
        r"ethnic(?:ity| group)|nationality|religion|marital status|political (?:status|affiliation)|health|"
        r"height|weight|sex|gender",
    ),
)
_LABELLED = [
    (
        name,
        re.compile(
            rf"(?:(?<=^)|(?<=[\n\t|;；，,。 ]))(?P<label>{words}){_SEP}(?P<value>[^\n\t|;；]*?){_END}", re.I
        ),
    )
    for name, words in _LABELS
]
_NEXT_LABEL = re.compile(r"[ ,，、]+(?=[\u4e00-\u9fffA-Za-z][\u4e00-\u9fffA-Za-z ]{0,14}[ ]?[:：])")

_FORMS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "contact",
        re.compile(r"[A-Za-z0-9._%+\-]{1,64}[ ]?@[ ]?[A-Za-z0-9\-]{1,63}(?:\.[A-Za-z0-9\-]{1,63}){1,4}"),
    ),
    ("link", re.compile(r"(?:https?://|www\.)[^\s<>，。；）)]{3,200}", re.I)),
    (
        "link",
        re.compile(
            r"\b(?:linkedin\.com|github\.com|gitee\.com|zhihu\.com|facebook\.com)/[^\s<>，。；）)]{1,100}",
            re.I,
        ),
    ),
    # Resident identity number, GB 11643-1999: division, date of birth, serial, check character.
    (
        "identity",
        re.compile(
            r"(?<![0-9A-Za-z])[1-9]\d{5}[ ]?(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[ ]?\d{3}[0-9Xx]"
            r"(?![0-9A-Za-z])"
        ),
    ),
    (
        "contact",
        re.compile(r"(?<![\d.])(?:\(?\+?(?:00)?86\)?[- ]?)?1[3-9]\d(?:[- ]?\d{4}){2}(?![\d.])"),
    ),
    ("contact", re.compile(r"(?<![\d.])(?:\(0\d{2,3}\)|0\d{2,3})[- ]?\d{7,8}(?:-\d{1,5})?(?![\d.])")),
    ("contact", re.compile(r"(?<![\w+])\+\d{1,3}(?:[ ().-]{0,2}\d{2,5}){2,5}(?!\d)")),
)

_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏"
    "钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜"
    "倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐沿梅莫庄辛管祝左涂谷祁时舒耿牟卜路詹关苗凌费纪靳盛童欧甄项曲成游"
)
_NOT_A_NAME = re.compile(
    r"[师员工理长历介任管官人监表件务计]$|^(?:高级|高中|金融|文员|文秘|石油|成都|方向|项目|时间|管理|关于|安全|安装|"
    r"程序|计算|电气|常用|成果|成绩)"
)
_ROLE_WORDS = frozenset({
    "curriculum", "vitae", "resume", "résumé", "cv", "profile", "summary", "engineer", "manager",
    "developer", "designer", "analyst", "technician", "operator", "nurse", "teacher", "accountant",
    "assistant", "director", "officer", "specialist", "consultant", "intern", "student",
    "education", "skills", "experience", "work", "personal", "information", "software", "hardware",
    "data", "project", "senior", "junior", "sales", "marketing", "quality", "production",
    "mechanical", "electrical", "civil", "chemical", "computer", "science", "university", "college",
    "institute", "of", "and", "the", "for", "in", "with", "school", "company", "technology",
    "contact", "details", "about", "me", "objective", "career", "page",
})  # fmt: skip
_NAME_LABEL_ZH = re.compile(
    r"(?:^|(?<=[\n\t|;；，, ]))姓[ ]{0,4}名[ ]*(?:[:：]|\t| )?[ \t]*"
    r"(?P<name>[\u4e00-\u9fff][\u4e00-\u9fff·• ]{0,12}?[\u4e00-\u9fff·])(?=[\s,，;；|（(]|性别|年龄|民族|出生|电话|手机|$)"
)
_NAME_LABEL_EN = re.compile(
    r"(?:^|(?<=[\n\t|;；]))[ ]*(?:full |first |last |family |given |sur|chinese |english )?name[ ]*(?:[:：]|\t)[ \t]*"
    r"(?P<name>[^\n\t|;；,，:：]{2,60}?)(?=\s{2,}|[\n\t|;；,，]|[ ](?:sex|gender|age|tel|phone|mobile|e-?mail)\b|$)",
    re.IGNORECASE,
)
_NAME_LABEL_MIXED = re.compile(
    r"(?:^|(?<=[\n\t|;；，, ]))姓[ ]{0,4}名[ ]*[:：\t][ \t]*(?P<name>[A-Za-z][A-Za-z .'\-]{1,50})"
)
# What stays of a form's field when its name is gone.
_EMPTIED_LABEL = re.compile(
    r"(?:^|(?<=[\n\t|;；，, ]))姓名[ ]*(?=[:：\t\n ]|$)[:：]?[ ]*"
    r"|(?:^|(?<=[\n\t|;；]))[ ]*(?:full |first |last |family |given |sur)?name[ ]*(?:[:：]|(?=\t))[ ]*",
    re.IGNORECASE,
)
# Forms set two-character labels wide: 姓　名, 性 别.
_SPACED_LABEL = re.compile(
    r"(?:姓[ ]{1,6}名|性[ ]{1,6}别|民[ ]{1,6}族|年[ ]{1,6}龄|生[ ]{1,6}日|籍[ ]{1,6}贯|电[ ]{1,6}话|手[ ]{1,6}机|邮[ ]{1,6}箱|"
    r"住[ ]{1,6}址|地[ ]{1,6}址|婚[ ]{1,6}否|身[ ]{1,6}高|体[ ]{1,6}重)"
)
_TITLED = re.compile(
    r"(?:^|\n)[ ]*(?:(?P<zh>[\u4e00-\u9fff·]{2,6}?)[ ]?的?[ ]?(?:个人)?简历"
    r"|(?:curriculum vitae|resume|cv)[ ]*(?:of|[-–—:：])[ ]*(?P<en>[A-Z][A-Za-z.'\-]+(?:[ ][A-Z][A-Za-z.'\-]+){1,3}))"
    r"[ ]*(?=\n|$)",
    re.IGNORECASE,
)
_TOP_ZH = re.compile(r"[\u4e00-\u9fff](?:[ ]{0,4}[\u4e00-\u9fff]){1,3}")
_TOP_EN = re.compile(r"[A-Z][A-Za-z'\-]+(?:,?[ ][A-Z][A-Za-z.'\-]*){1,3}")
_HEADLINES = frozenset(
    {"个人简历", "简历", "求职简历", "我的简历", "个人资料", "基本信息", "个人信息", "基本资料"}
)


@dataclass(frozen=True, slots=True)
class Stripped:
    """A text without what was taken out, and how often each class of it was found."""

    text: str
    removed: tuple[tuple[str, int], ...]


def without_personal_data(text: str, names: Sequence[str] | None = None) -> Stripped:
    """Take names, contacts, identity numbers, addresses and particulars out of a CV's text.

    Parameters
    ----------
    names
        The person's names where they are known; else they are read from labels and the top line.

    >>> without_personal_data("姓名：欧阳一\\t性别：女\\t手机：138 0000 0000\\n熟悉 PLC 编程").text
    '熟悉 PLC 编程'
    """
    counts: dict[str, int] = {}

    def taken(name: str) -> Callable[[re.Match[str]], str]:
        def take(found: re.Match[str]) -> str:
            counts[name] = counts.get(name, 0) + 1
            return ""

        return take

    plain = _SPACED_LABEL.sub(lambda found: re.sub(r"\s", "", found.group()), text.translate(_NARROW))
    for name in _names(plain) if names is None else names:
        spaced = r"[ ]{0,4}".join(map(re.escape, name)) if _is_chinese(name) else re.escape(name)
        edge = ("", "") if _is_chinese(name) else (r"\b", r"\b")
        plain = re.sub(edge[0] + spaced + edge[1], taken("name"), plain, flags=re.IGNORECASE)
    for class_name, pattern in _LABELLED:
        plain = pattern.sub(_without_value(class_name, counts), plain)
    for class_name, pattern in _FORMS:
        plain = pattern.sub(taken(class_name), plain)
    plain = _EMPTIED_LABEL.sub("", plain)
    return Stripped(_tidied(plain), tuple(sorted(counts.items())))


def _without_value(class_name: str, counts: dict[str, int]) -> Callable[[re.Match[str]], str]:
    """Remove a label with its value, but only up to a next label on the same line."""

    def remove(found: re.Match[str]) -> str:
        counts[class_name] = counts.get(class_name, 0) + 1
        following = _NEXT_LABEL.search(found.group("value"))
        return "" if following is None else found.group("value")[following.end() :]

    return remove


def _names(text: str) -> list[str]:
    """Names that a label, a title or the top line gives, longest first."""
    names = {
        found.group("name").strip()
        for pattern in (_NAME_LABEL_ZH, _NAME_LABEL_EN, _NAME_LABEL_MIXED)
        for found in pattern.finditer(text)
    }
    names |= {(found.group("zh") or found.group("en")).strip() for found in _TITLED.finditer(text)}
    names |= _name_at_the_top(text)
    names = {name.replace(" ", "") if _is_chinese(name) else name for name in names}
    wanted = {name for name in names if len(name) >= 2 and name not in _HEADLINES}
    return sorted(wanted, key=lambda name: (-len(name), name))


def _name_at_the_top(text: str) -> set[str]:
    """The first line, where it has the form of a name and nothing else."""
    for line in text.split("\n", 8)[:8]:
        top = re.split(r"[\t|]|\s{3,}", line.strip())[0].strip(" :：")
        if (
            not top
            or top.replace(" ", "") in _HEADLINES
            or top.lower() in {"curriculum vitae", "resume", "cv"}
        ):
            continue
        compact = top.replace(" ", "")
        if _TOP_ZH.fullmatch(top) and compact[0] in _SURNAMES and not _NOT_A_NAME.search(compact):
            return {compact}
        words = {word.strip(".,").lower() for word in top.split()}
        if _TOP_EN.fullmatch(top) and not words & _ROLE_WORDS:
            return {top}
        return set()
    return set()


def _is_chinese(name: str) -> bool:
    return "\u4e00" <= name[0] <= "\u9fff"


def _tidied(text: str) -> str:
    """Without the empty cells and lines that the removals left."""
    text = re.sub(r"[ ]*(?:\t[ ]*)+", "\t", text)
    lines = (line.strip(" \t|;；，,、") for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
