"""Imports have the names that the team has agreed on.

Why
    One package under three names in forty files cannot be searched for, and reviewers look twice. Some names should
    never stand for a package: they hide a variable that everybody knows.
Policy
    [rules.import-names]
    kind  = "alias"
    from  = ["..."]               # importing packages; default: all of the main modules
    names = [                     # of several entries the first that selects the package counts
        { to = ["k8s.io/api/{group}/{version}"], name = "{group}{version}" },
        { to = ["github.com/sirupsen/logrus"], name = "log" },
        { to = ["strings"], name = "" },          # "": never under another name than its own
    ]
    required = false              # true: a plain import is wrong too, unless it gives that very name
    forbid   = ["util", "my*"]    # names that no import may have; * stands for any letters
Looks at
    Every production file, whatever its constraint (`scope = "test"` or `"all"` for tests). Generated files are left
    out unless `generated = true`. Dot imports and blank imports have rules of their own.
Example
    -- shop/price.go --
    package shop

    import (
        str "strings" // want "strings is imported as str: use its own name"

        util "fmt" // want "fmt is imported as util, which no import may be called"
        v1 "k8s.io/api/core/v1" // want "k8s.io/api/core/v1 is imported as v1: call it corev1"
    )
Fix
    Rename the import; an editor that knows Go (gopls: rename) changes its uses too.
"""

import re
from collections.abc import Iterator
from typing import Annotated, NamedTuple

from gomodlint.policy.option import Mistake, Option
from gomodlint.policy.pattern import CAPTURE, fill
from gomodlint.policy.selector import Selector
from gomodlint.rules.files import matching
from gomodlint.rules.rule import Breach, Context, Line, Plant, Rule

_NO_NAME = re.compile(r"[^A-Za-z0-9_]")


class Naming(NamedTuple):
    """Packages and the name that an import of them must have; "" for none."""

    to: Annotated[Selector, Option("imported packages; {name} captures", role="capture")]
    name: Annotated[str, Option("the name, with the {name}s of to filled in; empty: the package's own")]


class AliasOptions(NamedTuple):
    """Which importers, which names are wanted, and which are unwelcome."""

    from_: Annotated[Selector | None, Option("importing packages", role="subject")] = None
    names: Annotated[tuple[Naming, ...], Option("packages, and what their imports must be called")] = ()
    required: Annotated[bool, Option("an import without a name is wrong too")] = False
    forbid: Annotated[tuple[str, ...], Option("names that no import may have; * is any text")] = ()

    def mistakes(self) -> Iterator[Mistake]:
        """What no rule can mean."""
        if not self.names and not self.forbid:
            yield Mistake((), "an alias rule needs names or forbid: it would check nothing", 'add forbid = ["util"]')
        for number, naming in enumerate(self.names):
            bound = [p.captures for p in naming.to.patterns if not p.negated]
            for name in dict.fromkeys(CAPTURE.findall(naming.name)):
                if not all(name in captures for captures in bound):
                    hint = f"capture it in every pattern of to, as in a/{{{name}}}"
                    yield Mistake(("names", number, "name"), f"{{{name}}} is not bound: to does not capture it", hint)
            rest = CAPTURE.sub("x", naming.name)
            if rest and not re.fullmatch(r"[A-Za-z_]\w*", rest):
                yield Mistake(
                    ("names", number, "name"), f"{naming.name!r} is not a name that Go takes", "letters, digits, _"
                )
        for number, name in enumerate(self.forbid):
            if not re.fullmatch(r"[\w*]+", name):
                yield Mistake(("forbid", number), f"{name!r} is not a name that Go takes", "letters, digits, _, and *")


def check(context: Context, options: AliasOptions) -> Iterator[Breach]:
    """Every import whose name is not the one agreed on, or is forbidden."""
    is_forbidden = matching(options.forbid)
    for line in context.lines(context.subjects(options.from_)):
        if line.name in {".", "_"} or (line.source.header.generated and not context.settings.generated):
            continue
        message = _unwanted(line, options)
        if not message and line.name and is_forbidden(line.name):
            message = f"{line.imported.path} is imported as {line.name}, which no import may be called"
        if message:
            holds = context.holds(line.source.condition)
            yield Breach(
                line.importer, line.imported, line.file, line.line, line.column, line.specifier, message, holds
            )


def _unwanted(line: Line, options: AliasOptions) -> str:
    """What is wrong with the name by the first entry that selects the package, or ""."""
    path, own = line.imported.path, line.imported.name
    for naming in options.names:
        bindings = naming.to.bindings(line.imported)
        if bindings is None:
            continue
        wanted = _NO_NAME.sub("", fill(naming.name, bindings))
        if not wanted:
            return f"{path} is imported as {line.name}: use its own name" if line.name not in {"", own} else ""
        if line.name:
            return f"{path} is imported as {line.name}: call it {wanted}" if line.name != wanted else ""
        return f"{path} is imported without a name: call it {wanted}" if options.required and own != wanted else ""
    return ""


def plant(options: AliasOptions) -> Plant:
    """A violation to try the rule with."""
    if options.names:
        return Plant(options.from_, options.names[0].to, name="gomodlintprove")
    return Plant(options.from_, None, name=options.forbid[0].replace("*", "x"))


def says(options: AliasOptions) -> str:
    """The rule in words."""
    from gomodlint.policy.words import EVERY_OWN, listed, packages

    parts = [
        f"{packages(naming.to)} {f'as {naming.name}' if naming.name else 'under no other name than its own'}"
        for naming in options.names
    ]
    text = f"{packages(options.from_, EVERY_OWN, 'and')} must"
    if parts:
        text += f" import {'; '.join(parts)}{', and always by that name' if options.required else ''}"
    if options.forbid:
        text += f"{', and must' if parts else ''} call no import {listed(options.forbid, 'or')}"
    return text


RULE = Rule(kind="alias", options=AliasOptions, check=check, plant=plant, says=says, looks_at="files", since="0.1")
