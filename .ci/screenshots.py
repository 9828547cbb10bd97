"""Take the pictures of the ten main pages: both languages, wide and narrow; and the page that shows them.

`make screenshots` after `make demo`: serves a copy of the demo region in a folder of its own, signs in as each role,
runs a match and photographs each page with Chromium. All people in the pictures are synthetic.
"""

import io
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

OUT = Path("docs/screenshots")
LANGUAGES = {"zh": "zh-hans", "en": "en"}
WIDTHS = {"wide": (1280, 900), "narrow": (390, 844)}
TALLEST = 1_800


@dataclass(frozen=True)
class Shot:
    """A page as one role sees it; ``{run}`` and ``{pair}`` stand for the match that was run."""

    name: str
    role: str
    path: str
    zh: str
    en: str


SHOTS = (
    Shot("01-start", "programme-office", "/", "首页", "Start"),
    Shot("02-profile", "person", "/profile", "个人档案", "A person's profile"),
    Shot("03-desk", "programme-office", "/desk", "匹配工作台", "Matching desk"),
    Shot("04-match", "programme-office", "{run}", "一次匹配运行", "A match run"),
    Shot("05-pair", "programme-office", "{pair}", "一对匹配的解释", "A match explained"),
    Shot("06-map", "programme-office", "/map", "生态地图与网络", "Ecosystem map and network"),
    Shot("07-observatory", "analyst", "/observatory/chains", "观测站", "Observatory"),
    Shot("08-programme", "programme-office", "/programme", "项目", "Programme"),
    Shot("09-verification", "verifier", "/verification", "核验队列", "Verification queue"),
    Shot("10-system", "administrator", "/system", "系统管理", "Administration"),
)


def main() -> int:
    """Exit code 1 where a page does not answer with 200."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        print("no Chromium on this machine: install chromium")
        return 1
    with (
        tempfile.TemporaryDirectory(prefix="seedbed-screenshots-") as home,
        closing(Served(Path(home))) as served,
        sync_playwright() as started,
    ):
        browser = started.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        run, pair = run_a_match(browser, served)
        for language in LANGUAGES:
            for width in WIDTHS:
                take(browser, served, language, width, run=run, pair=pair)
        browser.close()
    write_page()
    return 0


class Served:
    """`seedbed serve --demo` on the demo region; its address and passwords."""

    def __init__(self, home: Path) -> None:
        with closing(socket.socket()) as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{port}"
        environment = {**os.environ, "SEEDBED_HOME": str(home), "COLUMNS": "200", "PYTHONUNBUFFERED": "1"}
        told = home / "told.txt"
        with told.open("w") as stream:
            command = [
                "seedbed",
                "serve",
                "--demo",
                "--region",
                "demo/region",
                "--port",
                str(port),
                "--lang",
                "en",
            ]
            self.server = subprocess.Popen(command, env=environment, stdout=stream, stderr=subprocess.STDOUT)
        for _ in range(600):
            try:
                with urllib.request.urlopen(f"{self.address}/health", timeout=2):
                    break
            except OSError:
                time.sleep(0.25)
        self.passwords = dict(
            re.findall(r"(\S+)@demo\.example\W+([a-z]+(?:-[a-z]+){3})", told.read_text("utf-8"))
        )

    def close(self) -> None:
        """Stop it in order."""
        self.server.send_signal(signal.SIGINT)
        self.server.wait(30)


def sign_in(page: Page, served: Served, role: str) -> None:
    """By the form, as people do."""
    page.goto(f"{served.address}/sign-in")
    page.fill("input[name=email]", f"{role}@demo.example")
    page.fill("input[name=password]", served.passwords[role])
    page.click("main button.button")
    page.wait_for_url(f"{served.address}/")


def run_a_match(browser: Browser, served: Served) -> tuple[str, str]:
    """The addresses of a run and of one of its pairs."""
    page = browser.new_context(locale="en").new_page()
    sign_in(page, served, "programme-office")
    page.goto(f"{served.address}/desk")
    page.locator("button[name=usual]").click()
    page.wait_for_url("**/matches/match-*", timeout=180_000)
    run = page.url.removeprefix(served.address)
    pair = page.locator("a[href*='/pairs/']").first.get_attribute("href") or ""
    page.context.close()
    return run, pair


def take(browser: Browser, served: Served, language: str, width: str, **addresses: str) -> None:
    """All pictures of one language and width."""
    across, down = WIDTHS[width]
    for role in dict.fromkeys(shot.role for shot in SHOTS):
        context = browser.new_context(viewport={"width": across, "height": down}, color_scheme="light")
        name = "seedbed_language"
        context.add_cookies([{"name": name, "value": LANGUAGES[language], "url": served.address}])
        page = context.new_page()
        sign_in(page, served, role)
        for shot in SHOTS:
            if shot.role != role:
                continue
            answer = page.goto(served.address + shot.path.format(**addresses), wait_until="networkidle")
            if answer is None or answer.status != 200:
                raise SystemExit(f"{shot.path}: {answer and answer.status}")
            height = min(TALLEST, page.evaluate("document.documentElement.scrollHeight"))
            page.set_viewport_size({"width": across, "height": max(down, height)})
            picture = Image.open(io.BytesIO(page.screenshot()))
            page.set_viewport_size({"width": across, "height": down})
            file = OUT / language / f"{shot.name}-{width}.png"
            file.parent.mkdir(parents=True, exist_ok=True)
            # 64 colours are plenty for text and flat shapes, and a quarter of the bytes.
            picture.convert("RGB").quantize(64, dither=Image.Dither.NONE).save(file, optimize=True)
            print(file, file.stat().st_size >> 10, "KiB", flush=True)
        context.close()


def write_page() -> None:
    """`docs/screenshots/README.md`: every picture with its name."""
    lines = [
        "# Screenshots 页面截图",
        "",
        "The ten main pages on the demo region, in both languages, wide and narrow. All people are synthetic. Taken by `make screenshots`.",
        "演示区域上的十个主要页面，中英文、宽屏与手机屏。图中人员均为合成数据。由 `make screenshots` 生成。",
    ]
    for shot in SHOTS:
        lines += ["", f"## {shot.en} {shot.zh}", ""]
        for language in LANGUAGES:
            alt = shot.zh if language == "zh" else shot.en
            for width, share in (("wide", 640), ("narrow", 195)):
                lines.append(
                    f'<img src="{language}/{shot.name}-{width}.png" alt="{alt}, {width}" width="{share}">'
                )
    (OUT / "README.md").write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    sys.exit(main())
