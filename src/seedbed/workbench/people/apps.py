"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig

from seedbed.workbench.record.signals import person_exported, person_forgotten


class People(AppConfig):
    """Intake."""

    name = "seedbed.workbench.people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Forget people here too."""
        from seedbed.workbench.people.forgetting import forget_in_intake, take_along  # noqa: PLC0415 - needs the models

        person_forgotten.connect(forget_in_intake, dispatch_uid="people")
        person_exported.connect(take_along, dispatch_uid="people")
