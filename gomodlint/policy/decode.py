"""From the text of a policy file to a Policy. All mistakes are found in one go."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from gomodlint.errors import NoVerdict, Problem
from gomodlint.policy.build_table import build_settings
from gomodlint.policy.extend import extended
from gomodlint.policy.model import Policy, RuleException, RuleSettings
from gomodlint.policy.options import OptionsDecoder
from gomodlint.policy.pattern import BUILT_IN, Pattern
from gomodlint.policy.positions import Path
from gomodlint.policy.reader import Reader
from gomodlint.policy.selector import Selector
from gomodlint.policy.toml import loads

TABLES = ("extends", "build", "sets", "rules", "gate")
RULE_KEYS = (
    "kind", "severity", "why", "instead", "owner", "docs", "scope", "except", "when", "generated", "optional"
)  # fmt: skip
SEVERITIES = ("error", "warning", "off")
SCOPES = ("production", "test", "all")
SLIPS = {
    "rule": "rules",
    "set": "sets",
    "extend": "extends",
    "policy": "rules",
    "builds": "build",
}


def decode(
    text: bytes, file: str, *, kinds: Mapping[str, type[Any]], load: Callable[[str], bytes] | None = None
) -> Policy:
    """The policy in a TOML text.

    `file` names it in messages, and `./` patterns start in its directory; `kinds` maps a rule's kind to its options
    class; `load` reads files that `extends` names. Raises NoVerdict with every mistake.
    """
    document, source = loads(text, file)
    reader = Reader(source, file)
    if not document:
        raise NoVerdict(Problem("the policy is empty: it would check nothing", file, 1, 1, "gomodlint init writes one"))
    decoder = _Decoder(reader, file, kinds)
    for key in document:
        if key not in TABLES:
            slip = SLIPS.get(key)
            if slip:
                reader.mistake((key,), f"unknown table {key!r}", f"write [{slip}...]")
            else:
                reader.unknown((key,), "unknown table or key", TABLES)
    rules = extended(document, reader, file, kinds, load)
    policy = decoder.policy(document, rules)
    if reader.problems:
        raise NoVerdict(*sorted(reader.problems, key=lambda p: (p.file, p.line, p.column, p.message)))
    return policy


class _Decoder:
    def __init__(self, reader: Reader, file: str, kinds: Mapping[str, type[Any]]) -> None:
        self._reader = reader
        self._file = file
        self._directory = file.rpartition("/")[0] if not file.startswith("gomodlint:") else ""
        self._kinds = kinds
        self._sets: dict[str, Selector] = {}
        self._options = OptionsDecoder(reader, self._selector)

    def policy(self, document: dict[str, Any], inherited: tuple[RuleSettings, ...]) -> Policy:
        reader = self._reader
        build = build_settings(reader, document.get("build", {}))
        optional = self._read_sets(reader.table(document.get("sets", {}), ("sets",)))
        own: dict[str, RuleSettings] = {}
        for name, value in reader.table(document.get("rules", {}), ("rules",)).items():
            path: Path = ("rules", name)
            table = reader.table(value, path)
            rule = self._rule(name, table, path)
            if rule is not None:
                own[name] = rule
        rules = {rule.id: rule for rule in inherited} | own
        if not rules and not reader.problems:
            reader.mistake((), "the policy has no rules: it would check nothing", "add a [rules.<name>] table")
        gate = reader.table(document.get("gate", {}), ("gate",))
        for key in gate:
            if key != "excuses":
                reader.unknown(("gate", key), "unknown key", ["excuses"])
        excuses = reader.choice(gate.get("excuses", "report"), ("report", "fail"), ("gate", "excuses"))
        return Policy(
            file=self._file,
            directory=self._directory,
            build=build,
            sets=self._sets,
            optional_sets=optional,
            rules=tuple(rules.values()),
            excuses=excuses or "report",
        )

    def _read_sets(self, table: dict[str, Any]) -> frozenset[str]:
        """Fill `_sets`, those that others refer to first; names of the optional ones."""
        reader = self._reader
        patterns: dict[str, tuple[Pattern, ...]] = {}
        optional: set[str] = set()
        for name, value in table.items():
            path: Path = ("sets", name)
            if f"${name}" in BUILT_IN:
                reader.mistake(path, f"${name} is built in", "choose another name")
            if isinstance(value, dict):
                for key in value:
                    if key not in {"packages", "optional"}:
                        reader.unknown((*path, key), "unknown key", ["packages", "optional"])
                if reader.scalar(value.get("optional", False), bool, (*path, "optional")):
                    optional.add(name)
                value, path = value.get("packages", []), (*path, "packages")  # noqa: PLW2901
            patterns[name] = reader.patterns(value, path)
        done: set[str] = set()
        for name in patterns:
            self._resolve_set(name, patterns, done, ())
        return frozenset(optional)

    def _resolve_set(
        self, name: str, patterns: dict[str, tuple[Pattern, ...]], done: set[str], above: tuple[str, ...]
    ) -> None:
        if name in above:
            circle = " -> ".join(f"${n}" for n in (*above[above.index(name) :], name))
            self._reader.mistake(("sets", name), f"sets refer to each other in a circle: {circle}")
            return
        if name in done:
            return
        for pattern in patterns[name]:
            if pattern.is_reference and pattern.text[1:] in patterns:
                self._resolve_set(pattern.text[1:], patterns, done, (*above, name))
        done.add(name)
        self._check_references(patterns[name], patterns)
        self._sets[name] = Selector(patterns[name], self._directory, self._sets)

    def _check_references(self, patterns: tuple[Pattern, ...], known: Mapping[str, object]) -> None:
        for pattern in patterns:
            if pattern.is_reference and pattern.text not in BUILT_IN and pattern.text[1:] not in known:
                hint = self._reader.nearest(pattern.text, [*(f"${name}" for name in known), *BUILT_IN])
                self._reader.problems.append(Problem(f"no set {pattern.text}", *pattern.place, hint))

    def _selector(self, patterns: tuple[Pattern, ...], _path: Path) -> Selector:
        self._check_references(patterns, self._sets)
        return Selector(patterns, self._directory, self._sets)

    def _rule(self, name: str, table: dict[str, Any], path: Path) -> RuleSettings | None:
        reader = self._reader
        kind = table.get("kind")
        if kind is None:
            hint = f"one of {', '.join(sorted(self._kinds))}"
            if table and all(isinstance(value, dict) for value in table.values()):
                hint = f"a rule's name has no dots, or is quoted: [rules.{name}-...]"
            reader.mistake(path, f"rule {name}: kind is missing", hint)
            return None
        if not isinstance(kind, str) or kind not in self._kinds:
            kind_path = (*path, "kind")
            if isinstance(kind, str):
                reader.mistake(kind_path, f"no rule of kind {kind!r}", reader.nearest(kind, self._kinds))
            else:
                reader.wrong(kind_path, "a text in quotes", kind)
            return None
        before = len(reader.problems)
        options = self._options.decode(self._kinds[kind], table, path, RULE_KEYS)
        self._check_captures(options)
        settings = self._settings(name, kind, table, path, options)
        return settings if len(reader.problems) == before else None

    def _settings(self, name: str, kind: str, table: dict[str, Any], path: Path, options: object) -> RuleSettings:
        reader = self._reader
        texts = {
            key: reader.text(table.get(key, ""), (*path, key)) or "" for key in ("why", "instead", "owner", "docs")
        }
        when = reader.expression(table["when"], (*path, "when")) if "when" in table else None
        return RuleSettings(
            id=name,
            kind=kind,
            severity=reader.choice(table.get("severity", "error"), SEVERITIES, (*path, "severity")) or "error",
            scope=reader.choice(table.get("scope", "production"), SCOPES, (*path, "scope")) or "production",
            generated=bool(reader.scalar(table.get("generated", False), bool, (*path, "generated"))),
            optional=bool(reader.scalar(table.get("optional", False), bool, (*path, "optional"))),
            when=when,
            exceptions=self._exceptions(table.get("except", []), (*path, "except")),
            options=options,
            place=reader.place(path),
            **texts,
        )

    def _exceptions(self, value: Any, path: Path) -> tuple[RuleException, ...]:
        reader = self._reader
        if isinstance(value, dict):
            reader.mistake(path, "except is a list of tables", f"write [[{'.'.join(map(str, path))}]]")
            return ()
        found: tuple[RuleException, ...] = reader.many(value, path, self._exception)
        return found

    def _exception(self, value: Any, path: Path) -> RuleException | None:
        import datetime

        reader = self._reader
        table = reader.table(value, path)
        for key in table:
            if key not in {"from", "to", "reason", "owner", "until"}:
                reader.unknown((*path, key), "unknown key", ["from", "to", "reason", "owner", "until"])
        reason = reader.text(table.get("reason", ""), (*path, "reason")) or ""
        if not reason.strip():
            reader.mistake(path, "an exception needs a reason", 'add reason = "..."')
        if "from" not in table and "to" not in table:
            reader.mistake(path, "an exception needs from, to, or both", 'add from = ["./..."]')
        sides = {
            side: self._selector(reader.patterns(table[side], (*path, side)), path) if side in table else None
            for side in ("from", "to")
        }
        until = reader.scalar(table["until"], datetime.date, (*path, "until")) if "until" in table else None
        owner = reader.text(table.get("owner", ""), (*path, "owner")) or ""
        return RuleException(
            from_=sides["from"], to=sides["to"], reason=reason, owner=owner, until=until, place=reader.place(path)
        )

    def _check_captures(self, options: object) -> None:
        """A capture in a target must be bound by the rule's `from`."""
        source, target = getattr(options, "from_", None), getattr(options, "to", None)
        if not isinstance(target, Selector):
            return
        bound = source.captures if isinstance(source, Selector) else frozenset()
        for pattern in target.patterns:
            for name in pattern.captures:
                if name not in bound:
                    message = f"{{{name}}} is not bound: no pattern of from has it"
                    hint = f"write * for any element, or use {{{name}}} in from"
                    self._reader.problems.append(Problem(message, *pattern.place, hint))
