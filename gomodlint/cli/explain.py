"""`gomodlint explain RULE`: a rule's manual page."""

from __future__ import annotations

import sys

from gomodlint.cli.arguments import Parser
from gomodlint.errors import NoVerdict, Problem
from gomodlint.rules.registry import KINDS, rule


def main(arguments: list[str]) -> int:
    """Print the page of one rule, or the list of all."""
    parser = Parser(prog="gomodlint explain", description="The manual page of a kind of rule.")
    parser.add_argument("rule", nargs="?", metavar="RULE", help="a kind of rule; without it: all kinds, a line each")
    kind: str | None = parser.parse_args(arguments).rule
    if kind is None:
        for name in KINDS:
            sys.stdout.write(f"{name:<18} {rule(name).summary}\n")
        return 0
    if kind not in KINDS:
        from difflib import get_close_matches

        near = get_close_matches(kind, KINDS, 1)
        hint = f"did you mean {near[0]}?" if near else f"the kinds are {', '.join(KINDS)}"
        raise NoVerdict(Problem(f"no rule of kind {kind!r}", hint=hint))
    found = rule(kind)
    sys.stdout.write(f"{kind} (since {found.since})\n\n{found.doc.strip()}\n")
    return 0
