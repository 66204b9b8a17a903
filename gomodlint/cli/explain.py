"""`gomodlint explain RULE`: the manual page of a kind of rule, or what a rule of the policy says."""

from __future__ import annotations

import os
import sys

from gomodlint.cli.arguments import Parser
from gomodlint.errors import NoVerdict, Problem
from gomodlint.rules.registry import KINDS, rule


def main(arguments: list[str]) -> int:
    """Print the page of one kind, a rule of the policy with the page of its kind, or the list of all kinds."""
    parser = Parser(prog="gomodlint explain", description="The manual page of a kind of rule, or of a rule's kind.")
    add = parser.add_argument
    add("rule", nargs="?", metavar="RULE", help="a kind, or a rule of the policy; without it: all kinds, a line each")
    add("--policy", metavar="FILE", default="", help="the policy (default: gomodlint.toml at the top)")
    options = parser.parse_args(arguments)
    kind: str | None = options.rule
    if kind is None:
        for name in KINDS:
            sys.stdout.write(f"{name:<18} {rule(name).summary}\n")
        return 0
    if kind not in KINDS:
        kind = _of_the_policy(kind, options.policy)
    found = rule(kind)
    sys.stdout.write(f"{kind} (since {found.since})\n\n{found.doc.strip()}\n")
    return 0


def _of_the_policy(name: str, policy: str) -> str:
    """The kind of a rule of the policy, which is said in words. Raises NoVerdict where there is no such rule."""
    from difflib import get_close_matches

    from gomodlint.cli.policy import chosen_here, in_words
    from gomodlint.report.escape import inline

    try:
        rules = chosen_here(os.getcwd(), policy).policy.rules
    except NoVerdict:
        if policy:
            raise
        rules = ()  # without a readable policy there are kinds all the same
    named = [one for one in rules if one.id == name]
    for one in named:
        sys.stdout.write(f"{inline(one.place.file)}:{one.place.line}: a rule of kind {one.kind}\n\n")
        sys.stdout.writelines(inline(line) + "\n" for line in in_words(one))
        sys.stdout.write("\n")
    if named:
        return named[0].kind
    near = get_close_matches(name, [*KINDS, *(one.id for one in rules)], 1)
    hint = f"did you mean {inline(near[0])}?" if near else f"the kinds are {', '.join(KINDS)}"
    raise NoVerdict(Problem(f"no rule and no kind of rule is named {name!r}", hint=hint))
