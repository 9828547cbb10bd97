"""The addresses of the interface for programs, and the page of its tokens."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from seedbed.workbench.api import token_views
from seedbed.workbench.api.service import patterns

urlpatterns: list[URLPattern | URLResolver] = [
    path("tokens", token_views.tokens, name="tokens"),
    path("tokens/<uuid:token>/end", token_views.end, name="end-token"),
    path("api/v1/", patterns()),
]
