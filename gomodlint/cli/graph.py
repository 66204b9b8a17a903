"""`gomodlint graph`: the import graph as a picture, or for programs that draw."""

from __future__ import annotations

import argparse
import sys

from gomodlint.cli.arguments import Parser, count
from gomodlint.cli.drawn import BY_GRAPHVIZ, rendered, written
from gomodlint.cli.question import add_options, request_of, seen_by
from gomodlint.cli.undecided import name_undecided
from gomodlint.draw.formats import FORMATS
from gomodlint.engine.look import Look, selector
from gomodlint.engine.picture import Picture, picture
from gomodlint.errors import NoVerdict, Problem
from gomodlint.report.escape import terminal_safe
from gomodlint.report.mermaid import MOST_EDGES, MOST_TEXT


def main(arguments: list[str]) -> int:
    """Write the picture: status 0."""
    options = _parser().parse_args(arguments)
    seen = seen_by(options)
    if options.group_by == "set" and not seen.policy.sets:
        raise NoVerdict(Problem("the policy has no sets", seen.policy.file, hint="name some in [sets]"))
    if options.weight and options.group_by != "package":
        raise NoVerdict(Problem("--weight cost weighs packages", hint="leave out --group-by"))
    if options.format == "html":
        written(_page(seen, options), options.output)
        return 0
    drawn = picture(
        seen,
        group_by=options.group_by,
        focus=selector(seen, options.focus) if options.focus else None,
        depth=options.depth,
        outside=options.outside,
        tests=options.tests,
        reduce=options.reduce,
    )
    if not drawn.nodes:
        raise NoVerdict(Problem("no package is left to draw", hint="see --focus, --group-by and --when"))
    text = rendered(_weighed(drawn, options), options.format)
    if options.format == "mermaid" and (len(drawn.edges) > MOST_EDGES or len(text.decode()) > MOST_TEXT):
        limits = f"{MOST_EDGES} arrows and {MOST_TEXT} characters"
        sys.stderr.write(f"gomodlint: {len(drawn.edges)} arrows: Mermaid, as GitHub has it, draws at most {limits}\n")
        sys.stderr.write("  hint: --group-by directory, --focus PATTERN or --reduce\n")
    written(text, options.output)
    name_undecided(drawn.undecided)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = Parser(prog="gomodlint graph", description="Draw who imports whom.")
    parser.add_argument(
        "--format",
        choices=(*FORMATS, "html", *BY_GRAPHVIZ),
        default="dot",
        help="svg and png need Graphviz (default: dot)",
    )
    parser.add_argument("-o", "--output", metavar="FILE", default="", help="where to write (default: standard output)")
    parser.add_argument(
        "--group-by",
        choices=("package", "directory", "set", "module"),
        default="package",
        help="what a node stands for",
    )
    parser.add_argument(
        "--focus", metavar="PATTERN", action="append", help="only what is near these packages (repeat; ! excludes)"
    )
    parser.add_argument("--depth", type=count, default=1, metavar="N", help="how near: at most N imports (default: 1)")
    parser.add_argument("--outside", action="store_true", help="std and third-party packages too")
    parser.add_argument("--tests", action="store_true", help="imports of test files too (dashed)")
    parser.add_argument(
        "--reduce", action="store_true", help="without imports that a longer way stands for in the same builds"
    )
    parser.add_argument(
        "--weight", choices=("cost",), default="", help="colours by what packages cost before main (gomodlint cost)"
    )
    add_options(parser)
    return parser


def _weighed(drawn: Picture, options: argparse.Namespace) -> Picture:
    if not options.weight:
        return drawn
    from gomodlint.cli.cost_show import shown
    from gomodlint.engine.weigh import weigh

    everywhere, programs = shown(options.policy, (), "exclusive")
    return weigh(drawn, everywhere.linked.graph, [program.tree for program in programs])


def _page(seen: Look, options: argparse.Namespace) -> bytes:
    """The page of all packages; what to leave out is chosen in it."""
    from gomodlint.draw.html import page
    from gomodlint.engine.marks import marks

    drawn = _weighed(picture(seen, outside=True, tests=True), options)
    marked = marks(seen, request_of(options)._replace(ruleless=False))
    if marked.unchecked:
        sys.stderr.write(terminal_safe(f"the page shows no findings: {marked.unchecked}") + "\n")
    name_undecided(drawn.undecided)
    return page(drawn, seen.universe, marked).encode("utf-8", "backslashreplace")
