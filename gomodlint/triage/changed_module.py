"""The line of go.mod, go.work or modules.txt because of which a package outside the own code imports something else."""

from __future__ import annotations

from collections.abc import Iterator

from gomodlint.finding import Cause, Step
from gomodlint.source.gomod import GoMod
from gomodlint.source.limits import MODULES_TXT
from gomodlint.source.tree import TreeError
from gomodlint.triage.sides import Sides


def module_cause(step: Step, sides: Sides) -> Cause:
    """Why a step that starts in another module is new.

    The line that gives that module another version or place; else its line in vendor/modules.txt, or the vendored
    file itself, if one of these changed; else the newest requirement.
    """
    package = next((p for p in sides.head.graph.packages if p.path == step.importer and p.module), None)
    module = package.module.path if package is not None and package.module is not None else ""
    for mod in sides.head.mods:
        if sides.is_changed(mod.file):
            before = _texts(sides, mod.file)
            for path, line, text in _lines(mod):
                if path == module and text not in before:
                    return Cause("module", mod.file, line, text)
    listed = [path for path in sorted(sides.changed or ()) if path.endswith("vendor/modules.txt")]
    for path in listed:
        number = _line_of(sides, path, module)
        if number:
            return Cause("module", path, number, module)
    if step.file and sides.changed is not None and step.file in sides.changed:
        return Cause("import", step.file, step.line, step.imported)
    for mod in sides.head.mods:
        if sides.is_changed(mod.file):
            before = _texts(sides, mod.file)
            for _, line, text in _lines(mod):
                if text not in before:
                    return Cause("module", mod.file, line, text)
    if listed:
        return Cause("module", listed[0], 1, module)
    return Cause("module", sides.head.mods[0].file, 1, step.importer)


def _lines(mod: GoMod) -> Iterator[tuple[str, int, str]]:
    """Module path, line and words, for each line of a go.mod that chooses a version or a place."""
    for require in mod.requires:
        yield require.path, require.line, f"{require.path} {require.version}"
    for to in mod.replaces:
        yield to.path, to.line, f"replace {to.path} {to.version} => {to.new_path} {to.new_version}".rstrip()
    for out in mod.excludes:
        yield out.text, out.line, f"exclude {out.text} {out.version}"
    yield "", mod.go_line, f"go {mod.go}"


def _texts(sides: Sides, file: str) -> set[str]:
    return {text for mod in sides.base.mods if mod.file == file for _, _, text in _lines(mod)}


def _line_of(sides: Sides, path: str, module: str) -> int:
    """The line of modules.txt that names a module, if base's has no such line; else 0."""

    def lines(read_path: str, *, head: bool) -> list[bytes]:
        try:
            return (sides.head if head else sides.base).tree.read(read_path, most=MODULES_TXT).split(b"\n")
        except TreeError:
            return []

    before = set(lines(path, head=False))
    start = f"# {module} ".encode()
    return next(
        (n for n, line in enumerate(lines(path, head=True), 1) if line.startswith(start) and line not in before), 0
    )
