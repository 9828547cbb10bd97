"""Letters that wait to be sent."""

import uuid

import django.utils.timezone
from django.db import migrations, models

import seedbed.workbench.accounts.sealing


class Migration(migrations.Migration):
    """One table."""

    dependencies = (("accounts", "0001_initial"),)

    operations = (
        migrations.CreateModel(
            name="Letter",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("to", seedbed.workbench.accounts.sealing.SealedText()),
                ("to_mark", models.CharField(db_index=True, max_length=64)),
                ("letter", models.CharField(max_length=24)),
                ("values", seedbed.workbench.accounts.sealing.SealedText()),
                ("tries", models.IntegerField(default=0)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("until", models.DateTimeField()),
            ],
        ),
    )
