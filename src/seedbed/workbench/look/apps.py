"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig


class Look(AppConfig):
    """No models; template tags and pages that belong to no room."""

    name = "seedbed.workbench.look"
