"""Facts of each Go release, written by `bench/go_tables.py` from real toolchains; not edited by hand."""

from typing import Final

OLDEST: Final = 21
NEWEST: Final = 27

# (GOOS, GOARCH, first release, last, first with cgo (0: none), first class); releases are 1.N
PORTS: Final = (
    ("aix", "ppc64", 21, 27, 21, False),
    ("android", "386", 21, 27, 21, False),
    ("android", "amd64", 21, 27, 21, False),
    ("android", "arm", 21, 27, 21, False),
    ("android", "arm64", 21, 27, 21, False),
    ("darwin", "amd64", 21, 27, 21, True),
    ("darwin", "arm64", 21, 27, 21, True),
    ("dragonfly", "amd64", 21, 27, 21, False),
    ("freebsd", "386", 21, 27, 21, False),
    ("freebsd", "amd64", 21, 27, 21, False),
    ("freebsd", "arm", 21, 27, 21, False),
    ("freebsd", "arm64", 21, 27, 21, False),
    ("freebsd", "riscv64", 21, 25, 21, False),
    ("illumos", "amd64", 21, 27, 21, False),
    ("ios", "amd64", 21, 27, 21, False),
    ("ios", "arm64", 21, 27, 21, False),
    ("js", "wasm", 21, 27, 0, False),
    ("linux", "386", 21, 27, 21, True),
    ("linux", "amd64", 21, 27, 21, True),
    ("linux", "arm", 21, 27, 21, True),
    ("linux", "arm64", 21, 27, 21, True),
    ("linux", "loong64", 21, 27, 21, False),
    ("linux", "mips", 21, 27, 21, False),
    ("linux", "mips64", 21, 27, 21, False),
    ("linux", "mips64le", 21, 27, 21, False),
    ("linux", "mipsle", 21, 27, 21, False),
    ("linux", "ppc64", 21, 27, 27, False),
    ("linux", "ppc64le", 21, 27, 21, False),
    ("linux", "riscv64", 21, 27, 21, False),
    ("linux", "s390x", 21, 27, 21, False),
    ("netbsd", "386", 21, 27, 21, False),
    ("netbsd", "amd64", 21, 27, 21, False),
    ("netbsd", "arm", 21, 27, 21, False),
    ("netbsd", "arm64", 21, 27, 21, False),
    ("openbsd", "386", 21, 27, 21, False),
    ("openbsd", "amd64", 21, 27, 21, False),
    ("openbsd", "arm", 21, 27, 21, False),
    ("openbsd", "arm64", 21, 27, 21, False),
    ("openbsd", "ppc64", 22, 27, 0, False),
    ("openbsd", "riscv64", 23, 27, 23, False),
    ("plan9", "386", 21, 27, 0, False),
    ("plan9", "amd64", 21, 27, 0, False),
    ("plan9", "arm", 21, 27, 0, False),
    ("solaris", "amd64", 21, 27, 21, False),
    ("wasip1", "wasm", 21, 27, 0, False),
    ("windows", "386", 21, 27, 21, True),
    ("windows", "amd64", 21, 27, 21, True),
    ("windows", "arm", 21, 23, 0, False),
    ("windows", "arm64", 21, 27, 21, False),
)

# release -> experiment -> where it is on by default: everywhere (), or GOARCHes, or not on !GOOSes
EXPERIMENTS: Final[dict[int, dict[str, tuple[str, ...]]]] = {
    21: {
        "coverageredesign": (),
        "regabiargs": ("amd64", "arm64", "ppc64", "ppc64le", "riscv64"),
        "regabiwrappers": ("amd64", "arm64", "ppc64", "ppc64le", "riscv64"),
    },
    22: {
        "allocheaders": (),
        "coverageredesign": (),
        "exectracer2": (),
        "regabiargs": ("amd64", "arm64", "loong64", "ppc64", "ppc64le", "riscv64"),
        "regabiwrappers": ("amd64", "arm64", "loong64", "ppc64", "ppc64le", "riscv64"),
    },
    23: {
        "coverageredesign": (),
        "regabiargs": ("amd64", "arm64", "loong64", "ppc64", "ppc64le", "riscv64"),
        "regabiwrappers": ("amd64", "arm64", "loong64", "ppc64", "ppc64le", "riscv64"),
    },
    24: {
        "aliastypeparams": (),
        "coverageredesign": (),
        "regabiargs": ("amd64", "arm64", "loong64", "ppc64", "ppc64le", "riscv64"),
        "regabiwrappers": ("amd64", "arm64", "loong64", "ppc64", "ppc64le", "riscv64"),
        "spinbitmutex": ("386", "amd64", "arm", "arm64", "ppc64", "ppc64le"),
        "swissmap": (),
        "synchashtriemap": (),
    },
    25: {
        "aliastypeparams": (),
        "dwarf5": ("!aix", "!darwin", "!ios"),
        "regabiargs": ("amd64", "arm64", "loong64", "ppc64", "ppc64le", "riscv64"),
        "regabiwrappers": ("amd64", "arm64", "loong64", "ppc64", "ppc64le", "riscv64"),
        "swissmap": (),
        "synchashtriemap": (),
    },
    26: {
        "dwarf5": ("!aix", "!darwin", "!ios"),
        "greenteagc": (),
        "randomizedheapbase64": (),
        "regabiargs": ("amd64", "arm64", "loong64", "ppc64", "ppc64le", "riscv64", "s390x"),
        "regabiwrappers": ("amd64", "arm64", "loong64", "ppc64", "ppc64le", "riscv64", "s390x"),
    },
    27: {
        "dwarf5": ("!aix", "!darwin", "!ios"),
        "greenteagc": (),
        "jsonv2": (),
        "randomizedheapbase64": (),
        "regabiargs": ("amd64", "arm64", "loong64", "ppc64", "ppc64le", "riscv64", "s390x"),
        "regabiwrappers": ("amd64", "arm64", "loong64", "ppc64", "ppc64le", "riscv64", "s390x"),
        "sizespecializedmalloc": (),
    },
}

