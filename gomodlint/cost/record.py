"""The file of measured costs, `gomodlint-cost.json`: what it holds, read and written.

Own costs only: what an import brings in is computed from the import graph as it is when somebody asks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from gomodlint.errors import NoVerdict, Problem
from gomodlint.source.limits import COSTS

NAME: Final = "gomodlint-cost.json"
SCHEMA: Final = 1
_MINOR = re.compile(r"go1\.[0-9]+")
_MOST: Final = 2_000_000  # figures of a package in a program, of one build: some lines can stand for ever so many
IMPLICIT: Final = "implicit"  # the source of packages that no import leads to: the go command links them


class Figures(NamedTuple):
    """What the init of one package, or of a whole program, did: allocations, bytes, microseconds of wall time."""

    allocs: int
    bytes: int
    us: int


class MainCost(NamedTuple):
    """A program up to `main`: all that was allocated, what of it is live then, garbage collections, packages linked."""

    total: Figures
    live_bytes: int
    gc: int
    packages: int


@dataclass(slots=True)
class PackageCost:
    """A package in the programs it was measured in; `source` is what it was built from (see `sources`)."""

    source: str
    by_main: dict[str, Figures] = field(default_factory=dict)
    text: int = 0  # bytes of machine code, the most in any program; 0 where sizes were not asked for

    @property
    def worst(self) -> Figures:
        """The highest figures: programs disagree where the first user of something shared pays for it."""
        found = self.by_main.values()
        return Figures(max(f.allocs for f in found), max(f.bytes for f in found), max(f.us for f in found))


class Build(NamedTuple):
    """What figures depend on: toolchain ("go1.27.3"), port, cgo, tags."""

    go: str
    goos: str
    goarch: str
    cgo: bool
    tags: tuple[str, ...]

    @property
    def minor(self) -> str:
        """The toolchain without its patch release, or a development one's commit: "go1.27"."""
        found = _MINOR.match(self.go)
        return found[0] if found is not None else self.go

    def __str__(self) -> str:
        tags = f" -tags={','.join(self.tags)}" if self.tags else ""
        return f"{self.goos}/{self.goarch}{'' if self.cgo else ' without cgo'}{tags}, {self.go}"


@dataclass(slots=True)
class Section:
    """One build's figures. `mode` is "main" (the programs themselves) or "probe" (one that imports everything)."""

    build: Build
    mode: str
    runs: int
    mains: dict[str, MainCost] = field(default_factory=dict)
    packages: dict[str, PackageCost] = field(default_factory=dict)


def read(text: bytes, file: str) -> list[Section]:
    """The sections of a cost file. Raises NoVerdict for one that is damaged or of another schema."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        line, column = (error.lineno, error.colno) if isinstance(error, json.JSONDecodeError) else (0, 0)
        raise NoVerdict(Problem("not JSON", file, line, column, _HINT)) from error
    try:
        if document["schema_version"] != SCHEMA:
            raise NoVerdict(
                Problem(
                    f"schema_version is {document['schema_version']!r}, not {SCHEMA}", file, hint="update gomodlint"
                )
            )
        return [_section(plain, file) for plain in document["sections"]]
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError) as error:
        raise NoVerdict(Problem(f"not a file of costs: {error!r}", file, hint=_HINT)) from error


_HINT: Final = "remove it, and write it anew: gomodlint cost measure --allow-run"


def _section(plain: Mapping[str, Any], file: str) -> Section:
    build = Build(
        str(plain["go"]), str(plain["goos"]), str(plain["goarch"]), bool(plain["cgo"]), tuple(map(str, plain["tags"]))
    )
    found = Section(build, str(plain["mode"]), int(plain["runs"]))
    for name, one in plain["mains"].items():
        total = Figures(int(one["allocs"]), int(one["bytes"]), int(one["us"]))
        found.mains[name] = MainCost(total, int(one["live_bytes"]), int(one["gc"]), int(one["packages"]))
    count = 0
    for name, one in plain["packages"].items():
        cost = PackageCost(str(one["from"]))
        count += len(one["by"] if "by" in one else one.get("in", found.mains))
        if count > _MOST:
            raise NoVerdict(Problem(f"more than {_MOST:,} figures of one build: not read", file, hint=COSTS.hint))
        if "by" in one:
            cost.by_main = {str(main): Figures(*map(int, figures)) for main, figures in one["by"].items()}
        else:
            same = Figures(int(one.get("allocs", 0)), int(one.get("bytes", 0)), int(one.get("us", 0)))
            cost.by_main = dict.fromkeys(map(str, one.get("in", found.mains)), same)
        cost.text = int(one.get("text", 0))
        if not cost.by_main:
            raise ValueError(f"{name} is in no program")
        found.packages[name] = cost
    return found


def write(sections: list[Section]) -> str:
    """The text of a cost file: sorted, one package a line, so that changes read and merge well."""
    ordered = sorted(sections, key=lambda section: section.build)
    return (
        f'{{"schema_version": {SCHEMA}, "sections": [\n' + ",\n".join(_text(section) for section in ordered) + "\n]}\n"
    )


def _text(section: Section) -> str:
    build = section.build
    head = {
        "go": build.go, "goos": build.goos, "goarch": build.goarch, "cgo": build.cgo, "tags": list(build.tags),
        "mode": section.mode, "runs": section.runs,
    }  # fmt: skip
    mains = ",\n".join(f"    {json.dumps(n)}: {json.dumps(_main(m))}" for n, m in sorted(section.mains.items()))
    packages = ",\n".join(
        f"    {json.dumps(n)}: {json.dumps(_package(p, section.mains))}" for n, p in sorted(section.packages.items())
    )
    return f' {json.dumps(head)[:-1]},\n  "mains": {{\n{mains}}},\n  "packages": {{\n{packages}}}}}'


def _main(main: MainCost) -> dict[str, int]:
    total = main.total
    return {
        "allocs": total.allocs, "bytes": total.bytes, "us": total.us,
        "live_bytes": main.live_bytes, "gc": main.gc, "packages": main.packages,
    }  # fmt: skip


def _package(package: PackageCost, mains: Collection[str]) -> dict[str, object]:
    """Short for what is the rule: nothing to do, and a part of every program."""
    figures = list(package.by_main.values())
    found: dict[str, object] = {}
    if all((one.allocs, one.bytes) == (figures[0].allocs, figures[0].bytes) for one in figures):
        us = min(figure.us for figure in figures)
        plain = {"allocs": figures[0].allocs, "bytes": figures[0].bytes, "us": us}
        found |= {name: value for name, value in plain.items() if value}
        if len(figures) != len(mains):
            found["in"] = sorted(package.by_main)
    else:
        found["by"] = {main: list(one) for main, one in sorted(package.by_main.items())}
    if package.text:
        found["text"] = package.text
    return {**found, "from": package.source}
