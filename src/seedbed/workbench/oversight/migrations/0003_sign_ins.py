"""The log of coming in, which the database itself refuses to change."""

from __future__ import annotations

import django.utils.timezone
from django.db import migrations, models

SQLITE = (
    "CREATE TRIGGER sign_ins_append_only BEFORE UPDATE ON oversight_signinentry "
    "BEGIN SELECT RAISE(ABORT, 'the log of coming in is append-only'); END",
)
POSTGRESQL = (
    "CREATE FUNCTION sign_ins_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'the log of coming in is append-only'; END $$",
    "CREATE TRIGGER sign_ins_append_only BEFORE UPDATE ON oversight_signinentry "
    "FOR EACH ROW EXECUTE FUNCTION sign_ins_append_only()",
)
SQLITE_BACK = ("DROP TRIGGER sign_ins_append_only",)
POSTGRESQL_BACK = (
    "DROP TRIGGER sign_ins_append_only ON oversight_signinentry",
    "DROP FUNCTION sign_ins_append_only()",
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
    """A table and a trigger on updates; rows leave through retention only."""

    dependencies = (("oversight", "0002_append_only"),)
    operations = (
        migrations.CreateModel(
            name="SignInEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                ("event", models.CharField(max_length=24)),
                ("account", models.CharField(blank=True, db_index=True, max_length=40)),
                ("mark", models.CharField(blank=True, db_index=True, max_length=64)),
                ("origin", models.CharField(blank=True, max_length=16)),
                ("device", models.CharField(blank=True, max_length=80)),
                ("what", models.CharField(blank=True, max_length=40)),
            ],
            options={"ordering": ("-at", "-id"), "abstract": False},
        ),
        migrations.RunPython(forward, back),
    )
