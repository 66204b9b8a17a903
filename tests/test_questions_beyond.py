"""Beyond the bound of decision nodes no answer to a question is wrong: what is said is true, and covers what is.

What is asked with a tiny bound is compared with what is asked without one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import drawn_tags
import many_tags
import pytest
from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st

import gomodlint.conditions.universe
import gomodlint.conditions.wider
import gomodlint.graph.build
from gomodlint.engine import cut as exact_cut
from gomodlint.engine import cycles as exact_cycles
from gomodlint.engine import diff as exact_diff
from gomodlint.engine import why as exact_why
from gomodlint.engine.bounded import contained, cycles, diff, views, why
from gomodlint.engine.bounded import cut as cuts
from gomodlint.engine.conditional import conditional
from gomodlint.engine.diff import Changed, Sides
from gomodlint.engine.look import Look, selector
from gomodlint.engine.metrics import metrics_of_packages
from gomodlint.engine.picture import picture
from gomodlint.finding import Step, Witness
from gomodlint.graph.cut import Between
from gomodlint.graph.package import Package
from gomodlint.source import constraint

POLICY = """
[build]
ports = ["linux/amd64", "windows/amd64"]
cgo = "off"
tags = ["*"]
[rules.lines]
kind = "dot-import"
"""
thorough = settings(max_examples=25, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))


def files_of(drawn: list[tuple[int, int, str, int]]) -> dict[str, str]:
    """Six packages, of which the first two are programs, and a file for each edge; one in ten is a test."""
    name = {n: "main" if n < 2 else f"p{n}" for n in range(6)}
    files = {f"p{n}/p.go": many_tags.source(name[n]) for n in range(6)}
    files["p4/q.go"] = 'package p4\n\nimport _ "fmt"\n'
    for number, (importer, imported, text, kind) in enumerate(drawn):
        if importer != imported:
            path = f"p{importer}/e{number}{'_test' if not kind else ''}.go"
            files[path] = many_tags.source(name[importer], (f"p{imported}",), text)
    return files


@contextmanager
def tight(drawn: tuple[int, int, int]) -> Iterator[int]:
    """Little room everywhere; the bound for the whole."""
    with drawn_tags.tight(drawn) as (bound, room, patch):
        patch.setattr(gomodlint.conditions.universe, "WIDER", room)
        patch.setattr(views, "WIDE", room)
        patch.setattr(views, "KEPT_TAGS", (2, 0))
        patch.setattr(diff, "KEPT_TAGS", (2, 0))
        patch.setattr(why, "MANY", 3)
        for module in (why, cuts, cycles, diff):
            patch.setattr(module, "ROOM", room)
        for module in (why, cycles, diff, contained):
            patch.setattr(module, "ALONE", room)
        yield bound


@contextmanager
def both(drawn: Any, where: str, room: Any) -> Iterator[tuple[Look, Look]]:
    """What is seen exactly, and with little room."""
    with drawn_tags.on_disk(POLICY, files_of(drawn), where=where) as [module]:
        exact = module.look(module.universe)
        assert exact.exact
        with tight(room) as bound:
            yield exact, module.look(module.universe.fresh(bound))


def condition_of(seen: Look, text: str) -> int:
    """Of a label, where it counts."""
    universe = seen.universe
    return universe.and_(seen.within, universe.evaluate(constraint.parse(text)) if text else universe.full)


def covers(seen: Look, said: str, truth: str, *, exact: bool) -> bool:
    """Whether a label says all that is true, and no more if it is exact."""
    universe = seen.universe
    one, other = condition_of(seen, said), condition_of(seen, truth)
    return universe.implies(other, one) and (not exact or one == other)


def package_of(seen: Look, path: str) -> Package:
    return next(package for package in seen.linked.graph.packages if package.path == path)


def imports_of(seen: Look, importer: str, imported: str) -> dict[str, int]:
    """The conditions of an import in the exact graph, by kind."""
    package = package_of(seen, importer)
    index = package_of(seen, imported).index
    kinds = {"production": package.imports, "test": package.test_imports, "external": package.external_test_imports}
    return {kind: edges.get(index, 0) for kind, edges in kinds.items()}


def is_there(seen: Look, step: Step, at: Witness) -> bool:
    """Whether a build that counts has an import, at the place that is named."""
    universe = seen.universe
    package = package_of(seen, step.importer)
    file = next((f for f in package.files if step.file.endswith(f"/{f.name}")), None)
    built = file is not None and drawn_tags.holds(universe, file.condition, at)
    found = any(drawn_tags.holds(universe, c, at) for c in imports_of(seen, step.importer, step.imported).values())
    return found and built and drawn_tags.holds(universe, seen.within, at)


@given(drawn_tags.modules, drawn_tags.wheres, drawn_tags.rooms, st.booleans())
@thorough
def test_chains_are_there_and_none_is_denied(drawn: Any, where: str, room: Any, tests: bool) -> None:
    with both(drawn, where, room) as (exact, seen):
        packages = exact.linked.graph.packages
        importers = [p for p in exact.linked.graph.subjects() if p.path.endswith(("p0", "p1", "p2"))]
        targets = {p.index for p in packages if p.path.endswith(("p4", "p5", "/fmt")) or p.path == "fmt"}
        truth = {
            (one.importer, one.imported): one for one in why.why(exact, importers, targets, 1000, tests=tests).found
        }
        ours = {p.path for p in importers}
        theirs = {packages[index].path for index in targets}
        answer = why.why(
            seen,
            [p for p in seen.linked.graph.subjects() if p.path in ours],
            {p.index for p in seen.linked.graph.packages if p.path in theirs},
            100,
            tests=tests,
        )
        found = {(one.importer, one.imported) for one in answer.found}
        for one in answer.found:
            event(f"found {'exact' if one.exact else 'wider'}")
            is_ = truth[one.importer, one.imported]
            assert covers(exact, one.condition, is_.condition, exact=one.exact)
            paths: dict[Any, list[int]] = {}  # by two kinds of test files there may be one path
            for chain in is_.chains:
                path = tuple(step.imported for step in chain.steps)
                paths.setdefault(path, []).append(condition_of(exact, chain.condition))
            for chain in one.chains:
                known = paths[tuple(step.imported for step in chain.steps)]
                assert all(is_there(exact, step, chain.witness) for step in chain.steps), chain
                at = condition_of(exact, chain.condition)
                assert drawn_tags.holds(exact.universe, at, chain.witness)
                assert any(at == c if chain.exact else exact.universe.implies(c, at) for c in known)
            assert not one.more or len(is_.chains) > len(one.chains)
            if one.complete and not one.more:
                assert {tuple(step.imported for step in chain.steps) for chain in one.chains} == set(paths)
        undecided = {(one.importer, one.imported) for one in answer.undecided}
        event(f"undecided {bool(undecided)}")
        assert truth.keys() <= found | undecided


def test_what_is_known_exactly_stays_so_where_the_rest_is_not_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of very many targets those with much on the way are not asked exactly: these would have failed."""
    asked: list[int] = []
    really = exact_why.distances_to

    def noting(seen: Look, target: int) -> Any:
        asked.append(target)
        return really(seen, target)

    monkeypatch.setattr(exact_why, "distances_to", noting)
    for name, value in {"ALONE": 2_000, "ROOM": 2_000, "HARD": 2, "MANY": 4}.items():
        monkeypatch.setattr(why, name, value)
    with drawn_tags.on_disk(POLICY, many_tags.hidden_bit(12)) as [module]:
        answers, tries = [], []
        for between in (10**9, 30):
            monkeypatch.setattr(why, "BETWEEN", between)
            monkeypatch.setattr(why, "TAGS", 4)
            seen = module.look(module.universe.fresh(1_500))
            targets = {p.index for p in seen.linked.graph.packages if p.path.startswith("example.com/m/")}
            start = package_of(seen, "example.com/m/start")
            asked.clear()
            answers.append(why.why(seen, [start], targets - {start.index}, 1))
            tries.append(len(asked))
        every, fewer = ({one.imported: one for one in answer.found if one.exact} for answer in answers)
        assert 20 < len(every) < len(targets) - 20
        assert fewer == every
        assert tries[1] < tries[0] - 20
        named = [{one.imported for one in (*answer.found, *answer.undecided)} for answer in answers]
        assert named[0] <= named[1], "what is not tried is undecided, unless a build shows it"
        assert {one.imported for one in answers[1].found} <= named[0]


