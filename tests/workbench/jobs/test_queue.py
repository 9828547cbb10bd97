"""Each step of the queue on its own."""

import datetime as dt
import threading
import uuid

import pytest
from django.db import connection
from django.utils import timezone

from seedbed.messages import Finding, Refusal
from seedbed.workbench.jobs.batch import Batch
from seedbed.workbench.jobs.handlers import handles, handles_several
from seedbed.workbench.jobs.models import Job, State
from seedbed.workbench.jobs.pace import Pace, Paces, pace_now, place_of
from seedbed.workbench.jobs.work import Cancelled, LeaseLost, Work
from seedbed.workbench.jobs.worker import Worker

LONG_AGO = dt.timedelta(seconds=-1)


def test_jobs_are_taken_once_in_order_and_urgent_ones_first(queue):
    first, second = queue.submit("count", {"n": 1}), queue.submit("count", {"n": 2})
    urgent = queue.submit("count", priority=5)
    assert queue.ahead_of(urgent) == 0 and queue.ahead_of(second) == 2
    taken = [queue.claim("w") for _ in range(4)]
    assert [job and job.pk for job in taken] == [urgent.pk, first.pk, second.pk, None]
    assert taken[1].parameters == {"n": 1} and taken[1].state == State.RUNNING and taken[1].attempts == 1


def test_an_unknown_kind_is_refused_when_it_is_asked_for(queue):
    with pytest.raises(Refusal) as caught:
        queue.submit("nothing")
    assert caught.value.findings[0].code == "workbench.unknown-job-kind"


def test_the_same_word_gives_the_same_job(queue):
    one = queue.submit("count", {"n": 1}, once="key-1")
    assert queue.submit("count", {"n": 2}, once="key-1").pk == one.pk
    assert Job.objects.count() == 1 and Job.objects.get().parameters == {"n": 1}


def test_progress_result_and_refusal_are_written_down(queue):
    queue.submit("count")
    job = queue.claim("w")
    assert queue.tell(job, 3, 10)
    now = Job.objects.get(pk=job.pk)
    assert (now.done, now.total) == (3, 10)
    assert queue.finish(job, {"rows": 7})
    now = Job.objects.get(pk=job.pk)
    assert now.state == State.DONE and now.result == {"rows": 7} and now.is_over and now.finished_at
    assert not queue.fail(job, []) and Job.objects.get(pk=job.pk).state == State.DONE
    queue.submit("count")
    job = queue.claim("w")
    queue.fail(job, [Finding("tables.missing-file", {"file": "a.csv"})])
    assert queue.findings_of(Job.objects.get(pk=job.pk))[0].values == {"file": "a.csv"}


def test_who_lost_the_lease_can_change_nothing(queue):
    queue.submit("count")
    late = queue.claim("late", LONG_AGO)
    heir = queue.claim("heir")
    assert heir.pk == late.pk and heir.attempts == 2 and queue.claim("third") is None
    assert queue.beat(late) is None and not queue.tell(late, 9, 9)
    work = Work(late)
    with pytest.raises(LeaseLost), work.confirmed():
        raise AssertionError("must not come here")
    with pytest.raises(LeaseLost):
        work.progress(1, 1)
    assert not queue.finish(late, {"by": "late"}) and not queue.stop(late) and not queue.give_back(late)
    assert queue.finish(heir, {"by": "heir"})
    assert Job.objects.get().result == {"by": "heir"}


def test_a_living_worker_keeps_its_job(queue):
    queue.submit("count")
    job = queue.claim("w", LONG_AGO)
    assert queue.beat(job) is False
    assert queue.claim("other") is None


def test_what_takes_every_worker_down_is_given_up(queue):
    queue.submit("count")
    for _ in range(queue.ATTEMPTS):
        assert queue.claim("w", LONG_AGO) is not None
    assert queue.claim("w") is None
    job = Job.objects.get()
    assert job.state == State.FAILED and queue.findings_of(job)[0].code == "workbench.job-given-up"


def test_cancelling(queue):
    waiting, running, orphan = (queue.submit("count", {"n": n}) for n in range(3))
    assert queue.cancel(waiting.pk) and Job.objects.get(pk=waiting.pk).state == State.CANCELLED
    assert not queue.cancel(waiting.pk) and not queue.cancel(uuid.uuid4())
    held = queue.claim("w")
    assert held.pk == running.pk and queue.cancel(running.pk)
    work = Work(held)
    work.beat()
    with pytest.raises(Cancelled):
        work.progress(1, 2)
    with pytest.raises(Cancelled), work.confirmed():
        raise AssertionError("must not come here")
    assert queue.stop(held) and Job.objects.get(pk=running.pk).state == State.CANCELLED
    assert queue.claim("dies", LONG_AGO).pk == orphan.pk and queue.cancel(orphan.pk)
    assert queue.claim("w") is None, "who was asked to stop is not begun again"
    assert Job.objects.get(pk=orphan.pk).state == State.CANCELLED


def test_what_is_given_back_is_no_attempt(queue):
    queue.submit("count")
    for _ in range(queue.ATTEMPTS + 2):
        job = queue.claim("w")
        assert queue.give_back(job)
    assert Job.objects.get().state == State.WAITING


def test_old_jobs_are_swept(queue):
    queue.submit("count")
    queue.finish(queue.claim("w"), {})
    queue.submit("count")
    assert queue.sweep(timezone.now() - dt.timedelta(days=1)) == 0
    assert queue.sweep(timezone.now() + dt.timedelta(days=1)) == 1 and Job.objects.count() == 1


