"""No rule passes by being empty: subjects that select no package are mistakes."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence

from gomodlint.errors import Problem
from gomodlint.graph.package import Package
from gomodlint.policy.model import Policy, RuleSettings
from gomodlint.policy.pattern import Pattern
from gomodlint.policy.selector import Selector


def empty_selectors(policy: Policy, packages: Sequence[Package], has_std: Callable[[str], bool]) -> list[Problem]:
    """Every pattern that can never match: a subject, or a path inside the main modules, that selects no package.

    `has_std` says whether std has a package: a target in std must exist. Other targets need only be able to exist.
    """
    check = _Check(policy, packages, has_std)
    for rule in policy.rules:
        if rule.severity != "off" and not rule.optional:
            for role, selector in _selectors(rule):
                for pattern in selector.patterns:
                    check.pattern(pattern, role)
    for name, selector in policy.sets.items():
        if name not in policy.optional_sets:
            for pattern in selector.patterns:
                check.pattern(pattern, "set")
    return list(dict.fromkeys(check.problems))


def _selectors(rule: RuleSettings) -> Iterator[tuple[str, Selector]]:
    for field in dataclasses.fields(rule.options):  # type: ignore[arg-type]
        value = getattr(rule.options, field.name)
        role = str(field.metadata.get("role", "target"))
        if isinstance(value, Selector):
            yield role, value
        elif isinstance(value, tuple):
            for item in value:
                for selector in item if isinstance(item, tuple) else (item,):
                    if isinstance(selector, Selector):
                        yield role, selector


class _Check:
    def __init__(self, policy: Policy, packages: Sequence[Package], has_std: Callable[[str], bool]) -> None:
        self._policy = policy
        self._packages = packages
        self._own = [package for package in packages if package.origin == "own"]
        self._modules = {package.module.path for package in packages if package.subject and package.module}
        self._has_std = has_std
        self.problems: list[Problem] = []

    def pattern(self, pattern: Pattern, role: str) -> None:
        """Note a problem when the pattern can match nothing."""
        if pattern.captures and role != "subject":
            return  # judged with the captures bound, not here
        text = pattern.text
        if pattern.is_reference:
            if text == "$main" and role == "subject" and not pattern.negated and not self._matches(pattern, self._own):
                self._problem(pattern, "there is no package main", "add optional = true to the rule of a library")
            return
        own = pattern.local or any(text == m or text.startswith(m + "/") for m in self._modules)
        if own or (role == "subject" and not pattern.negated):
            if not self._matches(pattern, self._own):
                self._problem(pattern, f"no package matches {text!r}", self._near(pattern))
        elif pattern.is_literal and "." not in text.partition("/")[0] and not self._has_std(text):
            self._problem(pattern, f"std has no package {text!r}", self._near_std(text))

    def _matches(self, pattern: Pattern, packages: Sequence[Package]) -> bool:
        one = Selector([pattern._replace(negated=False)], self._policy.directory, self._policy.sets)
        return any(one.matches(package) for package in packages)

    def _problem(self, pattern: Pattern, message: str, hint: str) -> None:
        self.problems.append(Problem(message, *pattern.place, hint))

    def _near(self, pattern: Pattern) -> str:
        from difflib import get_close_matches

        names = {f"./{package.directory}" if pattern.local else package.path for package in self._own}
        text = pattern.text.removesuffix("/...")
        near = get_close_matches(text, sorted(names), 1, 0.6)
        more = "or add optional = true if it may be empty"
        if near:
            return f"did you mean {near[0] + pattern.text[len(text) :]!r}? {more}"
        return f"gomodlint list ./... shows the packages; {more}"

    def _near_std(self, text: str) -> str:
        from difflib import get_close_matches

        known = [package.path for package in self._packages if package.origin == "std"]
        near = get_close_matches(text, known, 1, 0.6)
        return f"did you mean {near[0]!r}?" if near else ""
