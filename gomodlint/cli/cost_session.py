"""What the words of `gomodlint cost` that build and run have in common."""

from __future__ import annotations

import argparse
import os
import re
import signal
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import NamedTuple, NoReturn

from gomodlint.cli.arguments import positive
from gomodlint.cli.question import request_for, seen_in_every_build
from gomodlint.cost import record
from gomodlint.cost.record import Section
from gomodlint.engine.look import Look, policy_directory, selector
from gomodlint.errors import NoVerdict, Problem
from gomodlint.github.event import fork_of
from gomodlint.graph.package import Package
from gomodlint.measure.session import Target, plan, targets
from gomodlint.measure.toolchain import Toolchain, isolated, toolchain
from gomodlint.report.escape import inline, terminal_safe
from gomodlint.source.disk import DiskTree
from gomodlint.source.limits import COSTS
from gomodlint.source.tree import TreeError


class Session(NamedTuple):
    """A repository, the go command, and the programs to build; `chosen` by the user or all."""

    seen: Look
    tool: Toolchain
    targets: list[Target]
    file: Path  # where the figures are
    chosen: bool
    before: Sequence[str]  # the words before each run

    def sections(self) -> list[Section]:
        """The figures so far, none if there is no file. Raises NoVerdict for a damaged one."""
        return figures(self.file) or []


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of all that builds and runs."""
    parser.add_argument("--main", action="append", default=[], metavar="PKG", help="this program only (repeat)")
    parser.add_argument("--runs", type=positive, default=5, metavar="N", help="runs of each program (default: 5)")
    parser.add_argument("--tags", default="", metavar="A,B", help="build tags")
    add_modfile(parser)
    parser.add_argument(
        "--network", action="store_true", help="run programs as they are: not in a network namespace without network"
    )
    parser.add_argument("--allow-run", action="store_true", help="yes, build and run this code")
    parser.add_argument("--policy", metavar="FILE", default="", help="the policy beside which the figures are")


def said(file: Path) -> str:
    """A file as the user would write it."""
    path = os.path.relpath(file)
    return str(file) if path.startswith("..") else path.replace(os.sep, "/")


def add_modfile(parser: argparse.ArgumentParser) -> None:
    """The option for repositories whose go.mod has another name."""
    parser.add_argument(
        "--modfile", "-modfile", metavar="NAME", default="",
        help="read this file in place of go.mod where there is one: vendor.mod (default: [build] modfile, GOFLAGS)",
    )  # fmt: skip


def environment(modfile: str) -> Mapping[str, str]:
    """Our own, with a -modfile for the go command."""
    if not modfile:
        return os.environ
    return {**os.environ, "GOFLAGS": f"{os.environ.get('GOFLAGS', '')} -modfile={modfile}".strip()}


def session(options: argparse.Namespace) -> Session:
    """Read the repository and find Go. Raises NoVerdict where one of them is missing."""
    tags = [tag for tag in options.tags.split(",") if tag]
    for tag in tags:
        if not re.fullmatch(r"[\w.]+", tag):
            raise NoVerdict(Problem(f"--tags: {tag!r} is no build tag", hint="a list: --tags=prod,debug"))
    environ = environment(options.modfile)
    tool = toolchain(os.environ, os.getcwd(), tags)
    seen = seen_in_every_build(options.policy, tags, environ, tool.build.minor.removeprefix("go"))
    chosen = [package for text in options.main for package in _named(seen, text)] or None
    file = cost_file(options.policy, environ)
    before = [] if options.network else isolated()
    return Session(seen, tool, targets(seen, tool, chosen), file, chosen is not None, before)


def figures(file: Path) -> list[Section] | None:
    """What a file of figures says, None if there is none. Raises NoVerdict for one that cannot be read."""
    try:
        text = DiskTree(str(file.parent)).read(file.name, most=COSTS)
    except TreeError as error:
        if error.is_absent:
            return None
        raise NoVerdict(Problem(f"cannot read the figures: {error.reason}", said(file), hint=error.hint)) from error
    return record.read(text, said(file))


def _named(seen: Look, text: str) -> list[Package]:
    chosen = selector(seen, [text]).select(seen.linked.graph.packages)
    found = [package for package in seen.linked.graph.subjects() if package.index in chosen]
    if not found:
        raise NoVerdict(Problem(f"no package matches {text}", hint=where(text)))
    return found


def where(text: str, otherwise: str = "it holds no Go files") -> str:
    """What may be wrong with a directory in which there is no package, in words for a hint."""
    directory = Path(text).resolve()
    if not directory.is_dir():
        return "--main takes packages of this repository: ./cmd/x, ./..., or an import path"
    for above in (directory, *directory.parents):
        others = sorted(file.name for file in above.glob("*.mod"))
        if "go.mod" in others:
            return otherwise
        if others:
            return f"there is no go.mod above it, but a {others[0]}: --modfile {others[0]}"
        if (above / ".git").exists():
            break
    return "there is no go.mod above it"


@contextmanager
def stoppable() -> Iterator[None]:
    """Let a signal to end (SIGTERM, SIGHUP) go the way of Ctrl-C: what was started ends too, and no file is left."""

    def stop(number: int, frame: FrameType | None) -> NoReturn:
        del number, frame
        raise KeyboardInterrupt

    names = [name for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    ours = threading.current_thread() is threading.main_thread()
    before = {name: signal.signal(getattr(signal, name), stop) for name in names} if ours else {}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)


def may_run(options: argparse.Namespace, found: Session) -> bool:
    """Whether building and running is allowed; if not, say what would be done."""
    if not options.allow_run:
        lines = plan(found.tool, found.targets, options.runs, found.before)
        sys.stdout.writelines(f"{terminal_safe(line)}\n" for line in lines)
        sys.stdout.write(
            "nothing was done: this builds and runs the code of this repository; add --allow-run if you trust it\n"
        )
        return False
    fork = fork_of(os.environ)
    if fork:
        message = f"this is a pull request from {fork}: its code is not built and run here"
        raise NoVerdict(Problem(message, hint="measure on branches of your own repository, or after the merge"))
    if not found.before and not options.network:
        sys.stderr.write("this system cannot take the network away from the programs that are run\n")
    return True


def cost_file(policy: str, environ: Mapping[str, str]) -> Path:
    """Where the figures of a repository are: beside its policy."""
    return Path(policy_directory(request_for(policy, environ)), record.NAME)


def say(line: str) -> None:
    """Progress, on a terminal alone: one line that is written over."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{inline(line)}")
        sys.stderr.flush()
