"""Selectors and settings in plain words, for people and for programs that write code."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gomodlint.policy.model import BuildSettings, RuleException, RuleSettings
from gomodlint.policy.pattern import Pattern
from gomodlint.policy.selector import Selector
from gomodlint.source.constraint import to_text

_GROUPS = {
    "...": "any package",
    "$main": "main packages",
    "$own": "packages of this repository",
    "$std": "the standard library",
    "$third-party": "third-party packages",
}
_WORDS = {"a", "any", "main", "only", "packages", "the", "third-party"}  # what a sentence may start with
EVERY_OWN = "packages of this repository"


def packages(selector: Selector | None, otherwise: str = "any package", last: str = "or") -> str:
    """What a selector selects, as a noun; `otherwise` where there is none. `./` paths start at the repository's top."""
    if selector is None:
        return otherwise
    chosen = listed([_pattern(selector, p) for p in selector.patterns if not p.negated], last)
    excluded = [_pattern(selector, p) for p in selector.patterns if p.negated]
    return f"{chosen} (but not {listed(excluded, 'or')})" if excluded else chosen


def listed(words: Sequence[str], last: str) -> str:
    """`a`, `a or b`, `a, b or c`."""
    words = list(dict.fromkeys(words))
    return f"{', '.join(words[:-1])} {last} {words[-1]}" if len(words) > 1 else "".join(words)


def directly(transitive: bool) -> str:
    """Whether chains count, as the end of a prohibition."""
    return ", neither directly nor through other packages" if transitive else " directly"


def captured(selector: Selector | None) -> str:
    """What the `{name}`s of importing packages mean in the rest of the rule, as the end of a sentence."""
    if selector is None or not selector.captures:
        return ""
    names = listed(sorted(f"{{{name}}}" for name in selector.captures), "and")
    return f", where {names} is as in the importing package"


def ways(through: Selector | None, not_through: Selector | None, files: Sequence[str]) -> str:
    """Which chains or which files count, as the end of a sentence."""
    text = f", as far as that leads through {packages(through)}" if through is not None else ""
    if not_through is not None:
        text += f", unless it leads through {packages(not_through)}"
    return text + (f", in files like {listed(files, 'and')}" if files else "")


def sentence(text: str) -> str:
    """With a capital letter (unless it starts with a name) and a full stop."""
    word = text.partition(" ")[0]
    return (text[:1].upper() + text[1:] if word in _WORDS else text) + "."


def limits(settings: RuleSettings) -> Iterator[str]:
    """What holds for a rule of any kind: in which files and builds, and what it leaves out; whole sentences."""
    if settings.scope != "production":
        yield {"test": "Only in test files.", "all": "In test files too."}[settings.scope]
    if settings.when is not None:
        yield f"Only in builds with {to_text(settings.when)}."
    if settings.generated:
        yield "In generated files too."
    if settings.optional:
        yield "The packages that it names need not exist."
    if settings.severity == "warning":
        yield "A warning: it fails no run."


def exception(given: RuleException) -> str:
    """An exception as a sentence."""
    pair = []
    if given.from_ is not None:
        pair.append(f"from {packages(given.from_)}")
    if given.to is not None:
        pair.append(f"to {packages(given.to)}")
    until = f", until {given.until.isoformat()}" if given.until is not None else ""
    owner = f" ({given.owner})" if given.owner else ""
    reason = given.reason.removesuffix(".")
    return f"Allowed {' '.join(pair)}{until}: {reason}.{owner}"


def builds(build: BuildSettings) -> Iterator[str]:
    """Which builds count, and what else `[build]` says; whole sentences."""
    ports = {"first-class": "Go's first-class ports", "all": "all ports"}
    cgo = {"both": "with cgo on and off", "on": "with cgo on", "off": "with cgo off"}[build.cgo]
    yield f"Builds that count: {listed([ports.get(port, port) for port in build.ports], 'and')}, {cgo}."
    if build.tags:
        tags = ["every tag that a file mentions" if tag == "*" else tag for tag in build.tags]
        yield f"Build tags that may be on or off: {listed(tags, 'and')}; all others are off."
    if build.where is not None:
        yield f"Only builds with {to_text(build.where)}."
    if build.go:
        yield f"The standard library is that of Go {build.go}."
    if build.std == "goroot":
        yield "The standard library is that of the toolchain on this machine."
    if build.unresolved == "warn":
        yield "Missing modules lead to a warning only."
    if build.modules:
        yield f"Modules: {listed(build.modules, 'and')}."
    if build.modfile:
        yield f"Where there is a {build.modfile}, it is read in place of go.mod."
    if build.exclude:
        yield f"Rules about lines leave out {listed(build.exclude, 'and')}."


def _pattern(selector: Selector, pattern: Pattern) -> str:
    text = pattern.text
    if text in _GROUPS:
        return _GROUPS[text]
    named = selector.named(pattern)
    if named is not None:
        return f"{text} ({packages(named)})"
    if pattern.local:
        rest = text.removeprefix(".").removeprefix("/")
        text = "/".join(part for part in (".", selector.directory, rest) if part)
    if text.endswith("/...") and "..." not in text[:-4]:
        top = text.removesuffix("/...")
        return EVERY_OWN if top == "." else f"{top} with all below"
    return text
