"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig

from seedbed.workbench.record.signals import person_exported


class Oversight(AppConfig):
    """The audit log and the log of coming in."""

    name = "seedbed.workbench.oversight"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Whoever takes everything along takes the log of her own coming in, too."""
        from seedbed.workbench.oversight.sign_ins import export_sign_ins  # noqa: PLC0415 (needs the models)

        person_exported.connect(export_sign_ins, dispatch_uid="sign-ins")
