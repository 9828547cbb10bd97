"""The room's job: a forecast in the background, kept exactly once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date

from seedbed.store import Json, Run
from seedbed.usecases.forecast_targets import forecast_targets
from seedbed.workbench.jobs.handlers import handles
from seedbed.workbench.jobs.models import Job
from seedbed.workbench.jobs.work import Work
from seedbed.workbench.people.record import record

FORECAST = "forecast"


@handles(FORECAST)
def forecast(work: Work) -> Mapping[str, Json]:
    """Forecast every target and keep the run; run and job's knowledge of it are committed together."""
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

    found = forecast_targets(
        record(),
        at=date.fromisoformat(str(work.parameters["at"])),
        draws=int(str(work.parameters["draws"])),
        seed=int(str(work.parameters["seed"])),
        progress=work.progress,
        confirmed=confirmed,
    )
    if found.run is None:
        raise RuntimeError("a forecast that is no dry run keeps its run")
    return {"run": found.run.run}
