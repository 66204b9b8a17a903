"""Rules that can fire are shown to; rules that cannot are errors. Nothing is written."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
import txtar
from repository import Git

from gomodlint.cli.main import main
from gomodlint.engine import Request, check
from gomodlint.engine.prove import prove as proving
from gomodlint.policy.extend import PRESETS
from gomodlint.rules import registry
from gomodlint.rules.go_mod import Directive
from gomodlint.source.disk import DiskTree
from gomodlint.source.overlay import OverlayTree
from gomodlint.source.tree import TreeError

SHOP = {
    "go.mod": "module example.com/shop\n\ngo 1.26\n",
    "main.go": 'package main\n\nimport _ "example.com/shop/order"\n\nfunc main() {}\n',
    "order/order.go": "package order\n",
    "db/db.go": "package db\n",
    "db/db_test.go": "package db\n",
    "db/prod.go": "//go:build prod\n\npackage db\n",
}
LIBRARY = {"go.mod": "module example.com/m\n\ngo 1.26\n", "a/a.go": "package a\n"}


def prove(directory: Path, files: dict[str, str], capfd: pytest.CaptureFixture[str]) -> tuple[int, str]:
    git = Git(directory)
    git.commit(files)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(directory)
        status = main(["prove"])
    assert git("status", "--porcelain") == "", "nothing is written"
    printed = capfd.readouterr()
    return int(status), printed.out + printed.err


FIRES = {
    "line": 'kind = "dot-import"\nfrom = ["./order"]',
    "line of tests": 'kind = "dot-import"\nscope = "test"',
    "blank, but main and tests": 'kind = "blank-import"\nallow-in = ["main", "test"]',
    "blank, of one": 'kind = "blank-import"\nto = ["expvar"]',
    "agreed names": 'kind = "alias"\nnames = [{ to = ["./{x}"], name = "my{x}" }]',
    "a forbidden name": 'kind = "alias"\nforbid = ["my*"]',
    "a duty": 'kind = "must-import"\nfrom = ["./..."]\nto = ["./db"]\ntransitive = true',
    "an order": 'kind = "order"\norder = "NONE < ./db < ./order;"',
    "an order of all": 'kind = "order"\norder = "NONE < ./db < ./order;"\nexhaustive = true',
    "packages": 'kind = "budget"\nmax-packages = 40',
    "modules": 'kind = "budget"\nfrom = ["./order"]\nmax-modules = 3',
    "growth": 'kind = "budget"\nmax-growth = 2',
    "no growth": 'kind = "budget"\nfrom = ["./db"]\nmax-growth = 0',
    "a module": 'kind = "module"\ndeny = ["example.com/x/..."]\nversions = "> v2.1.0, < v3"',
    "a module before a first release": 'kind = "module"\ndeny = ["example.com/x"]\nversions = "< v0.5.0-0"',
    "a module in old versions": 'kind = "module"\ndeny = ["example.com/x"]\nversions = "<= v0.3.1-rc.1"',
    "a module with a major version": 'kind = "module"\ndeny = ["github.com/golang-jwt/jwt/v5"]\nversions = "< v5.2.2"',
    "a module in all versions of its major": 'kind = "module"\ndeny = ["example.com/x/v12"]',
    "a module of gopkg.in": 'kind = "module"\ndeny = ["gopkg.in/yaml.v3"]\nversions = ">= v3.0.1"',
    "all modules of gopkg.in": 'kind = "module"\ndeny = ["gopkg.in/..."]',
    "a module without a major version": 'kind = "module"\ndeny = ["example.com/x"]\nversions = ">= v4.5.1"',
    "nothing but a module": 'kind = "module"\nallow = ["example.org/gomodlint/other"]\nwhich = "indirect"',
    **{f"no {name}": f'kind = "go-mod"\ndeny = ["{name}"]' for name in get_args(Directive)},
    "old go": 'kind = "go-mod"\ngo = "< 1.20"',
    "new go": 'kind = "go-mod"\ngo = ">= 1.24"',
    "a new toolchain": 'kind = "go-mod"\ntoolchain = ">= 1.26.2"',
    "a name for modules": 'kind = "go-mod"\nmodule = ["example.com/..."]',
    "through": 'kind = "deny"\nfrom = ["."]\nto = ["./db"]\ntransitive = true\nthrough = ["./order"]',
    "not through": 'kind = "deny"\nto = ["./db"]\ntransitive = true\nnot-through = ["./order"]',
    "in some files": 'kind = "deny"\nto = ["unsafe"]\nfiles = ["order/*.go"]',
    "a public package": 'kind = "protect"\npackages = ["./db", "./order"]\npublic = ["./order"]',
    "direct": 'kind = "deny"\nfrom = ["./order"]\nto = ["./db"]',
    "direct, with a chain there already": 'kind = "deny"\nfrom = ["$main"]\nto = ["./order", "./db"]',
    "transitive": 'kind = "deny"\ntransitive = true\nfrom = ["$main"]\nto = ["net/http/pprof"]',
    "transitive, from tests": 'kind = "deny"\ntransitive = true\nscope = "test"\nto = ["net/http/pprof"]',
    "transitive, when": 'kind = "deny"\ntransitive = true\nto = ["expvar"]\nwhen = "prod && windows"',
    "third party": 'kind = "deny"\nto = ["github.com/aws/*/service/..."]',
    "third party, all": 'kind = "deny"\nto = ["$third-party", "!github.com/..."]',
    "std": 'kind = "deny"\nto = ["$std"]',
    "std, but some": 'kind = "deny"\nto = ["net/...", "!net/http/..."]',
    "own": 'kind = "deny"\nto = ["$own"]\nfrom = ["./db/..."]',
    "captures": 'kind = "deny"\nfrom = ["./{name}"]\nto = ["./...", "!./{name}/..."]',
    "optional": 'kind = "deny"\noptional = true\nfrom = ["./next/..."]\nto = ["./later/..."]',
    "except one": 'kind = "deny"\nto = ["unsafe", "plugin"]\nexcept = [{to = ["unsafe"], reason = "x"}]',
    "excepted for all that are there": 'kind = "deny"\nfrom = ["./order/..."]\nto = ["unsafe"]\n'
    'except = [{from = ["./order"], reason = "x"}]',
    "imported already": 'kind = "deny"\nfrom = ["."]\nto = ["./order"]',
    "reached already": 'kind = "deny"\ntransitive = true\nfrom = ["."]\nto = ["./order"]',
    "cycle": 'kind = "acyclic"',
    "cycle of directories": 'kind = "acyclic"\nlevel = "directory"',
    "cycle of sets": 'kind = "acyclic"\nlevel = "set"\ngroups = [["./db"], ["./order"]]',
    "cycle of captured sets": 'kind = "acyclic"\nlevel = "set"\ngroups = [["./{x}/..."]]',
    "cycle among two": 'kind = "acyclic"\nfrom = ["./order", "./db"]',
    "warning": 'kind = "dot-import"\nseverity = "warning"',
}


@pytest.mark.parametrize("rule", FIRES.values(), ids=FIRES)
def test_fires(rule: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    status, text = prove(tmp_path, SHOP | {"gomodlint.toml": f"[rules.r]\n{rule}\n"}, capfd)
    assert (status, text.splitlines()[-1]) == (0, "the rule fires"), text
    assert text.startswith("r: fires at ")
    assert "gomodlint_prove_1" in text or "gomodlintprove1" in text


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("files", [SHOP, LIBRARY], ids=["program", "library"])
def test_presets_fire(preset: str, files: dict[str, str], tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    policy = f'extends = ["gomodlint:{preset}"]\n'
    status, text = prove(tmp_path, files | {"gomodlint.toml": policy}, capfd)
    assert status == 0, text


SILENT = {
    "its target is taken out again": ('kind = "deny"\nto = ["net/...", "!..."]', "nothing to plant"),
    "every import is excepted": (
        'kind = "deny"\nto = ["unsafe"]\nexcept = [{from = ["./..."], reason = "x"}]',
        "no finding",
    ),
    "a package and itself": ('kind = "deny"\nfrom = ["./db"]\nto = ["./db"]', "nothing to plant"),
    "a cycle of one": ('kind = "acyclic"\nfrom = ["./db"]', "nothing to plant"),
    "main is all it is about, and welcome": ('kind = "blank-import"\nfrom = ["."]\nallow-in = ["main"]', "no finding"),
    "modules, of which there is one": ('kind = "acyclic"\nlevel = "module"', "nothing to plant"),
    "no build": ('kind = "deny"\ntransitive = true\nto = ["unsafe"]\nwhen = "linux && windows"', "satisfies its when"),
}


@pytest.mark.parametrize(("rule", "says"), SILENT.values(), ids=SILENT)
def test_cannot_fire(rule: str, says: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    policy = f'[rules.fine]\nkind = "dot-import"\n\n[rules.r]\n{rule}\n'
    status, text = prove(tmp_path, SHOP | {"gomodlint.toml": policy}, capfd)
    assert status == 2
    assert "fine: fires at " in text
    assert "gomodlint.toml:4:" in text
    assert "rule r cannot fire" in text
    assert says in text


@pytest.mark.parametrize("limit", ["max-packages", "max-modules", "max-growth"])
def test_a_limit_above_what_one_file_can_import_is_shown(
    limit: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """A header is read up to 1 MiB, some 20,000 imports: more stand in several files."""
    policy = f'[rules.r]\nkind = "budget"\n{limit} = 25_000\n'
    status, text = prove(tmp_path, SHOP | {"gomodlint.toml": policy}, capfd)
    assert (status, text.splitlines()[-1]) == (0, "the rule fires"), text
    assert "25000" in text


def test_rules_that_take_much_are_tried_apart(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gomodlint.engine.prove.TOGETHER", 500)
    checked: list[int] = []

    def counting(request: Request) -> Any:
        checked.append(sum(map(len, request.overlay.values())))
        return check(request)

    monkeypatch.setattr("gomodlint.engine.prove.check", counting)
    rules = "".join(
        f'[rules.{name}]\nkind = "budget"\nfrom = ["./order"]\nmax-packages = 9\n' for name in ("a", "b", "c")
    )
    status, text = prove(tmp_path, SHOP | {"gomodlint.toml": rules + '[rules.d]\nkind = "dot-import"\n'}, capfd)
    assert (status, text.splitlines()[-1]) == (0, "all 4 rules fire"), text
    assert len(checked) == 4, "the repository itself, and each budget; the last one together with the small rule"
    assert [0 < size <= 500 for size in checked] == [False, True, True, True]


def test_a_limit_above_what_is_planted_is_not_called_one_that_cannot_fire(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    policy = '[rules.r]\nkind = "budget"\nmax-packages = 1_000_000_000_000\n[rules.s]\nkind = "dot-import"\n'
    status, text = prove(tmp_path, SHOP | {"gomodlint.toml": policy}, capfd)
    assert status == 2
    assert "s: fires at " in text
    assert "rule r is not shown to fire: at most 200,000 imports are planted, and its limit is more" in text
    assert "cannot fire" not in text


def test_excluded_files_cannot_break_a_line_rule(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    policy = '[build]\nexclude = ["**/*.go"]\n\n[rules.r]\nkind = "dot-import"\n'
    status, text = prove(tmp_path, SHOP | {"gomodlint.toml": policy}, capfd)
    assert status == 2
    assert "exclude in [build]" in text


def test_a_rule_that_is_off_is_not_asked(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    policy = '[rules.on]\nkind = "dot-import"\n\n[rules.off]\nkind = "dot-import"\nseverity = "off"\n'
    assert prove(tmp_path, SHOP | {"gomodlint.toml": policy}, capfd)[1].endswith("the rule fires\n")


def test_a_broken_policy_comes_first(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    status, text = prove(tmp_path, SHOP | {"gomodlint.toml": '[rules.r]\nkind = "deny"\nto = ["./dbb"]\n'}, capfd)
    assert status == 2
    assert "no package matches" in text


def test_what_stands_there_already_is_no_proof(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A rule that has gone blind is found out, also where it would find something in the repository itself."""
    real = registry.rule("dot-import")

    def only_old(context: Any, options: Any) -> Iterator[Any]:
        return (breach for breach in real.check(context, options) if "gomodlint_prove" not in breach.file)

    blind = real._replace(check=only_old)
    monkeypatch.setattr("gomodlint.rules.dot_import.RULE", blind)
    files = SHOP | {"order/order.go": 'package order\n\nimport . "strings"\n', "gomodlint.toml": "[rules.r]\n"}
    files["gomodlint.toml"] += 'kind = "dot-import"\n'
    status, text = prove(tmp_path, files, capfd)
    assert status == 2
    assert "rule r cannot fire" in text


