"""Imports that the go command adds by itself (Go: load/pkg.go, Package.load and LinkerDeps)."""

from __future__ import annotations

from gomodlint.listing.package import Build, Package
from gomodlint.listing.supported import needs_cgo

BRIDGE = "simd/internal/bridge"
_NO_RUNTIME_CGO = frozenset({"runtime/cgo"})
_NO_SYSCALL = frozenset({"runtime/cgo", "runtime/race", "runtime/msan", "runtime/asan"})


def implicit_imports(
    package: Package, build: Build, linked: tuple[list[str], str], *, find: bool
) -> tuple[list[str], str]:
    """The imports that the go command adds, and why it refuses the package's linking, if so."""
    found: list[str] = []

    def add(*names: str) -> None:
        found.extend(name for name in names if name not in package.imports and name not in found)

    path = package.import_path
    if "simd" in package.imports and build.release >= 27 and build.goarch in {"amd64", "arm64", "wasm"}:
        add(BRIDGE)
    if find:
        return found, ""
    if package.files("CgoFiles"):
        add("unsafe")
        if not (package.standard and path in _NO_RUNTIME_CGO):
            add("runtime/cgo")
        if not (package.standard and path in _NO_SYSCALL):
            add("syscall")
    if package.files("SwigFiles") or package.files("SwigCXXFiles"):
        add("unsafe", "runtime/cgo", "syscall", "sync")
    if package.name == "main":
        dependencies, problem = linked
        if problem:
            return found, problem
        add(*dependencies)
    return found, ""


def linker_dependencies(build: Build) -> tuple[list[str], str]:
    """What every program links (Go: LinkerDeps), or why it cannot be linked."""
    found = ["runtime"]
    what = needs_cgo(build.goos, build.goarch, build.mode, race="race" in build.flags)
    if what and not build.cgo and build.release >= 22:
        return [], f"{what} requires external (cgo) linking, but cgo is not enabled"
    if what and build.cgo:
        found.append("runtime/cgo")
    if build.goarch == "arm":
        found.append("math")
    found += [f"runtime/{name}" for name in build.flags]
    return found, ""
