"""Workers as processes, killed without warning in the middle of a job."""

import multiprocessing
import os
import signal
import time

from django.utils import timezone

from seedbed.workbench.jobs.models import Job, State
from seedbed.workbench.jobs.processes import WorkerProcesses
from seedbed.workbench.record.store import DatabaseStore


def wait_for(what, seconds=20.0):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if found := what():
            return found
        time.sleep(0.03)
    raise AssertionError("waited in vain")


def test_a_job_whose_worker_is_killed_is_finished_once_by_another(queue, site):
    job = queue.submit("count", {"steps": 10, "seconds": 0.15})
    first = site.work()
    wait_for(lambda: Job.objects.get(pk=job.pk).done > 1)
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    half = Job.objects.get(pk=job.pk)
    assert half.state == State.RUNNING and 1 < half.done < 10, (
        "progress was seen, and the end was not reached"
    )
    site.work()
    wait_for(lambda: Job.objects.get(pk=job.pk).is_over)
    done = Job.objects.get(pk=job.pk)
    assert done.state == State.DONE and done.result == {"steps": 10} and done.attempts == 2
    assert [step for step, *_ in site.did()] == ["began", "began", "ended"]
    places = DatabaseStore().table("places")
    assert places["place"].to_list() == [str(job.pk)] and places["name"].to_list() != [str(first.pid)]


def children():
    return {process.pid for process in multiprocessing.active_children()}


def test_a_worker_process_that_dies_is_begun_again_and_all_end_with_the_house():
    before = children()
    workers = WorkerProcesses(2, target=signal.pause, pause=0.0)
    first = children() - before
    assert len(first) == 2
    os.kill(min(first), signal.SIGKILL)
    wait_for(lambda: len(children() - before - first) == 1)
    assert children() - before >= {max(first)}
    workers.stop()
    assert children() == before


def test_two_workers_never_hold_one_job(queue, site):
    jobs = [queue.submit("count", {"steps": 2, "seconds": 0.01}).pk for _ in range(12)]
    for _ in range(2):
        site.work(until="until-empty", lease=30)
    wait_for(lambda: not Job.objects.exclude(state=State.DONE).exists())
    began = [job for step, _, job in site.did() if step == "began"]
    assert sorted(began) == sorted(str(pk) for pk in jobs)
    assert DatabaseStore().count("places") == 12


def test_a_batch_whose_worker_is_killed_in_its_transaction_is_done_once_one_by_one(queue, site):
    jobs = [queue.submit("crowd").pk for _ in range(5)]
    first = site.work(HOLD="60")
    wait_for(site.did)
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    assert DatabaseStore().count("places") == 0, "nothing of the batch is there"
    assert {job.state for job in Job.objects.all()} == {State.RUNNING}
    site.work()
    wait_for(lambda: not Job.objects.exclude(state=State.DONE).exists())
    places = DatabaseStore().table("places")
    assert sorted(places["place"]) == sorted(map(str, jobs)) and set(places["name"]) == {"alone"}
    assert {(job.attempts, job.result["together"]) for job in Job.objects.all()} == {(2, 1)}


def test_a_worker_that_was_frozen_confirms_nothing(queue, site):
    job = queue.submit("sleep_while_locked_out", {"seconds": 0.5})
    frozen = site.work(lease=0.6)
    wait_for(site.did)
    os.kill(frozen.pid, signal.SIGSTOP)
    try:
        wait_for(lambda: Job.objects.filter(pk=job.pk, lease_until__lt=timezone.now()).exists())
        site.work(until="until-empty", lease=30)
        wait_for(lambda: Job.objects.get(pk=job.pk).is_over)
    finally:
        os.kill(frozen.pid, signal.SIGCONT)
    heir = Job.objects.get(pk=job.pk)
    time.sleep(0.7)
    assert len(site.did()) == 2 and heir.attempts == 2
    assert DatabaseStore().row("places", str(job.pk))["name"] != str(frozen.pid)
    assert Job.objects.get(pk=job.pk).finished_at == heir.finished_at


def test_a_running_job_is_cancelled(queue, site):
    job = queue.submit("count", {"steps": 1000, "seconds": 0.02})
    site.work()
    wait_for(lambda: Job.objects.get(pk=job.pk).done > 1)
    assert queue.cancel(job.pk)
    wait_for(lambda: Job.objects.get(pk=job.pk).is_over)
    assert Job.objects.get(pk=job.pk).state == State.CANCELLED and DatabaseStore().count("places") == 0
