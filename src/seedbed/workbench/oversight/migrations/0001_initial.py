"""The audit log."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    """The tables as they began."""

    initial = True

    dependencies: tuple[tuple[str, str], ...] = ()

    operations = (
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                ("actor", models.CharField(blank=True, db_index=True, max_length=40)),
                ("roles", models.CharField(blank=True, max_length=120)),
                ("deed", models.CharField(max_length=12)),
                ("person", models.CharField(blank=True, db_index=True, max_length=80)),
                ("account", models.CharField(blank=True, max_length=40)),
                ("why", models.CharField(max_length=60)),
                ("what", models.CharField(blank=True, max_length=120)),
            ],
            options={
                "ordering": ("-at", "-id"),
            },
        ),
    )
