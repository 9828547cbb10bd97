"""A forgotten person in jobs: parameters, results and problems that hold the id lose it."""

from __future__ import annotations

from django.db.models import Q, TextField
from django.db.models.functions import Cast

from seedbed.store.forgetting import Tombstone
from seedbed.workbench.jobs.models import Job


def forget_in_jobs(tombstone: Tombstone, using: str, **_: object) -> int:
    """Put the random id in the place of the person's; how many jobs changed."""
    as_text = {f"{name}_text": Cast(name, TextField()) for name in ("parameters", "result", "problems")}
    holds = Q(once__contains=tombstone.person)
    for name in as_text:
        holds |= Q(**{f"{name}__contains": tombstone.person})
    changed = 0
    for job in Job.objects.using(using).annotate(**as_text).filter(holds):
        before = (job.parameters, job.result, job.problems, job.once)
        after = (*map(tombstone.cover_json, before),)
        if after != before:
            job.parameters, job.result, job.problems, job.once = after
            job.save(update_fields=["parameters", "result", "problems", "once"])
            changed += 1
    return changed
