"""`extends`: rules of presets and of other files; a rule of the same id replaces the whole rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import resources
from typing import Any

from gomodlint.errors import NoVerdict
from gomodlint.policy.model import RuleSettings
from gomodlint.policy.reader import Reader

PRESETS = ("recommended",)


def preset(name: str) -> bytes:
    """The text of a built-in preset, `gomodlint:NAME` without the prefix."""
    return (resources.files("gomodlint.policy") / "presets" / f"{name}.toml").read_bytes()


def extended(
    document: dict[str, Any],
    reader: Reader,
    file: str,
    kinds: Mapping[str, type[Any]],
    load: Callable[[str], bytes] | None,
    above: tuple[str, ...] = (),
) -> tuple[RuleSettings, ...]:
    """The rules that a document inherits, in order; mistakes go to the reader."""
    from gomodlint.policy.decode import decode

    rules: dict[str, RuleSettings] = {}
    if "extends" not in document:
        for table in ("build", "sets", "gate"):
            if isinstance(document.get(table), dict) and "extends" in document[table]:
                reader.mistake((table, "extends"), "extends stands inside a table", "move it to the top of the file")
        return ()
    for number, name in enumerate(reader.texts(document["extends"], ("extends",))):
        path = ("extends", number)
        if name.startswith("gomodlint:"):
            short = name.removeprefix("gomodlint:")
            if short not in PRESETS:
                hint = reader.nearest(name, [f"gomodlint:{preset}" for preset in PRESETS])
                reader.mistake(path, f"no preset {name!r}", hint)
                continue
            policy = decode(preset(short), name, kinds=kinds)
        else:
            directory = file.rpartition("/")[0]
            target = f"{directory}/{name}" if directory else name
            if target in above or target == file:
                reader.mistake(path, f"{name} extends itself", "remove one of the two extends")
                continue
            if load is None:
                reader.mistake(path, f"{name}: files cannot be extended here", "use a preset: gomodlint:recommended")
                continue
            try:
                policy = decode(load(target), target, kinds=kinds, load=load)
            except NoVerdict as error:
                reader.problems += error.problems
                continue
        rules |= {rule.id: rule for rule in policy.rules}
    return tuple(rules.values())
