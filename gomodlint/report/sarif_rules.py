"""The rules of a SARIF report: a rule of the policy, with the manual page of its kind as help."""

from __future__ import annotations

import re
from typing import Any

from gomodlint.finding import Finding
from gomodlint.report.escape import inline
from gomodlint.report.markdown import code
from gomodlint.report.shown import level
from gomodlint.rules.registry import KINDS, rule

_LONGEST = 1024  # characters of a description, for GitHub
_URL = re.compile(r"https?://[!-~]+")
_ABOUT = {
    "ignore": "An ignore comment that is wrong or covers nothing.",
    "unused-exception": "An exception of the policy that no import needs.",
    "stale-baseline": "An entry of the baseline that covers no finding.",
    "lock": "A difference between gomodlint.lock and what it should say.",
}
_UNKNOWN = "A finding of a kind that this version of gomodlint does not have."  # in a report of another version


def rule_id(finding: Finding) -> str:
    """The policy's name of the rule; findings about its exceptions and the like have the kind behind it."""
    return finding.rule if finding.kind in KINDS else f"{finding.rule}/{finding.kind}"


def descriptor(finding: Finding) -> dict[str, Any]:
    """The SARIF `reportingDescriptor` of a finding's rule."""
    page = rule(finding.kind).doc.strip() if finding.kind in KINDS else _ABOUT.get(finding.kind, _UNKNOWN)
    about = page.splitlines()[0]
    words = [
        (word, text)
        for word, text in (("Why", finding.why), ("Instead", finding.instead), ("Owner", finding.owner))
        if text
    ]
    name = rule_id(finding)
    said = [f"{word}: {inline(text)}" for word, text in words]
    marked = [f"**{word}** {code(text)}" for word, text in words]
    made = {
        "id": name,
        "shortDescription": {"text": f"{inline(name)}: {about}"[:_LONGEST]},
        "fullDescription": {"text": " ".join([about, *(f"{text}." for text in said)])[:_LONGEST]},
        "help": {
            "text": "\n\n".join([*said, page]),
            "markdown": "\n\n".join([*marked, f"```text\n{page}\n```"]),
        },
        "defaultConfiguration": {"level": level(finding)},
        "properties": {
            "tags": ["go", "imports", inline(finding.kind)],
            "precision": "very-high",
            "problem.severity": level(finding),
        },
    }
    if _URL.fullmatch(finding.docs):
        made["helpUri"] = finding.docs
    return made
