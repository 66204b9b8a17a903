"""Violations made on purpose: for each rule the Go files that would break it, none of them written to the disk."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from gomodlint.graph.package import Graph, Package
from gomodlint.policy.model import RuleSettings
from gomodlint.policy.pattern import PIECE
from gomodlint.policy.selector import Selector, is_below
from gomodlint.rules.files import chosen
from gomodlint.rules.rule import Plant
from gomodlint.source.module import Module

IMPORTERS, TARGETS = 6, 3  # as many are tried for a rule, before it counts as one that cannot fire
STD = "strings"  # every Go release has it, and every program may import it
OUTSIDE = "example.org/gomodlint/prove"
FIRST = "00_"  # an import that stands in several files is reported in the first, by name
NEW = "gomodlintprove"  # the name of packages that are made up
CROWD = 10_000  # imports of one planted file: a header is read up to a limit
MOST = 200_000  # imports that are planted for one rule: a check of them takes seconds

HasStd = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A package that is there or could be, as selectors see one. `name` is its package clause."""

    index: int
    path: str
    place: str | None
    origin: str
    main: int
    module: str = ""
    name: str = NEW
    imports: frozenset[str] = frozenset()


class Planted(NamedTuple):
    """Go files (Tree path to content) that break a rule; each holds one import, on line 3."""

    files: Mapping[str, bytes]
    words: str  # what they do, for people
    against_base: bool = False
    costly: tuple[str, ...] = ()  # import paths that must be taken to cost very much


LINE = 3


def plants(
    settings: RuleSettings, plant: Plant, graph: Graph, has_std: HasStd, mark: str, start: str
) -> Iterator[Planted]:
    """Ways to break a rule, the likeliest first. `mark` makes the names of the files unique in a run.

    `start` is the directory in which its globs start.
    """
    suffix = "_test.go" if settings.scope == "test" else ".go"
    modules = _modules(graph)
    if plant.go_mod is not None:
        yield from _go_mods(plant, plant.go_mod, settings.below or modules[-1].directory, mark)
        return
    useful = (
        package
        for package in _importers(plant.importers, graph, modules)
        if not any(selector.matches(package) for selector in plant.not_importers)
        and (plant.anyone or is_below(package.place, settings.below))
        and not any(is_below(package.place, directory) for directory in settings.without)
    )
    for importer in islice(useful, IMPORTERS):
        if plant.many > 1:
            if plant.many <= MOST:
                yield _crowd(plant, importer, mark, suffix)
            continue
        to = plant.imported
        if to is not None and plant.importers is not None and plant.importers.captures and not plant.apart:
            to = to.bound(plant.importers.bindings(importer) or {})
        if plant.back:
            among = [t for t in _importers(plant.imported, graph, modules) if _closes_a_circle(plant, importer, t)]
        else:
            among = sorted(
                _useful_targets(plant, importer, to, graph, modules, has_std),
                key=lambda t: t.module not in {"", importer.module},
            )
        others = sorted((t for t in among if t.path != importer.path), key=lambda t: t.path in importer.imports)
        file = _file(importer, mark, suffix)
        if plant.files:
            file = _file_like(plant.files, start, file)
            if not file:
                continue
        gate = next((g for g in _importers(plant.through, graph, modules) if g.path != importer.path), importer)
        for target in others[:TARGETS]:
            files = {file: _source(importer, plant.name, target, twice=plant.twice)}
            words = f'{file} with import {plant.name} "{target.path}"'
            if plant.through is not None:
                files = {
                    file: _source(importer, plant.name, gate),
                    _file(gate, mark, ".go"): _source(gate, plant.name, target),
                }
                words = f"{file} with a chain to {target.path} through {gate.path}"
            if suffix != ".go" and importer.index < 0:
                files[_file(importer, mark, ".go")] = f"package {importer.name}\n".encode()
            if plant.back:
                files[_file(target, mark, suffix)] = _source(target, plant.name, importer)
                words += ", and back"
            elif target.place is not None and target.origin == "missing":
                files[_file(target, mark, ".go")] = f"package {target.name}\n".encode()
            costly = (target.path,) if plant.costly else ()
            yield Planted(files, words, plant.against_base, costly)


