"""A verdict as SARIF 2.1.0, for GitHub code scanning and other readers.

What GitHub does with it
(https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning):
- a rule needs short and full descriptions and help, a result a message and one place with a whole region; the first
  sentence of a message is the title; `[text](1)` in a message is a link, so brackets are escaped;
- a file has at most 25,000 results, a rule 20 tags (10 kept), a chain 10,000 places (1,000 kept);
- two results of one rule on one line are one alert, because the uploader makes the fingerprint from the line:
  gomodlint puts them into one result, with a code flow for each chain;
- suppressions are not looked at. So what an ignore comment or the baseline covers is left out, and the run's properties
  say how many; what base had already is there as `unchanged`: left out, it would count as fixed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote

from gomodlint import __version__
from gomodlint.errors import Problem
from gomodlint.finding import Finding, Verdict
from gomodlint.report.escape import inline, json_text
from gomodlint.report.sarif_rules import descriptor, rule_id
from gomodlint.report.shown import QUIET, if_built, is_outside, level, problem_sentences, sentences

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
MOST_RESULTS = 25_000
MOST_STEPS = 1_000  # of a chain
MOST_PLACES = 10_000  # of all chains of a result
TOLD = 100  # findings that a message names


def render(verdict: Verdict) -> str:
    """One run; errors stand before warnings, so that a reader's limits cut the least."""
    covered = set(verdict.baseline.kept)
    told = [f for f in verdict.findings if not (f.state == "ignored" or (f.state in QUIET and f.identity in covered))]
    places: dict[tuple[str, str, int], list[Finding]] = {}
    for finding in sorted(told, key=lambda finding: level(finding) != "error"):
        places.setdefault((rule_id(finding), finding.file, finding.line), []).append(finding)
    groups = list(places.values())
    firsts = {rule_id(group[0]): group[0] for group in reversed(groups)}
    numbers = {name: number for number, name in enumerate(sorted(firsts))}
    run = {
        "tool": {
            "driver": {
                "name": "gomodlint",
                "version": __version__,
                "semanticVersion": __version__,
                "informationUri": "https://github.com/gomodlint/gomodlint",
                "rules": [descriptor(firsts[name]) for name in sorted(firsts)],
            }
        },
        "columnKind": "utf16CodeUnits",
        "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "The top of the repository."}}},
        "invocations": [
            {
                "executionSuccessful": verdict.kind != "none",
                "toolExecutionNotifications": _notifications(verdict, len(groups)),
            }
        ],
        "results": [_result(group, numbers, verdict) for group in groups[:MOST_RESULTS]],
        "properties": {"leftOut": len(verdict.findings) - len(told)},
    }
    return json_text({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _result(group: Sequence[Finding], numbers: dict[str, int], verdict: Verdict) -> dict[str, Any]:
    first = group[0]
    name = rule_id(first)
    more = [f"And {len(group) - TOLD} more on this line."] if len(group) > TOLD else []
    flows = _flows(group, verdict)
    states = {"known": "unchanged", "moved": "unchanged", "widened": "updated"}
    result = {
        "ruleId": name,
        "ruleIndex": numbers[name],
        "level": level(first),
        "message": {"text": "\n".join([*map(_message, group[:TOLD]), *more])},
        "locations": [_location(first.file, first.line, first.column, _length(first), verdict)],
        "partialFingerprints": {"gomodlint/v1": first.key},
    }
    if flows:
        result["codeFlows"] = flows
    if verdict.base:
        result["baselineState"] = states.get(first.state, "new")
    return result


def _message(finding: Finding) -> str:
    """Sentences, the first of which says it all. A backslash takes from a bracket its meaning of a link."""
    return _escaped(". ".join(said for said in sentences(finding) if not said.startswith("chain: ")) + ".")


def _escaped(text: str) -> str:
    return inline(text).replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")


def _flows(group: Sequence[Finding], verdict: Verdict) -> list[dict[str, Any]]:
    """A code flow for each chain, as many as a result may have places in."""
    flows: list[dict[str, Any]] = []
    places = 0
    for finding in group:
        places += min(len(finding.chain), MOST_STEPS)
        if finding.chain and places <= MOST_PLACES:
            flows.append({"threadFlows": [{"locations": list(_flow(finding, verdict))}]})
    return flows


def _flow(finding: Finding, verdict: Verdict) -> Iterator[dict[str, Any]]:
    """The imports of a chain. One outside the repository is told at the last place inside: there is no file to show."""
    at = _location(finding.file, finding.line, finding.column, 1, verdict)
    for step in finding.chain[:MOST_STEPS]:
        said = f"{step.importer} imports {step.imported} {if_built(step)}".rstrip()
        if not is_outside(step.file):
            at = _place(step.file, step.line, step.column, len(step.imported) + 2)
        elif step.file:
            said += f" ({step.file}:{step.line})"
        yield {"location": {**at, "message": {"text": _escaped(said)}}}


def _length(finding: Finding) -> int:
    """Of the quoted import path on the finding's line; 1 where there is none."""
    if finding.chain:
        here = (step.imported for step in finding.chain if (step.file, step.line) == (finding.file, finding.line))
        imported = next(here, "")
    else:
        imported = finding.imported if finding.file.endswith(".go") else ""
    return len(imported) + 2 if imported else 1


def _notifications(verdict: Verdict, results: int) -> list[dict[str, Any]]:
    told = [_notification(problem, "error", verdict) for problem in verdict.errors]
    told += [_notification(problem, "note", verdict) for problem in verdict.notices]
    if results > MOST_RESULTS:
        text = f"{results - MOST_RESULTS} more results: a file holds {MOST_RESULTS}. The JSON report has all."
        told.append({"level": "error", "message": {"text": text}})
    return told


def _notification(problem: Problem, word: str, verdict: Verdict) -> dict[str, Any]:
    told: dict[str, Any] = {"level": word, "message": {"text": " ".join(map(inline, problem_sentences(problem)))}}
    if problem.file:
        told["locations"] = [_location(problem.file, problem.line, problem.column, 1, verdict)]
    return told


def _location(file: str, line: int, column: int, length: int, verdict: Verdict) -> dict[str, Any]:
    """A place in the repository: what has none (a policy elsewhere) is put at the policy file, or at go.mod."""
    if is_outside(file):
        elsewhere = is_outside(verdict.policy_file) or verdict.policy_file.startswith("gomodlint:")
        file, line, column = "go.mod" if elsewhere else verdict.policy_file, 1, 1
    return _place(file, line, column, length)


def _place(file: str, line: int, column: int, length: int) -> dict[str, Any]:
    """Columns are bytes: in front of an import path they differ from UTF-16 units only behind a comment."""
    line, column = max(line, 1), max(column, 1)
    region = {"startLine": line, "startColumn": column, "endLine": line, "endColumn": column + length}
    uri = quote("/".join(filter(None, file.split("/"))), safe="/", errors="surrogateescape")
    return {"physicalLocation": {"artifactLocation": {"uri": uri, "uriBaseId": "%SRCROOT%"}, "region": region}}
