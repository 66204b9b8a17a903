"""`gomodlint metrics`: fan-in, fan-out, instability, depth and weight of packages or sets."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence

from gomodlint.cli.arguments import Parser, count
from gomodlint.cli.question import add_options, seen_by
from gomodlint.cli.undecided import name_undecided
from gomodlint.engine.metrics import Metrics, metrics_of_packages, metrics_of_sets
from gomodlint.errors import NoVerdict, Problem
from gomodlint.report.escape import inline

COLUMNS = ("weight", "reaches", "fan-in", "fan-out", "instability", "depth")


def main(arguments: list[str]) -> int:
    """Print the table: status 0."""
    options = _parser().parse_args(arguments)
    seen = seen_by(options)
    if options.sets and not seen.policy.sets:
        raise NoVerdict(Problem("the policy has no sets", seen.policy.file, hint="name some in [sets]"))
    measured = metrics_of_sets(seen) if options.sets else metrics_of_packages(seen)
    found = measured.rows
    found.sort(key=lambda one: _value(one, options.sort), reverse=True)
    if options.format == "json":
        plain: dict[str, object] = {"schema_version": 1, "metrics": [_plain(one) for one in found]}
        if measured.imports or measured.packages:
            plain |= {"exact": False, "undecided": {"imports": measured.imports, "packages": measured.packages}}
        sys.stdout.write(json.dumps(plain, indent=2) + "\n")
    else:
        sys.stdout.writelines(f"{inline(line)}\n" for line in _table(found, options.top))
    imports = [f"{importer} > {imported}" for importer, imported in measured.imports]
    name_undecided(f"whether a build has {what}, which is counted" for what in [*imports, *measured.packages])
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="gomodlint metrics",
        description="Show how your packages hang together: who imports them, what they import, what leaves with them.",
    )
    parser.add_argument("--sets", action="store_true", help="of the policy's sets instead of packages")
    parser.add_argument("--sort", choices=COLUMNS, default="weight", help="highest first (default: weight)")
    parser.add_argument("--top", type=count, default=30, metavar="N", help="rows shown as text (default: 30; 0: all)")
    add_options(parser)
    parser.add_argument("--format", choices=("text", "json"), default="text", help="report format (default: text)")
    return parser


def _value(one: Metrics, column: str) -> float:
    value: float | None = getattr(one, column.replace("-", "_"))
    return -1.0 if value is None else value


def _table(found: Sequence[Metrics], top: int) -> Iterator[str]:
    yield "  ".join(name.rjust(len(name)) for name in COLUMNS) + "  name"
    for one in found[: top or None]:
        cells = []
        for column in COLUMNS:
            value = getattr(one, column.replace("-", "_"))
            text = "-" if value is None else f"{value:.2f}" if isinstance(value, float) else str(value)
            cells.append(text.rjust(len(column)))
        yield "  ".join(cells) + f"  {one.name}"
    if top and len(found) > top:
        yield f"{len(found) - top} more: --top 0 shows all"


def _plain(one: Metrics) -> dict[str, object]:
    return one._asdict()
