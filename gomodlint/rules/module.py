"""Some modules, or some of their versions, may not be in the build.

Why
    An abandoned fork, a version with a hole, a second logging library: it is decided once, and a policy remembers it.
    Unlike a check of import lines this one sees what comes in through other modules, and says through which.
Policy
    [rules.modules-we-do-not-want]
    kind     = "module"
    deny     = ["github.com/dgrijalva/jwt-go", "gopkg.in/..."]   # module paths
    versions = "< v4.5.1"         # only these versions of them: <, <=, >, >=, =, != joined by , and ||
    allow    = ["..."]            # nothing but these modules
    which    = "all"              # or "direct", "indirect": as `// indirect` in go.mod says
    instead  = "github.com/golang-jwt/jwt/v5"
Looks at
    What each go.mod requires, in the version that is built (a `replace` counts: the replacing module is looked at), and
    any other module from which a package is imported. The finding stands at the go.mod line; its chain is the shortest
    way from own code into the module. `when` leaves out modules that such builds do not contain.
Example
    -- go.mod --
    module example.com/m

    go 1.26

    require (
        github.com/dgrijalva/jwt-go v3.2.0+incompatible // want "github.com/dgrijalva/jwt-go v3.2.0.* is denied"
        github.com/golang-jwt/jwt/v5 v5.2.1
    )
    -- a/a.go --
    package a
Fix
    Follow the chain: import something else, or upgrade or replace the module that brings it in. `gomodlint why
    --module ./... MODULE` shows every way.
"""

import re
from collections.abc import Iterator
from typing import Annotated, Literal, NamedTuple

from gomodlint.conditions.diagram import Condition
from gomodlint.graph.chain import Distances, Hop
from gomodlint.graph.reach import reach
from gomodlint.policy.option import Mistake, Option
from gomodlint.policy.selector import Selector
from gomodlint.policy.versions import VersionRange
from gomodlint.rules.module_line import ModuleLine, NamedModule, breach_of_module_line
from gomodlint.rules.rule import Breach, Context, Plant, Rule
from gomodlint.source.module import Module
from gomodlint.source.resolve import BuildList


class ModuleOptions(NamedTuple):
    """Which modules, which versions, and how they are required."""

    deny: Annotated[Selector | None, Option("modules that may not be built", role="module")] = None
    versions: Annotated[VersionRange | None, Option("which versions of them: < v1.2, >= v2")] = None
    allow: Annotated[Selector | None, Option("all that may be built", role="module")] = None
    which: Annotated[
        Literal["all", "direct", "indirect"], Option("modules that go.mod requires directly, indirectly, or both")
    ] = "all"

    def mistakes(self) -> Iterator[Mistake]:
        """What no rule can mean."""
        if self.deny is None and self.allow is None:
            yield Mistake(
                (), "a module rule needs deny or allow: it would check nothing", 'add deny = ["example.com/x"]'
            )
        if self.versions is not None and self.deny is None:
            yield Mistake(("versions",), "versions says which versions of deny: there is no deny", "add deny")
        for key, selector in (("deny", self.deny), ("allow", self.allow)):
            for number, pattern in enumerate(selector.patterns if selector is not None else ()):
                if pattern.local or pattern.text in {"$main", "$own", "$std"}:
                    yield Mistake(
                        (key, number), f"{pattern.text!r} selects packages: this is about modules", "a module path"
                    )


class Built(NamedTuple):
    """A module of a build: the path and version that count, how it is named in messages, and where it is required."""

    path: str
    version: str
    words: str
    indirect: bool
    at: ModuleLine
    required: str  # the path by which packages' modules know it


def check(context: Context, options: ModuleOptions) -> Iterator[Breach]:
    """Every module of every build list that is denied, or not allowed."""
    for number, build_list in enumerate(context.graph.build_lists):
        if not any(context.covers(module.directory) for module in build_list.checked):
            continue
        unwanted = [
            (one, message) for one in _modules(context, number, build_list) if (message := _says_no(options, one))
        ]
        if not unwanted:
            continue
        starts = {p.index: context.within for p in context.graph.subjects() if p.build_list == number}
        reached = reach(context.graph.packages, context.universe, starts)
        for one, message in unwanted:
            holds, chain = _use(context, number, one, reached)
            if holds or context.settings.when is None:
                yield breach_of_module_line(one.at, one.path, message, holds or context.within, chain)


def _modules(context: Context, number: int, build_list: BuildList) -> list[Built]:
    """The modules that the go.mod files of a build list require, and those that packages come from besides."""
    found: dict[tuple[str, str], Built] = {}
    versions = build_list.modules()
    mains = {module.path: module for module in build_list.main}
    checked = {module.path for module in build_list.checked}
    for path, mod in build_list.mods.items():
        for require in mod.requires if path in checked else ():
            if require.path in mains:
                continue
            version = versions.get(require.path, require.version)
            at = ModuleLine(mains[path], mod.file, require.line, require.column)
            found[path, require.path] = _built(build_list, require.path, version, require.indirect, at)
    known = {one.required for one in found.values()}
    first = build_list.checked[0]
    for package in context.graph.packages:
        module = package.module
        if (
            module is None
            or module.main
            or package.build_list != number
            or module.path in known
            or module.path in mains
        ):
            continue
        known.add(module.path)
        mod = build_list.mods[first.path]
        at = ModuleLine(first, mod.file, mod.module_line, 1)
        found[first.path, module.path] = _built(build_list, module.path, module.version, True, at)
    return sorted(found.values(), key=lambda one: (one.at.file, one.at.line, one.path))


