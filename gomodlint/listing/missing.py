"""Why an import path leads nowhere, or to two places, in Go's words (Go: modload/import.go)."""

from __future__ import annotations

import json
import os

from gomodlint.listing.import_words import import_problem
from gomodlint.listing.importers import Importer
from gomodlint.listing.main_modules import MainModules
from gomodlint.listing.pattern import META, is_local
from gomodlint.source.gomod import is_directory
from gomodlint.source.module import Module
from gomodlint.source.module_directories import is_prefix
from gomodlint.source.resolve import has_no_dot
from gomodlint.source.semver import go_key, key, path_major


def invalid(path: str) -> str:
    """Why a path cannot be imported in module mode, or ""."""
    if "@" in path:
        return f"import path {json.dumps(path)} should not have @version"
    if is_local(path):
        return f"{json.dumps(path)} is relative, but relative import paths are not supported in module mode"
    if os.path.isabs(path):
        return f"{json.dumps(path)} is not a package path; see 'go help packages'"
    if path in META:
        return f"{json.dumps(path)} is not an importable package; see 'go help packages'"
    return import_problem(path)


def ambiguous(path: str, names: list[tuple[str, str]], *, modules: bool = False) -> str:
    """Several modules, or directories, have the package."""
    lines = [f"\n\t{name} ({where})" if modules else f"\n\t{where}" for name, where in names]
    kind = "modules" if modules else "directories"
    return f"ambiguous import: found package {path} in multiple {kind}:{''.join(lines)}"


def missing(mains: MainModules, path: str, importer: Importer | None) -> str:
    """Nothing has the package."""
    build_list = mains.build_list
    if build_list is not None:
        replaced, gone = _unused_replacement(mains, path)
        if gone is not None:
            return _gone(gone)
        if replaced:
            return f"module {replaced.partition('@')[0]} provides package {path} and is replaced but not required; to add it:\n\tgo get {replaced}"  # noqa: E501
    if has_no_dot(path):
        return f"package {path} is not in std ({mains.environment.goroot or 'GOROOT'}/src/{path})"
    if build_list is None:
        reason = "go.mod file not found in current directory or any parent directory; see 'go help modules'"
        return f"no required module provides package {path}: {reason}"
    mode = mains.flag("mod")
    if mode == "mod":
        return f"cannot find module providing package {path}"
    reason = f"import lookup disabled by -mod={mode}"
    if not mode:
        source = "go.work" if mains.work is not None else "go.mod"
        reason = _mode_reason(mains, source)
    if reason:
        return f"cannot find module providing package {path}: {reason}"
    message = f"no required module provides package {path}; to add it:\n\t"
    importing = importer.main if importer is not None else None
    if mains.work is not None and importing is not None and importing.directory != _around_cwd(mains):
        return f"{message}cd {importing.directory}\n\tgo get {path}"
    return f"{message}go get {path}"


def _mode_reason(mains: MainModules, source: str) -> str:
    """Why imports come from where they do, when that needs saying (Go: modload/init.go, setDefaultBuildMod)."""
    mode, why = mode_and_reason(mains, source)
    return f"import lookup disabled by -mod={mode}\n\t({why})" if why else ""


def mode_and_reason(mains: MainModules, source: str) -> tuple[str, str]:
    """The -mod that counts when none is given, and what Go says of why, where a vendor directory bears on it."""
    build_list = mains.build_list
    if build_list is None or not os.path.isdir(build_list.vendor_directory):
        return "readonly", ""
    mode = "vendor" if build_list.vendored else "readonly"
    go = mains.work.go if mains.work is not None else next(iter(mains.mods.values())).go
    if not go:
        why = f"Go version in {source} is unspecified, so vendor directory was not used."
    elif go_key(go)[:2] < (1, 14):
        why = f"Go version in {source} is {go}, so vendor directory was not used."
    elif build_list.vendored:
        why = f"Go version in {source} is at least 1.14 and vendor directory exists."
    elif mains.work is None:
        why = "Outside workspace mode, but vendor directory is for a workspace."
    else:
        why = "In workspace mode, but vendor directory is not for a workspace"
    return mode, why


def _unused_replacement(mains: MainModules, path: str) -> tuple[str, Module | None]:
    """A replaced module that has the package but that nothing requires, as `go get` would name it.

    Or the first one that would have to be looked into, and is not on this machine.
    """
    build_list = mains.build_list
    if build_list is None or build_list.vendored:
        return "", None
    best: dict[str, str] = {}
    replaces = [replace for mod in mains.mods.values() for replace in mod.replaces]
    for replace in [*replaces, *(mains.work.replaces if mains.work else ())]:
        if is_prefix(replace.path, path):
            best[replace.path] = max(best.get(replace.path, ""), replace.version, key=key)
    selected = build_list.selected()
    for module_path in sorted(best, key=len, reverse=True):
        if module_path in selected:
            continue
        module = build_list.module(module_path, best[module_path])
        if module.directory and build_list.in_modules(path, [module]):
            return (module_path if not best[module_path] else f"{module_path}@{best[module_path]}"), None
        if not module.directory and not (is_directory(module.replaced_by) and _is_there(mains, module)):
            return "", module
    return "", None


def _is_there(mains: MainModules, module: Module) -> bool:
    """Whether the directory that stands in for a module exists, with a go.mod or without."""
    replacement = mains.build_list.replacement(module.path, module.version) if mains.build_list else None
    return replacement is not None and os.path.isdir(replacement.directory)


def _gone(module: Module) -> str:
    """What stands in for a module that nothing requires is not on this machine."""
    if not is_directory(module.replaced_by):
        return absent(module)
    major = path_major(module.path).lstrip("/.").removesuffix("-unstable") or "v0"
    version = module.version or f"{major}.0.0-00010101000000-000000000000"  # Go: module.ZeroPseudoVersion
    return f"{module.path}@{version}: replacement directory {module.replaced_by} does not exist"


def no_sum(path: str, modules: list[Module], importer: Importer | None, *, provided: bool) -> str:
    """go.sum lacks modules that could have the package (Go: modload/import.go, ImportMissingSumError)."""
    by = f" (imported by {importer.path})" if importer else ""
    if provided:
        message = f"missing go.sum entry needed to verify package {path}{by} is provided by exactly one module"
    else:
        message = f"missing go.sum entry for module providing package {path}{by}"
    if importer is None:
        return f"{message}; to add:\n\tgo mod download {' '.join(module.path for module in reversed(modules))}"
    version = f"@{importer.version}" if importer.version else ""
    return f"{message}; to add:\n\tgo get{' -t' * importer.test} {importer.path}{version}"


def _around_cwd(mains: MainModules) -> str:
    cwd = mains.environment.cwd
    return max((d for d in mains.roots if cwd == d or cwd.startswith(f"{d}/")), key=len, default="")


def absent(module: Module) -> str:
    """A module that is not on this machine."""
    name = module.replaced_by.replace(" ", "@") or f"{module.path}@{module.version}"
    words = f"{name}: module is not in the module cache, and gomodlint downloads nothing"
    return f"{words}; to add it:\n\tgo mod download {name}"
