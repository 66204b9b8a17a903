"""Fuzzes the readers of foreign text guided by coverage, with atheris (libFuzzer). Run by hand: it takes an hour.

    uv run --with atheris python bench/fuzz_guided.py [--seconds 180] [--keep DIRECTORY] [NAME ...]

Every reader of tests/fuzz/readers.py starts from its corpus there. An input that raises anything but one of the
readers' own errors, or takes more than a second, is printed and written to DIRECTORY, and the script ends with status
1: mend what it shows, and put the input into tests/fuzz/corpus/NAME/. Needs Linux or macOS, and a version of Python
that atheris has a wheel for. Prints Markdown: for each reader the inputs tried, and the parts of the code (edges of the
control flow) that these reached, from the corpus alone and at the end.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import os
import pkgutil
import re
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
CORPUS = ROOT / "tests/fuzz/corpus"
LONGEST = 4096  # bytes of an input: shapes that grow are bench/linear.py's
_STATE = re.compile(r"#(\d+)\s+(INITED|DONE) +cov: (\d+)")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=180, help="for each reader")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", default="fuzz-findings", help="where inputs that break a reader are written")
    parser.add_argument("names", nargs="*", help="readers (default: all)")
    options = parser.parse_args()
    keep = Path(options.keep).absolute()
    keep.mkdir(parents=True, exist_ok=True)
    load_instrumented()
    from tests.fuzz.readers import READERS

    print("| reader | inputs | reached by the corpus | at the end | found |\n|---|---|---|---|---|", flush=True)
    return min(sum([run(name, options, keep) for name in options.names or READERS]), 1)


def load_instrumented() -> None:
    """Load every module of gomodlint, also those that are imported where they are used: later is too late."""
    import atheris

    atheris.enabled_hooks.add("str")  # what a comparison would have liked to see
    with atheris.instrument_imports(include=["gomodlint"]):
        import gomodlint

        for module in pkgutil.walk_packages(gomodlint.__path__, "gomodlint."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)


def run(name: str, options: argparse.Namespace, keep: Path) -> int:
    """Fuzz a reader in a fork; the number of inputs that break it."""
    before = set(keep.iterdir())
    folder = CORPUS / ("header" if name == "ignores" else name)
    with tempfile.TemporaryDirectory() as fresh, tempfile.TemporaryFile() as said:
        child = os.fork()
        if child == 0:
            for stream in (1, 2):
                os.dup2(said.fileno(), stream)
            arguments = [
                f"-max_total_time={options.seconds}", f"-seed={options.seed}", f"-max_len={LONGEST}", "-timeout=1",
                "-rss_limit_mb=4096", f"-artifact_prefix={keep}/{name}-", fresh, str(folder),
            ]  # fmt: skip
            fuzz(name, arguments, keep)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        said.seek(0)
        text = said.read().decode("utf-8", "replace")
    states = {what: (inputs, reached) for inputs, what, reached in _STATE.findall(text)}
    inputs, end = states.get("DONE", ("?", "?"))
    found = sorted(set(keep.iterdir()) - before)
    told = ", ".join(path.name for path in found) or ("nothing" if status == 0 else "see below")
    print(f"| {name} | {inputs} | {states.get('INITED', '??')[1]} | {end} | {told} |", flush=True)
    if status:
        sys.stderr.write(f"{name}: {text[-3000:]}\n")
    return len(found) or status


def fuzz(name: str, arguments: list[str], keep: Path) -> None:
    """Fuzz a reader until its time is over: never returns."""
    import atheris

    from tests.fuzz.readers import READERS, says

    def one(data: bytes) -> None:
        try:
            says(READERS[name], data)
        except BaseException:
            (keep / f"{name}-{hashlib.sha256(data).hexdigest()[:16]}").write_bytes(data)
            raise

    atheris.Setup([__file__, *arguments], one)
    atheris.Fuzz()


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(main())
