"""How far the database's tables are behind the present release."""

from __future__ import annotations

from django.db import connections
from django.db.migrations.executor import MigrationExecutor


def steps_left(using: str = "default") -> tuple[str, ...]:
    """The migrations that have not been applied yet, in their order: ``record.0001_initial``, ..."""
    executor = MigrationExecutor(connections[using])
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return tuple(f"{migration.app_label}.{migration.name}" for migration, _ in plan)
