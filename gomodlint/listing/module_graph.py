"""Why the graph of requirements cannot be read, in Go's words (Go: modload/modfile.go, mvs/errors.go)."""

from __future__ import annotations

import os

from gomodlint.errors import NoVerdict
from gomodlint.listing.main_modules import MainModules
from gomodlint.listing.package import short
from gomodlint.listing.sums import refuse_other_go_mod
from gomodlint.source import gomod, limits, modcache
from gomodlint.source.tree import TreeError


def graph_problem(mains: MainModules) -> str:
    """What is wrong with the nearest module whose go.mod counts and cannot be used; "" if nothing is.

    Looked for once: every go.mod of the graph is read for it.
    """
    if mains.graph_words is None:
        mains.graph_words = _graph_words(mains)
    return mains.graph_words


def _graph_words(mains: MainModules) -> str:
    build_list = mains.build_list
    if build_list is None or mains.vendored:
        return ""
    chain = build_list.nearest(lambda path, version: bool(module_problem(mains, path, version)))
    if not chain:
        return ""
    above = "".join(f"{path}@{version} requires\n\t" for path, version in chain[:-1])
    path, version = chain[-1]
    actual, actual_version = _actual(mains, path, version)
    name = f"{path}@{version}"
    if (actual, actual_version) != (path, version):
        name += f" (replaced by {actual}{f'@{actual_version}' if actual_version else ''})"
    return f"{above}{name}: {module_problem(mains, path, version)}"


def module_problem(mains: MainModules, path: str, version: str) -> str:
    """What keeps Go from reading the go.mod of a module version; "" if nothing does."""
    build_list = mains.build_list
    if build_list is None:
        return ""
    actual, actual_version = _actual(mains, path, version)
    if not actual_version:
        replacement = build_list.replacement(path, version)
        file = f"{replacement.directory}/go.mod" if replacement else ""
        if os.path.isfile(file):
            return ""
        return f"reading {short(file, mains.environment.cwd)}: open {file}: no such file or directory"
    if mains.must_have_sums and (actual, f"{actual_version}/go.mod") not in mains.sums():
        return f"missing go.sum entry for go.mod file; to add it:\n\tgo mod download {path}"
    file = modcache.go_mod_file(mains.environment.cache, actual, actual_version)
    if not os.path.isfile(file):
        return (
            f"module is not in the module cache, and gomodlint downloads nothing; to add it:\n\tgo mod download {path}"
        )
    try:
        refuse_other_go_mod(mains.sums(), actual, actual_version, mains.tree.read(file, most=limits.GO_MOD))
    except TreeError as error:
        return f"reading {file}: {error.reason}"
    return _declared(mains, file, path, actual)


def _declared(mains: MainModules, file: str, path: str, actual: str) -> str:
    """What is wrong with what a go.mod in the module cache says of itself."""
    try:
        mod = gomod.parse(mains.tree.read(file, most=limits.GO_MOD), file, strict=False)
    except NoVerdict as error:
        return "parsing go.mod: " + "\n".join(f"go.mod:{p.line}: {p.message}" for p in error.problems)
    except TreeError as error:
        return f"reading {file}: {error.reason}"
    if not mod.module:
        return "parsing go.mod: missing module line"
    if mod.module not in {path, actual}:
        return f"parsing go.mod:\n\tmodule declares its path as: {mod.module}\n\t        but was required as: {path}"
    return ""


def refuse_newer(mains: MainModules, path: str, version: str) -> None:
    """Raise Refusal for a module that needs a newer Go than there is (Go: gover/toolchain.go, TooNewError)."""
    actual, actual_version = _actual(mains, path, version)
    replacement = mains.build_list.replacement(path, version) if mains.build_list else None
    file = modcache.go_mod_file(mains.environment.cache, actual, actual_version)
    if not actual_version and replacement is not None:
        file = f"{replacement.directory}/go.mod"
    try:
        go = gomod.parse(mains.tree.read(file, most=limits.GO_MOD), file, strict=False).go
    except (NoVerdict, TreeError):
        return
    mains.refuse_newer(f"{actual}@{actual_version}" if actual_version else actual, go)


def _actual(mains: MainModules, path: str, version: str) -> tuple[str, str]:
    """The module version that is built in place of another; the version is "" for a directory."""
    replacement = mains.build_list.replacement(path, version) if mains.build_list else None
    return (replacement.path, replacement.version) if replacement else (path, version)
