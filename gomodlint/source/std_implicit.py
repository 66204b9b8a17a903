"""The imports that the go command adds by itself: for cgo, for the linker, for package simd.

GO: cmd/go/internal/load/pkg.go, Package.load and LinkerDeps; the same from 1.21 to 1.27 but for simd.
"""

from collections.abc import Collection
from typing import Final

from gomodlint.source.cgo import CGO_ENABLED
from gomodlint.source.constraint import Expr
from gomodlint.source.std_table import Edge

# Where linking needs cgo whatever the flags are (GO: internal/platform/supported.go, MustLinkExternal, and DefaultPIE
# without InternalLinkPIESupported). With cgo disabled, up to Go 1.21 there is no such import; from 1.22 the go command
# refuses the main package instead, and reads none of its imports.
LINKS_WITH_CGO: Final[Expr] = ("or", ("and", ("tag", "android"), ("not", ("tag", "arm64"))), ("tag", "ios"))
_SIMD_ARCHITECTURES: Final[Expr] = ("or", ("tag", "amd64"), ("tag", "arm64"), ("tag", "wasm"))
_SIMD_BRIDGE: Final = "simd/internal/bridge"

# Packages of std to which cgo does not add the import, or they would import themselves.
_WITHOUT_RUNTIME_CGO: Final = ("runtime/cgo",)
_WITHOUT_SYSCALL: Final = ("runtime/cgo", "runtime/race", "runtime/msan", "runtime/asan")


def implicit_imports(
    path: str = "",
    *,
    main: bool = False,
    cgo: bool = False,
    simd: bool = False,
    release: int,
    flags: Collection[str] = (),
) -> tuple[Edge, ...]:
    """Return the imports that Go 1.`release` adds to a package, each with its condition (None: always).

    `main`: it is `package main` or a test binary. `cgo`: it has files that import "C", where cgo is enabled; the caller
    adds that condition. `simd`: it imports "simd". `path` counts only in std, where a few packages are exempt from what
    cgo adds. `flags`: which of race, msan, asan and cover the build is made with. Conditions speak of the port, never
    of tags given by `-tags=`.
    """
    edges: list[Edge] = []
    if cgo:
        edges.append(("unsafe", None))
        if path not in _WITHOUT_RUNTIME_CGO:
            edges.append(("runtime/cgo", None))
        if path not in _WITHOUT_SYSCALL:
            edges.append(("syscall", None))
    if simd and release >= 27:
        edges.append((_SIMD_BRIDGE, _SIMD_ARCHITECTURES))
    if main:
        edges.append(("runtime", None))
        edges.append(("runtime/cgo", ("and", LINKS_WITH_CGO, CGO_ENABLED)))
        edges.append(("math", ("tag", "arm")))
        edges.extend((f"runtime/{name}", None) for name in ("race", "msan", "asan") if name in flags)
        if "cover" in flags:
            edges.append(("runtime/coverage", None))
    return tuple(edges)
