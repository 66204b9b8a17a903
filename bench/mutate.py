"""Mutation testing: changes one thing in a copy of the source, and sees whether a test notices.

    python bench/mutate.py --sample 30 --seed 1 conditions source rules
    python bench/mutate.py --again survivors.txt --whole

A sample of the mutants (bench/mutants.py) is drawn for each folder, by a seed. Each is tried with the quick tests that
are about the file (bench/mutants_tests.py), then with the slower ones, and with --whole with the whole suite.
A run is a forked process that has loaded pytest already, with at most 4 GiB of memory and --seconds of a processor (six
times as many for the slower tests, sixty times for the whole suite); a run out of time counts as noticed. --again runs
the survivors of an earlier run again, from what it printed. Prints Markdown: the score, and what became of each.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from mutants import Mutant, mutants
from mutants_tests import about

ROOT = Path(__file__).parent.parent
FOLDERS = ["conditions", "source", "rules"]
WHOLE = ["tests"]
LINES = 40  # that are shown of a test that fails without any change
QUIET = ["-x", "-q", "-p", "no:randomly", "-p", "no:cacheprovider", "--no-header", "--tb=no"]
NOT_CODE = {"__init__.py", "tables.py"}  # tables are generated, and compared with Go as a whole
COPIED = shutil.ignore_patterns(".git", ".venv", ".uv", "__pycache__", ".*_cache", ".hypothesis", "dist")


def survives(tests: list[str], seconds: int, log: str = os.devnull) -> bool:
    """Whether the tests pass in the current directory, in a process group of their own; `log` is what they say."""
    pid = os.fork()
    if pid == 0:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.setsid()
        said = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        for stream, to in ((0, os.open(os.devnull, os.O_RDONLY)), (1, said), (2, said)):
            os.dup2(to, stream)
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
        import pytest

        os._exit(int(pytest.main([*QUIET, *tests])))
    late = time.monotonic() + 10 * seconds  # who waits for ever uses no processor
    try:
        while (ended := os.waitpid(pid, os.WNOHANG))[0] == 0:
            if time.monotonic() > late:
                os.kill(pid, signal.SIGKILL)
            time.sleep(0.02)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)  # what the tests have started and left behind, and they when we are stopped
    return ended[1] == 0


class Trials:
    """Runs mutants: how many were noticed by which stage of the tests, "" if by none."""

    STAGES = ("quick tests", "slower tests", "the whole suite")

    def __init__(self, seconds: int, *, whole: bool) -> None:
        self.noticed: Counter[str] = Counter()
        self._seconds = (seconds, 6 * seconds, 60 * seconds)
        self._rest = WHOLE if whole else []
        self._sound: set[str] = set()

    def run(self, mutant: Mutant) -> None:
        path = Path(mutant.file)
        original = path.read_text()
        by = ""
        for name, most, tests in zip(self.STAGES, self._seconds, (*about(mutant.file), self._rest), strict=True):
            if not tests:
                continue
            self._must_pass(tests, most)
            path.write_text(mutant.text)
            try:
                alive = survives(tests, most)
            finally:
                path.write_text(original)
            if not alive:
                by = name
                break
        self.noticed[by] += 1
        print(f"<!-- {f'noticed by {by}:' if by else 'SURVIVED'} {mutant} -->", flush=True)

    def _must_pass(self, tests: list[str], most: int) -> None:
        """Once without any change: what fails anyway notices nothing."""
        log = f"{os.environ['TMPDIR']}/log"
        for test in tests:
            if test not in self._sound and not survives(["--tb=short", test], 10 * most, log):
                last = Path(log).read_text(errors="replace").splitlines()[-LINES:]
                sys.exit("\n".join([*last, f"{test} fails without any change"]))
            self._sound.add(test)


def drawn(every: list[Mutant], options: argparse.Namespace) -> list[Mutant]:
    """The mutants to run: a sample, or those of an earlier run that a file names."""
    if options.again is None:
        return random.Random(options.seed).sample(every, min(options.sample, len(every)))  # noqa: S311
    named = options.again.read_text().splitlines()
    wanted = {line.split("SURVIVED ", 1)[1].removesuffix(" -->") for line in named if "SURVIVED " in line}
    return [mutant for mutant in every if str(mutant) in wanted]


def run_folder(folder: str, options: argparse.Namespace) -> int:
    """Draw, run and report the mutants of one folder; how many were run."""
    files = [path for path in sorted(Path("gomodlint", folder).glob("*.py")) if path.name not in NOT_CODE]
    every = [mutant for path in files for mutant in mutants(str(path), path.read_text())]
    chosen = drawn(every, options)
    if not chosen:
        return 0
    start = time.monotonic()
    trials = Trials(options.seconds, whole=options.whole)
    for mutant in chosen:
        trials.run(mutant)
    counts = [len(every), len(chosen), *(trials.noticed[name] for name in (*Trials.STAGES, ""))]
    print(f"| `{folder}/` | {' | '.join(map(str, counts))} |", flush=True)
    print(f"<!-- {time.monotonic() - start:.0f} s, seed {options.seed} -->", flush=True)
    return len(chosen)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sample", type=int, default=30, help="mutants of each folder")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--again", type=Path, metavar="FILE", help="the survivors that FILE names, instead of a sample")
    parser.add_argument("--whole", action="store_true", help="try survivors with the whole suite, too")
    parser.add_argument("--seconds", type=int, default=60, help="CPU time of one mutant's quick tests")
    parser.add_argument("folders", nargs="*", default=FOLDERS)
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))
    import hypothesis  # noqa: F401 - loaded once, for all forks
    import pytest  # noqa: F401
    import selenium.webdriver  # noqa: F401

    if options.again is not None:
        options.again = options.again.resolve()
    with tempfile.TemporaryDirectory() as directory:
        os.chmod(directory, 0o755)  # noqa: S103 - a test runs the program as another user
        shutil.copytree(ROOT, f"{directory}/copy", ignore=COPIED)
        os.mkdir(f"{directory}/files")
        os.environ["TMPDIR"] = f"{directory}/files"
        os.environ["PYTHONPATH"] = f"{directory}/copy"  # what the tests start is the copy, too
        os.chdir(f"{directory}/copy")
        sys.path.insert(0, os.getcwd())
        sys.dont_write_bytecode = True
        ran = sum(run_folder(folder, options) for folder in options.folders)
    return 0 if ran else "no such mutants: lines and text must be as they were"


if __name__ == "__main__":
    sys.exit(main())
