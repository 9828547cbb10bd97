"""The page in Chromium: nothing in the console, nothing cut, one language at a time."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import polars as pl
import pytest

from seedbed.report import render, write_measured_folder, write_report
from seedbed.usecases.measure_table import measure_table
from seedbed.usecases.report_contents import ReportContents

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--enable-logging=stderr",
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        CHROMIUM is None, reason="no Chromium on this machine: install chromium to run this test"
    ),
]

# The probe is put into a copy of the page without its policy, which would not let it run.
PROBE = """<script>
addEventListener("load", () => {
  const shown = [...document.querySelectorAll(".half")].filter(e => e.getClientRects().length);
  const wide = [...document.querySelectorAll(".half *")].filter(e => {
    const box = e.getBoundingClientRect();
    return box.width && !e.closest(".box") && !e.closest("svg") && !e.closest(".skip")
      && (box.right > innerWidth + 1 || box.left < -1);
  });
  const pictures = [...document.querySelectorAll("figure")].filter(e => e.getClientRects().length)
    .map(e => [...e.querySelectorAll("svg")].filter(s => s.getClientRects().length).length);
  const texts = [...document.querySelectorAll("svg text")].filter(e => e.getClientRects().length);
  const cut = texts.filter(e => {
    const box = e.getBBox(), frame = e.ownerSVGElement.viewBox.baseVal;
    return box.x < -1 || box.x + box.width > frame.width + 1 || box.y + box.height > frame.height + 4;
  });
  document.body.setAttribute("data-probe", JSON.stringify([
    shown.map(e => e.lang).join(), document.documentElement.scrollWidth > innerWidth,
    wide.length, Math.max(...pictures), Math.min(...pictures.filter(n => n)), texts.length > 25,
    cut.map(e => e.textContent).slice(0, 5),
  ]));
});
</script>"""


def browse(profile: Path, page: Path, *options: str) -> subprocess.CompletedProcess[str]:
    assert CHROMIUM is not None
    command = [CHROMIUM, *QUIET, f"--user-data-dir={profile}", *options]
    return subprocess.run([*command, page.as_uri()], capture_output=True, text=True, timeout=120, check=True)


def test_the_page_says_nothing_in_the_console(contents: ReportContents, tmp_path: Path) -> None:
    page = write_report(contents, tmp_path / "report.html")
    shot = tmp_path / "shot.png"
    done = browse(tmp_path / "profile", page, f"--screenshot={shot}", "--window-size=1440,900")
    assert "CONSOLE" not in done.stderr
    assert shot.stat().st_size > 20_000


WIDTHS = (360, 768, 1440)
VIEWS = {
    **{("", width): "zh" for width in WIDTHS},
    **{("#en", width): "en" for width in WIDTHS},
    ("#en-progress", 768): "en",
}
COLLECT = """<script>
addEventListener("load", () => document.body.setAttribute("data-all",
  [...document.querySelectorAll("iframe")].map(f => f.contentDocument.body.getAttribute("data-probe")).join(" | ")));
</script>"""


def readings_of(page: str, folder: Path, views: Iterable[tuple[str, int]], probe: str = PROBE) -> list[str]:
    """What the probe finds for every fragment at its width."""
    text, policies = re.subn(r'<meta http-equiv="Content-Security-Policy"[^>]*/>', "", page)
    assert policies == 1
    (folder / "probed.html").write_text(text.replace("</body>", f"{probe}</body>"), encoding="utf-8")
    # Headless windows are at least 500 pixels wide, so a phone is a frame.
    frames = "".join(
        f'<iframe src="probed.html{fragment}" width="{width}" height="800"></iframe>'
        for fragment, width in views
    )
    (folder / "frames.html").write_text(f"<!DOCTYPE html><body>{frames}{COLLECT}</body>", encoding="utf-8")
    options = ("--dump-dom", "--allow-file-access-from-files", "--window-size=1900,900")
    found = re.search(
        r'data-all="([^"]*)"', browse(folder / "profile", folder / "frames.html", *options).stdout
    )
    assert found is not None
    return found.group(1).replace("&quot;", '"').split(" | ")


def test_one_language_is_shown_and_nothing_leaves_the_window(
    contents: ReportContents, tmp_path: Path
) -> None:
    expected = [f'["{lang}",false,0,1,1,true,[]]' for lang in VIEWS.values()]
    assert readings_of(render(contents), tmp_path, VIEWS) == expected


# Everything that a pointer can reach takes the focus in the order of the page, the way past the contents first.
KEYS = """<script>
addEventListener("load", () => {
  const shown = [...document.querySelectorAll("a[href], [tabindex='0']")].filter(e => e.getClientRects().length);
  const taken = shown.filter(e => { e.focus(); return document.activeElement === e; });
  const scrolls = [...document.querySelectorAll(".box")].filter(e => e.getClientRects().length);
  document.body.setAttribute("data-probe", JSON.stringify([
    shown.length > 4, taken.length === shown.length, shown[0].className,
    scrolls.every(e => e.tabIndex === 0 && e.getAttribute("aria-label")),
  ]));
});
</script>"""


def test_the_page_of_a_measured_table_fits_and_is_reached_by_keyboard(tmp_path: Path) -> None:
    cells = [
        (f"Place {p}", f"Industry {i}", float(1 + (p * 7 + i * 5 + p * i) % 23))
        for p in range(12)
        for i in range(15)
    ]
    frame = pl.DataFrame(cells, ["place", "industry", "value"], orient="row")
    page = write_measured_folder(measure_table(frame, "location-quotient"), "jobs.csv", tmp_path)
    done = browse(
        tmp_path / "profile", page, f"--screenshot={tmp_path / 'shot.png'}", "--window-size=1440,900"
    )
    assert "CONSOLE" not in done.stderr
    views = {("", 360): "zh", ("#en", 360): "en", ("#en", 1440): "en"}
    text = page.read_text("utf-8")
    assert readings_of(text, tmp_path, views) == [
        f'["{lang}",false,0,1,1,true,[]]' for lang in views.values()
    ]
    assert set(readings_of(text, tmp_path, views, KEYS)) == {'[true,true,"skip",true]'}


def test_the_probe_sees_what_is_wrong(contents: ReportContents, tmp_path: Path) -> None:
    page = render(contents)
    wide = page.replace('<p class="subtitle">', '<p class="subtitle" style="width: 2000px">')
    cut = wide.replace("</svg>", '<text x="830" y="20">cut at the edge of its picture</text></svg>')
    both = cut.replace("#en { display: none; }", "")
    for reading in readings_of(both, tmp_path, [("", 360), ("", 1440)]):
        assert reading.startswith('["zh,en",true,') and '"cut at the edge' in reading
