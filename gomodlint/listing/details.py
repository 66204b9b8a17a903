"""`Module` of a package, as `go list -json` prints it (Go: modload/build.go)."""

from __future__ import annotations

import contextlib
import os
import re

from gomodlint.errors import NoVerdict
from gomodlint.listing.main_modules import MainModules
from gomodlint.source import gomod, limits, modcache
from gomodlint.source.module import Module
from gomodlint.source.tree import TreeError

_TIME = re.compile(rb'"Time":\s*"([0-9TZ:.+-]*)"')


class Details:
    """Describes modules of a build."""

    def __init__(self, mains: MainModules) -> None:
        self._mains = mains

    def describe(self, module: Module) -> dict[str, object]:
        """One module, without empty fields."""
        if module.main:
            mod = self._mains.mods[module.directory]
            found = {"Path": module.path, "Main": True, "Dir": module.directory, "GoMod": mod.file}
            found["GoVersion"] = mod.go or ("" if self._mains.work is not None else "1.16")
            return {name: value for name, value in found.items() if value}
        version = module.version or self._version_of(module.path)
        about: dict[str, object] = {"Path": module.path, "Version": version}
        own = {"Indirect": module.path not in self._mains.direct}
        vendored = self._mains.vendored
        if not module.replaced_by:
            detail = {} if vendored else self._in_cache(module.path, version, module.directory)
            go = module.go_version if vendored else str(detail.pop("GoVersion", ""))
            about |= {
                "Time": detail.pop("Time", None),
                **own,
                "Dir": detail.pop("Dir", ""),
                "GoMod": detail.pop("GoMod", ""),
            }
            about |= {"GoVersion": go, **detail}
            return {name: value for name, value in about.items() if value}
        new, _, new_version = module.replaced_by.partition(" ")
        replace: dict[str, object] = {"Path": new, "Version": new_version}
        if not new_version:
            where = self._replacement_directory(module._replace(version=version))
            go = module.go_version if vendored else self._go_of(f"{where}/go.mod")
            replace |= {"Dir": where, "GoMod": f"{where}/go.mod", "GoVersion": go}
        else:
            detail = {} if vendored else self._in_cache(new, new_version, module.directory)
            go = module.go_version if vendored else str(detail.pop("GoVersion", ""))
            replace |= {
                "Time": detail.pop("Time", None),
                "Dir": detail.pop("Dir", ""),
                "GoMod": detail.pop("GoMod", ""),
            }
            replace |= {"GoVersion": go, **detail}
        replace = {name: value for name, value in replace.items() if value}
        about |= {"Replace": replace, **own}
        if not vendored:
            about |= {"Dir": replace.get("Dir", ""), "GoMod": replace.get("GoMod", "")}
        about["GoVersion"] = replace.get("GoVersion", "")
        return {name: value for name, value in about.items() if value}

    def _in_cache(self, path: str, version: str, directory: str) -> dict[str, object]:
        """What the module cache and go.sum know of a module version."""
        file = modcache.go_mod_file(self._mains.environment.cache, path, version)
        found: dict[str, object] = {}
        with contextlib.suppress(TreeError):
            time = _TIME.search(self._mains.tree.read(file.removesuffix(".mod") + ".info"))
            found["Time"] = time[1].decode() if time else ""
        sums, must = self._mains.sums(), self._mains.work is None and self._mains.readonly
        own_sum, mod_sum = sums.get((path, version), ""), sums.get((path, f"{version}/go.mod"), "")
        if mod_sum or not must:
            found["GoVersion"] = self._go_of(file)
            if os.path.isfile(file):
                found["GoMod"] = file
            found["GoModSum"] = mod_sum
        if own_sum or not must:
            found["Dir"] = directory
        found["Sum"], found["GoModSum"] = own_sum, found.pop("GoModSum", "")
        return found

    def _go_of(self, file: str) -> str:
        try:
            return gomod.parse(self._mains.tree.read(file, most=limits.GO_MOD), file, strict=False).go
        except (TreeError, NoVerdict):
            return ""

    def _replacement_directory(self, module: Module) -> str:
        build_list = self._mains.build_list
        replacement = build_list.replacement(module.path, module.version) if build_list else None
        return replacement.directory if replacement else ""

    def _version_of(self, path: str) -> str:
        return self._mains.build_list.modules().get(path, "") if self._mains.build_list else ""
