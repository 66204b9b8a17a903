"""go.mod and go.work hold no directives that do not belong into the repository.

Why
    A `replace` with a directory builds on one machine. One with a fork was for a week, two years ago. `go install
    example.com/tool@latest` refuses a module that replaces anything.
Policy
    [rules.tidy-go-mod]
    kind   = "go-mod"
    deny   = ["local-replace", "exclude"]   # replace, local-replace, exclude, retract, toolchain, tool, ignore, godebug
    go     = ">= 1.24"                      # what the go line may say
    toolchain = ">= 1.25.1"                 # what the toolchain line may say, where there is one
    module = ["example.com/..."]            # what a module may be called
Looks at
    The go.mod of every main module, and the go.work that joins them. `local-replace` is a `replace` with a directory;
    one that leads to another main module of the repository is counted too.
Example
    -- go.mod --
    module example.com/m

    go 1.26

    replace example.com/x => ../x // want "replace of example.com/x with the directory ../x"
    -- a/a.go --
    package a
Fix
    Remove the line; for work on several modules at once use a go.work that is not committed.
"""

from collections.abc import Iterator
from typing import Annotated, Literal, NamedTuple

from gomodlint.policy.option import Mistake, Option
from gomodlint.policy.selector import Selector
from gomodlint.policy.versions import GoRange
from gomodlint.rules.module_line import ModuleLine, NamedModule, breach_of_module_line
from gomodlint.rules.rule import Breach, Context, Plant, Rule
from gomodlint.source.gomod import GoMod, Replace, is_directory
from gomodlint.source.module import Module

Directive = Literal["replace", "local-replace", "exclude", "retract", "toolchain", "tool", "ignore", "godebug"]


class GoModOptions(NamedTuple):
    """What may not stand in a go.mod, and what its lines may say."""

    deny: Annotated[tuple[Directive, ...], Option("directives that may not be used")] = ()
    go: Annotated[GoRange | None, Option("versions that the go line may name")] = None
    toolchain: Annotated[GoRange | None, Option("versions that the toolchain line may name")] = None
    module: Annotated[Selector | None, Option("what a module may be called", role="module")] = None

    def mistakes(self) -> Iterator[Mistake]:
        """What no rule can mean."""
        if not self.deny and self.go is None and self.toolchain is None and self.module is None:
            yield Mistake((), "a go-mod rule needs deny, go, toolchain or module: it would check nothing")


Said = tuple[int, int, str, str]  # line, column, what it is about, message


def check(context: Context, options: GoModOptions) -> Iterator[Breach]:
    """Every directive that is denied, and every line that says what it may not say."""
    for build_list in context.graph.build_lists:
        mains = {module.path: module for module in build_list.checked}
        for path, mod in build_list.mods.items():
            if path not in mains or not context.covers(mains[path].directory):
                continue
            for line, column, subject, message in sorted(_in_go_mod(mod, mains[path], options)):
                at = ModuleLine(mains[path], mod.file, line, column)
                yield breach_of_module_line(at, subject, message, context.within)
        work = build_list.work
        if work is not None and context.covers(work.file.rpartition("/")[0]):
            for line, column, subject, message in sorted(_replaces(work.replaces, options)):
                at = ModuleLine(build_list.main[0], work.file, line, column)
                yield breach_of_module_line(at, subject, message, context.within)


def _in_go_mod(mod: GoMod, main: Module, options: GoModOptions) -> Iterator[Said]:
    yield from _replaces(mod.replaces, options)
    lists = {"exclude": mod.excludes, "retract": mod.retracts, "tool": mod.tools}
    lists |= {"ignore": mod.ignores, "godebug": mod.godebugs}
    for directive, named in lists.items():
        if directive in options.deny:
            for one in named:
                text = f"{one.text} {one.version}".rstrip()
                yield (
                    one.line,
                    one.column,
                    f"{directive} {text}",
                    f"{directive} {text}: go.mod may not have {directive}",
                )
    if mod.toolchain:
        if "toolchain" in options.deny:
            yield mod.toolchain_line, 1, "toolchain", f"toolchain {mod.toolchain}: go.mod may not have toolchain"
        version = mod.toolchain.removeprefix("go").partition("-")[0]
        if options.toolchain is not None and version not in options.toolchain:
            yield mod.toolchain_line, 1, "toolchain", f"toolchain {mod.toolchain} is not {options.toolchain.text}"
    if options.go is not None and (mod.go or "1.16") not in options.go:
        said = f"go {mod.go}" if mod.go else "there is no go line, which means go 1.16: it"
        yield mod.go_line or mod.module_line, 1, "go", f"{said} is not {options.go.text}"
    if options.module is not None and not options.module.matches(NamedModule(main.path)):
        yield mod.module_line, 1, "module", f"module {main.path} is not called as modules are here"


def _replaces(replaces: list[Replace], options: GoModOptions) -> Iterator[Said]:
    for replace in replaces:
        local = is_directory(replace.new_path)
        if "replace" in options.deny or (local and "local-replace" in options.deny):
            by = f"the directory {replace.new_path}" if local else f"{replace.new_path} {replace.new_version}".rstrip()
            old = f"{replace.path} {replace.version}".rstrip()
            yield replace.line, replace.column, replace.path, f"replace of {old} with {by}"


_LINES = {
    "replace": "replace example.org/x => example.org/y v1.0.0",
    "local-replace": "replace example.org/x => ../gomodlint-prove-x",
    "exclude": "exclude example.org/x v1.0.0",
    "retract": "retract v1.0.0",
    "toolchain": "toolchain go1.27.0",
    "tool": "tool example.org/x",
    "ignore": "ignore ./gomodlint-prove-x",
    "godebug": "godebug panicnil=1",
}


def plant(options: GoModOptions) -> Plant:
    """A violation to try the rule with."""
    if options.deny:
        line = _LINES[options.deny[0]]
    elif options.go is not None:
        line = f"go {_outside(options.go, [f'1.{n}' for n in (*range(27, 15, -1), 5)])}"
    elif options.toolchain is not None:
        line = f"toolchain go{_outside(options.toolchain, [f'1.{n}.0' for n in range(27, 15, -1)])}"
    else:
        line = ""  # the name of the planted module itself
    return Plant(None, None, go_mod=lambda _path: line)


def _outside(range_: GoRange, versions: list[str]) -> str:
    """The first version that is not in a range; the first of all when each is."""
    return next((version for version in versions if version not in range_), versions[0])


def says(options: GoModOptions) -> str:
    """The rule in words."""
    from gomodlint.policy.words import listed, packages

    words = {"local-replace": "replace with a directory"}
    parts = []
    if options.deny:
        parts.append(f"go.mod must not have {listed([words.get(name, name) for name in options.deny], 'or')}")
    if options.go is not None:
        parts.append(f"its go line must be {options.go.text}")
    if options.toolchain is not None:
        parts.append(f"its toolchain line must be {options.toolchain.text}")
    if options.module is not None:
        parts.append(f"its module must be called {packages(options.module)}")
    return "; ".join(parts)


RULE = Rule(kind="go-mod", options=GoModOptions, check=check, plant=plant, says=says, looks_at="files", since="0.1")
