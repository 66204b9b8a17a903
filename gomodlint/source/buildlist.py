"""Which version of each module a build uses: minimal version selection, pruned as Go prunes it.

Source: Go's cmd/go/internal/modload/buildlist.go and mvs/mvs.go.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from gomodlint.errors import NoVerdict
from gomodlint.source import gomod, limits, modcache
from gomodlint.source.gomod import GoMod, Replace, Require
from gomodlint.source.semver import go_key, go_order, key, latest
from gomodlint.source.tree import Tree, TreeError

PRUNED = (1, 17)  # from this go line on, a module's go.mod lists all that its packages need
_PRUNED, _UNPRUNED, _WORKSPACE = "pruned", "unpruned", "workspace"  # how far below a module is read


class Main(NamedTuple):
    """A main module: its directory (a Tree path) and its go.mod."""

    directory: str
    mod: GoMod


class Replacement(NamedTuple):
    """What stands in for a module: another module's version, or a directory (a Tree path)."""

    path: str
    version: str
    directory: str


class Requirements:
    """The requirement graph below some main modules, read as far as it is needed and present."""

    def __init__(
        self, tree: Tree, mains: Sequence[Main], cache: str, replaced: Callable[[str, str], Replacement | None]
    ) -> None:
        self._tree = tree
        self._mains = mains
        self._cache = cache
        self._replaced = replaced
        self._own = {main.mod.module for main in mains}
        self._excluded = {(e.text, e.version) for main in mains for e in main.mod.excludes}
        self._mods: dict[tuple[str, str], GoMod | None] = {}  # that were read, by module
        self._followed: set[tuple[str, str]] = set()  # modules whose own requirements count
        self.newest_go = ""  # the highest go line of them, if it is 1.21 or above
        self.unread: set[tuple[str, str]] = set()  # modules whose go.mod is not on this machine

    def roots(self) -> dict[str, str]:
        """The versions that the main modules' go.mod files name."""
        found: dict[str, str] = {}
        for main in self._mains:
            for require in main.mod.requires:
                if self._counts(require):
                    found[require.path] = latest(require.version, found.get(require.path, ""))
        return found

    def selected(self, *, workspace: bool = False) -> dict[str, str]:
        """Module path to selected version, over the whole graph (Go: modload/buildlist.go, readModGraph).

        Below a module that prunes, the requirements of what it requires count, but not theirs. In a workspace, what a
        main module requires below the version that is selected is read at that version, and as a main module is.
        """
        found = self.roots()
        waiting = [
            (require.path, require.version, _pruning(main.mod))
            for main in self._mains
            for require in main.mod.requires
            if self._counts(require)
        ]
        seen = set(waiting)
        self._follow(found, waiting, seen)
        asked = [(r.path, r.version) for main in self._mains for r in main.mod.requires if self._counts(r)]
        raised: set[tuple[str, str]] = set()
        while workspace and asked:
            behind = {path for path, version in asked if key(found[path]) > key(version)}
            asked = []
            for path in sorted(behind):
                item = (path, found[path], _WORKSPACE)
                if item[:2] not in raised:
                    raised.add(item[:2])
                    seen.add(item)
                    self._follow(found, [item], seen)
                    asked += self.of(path, item[1])
        return found

    def _follow(
        self, found: dict[str, str], waiting: list[tuple[str, str, str]], seen: set[tuple[str, str, str]]
    ) -> None:
        while waiting:
            path, version, pruning = waiting.pop()
            self._followed.add((path, version))
            mod = self._read(path, version)
            if mod is None:
                continue
            self.newest_go = max(self.newest_go, strict_go(mod.go), key=go_order)
            own = _pruning(mod)
            for require in mod.requires:
                if not self._counts(require):
                    continue
                found[require.path] = latest(require.version, found.get(require.path, ""))
                item = (require.path, require.version, _UNPRUNED if pruning == _UNPRUNED else own)
                if (pruning != _PRUNED or own == _UNPRUNED) and item not in seen:
                    seen.add(item)
                    waiting.append(item)

    def nearest(self, wanted: Callable[[str, str], bool]) -> list[tuple[str, str]]:
        """The shortest chain of requirements, from a main module's, to a module whose requirements count; [] if none.

        What `selected` has read is searched, in Go's order (Go: mvs/graph.go, FindPath).
        """
        roots = sorted((r for main in self._mains for r in main.mod.requires if self._counts(r)), key=_by_path)
        before: dict[tuple[str, str], tuple[str, str] | None] = {(r.path, r.version): None for r in roots}
        queue = list(before)
        for module in queue:
            if module not in self._followed:
                continue
            if wanted(*module):
                chain = [module]
                while (above := before[chain[-1]]) is not None:
                    chain.append(above)
                return chain[::-1]
            for required in self.of(*module):
                if required not in before:
                    before[required] = module
                    queue.append(required)
        return []

    def is_followed(self, path: str, version: str) -> bool:
        """Whether the requirements of a module version count, as far as `selected` has read."""
        return (path, version) in self._followed

    def _counts(self, require: Require) -> bool:
        return require.path not in self._own and (require.path, require.version) not in self._excluded

    def go_of(self, path: str, version: str) -> str:
        """The go line that a module version asks of those that require it; "" if none."""
        mod = self._read(path, version)
        return strict_go(mod.go) if mod is not None else ""

    def graph(self, selected: Mapping[str, str]) -> dict[str, set[str]]:
        """Which module requires which: the main modules, and those selected whose go.mod is on this machine."""
        found = {main.mod.module: {require.path for require in main.mod.requires} for main in self._mains}
        for path, version in selected.items():
            mod = self._read(path, version)
            if mod is not None:
                found[path] = {require.path for require in mod.requires}
        return found

    def of(self, path: str, version: str) -> list[tuple[str, str]]:
        """(module path, version) of what a module version requires; nothing if its go.mod is not on this machine."""
        mod = self._read(path, version)
        return [(require.path, require.version) for require in mod.requires if self._counts(require)] if mod else []

    def _read(self, path: str, version: str) -> GoMod | None:
        try:
            return self._mods[path, version]
        except KeyError:
            mod = self._mods[path, version] = self._parsed(path, version)
            return mod

    def _parsed(self, path: str, version: str) -> GoMod | None:
        replacement = self._replaced(path, version)
        file = modcache.go_mod_file(self._cache, path, version)
        if replacement is not None:
            file = (
                f"{replacement.directory}/go.mod".removeprefix("/" if not replacement.directory else "")
                if replacement.directory or not replacement.version
                else modcache.go_mod_file(self._cache, replacement.path, replacement.version)
            )
        try:
            return gomod.parse(self._tree.read(file, most=limits.GO_MOD), file, strict=False)
        except TreeError:
            self.unread.add((path, version))
        except NoVerdict:
            self.unread.add((path, version))  # damaged: named with the packages that are missing then
        return None


def _by_path(require: Require) -> tuple[str, tuple[object, ...]]:
    return require.path, key(require.version)


def is_pruned(mod: GoMod) -> bool:
    """Whether a module's go.mod lists all that its packages need; without a go line it is as of Go 1.16."""
    return go_key(mod.go)[:2] >= PRUNED


def strict_go(line: str) -> str:
    """A go line that whoever requires its module must have too: from 1.21 on; else "" (Go: gover.GoStrictVersion)."""
    return line if go_order(line) >= (1, 21) else ""


def _pruning(mod: GoMod) -> str:
    return _PRUNED if is_pruned(mod) else _UNPRUNED


def replacements(
    mains: Sequence[Main], overriding: Sequence[tuple[str, Replace]] = ()
) -> Mapping[tuple[str, str], tuple[str, Replace]]:
    """(path, version or "") to (the directory the line is relative to, the line). go.work's lines override."""
    found: dict[tuple[str, str], tuple[str, Replace]] = {}
    overridden = {replace.path for _, replace in overriding}
    for main in mains:
        for replace in main.mod.replaces:
            if replace.path not in overridden:
                found[replace.path, replace.version] = (main.directory, replace)
    for directory, replace in overriding:
        found[replace.path, replace.version] = (directory, replace)
    return found
