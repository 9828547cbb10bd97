"""In which language to speak."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from seedbed.messages import LANGUAGES, Lang


def language_of(arguments: Sequence[str] = (), environment: Mapping[str, str] = os.environ) -> Lang:
    """``--lang`` if given, else ``SEEDBED_LANG``, else Chinese in a Chinese locale, else English.

    >>> language_of(["check", "--lang", "zh"], {"LANG": "C"}), language_of([], {"LANG": "zh_CN.UTF-8"})
    ('zh', 'zh')
    """
    for place, argument in enumerate(arguments):
        name, _, value = argument.partition("=")
        if name == "--lang":
            chosen = value or (arguments[place + 1] if place + 1 < len(arguments) else "")
            for lang in LANGUAGES:
                if lang == chosen:
                    return lang
    for variable in ("SEEDBED_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = environment.get(variable, "")
        if value:
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"
