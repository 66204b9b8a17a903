"""Times `gomodlint check` with a warm cache against `go list` on copies of real repositories, in pairs.

    python bench/warm.py --repos DIR [--runs 7] [NAME ...]

Each repository is copied (without .git), because a row changes files before every run: nothing, the body of one file,
an import of one file, the body of a file of which an import has changed since the last whole run. `go list` is asked
for one configuration, with lean JSON, after the same change.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from compare import LEAN, program, run

HERE = Path(__file__).resolve().parent
FILES = {"moby": "daemon/daemon.go", "containerd": "client/client.go", "tailscale": "ipn/ipnlocal/local.go"}


def changes(file: Path) -> dict[str, Callable[[int], object]]:
    """What happens before each run. The text differs from run to run."""
    text = file.read_text()
    extra = text.replace("import (", 'import (\n\t_ "container/ring"', 1)

    def imported(number: int) -> object:
        """Another change each time: an answer to the same one would be given again."""
        return file.write_text(text.replace("import (", "import (" + "\n" * number + '\t_ "container/ring"', 1))

    return {
        "nothing changed": lambda _: None,
        "one body changed": lambda number: file.write_text(f"{text}\nconst benchmark = {number}\n"),
        "one import changed": imported,
        "its body changed after that": lambda number: file.write_text(f"{extra}\nconst benchmark = {number}\n"),
    }


def small(top: Path) -> Path:
    """A module of 50 packages; the file that is changed."""
    (top / "go.mod").write_text("module example.com/fifty\n\ngo 1.26\n")
    for number in range(50):
        (top / f"p{number}").mkdir()
        text = f'package p{number}\n\nimport (\n\t"fmt"\n)\n\nfunc F() {{ fmt.Println() }}\n'
        (top / f"p{number}" / "x.go").write_text(text)
    return top / "p7" / "x.go"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repos", type=Path, required=True, help="folder of clones")
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--go", default=shutil.which("go"))
    parser.add_argument("names", nargs="*", default=[*FILES])
    options = parser.parse_args()
    machine = f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
    print(f"{machine}, {options.runs} pairs\n")
    print("| repository | before each run | wall, warm | go list, lean JSON | ratio | CPU | go list | ratio | memory |")
    print("|---|---|---|---|---|---|---|---|---|", flush=True)
    listing = [options.go, "list", "-e", "-deps", "-test", LEAN, "./..."]
    for name in [*options.names, ""]:
        with tempfile.TemporaryDirectory() as temporary:
            top = Path(temporary) / "m"
            environ = {**os.environ, "GOFLAGS": "", "GOPROXY": "off", "GOTOOLCHAIN": "local"}
            environ |= {"PYTHONPATH": str(HERE.parent), "GOMODLINT_CACHE": str(Path(temporary) / "cache")}
            environ.pop("PYTHONDONTWRITEBYTECODE", None)
            check = program()
            if name:
                shutil.copytree(options.repos / name, top, symlinks=True, ignore=shutil.ignore_patterns(".git"))
                check += ["--policy", str(HERE / "policies" / f"{name}.toml")]
                file = top / FILES[name]
            else:
                top.mkdir()
                file = small(top)
            time.sleep(2.1)  # younger files are never taken for unchanged
            for command in (check, listing):
                run(command, top, environ)
            for what, change in changes(file).items():
                ours, theirs = [], []
                for number in range(options.runs):
                    change(number + 1)
                    ours.append(run(check, top, environ))
                    theirs.append(run(listing, top, environ))
                wall = [statistics.median(r.seconds for r in side) for side in (ours, theirs)]
                ratio = statistics.median(a.seconds / b.seconds for a, b in zip(ours, theirs, strict=True))
                cpu = [statistics.median(r.cpu for r in side) for side in (ours, theirs)]
                work = statistics.median(a.cpu / b.cpu for a, b in zip(ours, theirs, strict=True))
                memory = statistics.median(r.mebibytes for r in ours)
                shown = name or "a module of 50 packages"
                print(
                    f"| {shown} | {what} | {wall[0]:.2f} s | {wall[1]:.2f} s | **{ratio:.3f}** "
                    f"| {cpu[0]:.2f} s | {cpu[1]:.2f} s | {work:.3f} | {memory:.0f} MiB |"
                )
                sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
