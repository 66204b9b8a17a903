"""Line and branch coverage of the whole suite, with all processes that the tests start; prints Markdown.

    uv pip install coverage && nice python bench/covered.py /tmp/coverage

Each folder and file of tests/ is run on its own, one after another, with coverage in every process that it starts. The
suite takes several times as long as without. Tests that fail then are named: some hold what coverage itself does
against the program, such as the modules that it loads. As in CI, a test that lacks a tool fails. A piece that was
measured is not run again.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parent.parent
SETTINGS = """[run]
branch = true
parallel = true
source = gomodlint
data_file = {data}
patch = subprocess, _exit, fork, execv
"""


def coverage(settings: Path, *words: str) -> subprocess.CompletedProcess[str]:
    verb, *rest = words
    command = [sys.executable, "-m", "coverage", verb, f"--rcfile={settings}", *rest]
    environ = {**os.environ, "CI": "true"}
    return subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)


def pieces() -> list[str]:
    folders = [path.parent for path in sorted(ROOT.glob("tests/*/test_*.py"))]
    return [str(path.relative_to(ROOT)) for path in [*dict.fromkeys(folders), *sorted(ROOT.glob("tests/test_*.py"))]]


def run(piece: str, directory: Path) -> Path:
    """Run a piece and combine what its processes have measured; where that is."""
    name = piece.replace("/", "-").removesuffix(".py")
    data, settings = directory / name, directory / f"{name}.settings"
    if not data.exists():
        settings.write_text(SETTINGS.format(data=data))
        said = coverage(settings, "run", "-m", "pytest", "-q", "-p", "no:cacheprovider", piece).stdout
        (directory / f"{name}.log").write_text(said)
        coverage(settings, "combine", "-q")
        failed = re.findall(r"^(?:FAILED|ERROR) (\S+)", said, re.MULTILINE)
        totals = re.findall(r"^(?:\d+ \w+, )*\d+ \w+(?:, \d+ \w+)* in .*$", said, re.MULTILINE)
        print(
            f"<!-- {piece}: {totals[-1] if totals else 'no totals'}; failed: {', '.join(failed) or 'none'} -->",
            flush=True,
        )
    return data


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", type=Path, help="where what is measured is kept")
    directory = parser.parse_args().directory.resolve()
    directory.mkdir(parents=True, exist_ok=True)
    measured = [run(piece, directory) for piece in pieces()]
    settings, report = directory / "all.settings", directory / "all.json"
    settings.write_text(SETTINGS.format(data=directory / "all"))
    coverage(settings, "combine", "-q", "--keep", *map(str, measured))
    coverage(settings, "json", "-q", "-o", str(report))
    table: dict[str, list[int]] = defaultdict(lambda: [0] * 4)
    for file, found in json.loads(report.read_text())["files"].items():
        folder = file.split("/")[1]
        counts = [found["summary"][n] for n in ("num_statements", "covered_lines", "num_branches", "covered_branches")]
        for row in (f"`{folder}/`" if not folder.endswith(".py") else "files beside them", "all"):
            table[row] = [a + b for a, b in zip(table[row], counts, strict=True)]
    print("| folder | lines | run | branches | taken |\n|---|---|---|---|---|")
    for row, (lines, ran, branches, taken) in sorted(table.items(), key=lambda item: (item[0] == "all", item[0])):
        print(f"| {row} | {lines:,} | {ran / lines:.1%} | {branches:,} | {taken / max(1, branches):.1%} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