def _built(build_list: BuildList, path: str, version: str, indirect: bool, at: ModuleLine) -> Built:
    replacement = build_list.replacement(path, version)
    if replacement is None:
        return Built(path, version, f"{path} {version}".rstrip(), indirect, at, path)
    if not replacement.version:
        return Built("", "", "", indirect, at, path)  # a directory: nobody's version
    words = f"{replacement.path} {replacement.version}"
    if replacement.path != path:
        words += f" (in place of {path})"
    return Built(replacement.path, replacement.version, words, indirect, at, path)


def _says_no(options: ModuleOptions, one: Built) -> str:
    """Why a module may not be built, or ""."""
    if not one.path or (options.which != "all" and (options.which == "indirect") != one.indirect):
        return ""
    module = NamedModule(one.path)
    versions = options.versions
    if options.deny is not None and options.deny.matches(module) and (versions is None or one.version in versions):
        return f"{one.words} is denied{f' (versions {versions.text})' if versions is not None else ''}"
    if options.allow is not None and not options.allow.matches(module):
        return f"{one.words} is not on the list of modules"
    return ""


def _use(context: Context, number: int, one: Built, reached: dict[int, Condition]) -> tuple[Condition, tuple[Hop, ...]]:
    """Where own code reaches the module, and the shortest chain into it."""
    graph, universe = context.graph, context.universe
    inside = [
        p.index
        for p in graph.packages
        if p.build_list == number and _module_of(p.module) == one.required and p.index in reached
    ]
    holds: Condition = 0
    for index in inside:
        holds = universe.or_(holds, reached[index])
    best: tuple[int, str, str, tuple[Hop, ...]] | None = None
    entrances = [
        i for i in inside if any(_module_of(graph.packages[j].module) != one.required for j in graph.importers()[i])
    ]
    for target in entrances:
        distances = Distances(graph.packages, graph.importers(), universe, target, within=context.within)
        for index, layers in distances.layers.items():
            package = graph.packages[index]
            key = (layers[0][0], package.path, graph.packages[target].path)
            if package.subject and layers[0][0] and (best is None or key < best[:3]):
                best = (*key, distances.chain(graph, index, context.within))
    return holds, best[3] if best is not None else ()


def _module_of(module: Module | None) -> str:
    return module.path if module is not None and not module.main else ""


def plant(options: ModuleOptions) -> Plant:
    """A violation to try the rule with."""
    suffix = " // indirect" if options.which == "indirect" else ""
    return Plant(
        None, options.deny, not_imported=options.allow if options.deny is None else None,
        go_mod=lambda path: f"require {path} {_version(path, options.versions)}{suffix}",
    )  # fmt: skip


def _version(path: str, versions: VersionRange | None) -> str:
    """A version that a go.mod may require of a path; one of `versions` where there is one."""
    major = _major(path)
    fitting = [found for version in _candidates(major, versions) if (found := _fitting(major, version))]
    return next((version for version in fitting if versions is None or version in versions), fitting[0])


def _major(path: str) -> str:
    """The major version that a path ends in, `5` in `example.com/x/v5` and `gopkg.in/x.v5`; else "".

    Go's rule: golang.org/x/mod/module, SplitPathVersion.
    """
    found = re.search(r"^gopkg\.in/.*\.v(0|[1-9]\d*)(?:-unstable)?$|/v([2-9]|[1-9]\d+)$", path)
    return (found[1] or found[2]) if found else ""


def _candidates(major: str, versions: VersionRange | None) -> Iterator[str]:
    """Versions in and around a range."""
    yield f"v{major or 1}.0.0"
    for alternative in versions.alternatives if versions is not None else ():
        for _, version in alternative:
            number, minor, patch = (*version[1:].partition("-")[0].split("."), "0", "0")[:3]
            yield f"v{number}.{minor}.{patch}"
            if len(patch) < 10:
                yield f"v{number}.{minor}.{int(patch) + 1}"
            yield f"v{number}.{minor}.{patch}-0"
            yield version
    yield from ("v0.0.0", "v0.0.1", "v999.0.0+incompatible")


def _fitting(major: str, version: str) -> str:
    """The version as a go.mod spells it for a path with that major version; "" where it may not have it."""
    number = version[1:].partition(".")[0]
    if major:
        return version if number == major and "+" not in version else ""
    return version if number in {"0", "1"} or "+" in version else f"{version}+incompatible"


def says(options: ModuleOptions) -> str:
    """The rule in words."""
    from gomodlint.policy.words import packages

    which = "" if options.which == "all" else f" {options.which}ly"
    parts = []
    if options.deny is not None:
        versions = f" in versions {options.versions.text}" if options.versions is not None else ""
        parts.append(f"the modules {packages(options.deny, last='and')}{versions} must not be required{which}")
    if options.allow is not None:
        parts.append(f"no other modules than {packages(options.allow, last='and')} may be required{which}")
    return "; ".join(parts)


RULE = Rule(
    kind="module", options=ModuleOptions, check=check, plant=plant, says=says, looks_at="configurations", since="0.1"
)
