"""The command line: picks the verb, and turns every way a run can end into an exit status."""

from __future__ import annotations

import os
import sys
from importlib import import_module

from gomodlint.cli.exit_status import ExitStatus
from gomodlint.errors import NoVerdict

VERBS = {
    "why": "through which imports one package reaches another",
    "action": "what the GitHub Action runs",
    "baseline": "the file of known findings",
    "cache": "what is kept between runs, and where",
    "check": "check the policy (the default)",
    "explain": "the manual page of a rule",
    "init": "write a starter policy",
    "policy": "the policy in plain sentences",
    "prove": "show that every rule can fire",
    "schema": "a JSON Schema of the policy, for editors",
}


def run() -> int:
    """Run `gomodlint` with the process's arguments; the exit status."""
    try:
        return main(sys.argv[1:])
    except BrokenPipeError:
        # The reader has gone (`| head`). Python would complain once more when it flushes standard output at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitStatus.NO_VERDICT


def run_as_program() -> None:
    """As `run`, and end the process with that status."""
    sys.exit(run())


def main(arguments: list[str]) -> int:
    """Run a verb with its arguments; the exit status. A first word that is a verb is the verb, else it is `check`."""
    verb = "check"
    if arguments and arguments[0] in VERBS:
        verb, arguments = arguments[0], arguments[1:]
    try:
        status: int = import_module(f"gomodlint.cli.{verb}").main(arguments)
        sys.stdout.flush()
    except NoVerdict as error:
        report(error)
        return ExitStatus.NO_VERDICT
    except KeyboardInterrupt:
        sys.stderr.write("gomodlint: interrupted, no verdict\n")
        return ExitStatus.INTERRUPTED
    except BrokenPipeError:
        raise
    except Exception as error:  # noqa: BLE001 - the one door: a bug of ours is no verdict, never "findings"
        _report_bug(error)
        return ExitStatus.NO_VERDICT
    return status


def _report_bug(error: Exception) -> None:
    from gomodlint import __version__

    if os.environ.get("GOMODLINT_DEBUG"):
        import traceback

        traceback.print_exception(error)
    sys.stderr.write(
        f"gomodlint {__version__}: internal error: {type(error).__name__}: {error}\n"
        "  hint: this is a bug; GOMODLINT_DEBUG=1 shows where. Please report it.\n"
        "gomodlint: no verdict\n"
    )


def report(error: NoVerdict) -> None:
    """Write the problems of a run without verdict to standard error."""
    from gomodlint.report.escape import terminal_safe

    for problem in error.problems:
        sys.stderr.write(terminal_safe(f"{problem}") + "\n")
    count = len(error.problems)
    sys.stderr.write(f"gomodlint: no verdict ({count} problem{'s' if count != 1 else ''})\n")
