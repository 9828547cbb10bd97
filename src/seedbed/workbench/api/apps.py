"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig


class Api(AppConfig):
    """The interface for programs."""

    name = "seedbed.workbench.api"
    default_auto_field = "django.db.models.BigAutoField"
