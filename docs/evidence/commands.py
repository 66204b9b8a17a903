"""Commands: what `go run &`, `go list -json -f` and `-vet=` really look at."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

from lab import QUIET, Go, Lab, Page, mebibytes


def go_run_status(lab: Lab) -> Page:
    """`go run . &`, then `cat /proc/$!/status`."""
    rows, itself = [], 0
    with lab.programs("commands") as top:
        for go in lab.toolchains:
            started, program = _statuses(go, top)
            itself += started["Pid"] == program["Pid"]
            shown = [
                f"{one.get('Name', 'no /proc')}, {mebibytes(int(one.get('VmRSS', 0)))}" for one in (started, program)
            ]
            rows.append([go.version, *shown])
    return Page(
        title="Memory of what go run runs",
        claim="`go run . &` and `cat /proc/$!/status` show how much memory the program uses.",
        did="A program that writes to 32 MiB and waits, started by `go run`: name and resident memory of the process that was started, and of the "
        "one that the program says it is.",
        heads=["toolchain", "/proc/$!/status", "the program itself"],
        rows=rows,
        sound=itself > 0,
        verdict="They do."
        if itself
        else "`$!` is the go command, which waits for the program: the figure is its own, whatever the program does.",
        instead="`go build`, and run the file; or let the program read its own /proc/self/status, as the programs of these pages do.",
        programs="commands",
    )


def list_deps(lab: Lab) -> Page:
    """`go list -json -deps -f`, and Deps taken for direct imports."""
    rows, works = [], 0
    with lab.programs("commands") as top:
        for go in lab.toolchains:
            both = go(top, "list", "-json", "-deps", "-f", "{{.Deps}}", "net/http")
            one = json.loads(go(top, "list", "-json", "net/http").out)
            works += both.status == 0 or len(one["Deps"]) == len(one["Imports"])
            said = both.err.strip().splitlines()[0] if both.err.strip() else "nothing"
            rows.append([go.version, f"{both.status}: `{said}`", str(len(one["Imports"])), str(len(one["Deps"]))])
    return Page(
        title="go list and what a package imports",
        claim="`go list -json -deps -f …` prints a package's direct imports, in `Deps`.",
        did="That command on net/http, and the two fields.",
        heads=["toolchain", "exit status, message", "Imports", "Deps"],
        rows=rows,
        sound=works > 0,
        verdict="It does at least once."
        if works
        else "`-f` and `-json` exclude each other, and `Deps` is all that the package leads to: its direct imports are `Imports`.",
        instead="`go list -json=Imports,Deps`, or `gomodlint list`, which takes the same words, without Go and for every build at once.",
        programs="commands",
    )


def vet_flags(lab: Lab) -> Page:
    """`-vet=shadow,structtag` with every command that might take it."""
    rows, reported = [], 0
    commands = (["vet", "-vet=shadow,structtag"], ["build", "-vet=shadow,structtag"], ["test", "-vet=shadow"])
    with lab.programs("commands") as top:
        for go in lab.toolchains:
            ran = [go(top, *words, "./quiet") for words in commands]
            reported += sum("declaration of" in one.out + one.err for one in ran)
            rows.append([go.version, *(f"{one.status}: {_why(one.out + one.err)}" for one in ran)])
    return Page(
        title="-vet=shadow in CI",
        claim="`-vet=shadow,structtag` makes the go command check what imports shadow.",
        did="Three commands with that flag on a package that shadows a variable.",
        heads=["toolchain", *(f"go {' '.join(words)}" for words in commands)],
        rows=rows,
        sound=reported > 0,
        verdict="One of them reports it."
        if reported
        else "No command reports it: `go vet` and `go build` have no such flag, and `go test` knows no such check.",
        instead="`go vet` as it is. What imports may do is a matter of rules: `dot-import`, `alias`.",
        programs="commands",
    )


def _statuses(go: Go, top: Path) -> tuple[dict[str, str], dict[str, str]]:
    """Of the process that was started, and of the program, when the program has said that it is there."""
    process = subprocess.Popen(
        [go.command, "run", "./wait"], cwd=top, env={**os.environ, **QUIET},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    line = process.stdout.readline() if process.stdout is not None else ""
    found = re.fullmatch(r"pid=(\d+)\n", line)
    if found is None:
        raise SystemExit("go run ./wait did not start the program")
    statuses = _status(str(process.pid)), _status(found[1])
    process.communicate("\n")
    return statuses


def _status(pid: str) -> dict[str, str]:
    """Name and VmRSS, in bytes, where there is /proc."""
    found = {"Pid": pid}
    try:
        text = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except OSError:
        return found
    for line in text.splitlines():
        name, _, value = line.partition(":")
        if name == "Name":
            found[name] = value.strip()
        elif name == "VmRSS":
            found[name] = str(int(value.split()[0]) * 1024)
    return found


def _why(text: str) -> str:
    """The first line that says what is wrong."""
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return f"`{lines[0]}`" if lines else "nothing printed"
