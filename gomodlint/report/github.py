"""Annotations for a GitHub Actions log.

GitHub shows 10 errors, 10 warnings and 10 notices of a step, and unescapes `%25 %0D %0A %3A %2C` (actions/toolkit,
packages/core/src/command.ts). Beyond ten, the first annotation says how many there are.
"""

from __future__ import annotations

from gomodlint.errors import Problem
from gomodlint.finding import Finding, Verdict
from gomodlint.report.escape import inline
from gomodlint.report.text import QUIET

SHOWN = 10
LONGEST = 4000  # characters of a message


def render(verdict: Verdict) -> str:
    """Workflow commands, a line each: findings that are not known, then problems."""
    shown = [finding for finding in verdict.findings if finding.state not in QUIET]
    lines: list[str] = []
    for level, severity in (("error", "error"), ("warning", "warning")):
        commands = [_finding(finding, level) for finding in shown if finding.severity == severity]
        if level == "error":
            commands += [command(level, problem) for problem in verdict.errors]
        lines += _limited(commands, level)
    lines += _limited([command("notice", problem) for problem in verdict.notices], "notice")
    return "".join(line + "\n" for line in lines)


def _limited(commands: list[str], level: str) -> list[str]:
    if len(commands) <= SHOWN:
        return commands
    return [f"::{level}::gomodlint: {len(commands)} in all; the step's log and summary list every one", *commands]


def _finding(finding: Finding, level: str) -> str:
    text = [finding.message]
    if finding.condition and finding.condition != "never":
        text.append(f"builds: {finding.condition}")
    if finding.chain:
        text.append(" -> ".join([finding.chain[0].importer, *(step.imported for step in finding.chain)]))
    text += [f"{word}: {value}" for word, value in (("why", finding.why), ("instead", finding.instead)) if value]
    return _command(level, finding.file, finding.line, finding.column, f"gomodlint {finding.rule}", "\n".join(text))


def command(level: str, problem: Problem) -> str:
    """One problem as an annotation."""
    text = f"{problem.message}\n{problem.hint}" if problem.hint else problem.message
    return _command(level, problem.file, problem.line, problem.column, "gomodlint", text)


def _command(level: str, file: str, line: int, column: int, title: str, text: str) -> str:
    properties = [f"file={_property(file)}"] if file else []
    properties += [f"line={line}"] if file and line else []
    properties += [f"col={column}"] if file and line and column else []
    properties.append(f"title={_property(title)}")
    body = "\n".join(inline(part) for part in text.split("\n"))[:LONGEST]
    return f"::{level} {','.join(properties)}::{_data(body)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(inline(text)).replace(":", "%3A").replace(",", "%2C")