def _go_mods(plant: Plant, directive: Callable[[str], str], top: str, mark: str) -> Iterator[Planted]:
    """A module below a directory, whose go.mod has one directive, on line 3."""
    directory = f"{top}/{NEW}{mark}".lstrip("/")
    name = f"example.org/{NEW}/{mark}"
    paths = [OUTSIDE] if plant.imported is None else [_sample(pattern.text) for pattern, _ in plant.imported.flat()]
    for path in paths:
        module = Candidate(-1, path, None, "third-party", 0)
        if plant.imported is not None and not plant.imported.matches(module):
            continue
        if plant.not_imported is not None and plant.not_imported.matches(module):
            continue
        line = directive(path)
        text = f"module {name}\n\n{line}\n"
        source = f"package {NEW}\n"
        if plant.imported is not None or plant.not_imported is not None:
            source += f'\nimport _ "{path}/x"\n'
        files = {f"{directory}/go.mod": text.encode(), f"{directory}/{NEW}.go": source.encode()}
        yield Planted(files, f"{directory}/go.mod with {line or f'module {name}'}")


def _crowd(plant: Plant, importer: Candidate, mark: str, suffix: str) -> Planted:
    """Files that import many packages, each of a module of its own."""
    files = {}
    for number, first in enumerate(range(0, plant.many, CROWD)):
        last = min(first + CROWD, plant.many)
        lines = "".join(f'import _ "{OUTSIDE}{number}/x"\n' for number in range(first, last))
        file = _file(importer, f"{mark}_{number}" if number else mark, suffix)
        files[file] = f"package {importer.name}\n\n{lines}".encode()
    more = f" and {len(files) - 1} more" if len(files) > 1 else ""
    words = f"{next(iter(files))}{more} with imports of {plant.many} new modules"
    return Planted(files, words, plant.against_base)


def _file_like(globs: tuple[str, ...], directory: str, otherwise: str) -> str:
    """The name of a file in a package that globs choose; "" when they choose none there."""
    is_chosen = chosen(globs, directory)
    prefix = otherwise.rpartition("/")[0] + "/" if "/" in otherwise else ""
    stem = otherwise.rpartition("/")[2].partition(".")[0].removesuffix("_test")
    names = [otherwise.rpartition("/")[2]]
    for glob in globs:
        last = glob.rpartition("/")[2]
        names += [re.sub(r"\*+", stem, last).replace("?", "x"), f"{stem}{last.lstrip('*')}"]
    return next((prefix + name for name in names if name.endswith(".go") and is_chosen(prefix + name)), "")


def _closes_a_circle(plant: Plant, importer: Candidate, target: Candidate) -> bool:
    """Whether two packages that import each other are a circle of the level that the rule looks at."""
    if plant.apart and plant.importers is not None:
        return plant.importers.bindings(importer) != plant.importers.bindings(target)
    if plant.beside == "module":
        return target.module != importer.module
    one, other = f"{importer.place}/", f"{target.place}/"
    beside = importer.place and target.place and not one.startswith(other) and not other.startswith(one)
    return target.module == importer.module and (plant.beside != "directory" or bool(beside))


def _file(package: Candidate, mark: str, suffix: str) -> str:
    name = f"{FIRST}gomodlint_prove_{mark}{suffix}"
    return f"{package.place}/{name}" if package.place else name


def _source(importer: Candidate, name: str, target: Candidate, *, twice: bool = False) -> bytes:
    line = f'import {name} "{target.path}"\n'
    return f"package {importer.name}\n{line if twice else chr(10)}{line}".encode("utf-8", "surrogateescape")


def _useful_targets(
    plant: Plant, importer: Candidate, to: Selector | None, graph: Graph, modules: list[Module], has_std: HasStd
) -> Iterator[Candidate]:
    if to is None and (plant.not_imported is not None or plant.costly):
        candidates = _anything(graph)
    else:
        candidates = _targets(to, graph, modules, has_std)
    same = plant.importers.bindings(importer) if plant.apart and plant.importers is not None else None
    for target in candidates:
        if plant.not_imported is not None and plant.not_imported.matches(target):
            continue
        if same and plant.importers is not None and plant.importers.bindings(target) == same:
            continue
        yield target


def _anything(graph: Graph) -> Iterator[Candidate]:
    """A package of each sort: std, another module's, own."""
    yield Candidate(-1, STD, None, "std", 0)
    yield Candidate(-1, OUTSIDE, None, "third-party", 0)
    yield from (_candidate(graph, package) for package in graph.subjects())


