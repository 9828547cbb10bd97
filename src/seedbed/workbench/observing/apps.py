"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig


class Observing(AppConfig):
    """No models: observations stand in the region's record."""

    name = "seedbed.workbench.observing"
