"""`gomodlint list --conditions`: packages, files and imports with the exact condition of each."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from gomodlint.cli.exit_status import ExitStatus
from gomodlint.cli.question import seen_in_every_build
from gomodlint.engine.conditional import conditional
from gomodlint.engine.look import selector
from gomodlint.errors import NoVerdict, Problem
from gomodlint.listing.flags import Flags, UsageError
from gomodlint.listing.package import to_json
from gomodlint.report.escape import inline


def print_conditions(flags: Flags) -> int:
    """Print what `flags` ask for, in every build. Raises UsageError, and NoVerdict as `check` does."""
    for name, given in (
        ("find", flags.find), ("tags", flags.tags),
        ("race", flags.race), ("msan", flags.msan), ("asan", flags.asan), ("json=FIELD", flags.fields),
    ):  # fmt: skip
        if given:
            raise UsageError(f"--conditions looks at every build at once: leave out -{name}")
    if flags.directory:
        if not Path(flags.directory).is_dir():
            raise NoVerdict(Problem("-C: no such directory", flags.directory))
        os.chdir(flags.directory)
    chosen = [f"-{name}={value}" for name, value in (("mod", flags.mod), ("modfile", flags.modfile)) if value]
    environ = {**os.environ, "GOFLAGS": " ".join([os.environ.get("GOFLAGS", ""), *chosen])}
    seen = seen_in_every_build(environ=environ)
    patterns = flags.patterns or ["."]
    found = list(conditional(seen, selector(seen, patterns), deps=flags.deps, tests=flags.test))
    if not found:
        raise NoVerdict(Problem(f"no package matches {' '.join(patterns)}", hint="./... means every package below"))
    if flags.json:
        sys.stdout.writelines(f"{to_json(package)}\n" for package in found)
    else:
        sys.stdout.writelines(_line(package) for package in found)
    return ExitStatus.CLEAN


def _line(package: dict[str, object]) -> str:
    condition = str(package.get("Condition", ""))
    when = f"when {condition}" if condition else ""
    if not package.get("Exact", True):
        when = f"at most {when}" if when else "perhaps"
    return inline(f"{package['ImportPath']}{f'  {when}' if when else ''}") + "\n"
