"""Finds main modules below a directory, and the packages of each (Go: cmd/go/internal/modload, search.MatchDirs)."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterator, Mapping, Sequence

from gomodlint.errors import NoVerdict, Problem
from gomodlint.source import gomod, gowork, limits, modcache, modules_txt
from gomodlint.source.buildlist import Main, replacements
from gomodlint.source.gomod import GoMod
from gomodlint.source.gowork import GoWork
from gomodlint.source.module import Module
from gomodlint.source.modules_txt import ModulesTxt
from gomodlint.source.resolve import BuildList
from gomodlint.source.semver import go_key
from gomodlint.source.tree import Entry, Tree, TreeError

Listing = dict[str, list[Entry]]  # directory -> its entries


def walk(tree: Tree, below: str) -> Listing:
    """Every directory below one that can hold packages or modules: not `vendor`, `testdata`, `_x`, `.x`.

    Raises NoVerdict when `below` itself cannot be listed. A directory further down that cannot is left empty, and is
    met again as a package that cannot be read.
    """
    found: Listing = {}
    waiting = [below]
    while waiting:
        directory = waiting.pop()
        try:
            entries = tree.entries(directory)
        except TreeError as error:
            raise NoVerdict(
                Problem(f"cannot list the directory: {error.reason}", error.path, hint="make it readable")
            ) from error
        found[directory] = entries
        prefix = f"{directory}/" if directory else ""
        waiting += [
            prefix + entry.name
            for entry in entries
            if entry.kind == "dir" and entry.name[0] not in "_." and entry.name not in {"testdata", "vendor"}
        ]
    return found


def main_modules(
    tree: Tree,
    listing: Listing,
    *,
    below: str,
    modules: Sequence[str] = (),
    place: tuple[str, int, int] = ("", 0, 0),
    modfile: str = "",
    environ: Mapping[str, str],
) -> list[BuildList]:
    """One build list for each go.mod below a directory; the modules of a go.work share one.

    `modules` (directories relative to `below`) selects, and stands at `place` (file, line, column); `modfile` names a
    file to read in place of go.mod (where it is there). Raises NoVerdict for files that Go would refuse.
    """
    flags = _flags(environ)
    modfile = modfile or flags.get("modfile", "")
    others: set[str] = set()
    roots = sorted(d for d, entries in listing.items() if any(_is_module_file(e, modfile) for e in entries))
    if modules:
        wanted = {posixpath.normpath(f"{below}/{m}" if below else m).removeprefix("./") for m in modules}
        wanted = {"" if directory == "." else directory for directory in wanted}
        others = set(roots) - wanted
        missing = sorted(wanted - set(roots))
        if missing:
            raise NoVerdict(*(_no_module(d, roots, below, place) for d in missing))
        roots = sorted(wanted)
    problems: list[Problem] = []
    mains: dict[str, Main] = {}
    for root in roots:
        try:
            mod = _go_mod(tree, root, listing, modfile)
            if mod.module or modules:  # an empty go.mod only ends the module around it
                mains[root] = Main(root, mod)
        except NoVerdict as error:
            problems += _on_one_line(error)
    if problems:
        raise NoVerdict(*problems)
    cache = modcache.directory(environ)
    work = _workspace(tree, below, environ)
    lists: list[BuildList] = []
    if work is not None:
        used = used_directories(work)
        chosen = [directory for directory in sorted(used) if directory in mains]
        if chosen:
            # Imports lead to the other modules of the workspace, too, whether they are looked at or not.
            beside = [Main(d, _go_mod(tree, d, listing, modfile)) for d in sorted(used & others)]
            members = [*(mains.pop(directory) for directory in chosen), *(m for m in beside if m.mod.module)]
            lists.append(workspace_list(tree, work, members, cache, flags))
            lists[-1].look_at(chosen)
    lists += [module_list(tree, main, cache, flags) for main in mains.values()]
    return lists


def _no_module(directory: str, roots: Sequence[str], below: str, place: tuple[str, int, int]) -> Problem:
    """What is wrong with a directory that [build] modules names; all directories are Tree paths."""
    from difflib import get_close_matches

    start = f"{below}/" if below else ""
    inside = [root for root in roots if root.startswith(f"{directory}/")]
    near = [root.removeprefix(start) for root in inside[:3] or get_close_matches(directory, roots, 1)]
    hint = (
        f"directories start at the policy's, {below}" if below else "leave modules out: then all below the policy count"
    )
    if near:
        hint = f"did you mean {', or '.join(near)}?"
    return Problem(f"[build] modules: {directory.removeprefix(start) or '.'} has no go.mod", *place, hint)


def package_directories(
    listing: Listing, module: Module, ignored: Sequence[str] = ()
) -> Iterator[tuple[str, list[Entry]]]:
    """Directories of a main module with visible Go files, in walking order: what `./...` means in its root.

    Stops at nested modules; `ignored` are the go.mod's `ignore` lines.
    """
    root = module.directory
    waiting = [root]
    while waiting:
        directory = waiting.pop()
        entries = listing.get(directory)
        if entries is None:
            continue
        if directory != root and any(entry.name == "go.mod" and entry.kind == "file" for entry in entries):
            continue
        if ignored and _is_ignored(directory[len(root) :].strip("/"), ignored):
            continue
        if any(e.name.endswith(".go") and e.name[0] not in "_." and e.kind == "file" for e in entries):
            yield directory, entries
        prefix = f"{directory}/" if directory else ""
        waiting += [prefix + entry.name for entry in reversed(entries) if entry.kind == "dir"]


def _is_ignored(path: str, ignored: Sequence[str]) -> bool:
    for pattern in ignored:
        name = pattern.strip("/").removeprefix("./")
        if pattern.startswith("./"):
            if path == name or path.startswith(name + "/"):
                return True
        elif f"/{path}/".find(f"/{name}/") >= 0:
            return True
    return False


def _is_module_file(entry: Entry, modfile: str) -> bool:
    return entry.kind == "file" and (entry.name == "go.mod" or (bool(modfile) and entry.name == modfile))


def _go_mod(tree: Tree, root: str, listing: Listing, modfile: str) -> GoMod:
    names = {entry.name for entry in listing[root] if entry.kind == "file"}
    name = modfile if modfile and modfile in names else "go.mod"
    file = f"{root}/{name}" if root else name
    try:
        found = gomod.parse(tree.read(file, most=limits.GO_MOD), file, strict=True)
    except TreeError as error:
        raise NoVerdict(Problem(f"cannot read: {error.reason}", file, hint=error.hint or "make it readable")) from error
    if not found.module and not found.is_empty:  # an empty file ends the module around it
        raise NoVerdict(Problem("no module line", file, 1, 1, "a go.mod starts with: module example.com/name"))
    return found


def _flags(environ: Mapping[str, str]) -> dict[str, str]:
    """-mod and -modfile of GOFLAGS."""
    found: dict[str, str] = {}
    for word in environ.get("GOFLAGS", "").split():
        name, _, value = word.lstrip("-").partition("=")
        if name in {"mod", "modfile"}:
            found[name] = value
    return found


def _workspace(tree: Tree, below: str, environ: Mapping[str, str]) -> GoWork | None:
    """The active go.work: GOWORK's, else the nearest one from the policy's directory upward within the repository."""
    setting = environ.get("GOWORK", "")
    if setting == "off":
        return None
    if setting and setting != "auto":
        if not os.path.isabs(setting):
            raise NoVerdict(Problem(f"GOWORK={setting} must be an absolute path, or off", hint="unset GOWORK"))
        top = tree.top.rstrip(os.sep) + os.sep
        file = setting[len(top) :].replace(os.sep, "/") if setting.startswith(top) else setting
        return _go_work(tree, file)
    directory = below
    while True:
        file = f"{directory}/go.work" if directory else "go.work"
        try:
            if any(entry.name == "go.work" and entry.kind == "file" for entry in tree.entries(directory)):
                return _go_work(tree, file)
        except TreeError:
            return None
        if not directory:
            return None
        directory = directory.rpartition("/")[0]


def _go_work(tree: Tree, file: str) -> GoWork:
    try:
        return gowork.parse(tree.read(file, most=limits.GO_WORK), file)
    except TreeError as error:
        hint = error.hint or "unset GOWORK, or set it to off"
        raise NoVerdict(Problem(f"cannot read: {error.reason}", file, hint=hint)) from error
    except NoVerdict as error:
        raise NoVerdict(*_on_one_line(error)) from error


def _on_one_line(error: NoVerdict) -> list[Problem]:
    """The problems, with words that Go breaks into lines on one."""
    return [problem._replace(message=" ".join(problem.message.split())) for problem in error.problems]


def used_directories(work: GoWork) -> set[str]:
    """The directories (Tree paths) of a workspace's modules."""
    base = posixpath.dirname(work.file)
    found = set()
    for use in work.uses:
        directory = posixpath.normpath(f"{base or '.'}/{use.text}")
        found.add("" if directory == "." else directory)
    return found


