"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig

from seedbed.workbench.record.signals import person_forgotten


class Accounts(AppConfig):
    """Users, memberships, invitations, sessions."""

    name = "seedbed.workbench.accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Who is erased has no account any more."""
        from seedbed.workbench.accounts.forgetting import forget_account  # noqa: PLC0415 (needs the models)

        person_forgotten.connect(forget_account, dispatch_uid="accounts")
