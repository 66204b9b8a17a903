"""`gomodlint cost`: the measured figures on the import graph of today, without Go."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from gomodlint.cli import cost_imports
from gomodlint.cli.arguments import Parser, count
from gomodlint.cli.cost_session import add_modfile, cost_file, environment, figures, said, where
from gomodlint.cli.exit_status import ExitStatus
from gomodlint.cli.question import name_unread, seen_in_every_build
from gomodlint.cost.edges import edges
from gomodlint.cost.level import human
from gomodlint.cost.record import Section
from gomodlint.cost.rows import Facts, Row, rows
from gomodlint.cost.tree import CostTree, trees
from gomodlint.engine.look import Look
from gomodlint.errors import NoVerdict, Problem
from gomodlint.report.escape import inline
from gomodlint.report.markdown import cell, code
from gomodlint.source.disk import DiskTree

MARKS = {"fresh": "", "stale": " ~", "unknown": " ?"}


class Shown(NamedTuple):
    """One program in one build."""

    section: Section
    tree: CostTree
    rows: list[Row]
    holds: Callable[[int], bool]


def main(arguments: list[str]) -> int:
    """Print the table: status 0."""
    options = _parser().parse_args(arguments)
    _, found = shown(options.policy, options.main, options.sort, environment(options.modfile))
    if options.format == "html":
        _write_page(found, options.output)
    elif options.format == "json":
        programs = [_plain(one, imports=options.imports) for one in found]
        sys.stdout.write(json.dumps({"schema_version": 1, "programs": programs}, indent=2) + "\n")
    else:
        lines = _markdown if options.format == "markdown" else _text
        for number, one in enumerate(found):
            if number:
                sys.stdout.write("\n")
            sys.stdout.writelines(f"{line}\n" for line in lines(one, options.top, imports=options.imports))
    return ExitStatus.CLEAN


def _write_page(found: Sequence[Shown], output: str) -> None:
    from gomodlint.cli.write import replace_file
    from gomodlint.draw.cost import cost_page

    page = cost_page([(one.section, one.tree, one.rows) for one in found]).encode("utf-8", "backslashreplace")
    if output:
        replace_file(os.path.abspath(output), page, output)
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(page)


def shown(
    policy: str, mains: Sequence[str], sort: str, environ: Mapping[str, str] = os.environ
) -> tuple[Look, list[Shown]]:
    """A graph, and every measured program, or those named, with rows, the heaviest first.

    Raises NoVerdict where there are no figures, and for a program that has none.
    """
    file = cost_file(policy, environ)
    sections = read_sections(file)
    tags = sorted({tag for section in sections for tag in section.build.tags})
    looks: dict[str, Look] = {}
    found: list[Shown] = []
    for section in sections:
        go = section.build.minor.removeprefix("go")
        if go not in looks:
            looks[go] = seen_in_every_build(policy, tags, environ, go)
            if len(looks) == 1:
                name_unread(looks[go])
        try:
            found += _programs(looks[go], section, mains, sort)
        except ValueError as error:
            raise NoVerdict(Problem(str(error), said(file))) from error
    if not found:
        there = sorted({name for section in sections for name in section.mains})
        known = f" (there are some for {', '.join(there)})" if there else ""
        what = " ".join(mains) or "any program that is here"
        raise NoVerdict(
            Problem(f"no figures for {what}{known}", said(file), hint=_HINT if mains else where(".", _HINT))
        )
    return next(iter(looks.values())), found


def _programs(seen: Look, section: Section, mains: Sequence[str], sort: str) -> Iterator[Shown]:
    """Raises ValueError, in words, for a build that there cannot be."""
    at, graph = section.build, seen.linked.graph
    holds = seen.universe.point(at.goos, at.goarch, at.cgo, at.tags)
    facts = Facts(section, at, holds, DiskTree(seen.place.top))
    for one in trees(graph, seen.universe, section):
        if not mains or one.main in mains or any(one.main.endswith(f"/{m.removeprefix('./')}") for m in mains):
            yield Shown(section, one, sorted(rows(one, graph, facts), key=lambda row: _order(row, sort)), holds)


_HINT = "gomodlint cost measure --allow-run"


def read_sections(file: Path) -> list[Section]:
    """The figures of a repository. Raises NoVerdict when there are none."""
    found = figures(file)
    if found is None:
        raise NoVerdict(Problem("no figures: no such file or directory", said(file), hint=f"measure first: {_HINT}"))
    return found


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="gomodlint cost",
        description="Show what packages allocate before main starts: each by itself, and with all that only it brings.",
        epilog="more words: gomodlint cost measure | check | explain PKG. "
        "~ the package has changed since it was measured, ? a guess from its source",
    )
    parser.add_argument("--main", action="append", default=[], metavar="PKG", help="this program only (repeat)")
    parser.add_argument("--sort", choices=("exclusive", "own"), default="exclusive", help="heaviest first by")
    parser.add_argument("--imports", action="store_true", help="what would go with each import, in place of packages")
    parser.add_argument("--top", type=count, default=20, metavar="N", help="rows shown as text (default: 20; 0: all)")
    parser.add_argument("--format", choices=("text", "json", "markdown", "html"), default="text")
    parser.add_argument(
        "-o", "--output", metavar="FILE", default="", help="of html: where to write (default: standard output)"
    )
    add_modfile(parser)
    parser.add_argument("--policy", metavar="FILE", default="", help="the policy beside which the figures are")
    return parser


def _order(row: Row, sort: str) -> tuple[int, str]:
    allocs, size = (row.own.allocs, row.own.bytes) if sort == "own" else (row.exclusive.allocs, row.exclusive.bytes)
    return -max(size, 128 * allocs), row.package.path


def _figures(one: Shown) -> str:
    total = one.tree.total
    return (
        f"{total.allocs:,} allocs, {human(total.bytes)} before main, {len(one.rows)} packages "
        f"({one.section.build}, median of {one.section.runs} runs)"
    )


def _doubts(one: Shown) -> str:
    stale = sum(row.status == "stale" for row in one.rows)
    unknown = sum(row.status == "unknown" for row in one.rows)
    words = []
    if stale:
        words.append(f"{stale} changed since they were measured (~)")
    if unknown:
        words.append(f"{unknown} not measured, guessed from their source (?)")
    return f"{', '.join(words)}: {_HINT}" if words else ""


def _cells(one: Shown, row: Row) -> tuple[str, ...]:
    share = 100 * row.exclusive.bytes / one.tree.total.bytes if one.tree.total.bytes else 0.0
    return (
        row.level,
        f"{row.own.allocs:,}",
        human(row.own.bytes),
        f"{row.exclusive.allocs:,}",
        human(row.exclusive.bytes),
        f"{share:.0f} %",
        str(row.exclusive.packages),
        *((human(_code(one, row)),) if _sized(one) else ()),
        f"{row.package.path}{MARKS[row.status]}{' (registers protobuf)' if row.protobuf else ''}",
    )


HEADS = ("level", "own allocs", "own bytes", "excl. allocs", "excl. bytes", "share", "packages")


def _sized(one: Shown) -> bool:
    return any(cost.text for cost in one.section.packages.values())


def _code(one: Shown, row: Row) -> int:
    cost = one.section.packages.get(row.package.path)
    return cost.text if cost is not None else 0


def _heads(one: Shown) -> tuple[str, ...]:
    return (*HEADS, *(("own code",) if _sized(one) else ()), "package")


def _few(one: Shown, top: int) -> list[Row]:
    return one.rows[: top or None]


def _text(one: Shown, top: int, *, imports: bool) -> Iterator[str]:
    yield inline(f"{one.tree.main}: {_figures(one)}")
    if imports:
        yield from cost_imports.text(edges(one.tree, one.holds), top)
        return
    table = [_heads(one), *(_cells(one, row) for row in _few(one, top))]
    widths = [max(len(line[column]) for line in table) for column in range(len(table[0]) - 1)]
    for line in table:
        cells = [
            line[0].ljust(widths[0]),
            *(cell.rjust(width) for cell, width in zip(line[1:-1], widths[1:], strict=True)),
        ]
        yield inline("  ".join([*cells, line[-1]]))
    left = len(one.rows) - len(_few(one, top))
    if left:
        yield f"{left} more: --top 0 shows all"
    rest = one.tree.rest
    figures = f"{rest.allocs:,} allocs, {human(rest.bytes)}"
    yield f"beside these: {figures} of the runtime, and of goroutines that inits start"
    if doubts := _doubts(one):
        yield doubts


def _markdown(one: Shown, top: int, *, imports: bool) -> Iterator[str]:
    yield f"{code(one.tree.main)}: {_figures(one)}"
    yield ""
    if imports:
        yield from cost_imports.markdown(edges(one.tree, one.holds), top)
        return
    yield f"| {' | '.join(_heads(one))} |"
    yield f"|---|{'--:|' * (len(_heads(one)) - 2)}---|"
    for row in _few(one, top):
        *cells, name = _cells(one, row)
        yield f"| {' | '.join([*cells, cell(name)])} |"
    if doubts := _doubts(one):
        yield ""
        yield doubts


def _plain(one: Shown, *, imports: bool) -> dict[str, object]:
    plain = _program(one)
    if imports:
        plain["imports"] = [cost_imports.plain(edge) for edge in edges(one.tree, one.holds)]
    return plain


def _program(one: Shown) -> dict[str, object]:
    build, total, rest = one.section.build, one.tree.total, one.tree.rest
    return {
        "main": one.tree.main,
        "build": {
            "go": build.go, "GOOS": build.goos, "GOARCH": build.goarch, "CGO_ENABLED": str(int(build.cgo)),
            "tags": list(build.tags),
        },
        "mode": one.section.mode, "runs": one.section.runs,
        "allocs": total.allocs, "bytes": total.bytes,
        "rest": {"allocs": rest.allocs, "bytes": rest.bytes},
        "packages": [
            {
                "path": row.package.path, "origin": row.package.origin, "status": row.status, "level": row.level,
                "own": {"allocs": row.own.allocs, "bytes": row.own.bytes, "us": row.own.us},
                "exclusive": {
                    "allocs": row.exclusive.allocs, "bytes": row.exclusive.bytes, "packages": row.exclusive.packages,
                    "unknown": row.exclusive.unknown,
                },
                "registers_protobuf": row.protobuf,
                "text": _code(one, row),
            }
            for row in one.rows
        ],
    }  # fmt: skip
