"""What `go` refuses on a port (Go: internal/platform/supported.go, cmd/go/internal/work/init.go)."""

from __future__ import annotations

from collections.abc import Sequence

from gomodlint.conditions.tables import PORTS
from gomodlint.listing.flag_names import BUILD_MODES
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
_PIE = frozenset(
    """
    linux/386 linux/amd64 linux/arm linux/arm64 linux/loong64 linux/ppc64 linux/ppc64le linux/riscv64 linux/s390x
    android/amd64 android/arm android/arm64 android/386 freebsd/amd64 darwin/amd64 darwin/arm64 ios/amd64 ios/arm64
    aix/ppc64 openbsd/arm64 windows/386 windows/amd64 windows/arm64
    """.split()  # noqa: SIM905
)
_MODES = {
    "pie": _PIE,
    "c-archive": frozenset(
        """
    aix/ppc64 darwin/amd64 darwin/arm64 ios/amd64 ios/arm64 windows/386 windows/amd64 windows/arm64 linux/386
    linux/amd64 linux/arm linux/arm64 linux/loong64 linux/ppc64 linux/ppc64le linux/riscv64 linux/s390x freebsd/amd64
    """.split()  # noqa: SIM905
    ),
    "c-shared": frozenset(
        """
    linux/amd64 linux/arm linux/arm64 linux/loong64 linux/386 linux/ppc64 linux/ppc64le linux/riscv64 linux/s390x
    android/amd64 android/arm android/arm64 android/386 freebsd/amd64 darwin/amd64 darwin/arm64 windows/amd64
    windows/386 windows/arm64 wasip1/wasm
    """.split()  # noqa: SIM905
    ),
    "shared": frozenset(
        "linux/386 linux/amd64 linux/arm linux/arm64 linux/ppc64 linux/ppc64le linux/s390x".split()  # noqa: SIM905
    ),
    "plugin": frozenset(
        """
    linux/amd64 linux/arm linux/arm64 linux/386 linux/loong64 linux/riscv64 linux/s390x linux/ppc64 linux/ppc64le
    android/amd64 android/386 darwin/amd64 darwin/arm64 freebsd/amd64
    """.split()  # noqa: SIM905
    ),
}
# Where Go links a position independent program by itself, without a C compiler (InternalLinkPIESupported).
_INTERNAL_PIE = frozenset(
    """
    android/arm64 darwin/amd64 darwin/arm64 linux/amd64 linux/arm64 linux/loong64 linux/ppc64
    linux/ppc64le linux/s390x windows/386 windows/amd64 windows/arm64
    """.split()  # noqa: SIM905
)
_DEFAULT_PIE = frozenset({"android", "ios", "windows", "darwin"})


def needs_cgo(goos: str, goarch: str, buildmode: str, *, race: bool) -> str:
    """Why programs are linked with cgo, in Go's words; "" if they are not (Go: load/pkg.go, externalLinkingReason)."""
    port = f"{goos}/{goarch}"
    if (goos == "android" and goarch != "arm64") or port == "ios/arm64":
        return port
    if buildmode == "plugin" or (buildmode == "c-shared" and goarch != "wasm"):
        return f"-buildmode={buildmode}"
    default = buildmode == "default" and goos in _DEFAULT_PIE and not (goos == "windows" and race)
    if (buildmode == "pie" or default) and port not in _INTERNAL_PIE:
        return "default PIE binary" if default else "-buildmode=pie"
    return ""


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
    if buildmode not in BUILD_MODES:
        raise Refusal(f"buildmode={buildmode} not supported")
    if buildmode == "pie" and "race" in sanitizers and goos not in _DEFAULT_PIE - {"windows"}:
        raise Refusal(f"-buildmode=pie not supported when -race is enabled on {port}")
    known = any(port == f"{one}/{other}" for one, other, *_ in PORTS)
    if buildmode != "default" and not (known and port in _MODES.get(buildmode, {port})):
        raise Refusal(f"-buildmode={buildmode} not supported on {port}\n")
