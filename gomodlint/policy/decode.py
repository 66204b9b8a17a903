"""From the text of a policy file to a Policy. All mistakes are found in one go."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from gomodlint.errors import NoVerdict, Problem
from gomodlint.policy.build_table import build_settings
from gomodlint.policy.extend import PREFIX, Load, inherited
from gomodlint.policy.model import Policy, RuleSettings
from gomodlint.policy.reader import Reader
from gomodlint.policy.rule_table import RuleDecoder
from gomodlint.policy.sets_table import Sets
from gomodlint.policy.spelling import quoted
from gomodlint.policy.toml import loads
from gomodlint.source.limits import POLICY

_DEEPEST = 50  # policies that extend each other
_MOST = 2 << 20  # bytes of all that one policy extends
TABLES = ("extends", "nested", "build", "sets", "rules", "gate")
_SLIPS = {
    "rule": "[rules.<name>]",
    "set": "[sets]",
    "group": "[sets]",
    "groups": "[sets]",
    "builds": "[build]",
    "extend": "extends = [...]",
    "include": "extends = [...]",
}


def decode(
    text: bytes,
    file: str,
    *,
    kinds: Mapping[str, type[Any]],
    load: Load | None = None,
    directory: str | None = None,
    above: Policy | None = None,
    ruleless: bool = False,
) -> Policy:
    """The policy in a TOML text.

    `file` names it in messages; `./` patterns start in `directory`, by default that of the file. `kinds` maps a rule's
    kind to its options class; `load` reads the files of the repository that `extends` names, by Tree path (it raises
    NoVerdict). `above` is the policy that a nested one adds to, and whose sets it may use. `ruleless`: a policy without
    rules will do. Raises NoVerdict with every mistake, in order of file and line.
    """
    return _File(kinds, load, directory, above, ruleless=ruleless).decode(text, file, (file,))


class _File:
    """What the decoding of a file has in common with that of the files it extends."""

    def __init__(
        self,
        kinds: Mapping[str, type[Any]],
        load: Load | None,
        directory: str | None,
        above: Policy | None,
        *,
        ruleless: bool,
    ) -> None:
        self._root = above
        self._kinds = kinds
        self._load = load
        self._directory = directory
        self._ruleless = ruleless
        self._known: dict[str, Policy | NoVerdict] = {}
        self._bytes = 0  # of what is extended

    def decode(self, data: bytes, file: str, above: tuple[str, ...]) -> Policy:
        document, text = loads(data, file)
        if not document and not self._ruleless:
            raise NoVerdict(
                Problem("the policy is empty: it would check nothing", file, 1, 1, "gomodlint init writes one")
            )
        reader = Reader(text, file)
        for key in document:
            if key not in TABLES:
                _unknown(reader, key, document[key], self._kinds)
        extended = inherited(document, reader, self._load, partial(self._extended, above), above)
        directory = self._start_of(file)
        root = self._root
        sets = Sets(reader, directory, extended.sets if root is None else {**root.sets, **extended.sets})
        build = build_settings(reader, document.get("build", {}), extended.build)
        sets.read(document.get("sets", {}))
        rules = _rules(reader, RuleDecoder(reader, sets, self._kinds), document, extended.rules)
        if len(above) == 1:
            _check_nesting(reader, document, root)
        excuses = _excuses(reader, document.get("gate", {})) or extended.excuses
        replaceable = _replaceable(reader, document, rules, extended)
        if not rules and not self._ruleless and not reader.problems and len(above) == 1:
            reader.mistake((), "the policy has no rules: it would check nothing", _first_rule(document))
        if reader.problems:
            raise NoVerdict(*sorted(reader.problems, key=lambda p: (p.file, p.line, p.column, p.message)))
        return Policy(
            file=file,
            directory=directory,
            build=build,
            sets=sets.known,
            optional_sets=(extended.optional_sets - sets.own) | sets.optional,
            rules=rules,
            excuses="fail" if excuses == "fail" else "report",
            replaceable=replaceable,
        )

    def _extended(self, above: tuple[str, ...], data: bytes, file: str) -> Policy:
        """A policy that another one extends. Each file is read once, in however many ways it is reached."""
        known = self._known.get(file)
        if known is None:
            self._bytes += len(data)
            if self._bytes > _MOST:
                text = f"the policies that are extended have more than {_MOST >> 20} MiB"
                raise NoVerdict(Problem(text, file, 1, 1, POLICY.hint))
            if len(above) > _DEEPEST:
                raise NoVerdict(Problem(f"policies extend each other more than {_DEEPEST} deep", file, 1, 1))
            try:
                known = self.decode(data, file, (*above, file))
            except NoVerdict as error:
                known = error
            self._known[file] = known
        if isinstance(known, NoVerdict):
            raise known
        return known

    def _start_of(self, file: str) -> str:
        if self._directory is not None:
            return self._directory
        return "" if file.startswith(PREFIX) else file.rpartition("/")[0]


def _rules(
    reader: Reader, decoder: RuleDecoder, document: Mapping[str, Any], extended: tuple[RuleSettings, ...]
) -> tuple[RuleSettings, ...]:
    """Inherited rules in their order, those of the same id replaced, then the file's own."""
    rules = {rule.id: rule for rule in extended}
    given = document.get("rules", {})
    if isinstance(given, list):
        reader.mistake(("rules",), "rules is a table: each rule has a name", "write [rules.<name>]")
        return ()
    given = reader.table(given, ("rules",), "write [rules.<name>], then kind = ...")
    if isinstance(given.get("kind"), str):
        reader.mistake(("rules",), "this rule has no name", "write [rules.<name>]")
        return ()
    for name, value in given.items():
        if name == "extends" and not isinstance(value, dict):
            continue  # a slip that the reader of `extends` explains
        path = ("rules", name)
        if isinstance(value, list) and all(isinstance(item, dict) for item in value):
            reader.mistake(path, f"rule {name} is written as a list", f"write [rules.{name}], in single brackets")
            continue
        before = len(reader.problems)
        table = reader.table(value, path)
        rule = decoder.decode(name, table, path) if len(reader.problems) == before else None
        if rule is not None:
            rules[name] = rule
    return tuple(rules.values())


