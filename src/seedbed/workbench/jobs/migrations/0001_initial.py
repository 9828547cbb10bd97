"""The queue."""

import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    """One table of jobs."""

    initial = True

    dependencies: tuple[tuple[str, str], ...] = ()

    operations = (
        migrations.CreateModel(
            name="Job",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("kind", models.TextField()),
                ("parameters", models.JSONField(default=dict)),
                (
                    "state",
                    models.TextField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("running", "Running"),
                            ("done", "Done"),
                            ("failed", "Failed"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="waiting",
                    ),
                ),
                ("priority", models.IntegerField(default=0)),
                ("done", models.BigIntegerField(default=0)),
                ("total", models.BigIntegerField(default=0)),
                ("asked_by", models.TextField(blank=True, default="")),
                ("asked_at", models.DateTimeField()),
                ("started_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("owner", models.TextField(blank=True, default="")),
                ("lease_until", models.DateTimeField(null=True)),
                ("attempts", models.IntegerField(default=0)),
                ("cancel_asked", models.BooleanField(default=False)),
                ("once", models.TextField(null=True, unique=True)),
                ("result", models.JSONField(null=True)),
                ("problems", models.JSONField(default=list)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["state", "-priority", "asked_at"], name="job_next"),
                    models.Index(fields=["state", "lease_until"], name="job_lease"),
                    models.Index(fields=["asked_by", "-asked_at"], name="job_asked_by"),
                ],
            },
        ),
    )