def workspace_list(tree: Tree, work: GoWork, members: list[Main], cache: str, flags: Mapping[str, str]) -> BuildList:
    """The build list that the modules of a workspace share; `flags` are -mod and -modfile."""
    base = posixpath.dirname(work.file)
    vendor = _vendor(tree, base, work.go or "1.18", flags, workspace=True)
    replaces = replacements(members, [(base, replace) for replace in work.replaces])
    directory = f"{base}/vendor" if base else "vendor"
    return BuildList(
        tree, members, cache=cache, replaces=replaces, vendor=vendor, vendor_directory=directory, work=work
    )


def module_list(tree: Tree, main: Main, cache: str, flags: Mapping[str, str]) -> BuildList:
    """The build list of one main module; `flags` are -mod and -modfile."""
    vendor = _vendor(tree, main.directory, main.mod.go, flags, workspace=False)
    directory = f"{main.directory}/vendor" if main.directory else "vendor"
    return BuildList(
        tree, [main], cache=cache, replaces=replacements([main]), vendor=vendor, vendor_directory=directory
    )


def _vendor(tree: Tree, root: str, go: str, flags: Mapping[str, str], *, workspace: bool) -> ModulesTxt | None:
    """modules.txt when imports are taken from vendor (Go: modload/init.go, setDefaultBuildMod)."""
    mode = flags.get("mod", "")
    if mode in {"mod", "readonly"}:
        return None
    directory = f"{root}/vendor" if root else "vendor"
    try:
        names = {entry.name for entry in tree.entries(directory)}
    except TreeError as error:
        if not error.is_absent and "not a directory" not in error.reason:
            raise NoVerdict(Problem(error.reason, directory, hint="put the directory itself here")) from error
        names = None
    if names is None and mode != "vendor":
        return None
    text = b""
    if names and "modules.txt" in names:
        file = f"{directory}/modules.txt"
        try:
            text = tree.read(file, most=limits.MODULES_TXT)
        except TreeError as error:
            hint = error.hint or "run go mod vendor again"
            raise NoVerdict(Problem(f"cannot read: {error.reason}", file, hint=hint)) from error
    found = modules_txt.parse(text)
    if mode != "vendor" and (go_key(go)[:2] < (1, 14) or found.workspace != workspace):
        return None
    return found