def _excuses(reader: Reader, given: Any) -> str | None:
    """`[gate] excuses`, or None when it is not given."""
    gate = reader.table(given, ("gate",))
    for key in gate:
        if key not in {"excuses", "extends", "nested-may-replace"}:
            reader.unknown(("gate", key), "unknown key", ["excuses", "nested-may-replace"])
    if "excuses" not in gate:
        return None
    found: str | None = reader.choice(gate["excuses"], ("report", "fail"), ("gate", "excuses"))
    return found


def _replaceable(
    reader: Reader, document: Mapping[str, Any], rules: tuple[RuleSettings, ...], extended: Policy
) -> tuple[str, ...]:
    """`[gate] nested-may-replace`: names of rules."""
    gate = document.get("gate")
    if not isinstance(gate, dict) or "nested-may-replace" not in gate:
        return extended.replaceable
    path = ("gate", "nested-may-replace")
    names = reader.texts(gate["nested-may-replace"], path)
    known = {rule.id for rule in rules}
    for number, name in enumerate(names):
        if name not in known:
            reader.mistake((*path, number), f"there is no rule {quoted(name)}", reader.near.hint(name, known))
    return names


def _check_nesting(reader: Reader, document: Mapping[str, Any], root: Policy | None) -> None:
    """What a nested policy may not say, and that others are not nested."""
    nested = document.get("nested", False)
    if not isinstance(nested, bool):
        reader.expected(("nested",), "true or false", nested)
    elif root is None:
        if nested:
            hint = "it runs with the policy above it; remove nested = true to let it stand alone"
            reader.mistake(("nested",), "nested = true adds to a policy further up", hint)
    else:
        for table in ("build", "gate"):
            if table in document:
                reader.mistake((table,), f"[{table}] belongs in the policy above", f"write it in {root.file}")
        for name in document.get("rules", {}) if isinstance(document.get("rules"), dict) else ():
            other = next((rule for rule in root.rules if rule.id == name and _is_around(rule, reader.file)), None)
            if other is not None and name not in root.replaceable:
                hint = f"choose another name; or [gate] nested-may-replace = [{quoted(name)}] in {root.file}"
                reader.mistake(("rules", name), f"rule {name} of {other.place.file} may not be replaced here", hint)


def _is_around(rule: RuleSettings, file: str) -> bool:
    """Whether a rule is about the directory of a file further down."""
    return not rule.below or file.startswith(f"{rule.below}/")


def _unknown(reader: Reader, key: str, value: Any, kinds: Mapping[str, type[Any]]) -> None:
    what = "table" if isinstance(value, dict) else "key"
    slip = _SLIPS.get(key)
    if slip:
        hint = f"write {slip}"
    elif key in kinds:
        hint = f'a rule has a name and a kind: [rules.<name>], kind = "{key}"'
    elif what == "key" and key in {"ports", "tags", "cgo", "where", "go", "std", "unresolved", "modules", "exclude"}:
        hint = f"it belongs into a table: [build], then {key} = ..."
    else:
        hint = reader.near.hint(key, TABLES)
    reader.mistake((key,), f"unknown {what} {quoted(key)}", hint)


def _first_rule(document: Mapping[str, Any]) -> str:
    return "add a [rules.<name>] table" + ("" if "extends" in document else ', or extends = ["gomodlint:recommended"]')