@given(drawn_tags.modules, drawn_tags.wheres, drawn_tags.rooms, st.booleans(), st.booleans())
@thorough
def test_cuts_cut_and_are_no_smaller_than_said(drawn: Any, where: str, room: Any, tests: bool, files: bool) -> None:
    with both(drawn, where, room) as (exact, seen):

        def ask(one: Look, function: Any) -> Any:
            graph = one.linked.graph
            starts = [p for p in graph.subjects() if p.path.endswith(("p0", "p1"))]
            ends = {p.index for p in graph.packages if p.path.endswith(("p4", "p5"))}
            return function(one, starts, ends, tests=tests, files=files)

        truth, said = ask(exact, exact_cut.cut), ask(seen, cuts.cut)
        if said is None:
            assert truth is None
            return
        event(f"{'bounded' if said.bounded else 'exact'} {said.size == said.least}")
        assert said.least <= (0 if truth is None else truth.size) <= said.size
        graph = exact.linked.graph
        starts = [p.index for p in graph.subjects() if p.path.endswith(("p0", "p1"))]
        ends = {p.index for p in graph.packages if p.path.endswith(("p4", "p5"))}
        between = Between(graph, exact.universe, starts, ends, exact.within, tests=tests, files=files)
        removed: set[object] = {site.file for one in said.imports for site in one.sites}
        if not files:
            removed = {(package_of(exact, a.importer).index, package_of(exact, a.imported).index) for a in said.imports}
        assert between.chain(removed) is None
        gone = {graph.packages[i].path for i in between.reached().keys() - between.reached(removed).keys()}
        gone -= {"runtime"}
        leaves = {path for path in said.leaves if path.startswith("example.com")}
        gone = {path for path in gone if path.startswith("example.com")}
        assert leaves <= gone
        if said.all_leave:
            assert leaves == gone


