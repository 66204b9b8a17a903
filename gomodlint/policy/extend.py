"""`extends`: what a policy inherits from presets and other files; a rule of the same id replaces the whole rule."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping
from typing import Any

from gomodlint.errors import NoVerdict
from gomodlint.policy.model import BuildSettings, Policy
from gomodlint.policy.reader import Reader
from gomodlint.policy.spelling import quoted

PRESETS = ("recommended", "strict", "prod-clean", "tests-stay-in-tests")
PREFIX = "gomodlint:"

Load = Callable[[str], bytes]
Decode = Callable[[bytes, str], Policy]


def preset(name: str) -> bytes:
    """The text of a built-in preset, `gomodlint:NAME` without the prefix."""
    # Not `open`: gomodlint may run from a zip file.
    directory = __file__.rpartition("extend")[0]
    loader = __spec__.loader
    data: bytes = loader.get_data(f"{directory}presets/{name}.toml")  # type: ignore[union-attr]
    return data


def inherited(
    document: Mapping[str, Any], reader: Reader, load: Load | None, decode: Decode, above: tuple[str, ...]
) -> Policy:
    """All that a document extends, as one policy; of two with the same name the later one stays.

    `decode` makes a policy of another file's text and name; `above` names the files that lead here. Mistakes, also
    those in the extended files, go to the reader.
    """
    whole = Policy(file="", directory="", build=BuildSettings(), sets={}, optional_sets=frozenset(), rules=())
    if "extends" not in document:
        _look_inside_tables(document, reader)
        return whole
    given = document["extends"]
    for number, name in enumerate(reader.texts(given, ("extends",))):
        path = ("extends", number)
        text = _read(name, path, reader, load, above)
        if text is None:
            continue
        try:
            policy = decode(*text)
        except NoVerdict as error:
            known = set(reader.problems)
            reader.problems += [p for p in error.problems if p not in known]
            continue
        whole = _merged(whole, policy)
    return whole


def _look_inside_tables(document: Mapping[str, Any], reader: Reader) -> None:
    """In TOML a key below a table's header belongs to that table: `extends` at the end of a file extends nothing."""
    tables = [(name, document[name]) for name in ("build", "sets", "gate", "rules") if name in document]
    rules = document.get("rules")
    inner = [(("rules", name), rule) for name, rule in rules.items()] if isinstance(rules, dict) else []
    for path, table in [*(((name,), table) for name, table in tables), *inner]:
        if isinstance(table, dict) and isinstance(table.get("extends"), list | str):
            reader.mistake(
                (*path, "extends"),
                f"extends stands inside [{'.'.join(path)}]",
                "move it to the top of the file, above the first [table]",
            )


def _read(
    name: str, path: tuple[str, int], reader: Reader, load: Load | None, above: tuple[str, ...]
) -> tuple[bytes, str] | None:
    """The text of what `extends` names, and its name; None after a mistake."""
    short = name.removeprefix(PREFIX)
    if name.startswith(PREFIX):
        if short not in PRESETS:
            hint = reader.near.hint(name, [PREFIX + known for known in PRESETS])
            reader.mistake(path, f"there is no preset {quoted(name)}", hint)
            return None
        return preset(short), name
    if short in PRESETS:
        reader.mistake(path, f"{quoted(name)} is a preset", f"write {quoted(PREFIX + name)}")
        return None
    file = posixpath.normpath(posixpath.join(posixpath.dirname(reader.file), name))
    if not name or name.startswith("/") or file.startswith("../") or "\\" in name or ":" in name:
        hint = "extend presets, and files of the repository by relative path with /"
        reader.mistake(path, f"{quoted(name)} is no file of this repository", hint)
        return None
    if file in above:
        circle = " -> ".join((*above[above.index(file) :], file))
        reader.mistake(path, f"policies extend each other in a circle: {circle}", "remove one extends")
        return None
    if load is None:
        reader.mistake(path, f"{quoted(name)}: only presets can be extended here", f"such as {PREFIX}recommended")
        return None
    try:
        return load(file), file
    except NoVerdict as error:
        reason = "; ".join(problem.message for problem in error.problems)
        reader.mistake(path, f"cannot extend {quoted(name)}: {reason}", "paths start at the file that extends")
        return None


def _merged(first: Policy, second: Policy) -> Policy:
    settings = {key: getattr(second.build, key) for key in second.build.places}
    places = {**first.build.places, **second.build.places}
    rules = {rule.id: rule for rule in (*first.rules, *second.rules)}
    return first._replace(
        build=first.build._replace(**settings, places=places),
        sets={**first.sets, **second.sets},
        optional_sets=(first.optional_sets - second.sets.keys()) | second.optional_sets,
        rules=tuple(rules.values()),
        excuses="fail" if "fail" in {first.excuses, second.excuses} else "report",
    )
