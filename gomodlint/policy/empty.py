"""No rule passes by being empty: subjects that select no package are mistakes."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from gomodlint.errors import Problem
from gomodlint.graph.package import Package
from gomodlint.policy.model import Policy
from gomodlint.policy.pattern import PIECE, Pattern
from gomodlint.policy.rule_table import selectors_of
from gomodlint.policy.selector import Selector
from gomodlint.policy.spelling import quoted

if TYPE_CHECKING:
    from gomodlint.policy.near import Near

_OPTIONAL = "optional = true says that it may be empty"


def empty_selectors(policy: Policy, packages: Sequence[Package], has_std: Callable[[str], bool]) -> list[Problem]:
    """Every pattern that can never match: a subject, or a path inside the main modules, that selects no package.

    `has_std` says whether std has a package: a target in std must exist. Other targets need only be able to exist.
    Rules and sets with `optional = true`, and rules that are off, are not looked at.
    """
    check = _Check(packages, has_std)
    for rule in policy.rules:
        if rule.severity == "off" or rule.optional:
            continue
        for role, selector in selectors_of(rule.options):
            if role != "module":
                check.selector(selector, role)
        for exception in rule.exceptions:
            for side in (exception.from_, exception.to):
                if side is not None:
                    check.selector(side, "target")
    for name, selector in policy.sets.items():
        if name not in policy.optional_sets:
            check.selector(selector, "set")
    return list(dict.fromkeys(check.problems))


def mistakes(
    selector: Selector, role: str, packages: Sequence[Package], has_std: Callable[[str], bool]
) -> list[Problem]:
    """As `empty_selectors`, for a selector that somebody typed: a "subject" or a "target"."""
    check = _Check(packages, has_std, more="")
    check.selector(selector, role)
    return check.problems


class _Check:
    def __init__(self, packages: Sequence[Package], has_std: Callable[[str], bool], more: str = _OPTIONAL) -> None:
        self._more = more
        self._own = [package for package in packages if package.origin == "own"]
        self._paths = sorted(package.path for package in self._own)
        self._places = sorted(package.place for package in self._own if package.place is not None)
        self._known = {package.path for package in packages}
        self._std = [package.path for package in packages if package.origin == "std"]
        self._modules = {package.module.path for package in packages if package.subject and package.module}
        self._directories = {package.directory for package in self._own}
        self._has_std = has_std
        self._compared: Near | None = None
        self.problems: list[Problem] = []

    def selector(self, selector: Selector, role: str) -> None:
        """Note a problem for each pattern that can match nothing."""
        for pattern in selector.patterns:
            self._pattern(selector, pattern, role)

    def _pattern(self, selector: Selector, pattern: Pattern, role: str) -> None:
        text = pattern.text
        if pattern.is_reference:
            if text == "$main" and role == "subject" and not pattern.negated and not self._matches(selector, pattern):
                self._problem(pattern, "no package of the main modules is a main", "a library: optional = true")
            return
        is_own = pattern.local or any(text == m or text.startswith(m + "/") for m in self._modules)
        if is_own or (role == "subject" and not pattern.negated):
            if not self._matches(selector, pattern):
                self._problem(pattern, f"no package matches {quoted(text)}", self._hint(pattern, text, role))
        elif pattern.is_literal and "." not in text.partition("/")[0] and not self._exists(text):
            self._problem(pattern, f"std has no package {quoted(text)}", self._std_hint(text))

    def _exists(self, path: str) -> bool:
        return path in self._known or self._has_std(path)

    def _matches(self, selector: Selector, pattern: Pattern) -> bool:
        """Whether some own package matches; the plain cases without a look at every package."""
        text = pattern.text
        if not pattern.local and not pattern.is_reference and not selector.is_kept:
            head = text.removesuffix("...")
            if text == head and not PIECE.search(head):
                return _has_prefix(self._paths, text, exactly=True)
            if not PIECE.search(head):
                return _has_prefix(self._paths, head) or _has_prefix(self._paths, head.removesuffix("/"), exactly=True)
        if pattern.local and not selector.is_kept and not selector.directory:
            head = text.removeprefix("./").removesuffix("...")
            if text != "." and head and not PIECE.search(head):
                wider = text.endswith("...") and _has_prefix(self._places, head)
                return wider or _has_prefix(self._places, head.rstrip("/"), exactly=True)
        one = selector.only(pattern)
        return any(map(one.matches, self._own))

    def _problem(self, pattern: Pattern, message: str, hint: str) -> None:
        self.problems.append(Problem(message, *pattern.place, hint))

    @property
    def _near(self) -> Near:
        if self._compared is None:
            from gomodlint.policy.near import Near

            self._compared = Near()
        return self._compared

    def _hint(self, pattern: Pattern, text: str, role: str) -> str:
        more = self._more
        if self._near.is_spent:
            return more
        names = {"." + f"/{p.directory}".rstrip("/") if pattern.local else p.path for p in self._own}
        stem = text.removesuffix("/...")
        directory = stem.removeprefix("./").rpartition("/")[0]
        if stem.endswith(".go") and directory in self._directories:
            return f"a pattern selects packages, not files: write {quoted(f'./{directory}' if directory else '.')}"
        if not pattern.local:
            beside = [p.path for p in self._own if p.directory == stem or p.directory.startswith(stem + "/")]
            if beside:
                return f"did you mean {quoted('./' + text)}? {more}".strip()
        if stem == text and any(name.startswith(f"{stem}/") for name in names):
            return f"it has no Go files itself: did you mean {quoted(text + '/...')}? {more}".strip()
        if stem != text:  # whatever has packages below it
            names |= {name[:at] for name in names for at, character in enumerate(name) if character == "/"} - {"."}
        near = self._near.find(stem, sorted(names))
        if not near and role == "subject" and not pattern.local:
            return f"only packages of your own modules can stand here; {more}".strip("; ")
        return f"did you mean {quoted(near + text[len(stem) :])}? {more}".strip() if near else more

    def _std_hint(self, text: str) -> str:
        if text in self._directories:
            return f"did you mean {quoted('./' + text)}?"
        if text == "C":
            return 'a program that uses cgo reaches "runtime/cgo"'
        near = self._near.find(text, self._std)
        return f"did you mean {quoted(near)}?" if near else 'third-party paths start with a domain: "example.com/..."'


def _has_prefix(names: Sequence[str], prefix: str, *, exactly: bool = False) -> bool:
    """Whether one of some sorted names starts with a prefix, or is it."""
    at = bisect_left(names, prefix)
    name = names[at] if at < len(names) else None
    return name is not None and (name == prefix if exactly else name.startswith(prefix))
