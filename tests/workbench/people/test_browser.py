"""A person and an office in Chromium: a CV to a consent without script, every page for a screen reader and a phone."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

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
PASSWORD = "a calm long sentence"
PREPARE = f"""
from seedbed.workbench.starting import migrate, start
start()
migrate()
from seedbed.workbench.accounts.models import Membership, User
from workbench.people.small_region import enter, make_region
make_region()
enter("p-own", "org-1")
for role, organisation in (("person", ""), ("career_office", "org-1"), ("employer", "org-1")):
    user = User.objects.create_user(role + "@example.org", role, {PASSWORD!r}, person="p-own" if role == "person" else None)
    Membership.objects.create(user=user, role=role, organisation=organisation)
"""
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
CV = "姓名：欧阳一\n求职意向：焊工\n精通焊接，熟练掌握PLC编程，了解机器视觉。三年工作经历。".encode()
PAGES = {
    "person": ["/profile", "/profile/cv", "/profile/facts", "/profile/skills?q=plc", "/profile/wishes", "/profile/consent",
               "/profile/erasure", "/proposals?help=1"],
    "career_office": ["/people", "/people/new", "/people/import", "/people/p-of-first", "/people/p-of-first/skills"],
    "employer": ["/needs", "/opportunities", "/opportunities/new", "/opportunities/import", "/opportunities/offer-1?q=plc"],
}  # fmt: skip


@pytest.fixture(scope="module")
def address(tmp_path_factory) -> Iterator[str]:
    """The workbench in a process of its own, with its worker, on the small region."""
    home = tmp_path_factory.mktemp("home")
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("SEEDBED_", "DJANGO_"))},
        "SEEDBED_HOME": str(home),
        "SEEDBED_SECOND_FACTOR": "optional",
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }
    subprocess.run([sys.executable, "-c", PREPARE], env=environment, check=True, timeout=120)
    command = [sys.executable, "-c", "from seedbed.cli.main import run; run()", "serve", "--port", str(port)]
    told = home / "told.txt"
    with told.open("w") as stream:
        server = subprocess.Popen(command, env=environment, stdout=stream, stderr=subprocess.STDOUT)
        try:
            yield _when_ready(server, told, f"http://127.0.0.1:{port}")
        finally:
            server.terminate()
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _when_ready(server: subprocess.Popen[bytes], told: Path, address: str) -> str:
    for _ in range(240):
        assert server.poll() is None, told.read_text()
        try:
            with urllib.request.urlopen(f"{address}/health", timeout=2):
                return address
        except OSError:
            time.sleep(0.25)
    raise AssertionError(told.read_text())


@pytest.fixture(scope="module")
def chromium():
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


def visit(chromium, address, role, lang="en", **context):
    """A page in which a user of a role is signed in."""
    opened = chromium.new_context(**context)
    opened.add_cookies(
        [{"name": "seedbed_language", "value": "zh-hans" if lang == "zh" else "en", "url": address}]
    )
    page = opened.new_page()
    page.goto(f"{address}/sign-in")
    page.fill("input[name=email]", f"{role}@example.org")
    page.fill("input[name=password]", PASSWORD)
    page.click("main button.button")
    page.wait_for_url(f"{address}/")
    return page


def test_from_a_cv_to_a_consent_without_script(chromium, address):
    page = visit(chromium, address, "person", java_script_enabled=False)
    page.goto(f"{address}/profile/cv")
    page.set_input_files("[name=file]", {"name": "cv.txt", "mimeType": "text/plain", "buffer": CV})
    page.click("main button.button")
    for _ in range(120):
        if "was read" in page.inner_text("main"):
            break
        time.sleep(0.25)
        page.click("text=Look again")
    page.click("text=Look at the skills")
    assert page.input_value("[name=level-plc-programming]") == "0.75"
    page.select_option("[name=level-plc-programming]", "1")
    page.check("[value=machine-vision]")
    page.click("main form button.button >> nth=0")
    assert page.input_value("[name=level-plc-programming]") == "1"
    assert page.locator("[name=level-machine-vision]").count() == 0
    page.goto(f"{address}/profile/consent")
    assert page.locator("input[type=checkbox]:checked").count() == 0
    page.check("[value=guidance]")
    page.fill("[name=until]", f"{time.localtime().tm_year + 1}-06-30")
    page.click("button[value=give]")
    assert "Your consent is kept" in page.inner_text("main")


@pytest.mark.parametrize("role", PAGES)
def test_pages_are_fit_for_a_screen_reader_a_phone_and_both_languages(chromium, address, role):
    for lang, width in (("en", 1280), ("zh", 390)):
        page = visit(chromium, address, role, lang, viewport={"width": width, "height": 844})
        asked: list[str] = []
        said: list[str] = []
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        page.on(
            "console",
            lambda message, said=said: (
                said.append(message.text) if message.type in ("error", "warning") else None
            ),
        )
        for path in PAGES[role]:
            page.goto(f"{address}{path}")
            if lang == "en":  # the other language changes words, not what they stand in
                found = axe.Axe().run(page, options=RULES).response["violations"]
                assert not found, (path, [(item["id"], item["nodes"][0]["html"]) for item in found])
            wide = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert wide <= 0, (path, lang, width)
        assert all(url.startswith(address) for url in asked)
        assert said == []
        page.context.close()


def test_the_skills_are_corrected_by_keyboard(chromium, address):
    page = visit(chromium, address, "person")
    page.goto(f"{address}/profile/skills")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "level-welding":
            break
    page.keyboard.press("ArrowUp")
    changed = page.input_value("[name=level-welding]")
    page.locator("[name=level-welding]").press("Enter")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.className") == "button":
            break
    page.keyboard.press("Enter")
    page.wait_for_selector(".messages")
    assert page.input_value("[name=level-welding]") == changed
