"""A queue in a new database, for this process and for workers of their own."""

import contextlib
import os
import subprocess
import sys

import pytest

from seedbed.workbench.jobs import queue as module
from seedbed.workbench.jobs.handlers import _HANDLERS, _SEVERAL
from workbench.record.fresh_databases import as_default, databases_of

# What a worker process does: handlers that write down each step, so that one sees what was done twice.
SETTINGS = """
import os, pathlib
from seedbed.workbench.installation import Installation
DATABASES = {"default": Installation(pathlib.Path(), os.environ["SEEDBED_DATABASE"], pathlib.Path()).django_database()}
INSTALLED_APPS = ["seedbed.workbench.record", "seedbed.workbench.jobs"]
SECRET_KEY, USE_TZ, DEFAULT_AUTO_FIELD = "tests", True, "django.db.models.BigAutoField"
"""
HANDLERS = """
import os, time
import polars as pl
from seedbed.workbench.jobs.handlers import handles, handles_several
from seedbed.workbench.record.store import DatabaseStore

@handles("count")
def count(work):
    steps = int(work.parameters["steps"])
    with open(os.environ["TRACE"], "a") as trace:
        print("began", os.getpid(), work.job.pk, file=trace, flush=True)
        for step in range(steps):
            time.sleep(float(work.parameters.get("seconds", 0.0)))
            work.progress(step + 1, steps)
        with work.confirmed():
            DatabaseStore().put("places", {"place": str(work.job.pk), "name": str(os.getpid()), "level": "town"})
        print("ended", os.getpid(), work.job.pk, file=trace, flush=True)
    return {"steps": steps}

@handles("crowd")
def one_of_many(work):
    with work.confirmed():
        DatabaseStore().put("places", {"place": str(work.job.pk), "name": "alone", "level": "town"})
    return {"together": 1}

@handles_several("crowd", most=8)
def many(batch):
    if "bad" in {work.parameters.get("is") for work in batch.open} and len(batch.open) > 1:
        raise ValueError("one of these")
    with batch.confirmed(batch.open) as held:
        keys = [str(work.job.pk) for work in held.works]
        DatabaseStore().put_rows("places", pl.DataFrame({"place": keys, "name": str(os.getpid()), "level": "town"}))
        with open(os.environ["TRACE"], "a") as trace:
            print("inside", os.getpid(), len(keys), file=trace, flush=True)
        time.sleep(float(os.environ.get("HOLD", 0)))
        for work in held.works:
            held.done(work, {"together": len(keys)})

@handles("sleep_while_locked_out")
def frozen(work):
    with open(os.environ["TRACE"], "a") as trace:
        print("began", os.getpid(), work.job.pk, file=trace, flush=True)
    time.sleep(float(work.parameters["seconds"]))
    with work.confirmed():
        DatabaseStore().put("places", {"place": str(work.job.pk), "name": str(os.getpid()), "level": "town"})
    return {}
"""
WORK = """
import django; django.setup()
import sys, datetime as dt, handlers
from seedbed.workbench.jobs.worker import Worker
Worker(idle=0.05, lease=dt.timedelta(seconds=float(sys.argv[1]))).run(until_empty=sys.argv[2] == "until-empty")
"""


class Site:
    """A database, and processes that work on it."""

    def __init__(self, folder, address):
        self.folder, self.trace = folder, folder / "trace.txt"
        self.trace.touch()
        (folder / "site_settings.py").write_text(SETTINGS, "utf-8")
        (folder / "handlers.py").write_text(HANDLERS, "utf-8")
        self._environment = os.environ | {
            "SEEDBED_DATABASE": address, "DJANGO_SETTINGS_MODULE": "site_settings", "TRACE": str(self.trace),
            "PYTHONPATH": str(folder),
        }  # fmt: skip
        self._running = []

    def work(self, lease=1.0, until="stopped", **more):
        process = subprocess.Popen(
            [sys.executable, "-c", WORK, str(lease), until], env=self._environment | more, cwd=self.folder
        )
        self._running.append(process)
        return process

    def did(self):
        return [tuple(line.split()) for line in self.trace.read_text().splitlines()]

    def close(self):
        for process in self._running:
            if process.poll() is None:
                process.kill()
            process.wait()


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request, tmp_path, django_db_blocker):
    with django_db_blocker.unblock(), databases_of(request.param).fresh(tmp_path) as made:
        yield made


@pytest.fixture
def queue(address):
    """The queue with the fresh database as ``default``; the usual one comes back afterwards."""
    before, together = dict(_HANDLERS), dict(_SEVERAL)
    for kind in ("count", "sleep_while_locked_out", "crowd"):
        _HANDLERS.setdefault(kind, lambda work: {})
    with as_default(address):
        yield module
    _HANDLERS.clear()
    _HANDLERS.update(before)
    _SEVERAL.clear()
    _SEVERAL.update(together)


@pytest.fixture
def site(queue, address, tmp_path):
    with contextlib.closing(Site(tmp_path, address)) as made:
        yield made
