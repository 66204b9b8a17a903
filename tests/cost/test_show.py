"""`gomodlint cost`: figures on the graph as it is, without Go. The figures here are made up; the sums are not."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest
from repository import Git

from gomodlint.cli.main import main
from gomodlint.cost import record
from gomodlint.cost.estimate import signs
from gomodlint.cost.level import Limit, level, parse_limit
from gomodlint.cost.record import Build, Figures, MainCost, PackageCost, Section

M = "example.com/m"
BUILD = Build("go1.26.1", "linux", "amd64", True, ())
MODULE = {"go.mod": f"module {M}\n\ngo 1.26\n"}


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Git(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))  # nothing is run


def package(name: str, *imports: str) -> str:
    return f"package {name}\n\n" + "".join(f'import _ "{M}/{path}"\n' for path in imports)


def lay_out(imports: dict[str, list[str]], own: dict[str, tuple[int, int]], total: tuple[int, int] = (0, 0)) -> None:
    """Packages that import each other, and own costs; `total` is beside the sum of these."""
    files = {f"{path}/p.go": package("main" if path == "x" else path, *to) for path, to in imports.items()}
    Git.at(Path()).write(MODULE | files)
    section = Section(BUILD, "main", 3)
    allocs, size = (total[at] + sum(figures[at] for figures in own.values()) for at in (0, 1))
    section.mains[f"{M}/x"] = MainCost(Figures(allocs, size, 0), 0, 0, len(own))
    for path, figures in own.items():
        section.packages[f"{M}/{path}"] = PackageCost("src:sha256:0", {f"{M}/x": Figures(*figures, 1)})
    Path("gomodlint-cost.json").write_text(record.write([section]))


def shown(capfd: pytest.CaptureFixture[str]) -> dict[str, Any]:
    assert main(["cost", "--format", "json"]) == 0
    (program,) = json.loads(capfd.readouterr().out)["programs"]
    program["by"] = {row["path"].removeprefix(f"{M}/"): row for row in program["packages"]}
    return dict(program)


def test_what_only_one_package_brings_is_counted_with_it(capfd: pytest.CaptureFixture[str]) -> None:
    lay_out(
        {"x": ["a", "b"], "a": ["shared", "alone"], "b": ["shared"], "shared": [], "alone": []},
        {"x": (0, 0), "a": (1, 10), "b": (2, 20), "shared": (100, 1000), "alone": (5, 50)},
        (7, 70),
    )
    found = shown(capfd)
    exclusive = {path: (row["exclusive"]["allocs"], row["exclusive"]["packages"]) for path, row in found["by"].items()}
    assert exclusive == {"x": (108, 5), "a": (6, 2), "b": (2, 1), "shared": (100, 1), "alone": (5, 1)}
    assert found["rest"] == {"allocs": 7, "bytes": 70}
    assert (found["allocs"], found["bytes"]) == (115, 1150)


def test_sums_agree_with_removing_each_package_on_random_graphs(capfd: pytest.CaptureFixture[str]) -> None:
    random = Random(7)
    for _ in range(15):
        names = ["x", *(f"p{number}" for number in range(9))]
        imports = {
            name: sorted(random.sample(names[at + 1 :], min(len(names) - at - 1, random.randrange(4))))
            for at, name in enumerate(names)
        }
        own = {name: (random.randrange(50), random.randrange(5000)) for name in names}
        lay_out(imports, own)
        found = shown(capfd)["by"]
        whole = reached(imports, "")
        assert set(found) == whole
        for name in whole:
            gone = whole - reached(imports, name)
            assert found[name]["exclusive"]["allocs"] == sum(own[one][0] for one in gone), (imports, name)
            assert found[name]["exclusive"]["bytes"] == sum(own[one][1] for one in gone)


def test_what_goes_with_an_import_is_what_is_not_reached_without_it(capfd: pytest.CaptureFixture[str]) -> None:
    random = Random(11)
    for _ in range(10):
        names = ["x", *(f"p{number}" for number in range(9))]
        imports = {
            name: sorted(random.sample(names[at + 1 :], min(len(names) - at - 1, random.randrange(4))))
            for at, name in enumerate(names)
        }
        lay_out(imports, {name: (random.randrange(50), random.randrange(5000)) for name in names})
        assert main(["cost", "--imports", "--format", "json"]) == 0
        (program,) = json.loads(capfd.readouterr().out)["programs"]
        own = {row["path"].removeprefix(f"{M}/"): row["own"] for row in program["packages"]}
        edges = {(e["from"].removeprefix(f"{M}/"), e["to"].removeprefix(f"{M}/")): e for e in program["imports"]}
        whole = reached(imports, "")
        assert set(edges) == {(name, to) for name in whole for to in imports[name]}
        for (importer, imported), edge in edges.items():
            cut = {name: [to for to in tos if (name, to) != (importer, imported)] for name, tos in imports.items()}
            gone = whole - reached(cut, "")
            assert edge["exclusive"]["packages"] == len(gone), (imports, importer, imported)
            assert edge["exclusive"]["allocs"] == sum(own[name]["allocs"] for name in gone)
            assert edge["exclusive"]["bytes"] == sum(own[name]["bytes"] for name in gone)
            assert edge["own"] == {name: own[imported][name] for name in ("allocs", "bytes")}
            assert edge["also_imported_by"] == sum(imported in imports[name] for name in whole) - 1
            line = (Path(edge["file"]).read_text().split("\n"))[edge["line"] - 1]
            assert line == f'import _ "{M}/{imported}"'


def test_a_table_of_imports(capfd: pytest.CaptureFixture[str]) -> None:
    own = {"x": (0, 0), "a": (1613, 567_000), "b": (0, 0), "c": (200, 10)}
    lay_out({"x": ["a", "b"], "a": ["c"], "b": ["c"], "c": []}, own)
    assert main(["cost", "--imports", "--top", "2"]) == 0
    lines = capfd.readouterr().out.splitlines()
    assert " ".join(lines[1].split()) == "level own allocs own bytes goes: allocs bytes packages import at"
    assert lines[2].split() == [
        "red",
        "1,613",
        "554",
        "KiB",
        "1,613",
        "554",
        "KiB",
        "1",
        f"{M}/x",
        ">",
        f"{M}/a",
        "x/p.go:3",
    ]
    assert lines[-2:] == [
        "2 more: --top 0 shows all",
        "with 2 of 4 imports nothing goes: another package imports the same one",
    ]
    assert main(["cost", "--imports", "--top", "1", "--format", "markdown"]) == 0
    assert f"`{M}/x > {M}/a`" in capfd.readouterr().out


def reached(imports: dict[str, list[str]], without: str) -> set[str]:
    found: set[str] = set()
    waiting = ["x"]
    while waiting:
        name = waiting.pop()
        if name != without and name not in found:
            found.add(name)
            waiting += imports[name]
    return found


def test_an_import_that_has_gone_takes_its_cost_along(capfd: pytest.CaptureFixture[str]) -> None:
    lay_out({"x": ["a"], "a": ["b"], "b": []}, {"x": (0, 0), "a": (1, 10), "b": (500, 5000)}, (3, 30))
    assert shown(capfd)["allocs"] == 504
    Path("a/p.go").write_text("package a\n")
    assert shown(capfd)["allocs"] == 4


def test_an_import_of_another_build_does_not_count(capfd: pytest.CaptureFixture[str]) -> None:
    lay_out({"x": ["a"], "a": [], "b": []}, {"x": (0, 0), "a": (1, 10), "b": (500, 5000)})
    Path("x/w_windows.go").write_text(package("main", "b"))
    Path("x/t.go").write_text(f"//go:build tagged\n\n{package('main', 'b')}")
    assert set(shown(capfd)["by"]) == {"x", "a"}


def test_fresh_stale_and_unknown(capfd: pytest.CaptureFixture[str], go: str) -> None:
    del go
    lay_out({"x": ["a"], "a": []}, {"x": (0, 0), "a": (1, 10)})
    assert {row["status"] for row in shown(capfd)["packages"]} == {"stale"}
    Path("new").mkdir()
    Path("new/n.go").write_text('package new\n\nimport "regexp"\n\nvar R = regexp.MustCompile("a")\n')
    Path("x/n.go").write_text(package("main", "new"))
    found = shown(capfd)
    assert found["by"]["new"]["status"] == "unknown"
    assert found["by"]["new"]["own"]["allocs"] == 113  # a guess
    assert found["by"]["x"]["exclusive"]["allocs"] == 1  # guesses are in no sum
    assert found["by"]["x"]["exclusive"]["unknown"] >= 1
    assert main(["cost"]) == 0
    text = capfd.readouterr().out
    assert f"{M}/new ?" in text
    assert f"{M}/a ~" in text


def test_a_table_for_people(capfd: pytest.CaptureFixture[str]) -> None:
    lay_out({"x": ["a"], "a": []}, {"x": (0, 0), "a": (1613, 567_000)}, (100, 1000))
    assert main(["cost", "--top", "1"]) == 0
    text = capfd.readouterr().out
    assert text.startswith(
        f"{M}/x: 1,713 allocs, 555 KiB before main, 2 packages (linux/amd64, go1.26.1, median of 3 runs)"
    )
    assert "1 more: --top 0 shows all" in text
    assert main(["cost", "--format", "markdown", "--main", "./x", "--sort", "own"]) == 0
    rows = [line for line in capfd.readouterr().out.splitlines() if line.startswith("| red")]
    assert rows[0].endswith(f"| `{M}/a ~` |")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["cost", "--main", "nosuch"], "no figures for nosuch"),
        (["cost", "weigh"], "there is no 'weigh'"),
    ],
)
def test_questions_without_an_answer(words: list[str], said: str, capfd: pytest.CaptureFixture[str]) -> None:
    lay_out({"x": []}, {"x": (1, 1)})
    assert main(words) == 2
    assert said in capfd.readouterr().err


def test_without_figures(capfd: pytest.CaptureFixture[str]) -> None:
    Git.at(Path()).write(MODULE | {"x/x.go": "package main\n"})
    assert main(["cost"]) == 2
    assert "gomodlint cost measure --allow-run" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ('var r = regexp.MustCompile("{")', 1),
        ('var (\n\ta = regexp.MustCompile(`"`)\n\tb = regexp.MustCompilePOSIX("x")\n)', 2),
        ('func f() { regexp.MustCompile("x") }', 0),
        ('func f() {\n\tif true { }\n\tregexp.MustCompile("x")\n}\n\nvar a = regexp.MustCompile("y")', 1),
        ('var f = func() *R { return regexp.MustCompile("x") }', 0),
        ('// var r = regexp.MustCompile("x")\n/* regexp.MustCompile("x") */', 0),
        ('var s = "regexp.MustCompile(x)"', 0),
        ('var t = []T{{regexp.MustCompile("x"), \'{\'}, {regexp.MustCompile("y"), \'"\'}}', 2),
        ('var m = map[string]*R{"a": regexp.MustCompile("x")}', 1),
    ],
)
def test_regular_expressions_of_package_level(source: str, count: int) -> None:
    assert signs(f"package p\n\n{source}\n".encode()).regexps == count


def test_levels_and_limits() -> None:
    assert [level(99, 16_383), level(100, 0), level(0, 16_384), level(1000, 0), level(0, 131_072)] == [
        "green", "yellow", "yellow", "red", "red",
    ]  # fmt: skip
    assert parse_limit("200 allocs, 64 KiB")[:2] == (200, 65536)
    assert parse_limit("1.5 MiB")[:2] == (None, 1572864)
    assert parse_limit("1_000 allocs") == Limit(1000, None, "1_000 allocs")
    for name in ("green", "yellow"):
        limit = parse_limit(name)
        assert not limit.exceeded(99, 16_383)
        assert limit.exceeded(1000, 0)
        assert limit.exceeded(100, 0) == (name == "green")
    for bad in ("", "red", "fast", "1", "1 ms", "1 KiB, 2 KiB", "1 allocs, 2 allocs", "-1 allocs"):
        with pytest.raises(ValueError, match="no"):
            parse_limit(bad)


def test_what_is_written_is_read() -> None:
    section = Section(
        BUILD, "main", 5, {"m/x": MainCost(Figures(9, 90, 3), 5, 1, 7), "m/y": MainCost(Figures(1, 2, 3), 4, 5, 6)}
    )
    section.packages = {
        "in/both": PackageCost("go1.26", {"m/x": Figures(1, 2, 3), "m/y": Figures(1, 2, 3)}),
        "in/one": PackageCost("a@v1", {"m/y": Figures(1, 2, 3)}),
        "in/differs": PackageCost("a@v1", {"m/x": Figures(1, 2, 3), "m/y": Figures(4, 5, 6)}),
        "in/zero": PackageCost("a@v1", {"m/x": Figures(0, 0, 0), "m/y": Figures(0, 0, 0)}),
    }
    other = Section(
        Build("go1.26.1", "linux", "arm64", False, ("a", "b")), "probe", 1, {"m": MainCost(Figures(1, 1, 1), 1, 1, 1)}
    )
    text = record.write([other, section])
    assert record.read(text.encode(), "") == [section, other]
    assert text.count("\n") == len(text.splitlines())
    assert sum('"in/' in line for line in text.splitlines()) == 4  # one package a line
