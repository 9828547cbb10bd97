"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig

from seedbed.workbench.record.signals import person_exported, person_forgotten


class Desk(AppConfig):
    """Matching."""

    name = "seedbed.workbench.desk"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hand out and forget what is held of people here too."""
        from seedbed.workbench.desk.forgetting import export_from_desk, forget_in_desk  # noqa: PLC0415 - needs the models

        person_forgotten.connect(forget_in_desk, dispatch_uid="desk")
        person_exported.connect(export_from_desk, dispatch_uid="desk")
