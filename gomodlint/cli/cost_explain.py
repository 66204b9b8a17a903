"""`gomodlint cost explain PKG`: which functions allocate what a package's init is charged with."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from gomodlint.cli.arguments import Parser, count
from gomodlint.cli.cost_session import Session, add_options, may_run, say, session, stoppable
from gomodlint.cli.exit_status import ExitStatus
from gomodlint.cost.level import human
from gomodlint.cost.tree import point_edges
from gomodlint.errors import NoVerdict, Problem
from gomodlint.measure.profile import BODY, VARIABLES, Explained, Share, explain, parse
from gomodlint.measure.program import run_raw
from gomodlint.measure.session import Target, built
from gomodlint.measure.trace import MARK
from gomodlint.report.escape import inline


def main(arguments: list[str]) -> int:
    """Print who allocates: status 0."""
    options = _parser().parse_args(arguments)
    found = session(options)
    target = _program_with(found, options.package)
    if not may_run(options, found._replace(targets=[target])):
        return ExitStatus.CLEAN
    with stoppable(), tempfile.TemporaryDirectory(prefix="gomodlint-cost-") as name:
        say(f"building {target.name}")
        binary = built(Path(name), found.tool, target, body=BODY)
        say(f"running {target.name}")
        text, status = run_raw(binary, found.before, VARIABLES)
        say("")
    if f"\n{MARK} " not in text:
        raise NoVerdict(Problem(f"{target.name} ended before its last init (exit status {status})"))
    answer = explain(list(parse(text)), "main" if options.package == target.name else options.package)
    if options.format == "json":
        plain = {"schema_version": 1, "package": options.package, "main": target.name, **_plain(answer)}
        sys.stdout.write(json.dumps(plain, indent=2) + "\n")
    else:
        sys.stdout.writelines(f"{inline(line)}\n" for line in _text(options.package, target.name, answer, options.top))
    return ExitStatus.CLEAN


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="gomodlint cost explain",
        description="Record every allocation before main, and show which functions made those that a package's init is "
        "charged with: its own, or what it was the first to call. Runs the repository's code: only with --allow-run.",
    )
    parser.add_argument("package", metavar="PKG", help="an import path")
    add_options(parser)
    parser.add_argument(
        "--top", type=count, default=15, metavar="N", help="functions shown as text (default: 15; 0: all)"
    )
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    return parser


def _program_with(found: Session, package: str) -> Target:
    """The first program that contains a package."""
    at = found.tool.build
    graph = found.seen.linked.graph
    edges = point_edges(graph, found.seen.universe.point(at.goos, at.goarch, at.cgo, at.tags))
    for target in found.targets:
        reached = {one.index for one in target.packages}
        waiting = list(reached)
        while waiting:
            for index in edges.get(waiting.pop(), ()):
                if index not in reached:
                    reached.add(index)
                    waiting.append(index)
        if not target.probe and any(graph.packages[index].path == package for index in reached):
            return target
    raise NoVerdict(Problem(f"no program here contains {package} in a build for {at}", hint="PKG is an import path"))


def _text(package: str, main: str, answer: Explained, top: int) -> Iterator[str]:
    total = answer.total
    yield (
        f"{package} in {main}: its init allocates {total.allocs:,} times, {human(total.bytes)}, "
        f"of which {human(total.live)} are kept"
    )
    yield from _table(answer.paid, top)
    if answer.for_others:
        yield ""
        yield "allocated by its functions, but called first, and so paid, by the init of:"
        yield from _table(answer.for_others, top)


def _table(shares: list[Share], top: int) -> Iterator[str]:
    shown = shares[: top or None]
    yield f"{'allocs':>9}  {'bytes':>9}  {'kept':>9}  by"
    for share in shown:
        yield f"{share.allocs:>9,}  {human(share.bytes):>9}  {human(share.live):>9}  {share.function}"
    if len(shares) > len(shown):
        yield f"{len(shares) - len(shown)} more: --top 0 shows all"


def _plain(answer: Explained) -> dict[str, object]:
    return {
        "total": answer.total._asdict(),
        "paid": [share._asdict() for share in answer.paid],
        "paid_by_others": [share._asdict() for share in answer.for_others],
    }
