"""Killed without warning: the web process after it confirmed, workers in the middle of their commit."""

import http.client
import json
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

TABLE = "title,text\n视觉检测,机器视觉\n焊接,三年焊接经验\n"

WEB = """
from wsgiref.simple_server import make_server
from django.core.wsgi import get_wsgi_application
from seedbed.workbench.accounts.models import Membership, User
from seedbed.workbench.api.scopes import TokenScope
from seedbed.workbench.api.tokens import make_token
from workbench.people.small_region import make_region
migrate()
make_region()
offer = {"opportunity": "offer-2", "organisation": "org-1", "kind": "job", "title": "焊工", "capacity": 2}
DatabaseStore().put("opportunities", offer)
DatabaseStore().put("opportunity_skills", {"opportunity": "offer-2", "skill": "welding", "relation": "essential"})
user = User.objects.create_user("firm@example.org", "Firm")
Membership.objects.create(user=user, role="employer", organisation="firm")
shown = make_token(user, "t", [TokenScope.OFFERS_WRITE], 1)[1]
server = make_server("127.0.0.1", 0, get_wsgi_application())
print(json.dumps([server.server_port, shown]), flush=True)
server.serve_forever()
"""
# A worker that stops for ever inside the transaction of a job, after its rows were written: in a process of its
# own, or in a thread of the web process.
HELD = """
store = DatabaseStore
written = store.{method}
def hold(self, *arguments):
    written(self, *arguments)
    print("inside", flush=True)
    time.sleep(120)
store.{method} = hold
worker = Worker(idle=0.05, lease=timedelta(seconds=1))
"""
BY_ITSELF = "worker.run()"
IN_THE_WEB = """
from wsgiref.simple_server import make_server
from django.core.wsgi import get_wsgi_application
worker.start()
make_server("127.0.0.1", 0, get_wsgi_application()).serve_forever()
"""
ASK_FOR_A_MATCH = """
from datetime import date
from seedbed.usecases.run_match import MatchOptions
from seedbed.workbench.jobs.queue import submit
submit("match", {"options": MatchOptions().as_parameters(), "on": date.today().isoformat()})
"""
LOOK = """
from seedbed.workbench.jobs.models import Job
store = DatabaseStore()
needs = store.table("needs").filter(pl.col("organisation") == "firm")
jobs = {job.kind: [str(job.state), job.attempts] for job in Job.objects.all()}
print(json.dumps({"needs": needs.height, "runs": len(store.runs("match")), "jobs": jobs}), flush=True)
"""
FINISH = """
while Job.objects.exclude(state__in=("done", "failed")).exists():
    Worker(idle=0.05, lease=timedelta(seconds=1)).run(until_empty=True)
    time.sleep(0.1)
"""
HEAD = """
import json, time
from datetime import timedelta
from seedbed.workbench.starting import migrate, start
start()
import polars as pl
from seedbed.workbench.jobs.models import Job
from seedbed.workbench.jobs.worker import Worker
from seedbed.workbench.record.store import DatabaseStore
"""


@pytest.fixture
def processes(tmp_path):
    """Start processes in one home; all of them end with the test."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("SEEDBED_")}
    own |= {
        "SEEDBED_HOME": str(tmp_path / "home"),
        "SEEDBED_PLAIN_HTTP": "1",
        "PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[2]), own.get("PYTHONPATH", "")]),
    }
    own.pop("DJANGO_SETTINGS_MODULE", None)
    running = []

    def begin(*parts):
        script = "\n".join(map(textwrap.dedent, (HEAD, *parts)))
        process = subprocess.Popen(
            [sys.executable, "-c", script],
            env=own,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        running.append(process)
        return process

    yield begin
    for process in running:
        process.kill()
        process.wait()
        process.stdout.close()


def said(process):
    return process.stdout.readline().strip()


def kill(process):
    os.kill(process.pid, signal.SIGKILL)
    process.wait()


def test_nothing_confirmed_is_lost_and_nothing_is_done_twice(processes):
    """An import that was answered 202 and a match survive the web process and two workers.

    1. The web process is killed as soon as it confirmed the upload.
    2. A worker is killed inside the commit of the import: none of its rows is there.
    3. A web process with a worker in it takes the import over and ends it, and is killed inside the commit of a
       match: no run is there.
    4. The last one ends the match. Each row is there once, and one run.
    """
    web = processes(WEB)
    port, shown = json.loads(said(web))
    body = (
        '--b\r\nContent-Disposition: form-data; name="table"\r\n\r\nneeds\r\n'
        '--b\r\nContent-Disposition: form-data; name="organisation"\r\n\r\nfirm\r\n'
        '--b\r\nContent-Disposition: form-data; name="file"; filename="n.csv"\r\n\r\n'
        + TABLE
        + "\r\n--b--\r\n"
    )
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Authorization": f"Bearer {shown}", "Content-Type": "multipart/form-data; boundary=b"}
    connection.request("POST", "/api/v1/imports", body.encode(), headers)
    with connection.getresponse() as response:
        assert response.status == 202
        kill(web)
    connection.close()

    first = processes(HELD.format(method="put_rows"), BY_ITSELF)
    assert said(first) == "inside"
    kill(first)

    second = processes(LOOK, ASK_FOR_A_MATCH, HELD.format(method="keep_run"), IN_THE_WEB)
    assert json.loads(said(second)) == {"needs": 0, "runs": 0, "jobs": {"import-offers": ["running", 1]}}
    assert said(second) == "inside"
    kill(second)

    last = processes(LOOK, FINISH, LOOK)
    before, after = json.loads(said(last)), json.loads(said(last))
    assert before == {"needs": 2, "runs": 0, "jobs": {"import-offers": ["done", 2], "match": ["running", 1]}}
    assert after == {"needs": 2, "runs": 1, "jobs": {"import-offers": ["done", 2], "match": ["done", 2]}}
