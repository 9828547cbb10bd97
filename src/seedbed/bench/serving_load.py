"""Load on a server of this machine, from a process of its own.

``python -m seedbed.bench.serving_load drive PORT RATE FIRST COUNT HOUSE FILE`` uploads documents at a fixed rate
whatever the server does; a latency counts from when the upload was due, so that a slow server cannot hide behind
its own slowness. ``... pages PORT SECONDS HOUSE FILE`` asks for pages one after the other.
"""

from __future__ import annotations

import http.client
import itertools
import json
import secrets
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from seedbed.bench.documents import mixed_documents

SEED = 7
DISTINCT = 400
"""So many documents are made before the load begins, then used again: making one costs more than sending it."""
_THREADS, _MOST_THREADS = 24, 160
_TAKEN = 302
_LOOK_EVERY = 100
_FIRST = 8
_PLACE = b"in the queue"
_READERS = 2
_FORM = "seedbedbench"
_CSRF = "a" * 32


class Browser:
    """One connection that stays open."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._connection = self._new()

    def _new(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self._port, timeout=120)

    def ask(
        self, method: str, path: str, session: str, body: bytes | None = None, kind: str = ""
    ) -> tuple[int, bytes]:
        """Status and content; 0 where no answer came."""
        headers = {"Cookie": f"seedbed_session={session}; csrftoken={_CSRF}", "Host": "127.0.0.1"}
        if body is not None:
            headers |= {"Content-Type": kind, "X-CSRFToken": _CSRF}
        try:
            self._connection.request(method, path, body, headers)
            response = self._connection.getresponse()
            return response.status, response.read()
        except (OSError, http.client.HTTPException):
            self._connection.close()
            self._connection = self._new()
            return 0, b""

    def close(self) -> None:
        """Hang up."""
        self._connection.close()


def drive(
    port: int, rate: float, first: int, count: int, house: dict[str, list[list[str]]]
) -> dict[str, object]:
    """Upload so many documents, each by a visitor of its own from the first on.

    ``answers``: number of the visitor, moment when the upload was due, seconds from then to the answer,
    status (0 where none came). Some who were taken in look at their profile at once: ``places`` of
    ``looks`` tell a number in the queue.
    """
    documents = mixed_documents(house["texts"], min(count, DISTINCT), SEED)  # type: ignore[arg-type]
    answers: list[tuple[int, float, float, int]] = []
    numbers = iter(range(count))
    lock = threading.Lock()
    looks = places = 0
    _together(lambda: _first_visit(port, house["visitors"][first][0]), _FIRST)
    spent = time.process_time()
    begin, today = time.monotonic() + 1.0, time.time() + 1.0

    def work() -> None:
        nonlocal looks, places
        browser = Browser(port)
        while True:
            with lock:
                at = next(numbers, None)
            if at is None:
                browser.close()
                return
            due = at / rate
            time.sleep(max(0.0, begin + due - time.monotonic()))
            session = house["visitors"][first + at][0]
            suffix, content = documents[at % len(documents)]
            status, _ = browser.ask("POST", "/profile/cv", session, _upload(suffix, content), _KIND)
            took = time.monotonic() - begin - due
            told = None
            if status == _TAKEN and at % _LOOK_EVERY == 0:
                told = _PLACE in browser.ask("GET", "/profile", session)[1]
            with lock:
                answers.append((first + at, today + due, took, status))
                if told is not None:
                    looks, places = looks + 1, places + told

    _together(work, min(_MOST_THREADS, max(_THREADS, round(rate))))
    return {
        "answers": answers,
        "span": time.monotonic() - begin,
        "looks": looks,
        "places": places,
        "load": time.process_time() - spent,
    }


def _first_visit(port: int, session: str) -> None:
    """Somebody sees the form before the load begins: a fresh server reads its pages and words first."""
    browser = Browser(port)
    browser.ask("GET", "/profile/cv", session)
    browser.close()


def pages(port: int, seconds: float, house: dict[str, list[str]]) -> dict[str, object]:
    """Ask for each kind of page in turn; seconds of each answer by kind."""
    office = str(house["office"])
    times: dict[str, list[float]] = {}
    wrong = 0
    lock = threading.Lock()
    turns = itertools.count()

    def work() -> None:
        nonlocal wrong
        browser = Browser(port)
        while True:  # at least one turn, however slow
            with lock:
                at = next(turns)
            for kind, path in _mix(house, at).items():
                began = time.monotonic()
                status, _ = browser.ask("GET", path, office)
                with lock:
                    times.setdefault(kind, []).append(time.monotonic() - began)
                    wrong += status != 200
            if time.monotonic() > until:
                browser.close()
                return

    first = Browser(port)  # catalogue and templates are read at the first pages
    for path in _mix(house, 0).values():
        first.ask("GET", path, office)
    first.close()
    until = time.monotonic() + seconds
    _together(work, _READERS)
    return {"times": times, "wrong": wrong}


def _mix(house: dict[str, list[str]], at: int) -> dict[str, str]:
    """Kind -> address: a start page, lists, searches, single records."""

    def one(name: str) -> str:
        return quote(house[name][at % len(house[name])])

    return {
        "start": "/",
        "people-list": "/people",
        "people-search": f"/people?q={one('words')}",
        "people-search-sign": f"/people?q={quote(_SIGNS[at % len(_SIGNS)])}",
        "people-search-words": f"/people?q={quote(_TOGETHER[at % len(_TOGETHER)])}",
        "person": f"/people/{one('persons')}",
        "opportunities-list": "/opportunities",
        "opportunities-search": f"/opportunities?q={one('words')}",
        "opportunity": f"/opportunities/{one('opportunities')}",
    }


_SIGNS = "师员焊工"
"""What is typed first of a Chinese word."""
_TOGETHER = ("工程 师", "技术 员", "assistant engineer")
_KIND = f"multipart/form-data; boundary={_FORM}"


def _upload(suffix: str, content: bytes) -> bytes:
    head = (
        f'--{_FORM}\r\nContent-Disposition: form-data; name="file"; filename="{secrets.token_hex(4)}.{suffix}"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    )
    return head.encode() + content + f"\r\n--{_FORM}--\r\n".encode()


def _together(work: Callable[[], None], threads: int) -> None:
    running = [threading.Thread(target=work) for _ in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()


def main(arguments: list[str]) -> None:
    """One of the two loads."""
    deed, port, *rest, house, file = arguments
    known = json.loads(Path(house).read_text("utf-8"))
    if deed == "drive":
        told = drive(int(port), float(rest[0]), int(rest[1]), int(rest[2]), known)
    else:
        told = pages(int(port), float(rest[0]), known)
    Path(file).write_text(json.dumps(told), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
