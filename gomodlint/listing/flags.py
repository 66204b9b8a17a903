"""The command line of `go list`, in Go's own flag syntax (Go: cmd/go/internal/work/build.go, list/list.go)."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gomodlint.listing.flag_names import (
    IDLE_SWITCHES,
    IDLE_VALUES,
    MODES,
    NEUTRAL,
    OF_OTHER_COMMANDS,
    REFUSED_SWITCHES,
    REFUSED_VALUES,
    SWITCHES,
)
from gomodlint.listing.refusal import Refusal


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
    buildmode: str = "default"
    profiles: bool = True  # -pgo=auto: programs with a default.pgo are compiled with it
    directory: str = ""  # -C
    patterns: list[str] = field(default_factory=list)


_TRUE = frozenset({"1", "t", "T", "true", "TRUE", "True"})
_FALSE = frozenset({"0", "f", "F", "false", "FALSE", "False"})


def parse(arguments: Sequence[str], environ: Mapping[str, str]) -> Flags:
    """Read GOFLAGS, then the arguments, which win. Raises UsageError, or Refusal, in words like Go's."""
    found = Flags()
    for word in _goflags(environ):
        name, equals, value = word.removeprefix("-").removeprefix("-").partition("=")
        if name not in OF_OTHER_COMMANDS:
            _set(found, name, value if equals else None, [], source=" (from $GOFLAGS)")
    waiting = list(arguments)
    first = True
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
        if name == "C" and not first:
            said = value or (waiting or [""])[0]
            raise UsageError(f'invalid value "{said}" for flag -C: -C flag must be first flag on command line')
        _set(found, name, value if equals else None, waiting)
        first &= name == "conditions"
    found.patterns = waiting
    _consistent(found)
    return found


_KNOWN = (
    frozenset({"C", "json", "tags", "mod", "modfile", "pgo", "buildmode", *SWITCHES}) - {"conditions"}
    | IDLE_SWITCHES
    | IDLE_VALUES
)
_KNOWN |= REFUSED_SWITCHES | REFUSED_VALUES | OF_OTHER_COMMANDS


def _goflags(environ: Mapping[str, str]) -> list[str]:
    try:
        words = shlex.split(environ.get("GOFLAGS", ""), posix=True)
    except ValueError:
        raise Refusal("go: parsing $GOFLAGS: unterminated quote") from None
    for word in words:
        text = word.removeprefix("-").removeprefix("-")
        if not word.startswith("-") or not text or text[0] in "-=":
            raise Refusal(f'go: parsing $GOFLAGS: non-flag "{word}"')
        name = text.partition("=")[0]
        if name not in _KNOWN:
            raise Refusal(f"go: parsing $GOFLAGS: unknown flag -{name}")
    return words


def _set(found: Flags, name: str, value: str | None, waiting: list[str], *, source: str = "") -> None:
    """Take one flag; a flag with a value takes it from `waiting` if there is none in the word itself."""
    if name in SWITCHES:
        setattr(found, SWITCHES[name], _truth(name, value))
    elif name == "json":
        _json(found, value)
    elif name in IDLE_SWITCHES:
        if name != "buildvcs" or value != "auto":
            _truth(name, value)
    elif name in REFUSED_SWITCHES:
        if _truth(name, value):
            raise UsageError(f"gomodlint list has no -{name}: ask go list")
    else:
        if name not in IDLE_VALUES | REFUSED_VALUES | {"tags", "mod", "modfile", "pgo", "buildmode", "C"}:
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
        if value not in MODES:
            raise UsageError(f"-mod={value} not supported (can be '', 'mod', 'readonly', or 'vendor')")
        found.mod = value
    elif name == "modfile":
        found.modfile = value
    elif name == "C" and not source:
        found.directory = value
    elif name == "pgo":
        found.profiles = value == "auto"
    elif name == "buildmode":
        found.buildmode = value
    elif name in REFUSED_VALUES:
        if value not in NEUTRAL.get(name, ()):
            raise UsageError(f"gomodlint list has no -{name}: ask go list")
    else:
        _idle(name, value)


def _idle(name: str, value: str) -> None:
    """Refuse the values that Go refuses, and the one that makes programs import more."""
    if name == "p" and not re.fullmatch(r"[+-]?\d+", value):
        raise UsageError(f'invalid value "{value}" for flag -p: parse error')
    if name.endswith("flags") and value.strip() and value.strip()[0] != "-" and "=" not in value:
        raise UsageError(f'invalid value "{value}" for flag -{name}: missing =<value> in <pattern>=<value>')
    if name == "ldflags" and "-linkmode" in value:
        raise UsageError("gomodlint list has no -ldflags=-linkmode: ask go list")


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
