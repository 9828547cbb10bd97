"""The table of contests."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    """Contests."""

    initial = True

    dependencies: list[tuple[str, str]] = []  # noqa: RUF012

    operations = [  # noqa: RUF012
        migrations.CreateModel(
            name="Contest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("proposal", models.CharField(db_index=True, max_length=160)),
                ("run", models.CharField(blank=True, max_length=80)),
                ("person", models.CharField(db_index=True, max_length=80)),
                ("opportunity", models.CharField(max_length=80)),
                ("reason", models.TextField()),
                ("asked_by", models.CharField(max_length=40)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("grievance", models.CharField(blank=True, max_length=40)),
                ("outcome", models.CharField(blank=True, max_length=12)),
                ("answer", models.TextField(blank=True)),
                ("answered_by", models.CharField(blank=True, max_length=40)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ("at", "id"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("answered_at", None)),
                        fields=("proposal", "asked_by"),
                        name="contest_open_once",
                    )
                ],
            },
        ),
    ]
