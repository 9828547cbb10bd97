"""The load of the serving bench: what is sent, what is counted."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest

from seedbed.bench.documents import KINDS, SHARES, mixed_documents, mixed_kinds
from seedbed.bench.private_postgresql import free_port
from seedbed.bench.processor_time import processes, seconds_of, tree
from seedbed.bench.serving import ServeOptions, _load_table, _quantiles, _Spending
from seedbed.bench.serving_load import drive, pages
from seedbed.formats.cv import read_cv

TEXTS = [
    f"第{at}份简历：三年焊接经验，熟练掌握PLC编程。\n"
    + "负责阀门装配线的设备维护与故障排除，能读懂机械图纸。\n" * 4
    for at in range(12)
] + ["Welder, three years, reads drawings.\n" + "Kept the assembly line of a valve works running.\n" * 4]


def test_documents_are_the_fixed_mix():
    made = mixed_kinds(2_000, 1)
    for kind, share in zip(KINDS, SHARES, strict=True):
        count = made.count(kind)
        assert abs(count / 2_000 - share) < 4 * np.sqrt(share * (1 - share) / 2_000)


def test_every_kind_is_read_back_and_one_in_twenty_has_ten_pages():
    made = mixed_documents(TEXTS, 60, 3)
    assert {suffix for suffix, _ in made} == set(KINDS)
    for at, (suffix, content) in enumerate(made):
        read = read_cv(content, f"cv.{suffix}")
        pages_of_it = 10 if at % 20 == 19 else 1
        for page in range(pages_of_it):
            start = TEXTS[(at + page) % len(TEXTS)][:12]
            assert start in read.text.replace("\n", ""), (suffix, at)


@pytest.fixture
def server():
    """Answers uploads with 302, every fifth with 503, pages with 200; keeps what it was sent."""
    sent = []

    class Answers(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            sent.append(self.rfile.read(int(self.headers["Content-Length"])))
            self._end(503 if len(sent) % 5 == 0 else 302)

        def do_GET(self):
            self._end(200)

        def _end(self, status):
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass

    made = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    made.daemon_threads = True
    thread = threading.Thread(target=made.serve_forever)
    thread.start()
    yield made.server_port, sent
    made.shutdown()
    thread.join()
    made.server_close()


HOUSE = {
    "texts": TEXTS, "visitors": [[f"s{at}", f"p{at}"] for at in range(30)], "office": "o",
    "words": ["焊工"], "persons": ["p"], "opportunities": ["x"],
}  # fmt: skip


def test_a_drive_sends_each_document_once_and_keeps_every_answer(server):
    port, sent = server
    told = drive(port, 200.0, 10, 20, HOUSE)
    answers = sorted(told["answers"])
    assert [visitor for visitor, *_ in answers] == list(range(10, 30))
    assert sorted(status for *_, status in answers) == [302] * 16 + [503] * 4
    assert len(sent) == 20 and len({body[:120] for body in sent}) == 20
    dues = np.array([due for _, due, _, _ in answers])
    assert np.allclose(np.diff(dues), 1 / 200, rtol=1e-3) and min(took for _, _, took, _ in answers) > 0
    assert (told["looks"], told["places"]) == (1, 0) and told["load"] > 0


def test_who_does_not_answer_is_told_apart():
    told = drive(free_port(), 200.0, 0, 3, HOUSE)
    assert [status for *_, status in told["answers"]] == [0, 0, 0]


def test_every_kind_of_page_is_asked_for(server):
    told = pages(server[0], 0.05, HOUSE)
    assert told["wrong"] == 0
    assert len(told["times"]) == 9 and all(told["times"].values())


def test_what_was_accepted_and_is_not_matchable_is_lost():
    statuses = [302] * 9 + [503] * 3 + [0]
    asked = {
        "answers": [[at, 100.0 + at, 0.25, status] for at, status in enumerate(statuses)],
        "span": 26.0, "looks": 2, "places": 1, "load": 0.9,
    }  # fmt: skip
    became = {
        "fates": {"matchable": 7, "lost": 2, "later": 2, "kept-though-later": 1, "unanswered": 1},
        "seconds": list(range(1, 8)), "ends": [104.0, 105, 106, 107, 113, 114, 116], "files": 0, "workers": [],
    }  # fmt: skip
    table = _load_table(ServeOptions(), "surge", "w", asked, became, _Spending({}, {}, 0, 10.0))
    measured = {one.measure: one.value for one in table.figures}
    counted = ("documents", "accepted", "told-later", "unanswered", "lost")
    assert [measured[name] for name in counted] == [13, 9, 3, 1, 3], (
        "what was told later and kept counts as lost"
    )
    assert measured["per-second"] == 7 / 16 and measured["drain-per-second"] == 3 / 4
    assert measured["matchable-p50"] == 4 and measured["asked-per-second"] == 0.5
    assert measured["cpu-load"] == 100.0 and measured["places-told"] == 0.5
    assert table.rows[0].agrees is False and [bar.verdict for bar in table.bars] == ["not-met", "not-met"]
    assert [one.value for one in _quantiles("w", "s", np.full(5, 0.25))] == [250.0] * 3


@pytest.mark.skipif(not processes(), reason="another system than Linux")
def test_seconds_of_a_tree_hold_those_of_children_that_ended():
    busy = "import time\nwhile time.process_time() < 0.3: pass"
    before = processes()
    child = subprocess.Popen([sys.executable, "-c", busy + "\ninput()"], stdin=subprocess.PIPE)
    try:
        while processes()[child.pid].seconds < 0.25:
            time.sleep(0.05)
        running = processes()
        assert child.pid in tree(os.getpid(), running) and running[child.pid].parent == os.getpid()
    finally:
        child.communicate(b"\n")
    after = processes()
    assert child.pid not in after
    spent = seconds_of(tree(os.getpid(), after), after) - seconds_of(tree(os.getpid(), before), before)
    assert spent >= 0.25
