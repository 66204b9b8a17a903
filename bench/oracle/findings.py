"""What breaks the rules of a subject in one commit, by what `go list` said of each build."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from oracle.listing import Build, Facts, Package
from oracle.policies import Rule, Subject, matches
from oracle.specs import Spec

Key = tuple[str, ...]  # of a line: rule, file, import path, kind; of a chain: rule, importer, target
Graph = dict[str, list[str]]


@dataclass
class Commit:
    """A commit as the oracle sees it: facts for each build, and the import specs of own files by path."""

    facts: dict[Build, Facts]
    specs: dict[str, list[Spec]]
    nested: frozenset[str]  # directories of other modules
    own: dict[str, Package] = field(init=False)  # by import path; `files` are all of its Go files
    module: str = field(init=False)

    def __post_init__(self) -> None:
        self.own = {}
        for facts in self.facts.values():
            for path, package in facts.items():
                if package.own:
                    names = [*package.files, *(name for name in package.others if name[0] not in "_.")]
                    known = self.own.get(path)
                    files = dict.fromkeys(names, False) | (known.files if known else {})
                    name = package.name or (known.name if known else "")
                    self.own[path] = package._replace(files={f: f.endswith("_test.go") for f in files}, name=name)
        one = next(iter(self.own.values()))
        self.module = one.path.removesuffix(one.directory).rstrip("/")
        self._add_unbuilt()

    def _add_unbuilt(self) -> None:
        """Directories whose files no build has: `go list ./...` is silent about them, rules over lines are not."""
        listed = {package.directory for package in self.own.values()}
        found: dict[str, dict[str, bool]] = {}
        for file in self.specs:
            directory, _, name = file.rpartition("/")
            parts = directory.split("/") if directory else []
            above = {"/".join(parts[:depth]) for depth in range(1, len(parts) + 1)}
            hidden = any(part[0] in "_." or part in {"testdata", "vendor"} for part in parts)
            if directory not in listed and name[0] not in "_." and not hidden and above.isdisjoint(self.nested):
                found.setdefault(directory, {})[name] = name.endswith("_test.go")
        for directory, files in found.items():
            path = f"{self.module}/{directory}".rstrip("/")
            self.own[path] = Package(path, directory, "", True, files, [], [], [])

    def package(self, path: str) -> Package:
        """A package that a file names, also when no build has it."""
        known = self.own.get(path)
        if known is not None:
            return known
        own = path == self.module or path.startswith(f"{self.module}/")
        return Package(path, path[len(self.module) + 1 :] if own else "", "", own, {}, [], [], [])

    def builds_of(self, package: str, name: str) -> frozenset[Build]:
        """Where a file of a package is built."""
        return frozenset(
            build for build, facts in self.facts.items() if package in facts and name in facts[package].files
        )


@dataclass
class Found:
    """Breaches with the builds in which they hold (a line in no build's file has none), and where lines stand."""

    lines: dict[Key, frozenset[Build]] = field(default_factory=dict)
    places: dict[Key, set[int]] = field(default_factory=dict)
    chains: dict[Key, frozenset[Build]] = field(default_factory=dict)


def evaluate(subject: Subject, commit: Commit) -> Found:
    """All breaches of all rules but `acyclic` (see cycles.py)."""
    found = Found()
    for rule in subject.rules:
        if rule.transitive:
            for build, facts in commit.facts.items():
                if not rule.when or rule.when in build.tags:
                    for pair in reached(rule, commit, facts):
                        key = (rule.name, *pair)
                        found.chains[key] = found.chains.get(key, frozenset()) | {build}
        elif rule.kind != "acyclic":
            _lines(rule, commit, found)
    return found


def _lines(rule: Rule, commit: Commit, found: Found) -> None:
    for package in commit.own.values():
        for name, test in package.files.items():
            if rule.scope != "all" and test != (rule.scope == "test"):
                continue
            file = f"{package.directory}/{name}".removeprefix("/")
            for spec in commit.specs[file]:
                if spec.path == "C" or not _breaks(rule, commit, package, spec):
                    continue
                key = (rule.name, file, spec.path, spec.kind)
                found.lines[key] = commit.builds_of(package.path, name)
                found.places.setdefault(key, set()).add(spec.line)


def _breaks(rule: Rule, commit: Commit, importer: Package, spec: Spec) -> bool:
    if rule.kind == "dot-import":
        return spec.kind == "dot"
    if rule.kind == "blank-import":
        return spec.kind == "blank" and spec.path != "embed"
    imported = commit.package(spec.path)
    if rule.kind == "layers":
        above, mine = _layer(rule, imported), _layer(rule, importer)
        return above is not None and mine is not None and above < mine
    return imported.path != importer.path and matches(rule.sources, importer) and matches(rule.targets, imported)


def _layer(rule: Rule, package: Package) -> int | None:
    return next((depth for depth, layer in enumerate(rule.order) if matches(layer, package)), None)


def reached(rule: Rule, commit: Commit, facts: Facts) -> Iterable[tuple[str, str]]:
    """Importer and target, for each target that is reached past no other one."""
    graph = {path: package.imports for path, package in facts.items()}
    paths = set(graph).union(*graph.values(), *(package.test_imports for package in facts.values()))
    targets = {path for path in paths if matches(rule.targets, commit.package(path))}
    contact = first_contact(graph, targets)
    for path, package in facts.items():
        if not package.own or not matches(rule.sources, package):
            continue
        starts = package.test_imports if rule.scope == "test" else package.imports
        met = set().union(*({to} if to in targets else contact.get(to, set()) for to in starts))
        for target in met - {path}:
            yield path, target


def first_contact(graph: Mapping[str, list[str]], targets: set[str]) -> dict[str, set[str]]:
    """For each package the targets that it meets first on some way."""
    names = sorted(targets)
    bits = {target: 1 << number for number, target in enumerate(names)}
    contact = dict.fromkeys(graph, 0)
    order = _imported_first(graph)
    changed = True
    while changed:  # once, and once more for each circle in a row
        changed = False
        for path in order:
            met = 0
            for imported in graph[path]:
                met |= bits[imported] if imported in targets else contact.get(imported, 0)
            changed = changed or met != contact[path]
            contact[path] = met
    return {path: {name for name in names if met & bits[name]} if met else set() for path, met in contact.items()}


def _imported_first(graph: Mapping[str, list[str]]) -> list[str]:
    done: dict[str, None] = {}
    seen: set[str] = set()
    for start in graph:
        stack = [(start, False)]
        while stack:
            path, is_left = stack.pop()
            if is_left:
                done[path] = None
            elif path not in seen and path in graph:
                seen.add(path)
                stack.append((path, True))
                stack += [(imported, False) for imported in graph[path]]
    return list(done)
