"""The load of the serving bench: what is sent, what is counted."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest

from seedbed.bench.documents import KINDS, SHARES, mixed_documents
from seedbed.bench.serving import _drive, _quantiles
from seedbed.bench.serving_load import drive, pages
from seedbed.formats.cv import read_cv

TEXTS = [
    f"第{at}份简历：三年焊接经验，熟练掌握PLC编程。\n"
    + "负责阀门装配线的设备维护与故障排除，能读懂机械图纸。\n" * 4
    for at in range(12)
] + ["Welder, three years, reads drawings.\n" + "Kept the assembly line of a valve works running.\n" * 4]


def test_documents_are_the_fixed_mix():
    made = mixed_documents(TEXTS, 2_000, 1)
    for kind, share in zip(KINDS, SHARES, strict=True):
        count = sum(suffix == kind for suffix, _ in made)
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
    "texts": TEXTS, "visitors": [f"s{at}" for at in range(20)], "office": "o",
    "words": ["焊工"], "persons": ["p"], "opportunities": ["x"],
}  # fmt: skip


def test_a_drive_sends_each_document_once_and_counts_what_was_accepted(server):
    port, sent = server
    told = drive(port, 200.0, 20, HOUSE)
    assert (told["asked"], told["accepted"], len(told["seconds"])) == (20, 16, 20)
    assert len(sent) == 20 and len({body[:120] for body in sent}) == 20
    assert min(told["seconds"]) > 0


def test_every_kind_of_page_is_asked_for(server):
    told = pages(server[0], 0.05, HOUSE)
    assert told["wrong"] == 0
    assert len(told["times"]) == 7 and all(told["times"].values())


def test_what_was_accepted_and_never_read_is_lost():
    rows, figures = [], []
    sent = {"accepted": 9, "asked": 10, "seconds": [0.01] * 9 + [0.2]}
    _drive(sent, {"done": 7, "span": 3.5, "seconds": list(range(1, 8))}, "w", "seedbed", 1.0, rows, figures)
    by_name = {one.measure: one.value for one in figures}
    assert (by_name["lost"], by_name["refused"], by_name["per-second"]) == (2, 1, 2)
    assert rows[0].agrees is False
    assert by_name["matchable-p50"] == 4
    assert [one.value for one in _quantiles("w", "s", np.full(5, 0.25))] == [250.0] * 3
