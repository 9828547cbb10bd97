"""The database itself refuses to change a row of the audit log."""

from __future__ import annotations

from django.db import migrations

SQLITE = (
    "CREATE TRIGGER audit_append_only BEFORE UPDATE ON oversight_auditentry "
    "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END",
)
POSTGRESQL = (
    "CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$",
    "CREATE TRIGGER audit_append_only BEFORE UPDATE ON oversight_auditentry "
    "FOR EACH ROW EXECUTE FUNCTION audit_append_only()",
)
SQLITE_BACK = ("DROP TRIGGER audit_append_only",)
POSTGRESQL_BACK = (
    "DROP TRIGGER audit_append_only ON oversight_auditentry",
    "DROP FUNCTION audit_append_only()",
)


def forward(apps: object, schema_editor: object) -> None:
    """Put the trigger up."""
    _run(schema_editor, SQLITE, POSTGRESQL)


def back(apps: object, schema_editor: object) -> None:
    """Take it down."""
    _run(schema_editor, SQLITE_BACK, POSTGRESQL_BACK)


def _run(schema_editor: object, sqlite: tuple[str, ...], postgresql: tuple[str, ...]) -> None:
    on_sqlite = schema_editor.connection.vendor == "sqlite"  # type: ignore[attr-defined]
    for statement in sqlite if on_sqlite else postgresql:
        schema_editor.execute(statement)  # type: ignore[attr-defined]


class Migration(migrations.Migration):
    """A trigger on updates; deletions leave through retention only."""

    dependencies = (("oversight", "0001_initial"),)
    operations = (migrations.RunPython(forward, back),)