@given(
    drawn_tags.modules, drawn_tags.wheres, drawn_tags.rooms, st.sampled_from(["package", "directory"]), st.booleans()
)
@thorough
def test_circles_are_there_and_none_is_denied(drawn: Any, where: str, room: Any, level: Any, tests: bool) -> None:
    with both(drawn, where, room) as (exact, seen):
        truth = exact_cycles.cycles(exact, level, tests=tests)
        said = cycles.cycles(seen, level, tests=tests)
        event(f"{len(truth)} {len(said.found)} {len(said.undecided)}")
        for group in said.found:
            event(f"{'bounded' if group.bounded else 'exact'} {group.imports == group.least}")
            for circle in group.cycles:
                together = exact.within
                for step in circle.steps:
                    found = imports_of(exact, step.importer, step.imported)
                    any_ = 0
                    for part in found.values():
                        any_ = exact.universe.or_(any_, part)
                    together = exact.universe.and_(together, any_)
                assert together, circle
        named = {name for group in said.found for name in (*group.members, *group.perhaps)}
        named |= {name for names in said.undecided for name in names}
        assert {name for group in truth for name in group.members} <= named
        assert sum(group.least for group in said.found) <= sum(group.imports for group in truth)
        if not said.undecided:
            assert sum(group.imports for group in truth) <= sum(group.imports for group in said.found)


def is_open(name: str, undecided: tuple[str, ...]) -> bool:
    """Whether something that a node stands for is undecided."""
    return any(name.rpartition("/")[2] in what for what in undecided)


@given(
    drawn_tags.modules, drawn_tags.wheres, drawn_tags.rooms, st.booleans(), st.sampled_from(["package", "directory"])
)
@thorough
def test_pictures_show_all_imports(drawn: Any, where: str, room: Any, reduce: bool, group_by: Any) -> None:
    with both(drawn, where, room) as (exact, seen):

        def draw(one: Look) -> Any:
            return picture(one, group_by=group_by, outside=True, tests=True, reduce=reduce)

        truth, said = draw(exact), draw(seen)
        names = [node.name for node in said.nodes]
        assert names == [node.name for node in truth.nodes]
        for one, node in zip(said.nodes, truth.nodes, strict=True):
            assert one.main == node.main or is_open(node.name, said.undecided)
        drawn_ = {(edge.importer, edge.imported): edge for edge in said.edges}
        for edge in truth.edges:
            one = drawn_.pop((edge.importer, edge.imported))
            event(f"{'exact' if one.exact else 'wider'}")
            assert covers(exact, one.label, edge.label, exact=one.exact)
            assert set(edge.places) <= set(one.places) or is_open(names[edge.importer], said.undecided)
        assert reduce or not any(edge.exact for edge in drawn_.values())


@given(drawn_tags.modules, drawn_tags.wheres, drawn_tags.rooms)
@thorough
def test_metrics_are_exact_or_name_what_is_counted(drawn: Any, where: str, room: Any) -> None:
    with both(drawn, where, room) as (exact, seen):
        truth, said = metrics_of_packages(exact), metrics_of_packages(seen)
        event(f"{len(said.imports)} {len(said.packages)}")
        rare = "example.com/m/z"  # in one build of 64, if that counts: others may not be found
        if not said.imports and set(said.packages) <= {rare}:
            assert [row for row in said.rows if row.name != rare] == [row for row in truth.rows if row.name != rare]


