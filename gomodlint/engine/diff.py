"""Answers `diff`: what a change brings into the programs of a repository, and what it takes out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from gomodlint.conditions.diagram import Condition
from gomodlint.conditions.universe import Label, Universe
from gomodlint.engine.base_side import linked_base, patch_of
from gomodlint.engine.look import Look
from gomodlint.engine.nested import add_nested
from gomodlint.engine.place import locate
from gomodlint.engine.policies import choose_policy
from gomodlint.engine.request import Request
from gomodlint.engine.run_cache import cache_of
from gomodlint.engine.side import link, read_side
from gomodlint.engine.sources import open_sources
from gomodlint.engine.std import std_of
from gomodlint.engine.universe import universe_of
from gomodlint.errors import NoVerdict, Problem
from gomodlint.graph.package import Graph, Package, Site
from gomodlint.graph.reach import reach
from gomodlint.rules.run import counted
from gomodlint.source.discover import walk
from gomodlint.source.header_model import Header
from gomodlint.source.module import Module


class Changed(NamedTuple):
    """What came ("+") or went ("-"): a package with its module, and the builds in which it did ("" all).

    Unless it is `exact` it did in some of these builds.
    """

    sign: str
    path: str
    module: str
    condition: str
    exact: bool = True


class Programs(NamedTuple):
    """Mains (in a library: the packages of the module together) with the same changes, packages before and after.

    Unless it is `exact` there are at most as many packages; of those `undecided` it cannot be told.
    """

    names: tuple[str, ...]
    changes: tuple[Changed, ...]
    before: int
    after: int
    exact: bool = True
    undecided: tuple[str, ...] = ()


class ModuleChange(NamedTuple):
    """A module that came, went, or is built in another version; versions are "" where it is not built."""

    path: str
    before: str
    after: str


class ImportChange(NamedTuple):
    """An import of an own package that came or went: its site on that side, and in which builds.

    Unless it is `exact` that is in some of these.
    """

    sign: str
    importer: str
    imported: str
    site: Site | None
    condition: str
    exact: bool = True


class Difference(NamedTuple):
    """All that differs between two commits, or a commit and the work tree. `base` is a commit id.

    `undecided` are imports of which it cannot be told whether they came or went.
    """

    base: str
    programs: tuple[Programs, ...]
    modules: tuple[ModuleChange, ...]
    imports: tuple[ImportChange, ...]
    undecided: tuple[tuple[str, str], ...] = ()


class Sides(NamedTuple):
    """Base and head, in one universe."""

    base: str  # a commit id
    before: Look
    after: Look


def read(request: Request) -> Sides:
    """Both sides of a comparison. Raises NoVerdict as `check` does."""
    place = locate(request.directory)
    with open_sources(place, request) as sources:
        if sources.base is None:
            raise NoVerdict(Problem("there is nothing to compare with", hint="gomodlint diff BASE"))
        chosen = choose_policy(place, request, sources)
        known: dict[str, Header] = {}
        cache = cache_of(request, place, git=True)
        kept = cache.headers if cache else None
        head = read_side(sources.head, chosen.policy, request.environ, known, kept=kept)
        policy = add_nested(chosen, sources, head.listing, lambda: walk(sources.head, chosen.policy.directory)).policy
        patch = patch_of(sources, policy, request.environ, head, known)
        base = (
            read_side(sources.base, policy, request.environ, known, workers=1, is_base=True) if patch is None else None
        )
        std, _ = std_of(policy, head, request.environ)
        sides = [side.own for side in (head, base, patch) if side is not None]
        universe = universe_of(policy._replace(rules=()), std.go, sides)  # tags of rules are off
        linked = link(head, universe, std)
        if cache is not None:
            cache.save()
        if linked.problems:
            raise NoVerdict(*linked.problems)  # what a file imports that cannot be read would seem to have gone
        old = linked_base(linked, base, patch, universe, std)
        found = counted(policy, universe)
        after = Look(place, policy, universe, linked, std, found.within, head, found.loose)
        return Sides(sources.base_name, after._replace(linked=old), after)


def difference(sides: Sides) -> Difference:
    """What head has that base has not, and the other way round. Raises TooManyTags."""
    universe, within = sides.after.universe, sides.after.within
    before, after = sides.before.linked.graph, sides.after.linked.graph
    label = labels_of(universe, within)
    return Difference(
        sides.base,
        _programs(before, after, universe, within, label),
        modules(before, after),
        _imports(before, after, universe, within, label),
    )


LabelOf = Callable[[Condition], Label]


def labels_of(universe: Universe, within: Condition) -> LabelOf:
    """Labels, each made once."""
    known: dict[Condition, Label] = {}

    def label(condition: Condition) -> Label:
        if condition not in known:
            known[condition] = universe.at_most(condition, within)
        return known[condition]

    return label


def _programs(
    before: Graph, after: Graph, universe: Universe, within: Condition, label: LabelOf
) -> tuple[Programs, ...]:
    then, now = starts_of(before, universe, within), starts_of(after, universe, within)
    if not then or not now:  # a library: all of its packages are one program
        starts = [{p.index: universe.and_(p.exists, within) for p in graph.subjects()} for graph in (before, after)]
        then, now = {"": starts[0]}, {"": starts[1]}
    found: dict[tuple[tuple[Changed, ...], int, int], list[str]] = {}
    for name in sorted(then.keys() | now.keys()):
        old, new = reached_by(before, universe, then.get(name, {})), reached_by(after, universe, now.get(name, {}))
        changes = changes_between(old, new, before, after, universe, label)
        if changes or (name in then) != (name in now):
            found.setdefault((changes, len(old), len(new)), []).append(name)
    return tuple(Programs(tuple(names), *key) for key, names in sorted(found.items(), key=lambda item: item[1]))


def starts_of(graph: Graph, universe: Universe, within: Condition) -> dict[str, dict[int, Condition]]:
    """Programs by import path, with the builds in which they are. Raises TooManyTags."""
    mains = [(p, universe.and_(p.main, within)) for p in graph.subjects() if p.main]
    return {package.path: {package.index: condition} for package, condition in mains if condition}


def reached_by(graph: Graph, universe: Universe, starts: Mapping[int, Condition]) -> dict[str, Condition]:
    """What starts contain, by import path. Raises TooManyTags."""
    found: dict[str, Condition] = {}
    for index, condition in reach(graph.packages, universe, starts).items():
        path = graph.packages[index].path
        found[path] = universe.or_(found.get(path, 0), condition)
    return found


def changes_between(
    old: Mapping[str, Condition],
    new: Mapping[str, Condition],
    before: Graph,
    after: Graph,
    universe: Universe,
    label: LabelOf,
) -> tuple[Changed, ...]:
    """What came and went of what two graphs have. Raises TooManyTags."""
    found = []
    for path in sorted(old.keys() | new.keys()):
        was, is_ = old.get(path, 0), new.get(path, 0)
        if was == is_:
            continue
        came, went = universe.minus(is_, was), universe.minus(was, is_)
        if came:
            found.append(Changed("+", path, module_of(after, path), *label(came)))
        if went:
            found.append(Changed("-", path, module_of(before, path), *label(went)))
    return tuple(found)


def module_of(graph: Graph, path: str) -> str:
    """The module of a package, with its version; "std", or "" for one that is missing."""
    package = next((p for p in graph.packages if p.path == path), None)
    if package is None or package.module is None:
        return "std" if package is not None and package.origin == "std" else ""
    return f"{package.module.path} {package.module.version}".strip()


def modules(before: Graph, after: Graph) -> tuple[ModuleChange, ...]:
    """Modules from which a package is imported."""
    old, new = _versions(before), _versions(after)
    names = sorted(old.keys() | new.keys())
    return tuple(
        ModuleChange(name, old.get(name, ""), new.get(name, "")) for name in names if old.get(name) != new.get(name)
    )


def _versions(graph: Graph) -> dict[str, str]:
    found: dict[str, set[str]] = {}
    reached = {to for package in graph.packages for to, condition in package.imports.items() if condition}
    for package in graph.packages:
        module = package.module
        if module is not None and not module.main and package.index in reached:
            found.setdefault(module.path, set()).add(_version(module))
    return {path: ", ".join(sorted(versions)) for path, versions in found.items()}


def _version(module: Module) -> str:
    """The version that is built, or where a `replace` leads."""
    if not module.replaced_by:
        return module.version or "no version"
    return f"{module.version} replaced by {module.replaced_by}" if module.version else f"in {module.replaced_by}"


def _imports(
    before: Graph, after: Graph, universe: Universe, within: Condition, label: LabelOf
) -> tuple[ImportChange, ...]:
    old, new = _edges(before, universe, within), _edges(after, universe, within)
    found = []
    for key in sorted(old.keys() | new.keys()):
        was, old_package, old_index = old.get(key, (0, None, 0))
        is_, new_package, new_index = new.get(key, (0, None, 0))
        if came := universe.minus(is_, was):
            found.append(ImportChange("+", *key, _site(after, universe, new_package, new_index, came), *label(came)))
        if went := universe.minus(was, is_):
            found.append(ImportChange("-", *key, _site(before, universe, old_package, old_index, went), *label(went)))
    return tuple(found)


Edge = tuple[Condition, Package | None, int]


def _edges(graph: Graph, universe: Universe, within: Condition) -> dict[tuple[str, str], Edge]:
    found: dict[tuple[str, str], Edge] = {}
    for package in graph.subjects():
        for imported, condition in package.imports.items():
            part = universe.and_(condition, within)
            if part:
                key = (package.path, graph.packages[imported].path)
                found[key] = (universe.or_(found[key][0] if key in found else 0, part), package, imported)
    return found


def _site(graph: Graph, universe: Universe, package: Package | None, imported: int, within: Condition) -> Site | None:
    if package is None:
        return None
    sites = graph.sites(package.index, imported)
    return next((s for s in sites if s.kind == "production" and universe.and_(s.condition, within)), None)