# release -> GOARCHes on which regabiwrappers and regabiargs are on whatever GOEXPERIMENT says
REGABI_ALWAYS: Final[dict[int, tuple[str, ...]]] = {
    21: ("amd64", "arm64", "ppc64", "ppc64le", "riscv64"),
    22: ("amd64", "arm64", "ppc64", "ppc64le", "riscv64"),
    23: ("amd64", "arm64", "loong64", "ppc64", "ppc64le", "riscv64"),
    24: ("amd64", "arm64", "loong64", "ppc64", "ppc64le", "riscv64"),
    25: ("amd64", "arm64", "loong64", "ppc64", "ppc64le", "riscv64"),
    26: ("amd64", "arm64", "loong64", "ppc64", "ppc64le", "riscv64"),
    27: ("amd64", "arm64", "loong64", "ppc64", "ppc64le", "riscv64", "s390x"),
}

# release -> every name that GOEXPERIMENT may hold there
EXPERIMENT_NAMES: Final[dict[int, str]] = {
    21: (
        "arenas "
        "boringcrypto "
        "cacheprog "
        "cgocheck2 "
        "coverageredesign "
        "fieldtrack "
        "heapminimum512kib "
        "loopvar "
        "pagetrace "
        "preemptibleloops "
        "regabiargs "
        "regabiwrappers "
        "staticlockranking "
    ),
    22: (
        "allocheaders "
        "arenas "
        "boringcrypto "
        "cacheprog "
        "cgocheck2 "
        "coverageredesign "
        "exectracer2 "
        "fieldtrack "
        "heapminimum512kib "
        "loopvar "
        "newinliner "
        "pagetrace "
        "preemptibleloops "
        "range "
        "rangefunc "
        "regabiargs "
        "regabiwrappers "
        "staticlockranking "
    ),
    23: (
        "aliastypeparams "
        "arenas "
        "boringcrypto "
        "cacheprog "
        "cgocheck2 "
        "coverageredesign "
        "fieldtrack "
        "heapminimum512kib "
        "loopvar "
        "newinliner "
        "preemptibleloops "
        "rangefunc "
        "regabiargs "
        "regabiwrappers "
        "staticlockranking "
    ),
    24: (
        "aliastypeparams "
        "arenas "
        "boringcrypto "
        "cacheprog "
        "cgocheck2 "
        "coverageredesign "
        "fieldtrack "
        "heapminimum512kib "
        "loopvar "
        "newinliner "
        "preemptibleloops "
        "rangefunc "
        "regabiargs "
        "regabiwrappers "
        "spinbitmutex "
        "staticlockranking "
        "swissmap "
        "synchashtriemap "
        "synctest "
    ),
    25: (
        "aliastypeparams "
        "arenas "
        "boringcrypto "
        "cacheprog "
        "cgocheck2 "
        "dwarf5 "
        "fieldtrack "
        "greenteagc "
        "heapminimum512kib "
        "jsonv2 "
        "loopvar "
        "newinliner "
        "preemptibleloops "
        "rangefunc "
        "regabiargs "
        "regabiwrappers "
        "staticlockranking "
        "swissmap "
        "synchashtriemap "
        "synctest "
    ),
    26: (
        "arenas "
        "boringcrypto "
        "cgocheck2 "
        "dwarf5 "
        "fieldtrack "
        "goroutineleakprofile "
        "greenteagc "
        "heapminimum512kib "
        "jsonv2 "
        "loopvar "
        "newinliner "
        "preemptibleloops "
        "randomizedheapbase64 "
        "regabiargs "
        "regabiwrappers "
        "runtimefreegc "
        "runtimesecret "
        "simd "
        "sizespecializedmalloc "
        "staticlockranking "
    ),
    27: (
        "arenas "
        "boringcrypto "
        "cgocheck2 "
        "dwarf5 "
        "fieldtrack "
        "greenteagc "
        "heapminimum512kib "
        "jsonv2 "
        "loopvar "
        "mapsplitgroup "
        "newinliner "
        "preemptibleloops "
        "randomizedheapbase64 "
        "regabiargs "
        "regabiwrappers "
        "runtimefreegc "
        "runtimesecret "
        "simd "
        "sizespecializedmalloc "
        "staticlockranking "
    ),
}
