"""File globs of the policy: `*`, `?`, and `**` across directories; and which imports a rule is about."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from gomodlint.errors import Problem
from gomodlint.graph.package import Graph
from gomodlint.policy.model import Policy, RuleSettings
from gomodlint.policy.option import Mistake
from gomodlint.policy.spelling import quoted


def matching(globs: Sequence[str], directory: str = "") -> Callable[[str], bool]:
    """A predicate on file paths: matched by one of some globs (`**` crosses directories).

    Globs start at `directory`, the policy's.
    """
    if not globs:
        return lambda _path: False
    start = f"{directory}/" if directory else ""
    quick = "|".join(f"(?:{_expression(glob)})" for glob in globs if not _may_go_back(glob))
    pattern = re.compile(quick or "(?!)", re.DOTALL)
    slow = [_patient(glob) for glob in globs if _may_go_back(glob)]

    def test(path: str) -> bool:
        if not path.startswith(start):
            return False
        if pattern.fullmatch(path, len(start)) is not None:
            return True
        return any(patient(path[len(start) :]) for patient in slow)

    return test


_EXPRESSIONS = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}


def _parts(glob: str) -> list[str]:
    return re.split(r"(\*\*/|\*\*|\*|\?)", glob)


def _expression(glob: str) -> str:
    return "".join(_EXPRESSIONS.get(part) or re.escape(part) for part in _parts(glob))


def _patient(glob: str) -> Callable[[str], bool]:
    from gomodlint.policy.wildcards import Wild, matches

    wild = {"**/": Wild.FOLDERS, "**": Wild.ANY, "*": Wild.PART, "?": Wild.CHARACTER}
    return partial(matches, [wild.get(part, part) for part in _parts(glob) if part])


def _may_go_back(glob: str) -> bool:
    """Whether its regular expression has several ways to share a path among wildcards, so that it could take long."""
    parts = _parts(glob)
    if "**" in parts or parts.count("**/") > 1:
        return len(parts) > 3
    return any(element.count("*") > 1 for element in glob.replace("**/", "").split("/"))


def chosen(globs: Sequence[str], directory: str) -> Callable[[str], bool]:
    """A predicate on file paths: matched by a glob, and by none with `!`; every file when there are no globs."""
    if not globs:
        return lambda _path: True
    positive = matching([glob for glob in globs if not glob.startswith("!")] or ["**"], directory)
    negative = matching([glob[1:] for glob in globs if glob.startswith("!")], directory)
    return lambda path: positive(path) and not negative(path)


def globs_start(settings: RuleSettings, policy: Policy) -> str:
    """The directory in which the globs of a rule's `files` start: the policy's, or that of a policy further down."""
    return settings.below or policy.directory


def empty_globs(policy: Policy, graph: Graph) -> list[Problem]:
    """Every rule whose `files` leave it no file to look at. Rules that are off or `optional` are not looked at."""
    found = []
    for rule in policy.rules:
        globs = getattr(rule.options, "files", ())
        if not globs or rule.severity == "off" or rule.optional:
            continue
        wanted = chosen(globs, globs_start(rule, policy))
        if not any(wanted(path) for path in _files(rule, graph)):
            kinds = {"production": "no file that is no test", "test": "no test file", "all": "no file"}[rule.scope]
            names = ", ".join(map(quoted, globs))
            hint = "globs start at the policy's directory: cmd/**/*.go; optional = true says that there may be none"
            found.append(Problem(f"rule {rule.id}: {kinds} matches files = [{names}]", *rule.place, hint))
    return found


def _files(rule: RuleSettings, graph: Graph) -> Iterator[str]:
    """The Go files of the packages that a rule is about, and of its scope."""
    importers = getattr(rule.options, "from_", None)
    for package in graph.subjects():
        if importers is not None and not importers.matches(package):
            continue
        prefix = f"{package.directory}/" if package.directory else ""
        for file in package.files:
            if rule.scope == "all" or (file.kind == "production") == (rule.scope == "production"):
                yield prefix + file.name


def mistakes_of_ways(transitive: bool, through: object, not_through: object, files: Sequence[str]) -> Iterator[Mistake]:
    """What a rule that may be direct or transitive cannot mean."""
    for key, value in (("through", through), ("not-through", not_through)):
        if value is not None and not transitive:
            yield Mistake((key,), f"{key} speaks of chains: this rule is about direct imports", "add transitive = true")
    if files and transitive:
        yield Mistake(
            ("files",), "files speaks of import lines: this rule is about chains", "remove transitive, or files"
        )
    for number, glob in enumerate(files):
        if glob.removeprefix("!").startswith(("/", "./", "../")) or not glob.removeprefix("!"):
            yield Mistake(("files", number), f"{glob!r}: globs start beside the policy", 'write "x/**/*.go"')
