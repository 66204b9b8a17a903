"""The command line: picks the verb, and turns every way a run can end into an exit status."""

from __future__ import annotations

import _thread
import errno
import gc
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
    "cost": "what imports cost before main starts: figures, and how to measure them",
    "cut": "the fewest imports to remove so that one package no longer reaches another",
    "cycles": "who imports each other in a circle, and what breaks it",
    "explain": "the manual page of a rule",
    "init": "write a starter policy",
    "diff": "packages, modules and imports that a change brings in or takes out",
    "graph": "draw who imports whom",
    "list": "packages in the words of `go list`, without Go",
    "lock": "what programs contain and modules say, in a file to review",
    "merge": "several verdicts into one",
    "metrics": "fan-in, fan-out, instability, depth and weight of packages or sets",
    "policy": "the policy in plain sentences",
    "prove": "show that every rule can fire",
    "review": "say a verdict on a pull request",
    "schema": "a JSON Schema of the policy, for editors",
}

_MOST_PROBLEMS = 500  # that are shown
# Why writing to a stream fails, which is no bug; reading and opening name the file.
_WRITING = {errno.EPIPE, errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EFBIG, errno.EBADF}


def run() -> int:
    """Run `gomodlint` with the process's arguments; the exit status."""
    gc.disable()  # a process lives for one question: collecting would only walk the graph again
    sys.unraisablehook = _unraisable
    try:
        _open_closed_streams()
        if sys.stderr.isatty():
            from gomodlint.cli.progress_line import show_on_terminal

            show_on_terminal(os.environ)
        return main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.stderr.write("gomodlint: interrupted, no verdict\n")
        return ExitStatus.INTERRUPTED
    except OSError as error:
        # The reader has gone (`| head`), or the disk is full. Python would complain once more, and end with a status
        # of its own, when it flushes the streams at exit.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        try:
            if not isinstance(error, BrokenPipeError):
                sys.stderr.write(f"cannot write to standard output: {error.strerror}\ngomodlint: no verdict\n")
            sys.stderr.flush()
        except OSError:
            os.dup2(nowhere, sys.stderr.fileno())
        return ExitStatus.NO_VERDICT


def _unraisable(unraisable: sys.UnraisableHookArgs, /) -> None:
    """An interrupt that comes in a callback, where Python cannot raise it and prints it instead, comes again."""
    if unraisable.exc_type is KeyboardInterrupt:
        _thread.start_new_thread(_interrupt, ())  # not from here: it could not be raised either
    else:
        sys.__unraisablehook__(unraisable)


def _interrupt() -> None:
    import time

    time.sleep(0.01)
    _thread.interrupt_main()


def _open_closed_streams() -> None:
    """A stream that the caller has closed (`>&-`) leads nowhere; the exit status still says the verdict."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_WRONLY), "w"))


def run_as_program() -> None:
    """As `run`, and end the process with that status.

    Little of what a check builds is circular, and its end is the process's: to look for cycles in it, now and when the
    interpreter ends, took a tenth of a run that begins with a kept graph.
    """
    if not set(sys.argv[1:2]) & (VERBS.keys() - {"check"}):
        gc.disable()
    status = run()
    gc.freeze()
    sys.exit(status)


def main(arguments: list[str]) -> int:
    """Run a verb with its arguments; the exit status. A first word that is a verb is the verb, else it is `check`."""
    verb = "check"
    if arguments and arguments[0] in VERBS:
        verb, arguments = arguments[0], arguments[1:]
    try:
        status: int = import_module(f"gomodlint.cli.{verb}").main(arguments)
        sys.stdout.flush()
    except NoVerdict as error:
        report(error, _verb_like(arguments[0]) if verb == "check" and arguments else "")
        return ExitStatus.NO_VERDICT
    except KeyboardInterrupt:
        sys.stderr.write("gomodlint: interrupted, no verdict\n")
        return ExitStatus.INTERRUPTED
    except OSError as error:
        if error.filename is None and error.errno in _WRITING:
            raise
        _report_bug(error)
        return ExitStatus.NO_VERDICT
    except Exception as error:  # noqa: BLE001 - the one door: a bug of ours is no verdict, never "findings"
        if isinstance(error.__cause__, KeyboardInterrupt):  # Python 3.11 wraps it while it makes a class
            sys.stderr.write("gomodlint: interrupted, no verdict\n")
            return ExitStatus.INTERRUPTED
        if isinstance(error, MemoryError):
            sys.stderr.write("gomodlint: not enough memory, no verdict\n")
            return ExitStatus.NO_VERDICT
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


def _verb_like(word: str) -> str:
    """The verb that a first word, which names no package, may stand for."""
    from difflib import get_close_matches

    near = get_close_matches(word, VERBS, 1, 0.7)
    return near[0] if near and not os.path.lexists(word) else ""


def report(error: NoVerdict, verb: str = "") -> None:
    """Write the problems of a run without verdict to standard error. `verb` may have been meant."""
    from gomodlint.report.escape import terminal_safe

    for problem in error.problems[:_MOST_PROBLEMS]:
        sys.stderr.write(terminal_safe(f"{problem}") + "\n")
        if verb and "no package matches" in problem.message:
            sys.stderr.write(f"  hint: did you mean gomodlint {verb}?\n")
    count = len(error.problems)
    if count > _MOST_PROBLEMS:
        sys.stderr.write(f"... and {count - _MOST_PROBLEMS:,} more problems\n")
    sys.stderr.write(f"gomodlint: no verdict ({count} problem{'s' if count != 1 else ''})\n")
