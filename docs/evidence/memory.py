"""Memory: what a blank import, a dot import and a lazy constructor do to it."""

from __future__ import annotations

import re
from pathlib import Path

from lab import Go, Lab, Page, build, mebibytes, said

# With more, a collector that a busy machine keeps waiting collects less often: the count would be the machine's, not the program's.
ONE_PROCESSOR = {"GOMAXPROCS": "1"}


def blank_import(lab: Lab) -> Page:
    """10 MiB in an init, under the same work."""
    kinds = {
        "none": "no such import",
        "big": "import _ of 10 MiB, never written",
        "written": "import _ of 10 MiB, written",
    }
    rows, figures = [], {}
    with lab.programs("memory") as top:
        for go in lab.toolchains:
            for kind, words in kinds.items():
                binary = build(go, top, f"./blank/{kind}")
                found = figures[kind] = lab.figures(lambda binary=binary: said(binary, ONE_PROCESSOR))
                rows.append([go.version, words, mebibytes(found["heap"]), mebibytes(found["rss"]), str(found["gcs"])])
    grows = figures["big"]["heap"] - figures["none"]["heap"] > 9 << 20
    fewer = figures["big"]["gcs"] < figures["none"]["gcs"]
    return Page(
        title="Blank imports and the heap",
        claim="a blank import whose init allocates makes the heap grow, and the garbage collector run more often.",
        did="A package keeps 10 MiB from its init on. Three programs do the same work (200 MiB of garbage): without it, with it, and with one "
        "that writes to its 10 MiB. What they say of themselves at the end, with one processor, medians: what is in use after a collection, what is "
        "resident, and how often the work made the collector run.",
        heads=["toolchain", "program", "in use", "resident", "collections"],
        rows=rows,
        sound=None if grows and fewer else grows,
        verdict="What is in use is more by what the init keeps. But collections get fewer: the collector waits for the heap to double, and a "
        "larger heap doubles later."
        if grows and fewer
        else "The heap grows, and collections do not get fewer."
        if grows
        else "The heap does not grow.",
        instead="Measure what an import really does: `gomodlint cost`. Forbid what is dear: rule `blank-import` with `max-cost`.",
        programs="memory",
    )


def dot_import(lab: Lab) -> Page:
    """The same program with a dot import and without."""
    rows, same = [], 0
    with lab.programs("memory") as top:
        for go in lab.toolchains:
            code = [_code(go, top, kind) for kind in ("plain", "dot")]
            escapes = [_escapes(go, top, kind) for kind in ("plain", "dot")]
            binaries = [build(go, top, f"./dot/{kind}") for kind in ("plain", "dot")]
            mallocs = [lab.figures(lambda binary=binary: said(binary, ONE_PROCESSOR))["mallocs"] for binary in binaries]
            alike = abs(mallocs[0] - mallocs[1]) < mallocs[0] / 100  # the runtime's own vary a little
            equal = code[0] == code[1] and escapes[0] == escapes[1] and alike
            same += equal
            rows.append(
                [
                    go.version,
                    f"{mallocs[0]:,}",
                    f"{mallocs[1]:,}",
                    "the same" if escapes[0] == escapes[1] else "differ",
                    "the same" if code[0] == code[1] else "differs",
                ]
            )
    return Page(
        title="Dot imports and allocations",
        claim='`import . "pkg"` makes the compiler\'s escape analysis worse: the heap grows by a factor of 3.7.',
        did="One program, written with `shapes.New` and with a dot import. Its allocations, what `-gcflags=-m` says, and the machine code of "
        "`main.main`.",
        heads=["toolchain", "allocations, plain", "allocations, dot", "escape analysis", "machine code"],
        rows=rows,
        sound=same < len(rows),
        verdict="A dot import changes how a name is written, and nothing that the compiler makes of it."
        if same == len(rows)
        else "The programs differ.",
        instead="Forbid dot imports because readers cannot see where a name comes from: rule `dot-import`, outside tests.",
        programs="memory",
    )


def lazy(lab: Lab) -> Page:
    """sync.OnceValue around a constructor, not around the import."""
    kinds = {
        "none": "no import", "direct": "constructed by a package-level variable",
        "uncalled": "sync.OnceValue, not called", "called": "sync.OnceValue, called",
    }  # fmt: skip
    rows, heap = [], {}
    with lab.programs("memory") as top:
        for go in lab.toolchains:
            for kind, words in kinds.items():
                binary = build(go, top, f"./once/{kind}")
                found = lab.figures(lambda binary=binary: said(binary, ONE_PROCESSOR))
                heap[kind] = found["heap"]
                rows.append([go.version, words, mebibytes(found["heap"]), mebibytes(found["rss"])])
    stays = heap["uncalled"] - heap["none"] > 3 << 20
    saves = heap["direct"] - heap["uncalled"] > 9 << 20
    return Page(
        title="Lazy construction",
        claim="with `sync.Once` around its constructor a driver is loaded on first use, so an import costs nothing until then.",
        did="A package keeps 4 MiB from its init on and 10 MiB more for each `Open`. What is in use when `main` runs.",
        heads=["toolchain", "program", "in use", "resident"],
        rows=rows,
        sound=None if stays and saves else saves,
        verdict="`sync.Once` saves what the *constructor* allocates until it is called. What the imported package's own init allocates is "
        "there from the start, whoever calls what."
        if stays and saves
        else "An import costs nothing until its constructor is called."
        if saves
        else "It saves nothing.",
        instead="Both: `sync.OnceValue` for what you construct, and a look at what the import's init does by itself: `gomodlint cost`.",
        programs="memory",
    )


def _code(go: Go, top: Path, kind: str) -> str:
    binary = build(go, top, f"./dot/{kind}")
    done = go(top, "tool", "objdump", "-s", r"^main\.main$", str(binary))
    return "\n".join(" ".join(line.split()[3:]) for line in done.out.splitlines()[1:])  # without places and addresses


def _escapes(go: Go, top: Path, kind: str) -> list[str]:
    done = go(top, "build", "-gcflags=-m", "-o", str(top / "unused.exe"), f"./dot/{kind}")
    lines = [re.sub(r"^.*?:\d+:\d+: ", "", line) for line in done.err.splitlines() if not line.startswith("#")]
    return [line.replace("shapes.", "") for line in lines]
