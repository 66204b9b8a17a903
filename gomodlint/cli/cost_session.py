"""What the words of `gomodlint cost` that build and run have in common."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import NamedTuple

from gomodlint.cli.question import importers_of, seen_in_every_build
from gomodlint.cost import record
from gomodlint.cost.record import Section
from gomodlint.engine.look import Look
from gomodlint.measure.session import Target, plan, targets
from gomodlint.measure.toolchain import Toolchain, isolated, toolchain
from gomodlint.report.escape import inline, terminal_safe


class Session(NamedTuple):
    """A repository, the go command, and the programs to build; `chosen` by the user or all."""

    seen: Look
    tool: Toolchain
    targets: list[Target]
    chosen: bool

    @property
    def file(self) -> Path:
        """Where the repository's figures are: beside its policy."""
        return cost_file(self.seen)

    def sections(self) -> list[Section]:
        """The figures so far, none if there is no file. Raises NoVerdict for a damaged one."""
        return record.read(self.file.read_bytes(), str(self.file)) if self.file.exists() else []


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of all that builds and runs."""
    parser.add_argument("--main", action="append", default=[], metavar="PKG", help="this program only (repeat)")
    parser.add_argument("--runs", type=positive, default=5, metavar="N", help="runs of each program (default: 5)")
    parser.add_argument("--tags", default="", metavar="A,B", help="build tags")
    parser.add_argument("--allow-run", action="store_true", help="yes, build and run this code")
    parser.add_argument("--policy", metavar="FILE", default="", help="the policy beside which the figures are")


def session(options: argparse.Namespace) -> Session:
    """Read the repository and find Go. Raises NoVerdict where one of them is missing."""
    tags = [tag for tag in options.tags.split(",") if tag]
    seen = seen_in_every_build(options.policy, tags)
    tool = toolchain(os.environ, seen.place.top, tags)
    chosen = [package for text in options.main for package in importers_of(seen, text)] or None
    return Session(seen, tool, targets(seen, tool, chosen), chosen is not None)


def may_run(options: argparse.Namespace, found: Session) -> bool:
    """Whether building and running is allowed; if not, say what would be done."""
    if not options.allow_run:
        sys.stdout.writelines(f"{terminal_safe(line)}\n" for line in plan(found.tool, found.targets, options.runs))
        sys.stdout.write(
            "nothing was done: this builds and runs the code of this repository; add --allow-run if you trust it\n"
        )
        return False
    if not isolated():
        sys.stderr.write("this system cannot take the network away from the programs that are run\n")
    return True


def cost_file(seen: Look) -> Path:
    """Where the figures of a repository are: beside its policy."""
    return Path(seen.place.top, seen.policy.directory, record.NAME)


def say(line: str) -> None:
    """Progress, on a terminal alone: one line that is written over."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{inline(line)}")
        sys.stderr.flush()


def positive(text: str) -> int:
    """A number of at least 1, for argparse."""
    number = int(text) if text.isdigit() else 0
    if number < 1:
        raise argparse.ArgumentTypeError("a number from 1 on")
    return number