def _importers(selector: Selector | None, graph: Graph, modules: list[Module]) -> Iterator[Candidate]:
    """Own packages that a selector selects: some of each sort, libraries first, then packages made up."""
    subjects = graph.subjects()
    selected = None if selector is None else selector.select(subjects)
    chosen = [_candidate(graph, p) for p in subjects if p.name and (selected is None or p.index in selected)]
    libraries = [package for package in chosen if package.name != "main"]
    mains = [package for package in chosen if package.name == "main"]
    yield from islice(libraries, IMPORTERS // 3)
    yield from islice(mains, 1)
    for new in _new(selector, modules):
        if not any(new.place == package.place for package in chosen):
            yield new
    yield from islice(libraries, IMPORTERS // 3, None)
    yield from islice(mains, 1, None)


def _targets(selector: Selector | None, graph: Graph, modules: list[Module], has_std: HasStd) -> Iterator[Candidate]:
    """Packages that a selector selects: those it names, those that are there, those that could be."""
    if selector is None:
        yield Candidate(-1, STD, None, "std", 0)
        return
    seen: set[str] = set()
    for candidate in _possible(selector, graph, modules, has_std):
        if candidate.path not in seen and selector.matches(candidate):
            seen.add(candidate.path)
            yield candidate


def _possible(selector: Selector, graph: Graph, modules: list[Module], has_std: HasStd) -> Iterator[Candidate]:
    outside = {STD: "std", OUTSIDE: "third-party"}
    for pattern, _ in selector.flat():
        if not pattern.local and not pattern.is_reference:
            path = _sample(pattern.text)
            outside[path] = "std" if has_std(path) else "missing"
    known = {package.path for package in graph.subjects()}
    for path, origin in reversed(outside.items()):
        if path not in known and not any(path == m.path or path.startswith(m.path + "/") for m in modules):
            yield Candidate(-1, path, None, origin, 0)
    selected = selector.select(graph.packages)
    yield from (_candidate(graph, p) for p in graph.packages if p.index in selected and p.origin != "missing")
    yield from _new(selector, modules, origin="missing")


def _new(selector: Selector | None, modules: list[Module], origin: str = "own") -> Iterator[Candidate]:
    """Packages that are not there and that a selector would select, as a library and as a main."""
    places = [f"{module.directory}/{NEW}".lstrip("/") for module in modules]
    for pattern, directory in () if selector is None else selector.flat():
        if pattern.local:
            sample = f"{directory}/{_sample(pattern.text)}".strip("/")
            places = [sample, *([f"{sample}/{NEW}".strip("/")] if pattern.text.endswith("...") else []), *places]
        elif not pattern.is_reference:
            path = _sample(pattern.text)
            places += [
                f"{module.directory}{path[len(module.path) :]}".strip("/")
                for module in modules
                if path.startswith(module.path + "/")
            ]
    for place in dict.fromkeys(places):
        module = next((m for m in modules if not m.directory or f"{place}/".startswith(f"{m.directory}/")), None)
        if module is None:
            continue
        path = f"{module.path}/{place[len(module.directory) :].strip('/')}".rstrip("/")
        for name in (NEW, "main"):
            candidate = Candidate(-1, path, place, origin, int(name == "main"), module.path, name)
            if selector is None or selector.matches(candidate):
                yield candidate


def _candidate(graph: Graph, package: Package) -> Candidate:
    edges = (*package.imports, *package.test_imports, *package.external_test_imports)
    imports = frozenset(graph.packages[index].path for index in edges)
    module = package.module.path if package.module is not None and package.origin == "own" else ""
    return Candidate(
        package.index, package.path, package.place, package.origin, package.main, module, package.name, imports
    )


def _modules(graph: Graph) -> list[Module]:
    """The main modules, the innermost first."""
    found = {package.module.directory: package.module for package in graph.subjects() if package.module is not None}
    return sorted(found.values(), key=lambda module: (-len(module.directory), module.directory))


def _sample(text: str) -> str:
    """A path that a pattern matches (`x/...` matches x too)."""
    text = text.removeprefix("./") if text != "." else ""
    return PIECE.sub("x", text.removesuffix("/..."))
