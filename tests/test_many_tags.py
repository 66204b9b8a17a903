"""Beyond the bound of decision nodes no finding is wrong, no clean is wrong, and every label covers all of its builds.

What is asked with a tiny bound is compared with what is asked without one.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import drawn_tags
import many_tags
import pytest
from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st
from judged import TODAY, Read, read
from repository import Git

import gomodlint.conditions.wider
import gomodlint.graph.build
import gomodlint.rules.beyond
from gomodlint.cli.main import main
from gomodlint.conditions.universe import Universe
from gomodlint.engine.judge import Judged
from gomodlint.engine.linked import Linked
from gomodlint.engine.teller import Teller
from gomodlint.finding import Finding, Witness
from gomodlint.rules.run import counted
from gomodlint.source import constraint
from gomodlint.triage.base import compare
from gomodlint.triage.moves import Moves

POLICY = """
[build]
ports = ["linux/amd64", "windows/amd64"]
cgo = "off"
tags = ["*"]
[rules.pure]
kind = "deny"
transitive = true
from = ["./p0", "./p1"]
to = ["./p4", "./p5"]
[rules.past]
kind = "deny"
transitive = true
from = ["./p0"]
to = ["./p5"]
not-through = ["./p3"]
[rules.through]
kind = "deny"
transitive = true
from = ["./p0"]
to = ["./p5"]
through = ["./p2"]
[rules.sometimes]
kind = "deny"
transitive = true
from = ["./p1"]
to = ["./p5"]
when = "a && !f || b && c && d || e && !c"
[rules.tests]
kind = "deny"
transitive = true
scope = "test"
from = ["./p2"]
to = ["./p5"]
[rules.lines]
kind = "deny"
from = ["./p3"]
to = ["./p4", "./p5"]
when = "a || f"
[rules.small]
kind = "budget"
from = ["./p0", "./p1"]
max-packages = 2
[rules.needed]
kind = "must-import"
transitive = true
from = ["./p0"]
to = ["./p5"]
[rules.cycles]
kind = "acyclic"
"""


def files_of(drawn: list[tuple[int, int, str, int]]) -> dict[str, str]:
    """Six packages, and a file for each edge; one in ten is a test."""
    files = {f"p{n}/p.go": many_tags.source(f"p{n}") for n in range(6)}
    for number, (importer, imported, text, kind) in enumerate(drawn):
        if importer != imported:
            name = f"p{importer}/e{number}{'_test' if not kind else ''}.go"
            files[name] = many_tags.source(f"p{importer}", (f"p{imported}",), text)
    return files


@contextmanager
def tight(drawn: tuple[int, int, int]) -> Iterator[int]:
    """Little room everywhere; the bound for the whole."""
    with drawn_tags.tight(drawn) as (bound, room, patch):
        patch.setattr(gomodlint.rules.beyond, "ROOM", room)
        patch.setattr(gomodlint.rules.beyond, "ALONE", room)
        patch.setattr(gomodlint.rules.beyond, "WIDE", room)
        patch.setattr(gomodlint.rules.beyond, "KEPT_TAGS", (2, 0))
        yield bound


def is_cycle(finding: Finding) -> bool:
    return finding.kind == "acyclic"


def over_budget(universe: Universe, truth: Linked, finding: Finding, at: Witness) -> bool:
    """Whether the importer reaches more than two packages in one build."""
    packages = truth.graph.packages
    start = next(package.index for package in packages if package.path == finding.importer)
    reached = {start}
    waiting = [start]
    while waiting:
        for index, condition in packages[waiting.pop()].imports.items():
            if index not in reached and drawn_tags.holds(universe, condition, at):
                reached.add(index)
                waiting.append(index)
    return len(reached) > 3


def check_against(module: Read, said: Judged, graph: Linked, truth: Judged) -> None:
    """Every finding true, every label wide enough, and nothing left out of what is decided."""
    universe = module.universe
    counts = counted(module.policy, universe).counts
    true: dict[tuple[str, ...], int] = {}
    for one in truth.findings:
        true[one.identity] = universe.or_(true.get(one.identity, 0), one.holds)
    found = set()
    for finding in said.findings:
        label = universe.evaluate(constraint.parse(finding.condition)) if finding.condition else universe.full
        found.add(finding.identity)
        event(f"{finding.rule} {'exact' if finding.exact else 'wider'}")
        at = finding.witness
        assert at is not None
        if is_cycle(finding):
            for step in finding.chain:
                edge = universe.evaluate(constraint.parse(step.condition)) if step.condition else universe.full
                assert drawn_tags.holds(universe, edge, at)
            assert drawn_tags.holds(universe, label, at)
            continue
        assert finding.identity in true, finding
        if finding.rule == "small":
            assert over_budget(universe, graph, finding, at)
            assert finding.exact or universe.implies(true[finding.identity], label)
            continue
        assert universe.implies(true[finding.identity], label), finding
        assert drawn_tags.holds(universe, true[finding.identity], at)
        if finding.exact and finding.rule != "lines":
            assert universe.implies(universe.and_(label, counts), true[finding.identity])
    for identity in true:
        assert identity in found or identity in said.open.get(identity[0], ()) or identity[0] == "cycles", identity
    for rule in said.open:
        event(f"{rule} undecided")
    cyclic = any(is_cycle(one) for one in truth.findings)
    assert "cycles" in said.open or any(is_cycle(one) for one in said.findings) == cyclic


@given(drawn_tags.modules, drawn_tags.rooms, drawn_tags.wheres)
@settings(max_examples=40, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
def test_beyond_the_bound_nothing_is_wrong(drawn: Any, room: Any, where: str) -> None:
    with drawn_tags.on_disk(POLICY, files_of(drawn), where=where) as [module]:
        graph = module.linked(module.universe)
        truth = module.judged(graph, module.universe)
        assert not truth.bounded
        with tight(room) as bound:
            universe = module.universe.fresh(bound)
            said = module.judged(module.linked(universe), universe)
        event(f"bounded {said.bounded}")
        check_against(module, said, graph, truth)


@given(drawn_tags.modules, st.lists(st.tuples(st.integers(0, 15), drawn_tags.edges), max_size=3), drawn_tags.rooms)
@settings(max_examples=40, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
def test_beyond_the_bound_no_state_is_wrong(drawn: Any, edits: Any, room: Any) -> None:
    after = list(drawn)
    for place, edge in edits:
        after[place % len(after)] = edge

    def moved() -> Moves:
        return Moves({}, {})

    with drawn_tags.on_disk(POLICY, files_of(after), files_of(drawn)) as [head, base]:
        exact = head.universe
        exact_sides = [head.linked(exact), base.linked(exact)]
        now, then = (head.judged(side, exact) for side in exact_sides)
        expected = {f.identity: f.state for f in compare(now.findings, then.findings, exact, moved, gated=False)}
        with tight(room) as bound:
            universe = exact.fresh(bound)
            sides = [head.linked(universe), base.linked(universe)]
            now, then = (head.judged(side, universe) for side in sides)
            teller = Teller(head.policy, sides[0].graph, sides[1].graph, universe, TODAY, then, None)
            told = compare(now.findings, then.findings, universe, moved, gated=False, tell=teller)
        for finding in told:
            if finding.identity in teller.untold:
                event("untold")
            elif not is_cycle(finding):
                event(f"{finding.state} {'exact' if finding.exact else 'wider'}")
                if finding.rule == "small" and finding.state != expected[finding.identity]:
                    # Exactly, a budget's builds are the dearest ones: others may have come over it, too.
                    assert finding.witness is not None
                    was = over_budget(exact, exact_sides[1], finding, finding.witness)
                    assert was != (finding.state in {"new", "widened"})
                else:
                    assert finding.state == expected[finding.identity], finding


def asked(top: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *arguments: str) -> Any:
    """Exit status and the JSON report of a check."""
    monkeypatch.chdir(top)
    status = main(["check", "--format", "json", *arguments])
    return status, json.loads(capfd.readouterr().out)


def listed(go: str, top: Path, witness: Any, package: str) -> list[str]:
    """What real Go says that a package contains, in the build that a finding names."""
    environ = {**os.environ, **{name: witness[name] for name in ("GOOS", "GOARCH", "CGO_ENABLED")}, "GOFLAGS": ""}
    command = [go, "list", "-e", "-deps", f"-tags={','.join(witness['tags'])}", package]
    done = subprocess.run(command, cwd=top, env=environ, capture_output=True, text=True, check=True)
    return done.stdout.split()


SHAPES = (many_tags.by_chains, many_tags.by_files, many_tags.by_constraint)


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_more_tags_than_the_bound_allows_are_a_finding_with_a_wider_label(
    shape: Any, tmp_path: Path, go: str, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    many_tags.write(tmp_path, shape(35))
    status, said = asked(tmp_path, capfd, monkeypatch, "--no-cache")
    [finding] = said["findings"]
    assert (status, said["errors"], finding["exact"]) == (1, [], False)
    assert "example.com/m/target" in listed(go, tmp_path, finding["witness"], "./start")
    assert len(finding["witness"]["tags"]) == 2  # the simplest build that shows it
    assert main(["check", "--no-cache"]) == 1
    text = capfd.readouterr().out
    assert "too many tags to tell exactly" in text
    with_cache = [asked(tmp_path, capfd, monkeypatch) for _ in range(2)]
    assert with_cache == [(status, said)] * 2


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_states_against_a_base_beyond_the_bound(
    shape: Any, git: Git, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    many_tags.write(git.directory, shape(35))
    git("add", "-A")
    base = git.commit({}, "base")

    def states(files: dict[str, str]) -> tuple[int, list[tuple[str, Any]]]:
        git("checkout", "-q", base)
        git.commit(files)
        status, said = asked(git.directory, capfd, monkeypatch, "--base", base)
        assert not said["errors"]
        return status, [(one["state"], one["cause"] and one["cause"]["file"]) for one in said["findings"]]

    assert states({"start/other.go": 'package start\n\nimport _ "fmt"\n'}) == (0, [("known", None)])
    plain = many_tags.source("start", ("target",), "!a00 && !a01")
    assert states({"start/other.go": plain}) == (1, [("widened", "start/other.go")])
    new = many_tags.source("target", ("late",)), many_tags.source("late")
    policy = many_tags.POLICY.replace('to = ["./target"]', 'to = ["./late"]\noptional = true')
    base = git.commit({"gomodlint.toml": policy, "late/late.go": new[1]})
    assert states({"target/t.go": new[0]}) == (1, [("new", "target/t.go")])


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_questions_beyond_the_bound_have_answers_that_go_confirms(
    shape: Any, tmp_path: Path, go: str, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    many_tags.write(tmp_path, shape(35))
    monkeypatch.chdir(tmp_path)
    assert main(["why", "--format", "json", "./start", "./target"]) == 0
    [said] = json.loads(capfd.readouterr().out)["why"]
    assert not said["exact"]
    assert "example.com/m/target" in listed(go, tmp_path, said["chains"][0]["witness"], "./start")
    assert main(["why", "./start", "./target"]) == 0
    assert "(too many tags to tell exactly)" in capfd.readouterr().out
    assert main(["cut", "--format", "json", "./start", "./target"]) == 0
    cut = json.loads(capfd.readouterr().out)["cut"]
    assert cut["exact"]
    assert cut["size"] == (35 if shape is many_tags.by_chains else 1)
    for question in ("cycles", "graph", "metrics"):
        assert main([question]) == 0, question
    assert "at most" in capfd.readouterr().out or shape is not many_tags.by_constraint


def test_what_is_undecided_is_named_and_no_answer_denies_it(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing leads from start to target, which is hard to see."""
    many_tags.write(tmp_path, many_tags.hidden_bit(24), many_tags.HARD)
    monkeypatch.chdir(tmp_path)
    assert main(["why", "./start", "./target"]) == 2
    said = capfd.readouterr()
    assert not said.out
    assert (
        "undecided: the declared tags combine in too many ways to tell whether example.com/m/start reaches" in said.err
    )
    assert main(["why", "./start", "./middle"]) == 0
    assert "first_24_" in capfd.readouterr().out
    assert main(["cut", "--format", "json", "./start", "./target"]) == 2
    cut = json.loads(capfd.readouterr().out)["cut"]
    assert (cut["size"], cut["least"], cut["exact"]) == (1, 0, False)


