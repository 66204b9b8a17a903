"""The two command parsers of the GitHub Actions runner, re-stated (actions/runner, ActionCommand.cs)."""

from __future__ import annotations

from typing import NamedTuple

_KNOWN = frozenset(
    "add-mask add-matcher remove-matcher add-path debug echo endgroup error group notice save-state set-env set-output stop-commands warning".split()  # noqa: E501, SIM905
)


class Command(NamedTuple):
    """A command that a runner would obey."""

    name: str
    properties: dict[str, str]
    data: str


def commands(log: str) -> list[Command]:
    """Every command in a log, with `::stop-commands::` honoured."""
    found: list[Command] = []
    stopped = ""
    for line in log.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        if stopped:
            if line.lstrip().startswith(f"::{stopped}::"):
                stopped = ""
            continue
        command = _version2(line) or _version1(line)
        if command is None:
            continue
        if command.name == "stop-commands":
            stopped = command.data
        else:
            found.append(command)
    return found


def _version2(line: str) -> Command | None:
    text = line.lstrip()
    if not text.startswith("::"):
        return None
    head, separator, data = text[2:].partition("::")
    return _command(head, data, ",", data_ends=True) if separator else None


def _version1(line: str) -> Command | None:
    at = line.find("##[")
    end = line.find("]", at)
    if at < 0 or end < 0:
        return None
    return _command(line[at + 3 : end], line[end + 1 :], ";", data_ends=False)


def _command(head: str, data: str, separator: str, *, data_ends: bool) -> Command | None:
    name, _, rest = head.partition(" ")
    if name.lower() not in _KNOWN:
        return None
    properties = {}
    for pair in rest.split(separator):
        key, equals, value = pair.partition("=")
        if equals:
            properties[key.strip()] = _unescape(value, {"%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ","})
    if data_ends:
        data = _unescape(data, {"%0D": "\r", "%0A": "\n"})
    return Command(name, properties, data)


def _unescape(text: str, marks: dict[str, str]) -> str:
    for mark, character in marks.items():
        text = text.replace(mark, character)
    return text.replace("%25", "%")
