"""`gomodlint init`: a starter policy with the recommended rules, commented."""

from __future__ import annotations

import os
import sys

from gomodlint.cli.arguments import Parser
from gomodlint.cli.write import replace_file
from gomodlint.errors import NoVerdict, Problem
from gomodlint.source.discover import walk
from gomodlint.source.disk import DiskTree

STARTER = """\
# gomodlint.toml: who may import whom. Try it: gomodlint. All about it: gomodlint explain, gomodlint schema.

[build]
ports = ["first-class"]     # "all", "first-class", or globs such as "linux/*"
tags  = []                  # custom build tags that may be on or off; all others are off
cgo   = "both"

[rules.no-dot-imports]
kind = "dot-import"
why  = "a reader cannot tell where a name comes from"

[rules.no-cycles]           # packages in a circle, in any configuration, tests included
kind = "acyclic"
why  = "the cycle breaks the build of whoever builds that configuration"

[rules.no-debug-endpoints]  # the chain may be long: the finding shows it
kind       = "deny"
transitive = true
optional   = true           # a library has no main
from       = ["$main"]
to         = ["net/http/pprof", "expvar"]
why        = "importing them registers handlers on http.DefaultServeMux"
instead    = "a debug server of its own, behind a build tag"

[rules.no-blank-imports]
kind     = "blank-import"
allow-in = ["main", "test", "generated", "unbuilt"]   # unbuilt: a tools.go behind a tag
why      = "side effects belong to main packages and tests"

# A border of your own:
# [rules.domain-is-pure]
# kind       = "deny"
# transitive = true
# from       = ["./internal/domain/..."]
# to         = ["./internal/adapters/..."]
"""


def main(arguments: list[str]) -> int:
    """Write `gomodlint.toml` into the current directory; never over an existing policy."""
    parser = Parser(prog="gomodlint init", description="Write a starter gomodlint.toml here.")
    parser.parse_args(arguments)
    for name in ("gomodlint.toml", ".gomodlint.toml"):
        if os.path.lexists(name):
            raise NoVerdict(Problem("there is a policy already", name, hint="edit it, or remove it first"))
    _must_have_modules()
    replace_file(os.path.abspath("gomodlint.toml"), STARTER.encode(), "gomodlint.toml")
    sys.stdout.write("wrote gomodlint.toml: now run gomodlint\n")
    return 0


def _must_have_modules() -> None:
    """Raise NoVerdict where a policy would have nothing to speak of."""
    here = DiskTree(os.getcwd())
    if not any(entry.name == "go.mod" for entries in walk(here, "").values() for entry in entries):
        hint = "run gomodlint init at the top of a repository with a Go module"
        raise NoVerdict(Problem("no go.mod here or below: a policy would have nothing to check", hint=hint))
