"""Mutation testing: changes one thing in a copy of the source, and sees whether a test notices.

    python bench/mutate.py --sample 30 --seed 1 conditions source rules
    python bench/mutate.py --again survivors.txt --whole

A sample of the mutants (bench/mutants.py) is drawn for each folder, by a seed. Each is tried with the quick tests that
are about the folder, and if none of them fails with the slower ones, and with --whole with the rest of the suite.
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

ROOT = Path(__file__).parent.parent
QUICK = {  # what runs in a few seconds and is about the folder
    "conditions": ["tests/conditions/test_algebra.py", "tests/conditions/test_label.py", "tests/test_rules.py"],
    "source": [
        "tests/source/test_constraint.py",
        "tests/source/test_header.py",
        "tests/fuzz/test_readers.py::test_the_corpus",
        "tests/test_rules.py",
    ],
    "rules": ["tests/test_rules.py", "tests/test_docs_rules.py"],
}
SLOWER = {  # what else is about the folder, the quickest first: a minute or two
    "conditions": [
        "tests/conditions/test_ports.py",
        "tests/conditions/test_docs.py",
        "tests/test_many_tags.py",
        "tests/test_why.py",
        "tests/test_again.py",
        "tests/test_lock.py",
        "tests/test_witnesses.py",
        "tests/test_pointwise.py",
        "tests/conditions/test_against_go.py",
    ],
    "source": [
        "tests/source",
        "tests/policy/test_versions.py",
        "tests/base",
        "tests/test_module_files.py",
        "tests/test_nested.py",
        "tests/test_bad_input.py",
        "tests/test_cache.py",
        "tests/test_recall.py",
        "tests/test_again.py",
        "tests/test_again_in_git.py",
        "tests/test_go_mod_words.py",
        "tests/test_against_go_list.py",
        "tests/test_list.py",
        "tests/test_random_modules.py",
        "tests/test_lock.py",
        "tests/test_lock_lines.py",
        "tests/hostile/test_modules.py",
        "tests/hostile/test_names.py",
        "tests/hostile/test_go_files.py",
    ],
    "rules": [
        "tests/test_policy_words.py",
        "tests/policy",
        "tests/test_many_tags.py",
        "tests/base",
        "tests/test_prove.py",
        "tests/test_baseline.py",
        "tests/test_bad_input.py",
        "tests/test_again.py",
        "tests/test_lock.py",
        "tests/test_cycles.py",
        "tests/test_nested.py",
        "tests/test_check_options.py",
        "tests/cost/test_limits.py",
        "tests/cost/test_show.py",
        "tests/test_pointwise.py",
        "tests/test_witnesses.py",
    ],
}
WHOLE = ["tests"]
QUIET = ["-x", "-q", "-p", "no:randomly", "-p", "no:cacheprovider", "--no-header", "--tb=no"]
NOT_CODE = {"__init__.py", "tables.py"}  # tables are generated, and compared with Go as a whole
COPIED = shutil.ignore_patterns(".git", ".venv", ".uv", "__pycache__", ".*_cache", ".hypothesis", "dist")


def survives(tests: list[str], seconds: int) -> bool:
    """Whether the tests pass in the current directory, in a process group of their own."""
    pid = os.fork()
    if pid == 0:
        os.setsid()
        nothing = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nothing, stream)
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
        import pytest

        os._exit(int(pytest.main([*QUIET, *tests])))
    late = time.monotonic() + 10 * seconds  # who waits for ever uses no processor
    while (ended := os.waitpid(pid, os.WNOHANG))[0] == 0:
        if time.monotonic() > late:
            os.kill(pid, signal.SIGKILL)
        time.sleep(0.02)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)  # what the tests have started and left behind
    return ended[1] == 0


class Trials:
    """Runs mutants of one folder: the stages of tests, and how many mutants each has noticed."""

    def __init__(self, folder: str, seconds: int, *, whole: bool) -> None:
        self.stages = [(QUICK[folder], seconds, "quick tests"), (SLOWER[folder], 6 * seconds, "slower tests")]
        self.stages += [(WHOLE, 60 * seconds, "the whole suite")] if whole else []
        self.noticed: Counter[str] = Counter()
        for tests, most, name in self.stages:
            if not survives(tests, 10 * most):
                sys.exit(f"{folder}: {name} fail without any change")

    def run(self, mutant: Mutant) -> None:
        path = Path(mutant.file)
        original = path.read_text()
        path.write_text(mutant.text)
        try:
            by = next((name for tests, seconds, name in self.stages if not survives(tests, seconds)), "")
        finally:
            path.write_text(original)
        self.noticed[by] += 1
        print(f"<!-- {f'noticed by {by}:' if by else 'SURVIVED'} {mutant} -->", flush=True)


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
    trials = Trials(folder, options.seconds, whole=options.whole)
    for mutant in chosen:
        trials.run(mutant)
    counts = [len(every), len(chosen), *(trials.noticed[name] for _, _, name in trials.stages), trials.noticed[""]]
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
    parser.add_argument("folders", nargs="*", default=list(QUICK))
    options = parser.parse_args()
    import hypothesis  # noqa: F401 - loaded once, for all forks
    import pytest  # noqa: F401
    import selenium.webdriver  # noqa: F401

    if options.again is not None:
        options.again = options.again.resolve()
    with tempfile.TemporaryDirectory() as directory:
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
