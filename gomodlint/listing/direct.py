"""Modules that a main module imports from, and what of them go.mod does not say (Go: load.go, updateRequirements)."""

from __future__ import annotations

from collections.abc import Iterable

from gomodlint.listing.modules import Modules
from gomodlint.listing.package import Package
from gomodlint.source.module import Module


def implicit_problem(modules: Modules, importer: Module, path: str, imports: Iterable[str]) -> str:
    """Why a package of a main module may not import what it does: the module is not required where it has to be.

    "" if it may. In a workspace it has to be in the graph of requirements, else in the module's own go.mod.
    """
    build_list = modules.build_list
    if not importer.main or build_list is None or modules.flag("mod") == "mod":
        return ""
    if modules.work is not None and modules.vendored:
        return ""
    problem = ""
    for name in sorted(imports):
        module = modules.find(name).module if name != "C" else None
        if module is None or module.main or not module.path:
            continue
        version = module.version or build_list.modules().get(module.path, "")
        known = build_list.roots.get(module.path) == version
        if modules.work is not None:
            known = build_list.is_followed(module.path, version)
        if not known and (not problem or modules.work is not None):
            problem = (
                f"package {path} imports {name} from implicitly required module; to add missing requirements, run:"
                f"\n\tgo get {module.path}@{version}"
            )
    return problem


def mark_direct(modules: Modules, packages: Iterable[Package]) -> None:
    """Where go.mod need not be as it is, what packages of main modules import directly is no indirect requirement."""
    if modules.work is None and modules.flag("mod") != "mod":
        return
    if modules.vendored:
        return
    for package in packages:
        if package.module and package.module.get("Main"):
            for other in package.imported or ():
                if other.module:
                    other.module.pop("Indirect", None)
