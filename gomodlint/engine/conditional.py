"""Packages with the exact condition of all that is in them: `gomodlint list --conditions`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gomodlint.conditions.diagram import Condition
from gomodlint.engine.look import Look
from gomodlint.graph.package import Package
from gomodlint.policy.selector import Selector

_FILES = {"production": "GoFiles", "test": "TestGoFiles", "external-test": "XTestGoFiles"}


def conditional(seen: Look, chosen: Selector, *, deps: bool, tests: bool) -> Iterator[dict[str, object]]:
    """Own packages that are chosen; with `deps` all that they import before them, with `tests` for their tests too.

    Field names are `go list`'s. A condition is a `//go:build` expression over every port, cgo setting and declared
    tag, whatever the policy counts; "" for every build. Where there are too many tags to tell exactly it is wider, and
    "Exact" is false.
    """
    packages = seen.linked.graph.packages
    selected = chosen.select(packages)
    own = [package for package in seen.linked.graph.subjects() if package.index in selected]
    named = {package.index for package in own}
    found = _with_imports(packages, own, tests=tests) if deps else own
    for package in found:
        yield _plain(seen, package, named=package.index in named)


def _with_imports(packages: list[Package], roots: list[Package], *, tests: bool) -> list[Package]:
    """Packages that roots reach, each after what it imports; cycles are cut where they close."""
    found: list[Package] = []
    seen: set[int] = set()
    for root in roots:
        wanted = [root, *(packages[index] for index in (*root.test_imports, *root.external_test_imports) if tests)]
        for start in [*wanted[1:], root]:
            if start.index in seen:
                continue
            seen.add(start.index)
            stack = [(start, iter(sorted(start.imports, key=lambda index: packages[index].path)))]
            while stack:
                package, following = stack[-1]
                for index in following:
                    if index not in seen:
                        seen.add(index)
                        below = packages[index]
                        stack.append((below, iter(sorted(below.imports, key=lambda at: packages[at].path))))
                        break
                else:
                    stack.pop()
                    found.append(package)
    return found


def _plain(seen: Look, package: Package, *, named: bool) -> dict[str, object]:
    universe = seen.universe
    is_exact = not seen.loose and package.index not in seen.linked.graph.wider

    def field(name: str, condition: Condition) -> dict[str, object]:
        label = universe.at_most(condition)
        return {name: label.text} | ({} if label.exact and is_exact else {"Exact": False})

    def edges(imports: Mapping[int, Condition]) -> list[dict[str, object]]:
        rows = [(seen.linked.graph.packages[index].path, condition) for index, condition in imports.items()]
        return [{"ImportPath": path} | field("Condition", condition) for path, condition in sorted(rows)]

    found: dict[str, object] = {"ImportPath": package.path, "Name": package.name, "Dir": package.directory}
    if package.module is not None:
        found["Module"] = {"Path": package.module.path, "Version": package.module.version}
    found |= {"Origin": package.origin, "DepOnly": not named, "Error": package.problem}
    if package.origin != "missing":
        found |= field("Condition", package.exists)
    if package.main:
        found |= field("Main", package.main)
    for kind, name in _FILES.items():
        files = [file for file in package.files if file.kind == kind]
        found[name] = [{"Name": file.name} | field("Condition", file.condition) for file in files]
    found["Imports"] = edges(package.imports)
    found["TestImports"] = edges(package.test_imports)
    found["XTestImports"] = edges(package.external_test_imports)
    return {name: value for name, value in found.items() if value or name in {"Condition", "Main", "Exact"}}