@pytest.mark.parametrize("field", ["where", "when"])
def test_a_where_or_when_beyond_the_bound_counts_all_the_same(
    field: str, tmp_path: Path, go: str, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Findings are of builds in which it holds, and what no such build has is none."""
    where = many_tags.pairs(35)
    build = f'tags = ["*"]\nwhere = "{where}"' if field == "where" else 'tags = ["*"]'
    rule = f'to = ["./target"]\nwhen = "{where}"' if field == "when" else 'to = ["./target"]'
    policy = many_tags.POLICY.replace('tags = ["*"]', build).replace('to = ["./target"]', rule)
    files = {
        "target/t.go": many_tags.source("target"),
        "start/s.go": many_tags.source("start"),
        "start/t.go": many_tags.source("start", ("target",), "!linux"),
        "other/o.go": many_tags.source("other", (), " || ".join(f"a{n:02} || b{n:02}" for n in range(35))),
    }
    many_tags.write(tmp_path, files, policy + '[rules.never]\nkind = "deny"\nfrom = ["./target"]\nto = ["./start"]\n')
    status, said = asked(tmp_path, capfd, monkeypatch, "--no-cache")
    [finding] = said["findings"]
    assert (status, said["errors"], finding["rule"], finding["exact"]) == (1, [], "pure", False)
    tags = finding["witness"]["tags"]
    assert any({f"a{n:02}", f"b{n:02}"} <= set(tags) for n in range(35))
    assert "example.com/m/target" in listed(go, tmp_path, finding["witness"], "./start")
    when = ["--when", where] if field == "when" else []
    assert main(["why", "--format", "json", *when, "./start", "./target"]) == 0
    [chain] = json.loads(capfd.readouterr().out)["why"][0]["chains"]
    assert any({f"a{n:02}", f"b{n:02}"} <= set(chain["witness"]["tags"]) for n in range(35))
    assert main(["why", *when, "./target", "./start"]) == 1


def test_only_what_hangs_on_too_many_tags_is_not_exact(tmp_path: Path) -> None:
    """The hidden weighted bit: decided where a build shows it, or where other tags do; never clean where it is not."""
    many_tags.write(tmp_path, many_tags.hidden_bit(12), many_tags.HARD)
    module = read(tmp_path)
    truth = module.judged(module.linked(module.universe), module.universe)
    assert sorted(one.rule for one in truth.findings) == ["first", "second", "simple", "small"]
    assert not truth.bounded
    with pytest.MonkeyPatch.context() as patch:
        for name, nodes in (("ROOM", 5000), ("ALONE", 200), ("WIDE", 200)):
            patch.setattr(gomodlint.rules.beyond, name, nodes)
        universe = module.universe.fresh(1000)
        said = module.judged(module.linked(universe), universe)
    assert said.bounded
    found = {one.rule: one.exact for one in said.findings}
    assert found == {"first": False, "second": False, "simple": True, "small": False}
    assert set(said.open) <= {"both"}  # the truth is that nothing leads there: that is hard to see
    assert all("rule both is undecided" in problem.message for problem in said.errors)
