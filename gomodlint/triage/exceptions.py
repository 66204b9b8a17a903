"""Exceptions that set nothing aside: they are findings, so that the list only holds what is needed."""

from __future__ import annotations

from collections.abc import Sequence

from gomodlint.finding import Finding
from gomodlint.policy.model import RuleException, RuleSettings


def unused_exceptions(rules: Sequence[RuleSettings], used: Sequence[RuleException]) -> tuple[Finding, ...]:
    """A finding for each `except` entry that matched no breach."""
    places = {exception.place for exception in used}
    return tuple(
        Finding(
            rule=rule.id,
            kind="unused-exception",
            severity="error",
            identity=(rule.id, "unused-exception", _words(exception)),
            file=exception.place.file,
            line=exception.place.line,
            column=exception.place.column,
            module="",
            importer="",
            imported="",
            message=f"this exception of {rule.id} sets nothing aside: remove it",
            holds=0,
            owner=exception.owner,
        )
        for rule in rules
        if rule.severity != "off"
        for exception in rule.exceptions
        if exception.place not in places and not exception.place.file.startswith("gomodlint:")
    )


def _words(exception: RuleException) -> str:
    return f"{exception.from_!r} {exception.to!r} {exception.reason}"
