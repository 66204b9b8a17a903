"""The command line of `go list`, in Go's own flag syntax (Go: cmd/go/internal/work/build.go, list/list.go)."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


class UsageError(Exception):
    """A command line that cannot be answered; the words say why."""


@dataclass(slots=True)
class Flags:
    """What was asked: `json` with no `fields` means every field."""

    json: bool = False
    fields: set[str] = field(default_factory=set)
    errors_too: bool = False  # -e
    deps: bool = False
    test: bool = False
    find: bool = False
    conditions: bool = False
    tags: tuple[str, ...] = ()
    mod: str = ""
    modfile: str = ""
    race: bool = False
    msan: bool = False
    asan: bool = False
    profiles: bool = True  # -pgo=auto: programs with a default.pgo are compiled with it
    directory: str = ""  # -C
    patterns: list[str] = field(default_factory=list)


_SWITCHES = {"e": "errors_too", "deps": "deps", "test": "test", "find": "find", "conditions": "conditions"}
_SWITCHES |= {"race": "race", "msan": "msan", "asan": "asan"}
# Flags of go list that only bear on what a build does or prints meanwhile: taken, without any effect on a listing.
_IDLE_SWITCHES = frozenset({"a", "n", "v", "x", "work", "trimpath", "modcacherw", "buildvcs"})
_IDLE_VALUES = frozenset({"p", "asmflags", "gcflags", "gccgoflags", "ldflags", "toolexec", "pkgdir", "installsuffix"})
_REFUSED_SWITCHES = frozenset({"m", "export", "compiled", "u", "versions", "retracted", "cover", "linkshared"})
_REFUSED_VALUES = frozenset({"f", "reuse", "overlay", "covermode", "coverpkg", "compiler", "buildmode", "pgo"})
_TRUE = frozenset({"1", "t", "T", "true", "TRUE", "True"})
_FALSE = frozenset({"0", "f", "F", "false", "FALSE", "False"})
_MODES = ("readonly", "vendor", "mod")


def parse(arguments: Sequence[str], environ: Mapping[str, str]) -> Flags:
    """Read GOFLAGS, then the arguments, which win. Raises UsageError in words like Go's."""
    found = Flags()
    for word in _goflags(environ):
        name, equals, value = word.lstrip("-").partition("=")
        _set(found, name, value if equals else None, [], source=" (from $GOFLAGS)")
    waiting = list(arguments)
    while waiting:
        word = waiting[0]
        if len(word) < 2 or word[0] != "-":
            break
        waiting.pop(0)
        if word == "--":
            break
        text = word[2:] if word.startswith("--") else word[1:]
        name, equals, value = text.partition("=")
        if not name or name[0] == "-":
            raise UsageError(f"bad flag syntax: {word}")
        _set(found, name, value if equals else None, waiting)
    found.patterns = waiting
    _consistent(found)
    return found


def _goflags(environ: Mapping[str, str]) -> list[str]:
    try:
        words = shlex.split(environ.get("GOFLAGS", ""), posix=True)
    except ValueError:
        raise UsageError("parsing $GOFLAGS: unterminated quote") from None
    for word in words:
        name = word.removeprefix("-").removeprefix("-")
        if not word.startswith("-") or not name or name[0] in "-=":
            raise UsageError(f'parsing $GOFLAGS: non-flag "{word}"')
    return words


def _set(found: Flags, name: str, value: str | None, waiting: list[str], *, source: str = "") -> None:
    """Take one flag; a flag with a value takes it from `waiting` if there is none in the word itself."""
    if name in _SWITCHES:
        setattr(found, _SWITCHES[name], _truth(name, value))
    elif name == "json":
        _json(found, value)
    elif name in _IDLE_SWITCHES:
        if name != "buildvcs":
            _truth(name, value)
    elif name in _REFUSED_SWITCHES:
        if _truth(name, value) and not source:
            raise UsageError(f"gomodlint list has no -{name}: ask go list")
    else:
        if name not in _IDLE_VALUES | _REFUSED_VALUES | {"tags", "mod", "modfile", "C"} and not source:
            raise UsageError(f"flag provided but not defined: -{name}")
        if value is None:
            if not waiting:
                raise UsageError(f"flag needs an argument: -{name}{source}")
            value = waiting.pop(0)
        _set_value(found, name, value, source)


def _set_value(found: Flags, name: str, value: str, source: str) -> None:
    if name == "tags":
        found.tags = _tags(value)
    elif name == "mod":
        if value not in _MODES:
            raise UsageError(f"-mod={value} not supported (can be '', 'mod', 'readonly', or 'vendor')")
        found.mod = value
    elif name == "modfile":
        found.modfile = value
    elif name == "C" and not source:
        found.directory = value
    elif name == "pgo" and value in {"auto", "off"}:
        found.profiles = value == "auto"
    elif name in _REFUSED_VALUES:
        neutral = {"compiler": "gc", "buildmode": "default"}.get(name)
        if value != neutral and not source:
            raise UsageError(f"gomodlint list has no -{name}: ask go list")


def _truth(name: str, value: str | None) -> bool:
    if value is None or value in _TRUE:
        return True
    if value in _FALSE:
        return False
    raise UsageError(f'invalid boolean value "{value}" for -{name}: parse error')


def _json(found: Flags, value: str | None) -> None:
    if value is None or value in _TRUE:
        found.json = True
    elif value in _FALSE:
        found.json = False
    else:
        found.json = True
        found.fields |= set(value.split(","))


def _tags(value: str) -> tuple[str, ...]:
    """-tags: separated by commas, or by blanks as up to Go 1.12."""
    if " " in value or "'" in value:
        try:
            return tuple(shlex.split(value))
        except ValueError:
            raise UsageError(f'invalid value "{value}" for flag -tags: unterminated quote') from None
    return tuple(tag for tag in value.split(",") if tag)


def _consistent(found: Flags) -> None:
    if found.find and found.deps:
        raise UsageError("go list -deps cannot be used with -find")
    if found.find and found.test:
        raise UsageError("go list -test cannot be used with -find")
    chosen = [name for name in ("race", "msan", "asan") if getattr(found, name)]
    if len(chosen) > 1:
        raise UsageError(f"may not use -{chosen[0]} and -{chosen[1]} simultaneously")
    if found.directory and not found.conditions and "" in found.patterns:
        raise UsageError('invalid package: ""')
