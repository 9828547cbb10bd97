"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig

from seedbed.workbench.record.signals import person_exported, person_forgotten


class Delivery(AppConfig):
    """The programme's books stand in the region's record; here only what they may not hold: files, words, names."""

    name = "seedbed.workbench.delivery"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hand out and forget what is held of people here too."""
        from seedbed.workbench.delivery.forgetting import (  # noqa: PLC0415 - needs the models
            export_from_delivery,
            forget_in_delivery,
        )

        person_forgotten.connect(forget_in_delivery, dispatch_uid="delivery")
        person_exported.connect(export_from_delivery, dispatch_uid="delivery")
