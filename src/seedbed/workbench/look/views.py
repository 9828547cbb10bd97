"""The start page and the switch of languages."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from seedbed.workbench.accounts.permissions import open_to_all
from seedbed.workbench.accounts.places import of_membership
from seedbed.workbench.look.wording import word


@open_to_all
def start(request: HttpRequest) -> HttpResponse:
    """Before signing in what this is; after it what one can do."""
    if not request.user.is_authenticated:
        return render(request, "look/welcome.html")
    roles = [
        {"role": word("role", held.role), "of": of_membership(held.organisation, held.subproject)}
        for held in request.user.standing
    ]
    return render(request, "look/start.html", {"roles": roles})


@open_to_all
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Go on in the other language, where one was."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        back = "/"
    response = redirect(back)
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        if request.user.is_authenticated and request.user.language != chosen:
            request.user.language = chosen
            request.user.save(update_fields=["language"])
        set_language_cookie(response, chosen)
    return response


def set_language_cookie(response: HttpResponse, code: str) -> None:
    """Remember a language in the browser."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,
    )
