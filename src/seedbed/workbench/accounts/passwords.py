"""Passwords that everybody at the place would try first: its names, one's own name and address."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from django.core.exceptions import ValidationError

from seedbed.workbench.accounts.models import User
from seedbed.workbench.look.wording import said
from seedbed.workbench.record.models import TABLES

LEFT = 8
"""So many other signs must be left when every name is taken out."""
OF_THE_HOUSE = ("seedbed", "workbench", "password", "welcome", "苗圃", "工作台")
# table -> columns whose words belong to the place.
NAMES = {
    "places": ("name", "name_zh"),
    "organisations": ("name", "name_zh", "website"),
    "subprojects": ("name", "name_zh"),
}
SHORTEST = 4  # letters of a Latin word; Chinese ones count from two signs
_WORDS = re.compile(r"[^\W\d_]+")
_CHINESE = re.compile(r"[\u3400-\u9fff]{2,}")


class WithoutWordsOfThePlace:
    """Refuses a password of which fewer than eight signs are left without such words (ASVS 6.2.11)."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Look for every word in the password.

        Raises
        ------
        ValidationError
            With the sentence ``workbench.password-of-the-place``.
        """
        plain = _plain(password)
        found = [word for word in context_words(user) if word in plain]
        for word in sorted(found, key=len, reverse=True):
            plain = plain.replace(word, "")
        if found and len(plain) < LEFT:
            raise ValidationError(said("workbench.password-of-the-place", left=LEFT))

    def get_help_text(self) -> str:
        """What Django would show beside the field."""
        return said("workbench.password-of-the-place", left=LEFT)


def context_words(user: User | None) -> set[str]:
    """The words of the house, the region's names, the user's name and address."""
    own = [user.name, *re.split(r"[@.]", user.email)] if user is not None else []
    return {word for text in (*OF_THE_HOUSE, *own, *_of_the_region()) for word in words_in(text)}


def words_in(text: str) -> Iterator[str]:
    """The words of a name, long enough to be meant.

    >>> sorted(words_in("Chongqing No. 2 College, 重庆市"))
    ['chongqing', 'college', '重庆', '重庆市']
    """
    for run in _WORDS.findall(_plain(text)):
        for chinese in _CHINESE.findall(run):
            yield chinese
            if len(chinese) > 2 and chinese[-1] in "省市区县镇乡":
                yield chinese[:-1]
        yield from (word for word in _CHINESE.split(run) if len(word) >= SHORTEST)


def _of_the_region() -> Iterable[str]:
    for table, columns in NAMES.items():
        model = TABLES[table]
        known = [name for name in columns if name in {field.name for field in model._meta.get_fields()}]
        for row in model._default_manager.values_list(*known).iterator():
            yield from (str(cell) for cell in row if cell)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
