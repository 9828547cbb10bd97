"""Run every command of the README, in its order, and compare it with the Chinese one's."""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)


def commands(readme: Path) -> list[str]:
    """The lines of the ``sh`` blocks, without comments."""
    lines = "".join(BLOCK.findall(readme.read_text("utf-8"))).splitlines()
    return [line.split("  #")[0].strip() for line in lines if line.strip() and not line.startswith("#")]


def main() -> int:
    """Exit code 1 at the first command that fails."""
    english, chinese = commands(Path("README.md")), commands(Path("README.zh.md"))
    if english != chinese:
        print("README.md and README.zh.md name different commands:", set(english) ^ set(chinese))
        return 1
    environment = {**os.environ, "PATH": f"{Path('.venv/bin').resolve()}:{os.environ['PATH']}"}
    for command in english:
        if command.startswith(("git clone", "cd ")):
            continue
        print(f"$ {command}", flush=True)
        start = time.monotonic()
        code = subprocess.run(command, shell=True, env=environment, check=False).returncode
        print(f"  exit code {code}, {time.monotonic() - start:.1f} s", flush=True)
        if code:
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
