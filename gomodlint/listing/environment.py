"""What `go` takes from its environment: port, cgo, tool tags, GOROOT, module cache (Go: cmd/go/internal/cfg)."""

from __future__ import annotations

import glob
import os
import platform
import shutil
import sys
from collections.abc import Mapping
from typing import NamedTuple

from gomodlint.conditions.configuration import Configuration
from gomodlint.conditions.facts import facts_of
from gomodlint.conditions.tables import PORTS
from gomodlint.conditions.universe import Universe
from gomodlint.listing.flags import Flags
from gomodlint.listing.refusal import Refusal
from gomodlint.listing.supported import refuse_unsupported
from gomodlint.source import modcache
from gomodlint.source.disk import DiskTree
from gomodlint.source.limits import GO_ENV
from gomodlint.source.std import StdTable, from_goroot, table
from gomodlint.source.tree import TreeError

_ARCHITECTURES = {
    "x86_64": "amd64",
    "amd64": "amd64",
    "aarch64": "arm64",
    "arm64": "arm64",
    "i386": "386",
    "i686": "386",
    "x86": "386",
    "armv7l": "arm",
    "armv6l": "arm",
    "ppc64le": "ppc64le",
    "s390x": "s390x",
    "riscv64": "riscv64",
    "loongarch64": "loong64",
    "mips64": "mips64",
}
_SYSTEMS = {"win32": "windows", "cygwin": "windows", "sunos5": "solaris"}
_COMPILERS = {"darwin": "clang", "freebsd": "clang", "openbsd": "clang", "ios": "clang"}


class Environment(NamedTuple):
    """One build configuration and where its packages are looked for. Paths are absolute."""

    cwd: str
    goos: str
    goarch: str
    cgo: bool
    tags: tuple[str, ...]
    go: str  # the toolchain's version, such as "1.27.3"
    goroot: str  # "" when there is no toolchain: std is then the shipped table
    cache: str
    universe: Universe  # of this one configuration
    std: StdTable
    variables: Mapping[str, str]  # the process environment over Go's own files of it
    indexed: bool  # Go's module index reads directories with errors in another way (GODEBUG=goindex=0: off)

    @property
    def release(self) -> int:
        """The minor version of the toolchain: 27."""
        return int(self.go.split(".")[1].partition("rc")[0].partition("beta")[0])


def environment_of(flags: Flags, environ: Mapping[str, str], cwd: str) -> Environment:
    """The environment of a run. Raises NoVerdict for what Go refuses."""
    goroot = _goroot(environ)
    variables = effective(environ)
    setting = variables.get("GO111MODULE", "on")
    if setting == "off":
        raise Refusal("GO111MODULE=off: packages in GOPATH are not supported: unset GO111MODULE", status=2)
    if setting not in {"on", "auto"}:
        raise Refusal(f"go: unknown environment setting GO111MODULE={setting}")
    goos = variables.get("GOOS") or _host_os()
    goarch = variables.get("GOARCH") or _host_architecture()
    cgo = _cgo(variables, goos, goarch)
    std = from_goroot(goroot) if goroot else table("1.27")
    extra = [name for name in ("race", "msan", "asan") if getattr(flags, name)]
    # Go's tools take architecture levels and experiments from the process alone, whatever `go env -w GOARCH` says.
    own = Configuration(environ.get("GOOS") or _host_os(), environ.get("GOARCH") or _host_architecture(), cgo)
    try:
        facts = facts_of(std.go, environ)
        universe = Universe(
            [Configuration(goos, goarch, cgo)],
            true_tags=(*flags.tags, *extra),
            facts=lambda _: facts(own),
            go=std.go,
        )
        universe.tag("goexperiment.none")  # a wrong GOEXPERIMENT is an error before anything else
    except ValueError as error:
        raise Refusal(f"go: {error}", status=2) from error
    indexed = "goindex=0" not in variables.get("GODEBUG", "").split(",")
    cache = modcache.directory(variables)
    return Environment(
        cwd, goos, goarch, cgo, flags.tags, std.version, goroot, cache, universe, std, variables, indexed
    )


