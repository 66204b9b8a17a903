"""Single builds, in which everything is either so or not: what one of them shows is true."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from random import Random
from typing import Final

from gomodlint.conditions.diagram import Condition
from gomodlint.conditions.simplest import simplest
from gomodlint.conditions.universe import Universe
from gomodlint.engine.look import Look
from gomodlint.finding import Witness
from gomodlint.graph.chain import PRODUCTION
from gomodlint.graph.file_condition import FileConditions
from gomodlint.graph.mapped import in_build, is_locked_import, locked_entry
from gomodlint.graph.package import FileKind, Graph, Package, Site
from gomodlint.source.directory import SourceFile

PICKED: Final = 4  # builds of one condition, beside the simplest
MANY: Final = 16  # where that is all that is asked
IMPORTS: Final = 4_000_000  # looked at in single builds, for one question
GRAPHS: Final = (8, 64)  # at least and at most as many builds have a graph

Has = Callable[[Witness], bool]


class Shown:
    """What single builds show of a repository. `most` is how many of them may have a graph."""

    def __init__(self, seen: Look) -> None:
        self._seen = seen
        self._graph = seen.linked.graph
        self._universe = seen.universe
        self._alone: dict[Witness, tuple[Universe, FileConditions]] = {}
        self._graphs: dict[Witness, Graph] = {}
        self._counts: dict[Witness, bool] = {}
        self._dice = Random(len(seen.universe.tags))  # noqa: S311 - no secret: the same builds in every run
        imports = sum(len(package.imports) for package in self._graph.packages)
        self.most = min(max(IMPORTS // (imports + 1), GRAPHS[0]), GRAPHS[1])

    @property
    def builds(self) -> list[Witness]:
        """Those that have a graph so far."""
        return list(self._graphs)

    def counts(self, build: Witness) -> bool:
        """Whether a build is one of those that are asked about."""
        found = self._counts.get(build)
        if found is None:
            universe = self._universe
            holds = universe.point(build.goos, build.goarch, build.cgo, build.tags)
            found = holds(self._seen.within)
            if found and self._seen.loose:
                alone = self._at(build)[0]
                found = all(alone.evaluate(expression) for expression in self._seen.loose)
            self._counts[build] = found
        return found

    def has(self, build: Witness, importer: int, imported: int, kinds: Collection[FileKind] = PRODUCTION) -> bool:
        """Whether a build has an import."""
        package = self._graph.packages[importer]
        if importer not in self._graph.wider:
            holds = self._universe.point(build.goos, build.goarch, build.cgo, build.tags)
            edges = {
                "production": package.imports,
                "test": package.test_imports,
                "external-test": package.external_test_imports,
            }
            return any(holds(edges[kind].get(imported, 0)) for kind in kinds)
        if locked_entry(self._graph, package) is not None:
            return is_locked_import(self._graph, self._universe, package, imported, build)
        return self.site(build, importer, imported, kinds) is not None

    def site(
        self, build: Witness, importer: int, imported: int, kinds: Collection[FileKind] = PRODUCTION
    ) -> Site | None:
        """The first place of an import in a file that a build has."""
        package = self._graph.packages[importer]
        for site in self._graph.sites(importer, imported):
            if site.kind in kinds and site.condition and self.has_file(build, package, site.file):
                return site
        return None

    def has_file(self, build: Witness, package: Package, path: str) -> bool:
        """Whether a build has a file of a package."""
        name = path.rpartition("/")[2]
        file = next(file for file in package.files if file.name == name)
        if package.index not in self._graph.wider:
            return self._universe.point(build.goos, build.goarch, build.cgo, build.tags)(file.condition)
        if not file.condition:
            return False
        return bool(self._at(build)[1].of(SourceFile(name, file.kind != "production", file.header)))

    def first(self, condition: Condition, has: Has) -> Witness | None:
        """A build that has something, of those in which a condition holds; the simplest such one that is found."""
        found = next((at for at in self.picked(condition) if self.counts(at) and has(at)), None)
        if found is None:
            return None
        return simplest(self._universe, found, lambda build: self.counts(build) and has(build))

    def has_any(self, condition: Condition, has: Has) -> bool:
        """Whether a build is found that has something, of those in which a condition holds."""
        return any(self.counts(build) and has(build) for build in self.picked(condition, MANY))

    def picked(self, condition: Condition, number: int = PICKED) -> Iterator[Witness]:
        """Some builds in which a condition holds: the simplest, and others."""
        if not condition:
            return
        yield self._universe.witness(condition)
        for _ in range(number):
            yield self._universe.pick(condition, self._dice)

    def graph(self, build: Witness) -> Graph | None:
        """All that one build has, in the universe of that build; None for one that does not count, and one too many."""
        found = self._graphs.get(build)
        if found is None and self.counts(build) and len(self._graphs) < self.most:
            found = self._graphs[build] = in_build(self._graph, self._universe, self.alone(build), build)
        return found

    def alone(self, build: Witness) -> Universe:
        """The universe of one build."""
        return self._at(build)[0]

    def _at(self, build: Witness) -> tuple[Universe, FileConditions]:
        if build not in self._alone:
            alone = self._universe.alone(build)
            self._alone[build] = alone, FileConditions(alone)
        return self._alone[build]
