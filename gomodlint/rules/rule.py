"""What a rule is, what it is given, and what it yields. Rules never print, exit, sort or filter."""

import sys
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Any, Generic, Literal, NamedTuple, TypeVar

from gomodlint.conditions.diagram import MAX_NODES, Condition, TooManyTags
from gomodlint.conditions.universe import Universe
from gomodlint.graph.chain import Distances, Hop
from gomodlint.graph.package import FileKind, GoFile, Graph, Package
from gomodlint.policy.model import RuleSettings
from gomodlint.policy.selector import Selector, is_below
from gomodlint.source.constraint import Expr

if TYPE_CHECKING:
    from gomodlint.cost.costs import Costs
else:
    Costs = object  # few policies ask what imports cost

Options = TypeVar("Options")


KEPT = 256  # distances kept for other rules of a run


class Breach(NamedTuple):
    """A rule broken: who imports whom, where, and under which condition.

    `specifier` is the import spec's kind for rules over lines ("named", "dot", "blank"), and
    "production" or "test" for rules over the graph. `way` names it in place of the imported package where that is not
    enough: two circles may begin with one import. `holds` is 0 when no configuration that counts builds the file.
    `past` are packages through which no chain of the rule leads.
    """

    importer: Package
    imported: Package
    file: str
    line: int
    column: int
    specifier: str
    message: str
    holds: Condition
    chain: tuple[Hop, ...] = ()
    way: str = ""
    past: AbstractSet[int] = frozenset()

    @property
    def is_line(self) -> bool:
        """Whether a rule over lines found it."""
        return self.specifier not in {"production", "test"}


class Line(NamedTuple):
    """One import spec of an own file, as rules over lines see it."""

    importer: Package
    imported: Package
    file: str
    line: int
    column: int
    name: str  # "" plain, "." dot, "_" blank, else the alias
    source: GoFile

    @property
    def specifier(self) -> str:
        """The kind of the spec: part of what identifies a finding. With another name it is the same import."""
        return {".": "dot", "_": "blank"}.get(self.name, "named")


def _nothing(_path: str) -> bool:
    return False


