"""`gomodlint why FROM TO`: the chains of imports from some packages to others."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence

from gomodlint.cli.arguments import Parser
from gomodlint.cli.drawn import add_formats, draw
from gomodlint.cli.question import add_ends, add_options, ends_of, nothing, seen_by
from gomodlint.cli.undecided import name_undecided, unless_exact
from gomodlint.engine.bounded.why import why
from gomodlint.engine.look import Look
from gomodlint.engine.why import Chain, Why
from gomodlint.report.escape import inline
from gomodlint.report.json_v1 import step_of, witness_of
from gomodlint.report.shown import if_built, where

PAIRS = 20  # pairs of packages shown as text
CHAINS = 100  # chains of one pair with --all


def main(arguments: list[str]) -> int:
    """Print the chains: status 0 when there is one, 1 when there is none."""
    options = _parser().parse_args(arguments)
    seen = seen_by(options)
    importers, targets = ends_of(seen, options)
    answer = why(seen, importers, targets, CHAINS if options.all else 1, tests=options.tests)
    found = answer.found
    if options.format == "json":
        plain: dict[str, object] = {"schema_version": 1, "why": [_plain(one) for one in found]}
        if answer.undecided:
            plain["undecided"] = [_undecided(one) for one in answer.undecided]
        sys.stdout.write(json.dumps(plain, indent=2) + "\n")
    elif options.format == "text" or not found:
        if found or not answer.undecided:
            sys.stdout.writelines(f"{line}\n" for line in _text(found, options, seen))
    else:
        from gomodlint.draw.answers import of_chains

        draw(of_chains(found[:PAIRS], seen), options)
    name_undecided(f"whether {one.importer} reaches {one.imported}{_at_most(one)}" for one in answer.undecided)
    return 0 if found else 2 if answer.undecided else 1


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="gomodlint why",
        description="Show through which imports FROM reaches TO, and in which builds.",
        epilog="exit status: 0 there is a chain, 1 there is none, 2 the question could not be answered",
    )
    add_ends(parser)
    parser.add_argument(
        "--all", action="store_true", help=f"every chain, the shortest first (up to {CHAINS} of a pair)"
    )
    parser.add_argument("--module", action="store_true", help="TO is a module: who needs it, directly or not")
    add_options(parser)
    add_formats(parser)
    return parser


def _text(found: Sequence[Why], options: argparse.Namespace, seen: Look) -> Iterator[str]:
    if not found:
        yield inline(nothing(seen, options))
        return
    for number, one in enumerate(found[:PAIRS]):
        if number:
            yield ""
        builds = where(one.condition, exact=one.exact)
        yield inline(f"{one.importer} reaches {one.imported}{f'  {builds}' if builds else ''}")
        for chain in one.chains:
            yield from _chain(chain)
        if one.more and options.all:
            yield f"  at least {len(one.chains) + 1} chains: the shortest {len(one.chains)} are shown"
        elif one.more:
            yield "  there are more chains: --all shows them"
        elif not one.complete:
            yield "  there may be more chains: too many tags to look for all of them"
    if len(found) > PAIRS:
        yield ""
        yield f"{len(found) - PAIRS} more pairs of packages: --format json has all of them"


def _chain(chain: Chain) -> Iterator[str]:
    yield inline(f"  {chain.steps[0].importer}")
    width = max(len(step.imported) for step in chain.steps)
    for step in chain.steps:
        place = step.place
        condition = if_built(step)
        yield inline(f"  > {step.imported.ljust(width)}  {place}{f'  {condition}' if condition else ''}")
    yield inline(f"    check  {chain.witness}")


def _plain(one: Why) -> dict[str, object]:
    return unless_exact(one) | {
        "from": one.importer,
        "to": one.imported,
        "condition": one.condition,
        "more": one.more,
        **({} if one.complete else {"complete": False}),
        "chains": [
            unless_exact(chain)
            | {
                "condition": chain.condition,
                "witness": witness_of(chain.witness),
                "steps": [step_of(step) for step in chain.steps],
            }
            for chain in one.chains
        ],
    }


def _undecided(one: Why) -> dict[str, object]:
    return {"from": one.importer, "to": one.imported, "condition": one.condition, "exact": False}


def _at_most(one: Why) -> str:
    return f", which it does at most where {one.condition}" if one.condition else ""
