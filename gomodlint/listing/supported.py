"""What `go` refuses on a port (Go: internal/platform/supported.go, cmd/go/internal/work/init.go)."""

from __future__ import annotations

from collections.abc import Sequence

from gomodlint.listing.refusal import Refusal

_SANITIZERS = {
    "race": frozenset(
        """
    linux/amd64 linux/arm64 linux/loong64 linux/ppc64le linux/riscv64 linux/s390x darwin/amd64
    darwin/arm64 freebsd/amd64 netbsd/amd64 windows/amd64
    """.split()  # noqa: SIM905
    ),
    "msan": frozenset({"linux/amd64", "linux/arm64", "linux/loong64", "freebsd/amd64"}),
    "asan": frozenset({"linux/amd64", "linux/arm64", "linux/loong64", "linux/riscv64", "linux/ppc64le"}),
}
# Where a position independent program needs no cgo to be linked: any of these build modes lists the same packages.
_INTERNAL_PIE = frozenset(
    """
    android/arm64 darwin/amd64 darwin/arm64 linux/amd64 linux/arm64 linux/loong64 linux/ppc64
    linux/ppc64le linux/s390x windows/386 windows/amd64 windows/arm64
    """.split()  # noqa: SIM905
)


def refuse_unsupported(
    sanitizers: Sequence[str], buildmode: str, goos: str, goarch: str, *, cgo: bool, native: bool
) -> None:
    """Raise Refusal, in Go's words, for a flag that has no meaning on the port; `native`: it is the machine's own."""
    port = f"{goos}/{goarch}"
    for name in sanitizers:
        if port not in _SANITIZERS[name]:
            raise Refusal(f"-{name} is not supported on {port}", status=2)
        if not cgo and not (name == "race" and goos == "darwin"):
            enable = "; enable cgo by setting CGO_ENABLED=1" if native else ""
            raise Refusal(f"go: -{name} requires cgo{enable}", status=2)
    if buildmode != "default" and (port not in _INTERNAL_PIE or (buildmode == "pie" and "race" in sanitizers)):
        raise Refusal(f"gomodlint list has no -buildmode={buildmode} on {port}: ask go list", status=2)
