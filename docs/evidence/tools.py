"""Tools: what `go mod graph`, `go vet -tags` and the go line of go.mod say of memory and of what is in a program."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

from lab import Lab, Page, build, mebibytes, said


def mod_graph(lab: Lab) -> Page:
    """AllocObjects per line of `go mod graph`."""
    rows, possible = [], 0
    with lab.programs("tools") as top:
        for go in lab.toolchains:
            graph = go(top, "mod", "graph")
            packages = sum("encoding/json" in line for line in graph.out.splitlines())
            found = said(build(go, top, "./fields"))
            trace = _trace(build(go, top, "./json"))
            allocs, size = trace.get("encoding/json", (0, 0))
            possible += found["allocobjects"] or packages
            rows.append(
                [
                    go.version,
                    str(packages),
                    f"{found['fields']} fields, {'' if found['allocobjects'] else 'not '}among them",
                    f"{allocs} allocs, {size} B",
                ]
            )
    return Page(
        title="go mod graph and AllocObjects",
        claim="`go mod graph` with `AllocObjects` of each package shows which imports are heavy (encoding/json: 892 objects).",
        did="A program that uses encoding/json: what `go mod graph` says of it, whether `runtime.MemStats` has AllocObjects, and what the init of "
        "encoding/json allocates according to the runtime (`GODEBUG=inittrace=1`).",
        heads=[
            "toolchain",
            "lines of go mod graph with the package",
            "AllocObjects in MemStats",
            "init of encoding/json",
        ],
        rows=rows,
        sound=possible > 0,
        verdict="There are such figures."
        if possible
        else "Modules are no packages, MemStats knows neither that field nor packages. The idea "
        "is good; the means are others.",
        instead="`gomodlint cost measure` asks the runtime, package by package, and `gomodlint cost` lays the figures on the import graph.",
        programs="tools",
    )


def vet_tags(lab: Lab) -> Page:
    """`go vet -tags=prod` on a server that reaches net/http/pprof."""
    rows, stopped = [], 0
    with lab.programs("tools") as top:
        for go in lab.toolchains:
            done = go(top, "vet", "-tags=prod", "./prod/...")
            stopped += done.status != 0
            rows.append([go.version, str(done.status), "nothing" if not done.out + done.err else "something"])
        found = _pprof(top)
    return Page(
        title="go vet -tags=prod and pprof",
        claim="`go vet -tags=prod` keeps net/http/pprof out of production builds.",
        did="A server that reaches net/http/pprof through a package of its own.",
        heads=["toolchain", "go vet -tags=prod ./...: exit status", "prints"],
        rows=rows,
        sound=stopped > 0,
        verdict="It stopped it." if stopped else "`-tags` chooses files; vet has no opinion on imports.",
        instead=f"A rule on imports. gomodlint's preset has one; here it says: {found}.",
        programs="tools",
    )


def lazy_modules(lab: Lab) -> Page:
    """One program, built with two go lines, and by each toolchain."""
    rows, differ = [], 0
    with lab.programs("memory") as top:
        for go in lab.toolchains:
            digests = []
            for line in ("1.16", "1.17"):
                (top / "go.mod").write_text(f"module example.com/memory\n\ngo {line}\n")
                binary = build(go, top, "./once/none", "-ldflags=-buildid=")
                digests.append(hashlib.sha256(binary.read_bytes()).hexdigest()[:12])
            differ += digests[0] != digests[1]
            resident = lab.figures(lambda binary=binary: said(binary))["rss"]
            rows.append([go.version, "the same file" if digests[0] == digests[1] else "differ", mebibytes(resident)])
    return Page(
        title="Lazy module loading and memory",
        claim="Go 1.21's lazy module loading makes programs use less memory.",
        did="Lazy loading came with Go 1.17, and is switched by the go line of go.mod. One program, built with `go 1.16` and with `go 1.17` there.",
        heads=["toolchain", "programs with go 1.16 and with go 1.17", "resident when main runs"],
        rows=rows,
        sound=differ > 0,
        verdict="The programs differ."
        if differ
        else "It is about which go.mod files the go command reads. The programs are the same, byte for byte.",
        instead="Nothing: keep the go line up to date for other reasons. Rule `go-mod` can demand it.",
        programs="memory",
    )


def map_initialisers(lab: Lab) -> Page:
    """A large map under a blank import and under real use."""
    rows, dropped = [], 0
    with lab.programs("tools") as top:
        table = top / "maps/table/table.go"
        entries = "\n".join(f'\t"key{number}": {number},' for number in range(20_000))
        table.write_text(table.read_text().replace("ENTRIES", entries))
        for go in lab.toolchains:
            sizes = [
                _trace(build(go, top, f"./maps/{kind}")).get("example.com/tools/maps/table", (0, 0))[1]
                for kind in ("blank", "used")
            ]
            dropped += sizes[0] < 1000 < sizes[1]
            rows.append([go.version, f"{sizes[0]:,} B", f"{sizes[1]:,} B"])
    return Page(
        title="Maps under a blank import",
        claim="what a package's init allocates can be measured by a small program that imports it as `_`.",
        did="A package with a map of 20,000 entries, imported as `_` and in earnest; its line in the runtime's init trace.",
        heads=["toolchain", "import _", "imported and used"],
        rows=rows,
        sound=dropped < len(rows),
        verdict="The linker drops a map that nothing refers to, with its initialiser: the small program measures nothing."
        if dropped == len(rows)
        else "Both see it.",
        instead="Measure the real program: `gomodlint cost measure` adds one file to it and stops it before `main`.",
        programs="tools",
    )


def regexps(lab: Lab) -> Page:
    """A package-level MustCompile, and one behind sync.OnceValue."""
    rows, saved = [], 0
    with lab.programs("tools") as top:
        for go in lab.toolchains:
            allocs = [_before_main(build(go, top, f"./regexps/{kind}")) for kind in ("eager", "lazy")]
            saved += allocs[0] > allocs[1] + 50
            rows.append([go.version, f"{allocs[0]:,}", f"{allocs[1]:,}"])
    return Page(
        title="Regular expressions at package level",
        claim="a package-level `regexp.MustCompile` costs every program that contains the package.",
        did="One expression, compiled by a package-level variable and behind `sync.OnceValue`; allocations of `main`'s init.",
        heads=["toolchain", "package-level variable", "sync.OnceValue"],
        rows=rows,
        sound=saved == len(rows),
        verdict="It does, whether the expression is used or not; behind `sync.OnceValue` it costs when it is first used."
        if saved == len(rows)
        else "It makes no difference.",
        instead="`sync.OnceValue` for expressions in libraries. `gomodlint cost` marks packages that compile some at package level.",
        programs="tools",
    )


def _trace(binary: Path) -> dict[str, tuple[int, int]]:
    env = {**os.environ, "GODEBUG": "inittrace=1", "GOMAXPROCS": "1"}
    done = subprocess.run([binary], env=env, capture_output=True, text=True, check=False)
    lines = re.findall(r"^init (\S+) @.*?, (\d+) bytes, (\d+) allocs$", done.stderr, re.MULTILINE)
    return {name: (int(allocs), int(size)) for name, size, allocs in lines}


def _before_main(binary: Path) -> int:
    return _trace(binary).get("main", (0, 0))[0]


def _pprof(directory: Path) -> str:
    words = [sys.executable, "-m", "gomodlint", "check", "--format", "json"]
    done = subprocess.run(words, cwd=directory, capture_output=True, text=True, check=False)
    found = [one["message"] for one in json.loads(done.stdout)["findings"] if one["rule"] == "no-debug-endpoints"]
    return f"`{found[0]}`" if found else "nothing"
