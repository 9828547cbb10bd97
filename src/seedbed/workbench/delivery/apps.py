"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig


class Delivery(AppConfig):
    """No models: the programme's books stand in the region's record."""

    name = "seedbed.workbench.delivery"
