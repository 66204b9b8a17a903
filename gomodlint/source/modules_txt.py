"""vendor/modules.txt: which module each vendored package comes from (Go: cmd/go/internal/modload/vendor.go)."""

from typing import NamedTuple

from gomodlint.source.import_path import is_importable
from gomodlint.source.semver import is_version, key

Version = tuple[str, str]  # module path and version; "" for a replacement of all versions


class Vendored(NamedTuple):
    """A module of modules.txt: its version, what replaces it, and its annotations."""

    path: str
    version: str
    replaced_by: str
    explicit: bool
    go: str


class ModulesTxt(NamedTuple):
    """A parsed modules.txt.

    `packages` maps a package's import path to its module's path, `modules` a module's path to what is vendored of it.
    `lines` are all module lines by path and version, merged; `replaced` those that name a replacement, and `listed`
    the modules that have packages, in the order of the file; `taken` the highest version of each of these.
    """

    modules: dict[str, Vendored]
    packages: dict[str, str]
    workspace: bool
    lines: dict[Version, Vendored]
    replaced: list[Version]
    listed: list[Version]
    taken: dict[str, str]

    def version(self, path: str) -> str:
        """The version of the module that packages are taken from; "" if none are."""
        return self.taken.get(path, "")


def parse(data: bytes) -> ModulesTxt:
    """Read a modules.txt; lines that Go ignores are ignored."""
    text = data.decode("utf-8", "surrogateescape")
    workspace = text.startswith("## ") and "workspace" in text.partition("\n")[0][3:].split(";")
    found = ModulesTxt({}, {}, workspace, {}, [], [], {})
    packages = found.packages
    current: Version | None = None
    has_packages = False  # the module whose lines these are
    for line in text.split("\n"):
        if line.startswith("# "):
            words = line.split()
            if len(words) >= 3:
                current, has_packages = _module(found, words), False
        elif current is None or not line:
            continue
        elif line.startswith("## "):
            if "explicit" in line or "go " in line:  # nothing else counts
                notes = [note.strip() for note in line[3:].split(";")]
                known = found.lines[current]
                go = next((note[3:] for note in reversed(notes) if note.startswith("go ")), known.go)
                found.lines[current] = known._replace(explicit=known.explicit or "explicit" in notes, go=go)
        elif line[0] != "#":
            name = line if is_importable(line) else line.strip()
            if name is line or is_importable(name):
                packages[name] = current[0]
                if not has_packages:
                    has_packages = True
                    _take(found, current)
    for (path, version), vendored in found.lines.items():
        other = found.modules.get(path)
        if other is None or (not other.version and version) or version == found.version(path) != "":
            found.modules[path] = vendored
    return found


def _take(found: ModulesTxt, module: Version) -> None:
    """Note that packages are vendored of a module; of its versions the highest counts."""
    path, version = module
    known = found.version(path)
    if not known or (known != version and key(known) < key(version)):
        found.taken[path] = version
        found.listed.append(module)


def _module(found: ModulesTxt, words: list[str]) -> Version | None:
    """Take a line `# path version`, `# path version => ...` or `# path => ...`."""
    if is_version(words[2]):
        current, rest = (words[1], words[2]), words[3:]
    elif words[2] == "=>":
        current, rest = (words[1], ""), words[2:]
    else:
        return None
    known = found.lines.get(current) or Vendored(*current, "", explicit=False, go="")
    if len(rest) == 2 or (len(rest) == 3 and is_version(rest[2])):
        known = known._replace(replaced_by=" ".join(rest[1:]))
        found.replaced.append(current)
    found.lines[current] = known
    return current
