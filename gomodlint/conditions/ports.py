"""The ports of a Go release, and the universe that a policy's `[build]` table asks for.

The facts are those of `go tool dist list -json`.
"""

from collections.abc import Sequence
from typing import Final, Literal, NamedTuple

from gomodlint.conditions.configuration import Configuration, Facts
from gomodlint.conditions.release import UnknownRelease, release_number
from gomodlint.conditions.tables import NEWEST, OLDEST, PORTS
from gomodlint.conditions.universe import Universe

# What others call Go's systems and architectures.
_OTHER_NAMES: Final = {
    "macos": "darwin",
    "osx": "darwin",
    "win": "windows",
    "win32": "windows",
    "aarch64": "arm64",
    "i386": "386",
    "x86": "386",
    "x86_64": "amd64",
    "x64": "amd64",
}
_AT_HAND: Final = {"amd64": 0, "arm64": 1}  # architectures that people have


class UnknownPort(ValueError):  # noqa: N818 - it says what is wrong
    """A port or port pattern that the Go release does not have; `nearest` is the closest name, or empty."""

    def __init__(self, name: str, nearest: str, message: str) -> None:
        super().__init__(message)
        self.name = name
        self.nearest = nearest


class Port(NamedTuple):
    """One line of `go tool dist list -json`."""

    goos: str
    goarch: str
    cgo_supported: bool
    first_class: bool

    def __str__(self) -> str:
        return f"{self.goos}/{self.goarch}"


def universe_for(
    *,
    ports: Sequence[str] = ("first-class",),
    cgo: Literal["both", "on", "off"] = "both",
    tags: Sequence[str] = (),
    go: str = "1.26",
    facts: Facts | None = None,
) -> Universe:
    """Return the universe of the ports that `ports` names in Go release `go`, in the order witnesses prefer.

    An item is "all", "first-class", "GOOS/GOARCH", or a glob of one ("linux/*"). With cgo "both" a port has both
    settings where it supports cgo, with "on" ports without cgo are left out. Raises UnknownPort, UnknownRelease, and
    ValueError if no configuration is left.
    """
    chosen = select(ports, ports_of(go))
    chosen.sort(
        key=lambda port: (
            str(port) != "linux/amd64",
            not port.first_class,
            port.goos != "linux",
            port.goos,
            _AT_HAND.get(port.goarch, 2),
            port,
        )
    )
    configurations = [
        Configuration(port.goos, port.goarch, setting)
        for port in chosen
        for setting in (False, True)
        if (setting and cgo != "off" and port.cgo_supported) or (not setting and cgo != "on")
    ]
    if not configurations:
        what = ", ".join(ports)
        raise ValueError(f'no port of "{what}" supports cgo' if chosen else "ports names no port")
    return Universe(configurations, tags=tags, go=go, facts=facts)


def ports_of(go: str) -> list[Port]:
    """Return the ports of Go release `go` ("1.26" or "1.26.6") by name; raises UnknownRelease."""
    number = release_number(go)
    if not OLDEST <= number <= NEWEST:
        raise UnknownRelease(f"Go {go} is not among the known releases, 1.{OLDEST} to 1.{NEWEST}")
    return [
        Port(goos, goarch, bool(cgo) and cgo <= number, first_class)
        for goos, goarch, first, last, cgo, first_class in PORTS
        if first <= number <= last
    ]


def select(patterns: Sequence[str], ports: Sequence[Port]) -> list[Port]:
    """Return the ports that any of the patterns names, in the order of `ports`; raises UnknownPort."""
    chosen: set[Port] = set()
    for pattern in patterns:
        matched = [port for port in ports if _matches(pattern, port)]
        if not matched:
            raise _unknown(pattern, ports)
        chosen.update(matched)
    return [port for port in ports if port in chosen]


def _matches(pattern: str, port: Port) -> bool:
    if pattern == "all":
        return True
    if pattern == "first-class":
        return port.first_class
    if "*" not in pattern:
        return pattern == str(port)
    from fnmatch import fnmatchcase

    goos, _, goarch = pattern.partition("/")
    return fnmatchcase(port.goos, goos) and fnmatchcase(port.goarch, goarch)


def _unknown(pattern: str, ports: Sequence[Port]) -> UnknownPort:
    from difflib import get_close_matches

    systems = sorted({port.goos for port in ports})
    names = ["all", "first-class", *map(str, ports), *(f"{goos}/*" for goos in systems)]
    go_name = "/".join(_OTHER_NAMES.get(part, part) for part in pattern.lower().split("/"))
    near = [f"{go_name}/*"] if go_name in systems else get_close_matches(go_name, names, 1, 0.5)
    hint = f'; did you mean "{near[0]}"?' if near else ""
    return UnknownPort(pattern, near[0] if near else "", f'no port is named "{pattern}"{hint}')
