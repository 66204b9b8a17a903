"""`gomodlint action`: what the GitHub Action runs. Checks, reports to the log, the annotations and the step summary."""

from __future__ import annotations

import datetime
import json
import os
import secrets
import sys
from collections.abc import Mapping
from typing import Literal

from gomodlint.cli.exit_status import ExitStatus, status_of
from gomodlint.engine import Request, check
from gomodlint.engine.place import locate
from gomodlint.errors import NoVerdict, Problem
from gomodlint.finding import Verdict
from gomodlint.git import Repository
from gomodlint.github.address import tree
from gomodlint.github.event import read_event
from gomodlint.report import github, json_v1, markdown, text
from gomodlint.report.escape import terminal_safe


def main(arguments: list[str]) -> int:
    """Run as a step of the action: always 0; the verdict's status is the output `exit-code`."""
    if arguments:
        raise NoVerdict(Problem("gomodlint action takes no arguments: its inputs are environment variables"))
    environ = os.environ
    summary = environ.get("GITHUB_STEP_SUMMARY", "")
    try:
        verdict = _verdict()
    except NoVerdict as error:
        _outputs(ExitStatus.NO_VERDICT, None, "")
        for problem in error.problems:
            sys.stdout.write(github.command("error", problem) + "\n")
            sys.stderr.write(terminal_safe(str(problem)) + "\n")
        _append(summary, markdown.problems(error.problems))
        return 0
    report = os.path.join(environ.get("RUNNER_TEMP", "."), "gomodlint.json")
    written = _append(report, json_v1.render(verdict), "w")
    _outputs(status_of(verdict), verdict, report if written else "")
    token = secrets.token_hex(16)
    sys.stdout.write(f"::stop-commands::{token}\n{text.render(verdict)}::{token}::\n{github.render(verdict)}")
    _append(summary, markdown.render(verdict, tree=tree(environ, _head())))
    if environ.get("GOMODLINT_DIFF") == "true":
        _say_changes(environ, verdict.base)
    return 0


def _say_changes(environ: Mapping[str, str], base: str) -> None:
    """What the change brings in and takes out: to the summary, and to a file for a comment. The verdict stands."""
    from gomodlint.cli.diff import markdown as page_of
    from gomodlint.engine.bounded.diff import diff

    if not base:
        sys.stderr.write("gomodlint: there is no base: what changed is not said\n")
        return
    try:
        found = diff(_request(environ, base)._replace(exact_base=True))
    except NoVerdict as error:
        for problem in error.problems:
            sys.stdout.write(github.command("warning", problem) + "\n")
        return
    page = "".join(f"{line}\n" for line in page_of(found))
    path = os.path.join(environ.get("RUNNER_TEMP", "."), "gomodlint-changes.md")
    if _append(path, page, "w"):
        _append(environ.get("GITHUB_OUTPUT", ""), f"changes={path}\n")
    if page:
        _append(environ.get("GITHUB_STEP_SUMMARY", ""), f"\n{page}")


def _request(environ: Mapping[str, str], base: str) -> Request:
    return Request(
        directory=os.path.join(environ.get("GITHUB_WORKSPACE", "."), environ.get("GOMODLINT_PATH", "") or "."),
        environ=environ,
        today=datetime.datetime.now(datetime.UTC).date(),
        policy=environ.get("GOMODLINT_POLICY", ""),
        base=base,
        cache=False,
        ruleless=True,
    )


def _verdict() -> Verdict:
    environ = os.environ
    directory = os.path.join(environ.get("GITHUB_WORKSPACE", "."), environ.get("GOMODLINT_PATH", "") or ".")
    place = locate(directory)
    base, exact = environ.get("GOMODLINT_BASE", ""), False
    if not base and place.git:
        repository = Repository(place.top, environ)
        event = read_event(environ, repository)
        base, exact = event.base, event.exact
        repository.fetch_commit(base)
    elif base == "none":
        base = ""
    caches = environ.get("GOMODLINT_ACTION_CACHE") == "true"  # else nobody would keep what is written
    verdict = check(
        Request(
            directory=directory,
            environ={**environ, "GOMODLINT_CACHE": os.path.join(environ.get("RUNNER_TEMP", "."), "gomodlint-cache")},
            today=datetime.datetime.now(datetime.UTC).date(),
            policy=environ.get("GOMODLINT_POLICY", ""),
            base=base,
            exact_base=exact,
            cache=caches,
        )
    )
    for note in verdict.cache.notes:
        sys.stderr.write(f"gomodlint: {terminal_safe(note)}\n")
    return verdict


def _head() -> str:
    """The commit that was checked, "" if git does not tell."""
    place = locate(os.path.join(os.environ.get("GITHUB_WORKSPACE", "."), os.environ.get("GOMODLINT_PATH", "") or "."))
    try:
        return Repository(place.top, os.environ).commit("HEAD") if place.git else ""
    except NoVerdict:
        return ""


def _append(path: str, page: str, mode: Literal["a", "w"] = "a") -> bool:
    """Whether the page could be written: where not, a warning says so, and the verdict stands."""
    if not path:
        return False
    try:
        with open(path, mode, encoding="utf-8", newline="\n") as file:
            file.write(page)
    except OSError as error:
        sys.stdout.write(github.command("warning", Problem(f"cannot write {path}: {error.strerror}")) + "\n")
        return False
    return True


def _outputs(status: ExitStatus, verdict: Verdict | None, report: str) -> None:
    """Numbers and our own paths only: strings of the repository never become outputs."""
    path = os.environ.get("GITHUB_OUTPUT", "")
    findings = [] if verdict is None else [f for f in verdict.findings if f.fails]
    values = {"exit-code": int(status), "findings": len(findings), "report": report}
    if not _append(path, "".join(f"{name}={value}\n" for name, value in values.items())):
        sys.stderr.write(json.dumps(values) + "\n")
