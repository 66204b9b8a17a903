"""`gomodlint diff BASE [HEAD]`: what a change brings into the programs of a repository, and what it takes out."""

from __future__ import annotations

import argparse
import datetime
import json
import os
import sys
from collections.abc import Iterator

from gomodlint.cli.arguments import Parser
from gomodlint.cli.drawn import PICTURES, add_formats, draw
from gomodlint.cli.undecided import name_undecided, some, unless_exact
from gomodlint.engine.bounded.diff import diff
from gomodlint.engine.diff import Changed, Difference, ImportChange, Programs
from gomodlint.engine.request import Request
from gomodlint.report.escape import inline
from gomodlint.report.markdown import cell, code
from gomodlint.report.shown import if_true

SHOWN = 40  # lines of one part of a report for people


def main(arguments: list[str]) -> int:
    """Print what differs, nothing when nothing does: status 0; 2 where only something undecided is left."""
    options = _parser().parse_args(arguments)
    request = Request(
        directory=os.getcwd(),
        environ=os.environ,
        today=datetime.datetime.now(datetime.UTC).date(),
        policy=options.policy,
        base=options.base,
        head=options.head,
        cache=not options.no_cache,
        ruleless=True,
    )
    found = diff(request)
    if options.format == "json":
        sys.stdout.write(json.dumps({"schema_version": 1, **_plain(found)}, indent=2) + "\n")
    elif options.format in PICTURES:
        from gomodlint.draw.answers import of_difference

        if found.imports:
            draw(of_difference(found), options)
    elif options.format == "markdown":
        sys.stdout.writelines(f"{line}\n" for line in markdown(found))
    else:
        sys.stdout.writelines(f"{inline(line)}\n" for line in _text(found, std=options.std))
    name_undecided(_undecided(found))
    is_open = bool(found.undecided) or any(programs.undecided for programs in found.programs)
    changed = found.imports or found.modules or any(programs.changes for programs in found.programs)
    return 2 if is_open and not changed else 0


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="gomodlint diff",
        description="Show which packages, modules and imports a change brings in or takes out, for each main package.",
        epilog="BASE is compared by its merge base with HEAD, as with check --base. Without HEAD: the work tree.",
    )
    parser.add_argument("base", metavar="BASE", help="a commit, branch or tag")
    parser.add_argument("head", metavar="HEAD", nargs="?", default="", help="a commit (default: the work tree)")
    parser.add_argument("--std", action="store_true", help="text: name packages of the standard library too")
    parser.add_argument("--policy", metavar="FILE", default="", help="the policy whose [build] counts")
    parser.add_argument("--no-cache", action="store_true", help="neither read nor write the cache")
    add_formats(parser, "markdown")
    return parser


def _text(found: Difference, *, std: bool) -> Iterator[str]:
    for programs in found.programs:
        yield _heading(programs)
        yield from _limited(f"  {_words(one)}" for one in programs.changes if std or one.module != "std")
        hidden = sum(1 for one in programs.changes if one.module == "std")
        if hidden and not std:
            yield f"  and {hidden} of std"
        if programs.undecided:
            yield f"  too many tags to tell whether {some(programs.undecided)} came or went"
        yield ""
    if found.modules:
        yield "modules:"
        for module in found.modules:
            sign = "+" if not module.before else "-" if not module.after else "~"
            change = f"{module.before} -> {module.after}" if sign == "~" else module.before or module.after
            yield f"  {sign} {module.path} {change}"
        yield ""
    if found.imports:
        yield "imports:"
        yield from _limited(f"  {_import(one)}" for one in found.imports)


def markdown(found: Difference) -> Iterator[str]:
    """Lines for a comment on a pull request; none when nothing changed."""
    if not (found.programs or found.modules or found.imports):
        return
    yield "### What this change brings in, and takes out"
    yield ""
    if found.modules:
        yield "| module | before | after |"
        yield "|---|---|---|"
        for module in found.modules:
            cells = [cell(text) if text else "" for text in (module.path, module.before, module.after)]
            yield f"| {' | '.join(cells)} |"
        yield ""
    for programs in found.programs:
        yield f"<details><summary>{len(programs.changes)} packages: {_count(programs)}</summary>"
        yield ""
        yield ", ".join(code(name) for name in programs.names[:10]) + (" ..." if len(programs.names) > 10 else "")
        yield ""
        yield from _limited(f"- {code(_words(one))}" for one in programs.changes)
        if programs.undecided:
            yield f"- too many tags to tell of {some(programs.undecided, code)}"
        yield ""
        yield "</details>"
        yield ""
    if found.imports:
        yield f"<details><summary>{len(found.imports)} imports</summary>"
        yield ""
        yield from _limited(f"- {code(_import(one))}" for one in found.imports)
        yield ""
        yield "</details>"


def _undecided(found: Difference) -> Iterator[str]:
    for programs in found.programs:
        if programs.undecided:
            yield f"whether {some(programs.undecided)} came to, or went from, {programs.names[0] or 'the module'}"
    for importer, imported in found.undecided:
        yield f"whether the import {importer} > {imported} came or went"


def _limited(lines: Iterator[str]) -> Iterator[str]:
    for number, line in enumerate(lines):
        if number == SHOWN:
            rest = 1 + sum(1 for _ in lines)
            yield f"  and {rest} more: --format json has all"
            return
        yield line


def _heading(programs: Programs) -> str:
    names = ", ".join(programs.names[:3]) or "the module"
    more = f" and {len(programs.names) - 3} more mains" if len(programs.names) > 3 else ""
    return f"{names}{more}: {_count(programs)}"


def _count(programs: Programs) -> str:
    most = "" if programs.exact else "at most "
    return f"{most}{programs.before} packages before, {programs.after} after"


def _words(one: Changed) -> str:
    module = f"  ({one.module})" if one.module and one.module != "std" else ""
    builds = if_true(one.condition, exact=one.exact)
    return f"{one.sign} {one.path}{module}{f'  {builds}' if builds else ''}"


def _import(one: ImportChange) -> str:
    place = f"  {one.site.file}:{one.site.line}" if one.site is not None else ""
    builds = if_true(one.condition, exact=one.exact)
    return f"{one.sign} {one.importer} > {one.imported}{place}{f'  {builds}' if builds else ''}"


def _plain(found: Difference) -> dict[str, object]:
    return {
        "base": found.base,
        "programs": [
            {
                **unless_exact(one),
                "names": list(one.names),
                "packages_before": one.before,
                "packages_after": one.after,
                "changes": [_change(change) for change in one.changes],
                **({"undecided": list(one.undecided)} if one.undecided else {}),
            }
            for one in found.programs
        ],
        "modules": [module._asdict() for module in found.modules],
        "imports": [
            {
                "sign": one.sign,
                "from": one.importer,
                "to": one.imported,
                "file": one.site.file if one.site is not None else "",
                "line": one.site.line if one.site is not None else 0,
                "condition": one.condition,
                **unless_exact(one),
            }
            for one in found.imports
        ],
        **({"undecided": [{"from": a, "to": b} for a, b in found.undecided]} if found.undecided else {}),
    }


def _change(one: Changed) -> dict[str, object]:
    plain = {"sign": one.sign, "path": one.path, "module": one.module, "condition": one.condition}
    return plain | unless_exact(one)
