"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig


class Registry(AppConfig):
    """Reports of imports; organisations stand in the region's record."""

    name = "seedbed.workbench.registry"
    default_auto_field = "django.db.models.BigAutoField"
