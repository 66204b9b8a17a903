"""Whether Go would refuse to list before go.mod is updated (Go: modload/buildlist.go, updatePrunedRoots)."""

from __future__ import annotations

from collections.abc import Iterable

from gomodlint.errors import NoVerdict, Problem
from gomodlint.listing.modules import Modules
from gomodlint.listing.package import Package
from gomodlint.source.buildlist import PRUNED
from gomodlint.source.resolve import BuildList
from gomodlint.source.semver import go_key, latest


def refuse_untidy(modules: Modules, named: Iterable[Package]) -> None:
    """Raise NoVerdict, in Go's words, if a module that the named packages need is not in go.mod as it must be.

    That is: a module that packages of the main module import from, however far, is not required in go.mod itself, or
    is required there below the version that another requirement asks for.
    """
    build_list = modules.build_list
    if build_list is None or not modules.readonly or modules.work is not None:
        return
    (mod,) = modules.mods.values()
    if go_key(mod.go or "1.16")[:2] < PRUNED:
        return
    providers = _providers(named)
    if any(path not in build_list.roots for path, _ in providers) or _below_selected(build_list, providers):
        explicit = modules.flag("mod")
        disabled = f", disabled by -mod={explicit}" if explicit else ""
        raise NoVerdict(Problem(f"go: updates to go.mod needed{disabled}; to update it:\n\tgo mod tidy"))


def _providers(named: Iterable[Package]) -> set[tuple[str, str]]:
    """(path, version) of the modules, beside the main one, that packages come from."""
    found: set[tuple[str, str]] = set()
    seen: set[int] = set()
    waiting = [(package, False) for package in named]
    while waiting:
        package, needed = waiting.pop()
        if id(package) in seen:
            continue
        seen.add(id(package))
        module = package.module or {}
        if module and not module.get("Main"):
            found.add((str(module["Path"]), str(module.get("Version", ""))))
        if module.get("Main") or needed:
            waiting += [(other, True) for other in package.imported or ()]
    return found


def _below_selected(build_list: BuildList, providers: Iterable[tuple[str, str]]) -> bool:
    roots = build_list.roots
    if not build_list.whole_graph_read and not any(
        required in roots and latest(version, roots[required]) != roots[required]
        for path, own in providers
        for required, version in build_list.required_by(path, own)
    ):
        return False
    selected = build_list.selected()
    return any(selected[path] != version for path, version in roots.items())
