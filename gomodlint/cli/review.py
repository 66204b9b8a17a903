"""`gomodlint review`: says a verdict on a pull request, on the lines that made it."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Mapping

from gomodlint.cli.arguments import Parser, positive, seconds
from gomodlint.cli.exit_status import status_of
from gomodlint.cli.merge import read_file
from gomodlint.cli.write import append_to_file
from gomodlint.errors import NoVerdict, Problem
from gomodlint.finding import Verdict
from gomodlint.github.address import is_repository, run, tree
from gomodlint.github.changes import say_changes
from gomodlint.github.client import Client
from gomodlint.github.event import read_pull_request
from gomodlint.github.review import Said, review
from gomodlint.github.target import Target
from gomodlint.report import github, markdown
from gomodlint.report.escape import inline

_PAGE = 1 << 20  # characters; a comment holds far less


def main(arguments: list[str]) -> int:
    """Post. The exit status is the verdict's, whatever GitHub takes."""
    options = _parser().parse_args(arguments)
    if not options.verdict and not options.changes:
        raise NoVerdict(Problem("nothing to say", hint="name a verdict, written by --format json, or --changes FILE"))
    verdict = read_file(options.verdict) if options.verdict else None
    changes = _page(options.changes) if options.changes else ""
    environ = os.environ
    target = _target(options, environ)
    token = environ.get("GITHUB_TOKEN", "") or environ.get("GH_TOKEN", "")
    if not token:
        hint = "set GITHUB_TOKEN; it needs pull-requests: write"
        raise NoVerdict(Problem("no token to speak to GitHub with", hint=hint))
    url = environ.get("GITHUB_API_URL", "") or "https://api.github.com"
    client = Client(_repository(options, environ), token, url, pause=options.pause)
    if options.changes:
        sys.stderr.write(inline(f"gomodlint: {say_changes(changes, client, target)}") + "\n")
    if verdict is None:
        return 0
    said = review(verdict, client, target)
    _tell(said, verdict, fallback=options.fallback)
    return status_of(verdict)


def _page(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read(_PAGE)
    except OSError as error:
        raise NoVerdict(Problem(f"cannot read the changes: {error.strerror}", path)) from error


def _tell(said: Said, verdict: Verdict, *, fallback: bool) -> None:
    """What was done; findings that GitHub did not take go to the annotations and the step summary."""
    if said.note:
        sys.stderr.write(inline(f"gomodlint: {said.note}") + "\n")
    else:
        done = f"{said.posted} posted, {said.kept} kept, {said.edited} edited, {said.deleted} deleted"
        sys.stderr.write(f"gomodlint: review: {done}\n")
    if said.untold and fallback:
        rest = verdict._replace(findings=said.untold)
        sys.stdout.write(github.render(rest))
        path = os.environ.get("GITHUB_STEP_SUMMARY", "")
        if path:
            append_to_file(path, markdown.render(rest))


def _target(options: argparse.Namespace, environ: Mapping[str, str]) -> Target:
    event = read_pull_request(environ)
    number, head = options.pr or event.number, options.head_sha or event.head
    if number < 1 and not event.branch:
        raise NoVerdict(Problem("no pull request: this event has none", hint="name it with --pr N --head-sha SHA"))
    if not re.fullmatch(r"[0-9a-f]{40}|[0-9a-f]{64}", head):
        raise NoVerdict(Problem("no head commit of the pull request", hint="name it with --head-sha SHA"))
    here = {**environ, "GITHUB_REPOSITORY": _repository(options, environ)}
    merged = environ.get("GITHUB_SHA", "") if event.name == "pull_request" else ""  # its lines are the checked ones
    return Target(number, head, options.login, run(here), tree(here, merged or head), event.branch)


def _repository(options: argparse.Namespace, environ: Mapping[str, str]) -> str:
    name = options.repo or environ.get("GITHUB_REPOSITORY", "")
    if not is_repository(name):
        raise NoVerdict(Problem(f"no repository: {name!r}", hint="name it with --repo OWNER/NAME"))
    return str(name)


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="gomodlint review",
        description="Say a verdict on a pull request: new findings as comments on the lines that made them. What was "
        "said is not said again, what is fixed goes. Needs GITHUB_TOKEN with pull-requests: write.",
        epilog="exit status: the verdict's (0 clean, 1 findings, 2 no verdict), whatever GitHub takes; 0 without one",
    )
    parser.add_argument(
        "verdict", metavar="VERDICT.json", nargs="?", default="", help="written by --format json; - for stdin"
    )
    parser.add_argument(
        "--changes",
        metavar="FILE",
        default="",
        help="written by gomodlint diff --format markdown: one comment that is kept up to date; none for an empty file",
    )
    parser.add_argument("--repo", metavar="OWNER/NAME", default="", help="default: GITHUB_REPOSITORY")
    parser.add_argument("--pr", type=positive, default=0, metavar="N", help="default: that of the event")
    parser.add_argument(
        "--head-sha", metavar="SHA", default="", help="the commit that was checked; default: the event's"
    )
    parser.add_argument(
        "--login", default="github-actions[bot]", help="whose comments are ours (default: github-actions[bot])"
    )
    parser.add_argument(
        "--pause", type=seconds, default=1.0, metavar="S", help="seconds between two writes (default: 1)"
    )
    parser.add_argument(
        "--no-fallback",
        dest="fallback",
        action="store_false",
        help="do not annotate what GitHub refuses to take as a review: the check has done that already",
    )
    return parser
