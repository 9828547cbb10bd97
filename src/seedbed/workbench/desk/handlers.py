"""The desk's job: a match in the background, kept exactly once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date

from seedbed.messages import Refusal
from seedbed.store import Json, Run
from seedbed.usecases.run_match import MatchOptions, run_match
from seedbed.workbench.jobs.handlers import handles
from seedbed.workbench.jobs.models import Job
from seedbed.workbench.jobs.work import Work
from seedbed.workbench.people.catalogue import region_catalog
from seedbed.workbench.people.record import record

MATCH = "match"


@handles(MATCH)
def match(work: Work) -> Mapping[str, Json]:
    """Match and keep the run.

    The run and the job's knowledge of it are committed together: a worker that takes the job over after a
    crash finds the run and makes no second one.
    """
    known: Mapping[str, Json] | None = (
        Job.objects.filter(pk=work.job.pk).values_list("result", flat=True).first()
    )
    if known:
        return known

    @contextmanager
    def confirmed(run: Run) -> Iterator[None]:
        with work.confirmed():
            yield
            Job.objects.filter(pk=work.job.pk).update(result={"run": run.run})

    options = work.parameters["options"]
    if not isinstance(options, dict):
        raise Refusal.because("workbench.job-failed", kind=MATCH, error="options")
    matched = run_match(
        record(),
        region_catalog(),
        MatchOptions.from_parameters(options),
        on=date.fromisoformat(str(work.parameters["on"])),
        progress=work.progress,
        confirmed=confirmed,
    )
    if matched.run is None:
        raise RuntimeError("a match that is no dry run keeps its run")
    return {"run": matched.run.run}
