"""The queue as a Django application."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules

from seedbed.workbench.record.signals import person_forgotten


class JobsConfig(AppConfig):
    """Work in the background."""

    name = "seedbed.workbench.jobs"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "jobs 任务"

    def ready(self) -> None:
        """Find every application's ``handlers`` module, and forget people in jobs too."""
        from seedbed.workbench.jobs.forgetting import forget_in_jobs  # noqa: PLC0415 - needs the models

        autodiscover_modules("handlers")
        person_forgotten.connect(forget_in_jobs, dispatch_uid="jobs")
