"""What the programme's work holds beside the region's tables."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import seedbed.workbench.accounts.sealing


class Migration(migrations.Migration):
    """Files, papers, words of grievances, forms that were taken in."""

    initial = True

    dependencies: tuple[tuple[str, str], ...] = ()

    operations = (
        migrations.CreateModel(
            name="Complaint",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("grievance", models.CharField(max_length=80, unique=True)),
                ("person", models.CharField(blank=True, db_index=True, max_length=80)),
                ("filed_by", models.CharField(db_index=True, max_length=40)),
                ("for_somebody", models.BooleanField(default=False)),
                ("words", seedbed.workbench.accounts.sealing.SealedText()),
                ("contact", seedbed.workbench.accounts.sealing.SealedText()),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ("-at", "-id"),
            },
        ),
        migrations.CreateModel(
            name="Entered",
            fields=[
                ("sent", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("address", models.CharField(blank=True, max_length=300)),
                ("at", models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name="EvidenceFile",
            fields=[
                ("evidence", models.CharField(max_length=80, primary_key=True, serialize=False)),
                ("content", seedbed.workbench.accounts.sealing.SealedBytes()),
                ("size", models.BigIntegerField()),
                ("by", models.CharField(max_length=40)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name="HandedIn",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("gate", models.CharField(max_length=80)),
                ("subproject", models.CharField(max_length=80)),
                ("artefact", models.CharField(max_length=80)),
                ("evidence", models.CharField(max_length=80)),
                ("note", models.TextField(blank=True)),
                ("by", models.CharField(max_length=40)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("decision", models.CharField(blank=True, max_length=80)),
            ],
            options={
                "ordering": ("at", "id"),
                "indexes": [models.Index(fields=["gate", "subproject"], name="handed_in_at")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("decision", "")),
                        fields=("gate", "subproject", "artefact", "evidence"),
                        name="handed_in_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Reply",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("words", seedbed.workbench.accounts.sealing.SealedText()),
                ("by_office", models.BooleanField()),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "complaint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="replies",
                        to="delivery.complaint",
                    ),
                ),
            ],
            options={
                "ordering": ("at", "id"),
            },
        ),
    )
