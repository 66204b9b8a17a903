"""Times the questions against `go list -deps` of one configuration, in pairs, and prints a Markdown table.

    python bench/questions.py --repos DIR [--runs 7] [NAME ...]

gomodlint answers for all builds that count and finds what it needs by itself; `go list -deps` of one main package, in
one configuration, only lists what there is: the answer is still to be computed. Whole processes; the cache of
gomodlint is warm, as after any check, in the second row of each question.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import statistics
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from compare import run

HERE = Path(__file__).resolve().parent


class Asked(NamedTuple):
    """A repository, its main package, the questions, and the policy whose builds count."""

    main: str
    questions: tuple[tuple[str, ...], ...]


ASKED = {
    "moby": Asked(
        "./cmd/dockerd",
        (
            ("why", "./cmd/dockerd", "net/http/pprof"),
            ("why", "--all", "./cmd/dockerd", "net/http/pprof"),
            ("why", "--module", "./cmd/dockerd", "gopkg.in/yaml.v3"),
            ("cut", "./cmd/dockerd", "net/http/pprof"),
            ("cut", "./cmd/dockerd", "github.com/moby/buildkit/..."),
            ("cut", "--through-files", "./cmd/dockerd", "net/http/pprof"),
            ("cycles", "--level", "directory"),
            ("metrics",),
        ),
    ),
    "containerd": Asked(
        "./cmd/containerd",
        (("why", "./cmd/containerd", "net/http/pprof"), ("cut", "./cmd/containerd", "net/http/pprof")),
    ),
    "tailscale": Asked(
        "./cmd/tailscaled",
        (("why", "./cmd/tailscaled", "net/http/pprof"), ("cut", "./cmd/tailscaled", "net/http/pprof")),
    ),
}


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repos", type=Path, required=True, help="folder of clones")
    parser.add_argument("--runs", type=int, default=7, help="counted pairs (default 7)")
    parser.add_argument("--go", default=shutil.which("go"), help="the go command to compare with")
    parser.add_argument("names", nargs="*", default=[*ASKED])
    options = parser.parse_args()
    print(f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}, {options.runs} pairs\n")
    print(
        "| repository | question | cache | gomodlint | go list -deps | ratio | processor | go list | memory | go list |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as cache:
        environ = {**os.environ, "GOFLAGS": "", "GOPROXY": "off", "GOTOOLCHAIN": "local", "GOMODLINT_CACHE": cache}
        environ["PYTHONPATH"] = str(HERE.parent)
        environ.pop("PYTHONDONTWRITEBYTECODE", None)
        for name in options.names:
            asked, directory = ASKED[name], options.repos / name
            listing = [os.path.abspath(options.go), "list", "-deps", asked.main]
            for question in asked.questions:
                for kept in ("off", "warm"):
                    ours = [sys.executable, "-m", "gomodlint", *question]
                    ours += ["--policy", str(HERE / "policies" / f"{name}.toml")]
                    ours += ["--no-cache"] if kept == "off" else []
                    shown = [name, f"`{' '.join(question)}`", kept]
                    print(
                        f"| {' | '.join(shown)} | {row(ours, listing, directory, environ, options.runs)} |", flush=True
                    )
    return 0


def row(ours: list[str], listing: list[str], directory: Path, environ: dict[str, str], runs: int) -> str:
    """The measured cells of one line: medians, and the ratio of wall times pair by pair."""
    if run(ours, directory, environ).status not in {0, 1} or run(listing, directory, environ).status:
        return "no answer ||||||"
    found = [(run(ours, directory, environ), run(listing, directory, environ)) for _ in range(runs)]
    wall = [statistics.median(pair[side].seconds for pair in found) for side in (0, 1)]
    memory = [statistics.median(pair[side].mebibytes for pair in found) for side in (0, 1)]
    ratio = statistics.median(a.seconds / b.seconds for a, b in found)
    cpu = [statistics.median(pair[side].cpu for pair in found) for side in (0, 1)]
    return (
        f"{wall[0]:.2f} s | {wall[1]:.2f} s | **{ratio:.2f}** | {cpu[0]:.2f} s | {cpu[1]:.2f} s "
        f"| {memory[0]:.0f} MiB | {memory[1]:.0f} MiB"
    )


if __name__ == "__main__":
    sys.exit(main())
