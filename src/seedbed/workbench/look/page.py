"""What the frame of every page shows."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from seedbed.workbench.look.navigation import PARTS, Link, links
from seedbed.workbench.look.wording import language, said

_OTHER = {"zh": ("en", "English"), "en": ("zh-hans", "中文")}


def frame_of_page(request: HttpRequest) -> dict[str, object]:
    """Language, menu and the switch to the other language."""
    lang = language()
    code, name = _OTHER[lang]
    user = getattr(request, "user", None)
    menu: list[tuple[str, list[Link]]] = []
    if user is not None and user.is_authenticated:
        own = links(user, request)
        menu = [(said(f"workbench.part-{part}"), own[part]) for part in PARTS if part in own]
    return {
        "lang": lang,
        "html_lang": "zh-Hans" if lang == "zh" else "en",
        "other_language": code,
        "other_language_name": name,
        "menu": menu,
        "here": request.get_full_path() if request.method == "GET" else "/",
        "debug": settings.DEBUG,
    }
