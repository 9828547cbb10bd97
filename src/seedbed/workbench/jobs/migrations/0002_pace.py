"""The index by which the pace of the queue is counted."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """Jobs that are done, by kind and moment."""

    dependencies = (("jobs", "0001_initial"),)
    operations = (
        migrations.AddIndex(
            model_name="job",
            index=models.Index(
                fields=["kind", "finished_at"], condition=models.Q(state="done"), name="job_done"
            ),
        ),
    )
