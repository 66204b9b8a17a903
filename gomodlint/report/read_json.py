"""A verdict read back from JSON. What is read may come from an untrusted job: every value is checked, none is run."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final, TypeVar, cast, get_args

from gomodlint.errors import NoVerdict, Problem
from gomodlint.finding import Cause, Finding, LookedAt, Severity, State, Step, Verdict, Witness

LIMIT: Final = 64 << 20  # bytes

_T = TypeVar("_T")


class _WrongError(ValueError):
    """A value that a verdict cannot have."""


def read(text: bytes, file: str) -> Verdict:
    """The verdict in `text`. Raises NoVerdict for what is none, or is of another schema version."""
    if len(text) > LIMIT:
        raise NoVerdict(Problem(f"larger than {LIMIT >> 20} MiB: not a verdict", file))
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NoVerdict(Problem(f"not JSON: {error}", file, hint=_HINT)) from error
    try:
        version = _take(document, "schema_version", int)
        if version != 1:
            raise NoVerdict(Problem(f"schema_version is {version}, not 1", file, hint="update gomodlint"))
        return _verdict(document)
    except _WrongError as error:
        raise NoVerdict(Problem(f"not a verdict: {error}", file, hint=_HINT)) from error


_HINT: Final = "write it with: gomodlint --format json --output FILE"


def _verdict(document: Mapping[str, Any]) -> Verdict:
    looked = _take(document, "looked_at", dict)
    std, policy = _take(looked, "std", dict), _take(document, "policy", dict)
    origin, cgo = _take(policy, "from", str), _take(looked, "cgo", str)
    if origin not in {"base", "head", "built-in"}:
        raise _WrongError(f"policy.from is {origin!r}")
    if cgo not in {"both", "on", "off"}:
        raise _WrongError(f"looked_at.cgo is {cgo!r}")
    return Verdict(
        findings=tuple(_finding(one) for one in _tables(document, "findings")),
        looked_at=LookedAt(
            modules=_words(looked, "modules"),
            packages=_take(looked, "packages", int),
            files=_take(looked, "files", int),
            ports=_words(looked, "ports"),
            cgo=cgo,
            tags=_words(looked, "tags"),
            std_go=_take(std, "go", str),
            std_source=_take(std, "source", str),
            not_built={str(tag): _int(count) for tag, count in _take(looked, "not_built", dict).items()},
            unresolved=_words(looked, "unresolved"),
        ),
        policy_file=_take(policy, "file", str),
        policy_from=cast("Any", origin),
        base=document.get("base") or "" if isinstance(document.get("base"), str | None) else "",
        errors=tuple(_problem(one) for one in _tables(document, "errors")),
        notices=tuple(_problem(one) for one in _tables(document, "notices")),
    )


def _finding(one: Mapping[str, Any]) -> Finding:
    severity, state = _take(one, "severity", str), _take(one, "state", str)
    if severity not in get_args(Severity):
        raise _WrongError(f"a finding's severity is {severity!r}")
    if state not in get_args(State):
        raise _WrongError(f"a finding's state is {state!r}")
    key = _take(one, "key", str)
    if len(key) != 64 or not set(key) <= set("0123456789abcdef"):
        raise _WrongError("a finding's key is no SHA-256")
    witness, cause = one.get("witness"), one.get("cause")
    return Finding(
        rule=_take(one, "rule", str),
        kind=_take(one, "kind", str),
        severity=cast("Severity", severity),
        identity=(),
        stated_key=key,
        file=_take(one, "file", str),
        line=_take(one, "line", int),
        column=_take(one, "column", int),
        module=_take(one, "module", str),
        importer=_take(one, "from", str),
        imported=_take(one, "to", str),
        message=_take(one, "message", str),
        holds=1,
        also_from=_words(one, "also_from"),
        also_conditions=_words(one, "also_conditions") if "also_conditions" in one else (),
        chain=tuple(_step(step) for step in _tables(one, "chain")),
        condition=_take(one, "condition", str),
        exact=one.get("exact") is not False,
        witness=_witness(witness) if isinstance(witness, dict) else None,
        new_condition=one["new_condition"] if isinstance(one.get("new_condition"), str) else "",
        state=cast("State", state),
        cause=_cause(cause) if isinstance(cause, dict) else None,
        why=_take(one, "why", str),
        instead=_take(one, "instead", str),
        owner=_take(one, "owner", str),
        docs=_take(one, "docs", str),
        reason=_take(one, "reason", str),
        gated=one.get("fails") is True and state == "excused",
    )


def _step(one: Mapping[str, Any]) -> Step:
    return Step(
        _take(one, "from", str), _take(one, "to", str), _take(one, "file", str), _take(one, "line", int),
        _take(one, "column", int), _take(one, "condition", str), one.get("exact") is not False,
    )  # fmt: skip


def _witness(one: Mapping[str, Any]) -> Witness:
    cgo = _take(one, "CGO_ENABLED", str) == "1"
    return Witness(_take(one, "GOOS", str), _take(one, "GOARCH", str), cgo, _words(one, "tags"))


def _cause(one: Mapping[str, Any]) -> Cause:
    return Cause(_take(one, "kind", str), _take(one, "file", str), _take(one, "line", int), _take(one, "detail", str))


def _problem(one: Mapping[str, Any]) -> Problem:
    return Problem(
        _take(one, "message", str), _take(one, "file", str), _take(one, "line", int), _take(one, "column", int),
        _take(one, "hint", str),
    )  # fmt: skip


def _take(table: object, key: str, kind: type[_T]) -> _T:
    if not isinstance(table, dict) or key not in table:
        raise _WrongError(f"{key} is missing")
    value = table[key]
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise _WrongError(f"{key} is no {kind.__name__}")
    return value


def _int(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise _WrongError("a count is no number")
    return value


def _words(table: Mapping[str, Any], key: str) -> tuple[str, ...]:
    found = _take(table, key, list)
    if not all(isinstance(one, str) for one in found):
        raise _WrongError(f"{key} has something that is no text")
    return tuple(found)


def _tables(table: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    found = _take(table, key, list)
    if not all(isinstance(one, dict) for one in found):
        raise _WrongError(f"{key} has something that is no table")
    return found