@given(drawn_tags.modules, drawn_tags.rooms)
@thorough
def test_listed_conditions_cover(drawn: Any, room: Any) -> None:
    with both(drawn, "", room) as (exact, seen):

        def rows(one: Look) -> Any:
            return list(conditional(one, selector(one, ["./..."]), deps=True, tests=True))

        for truth, said in zip(rows(exact), rows(seen), strict=True):
            assert truth["ImportPath"] == said["ImportPath"]
            assert covers(exact, said["Condition"], truth["Condition"], exact=said.get("Exact", True))
            for field in ("GoFiles", "TestGoFiles", "Imports", "TestImports"):
                for is_, one in zip(truth.get(field, ()), said.get(field, ()), strict=True):
                    event(f"{'exact' if one.get('Exact', True) else 'wider'}")
                    assert covers(exact, one["Condition"], is_["Condition"], exact=one.get("Exact", True))


def contents(seen: Look) -> dict[str, dict[str, str]]:
    """What a lock says: program to what it contains to the field for where."""
    found: dict[str, dict[str, str]] = {}
    one = contained.Contained(seen, {})
    for package in seen.linked.graph.subjects():
        lines = one.lines(package) if package.main else []
        for number, line in enumerate(lines):
            path, _, label = line.removeprefix("main ").strip("\t").partition("\t")
            label = label.partition("\t")[0]
            found.setdefault(lines[0].split("\t")[0], {})["main" if not number else path] = (
                "" if "<" in label else label
            )
    return found


@given(drawn_tags.modules, drawn_tags.wheres, drawn_tags.rooms)
@thorough
def test_locks_contain_all(drawn: Any, where: str, room: Any) -> None:
    with both(drawn, where, room) as (exact, seen):
        truth, said = contents(exact), contents(seen)
        assert truth.keys() <= said.keys()
        for program, packages in truth.items():
            for path, label in packages.items():
                one = said[program][path]
                is_exact = not one.startswith("at most ") and one != "perhaps"
                event(f"{'exact' if is_exact else 'wider'}")
                text = "" if one == "perhaps" else one.removeprefix("at most ")
                assert covers(exact, text, label, exact=is_exact)
            if not any(text.startswith(("at most ", "perhaps")) for text in said[program].values()):
                assert said[program] == packages


def named(changes: tuple[Changed, ...]) -> dict[tuple[str, str], Changed]:
    return {(one.sign, one.path): one for one in changes}


@given(
    drawn_tags.modules,
    st.lists(st.tuples(st.integers(0, 15), drawn_tags.edges), min_size=1, max_size=3),
    drawn_tags.wheres,
    drawn_tags.rooms,
)
@thorough
def test_differences_are_there_and_none_is_denied(drawn: Any, edits: Any, where: str, room: Any) -> None:
    after = list(drawn)
    for place, edge in edits:
        after[place % len(after)] = edge
    with drawn_tags.on_disk(POLICY, files_of(drawn), files_of(after), where=where) as [base, head]:
        exact = Sides("base", base.look(head.universe), head.look(head.universe))
        truth = exact_diff.difference(exact)
        with tight(room) as bound:
            universe = head.universe.fresh(bound)
            said = diff.difference(Sides("base", base.look(universe), head.look(universe)))
        seen = exact.after
        assert said.modules == truth.modules
        there = {name: one for one in truth.programs for name in one.names}
        for programs in said.programs:
            for name in programs.names:
                is_ = there.pop(name, None)
                changes = {} if is_ is None else named(is_.changes)
                for key, one in named(programs.changes).items():
                    event(f"change {'exact' if one.exact else 'wider'}")
                    assert covers(seen, one.condition, changes.pop(key).condition, exact=one.exact)
                assert {path for _, path in changes} <= set(programs.undecided)
                if programs.exact and is_ is not None:
                    assert (programs.before, programs.after) == (is_.before, is_.after)
                elif is_ is not None:
                    assert programs.before >= is_.before
                    assert programs.after >= is_.after
        assert not there
        imports = {(one.sign, one.importer, one.imported): one.condition for one in truth.imports}
        for change in said.imports:
            event(f"import {'exact' if change.exact else 'wider'}")
            known = imports.pop((change.sign, change.importer, change.imported))
            assert covers(seen, change.condition, known, exact=change.exact)
        assert {(importer, imported) for _, importer, imported in imports} <= set(said.undecided)