def refuse_flags(environment: Environment, flags: Flags) -> None:
    """Raise Refusal for a flag that has no meaning on the port."""
    goos, goarch = environment.goos, environment.goarch
    extra = [name for name in ("race", "msan", "asan") if getattr(flags, name)]
    native = (goos, goarch) == (_host_os(), _host_architecture())
    refuse_unsupported(extra, flags.buildmode, goos, goarch, cgo=environment.cgo, native=native)


def effective(environ: Mapping[str, str]) -> Mapping[str, str]:
    """The process environment, and below it what GOROOT/go.env and `go env -w` set."""
    return {**_settings(_goroot(environ), environ), **{name: text for name, text in environ.items() if text}}


def _goroot(environ: Mapping[str, str]) -> str:
    """GOROOT, else where the `go` on PATH lies; it is looked at, not run."""
    said = environ.get("GOROOT", "")
    if said:
        if not os.path.isdir(os.path.join(said, "src")):
            raise Refusal(f"go: GOROOT={said} is no Go installation: unset GOROOT", status=2)
        return said
    program = shutil.which("go", path=environ.get("PATH"))
    if program is None:
        return ""
    top = os.path.dirname(os.path.dirname(os.path.realpath(program)))
    beside = os.path.dirname(os.path.dirname(program))
    candidates = [top, *glob.glob(os.path.join(glob.escape(beside), "lib", "python3*", "site-packages", "go"))]
    for candidate in candidates:
        if os.path.isfile(os.path.join(candidate, "src", "runtime", "runtime.go")):
            return candidate
    return ""


def _settings(goroot: str, environ: Mapping[str, str]) -> dict[str, str]:
    """What GOROOT/go.env and `go env -w` set (Go: cmd/go/internal/cfg, readEnvFile)."""
    files = [os.path.join(goroot, "go.env")] if goroot else []
    setting = environ.get("GOENV", "")
    if setting != "off":
        home = environ.get("XDG_CONFIG_HOME") or (os.path.join(environ["HOME"], ".config") if "HOME" in environ else "")
        if sys.platform == "darwin" and "HOME" in environ:
            home = os.path.join(environ["HOME"], "Library", "Application Support")
        elif sys.platform == "win32":
            home = environ.get("APPDATA", "")
        if setting or home:
            files.append(setting or os.path.join(home, "go", "env"))
    found: dict[str, str] = {}
    for file in files:
        try:
            text = DiskTree(os.getcwd()).read(os.path.abspath(file), most=GO_ENV).decode("utf-8", "replace")
        except (TreeError, ValueError) as error:
            if isinstance(error, TreeError) and error.reason == GO_ENV.reason:
                raise Refusal(f"go: {file}: {error.reason}", status=2) from error
            continue  # as Go: the file is optional
        for line in text.split("\n"):
            name, equals, value = line.rstrip("\r").partition("=")
            if equals and name[:1].isascii() and name[:1].isupper():
                found[name] = value
    return found


def _host_os() -> str:
    name = _SYSTEMS.get(sys.platform, sys.platform)
    return name.rstrip("0123456789")


def _host_architecture() -> str:
    machine = platform.machine().lower()
    return _ARCHITECTURES.get(machine, machine)


def _cgo(variables: Mapping[str, str], goos: str, goarch: str) -> bool:
    """CGO_ENABLED; unset: on for the host's own port where a C compiler is found (Go: go/build, internal/cfg)."""
    setting = variables.get("CGO_ENABLED", "")
    if setting in {"0", "1"}:
        return setting == "1"
    supported = any(port[:2] == (goos, goarch) and port[4] for port in PORTS)
    if not supported or (goos, goarch) != (_host_os(), _host_architecture()):
        return False
    compiler = variables.get("CC") or _COMPILERS.get(goos, "gcc")
    return bool(variables.get("CC")) or shutil.which(compiler, path=variables.get("PATH")) is not None
