"""What a file's name says: which files Go sees, which are tests, and which ports a name asks for.

Source: Go's go/build/build.go (goodOSArchFile) and internal/syslist.
"""

from gomodlint.source.constraint import Expr

KNOWN_OS = frozenset(
    "aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris wasip1 windows zos".split()  # noqa: E501, SIM905
)
KNOWN_ARCH = frozenset(
    "386 amd64 amd64p32 arm armbe arm64 arm64be loong64 mips mipsle mips64 mips64le mips64p32 mips64p32le ppc ppc64 ppc64le riscv riscv64 s390 s390x sparc sparc64 wasm".split()  # noqa: E501, SIM905
)
UNIX_OS = frozenset(
    "aix android darwin dragonfly freebsd hurd illumos ios linux netbsd openbsd solaris".split()  # noqa: SIM905
)

_suffixes: dict[tuple[str, str], Expr | None] = {}


def is_go(name: str) -> bool:
    """Whether Go sees the file at all as Go source: `.go`, and no `_` or `.` in front."""
    return name.endswith(".go") and name[0] not in "_."


def is_test(name: str) -> bool:
    """Whether it is a test file."""
    return name.endswith("_test.go")


def constraint(name: str) -> Expr | None:
    """The constraint that a file name implies (`x_linux_amd64.go`), or None.

    The name is cut at its first dot, what stands before the first `_` and one trailing `test` do not count; then the
    last two elements may be an OS and an architecture, or the last one either.
    """
    elements = name.partition(".")[0].split("_")
    if len(elements) < 2:
        return None
    del elements[0]
    if elements[-1] == "test":
        elements.pop()
    if not elements:
        return None
    key = (elements[-2] if len(elements) > 1 else "", elements[-1])
    try:
        return _suffixes[key]
    except KeyError:
        expression = _expression(*key)
        if len(_suffixes) < 10_000:  # names come from strangers: the memory stays small
            _suffixes[key] = expression
        return expression


def _expression(second: str, last: str) -> Expr | None:
    if second in KNOWN_OS and last in KNOWN_ARCH:
        return ("and", ("tag", second), ("tag", last))
    if last in KNOWN_OS or last in KNOWN_ARCH:
        return ("tag", last)
    return None
