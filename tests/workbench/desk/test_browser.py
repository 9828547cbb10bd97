"""A first visitor in Chromium: from the start page to an explained match, with and without script.

One server with one region and one match for all; who has signed in once stays signed in; each page is
loaded once, looked at for barriers, then made narrow.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing

import pytest

from workbench.desk.small_region import write_region

playwright = pytest.importorskip(
    "playwright.sync_api", reason="playwright is not installed: pip install playwright"
)
axe = pytest.importorskip(
    "axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed"
)

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        CHROMIUM is None, reason="no Chromium on this machine: install chromium to run this test"
    ),
]
SERVE = """
import sys
from datetime import date
from pathlib import Path
from seedbed.workbench.starting import migrate, start
start()
migrate()
from seedbed.cli.main import run
from seedbed.usecases.load_catalog import load_catalog
from seedbed.usecases.run_match import MatchOptions, run_match
from seedbed.workbench.record.exchange import bring_in
from seedbed.workbench.record.store import DatabaseStore
bring_in(Path(sys.argv[1]))
store = DatabaseStore()
run_match(store, load_catalog(store.settings), MatchOptions(min_filled=0.9), on=date.today())
run(["serve", "--demo", "--port", sys.argv[2], "--lang", "en"])
"""
"""The region comes in, is matched once, and is served as `seedbed serve --demo` serves it."""
MOST_CLICKS = 5
WIDE, NARROW = 1440, 390
MOST_SECONDS = 120
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


@pytest.fixture(scope="module")
def served(tmp_path_factory) -> Iterator[tuple[str, dict[str, str]]]:
    """The workbench in a process of its own; its address and the passwords of the demo accounts."""

    folder, home = tmp_path_factory.mktemp("town"), tmp_path_factory.mktemp("home")
    write_region(folder)
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("SEEDBED_", "DJANGO_"))},
        "SEEDBED_HOME": str(home),
        "SEEDBED_PLAIN_HTTP": "1",
        "COLUMNS": "200",
        "PYTHONUNBUFFERED": "1",
    }
    told = home / "told.txt"
    with told.open("w") as stream:
        command = [sys.executable, "-c", SERVE, str(folder), str(port)]
        server = subprocess.Popen(command, env=environment, stdout=stream, stderr=subprocess.STDOUT)
        try:
            yield _ready(server, told, port)
        finally:
            server.terminate()
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _ready(server, told, port) -> tuple[str, dict[str, str]]:
    address = f"http://127.0.0.1:{port}"
    for _ in range(240):
        assert server.poll() is None, told.read_text()
        try:
            with urllib.request.urlopen(f"{address}/health", timeout=2):
                break
        except OSError:
            time.sleep(0.25)
    passwords = dict(re.findall(r"(\S+@demo\.example)\W+([a-z]+(?:-[a-z]+){3})", told.read_text()))
    return address, passwords


@pytest.fixture(scope="module")
def chromium():
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def signed_in(chromium, served):
    """Cookies of the programme office, signed in by hand once."""
    address, passwords = served
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{address}/sign-in")
    page.fill("input[name=email]", "programme-office@demo.example")
    page.fill("input[name=password]", passwords["programme-office@demo.example"])
    page.click("main button.button")
    page.wait_for_url(f"{address}/")
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def visit(chromium, served, signed_in):
    """A new page of somebody who is signed in; what the browser complains of fails the test."""
    contexts, said = [], []

    def begin(**options):
        contexts.append(
            chromium.new_context(
                viewport={"width": WIDE, "height": 900},
                storage_state=signed_in,
                base_url=served[0],
                **options,
            )
        )
        page = contexts[-1].new_page()
        page.on("console", lambda message: said.append(message.text))
        return page

    yield begin
    for context in contexts:
        context.close()
    assert not said


def choose(page, words):
    page.locator("main").get_by_text(words, exact=True).first.click()


def test_from_the_start_page_to_an_explained_match_in_few_clicks(visit):
    page, clicks, begun = visit(), 0, time.monotonic()
    page.goto("/")
    for words, leads_to in [
        ("Matching desk", "**/desk"),
        ("Start the match", "**/matches/match-*"),
        ("Explain", "**/pairs/**"),
    ]:
        choose(page, words)
        clicks += 1
        page.wait_for_url(leads_to, timeout=60_000)
    assert clicks <= MOST_CLICKS and time.monotonic() - begun < MOST_SECONDS
    shown = page.content()
    assert "The fit is" in shown and "<svg" in shown and "What would change it" in shown


def test_without_script_and_by_the_keyboard_alone(visit):
    page = visit(java_script_enabled=False)
    page.goto("/desk")
    start = page.locator("button[name=usual]")
    for _ in range(60):
        page.keyboard.press("Tab")
        if start.and_(page.locator(":focus")).count():
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/matches/match-*", timeout=60_000)
    assert "<svg" in page.content()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_pages_of_the_desk_have_no_barriers_and_fit_the_screen(visit, language):
    page = visit()
    page.goto("/matches")
    page.context.add_cookies([{"name": "seedbed_language", "value": language, "url": page.url}])
    run = page.locator("tbody th a").last.get_attribute("href")
    pair = f"{run}/pairs/person-001/offer-06"
    again = f"/desk?again={run.rpartition('/')[2]}"
    paths = {
        "en": [again, run, "/matches", "/placements"],
        "zh-hans": [pair, f"{run}/people", f"{run}/people/person-059", "/contests"],
    }
    for path in paths[language]:
        page.set_viewport_size({"width": WIDE, "height": 900})
        page.goto(path)
        found = axe.Axe().run(page, options=RULES).response["violations"]
        assert not found, (
            path,
            [(one["id"], [node["html"][:120] for node in one["nodes"][:3]]) for one in found],
        )
        for width in (WIDE, NARROW):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (path, width)
