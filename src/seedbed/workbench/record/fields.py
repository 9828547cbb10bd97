"""Fields that keep what they are given."""

from __future__ import annotations

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper


class ExactJSON(models.JSONField):
    """JSON kept as its text: PostgreSQL's ``jsonb`` writes numbers anew, ``json`` leaves them."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str | None:
        """``json`` on PostgreSQL, as usual elsewhere."""
        kept: str | None = "json" if connection.vendor == "postgresql" else super().db_type(connection)
        return kept

    def from_db_value(
        self, value: object, expression: models.Expression, connection: BaseDatabaseWrapper
    ) -> object:
        """What the driver has read already is not read again."""
        return super().from_db_value(value, expression, connection) if isinstance(value, str) else value
