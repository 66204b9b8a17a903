"""`gomodlint list`: packages in `go list`'s words, for one build configuration, without running Go."""

from __future__ import annotations

import os
import sys

from gomodlint.cli.exit_status import ExitStatus
from gomodlint.errors import NoVerdict
from gomodlint.listing.environment import effective
from gomodlint.listing.flags import Flags, UsageError, parse
from gomodlint.listing.package import ABSENT, to_json
from gomodlint.listing.refusal import Refusal
from gomodlint.listing.run import listing
from gomodlint.report.escape import terminal_safe

USAGE = """usage: gomodlint list [-e] [-json[=Field,...]] [-deps] [-test] [-find] [build flags] [packages]

Lists packages as `go list` does, without running Go: same flags, same patterns, same environment variables, same
order, same errors. Build flags that count: -tags, -mod, -modfile, -race, -msan, -asan, -C.

       gomodlint list --conditions [-json] [-deps] [-test] [packages]

Looks at every build at once, and prints the exact condition of every package, file and import.

exit status: 0, 1 if a package has errors (never with -e) or Go would refuse the module, 2 for wrong usage
"""


def main(arguments: list[str]) -> int:
    """Print the packages; the exit status is `go list`'s."""
    if arguments and arguments[0] in {"-h", "-help", "--help"}:
        sys.stdout.write(USAGE)
        return 0
    try:
        flags = parse(arguments, effective(os.environ))
        if flags.conditions:
            from gomodlint.cli.list_conditions import print_conditions

            return print_conditions(flags)
        _check_fields(flags)
    except UsageError as error:
        sys.stderr.write(terminal_safe(f"gomodlint list: {error}") + "\nrun gomodlint list -help for usage\n")
        return ExitStatus.NO_VERDICT
    except Refusal as error:
        sys.stderr.write(_safe(str(error)) + "\n")
        return error.status
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(1_000_000)  # a chain of imports may be long; Python code does not use the C stack
    try:
        found = listing(flags, os.environ, _cwd())
    except NoVerdict as error:
        for problem in error.problems:
            sys.stderr.write(_safe(f"{problem}") + "\n")
        return error.status if isinstance(error, Refusal) else 1
    finally:
        sys.setrecursionlimit(limit)  # code in C does use it
    cwd = found.environment.cwd
    for warning in found.warnings:
        sys.stderr.write(_safe(warning) + "\n")
    if flags.json:
        sys.stdout.writelines(f"{to_json(package.plain(cwd, flags.fields))}\n" for package in found.packages)
    else:
        sys.stdout.writelines(f"{terminal_safe(package.import_path)}\n" for package in found.packages)
    for package_error in found.errors:
        sys.stderr.write(_safe(package_error.words(cwd)) + "\n")
    return 1 if found.errors else 0


def _safe(text: str) -> str:
    """Safe to print, with the lines and tabs of Go's own messages."""
    return "\t".join(terminal_safe(cell) for cell in text.split("\t"))


def _check_fields(flags: Flags) -> None:
    missing = sorted(flags.fields & ABSENT)
    if missing:
        raise UsageError(f"there is no field {missing[0]} without a build: ask go list")


def _cwd() -> str:
    """The working directory as the shell names it, where that is right (Go: os.Getwd)."""
    said, real = os.environ.get("PWD", ""), os.getcwd()
    try:
        if said and os.path.isabs(said) and os.path.samefile(said, real):
            return os.path.normpath(said)
    except OSError:
        pass
    return real
