"""The how-to page of the programme runs as it stands, and every command of the programme is shown somewhere."""

import re
import shlex
import shutil
from pathlib import Path

import pytest

from seedbed.cli.app import GROUPS

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "how-to" / "programme-office.md"


def commands(text):
    blocks = re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line]


def test_the_page_runs_as_it_stands(seedbed, tmp_path, monkeypatch):
    shutil.copytree(
        ROOT / "regions" / "chongqing",
        tmp_path / "office",
        ignore=shutil.ignore_patterns("runs", "observations.csv", "ties.csv"),
    )
    (tmp_path / "files").mkdir()
    for file in (tmp_path / "start.txt", tmp_path / "files" / "start.txt"):
        file.write_text("started on 1 March", "utf-8")
    monkeypatch.chdir(tmp_path)
    page = commands(PAGE.read_text("utf-8"))
    assert len(page) > 25
    for number, command in enumerate(page):
        program, *arguments = shlex.split(command)
        code, _, err = seedbed(*arguments, "--lang", "zh" if number % 2 else "en")
        assert (program, code) == ("seedbed", 0), (command, err)


@pytest.mark.parametrize("name", sorted(GROUPS["programme"]))
def test_every_command_is_shown(name):
    pages = [ROOT / "README.md", *(ROOT / "docs" / "how-to").glob("*.md")]
    assert any(f"seedbed programme {name} " in page.read_text("utf-8") for page in pages)
