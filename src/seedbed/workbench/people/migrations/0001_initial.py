"""Files on their way in, lists on their way out, references."""

import uuid

import django.utils.timezone
from django.db import migrations, models

import seedbed.workbench.accounts.sealing


class Migration(migrations.Migration):
    """The tables as they began."""

    initial = True

    dependencies: tuple[tuple[str, str], ...] = ()

    operations = (
        migrations.CreateModel(
            name="Upload",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("person", models.CharField(blank=True, db_index=True, max_length=80)),
                ("name", seedbed.workbench.accounts.sealing.SealedText()),
                ("content", seedbed.workbench.accounts.sealing.SealedBytes()),
                ("at", models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name="Leaflet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("job", models.UUIDField()),
                ("name", models.CharField(max_length=60)),
                ("content", seedbed.workbench.accounts.sealing.SealedBytes()),
                ("made_at", models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("job", "name"), name="leaflet_of_job")],
            },
        ),
        migrations.CreateModel(
            name="OwnReference",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("person", models.CharField(max_length=80)),
                ("organisation", models.CharField(max_length=80)),
                ("reference", seedbed.workbench.accounts.sealing.SealedText()),
                ("mark", models.CharField(db_index=True, max_length=64)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("person", "organisation"), name="reference_once")
                ],
            },
        ),
    )
