"""A JSON Schema of the policy, for editors that complete and check TOML (taplo, Even Better TOML: draft-07).

Made from the same options classes that the decoder reads, so that the two cannot drift apart. A schema sees types and
names; the decoder also sees what they refer to.
"""

from __future__ import annotations

import datetime
import types
import typing
from collections.abc import Mapping
from typing import Any

from gomodlint.conditions.ports import ports_of
from gomodlint.conditions.tables import NEWEST
from gomodlint.policy.extend import PREFIX, PRESETS
from gomodlint.policy.option import REQUIRED, fields_of, is_options
from gomodlint.policy.pattern import BUILT_IN
from gomodlint.policy.rule_table import SCOPES, SEVERITIES
from gomodlint.policy.selector import Selector
from gomodlint.source import constraint

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_TEXTS: Schema = {"type": "array", "items": _TEXT}
_DATE: Schema = {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
_SELECTOR: Schema = {"$ref": "#/definitions/selector"}
_CONSTRAINT: Schema = {"$ref": "#/definitions/constraint"}
_PATTERN = r"^!?(\$[A-Za-z0-9_][A-Za-z0-9_-]*|[A-Za-z0-9._+*{-]([A-Za-z0-9._~+/*{}-]*[A-Za-z0-9._~+*{}-])?)$"
_NO_PATTERN = r"(^!?|/)\.\.(/|$)|//|\*\*"

_RULE_KEYS: dict[str, Schema] = {
    "severity": {"enum": list(SEVERITIES), "default": "error", "description": "Only errors fail a run."},
    "why": _TEXT | {"description": "Why the rule is there: shown with each finding."},
    "instead": _TEXT | {"description": "What to do instead: shown with each finding."},
    "owner": _TEXT | {"description": "Whom to ask."},
    "docs": _TEXT | {"description": "Where to read more."},
    "scope": {
        "enum": list(SCOPES),
        "default": "production",
        "description": "Whether the rule is about production files, test files, or all.",
    },
    "except": {"$ref": "#/definitions/exceptions"},
    "when": {
        "allOf": [_CONSTRAINT],
        "description": "Only in builds with this constraint. Its tags need not be declared in [build].",
    },
    "generated": {"type": "boolean", "default": False, "description": "Look at generated files too."},
    "optional": {
        "type": "boolean",
        "default": False,
        "description": "Packages that the rule names need not exist.",
    },
}


def schema(kinds: Mapping[str, type[Any]], docs: Mapping[str, str]) -> Schema:
    """The schema for these kinds of rules; `docs` has a description of each."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "gomodlint policy",
        "description": "Who may import whom in Go modules: gomodlint.toml.",
        "type": "object",
        "additionalProperties": False,
        "minProperties": 1,
        "properties": {
            "extends": {
                "type": "array",
                "description": "Presets and files that hold too; a rule of the same name replaces the whole rule.",
                "items": {
                    "anyOf": [
                        {"enum": [PREFIX + name for name in PRESETS]},
                        {"type": "string", "pattern": r"^[^/:\\][^:\\]*\.toml$"},
                    ]
                },
            },
            "nested": {
                "type": "boolean",
                "default": False,
                "description": "This policy adds to the one further up, for its own directory.",
            },
            "build": _build(),
            "gate": _object(
                {
                    "excuses": {
                        "enum": ["report", "fail"],
                        "default": "report",
                        "description": "What happens when only its own policy, baseline or comment lets a change pass.",
                    },
                    "nested-may-replace": {
                        "type": "array",
                        "items": _TEXT,
                        "description": "Rules that policies further down (nested = true) may replace for themselves.",
                    },
                },
                "What a change may excuse itself.",
            ),
            "sets": {
                "type": "object",
                "description": "Named groups of packages, used as $name.",
                "propertyNames": {
                    "pattern": "^[A-Za-z0-9_][A-Za-z0-9_-]*$",
                    "not": {"enum": [name[1:] for name in BUILT_IN]},
                },
                "additionalProperties": {
                    "anyOf": [
                        _SELECTOR,
                        _object(
                            {"packages": _SELECTOR, "optional": {"type": "boolean", "default": False}},
                            required=["packages"],
                        ),
                    ]
                },
            },
            "rules": {
                "type": "object",
                "description": "The rules. A rule's name stands in its findings and in ignore comments.",
                "propertyNames": {"pattern": "^[A-Za-z0-9_][A-Za-z0-9_.-]*$"},
                "additionalProperties": {"oneOf": [{"$ref": f"#/definitions/rule-{kind}"} for kind in sorted(kinds)]},
            },
        },
        "definitions": {
            "selector": {
                "type": "array",
                "minItems": 1,
                "uniqueItems": True,
                "description": "Packages: ./directories, import paths with ... and *, $sets; ! excludes.",
                "items": {"type": "string", "pattern": _PATTERN, "not": {"pattern": _NO_PATTERN}},
                "contains": {"type": "string", "pattern": "^[^!]"},
            },
            "constraint": {
                "type": "string",
                "minLength": 1,
                "description": "A build constraint, as after //go:build: prod && !debug",
            },
            "exceptions": {
                "type": "array",
                "description": "Findings that are set aside.",
                "items": _exception(),
            },
            **{f"rule-{kind}": _rule(kind, options, docs.get(kind, "")) for kind, options in sorted(kinds.items())},
        },
    }


def _object(properties: dict[str, Schema], description: str = "", required: list[str] | None = None) -> Schema:
    found: Schema = {"type": "object", "additionalProperties": False, "properties": properties}
    if description:
        found["description"] = description
    if required:
        found["required"] = required
    return found


def _build() -> Schema:
    ports = ["all", "first-class", *map(str, ports_of(f"1.{NEWEST}"))]
    return _object(
        {
            "ports": {
                "type": "array",
                "minItems": 1,
                "items": {"anyOf": [{"enum": ports}, {"type": "string", "pattern": r"^[^/]*\*[^/]*/|/[^/]*\*"}]},
                "default": ["first-class"],
                "description": 'Ports that count: "all", "first-class", "linux/amd64", globs such as "linux/*".',
            },
            "tags": {
                "type": "array",
                "items": {"type": "string", "pattern": r"^(\*|[^\s!,&|()\"'/\\-]+)$"},
                "uniqueItems": True,
                "default": [],
                "description": 'Build tags that may be on or off, each; all others are off. "*": all of the modules.',
            },
            "cgo": {"enum": ["both", "on", "off"], "default": "both", "description": "CGO_ENABLED."},
            "where": {"allOf": [_CONSTRAINT], "description": "Leaves out builds that nobody makes."},
            "go": {
                "type": "string",
                "pattern": r"^1\.[0-9]+(\.[0-9]+)?$",
                "description": "The Go release whose standard library counts; default: what go.mod says.",
            },
            "std": {
                "enum": ["table", "goroot"],
                "default": "table",
                "description": "The shipped table of the standard library, or that of the toolchain on this machine.",
            },
            "unresolved": {
                "enum": ["error", "warn"],
                "default": "error",
                "description": "Whether a rule that cannot be decided, because modules are missing, leaves no verdict.",
            },
            "modules": _TEXTS | {"description": "Which main modules to look at; default: all below the policy."},
            "modfile": _TEXT | {"description": "A go.mod of another name, such as vendor.mod."},
            "exclude": _TEXTS | {"description": "Files that rules over lines leave out: globs such as **/*.pb.go."},
        },
        "Which builds count.",
    )


def _exception() -> Schema:
    properties: dict[str, Schema] = {
        "from": {"allOf": [_SELECTOR], "description": "Importing packages."},
        "to": {"allOf": [_SELECTOR], "description": "Imported packages."},
        "reason": {"type": "string", "pattern": r"\S", "description": "Why it is set aside."},
        "owner": _TEXT | {"description": "Whom to ask."},
        "until": _DATE | {"description": "The last day, in UTC."},
    }
    return _object(properties, required=["reason"]) | {"anyOf": [{"required": ["from"]}, {"required": ["to"]}]}


def _rule(kind: str, options: type[Any], doc: str) -> Schema:
    found = _options(options)
    found["properties"] = {
        "kind": {"const": kind, "description": doc or f"The kind of rule: {kind}."},
        **found["properties"],
        **{key: value for key, value in _RULE_KEYS.items() if key not in found["properties"]},
    }
    found["required"] = ["kind", *found.get("required", [])]
    return found | {"title": kind} | ({"description": doc} if doc else {})


def _options(options: type[Any]) -> Schema:
    properties: dict[str, Schema] = {}
    required: list[str] = []
    for field in fields_of(options):
        found = _type(field.type)
        if "$ref" in found:
            found = {"allOf": [found]}  # draft-07 looks at nothing beside a $ref
        if field.about.doc:
            found = found | {"description": field.about.doc}
        if isinstance(field.default, bool | int | float | str):
            found = found | {"default": field.default}
        properties[field.key] = found
        if field.default is REQUIRED:
            required.append(field.key)
    return _object(properties, required=required)


def _type(hint: Any) -> Schema:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in {typing.Union, types.UnionType}:
        return _type(next(a for a in arguments if a is not type(None)))
    if hasattr(hint, "from_policy"):
        found: Schema = hint.schema()
        return found
    if hint is Selector:
        return _SELECTOR
    if hint == constraint.Expr:
        return _CONSTRAINT
    if origin is typing.Literal:
        return {"enum": list(arguments)}
    if origin is tuple:
        return {"type": "array", "items": _type(arguments[0])}
    if is_options(hint):
        return _options(hint)
    simple: dict[Any, Schema] = {
        bool: {"type": "boolean"},
        int: {"type": "integer"},
        float: {"type": "number"},
        str: _TEXT,
        datetime.date: _DATE,
    }
    return simple[hint]
