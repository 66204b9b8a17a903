"""`gomodlint cut FROM TO`: the fewest imports to remove so that FROM no longer reaches TO."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence

from gomodlint.cli.arguments import Parser
from gomodlint.cli.drawn import add_formats, draw
from gomodlint.cli.question import add_ends, add_options, ends_of, nothing, seen_by
from gomodlint.cli.undecided import name_undecided, unless_exact
from gomodlint.engine.bounded.cut import cut
from gomodlint.engine.bounded.why import why
from gomodlint.engine.cut import Cut, CutImport
from gomodlint.report.escape import inline
from gomodlint.report.shown import may_be

PAIRS, CHAINS = 20, 12  # of which a picture shows the chains
NAMED = 5  # packages that leave, named in the text


def main(arguments: list[str]) -> int:
    """Print the cut: status 0 when there is one, 1 when there is nothing to cut."""
    options = _parser().parse_args(arguments)
    seen = seen_by(options)
    importers, targets = ends_of(seen, options)
    found = cut(seen, importers, targets, tests=options.tests, files=options.through_files)
    if options.format == "json":
        sys.stdout.write(json.dumps({"schema_version": 1, "cut": _plain(found, options)}, indent=2) + "\n")
    elif found is None:
        sys.stdout.write(inline(nothing(seen, options)) + "\n")
    elif options.format == "text":
        sys.stdout.writelines(f"{inline(line)}\n" for line in _text(found, options))
    else:
        from gomodlint.draw.answers import of_cut

        few = len(importers) * len(targets) <= PAIRS
        chains = why(seen, importers, targets, CHAINS, tests=options.tests).found if few else ()
        draw(of_cut(found, chains, seen), options)
    if found is not None and not found.least:
        name_undecided([f"whether {options.importer} reaches {options.imported}"])
        return 2
    return 0 if found is not None else 1


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="gomodlint cut",
        description="Show the fewest imports of your own packages to remove so that FROM no longer reaches TO.",
        epilog="exit status: 0 here is the cut, 1 FROM does not reach TO, 2 the question could not be answered",
    )
    add_ends(parser)
    parser.add_argument("--module", action="store_true", help="TO is a module")
    parser.add_argument("--through-files", action="store_true", help="the fewest files to change, not imports")
    add_options(parser)
    add_formats(parser)
    return parser


def _text(found: Cut, options: argparse.Namespace) -> Iterator[str]:
    unit = "file" if options.through_files else "import"
    what = f"{found.size} {unit}{'s' if found.size > 1 else ''}"
    if found.size == found.least:
        sure = "no fewer will do"
    else:
        sure = f"at least {found.least} are needed; the smallest cut was too much work to find"
    if found.bounded and found.size != found.least:
        sure = f"at least {found.least} {'is' if found.least == 1 else 'are'} needed; too many tags to tell more"
    when = f" when {options.when}" if options.when else ""
    if found.least:
        yield f"{options.importer} no longer reaches {options.imported}{when} without {what} ({sure}):"
    else:
        reaches = f"{options.importer} reaches {options.imported}{when}"
        yield f"too many tags to tell whether {reaches}; it does not without {what}:"
    yield ""
    yield from _imports(found.imports)
    yield f"together: {_leaves(found.leaves)}{'' if found.all_leave else ', at least (too many tags to tell exactly)'}"
    if found.others:
        yield ""
        yield "as small:"
        for other in found.others:
            yield ""
            yield from _imports(other, brief=True)


def _imports(imports: Sequence[CutImport], *, brief: bool = False) -> Iterator[str]:
    for one in imports:
        builds = may_be(one.condition, exact=one.exact)
        yield f"  {one.importer} > {one.imported}{f'  {builds}' if builds else ''}"
        if brief:
            continue
        for site in one.sites:
            yield f"      {site.file}:{site.line}"
        if one.leaves is not None:
            yield f"      alone: {_leaves(one.leaves)}"


def _leaves(leaves: Sequence[str]) -> str:
    if not leaves:
        return "no package leaves"
    some = ", ".join(leaves[:NAMED])
    more = f" and {len(leaves) - NAMED} more" if len(leaves) > NAMED else ""
    return f"{len(leaves)} package{'s leave' if len(leaves) > 1 else ' leaves'}: {some}{more}"


def _plain(found: Cut | None, options: argparse.Namespace) -> dict[str, object] | None:
    if found is None:
        return None
    return {
        "from": options.importer,
        "to": options.imported,
        "unit": "file" if options.through_files else "import",
        "size": found.size,
        "least": found.least,
        "exact": found.size == found.least,
        "imports": [
            _import(one) | {"leaves": None if one.leaves is None else list(one.leaves)} for one in found.imports
        ],
        "leaves": list(found.leaves),
        **({} if found.all_leave else {"leaves_exact": False}),
        "alternatives": [[_import(one) for one in other] for other in found.others],
    }


def _import(one: CutImport) -> dict[str, object]:
    sites = [{"file": site.file, "line": site.line, "column": site.column} for site in one.sites]
    return unless_exact(one) | {"from": one.importer, "to": one.imported, "condition": one.condition, "sites": sites}
