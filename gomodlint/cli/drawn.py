"""Pictures as bytes, and where they go: what the verbs that draw have in common."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Mapping

from gomodlint.cli.write import replace_file
from gomodlint.draw.formats import FORMATS, dot
from gomodlint.engine.picture import Picture
from gomodlint.errors import NoVerdict, Problem
from gomodlint.programs import program

BY_GRAPHVIZ = ("svg", "png")
PICTURES = ("dot", "mermaid", "d2", *BY_GRAPHVIZ)


def add_formats(parser: argparse.ArgumentParser, *more: str) -> None:
    """--format and --output of a question whose answer may be a picture."""
    parser.add_argument(
        "--format",
        choices=("text", "json", *more, *PICTURES),
        default="text",
        help="report format (default: text); the others are pictures, svg and png by Graphviz",
    )
    parser.add_argument("-o", "--output", metavar="FILE", default="", help="where to write a picture (default: stdout)")


def draw(drawn: Picture, options: argparse.Namespace) -> None:
    """Write a picture in the format, and to the place, that the options name. Raises NoVerdict."""
    written(rendered(drawn, options.format), options.output)


def rendered(drawn: Picture, kind: str, environ: Mapping[str, str] = os.environ) -> bytes:
    """A picture in a format of FORMATS or BY_GRAPHVIZ. Raises NoVerdict where Graphviz is missing, or fails."""
    if kind not in BY_GRAPHVIZ:
        return FORMATS[kind](drawn).encode("utf-8", "backslashreplace")
    graphviz = program("dot", environ)
    if not graphviz:
        raise NoVerdict(Problem(f"--format {kind} needs Graphviz: there is no dot on PATH", hint="or --format dot"))
    done = subprocess.run([graphviz, f"-T{kind}"], input=dot(drawn).encode(), capture_output=True, check=False)
    if done.returncode:
        raise NoVerdict(Problem(f"Graphviz failed: {done.stderr.decode(errors='replace').strip()[:300]}"))
    return done.stdout


def written(data: bytes, output: str) -> None:
    """To a file, whole or not at all, or to standard output. Raises NoVerdict."""
    if output:
        replace_file(os.path.abspath(output), data, output)
    elif data[:1] in b"\x89\0" and sys.stdout.isatty():
        raise NoVerdict(Problem("a picture is nothing for a terminal", hint="write it to a file: -o graph.png"))
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
