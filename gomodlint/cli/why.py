"""`gomodlint why FROM TO`: the chains of imports from some packages to others."""

from __future__ import annotations

import argparse
import datetime
import json
import os
import sys
from collections.abc import Iterator, Sequence

from gomodlint.engine import Request
from gomodlint.engine.look import Look, look, selector
from gomodlint.engine.why import Chain, Why, why
from gomodlint.errors import NoVerdict, Problem
from gomodlint.report.escape import inline
from gomodlint.report.json_v1 import step_of, witness_of
from gomodlint.source import constraint
from gomodlint.source.constraint import ConstraintError, Expr

PAIRS = 20  # pairs of packages shown as text
CHAINS = 100  # chains of one pair with --all


def main(arguments: list[str]) -> int:
    """Print the chains: status 0 when there is one, 1 when there is none."""
    options = _parser().parse_args(arguments)
    request = Request(
        directory=os.getcwd(),
        environ=os.environ,
        today=datetime.datetime.now(datetime.UTC).date(),
        policy=options.policy,
    )
    seen = look(request, _when(options.when))
    packages = seen.linked.graph.packages
    chosen = selector(seen, [options.importer]).select(packages)
    importers = [package for package in seen.linked.graph.subjects() if package.index in chosen]
    if not importers:
        raise NoVerdict(Problem(f"no package matches {options.importer}", hint="FROM is one of your own packages"))
    if options.module:
        targets = {p.index for p in packages if p.module is not None and p.module.path == options.imported}
        if not targets:
            raise NoVerdict(Problem(f"no package of module {options.imported} is reached by anything here"))
    else:
        targets = set(selector(seen, [options.imported]).select(packages))
    found = why(seen, importers, targets - chosen, CHAINS if options.all else 1)
    if options.format == "json":
        sys.stdout.write(json.dumps({"schema_version": 1, "why": [_plain(one) for one in found]}, indent=2) + "\n")
    else:
        sys.stdout.writelines(f"{line}\n" for line in _text(found, options, seen))
    return 0 if found else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="gomodlint why",
        description="Show through which imports FROM reaches TO, and in which builds.",
        epilog="exit status: 0 there is a chain, 1 there is none, 2 the question could not be answered",
    )
    parser.add_argument(
        "importer", metavar="FROM", help="own packages, as in a policy: ./cmd/..., $main, an import path"
    )
    parser.add_argument("imported", metavar="TO", help="packages, as in a policy; with --module a module path")
    parser.add_argument(
        "--all", action="store_true", help=f"every chain, the shortest first (up to {CHAINS} of a pair)"
    )
    parser.add_argument(
        "--when", metavar="EXPR", default="", help="only in builds with this constraint: linux && !prod"
    )
    parser.add_argument("--module", action="store_true", help="TO is a module: who needs it, directly or not")
    parser.add_argument("--policy", metavar="FILE", default="", help="the policy whose [build] and [sets] count")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="report format (default: text)")
    return parser


def _when(text: str) -> Expr | None:
    if not text:
        return None
    try:
        return constraint.parse(text)
    except ConstraintError as error:
        raise NoVerdict(Problem(f"--when: {error}", hint='write a build constraint: "linux && !prod"')) from error


def _text(found: Sequence[Why], options: argparse.Namespace, seen: Look) -> Iterator[str]:
    if not found:
        when = f" when {options.when}" if options.when else ""
        ports = len({(c.goos, c.goarch) for c in seen.universe.configurations})
        yield inline(f"{options.importer} does not reach {options.imported}{when}: looked at {ports} ports")
        return
    for one in found[:PAIRS]:
        builds = f"  where {one.condition}" if one.condition else ""
        yield inline(f"{one.importer} reaches {one.imported}{builds}")
        for chain in one.chains:
            yield from _chain(chain)
        if one.more and options.all:
            yield f"  at least {len(one.chains) + 1} chains: the shortest {len(one.chains)} are shown"
        elif one.more:
            yield "  there are more chains: --all shows them"
        yield ""
    if len(found) > PAIRS:
        yield f"{len(found) - PAIRS} more pairs of packages: --format json has all of them"


def _chain(chain: Chain) -> Iterator[str]:
    yield inline(f"  {chain.steps[0].importer}")
    width = max(len(step.imported) for step in chain.steps)
    for step in chain.steps:
        place = f"{step.file}:{step.line}" if step.file else "(std)"
        condition = f"  if {step.condition}" if step.condition else ""
        yield inline(f"  > {step.imported.ljust(width)}  {place}{condition}")
    yield inline(f"    check  {chain.witness}")


def _plain(one: Why) -> dict[str, object]:
    return {
        "from": one.importer,
        "to": one.imported,
        "condition": one.condition,
        "more": one.more,
        "chains": [
            {
                "condition": chain.condition,
                "witness": witness_of(chain.witness),
                "steps": [step_of(step) for step in chain.steps],
            }
            for chain in one.chains
        ],
    }
