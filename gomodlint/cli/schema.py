"""`gomodlint schema`: a JSON Schema of the policy, for editors."""

from __future__ import annotations

import argparse
import json
import sys

from gomodlint.cli.arguments import Parser
from gomodlint.policy.schema import schema
from gomodlint.rules.registry import KINDS, Kinds, rule

EPILOG = """In an editor with taplo (Even Better TOML):
  gomodlint schema > gomodlint.schema.json
and as the first line of the policy:
  #:schema ./gomodlint.schema.json"""


def main(arguments: list[str]) -> int:
    """Print the schema."""
    Parser(
        prog="gomodlint schema",
        description="A JSON Schema of the policy: an editor then completes and checks gomodlint.toml.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    ).parse_args(arguments)
    found = schema(Kinds(), {kind: rule(kind).summary for kind in KINDS})
    sys.stdout.write(json.dumps(found, indent=2) + "\n")
    return 0