def test_with_a_hostile_directory(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    files = {"go.mod": LIBRARY["go.mod"], "x\n::error::y/a.go": "package a\n", "gomodlint.toml": "[rules.r]\n"}
    files["gomodlint.toml"] += 'kind = "dot-import"\n'
    text = prove(tmp_path, files, capfd)[1]
    assert "\n::" not in text


def test_an_overlay_is_as_if_it_were_written(tmp_path: Path) -> None:
    overlay = {
        "order/extra.go": b'package order\n\nimport . "strings"\n',
        "db/db.go": b'package db\n\nimport . "sort"\n',
        "new/deep/x.go": b'package deep\n\nimport . "os"\n',
    }
    policy = {"gomodlint.toml": '[rules.r]\nkind = "dot-import"\n'}
    Git(tmp_path).write(SHOP | policy)
    request = Request(directory=str(tmp_path), environ={}, today=datetime.date(2026, 6, 1))
    laid = check(request._replace(overlay=overlay))
    assert len(laid.findings) == 3
    assert not check(request).findings
    Git(tmp_path).write({name: text.decode() for name, text in overlay.items()})
    written = check(request)
    assert written._replace(cache=laid.cache) == laid  # what the cache had is another matter


def test_the_tree_of_an_overlay(tmp_path: Path) -> None:
    Git(tmp_path).write({"a/b.go": "old\n", "z.go": ""})
    tree = OverlayTree(DiskTree(str(tmp_path)), {"a/b.go": b"new\n", "a/c.go": b"c", "n/m/x.go": b"xyz"})
    assert [entry.name for entry in tree.entries("")] == [".git", "a", "n", "z.go"]
    assert [(entry.name, entry.kind) for entry in tree.entries("a")] == [("b.go", "file"), ("c.go", "file")]
    assert [(entry.name, entry.kind) for entry in tree.entries("n")] == [("m", "dir")]
    assert tree.read("a/b.go") == b"new\n"
    assert tree.read("n/m/x.go", 2) == b"xy"
    assert tree.read("z.go") == b""
    assert tree.in_worker().read("a/c.go") == b"c"
    for absent in ("q", "n/q"):
        with pytest.raises(TreeError):
            tree.entries(absent)
    with pytest.raises(TreeError):
        tree.read("n/m/y.go")


@pytest.mark.parametrize("kind", registry.KINDS)
def test_the_policies_of_the_fixtures_fire(kind: str, tmp_path: Path) -> None:
    """Also where the repository breaks the rule already, sets it aside, or breaks it in some builds only."""
    for path in sorted((Path(__file__).parents[1] / "fixtures" / "rules" / kind).glob("*.txtar")):
        files = {"go.mod": LIBRARY["go.mod"]} | txtar.parse(path.read_text(encoding="utf-8")).files
        if '# want "problem' in files["gomodlint.toml"]:
            continue  # a policy that is refused
        Git(tmp_path / path.stem).write(files)
        request = Request(directory=str(tmp_path / path.stem), environ={}, today=datetime.date(2026, 6, 1))
        problems = [str(one.problem) for one in proving(request) if one.problem is not None]
        assert not problems, path.name
