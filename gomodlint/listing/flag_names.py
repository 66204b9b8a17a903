"""Which flags there are, and what a listing does with each (Go: cmd/go/internal/work/build.go, list/list.go)."""

from __future__ import annotations

SWITCHES = {"e": "errors_too", "deps": "deps", "test": "test", "find": "find", "conditions": "conditions"}
SWITCHES |= {"race": "race", "msan": "msan", "asan": "asan"}
# Flags of go list that only bear on what a build does or prints meanwhile: taken, without any effect on a listing.
IDLE_SWITCHES = frozenset({"a", "n", "v", "x", "work", "trimpath", "modcacherw", "buildvcs"})
IDLE_VALUES = frozenset(
    "p asmflags gcflags gccgoflags ldflags toolexec pkgdir installsuffix debug-actiongraph debug-runtime-trace debug-trace".split()  # noqa: E501, SIM905
)
REFUSED_SWITCHES = frozenset({"m", "export", "compiled", "u", "versions", "retracted", "cover", "linkshared"})
REFUSED_VALUES = frozenset({"f", "reuse", "overlay", "covermode", "coverpkg", "compiler"})
# Of the refused ones, the values that change nothing in a listing, wherever it is made.
NEUTRAL = {"compiler": {"gc"}}
# Flags of go's other commands, which GOFLAGS may hold and go list passes over. Any other name there is an error.
OF_OTHER_COMMANDS = frozenset(
    """
    artifacts bench benchmem benchtime blockprofile blockprofilerate broken c cache changed compat count
    coverprofile cpu cpuprofile d diff dropexclude dropgodebug dropignore dropreplace droprequire
    dropretract droptool dropuse exclude exec failfast fix fmt fullpath fuzz fuzzcache fuzzminimizetime
    fuzztime go godebug i ignore insecure list memprofile memprofilerate modcache module mutexprofile
    mutexprofilefraction o outputdir parallel print r replace require retract run short shuffle skip t
    testcache timeout tool toolchain trace use vendor vet vettool w
    """.split()  # noqa: SIM905
)
BUILD_MODES = ("default", "archive", "c-archive", "c-shared", "exe", "pie", "plugin", "shared")
MODES = ("", "readonly", "vendor", "mod")
