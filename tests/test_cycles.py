"""`gomodlint cycles`, as a user asks it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from repository import Git

from gomodlint.cli.main import main

FILES = {
    "go.mod": "module example.com/m\n\ngo 1.26\n",
    "gomodlint.toml": '[sets]\nui = ["./ui/..."]\ncore = ["./core/..."]\n\n[rules.r]\nkind = "acyclic"\n',
    "ui/page/p.go": 'package page\n\nimport _ "example.com/m/core/model"\n',
    "ui/page/q.go": 'package page\n\nimport _ "example.com/m/core/store"\n',
    "ui/text/t.go": "package text\n",
    "core/model/m_linux.go": 'package model\n\nimport _ "example.com/m/ui/text"\n',
    "core/model/m.go": "package model\n",
    "core/store/s.go": "package store\n",
}


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    Git(tmp_path).write(FILES)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def ask(capfd: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    status = main(["cycles", *arguments])
    said = capfd.readouterr()
    return status, said.out + said.err


def test_no_packages_but_directories_are_in_a_circle(module: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert ask(capfd) == (0, "no cycle of packages\n")
    status, said = ask(capfd, "--level", "directory")
    assert status == 1
    assert said == (
        "2 directories in a circle: ./core, ./ui\n"
        "  ./core > ./ui > ./core  where linux\n"
        "      core/model/m_linux.go:3  example.com/m/ui/text  if linux\n"
        "      ui/page/p.go:3  example.com/m/core/model\n"
        "  without 1 import there is no circle (no fewer will do):\n"
        "  - ./core > ./ui\n"
        "      core/model/m_linux.go:3  example.com/m/ui/text  if linux\n"
    )
    assert ask(capfd, "--level", "directory", "--when", "windows")[0] == 0


def test_sets_of_the_policy(module: Path, capfd: pytest.CaptureFixture[str]) -> None:
    found = json.loads(ask(capfd, "--level", "set", "--format", "json")[1])["cycles"]
    assert [group["members"] for group in found] == [["$core", "$ui"]]
    assert found[0]["exact"]
    assert (found[0]["imports"], [one["from"] for one in found[0]["breaks"]]) == (1, ["$core"])
    (module / "gomodlint.toml").unlink()
    assert ask(capfd, "--level", "set")[0] == 2


def test_packages_through_a_test(module: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (module / "core/store/s_test.go").write_text('package store\n\nimport _ "example.com/m/ui/page"\n')
    status, said = ask(capfd)
    assert status == 1
    assert "example.com/m/core/store > example.com/m/ui/page > example.com/m/core/store" in said
    assert "core/store/s_test.go:3" in said
    (module / "core/store/s_test.go").write_text('package store_test\n\nimport _ "example.com/m/ui/page"\n')
    assert ask(capfd)[0] == 0
    status, said = ask(capfd, "--level", "directory", "--tests")
    assert "./core > ./ui > ./core\n" in said


def test_modules_and_their_requirements(module: Path, capfd: pytest.CaptureFixture[str]) -> None:
    Git(module).write(
        {
            "go.work": "go 1.26\n\nuse (\n\t.\n\t./sub\n)\n",
            "go.mod": FILES["go.mod"] + "\nrequire example.com/sub v0.0.0\n",
            "sub/go.mod": "module example.com/sub\n\ngo 1.26\n\nrequire example.com/m v0.0.0\n",
            "sub/x/x.go": 'package x\n\nimport _ "example.com/m/core/store"\n',
            "sub/y/y.go": "package y\n",
            "core/model/z.go": 'package model\n\nimport _ "example.com/sub/y"\n',
        }
    )
    status, said = ask(capfd, "--level", "module")
    assert status == 1
    assert said.startswith("2 modules in a circle: example.com/m, example.com/sub\n")
    assert "go.mod files require each other in a circle: example.com/m > example.com/sub > example.com/m\n" in said


def test_many_that_need_each_other_are_broken_by_a_bound(module: Path, capfd: pytest.CaptureFixture[str]) -> None:
    names = [f"d{number:02}" for number in range(24)]
    files = {f"{a}/x/x.go": "package x\n" for a in names}
    for at, a in enumerate(names):
        imports = "".join(
            f'import _ "example.com/m/{b}/x"\n' for b in names if a != b and (at * 7 + names.index(b) * 5) % 3
        )
        files[f"{a}/y/y.go"] = f"package y\n\n{imports}"
    Git(module).write(files)
    found = json.loads(ask(capfd, "--level", "directory", "--format", "json")[1])["cycles"]
    large = max(found, key=lambda group: len(group["members"]))
    assert 0 < large["least"] <= large["imports"]
    gone = {(one["from"], one["to"]) for one in large["breaks"]}
    left = {
        (f"./{a}", f"./{b}")
        for at, a in enumerate(names)
        for b in names
        if a != b and (at * 7 + names.index(b) * 5) % 3
    } - gone
    nodes = {name for edge in left for name in edge}
    while free := {node for node in nodes if not any(a == node and b in nodes for a, b in left)}:
        nodes -= free
    assert not nodes, "what is left has an order"


@pytest.mark.parametrize("ports", ["", "linux"])
def test_packages_that_all_import_each_other(
    ports: str, module: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """More pairs than are searched: of each one import must go, and one is enough."""
    monkeypatch.setattr("gomodlint.engine.cycles.SETS", 20)
    names = [f"p{number}" for number in range(8)]
    constraint = f"//go:build {ports}\n\n" if ports else ""
    Git(module).write({
        f"ui/{name}/x.go": f"{constraint}package {name}\n"
        + "".join(f'\nimport _ "example.com/m/ui/{other}"\n' for other in names if other != name)
        for name in names
    })  # fmt: skip
    status, said = ask(capfd, "--format", "json")
    [group] = json.loads(said)["cycles"]
    assert status == 1
    assert (len(group["members"]), group["imports"], group["least"]) == (8, 28, 28)


def test_more_dependencies_than_are_searched(
    module: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gomodlint.engine.cycles.DENSE", 2)
    names = ["a", "b", "c", "d"]
    Git(module).write({
        f"ui/{name}/x.go": f'package {name}\n\nimport _ "example.com/m/ui/{other}"\n'
        for name, other in zip(names, [*names[1:], names[0]], strict=True)
    })  # fmt: skip
    _, said = ask(capfd, "--format", "json")
    [group] = json.loads(said)["cycles"]
    assert (len(group["members"]), group["imports"], group["least"]) == (4, 1, 1)
