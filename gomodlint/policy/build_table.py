"""The `[build]` table: which configurations count, which std, and what a missing package means."""

from __future__ import annotations

import re
from typing import Any

from gomodlint.conditions.ports import UnknownPort, ports_of, select
from gomodlint.conditions.tables import NEWEST
from gomodlint.policy.model import BuildSettings
from gomodlint.policy.reader import Reader
from gomodlint.source.filename import KNOWN_ARCH, KNOWN_OS

KEYS = ("ports", "tags", "cgo", "where", "go", "std", "unresolved", "modules", "modfile", "exclude")
_MEANINGFUL = re.compile(
    r"unix|cgo|gc|gccgo|go1\.\d+|race|msan|asan|boringcrypto|goexperiment\..*|(386|amd64|arm|arm64|mips.*|ppc64.*|riscv64|wasm)\..*"
)
_TAG = re.compile(r"[\w.]+")
_GO = re.compile(r"1\.\d+(\.\d+)?")


def build_settings(reader: Reader, value: Any) -> BuildSettings:
    """The settings of a `[build]` table; mistakes go to the reader."""
    table = reader.table(value, ("build",))
    default = BuildSettings()
    for key in table:
        if key not in KEYS:
            reader.unknown(("build", key), "unknown key", KEYS)
    ports = reader.texts(table["ports"], ("build", "ports")) if "ports" in table else default.ports
    tags = reader.texts(table.get("tags", []), ("build", "tags"))
    _check_ports(reader, ports, table)
    _check_tags(reader, tags)
    go = reader.text(table.get("go", ""), ("build", "go")) or ""
    if go and not _GO.fullmatch(go):
        reader.mistake(("build", "go"), f"build.go: {go!r} is not a Go release", 'write "1.26"')
    return BuildSettings(
        ports=ports or default.ports,
        tags=tags,
        cgo=reader.choice(table.get("cgo", "both"), ("both", "on", "off"), ("build", "cgo")) or "both",
        where=reader.expression(table["where"], ("build", "where")) if "where" in table else None,
        go=go,
        std=reader.choice(table.get("std", "table"), ("table", "goroot"), ("build", "std")) or "table",
        unresolved=reader.choice(table.get("unresolved", "error"), ("error", "warn"), ("build", "unresolved"))
        or "error",
        modules=reader.texts(table.get("modules", []), ("build", "modules")),
        modfile=reader.text(table.get("modfile", ""), ("build", "modfile")) or "",
        exclude=reader.texts(table.get("exclude", []), ("build", "exclude")),
        places={key: reader.place(("build", key)) for key in table},
    )


def _check_ports(reader: Reader, ports: tuple[str, ...], table: dict[str, Any]) -> None:
    if "ports" in table and isinstance(table["ports"], list) and not ports:
        reader.mistake(("build", "ports"), "build.ports is empty: no build would count", 'write ["first-class"]')
    known = ports_of(f"1.{NEWEST}")
    for number, port in enumerate(ports):
        try:
            select([port], known)
        except UnknownPort as error:
            reader.mistake(("build", "ports", number), str(error))


def _check_tags(reader: Reader, tags: tuple[str, ...]) -> None:
    for number, tag in enumerate(tags):
        path = ("build", "tags", number)
        if tag == "*":
            continue
        if tag in KNOWN_OS or tag in KNOWN_ARCH or _MEANINGFUL.fullmatch(tag):
            reader.mistake(path, f"{tag!r} has a meaning of its own in Go", "ports, cgo and go say which builds count")
        elif not _TAG.fullmatch(tag):
            reader.mistake(path, f"{tag!r} is not a build tag", "letters, digits, _ and . only")
        elif tags.index(tag) != number:
            reader.mistake(path, f"{tag!r} stands here twice", "remove one")
