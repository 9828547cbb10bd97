"""A first visitor in Chromium: from the start page to an explained match, with and without script."""

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
PREPARE = """
import sys
from pathlib import Path
from seedbed.workbench.starting import migrate, start
start()
migrate()
from seedbed.workbench.record.exchange import bring_in
bring_in(Path(sys.argv[1]))
"""
MOST_CLICKS = 5
MOST_SECONDS = 120
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


@pytest.fixture(scope="module")
def served(tmp_path_factory) -> Iterator[tuple[str, dict[str, str]]]:
    """The workbench in a process of its own, as `seedbed serve --demo` starts it, on the small region."""

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
    subprocess.run([sys.executable, "-c", PREPARE, str(folder)], env=environment, check=True, timeout=120)
    told = home / "told.txt"
    with told.open("w") as stream:
        command = [
            sys.executable,
            "-c",
            "from seedbed.cli.main import run; run()",
            "serve",
            "--demo",
            "--port",
            str(port),
            "--lang",
            "en",
        ]
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


class Visitor:
    """Somebody at a browser whose clicks are counted."""

    def __init__(self, browser, served, role="programme-office", **context):
        self.address, passwords = served
        self.context = browser.new_context(
            viewport={"width": context.pop("width", 1440), "height": 900}, **context
        )
        self.page = self.context.new_page()
        self.clicks = 0
        self.said: list[str] = []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.goto(f"{self.address}/sign-in")
        self.page.fill("input[name=email]", f"{role}@demo.example")
        self.page.fill("input[name=password]", passwords[f"{role}@demo.example"])
        self.page.click("main button.button")
        self.page.wait_for_url(f"{self.address}/")

    def click(self, words):
        self.page.locator("main").get_by_text(words, exact=True).first.click()
        self.clicks += 1

    def to_an_explained_match(self):
        self.click("Matching desk")
        self.click("Start the match")
        self.page.wait_for_url("**/matches/match-*", timeout=60_000)
        self.click("Explain")
        self.page.wait_for_url("**/pairs/**")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_from_the_start_page_to_an_explained_match_in_few_clicks(chromium, served, script):
    visitor = Visitor(chromium, served, java_script_enabled=script)
    begun = time.monotonic()
    visitor.to_an_explained_match()
    assert visitor.clicks <= MOST_CLICKS
    assert time.monotonic() - begun < MOST_SECONDS
    shown = visitor.page.content()
    assert "The fit is" in shown and "<svg" in shown and "What would change it" in shown
    assert not visitor.said
    visitor.context.close()


def test_the_keyboard_is_enough(chromium, served):
    visitor = Visitor(chromium, served)
    page = visitor.page
    page.goto(f"{visitor.address}/desk")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "usual":
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/matches/match-*", timeout=60_000)
    visitor.context.close()


@pytest.mark.parametrize(("width", "language"), [(1440, "en"), (390, "zh-hans")])
def test_pages_of_the_desk_have_no_barriers_and_fit_the_screen(chromium, served, width, language):
    visitor = Visitor(chromium, served, width=width)
    visitor.context.add_cookies([{"name": "seedbed_language", "value": language, "url": visitor.address}])
    page = visitor.page
    page.goto(f"{visitor.address}/matches")
    run = page.locator("tbody th a").first.get_attribute("href")
    page.goto(f"{visitor.address}{run}")
    pair = page.locator("a[href*='/pairs/']").first.get_attribute("href")
    paths = [f"/desk?again={run.rpartition('/')[2]}", run, pair, "/placements"]
    if width > 1000:
        paths += ["/matches", f"{run}/people", f"{run}/people/person-059", "/contests"]
    for path in paths:
        page.goto(f"{visitor.address}{path}")
        found = axe.Axe().run(page, options=RULES).response["violations"]
        assert not found, (
            path,
            [(one["id"], [node["html"][:120] for node in one["nodes"][:3]]) for one in found],
        )
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    assert not visitor.said
    visitor.context.close()


def test_the_bank_sees_figures_and_pictures_and_nobody(chromium, served):
    visitor = Visitor(chromium, served, "bank-viewer")
    page = visitor.page
    page.goto(f"{visitor.address}/matches")
    page.locator("tbody th a").first.click()
    page.wait_for_url("**/matches/match-*")
    assert "person-" not in page.content() and page.locator("svg.chart").count()
    visitor.context.close()
