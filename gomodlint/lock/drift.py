"""What has changed between two locks, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from gomodlint.source.lock_file import AT_MOST, PERHAPS


class Drift(NamedTuple):
    """One difference. `line` is one of the old lock: that of the fact, or of the block that would have it."""

    line: int
    importer: str  # a program; "" of the third-party part
    imported: str
    message: str


class _Fact(NamedTuple):
    line: int
    text: str


def drift(old: Sequence[str], new: Sequence[str]) -> Iterator[Drift]:
    """Differences, in the order of the lock: programs package by package, the third-party part module by module."""
    before, after = _programs(old), _programs(new)
    last = len(old) - 1 if old and old[-1] == "" else len(old)  # where a new program would stand
    for main in sorted(before.keys() | after.keys()):
        yield from _of_program(main, before.get(main), after.get(main), last)
    before, after = _modules(old), _modules(new)
    for path in sorted(before.keys() | after.keys()):
        yield from _of_module(path, before.get(path), after.get(path))


def _of_program(
    main: str, before: dict[str, _Fact] | None, after: dict[str, _Fact] | None, last: int
) -> Iterator[Drift]:
    if before is None or after is None:
        known = before or after or {}
        line = before[""].line if before else last
        what = "is no program any more" if after is None else f"is new, with {_count(len(known) - 1)}"
        yield Drift(line, main, main, f"{main} {what}")
        return
    was, now = before[""].text, after[""].text
    if was != now:
        text = f"{main} is a program{_where(now) or ' always'}; it was{_where(was) or ' always'}"
        yield Drift(before[""].line, main, main, text)
    for path in sorted((before.keys() | after.keys()) - {""}):
        one, other = before.get(path), after.get(path)
        if one is None and other is not None:
            yield Drift(before[""].line, main, path, f"{main} now contains {path}{_words(other.text)}")
        elif other is None and one is not None:
            yield Drift(one.line, main, path, f"{main} no longer contains {path}")
        elif one is not None and other is not None and one.text != other.text:
            yield Drift(one.line, main, path, f"{main} contains {path}{_words(other.text)}; it was{_words(one.text)}")


def _count(packages: int) -> str:
    return f"{packages} package{'s' if packages != 1 else ''} from outside"


def _words(text: str) -> str:
    """` in linux builds through example.com/m/a (cgo)`: the fields of a line as a sentence."""
    label, importer, marks = ([*text.split("\t"), "", "", ""])[:3]
    through = f" through {importer.removeprefix('< ')}" if importer else ""
    return f"{_where(label)}{through}{f' ({marks})' if marks else ''}"


def _where(label: str) -> str:
    if label.startswith(AT_MOST):
        return f" {AT_MOST}where {label.removeprefix(AT_MOST)}"
    if label == PERHAPS:
        return f" {PERHAPS}"
    return f" where {label}" if label else ""


def _of_module(path: str, before: dict[str, _Fact] | None, after: dict[str, _Fact] | None) -> Iterator[Drift]:
    one = before[""] if before is not None else None
    other = after[""] if after is not None else None
    if one is None and other is not None:
        yield Drift(1, "", path, f"module {path} {_version(other)} is not locked")
    elif other is None and one is not None:
        yield Drift(one.line, "", path, f"module {path} {_version(one)} is locked, but nothing imports it")
    elif one is not None and other is not None and one.text != other.text:
        built = f"{_version(other)} is built" if _version(one) != _version(other) else "go.sum has another hash of it"
        yield Drift(one.line, "", path, f"module {path} {_version(one)} is locked, but {built}")
    elif before is not None and after is not None and one is not None and _texts(before) != _texts(after):
        what = _packages(_texts(before), _texts(after))
        yield Drift(one.line, "", path, f"module {path} {_version(one)}: {what}")


def _packages(before: Mapping[str, str], after: Mapping[str, str]) -> str:
    """What differs between the packages of a module, in words: one is named, the others are counted."""
    keys = (before.keys() ^ after.keys()) - {""}
    was, now = ({key.partition(" ")[0] for key in side if key} for side in (before, after))
    paths = sorted({key.partition(" ")[0] for key in keys}, key=lambda path: (path in was and path in now, path))
    first = paths[0]
    what = "is not locked"
    if first not in now:
        what = "is locked, but nothing imports it"
    elif first in was:
        what = "is locked with other imports or conditions"
    more = f", {len(paths) - 1} more differ" if len(paths) > 1 else ""
    return f"package {first} {what}{more}"


def _texts(facts: Mapping[str, _Fact]) -> dict[str, str]:
    return {key: fact.text for key, fact in facts.items()}


def _version(fact: _Fact) -> str:
    return fact.text.partition(" ")[0]


def _programs(lines: Sequence[str]) -> dict[str, dict[str, _Fact]]:
    found: dict[str, dict[str, _Fact]] = {}
    block: dict[str, _Fact] | None = None
    for number, line in enumerate(lines, 1):
        if line.startswith("\t"):
            if block is not None:
                path, _, text = line[1:].partition("\t")
                block[path] = _Fact(number, text)
            continue
        verb, _, rest = line.partition(" ")
        path, _, text = rest.partition("\t")
        block = found.setdefault(path, {"": _Fact(number, text)}) if verb == "main" else None
    return found


def _modules(lines: Sequence[str]) -> dict[str, dict[str, _Fact]]:
    found: dict[str, dict[str, _Fact]] = {}
    module: dict[str, _Fact] | None = None
    package = ""
    for number, line in enumerate(lines, 1):
        verb, _, rest = line.partition(" ")
        if verb == "module":
            path, _, text = rest.partition(" ")
            module = found.setdefault(path, {"": _Fact(number, text)})
        elif module is not None and verb == "package":
            package = rest
            module[package] = _Fact(number, "")
        elif module is not None and line.startswith("\t"):
            module[package + line] = _Fact(number, "")
        elif verb == "main":
            module = None
    return found