def test_many_threads_never_get_the_same_job(queue):
    for n in range(24):
        queue.submit("count", {"n": n})
    taken, lock = [], threading.Lock()

    def take():
        while (job := queue.claim("w")) is not None:
            with lock:
                taken.append(job.pk)
        connection.close()

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == len(set(taken)) == 24


def test_a_worker_tells_how_it_ended(queue, caplog):
    @handles("refuses")
    def refuses(work):
        raise Refusal.because("tables.missing-file", file="a.csv")

    @handles("breaks")
    def breaks(work):
        raise ValueError("person per-secret is in this sentence")

    @handles("works")
    def works(work):
        work.progress(5, 5)
        return {"asked_by": work.asked_by}

    jobs = {kind: queue.submit(kind, asked_by="u1").pk for kind in ("refuses", "breaks", "works")}
    assert Worker().run(until_empty=True) == 3
    ended = {kind: Job.objects.get(pk=pk) for kind, pk in jobs.items()}
    assert [item.code for item in queue.findings_of(ended["refuses"])] == ["tables.missing-file"]
    assert [item.code for item in queue.findings_of(ended["breaks"])] == ["workbench.job-failed"]
    assert ended["works"].result == {"asked_by": "u1"} and (ended["works"].done, ended["works"].total) == (
        5,
        5,
    )
    assert "per-secret" not in caplog.text + str(ended["breaks"].problems)


def test_a_thread_that_is_stopped_gives_its_job_back(queue):
    began = threading.Event()

    @handles("long")
    def long(work):
        began.set()
        while True:
            work.progress(1, 100)
            threading.Event().wait(0.01)

    queue.submit("long")
    worker = Worker(idle=0.01)
    worker.start()
    assert began.wait(10)
    worker.stop()
    job = Job.objects.get()
    assert job.state == State.WAITING and job.attempts == 0


@pytest.fixture
def many(queue):
    """Jobs of a kind that is done together; what was done by whom, with how many."""
    did = []

    @handles("many")
    def alone(work):
        if work.parameters.get("bad"):
            raise ValueError
        did.append((work.parameters["n"], 1))
        return {}

    @handles_several("many", most=3)
    def together(batch):
        with batch.confirmed(batch.open) as held:
            did.extend((work.parameters["n"], len(held.works)) for work in held.works)
            for work in held.works:
                held.done(work, {"n": work.parameters["n"]})
            if any(work.parameters.get("bad") for work in held.works):
                raise ValueError

    return did


def test_several_of_one_kind_are_claimed_in_their_order_under_one_owner(queue, many):
    keys = [queue.submit("many", {"n": n}).pk for n in range(4)]
    other = queue.submit("count")
    queue.cancel(keys[1])
    first = queue.claim_several("w")
    assert [job.parameters["n"] for job in first] == [0, 2, 3] and len({job.owner for job in first}) == 1
    assert {job.attempts for job in first} == {1}
    assert [job.pk for job in queue.claim_several("w")] == [other.pk] and queue.claim_several("w") == []


def test_what_took_a_worker_down_is_claimed_by_itself(queue, many):
    for n in range(4):
        queue.submit("many", {"n": n})
    assert len(queue.claim_several("dies", LONG_AGO)) == 3
    assert [[job.parameters["n"] for job in queue.claim_several("w")] for _ in range(4)] == [
        [0],
        [1],
        [2],
        [3],
    ]


def test_a_batch_is_confirmed_once_or_never(queue, many):
    for n in range(3):
        queue.submit("many", {"n": n})
    late = queue.claim_several("late", LONG_AGO)
    heir = queue.claim("heir")
    batch = Batch([Work(job) for job in late])
    with batch.confirmed(batch.open) as held:
        assert [work.parameters["n"] for work in held.works] == [1, 2], "the first is another's"
        held.done(held.works[0], {"n": 1})
        held.refused(held.works[1], [Finding("tables.missing-file", {"file": "a.csv"})])
    assert [work.job.pk for work in batch.open] == [heir.pk]
    by_n = {job.parameters["n"]: job for job in Job.objects.all()}
    assert [by_n[n].state for n in range(3)] == [State.RUNNING, State.DONE, State.FAILED]
    assert by_n[1].result == {"n": 1} and queue.findings_of(by_n[2])[0].values == {"file": "a.csv"}


def test_a_bad_one_takes_no_neighbour_with_it(queue, many):
    for n in range(5):
        queue.submit("many", {"n": n, "bad": n == 1})
    assert Worker().run(until_empty=True) == 5
    states = {job.parameters["n"]: job.state for job in Job.objects.all()}
    assert states == {n: State.FAILED if n == 1 else State.DONE for n in range(5)}
    assert many[3:] == [(0, 1), (2, 1), (3, 2), (4, 2)], "the first three were undone, then done one by one"


def test_who_waits_is_told_the_place_and_how_long(queue, many):
    for n in range(3):
        queue.submit("many", {"n": n})
    assert pace_now("many") == Pace(3, 0) and place_of(Job.objects.get(parameters__n=2)).number == 3
    Worker().run(until_empty=True)
    Job.objects.filter(parameters__n=0).update(finished_at=timezone.now() - dt.timedelta(minutes=2))
    pace = pace_now("many")
    assert pace == Pace(0, 2.0) and pace.minutes_for(5) == 3 and pace_now("count").minutes_for(1) is None


def test_the_database_is_asked_for_the_pace_once_a_second(queue, many, django_assert_num_queries):
    now = [0.0]
    paces = Paces(lambda: now[0])
    queue.submit("many", {"n": 1})
    assert paces.of("many").waiting == 1
    queue.submit("many", {"n": 2})
    with django_assert_num_queries(0):
        assert paces.of("many").waiting == 1
    now[0] = 1.5
    assert paces.of("many").waiting == 2
