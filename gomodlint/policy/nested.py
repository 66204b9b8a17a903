"""Policies further down: `nested = true` in a directory's own policy file adds rules for what is below it.

They never loosen: a rule of the policy above may be replaced only if its `[gate] nested-may-replace` names it.
"""

from __future__ import annotations

import re
from typing import Any

from gomodlint.policy.model import Policy, RuleSettings
from gomodlint.policy.option import fields_of
from gomodlint.policy.selector import Selector

_NESTED = re.compile(rb"^nested[ \t]*=[ \t]*true[ \t]*(?:#[^\n]*)?\r?$", re.MULTILINE)
_TABLE = re.compile(rb"^[ \t]*\[", re.MULTILINE)


def is_nested(text: bytes) -> bool:
    """Whether a policy's text says that it adds to the policy above it."""
    table = _TABLE.search(text)
    return _NESTED.search(text, 0, table.start() if table else len(text)) is not None


def with_nested(policy: Policy, nested: Policy) -> Policy:
    """A policy with the rules of one further down, which are about what is below its directory alone."""
    below = nested.directory
    taken = {rule.id for rule in nested.rules}
    rules = [
        rule._replace(without=(*rule.without, below)) if rule.id in taken and not rule.below else rule
        for rule in policy.rules
    ]
    own = [_restricted(rule, below) for rule in nested.rules]
    return policy._replace(
        rules=(*rules, *own),
        sets={**policy.sets, **{f"{below}/{name}": s for name, s in nested.sets.items() if name not in policy.sets}},
        optional_sets=policy.optional_sets | {f"{below}/{name}" for name in nested.optional_sets},
        nested=(*policy.nested, nested.file),
    )


def _restricted(rule: RuleSettings, below: str) -> RuleSettings:
    return rule._replace(below=below, options=_options(rule.options, below))


def _options(options: Any, below: str) -> Any:
    """The options with every selector of a subject kept to a directory."""
    found = {}
    for field in fields_of(type(options)):
        value = getattr(options, field.name)
        role = field.about.role
        if isinstance(value, Selector) and role == "subject":
            value = value.below(below)
        elif isinstance(value, tuple) and role == "subject":
            value = tuple(one.below(below) if isinstance(one, Selector) else one for one in value)
        found[field.name] = value
    return type(options)(**found)
