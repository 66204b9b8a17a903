"""What the verbs that ask about the graph have in common: FROM, TO, --when."""

from __future__ import annotations

import argparse
import datetime
import os
import sys
from collections.abc import Mapping, Sequence

from gomodlint.engine import Request
from gomodlint.engine.look import Look, look, selector
from gomodlint.errors import NoVerdict, Problem
from gomodlint.graph.package import Package
from gomodlint.policy.empty import mistakes
from gomodlint.policy.selector import Selector
from gomodlint.report.escape import terminal_safe
from gomodlint.source import constraint
from gomodlint.source.constraint import ConstraintError, Expr

SHOWN = 5  # files that cannot be read


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options that every question has."""
    parser.add_argument(
        "--when", metavar="EXPR", default="", help="only in builds with this constraint: linux && !prod"
    )
    parser.add_argument("--policy", metavar="FILE", default="", help="the policy whose [build] and [sets] count")
    parser.add_argument("--no-cache", action="store_true", help="neither read nor write the cache")


def add_ends(parser: argparse.ArgumentParser) -> None:
    """FROM and TO of a question about chains, and what widens them."""
    parser.add_argument(
        "importer", metavar="FROM", help="own packages, as in a policy: ./cmd/..., $main, an import path"
    )
    parser.add_argument("imported", metavar="TO", help="packages, as in a policy; with --module a module path")
    parser.add_argument("--tests", action="store_true", help="what FROM's test files import counts too")


def seen_by(options: argparse.Namespace) -> Look:
    """The graph of the repository around the current directory, under --policy and --when. Raises NoVerdict.

    Files whose imports cannot be read are named on standard error: the answer does not have them.
    """
    when = _when(options.when)
    seen = look(request_of(options), when)
    name_unread(seen)
    if when is not None:
        _must_be_mentioned(seen, when)
    return seen


def _must_be_mentioned(seen: Look, when: Expr) -> None:
    """Raise NoVerdict for tags of --when that no file mentions: every answer would be as without them."""
    from gomodlint.engine.unmentioned import unmentioned

    mentioned = seen.linked.mentioned_tags()
    problems = [
        unmentioned(tag, mentioned, ("--when", 0, 0), "leave it out")
        for tag in sorted(constraint.tags(when) & set(seen.universe.tags))
        if tag not in mentioned
    ]
    if problems:
        raise NoVerdict(*problems)


def name_unread(seen: Look) -> None:
    """Name the files whose imports cannot be read on standard error."""
    for problem in seen.linked.problems[:SHOWN]:
        sys.stderr.write(f"gomodlint: not in this answer: {terminal_safe(str(problem))}\n")
    if len(seen.linked.problems) > SHOWN:
        sys.stderr.write(f"gomodlint: and {len(seen.linked.problems) - SHOWN} more files: see gomodlint check\n")


def request_of(options: argparse.Namespace) -> Request:
    """What is asked, with the options that every question has."""
    return request_for(options.policy)._replace(cache=not options.no_cache)


def seen_in_every_build(
    policy: str = "", tags: Sequence[str] = ("*",), environ: Mapping[str, str] = os.environ, go: str = ""
) -> Look:
    """The graph of the repository around the current directory on all ports, with any of some tags. Raises NoVerdict.

    The tag "*" are those that own files name. `go` is the release whose standard library is read.
    """
    return look(request_for(policy, environ), every_build=True, tags=tags, go=go)


def request_for(policy: str, environ: Mapping[str, str] = os.environ) -> Request:
    """A question about the repository around the current directory."""
    today = datetime.datetime.now(datetime.UTC).date()
    return Request(directory=os.getcwd(), environ=environ, today=today, policy=policy, ruleless=True)


def ends_of(seen: Look, options: argparse.Namespace) -> tuple[list[Package], set[int]]:
    """The packages that FROM and TO select: importers and, without these, the targets.

    Where all targets are importers, too (who of ./... reaches ./x?), they are no importers. Raises NoVerdict.
    """
    importers = _importers(seen, options.importer)
    targets = _targets(seen, options.imported, module=options.module)
    others = targets.difference(package.index for package in importers)
    if others or not targets:
        return importers, others
    rest = [package for package in importers if package.index not in targets]
    if not rest:
        same = f"{options.importer} and {options.imported} are the same packages"
        raise NoVerdict(Problem(same, hint="name others in FROM or in TO"))
    return rest, targets


def _importers(seen: Look, text: str) -> list[Package]:
    packages = seen.linked.graph.packages
    asked = selector(seen, [text])
    _refuse_mistakes(seen, asked, "subject")
    chosen = asked.select(packages)
    importers = [package for package in seen.linked.graph.subjects() if package.index in chosen]
    if not importers:
        raise NoVerdict(Problem(f"no package matches {text}", hint="name your own: ./cmd/..., $main, an import path"))
    return importers


def _targets(seen: Look, text: str, *, module: bool) -> set[int]:
    """What a selector selects, or the packages of a module."""
    packages = seen.linked.graph.packages
    if module:
        targets = {p.index for p in packages if p.module is not None and p.module.path == text}
        if not targets:
            raise NoVerdict(Problem(f"no package of module {text} is reached by anything here"))
        return targets
    asked = selector(seen, [text])
    _refuse_mistakes(seen, asked, "target")
    return set(asked.select(packages))


def _refuse_mistakes(seen: Look, asked: Selector, role: str) -> None:
    """What can never match is a mistake, not an answer."""
    found = mistakes(asked, role, seen.linked.graph.packages, seen.std.has)
    if found:
        raise NoVerdict(*found)


def nothing(seen: Look, options: argparse.Namespace) -> str:
    """That FROM does not reach TO, and where it was looked."""
    when = f" when {options.when}" if options.when else ""
    ports = len({(c.goos, c.goarch) for c in seen.universe.configurations})
    return f"{options.importer} does not reach {options.imported}{when}: looked at {ports} ports"


def _when(text: str) -> Expr | None:
    if not text:
        return None
    try:
        return constraint.parse(text)
    except ConstraintError as error:
        raise NoVerdict(Problem(f"--when: {error}", hint='write a build constraint: "linux && !prod"')) from error
