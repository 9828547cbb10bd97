"""The record as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class RecordConfig(AppConfig):
    """One model per table of a region."""

    name = "seedbed.workbench.record"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "record 记录"
