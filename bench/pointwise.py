"""Is what `gomodlint list --conditions` says of every build at once true in each of many builds? Prints a table.

    python bench/pointwise.py --repos DIR [--builds 250] [NAME...]

DIR is a folder of clones that bench/repositories.py made; the name `std` stands for the toolchain's own GOROOT/src.
For each, builds are drawn at random: a port, cgo on or off, some of the tags that the repository's files name. In each,
go/build (in bench/go_build, a Go program) reads the directory of every package that the repository reaches, its own
with their tests, vendored and downloaded ones and std; and go/build decides every condition, as the constraint of a
made-up file. Which packages and programs there are, their files and their imports must be equal. The tags that the Go
command sets for a port come from `go list -f {{context.ToolTags}}`.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from builds import Build, every_build, run
from repositories import NAMES, clone_of, named, std

HERE = Path(__file__).resolve().parent


def main() -> None:
    """Compare, repository by repository; status 1 if anything differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repos", type=Path, default=os.environ.get("GOMODLINT_REPOS"))
    parser.add_argument("--builds", type=int, default=250)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join([*NAMES, "std"]))
    options = parser.parse_args()
    print("| repository | builds drawn | of tags | packages | files | imports | differences |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    failed = False
    with tempfile.TemporaryDirectory() as temporary:
        program = Path(temporary) / "go_build"
        subprocess.run(["go", "build", "-o", program, "main.go", "directory.go"], cwd=HERE / "go_build", check=True)
        for name in options.names or [*NAMES, "std"]:
            directory, environ = place(name, options.repos, Path(temporary))
            seen = every_build(directory, environ)
            builds = seen.drawn(options.builds, name)
            found = list(compare(program, directory, environ, seen.conditions, builds))
            wrong = [
                f"{build}: {line}" for build, one in zip(builds, found, strict=True) for line in one["Differences"]
            ]
            for line in wrong[:40]:
                print(f"{name}: {line}", file=sys.stderr)
            counts = [f"{sum(one[key] for one in found):,}" for key in ("Packages", "Files", "Edges")]
            print(f"| {name} | {len(found)} | {len(seen.tags)} | {' | '.join(counts)} | {len(wrong)} |", flush=True)
            failed = failed or bool(wrong) or len(found) != options.builds
    sys.exit(failed)


def place(name: str, repos: Path, temporary: Path) -> tuple[Path, dict[str, str]]:
    """Where a repository is, and what its environment needs."""
    if name == "std":
        return std(temporary)
    modfile = named(name).modfile
    return clone_of(name, repos), {"GOFLAGS": f"-modfile={modfile} -mod=vendor"} if modfile else {}


def compare(
    program: Path, directory: Path, environ: dict[str, str], conditions: list[str], builds: list[Build]
) -> Iterator[dict[str, Any]]:
    """What the Go program finds in each build. Raises CalledProcessError if it does not end well."""
    file = program.parent / "conditions.json"
    file.write_text("\n".join(conditions))
    asked = "\n".join(json.dumps(configuration(build)) for build in builds)
    here = {**os.environ, **environ}
    done = subprocess.run(
        [program, directory, file], env=here, input=asked, stdout=subprocess.PIPE, text=True, check=True
    )
    yield from map(json.loads, done.stdout.splitlines())


_TOOL_TAGS: dict[Build, list[str]] = {}


def configuration(build: Build) -> dict[str, object]:
    """A build as the Go program reads it."""
    port = build._replace(cgo=False, flags=())
    if port not in _TOOL_TAGS:
        asked = ["go", "list", "-f", '{{join context.ToolTags " "}}', "unsafe"]
        _TOOL_TAGS[port] = run(asked, HERE, port.environ).out.split()
    tags = [tag for flag in build.flags for tag in flag.removeprefix("-tags=").split(",")]
    tools = _TOOL_TAGS[port]
    return {"GOOS": build.goos, "GOARCH": build.goarch, "Cgo": build.cgo, "Tags": tags, "ToolTags": tools}


if __name__ == "__main__":
    main()
