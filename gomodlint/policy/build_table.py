"""The `[build]` table: which configurations count, which std, and what a missing package means."""

from __future__ import annotations

import re
from typing import Any

from gomodlint.conditions.ports import UnknownPort, ports_of, select
from gomodlint.conditions.tables import NEWEST
from gomodlint.policy.model import BuildSettings
from gomodlint.policy.positions import Path
from gomodlint.policy.reader import Reader
from gomodlint.policy.spelling import quoted
from gomodlint.source.constraint import is_tag_character
from gomodlint.source.filename import KNOWN_ARCH, KNOWN_OS

KEYS = ("ports", "tags", "cgo", "where", "go", "std", "unresolved", "modules", "modfile", "exclude")
_MOST_PORTS = 1_000
_MEANINGFUL = re.compile(
    r"unix|cgo|gc|gccgo|go1\.\d+|race|msan|asan|boringcrypto|goexperiment\..*|(386|amd64|arm|arm64|mips.*|ppc64.*|riscv64|wasm)\..*"
)
_GO = re.compile(r"1\.\d{1,4}(\.\d{1,4})?")
_SLIPS = {
    "tag": "tags", "goos": "ports", "goarch": "ports", "platforms": "ports", "os": "ports", "arch": "ports",
    "cgo-enabled": "cgo", "cgo_enabled": "cgo", "go-version": "go", "toolchain": "go", "when": "where",
}  # fmt: skip


def build_settings(reader: Reader, value: Any, inherited: BuildSettings) -> BuildSettings:
    """The settings of a `[build]` table; keys that it leaves out are `inherited`. Mistakes go to the reader."""
    table = reader.table(value, ("build",))
    found: dict[str, Any] = {}
    for key, given in table.items():
        if key == "extends":
            continue  # a slip that the reader of `extends` explains
        if key not in KEYS:
            slip = _SLIPS.get(key.lower())
            if slip:
                reader.mistake(("build", key), f"unknown key {quoted(key)}", f"did you mean {quoted(slip)}?")
            else:
                reader.unknown(("build", key), "unknown key", KEYS)
            continue
        decoded = _value(reader, key, given)
        if decoded is not None:
            found[key] = decoded
    places = {**inherited.places, **{key: reader.value_place(("build", key)) for key in found}}
    return BuildSettings(**{key: getattr(inherited, key) for key in KEYS if key not in found}, **found, places=places)


def _value(reader: Reader, key: str, given: Any) -> Any:
    path = ("build", key)
    if key == "ports":
        return _ports(reader, given)
    if key == "tags":
        return _tags(reader, given)
    if key == "cgo":
        return _cgo(reader, given)
    if key == "where":
        return reader.expression(given, path)
    if key == "go":
        return _go(reader, given)
    if key == "std":
        return reader.choice(given, ("table", "goroot"), path)
    if key == "unresolved":
        return reader.choice(given, ("error", "warn"), path)
    if key == "modfile":
        return _modfile(reader, given)
    texts = reader.texts(given, path)
    for number, text in enumerate(texts):
        _path_in_repository(reader, text, (*path, number))
        if key == "modules" and ("*" in text or "..." in text):
            hint = 'such as ["services/billing", "tools"]; without modules, all below the policy count'
            reader.wrong_value((*path, number), f"{quoted(text)}: modules are directories with a go.mod", hint)
    return texts


def _ports(reader: Reader, given: Any) -> tuple[str, ...]:
    path = ("build", "ports")
    if given == []:
        reader.wrong_value(path, "build.ports is empty: no build would count", 'write ["first-class"] or ["all"]')
    ports = reader.texts(given, path)
    known = ports_of(f"1.{NEWEST}")
    if len(ports) > _MOST_PORTS:
        hint = f'Go has {len(known)}; "all" names them, "linux/*" all of a system'
        reader.wrong_value(path, f"build.ports has more than {_MOST_PORTS:,} names", hint)
        return ()
    for number, port in enumerate(ports):
        try:
            select([port], known)
        except UnknownPort as error:
            message, _, hint = str(error).partition("; ")
            reader.wrong_value((*path, number), message, hint)
    return ports


def _tags(reader: Reader, given: Any) -> tuple[str, ...]:
    path = ("build", "tags")
    tags = reader.texts(given, path)
    seen: set[str] = set()
    for number, tag in enumerate(tags):
        at = (*path, number)
        if tag == "*":
            continue
        if tag in KNOWN_OS or tag in KNOWN_ARCH or _MEANINGFUL.fullmatch(tag):
            hint = "ports, cgo and go say which builds count; in when and where the name keeps Go's meaning"
            reader.wrong_value(at, f"{quoted(tag)} has a meaning of its own in Go", hint)
        elif not tag or not all(map(is_tag_character, tag)):
            reader.wrong_value(at, f"{quoted(tag)} is not a build tag", _tag_hint(tag))
        elif tag in seen:
            reader.wrong_value(at, f"{quoted(tag)} stands here twice", "remove one of the two")
        seen.add(tag)
    if "*" in tags and len(tags) > 1:
        reader.wrong_value(path, '"*" declares every tag already', 'write tags = ["*"] alone, or name the tags')
    return tags


def _tag_hint(tag: str) -> str:
    if tag.startswith("!"):
        return 'a declared tag may be on or off; where = "!(prod && debug)" excludes builds'
    if "," in tag or " " in tag:
        each = ", ".join(quoted(word) for word in re.split(r"[,\s]+", tag) if word)
        return f"a list has one tag in each pair of quotes: {each}"
    return 'a tag has letters, digits, _ and . only; "*" declares all of the main modules\' tags'


def _cgo(reader: Reader, given: Any) -> Any:
    if isinstance(given, bool):
        hint = f'write "{"on" if given else "off"}", or "both"'
        reader.expected(("build", "cgo"), '"both", "on" or "off"', given, hint)
        return None
    return reader.choice(given, ("both", "on", "off"), ("build", "cgo"))


def _go(reader: Reader, given: Any) -> str | None:
    path = ("build", "go")
    text = reader.text(given, path)
    if text and not _GO.fullmatch(text):
        bare = text.removeprefix("go").removeprefix("v").removeprefix(">=").strip()
        hint = f"write {quoted(bare if _GO.fullmatch(bare) else '1.26')}"
        reader.wrong_value(path, f"build.go: {quoted(text)} is not a Go release", hint)
    return text


def _modfile(reader: Reader, given: Any) -> str | None:
    path = ("build", "modfile")
    text = reader.text(given, path)
    if text is not None and ("/" in text or "\\" in text or not text.endswith(".mod")):
        hint = 'a file beside go.mod, such as "vendor.mod", is named without its directory'
        reader.wrong_value(path, f"{quoted(text)} is not the name of a go.mod", hint)
    return text


def _path_in_repository(reader: Reader, text: str, path: Path) -> None:
    if text.startswith(("/", "../")) or text == ".." or "/../" in text or "\\" in text:
        hint = "paths are relative to the policy file, with /"
        reader.wrong_value(path, f"{quoted(text)} leads out of the policy's directory", hint)
