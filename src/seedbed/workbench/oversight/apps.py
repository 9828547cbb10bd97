"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig


class Oversight(AppConfig):
    """The audit log."""

    name = "seedbed.workbench.oversight"
    default_auto_field = "django.db.models.BigAutoField"