class Context(NamedTuple):
    """What a rule looks at: the graph, the algebra, its own settings, and the configurations that count.

    `within` are those of them that its `when` asks for, `counts` all of them: what labels take for granted. `base` is
    the graph to compare with, where a run has one. `directory` is where globs of the rule start.
    `measured` are distances that the rules of a run share: many speak of the same targets. `costs` are there for rules
    that ask for them. `sampled`: these are not all builds that count, so what is found there is the least there is.
    `only`: the own packages (indices) that are asked about, where these are not all. `loose` are expressions that hold
    in all configurations that count, and are too large: `within` and `counts` are wider.
    """

    graph: Graph
    universe: Universe
    settings: RuleSettings
    within: Condition
    counts: Condition
    excluded: Callable[[str], bool] = _nothing
    base: Graph | None = None
    directory: str = ""
    measured: dict[tuple[int, Condition, frozenset[int]], Distances] | None = None
    costs: Costs | None = None
    sampled: bool = False
    only: frozenset[int] | None = None
    loose: tuple[Expr, ...] = ()

    def exactly(self) -> None:
        """Raise TooManyTags where the configurations are not known exactly."""
        if self.loose:
            raise TooManyTags(MAX_NODES)

    def bind(self, importers: Selector | None, to: Selector) -> Iterator[tuple[list[Package], Selector]]:
        """Importers with the targets meant for them: `{name}` captured by an importer's path is filled in `to`."""
        subjects = self.subjects(importers)
        if importers is None or not importers.captures:
            yield subjects, to
            return
        groups: dict[tuple[tuple[str, str], ...], list[Package]] = {}
        for package in subjects:
            groups.setdefault(tuple(sorted((importers.bindings(package) or {}).items())), []).append(package)
        for bindings, packages in groups.items():
            yield packages, to.bound(dict(bindings))

    def subjects(self, selector: Selector | None) -> list[Package]:
        """Own packages that `selector` selects (all of them when None), in order of import path."""
        packages, below = self.everyone(), self.settings.below
        if below:
            packages = [package for package in packages if is_below(package.place, below)]
        if selector is None:
            return packages
        chosen = selector.select(packages)
        return [package for package in packages if package.index in chosen]

    def everyone(self) -> list[Package]:
        """Own packages, also those outside the directory that the rule is about: who might import what is there."""
        packages, without = self.graph.subjects(), self.settings.without
        if self.only is not None:
            packages = [package for package in packages if package.index in self.only]
        if without:
            return [p for p in packages if not any(is_below(p.place, directory) for directory in without)]
        return packages

    def covers(self, directory: str) -> bool:
        """Whether a module in a directory is the rule's business."""
        settings = self.settings
        return is_below(directory, settings.below) and not any(is_below(directory, d) for d in settings.without)

    def lines(self, importers: list[Package], only: str = "") -> Iterator[Line]:
        """Import specs of the files in scope, in file order, whatever the file's constraint.

        `only`: those that give this name, `.` or `_`.
        """
        packages, exclude = self.graph.packages, self.excluded
        for importer in importers:
            if only and only not in importer.marks:
                continue
            lookup = self.graph.lookup[importer.build_list]
            prefix = f"{importer.directory}/" if importer.directory else ""
            for source in importer.files:
                if not self.in_scope(source.kind) or exclude(prefix + source.name):
                    continue
                for path, name, line, column in source.header.imports:
                    if path != "C" and (not only or name == only):
                        yield Line(importer, packages[lookup[path]], prefix + source.name, line, column, name, source)

    def in_scope(self, kind: FileKind) -> bool:
        """Whether files of this kind are the rule's business (`scope`)."""
        scope = self.settings.scope
        return scope == "all" or (scope == "test") == (kind != "production")

    def distances(self, target: int, not_through: frozenset[int]) -> Distances:
        """How far every package is from a target, past no other package of `not_through`."""
        key = (target, self.within, not_through)
        found = self.measured.get(key) if self.measured is not None else None
        if found is None:
            graph = self.graph
            found = Distances(
                graph.packages, graph.importers(), self.universe, target, within=self.within, not_through=not_through
            )
            if self.measured is not None and len(self.measured) < KEPT:
                self.measured[key] = found
        return found

    def holds(self, condition: Condition) -> Condition:
        """The part of a condition that counts for this rule."""
        return self.universe.and_(condition, self.within)


class Plant(NamedTuple):
    """How to break a rule on purpose: a package that `importers` selects imports one that `imported` selects.

    None selects every package. `name` is that of the import spec; `back` says that the second must import the first
    (`beside`: neither below the other for "directory", of different modules for "module"), `twice` that the import is
    to be repeated, `apart` that their captures must differ. Packages that `not_importers` or `not_imported` select are
    no use. With `go_mod` a go.mod is planted instead: its one directive, made from a module path that `imported`
    selects. `many` is how many packages, each of a module of its own, one file must import. `against_base`: the rule
    only fires when the planted files are compared with what is there. `through` selects a package that lies between
    the two, `files` are globs of the file that imports; `anyone` may import,
    also from outside the directory that the rule is about. `costly`: the imported package must cost very much.
    """

    importers: Selector | None
    imported: Selector | None
    name: str = "_"
    back: bool = False
    beside: str = ""
    twice: bool = False
    apart: bool = False
    not_importers: tuple[Selector, ...] = ()
    not_imported: Selector | None = None
    go_mod: Callable[[str], str] | None = None
    many: int = 1
    against_base: bool = False
    through: Selector | None = None
    files: tuple[str, ...] = ()
    anyone: bool = False
    costly: bool = False


class Rule(NamedTuple, Generic[Options]):
    """A kind of rule. `looks_at` says whether it sees all files or the configurations that count.

    More imports can only break a rule, unless `missed`: it is the lack of one that does.
    """

    kind: str
    options: type[Options]
    check: Callable[[Context, Options], Iterator[Breach]]
    plant: Callable[[Options], Plant]
    says: Callable[[Options], str]  # what the rule demands, as a sentence without its full stop
    looks_at: Literal["files", "configurations", "both"]
    since: str
    missed: bool = False

    @property
    def doc(self) -> str:
        """The manual page: the docstring of the module that defines `check`."""
        return sys.modules[self.check.__module__].__doc__ or ""

    @property
    def summary(self) -> str:
        """The manual page's first line."""
        return self.doc.partition("\n")[0]


AnyRule = Rule[Any]
