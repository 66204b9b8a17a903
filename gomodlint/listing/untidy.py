"""Whether Go would refuse to list before go.mod is updated (Go: modload/buildlist.go, expandGraph and updateRoots)."""

from __future__ import annotations

from collections.abc import Iterable

from gomodlint.listing.importers import Importers
from gomodlint.listing.main_modules import MainModules
from gomodlint.listing.missing import mode_and_reason
from gomodlint.listing.module_graph import graph_problem
from gomodlint.listing.modules import Modules
from gomodlint.listing.package import Package
from gomodlint.listing.refusal import Refusal
from gomodlint.listing.tidiness import is_rewritten
from gomodlint.source.buildlist import is_pruned
from gomodlint.source.resolve import BuildList
from gomodlint.source.semver import go_order, latest


def refuse_at_once(modules: Modules) -> None:
    """Raise Refusal, in Go's words, for what Go finds before it looks at any package.

    That is a vendor directory that has more than go.mod says; and before Go 1.17, where the whole graph of requirements
    is read first, that it cannot be read, or that go.mod is untidy.
    """
    if modules.build_list is not None and modules.vendored and modules.work is None:
        _refuse_unlisted(modules, modules.build_list)
    build_list = _judged(modules)
    if build_list is None or is_pruned(next(iter(modules.mods.values()))):
        return
    problem = graph_problem(modules)
    if problem:
        raise Refusal(f"go: {problem}")
    if modules.readonly and _is_misleading(build_list):
        raise dirty(modules)


def refuse_untidy(modules: Modules, named: Iterable[Package], importers: Importers) -> None:
    """Raise Refusal, in Go's words, if a module that the named packages need is not in go.mod as it must be.

    That is: a module that packages of the main module import from, however far, is not required in go.mod itself, or
    is required there below the version that another requirement asks for.
    """
    build_list = _judged(modules)
    if build_list is None or not modules.readonly or not is_pruned(next(iter(modules.mods.values()))):
        return
    providers = _providers(named) | importers.providers()
    if any(path not in build_list.roots for path, _ in providers):
        raise dirty(modules)
    if not build_list.whole_graph_read:
        own = go_order(_own_go(build_list))
        if not any(go_order(build_list.go_of(path, version)) > own for path, version in providers) and not any(
            required in build_list.roots and latest(version, build_list.roots[required]) != build_list.roots[required]
            for path, provided in providers
            for required, version in build_list.required_by(path, provided)
        ):
            return
        problem = graph_problem(modules)
        if problem:
            raise Refusal(f"go: {problem}")
    if _is_misleading(build_list):
        raise dirty(modules)


def refuse_two_paths(modules: Modules) -> None:
    """Raise Refusal if a module stands for itself and for another, or for two others (Go: checkMultiplePaths)."""
    build_list = modules.build_list
    if build_list is None:
        return
    versions = build_list.modules() if modules.vendored or build_list.whole_graph_read else build_list.roots
    first: dict[tuple[str, str], str] = {}
    problems = []
    for path, version in sorted(versions.items()):
        replacement = build_list.replacement(path, version)
        source = (replacement.path, replacement.version) if replacement else (path, version)
        before = first.setdefault(source, path)
        if before != path:
            problems.append(f"go: {'@'.join(source)} used for two different module paths ({before} and {path})")
    if problems:
        raise Refusal("\n".join([*modules.notes, *modules.warnings, *problems]))


def _refuse_unlisted(modules: Modules, build_list: BuildList) -> None:
    """From Go 1.17 on, go.mod names every module that packages are vendored from (Go: buildlist.go, initVendor)."""
    if build_list.vendor is None or not is_pruned(next(iter(modules.mods.values()))):
        return
    missing = [m for m in build_list.vendor.listed if build_list.roots.get(m[0]) != m[1]]
    if missing:
        words = "should be required explicitly in go.mod"
        raise dirty(modules, *(f"go: vendored module {path}@{version} {words}" for path, version in missing))


def _judged(modules: Modules) -> BuildList | None:
    """The build list of a single module that is not vendored: a workspace's go.mod files need not be tidy."""
    return None if modules.work is not None or modules.vendored else modules.build_list


def _is_misleading(build_list: BuildList) -> bool:
    """Whether go.mod names a version below the one that is selected, or a Go below what a module needs."""
    selected = build_list.selected()
    if any(selected[path] != version for path, version in build_list.roots.items()):
        return True
    own, toolchain = _own_go(build_list), next(iter(build_list.mods.values())).toolchain.removeprefix("go")
    if go_order(own) >= (1, 21) and "." in toolchain and go_order(toolchain) < go_order(own):
        return True  # the go line asks for a newer one
    return go_order(build_list.newest_go) > go_order(own)


def _own_go(build_list: BuildList) -> str:
    return next(iter(build_list.mods.values())).go or "1.16"


def refuse_rewritten(modules: Modules) -> None:
    """Raise Refusal if Go would write go.mod anew whatever is listed, and may not."""
    if modules.work is None and modules.flag("mod") != "mod" and any(map(is_rewritten, modules.mods.values())):
        raise dirty(modules)


def dirty(modules: MainModules, *before: str) -> Refusal:
    """go.mod has to change, and may not; `before` are lines that Go prints first."""
    explicit = modules.flag("mod")
    mode, why = mode_and_reason(modules, "go.mod")
    message = "go: updates to go.mod needed"
    if explicit:
        message += f", disabled by -mod={explicit}; to update it:\n\tgo mod tidy"
    elif why:
        message += f", disabled by -mod={mode}\n\t({why})\n\tto update it:\n\tgo mod tidy"
    else:
        message += "; to update it:\n\tgo mod tidy"
    return Refusal("\n".join([*modules.notes, *modules.warnings, *before, message]))


def _providers(named: Iterable[Package]) -> set[tuple[str, str]]:
    """(path, version) of the modules, beside the main one, that packages come from."""
    found: set[tuple[str, str]] = set()
    seen: set[tuple[int, bool]] = set()
    waiting = [(package, False) for package in named]
    while waiting:
        package, needed = waiting.pop()
        if (id(package), needed) in seen:
            continue
        seen.add((id(package), needed))
        module = package.module or {}
        if module and not module.get("Main"):
            found.add((str(module["Path"]), str(module.get("Version", ""))))
        if module.get("Main") or needed:
            waiting += [(other, True) for other in package.imported or ()]
    return found
