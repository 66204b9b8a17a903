"""Annotations for a GitHub Actions log.

GitHub shows 10 errors, 10 warnings and 10 notices of a step, and unescapes `%25 %0D %0A %3A %2C` (actions/toolkit,
packages/core/src/command.ts). Beyond ten, the first annotation says how many there are.
"""

from __future__ import annotations

from gomodlint.errors import Problem
from gomodlint.finding import Finding, Verdict
from gomodlint.report.escape import inline
from gomodlint.report.shown import level, problem_sentences, sentences, to_show

SHOWN = 10
LONGEST = 4000  # characters of a message


def render(verdict: Verdict) -> str:
    """Workflow commands, a line each: findings that are not known, then problems."""
    shown = to_show(verdict)
    lines: list[str] = []
    for word in ("error", "warning"):
        commands = [_finding(finding, word) for finding in shown if level(finding) == word]
        if word == "error":
            commands += [command(word, problem) for problem in verdict.errors]
        lines += _limited(commands, word)
    lines += _limited([command("notice", problem) for problem in verdict.notices], "notice")
    return "".join(line + "\n" for line in lines)


def _limited(commands: list[str], word: str) -> list[str]:
    if len(commands) <= SHOWN:
        return commands
    return [f"::{word}::gomodlint: {len(commands)} in all; the step's log and summary list every one", *commands]


def _finding(finding: Finding, word: str) -> str:
    title = f"gomodlint {finding.rule}"
    return _command(word, finding.file, finding.line, finding.column, title, sentences(finding))


def command(word: str, problem: Problem) -> str:
    """One problem as an annotation."""
    return _command(word, problem.file, problem.line, problem.column, "gomodlint", problem_sentences(problem))


def _command(word: str, file: str, line: int, column: int, title: str, said: list[str]) -> str:
    properties = [f"file={_property(file)}"] if file else []
    properties += [f"line={line}"] if file and line else []
    properties += [f"col={column}"] if file and line and column else []
    properties.append(f"title={_property(title)}")
    body = "\n".join(map(inline, said))[:LONGEST]
    return f"::{word} {','.join(properties)}::{_data(body)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(inline(text)).replace(":", "%3A").replace(",", "%2C")
