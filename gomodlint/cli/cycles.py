"""`gomodlint cycles`: who imports each other in a circle, and the fewest dependencies to remove."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence

from gomodlint.cli.arguments import Parser
from gomodlint.cli.drawn import add_formats, draw
from gomodlint.cli.question import add_options, seen_by
from gomodlint.cli.undecided import name_undecided, some, unless_exact
from gomodlint.engine.bounded.cycles import cycles
from gomodlint.engine.cycles import Group, requirement_cycles
from gomodlint.errors import NoVerdict, Problem
from gomodlint.finding import Step
from gomodlint.report.escape import inline
from gomodlint.report.json_v1 import step_of
from gomodlint.report.shown import if_built, where

IMPORTS = 4  # imports shown of one dependency


def main(arguments: list[str]) -> int:
    """Print the groups: status 1 when there is one, 0 when there is none."""
    options = _parser().parse_args(arguments)
    seen = seen_by(options)
    if options.level == "set" and not seen.policy.sets:
        raise NoVerdict(Problem("the policy has no sets", seen.policy.file, hint="name some in [sets]"))
    answer = cycles(seen, options.level, tests=options.tests)
    found = answer.found
    required = requirement_cycles(seen) if options.level == "module" else []
    if options.format == "json":
        plain: dict[str, object] = {
            "schema_version": 1,
            "level": options.level,
            "cycles": [_plain(group) for group in found],
        }
        if answer.undecided:
            plain["undecided"] = [list(names) for names in answer.undecided]
        if options.level == "module":
            plain["requirements"] = [list(names) for names in required]
        sys.stdout.write(json.dumps(plain, indent=2) + "\n")
    elif options.format != "text" and found:
        from gomodlint.draw.answers import of_cycles

        draw(of_cycles(found, seen), options)
    else:
        if found or not answer.undecided:
            sys.stdout.writelines(f"{inline(line)}\n" for line in _text(found, options))
        for names in required:
            sys.stdout.write(inline(f"go.mod files require each other in a circle: {' > '.join(names)}") + "\n")
    name_undecided(f"whether there is a circle of {some(names)}" for names in answer.undecided)
    return 1 if found else 2 if answer.undecided else 0


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="gomodlint cycles",
        description="Show what imports each other in a circle in some build, and the fewest dependencies to remove.",
        epilog="exit status: 0 there is no cycle, 1 there is one, 2 the question could not be answered",
    )
    parser.add_argument(
        "--level",
        choices=("package", "directory", "set", "module"),
        default="package",
        help="packages, directories side by side (each with all below), the policy's sets, main modules",
    )
    parser.add_argument("--tests", action="store_true", help="above the level of packages: imports of tests count too")
    add_options(parser)
    add_formats(parser)
    return parser


def _text(found: Sequence[Group], options: argparse.Namespace) -> Iterator[str]:
    what = {"package": "packages", "directory": "directories", "set": "sets", "module": "modules"}[options.level]
    when = f" when {options.when}" if options.when else ""
    if not found:
        yield f"no cycle of {what}{when}"
        return
    for number, group in enumerate(found):
        if number:
            yield ""
        yield f"{len(group.members)} {what} in a circle{when}: {', '.join(group.members)}"
        for circle in group.cycles:
            builds = where(circle.condition, exact=circle.exact)
            yield f"  {' > '.join(circle.names)}{f'  {builds}' if builds else ''}"
            yield from _steps(circle.steps)
        if group.more:
            yield "  and longer ones: --format json has the dependencies that break them all"
        if group.perhaps:
            yield f"  perhaps also in a circle: {', '.join(group.perhaps)} (too many tags to tell)"
        count = "1 import" if group.imports == 1 else f"{group.imports} imports"
        sure = (
            "no fewer will do" if group.imports == group.least else f"at least {group.least} {_are(group.least)} needed"
        )
        if group.bounded and group.imports != group.least:
            sure += "; too many tags to tell more"
        yield f"  without {count} there is no circle ({sure}):"
        for one in group.breaks:
            yield f"  - {one.importer} > {one.imported}"
            yield from _steps(one.steps[:IMPORTS])
            if len(one.steps) > IMPORTS:
                yield f"      and {len(one.steps) - IMPORTS} more imports"


def _steps(steps: Sequence[Step]) -> Iterator[str]:
    for step in steps:
        builds = if_built(step)
        yield f"      {step.file}:{step.line}  {step.imported}{f'  {builds}' if builds else ''}"


def _plain(group: Group) -> dict[str, object]:
    return {
        "members": list(group.members),
        "cycles": [
            unless_exact(one)
            | {"names": list(one.names), "condition": one.condition, "steps": [step_of(step) for step in one.steps]}
            for one in group.cycles
        ],
        "more": group.more,
        "breaks": [
            {"from": one.importer, "to": one.imported, "imports": [step_of(step) for step in one.steps]}
            for one in group.breaks
        ],
        "imports": group.imports,
        "least": group.least,
        "exact": group.least == group.imports,
        **({"perhaps": list(group.perhaps)} if group.perhaps else {}),
    }


def _are(number: int) -> str:
    return "is" if number == 1 else "are"
