"""`gomodlint cost measure` on real programs: it builds and runs them, and says so when it cannot."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

import pytest
from repository import Git

from gomodlint.cli.main import main
from gomodlint.cost import record
from gomodlint.cost.record import Section
from gomodlint.measure import program

FILES = {
    "go.mod": "module example.com/m\n\ngo 1.21\n",
    "cmd/x/main.go": (
        'package main\n\nimport (\n\t"fmt"\n\n\t_ "example.com/m/heavy"\n\t_ "example.com/m/inf.v0"\n)\n\n'
        'func main() {\n\tfmt.Println("main ran")\n\tselect {}\n}\n'
    ),
    "heavy/h.go": (
        "package heavy\n\nvar Kept [][]byte\n\n"
        "func init() {\n\tfor i := 0; i < 1000; i++ {\n\t\tKept = append(Kept, make([]byte, 1024))\n\t}\n}\n"
    ),
    "inf.v0/i.go": 'package inf\n\nimport "example.com/m/re"\n\nvar X = make([]int, re.N)\n',
    "re/r.go": 'package re\n\nimport "regexp"\n\nvar R = regexp.MustCompile(`^[a-z]+(foo|bar)*$`)\n\nvar N = 100\n',
}


@pytest.fixture(autouse=True)
def _in_a_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, go: str) -> None:
    Git(tmp_path).write(FILES)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", f"{Path(go).parent}{os.pathsep}{os.environ['PATH']}")


def measured(*arguments: str, runs: int = 2) -> Section:
    assert main(["cost", "measure", "--allow-run", f"--runs={runs}", *arguments]) == 0
    (section,) = record.read(Path("gomodlint-cost.json").read_bytes(), "gomodlint-cost.json")
    return section


def refused(capfd: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["cost", "measure", "--allow-run", "--runs=1", *arguments]) == 2
    assert not Path("gomodlint-cost.json").exists()
    said = capfd.readouterr().err
    assert "internal error" not in said
    return said


def write(files: dict[str, str]) -> None:
    for name, text in files.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text)


def test_each_package_is_charged_with_what_its_init_allocates(capfd: pytest.CaptureFixture[str]) -> None:
    section = measured()
    total = section.mains["example.com/m/cmd/x"]
    heavy = section.packages["example.com/m/heavy"].worst
    assert 1000 <= heavy.allocs <= 1050
    assert 1_024_000 <= heavy.bytes <= 1_200_000
    assert section.packages["example.com/m/re"].worst.allocs > 20
    assert section.packages["example.com/m/inf.v0"].worst.bytes >= 800  # the trace writes its name inf%2ev0
    assert section.packages["fmt"].source == section.build.minor
    assert total.total.bytes >= sum(cost.worst.bytes for cost in section.packages.values())
    assert total.live_bytes >= 1_000_000
    printed = capfd.readouterr()
    assert "main ran" not in printed.out + printed.err
    assert f"{total.total.allocs:,} allocs" in printed.out


def test_the_figures_are_those_of_a_trace_made_by_hand(go: str, tmp_path: Path) -> None:
    section = measured(runs=5)
    binary = tmp_path / "by-hand"
    subprocess.run([go, "build", "-o", binary, "./cmd/x"], check=True)
    env = {"GODEBUG": "inittrace=1", "GOMAXPROCS": "1", "HOME": str(tmp_path)}
    process = subprocess.Popen([binary], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    process.stdout.readline()  # `main` has begun
    process.kill()
    trace = process.communicate()[1]
    by_hand = {name: int(allocs) for name, allocs in re.findall(r"init (\S+) @.*?, (\d+) allocs", trace)}
    ours = {path: cost.worst.allocs for path, cost in section.packages.items()}
    for name in ("example.com/m/heavy", "example.com/m/re", "unicode", "os"):
        assert abs(ours[name] - by_hand[name]) <= 2, (name, ours[name], by_hand[name])


def test_nothing_is_done_without_leave(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["cost", "measure"]) == 0
    printed = capfd.readouterr().out
    assert "go build -overlay" in printed
    assert "nothing was done" in printed
    assert not Path("gomodlint-cost.json").exists()


def test_the_tree_is_not_written_but_for_the_figures() -> None:
    before = {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()}
    measured()
    after = {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()}
    del after[Path("gomodlint-cost.json")]
    assert after == before


@pytest.mark.parametrize("name", ["zzz.go", "0.go", "\u00fcber.go"])
def test_the_programs_own_share_is_its_own(name: str) -> None:
    body = "package main\n\nvar s = make([]byte, n())\n\nfunc n() int { return 1 << 20 }\n\n"
    write({f"cmd/x/{name}": f"{body}func init() {{ println(len(s), len(make([]byte, 2*len(s)))) }}\n"})
    section = measured()
    own = section.packages["example.com/m/cmd/x"].worst
    assert 3 << 20 <= own.bytes < (3 << 20) + 10_000
    others = sum(cost.worst.bytes for path, cost in section.packages.items() if path != "example.com/m/cmd/x")
    rest = section.mains["example.com/m/cmd/x"].total.bytes - own.bytes - others
    assert 0 < rest < 1 << 20  # the runtime's


def test_files_with_cgo_come_last_and_their_inits_count() -> None:
    body = 'package main\n\n// static int size(void) { return 1 << 20; }\nimport "C"\n\n'
    write({"cmd/x/a.go": f"{body}func init() {{ println(len(make([]byte, int(C.size())))) }}\n"})
    section = measured()
    assert section.build.cgo, "the tests need a C compiler"
    assert 1 << 20 <= section.packages["example.com/m/cmd/x"].worst.bytes < (1 << 20) + 10_000


def test_memory_of_c_is_in_no_figure() -> None:
    body = '// #include <stdlib.h>\n// #include <string.h>\nimport "C"\n\nvar Kept = C.malloc(8 << 20)\n\n'
    write({"heavy/h.go": f"package heavy\n\n{body}func init() {{ C.memset(Kept, 1, 8<<20) }}\n"})
    section = measured()
    assert section.packages["example.com/m/heavy"].worst.bytes < 10_000
    assert section.mains["example.com/m/cmd/x"].total.bytes < 2 << 20


def test_a_map_that_a_program_uses_counts_and_a_probe_misses_it() -> None:
    entries = "".join(f'\t"key{number}": {number},\n' for number in range(2000))
    table = f"package table\n\nvar T = map[string]int{{\n{entries}}}\n"
    user = 'package main\n\nimport "example.com/m/table"\n\nfunc init() { println(len(table.T)) }\n'
    write({"table/t.go": table, "cmd/x/more.go": user})
    assert measured().packages["example.com/m/table"].worst.bytes > 50_000
    Path("cmd/x/main.go").unlink()
    Path("cmd/x/more.go").unlink()
    assert measured().packages["example.com/m/table"].worst.bytes == 0  # the linker drops it: docs/cost.md says so


def test_an_init_that_prints_half_a_line_hides_nothing() -> None:
    write({"heavy/h.go": FILES["heavy/h.go"].replace("init() {", 'init() {\n\tprint("loading... ")', 1)})
    write({"cmd/x/more.go": 'package main\n\nfunc init() { print("ready? ") }\n'})
    assert 1000 <= measured().packages["example.com/m/heavy"].worst.allocs <= 1050


def test_memory_of_goroutines_is_not_in_a_packages_figures() -> None:
    body = "func init() {\n\tdone := make(chan []byte)\n\tgo func() { done <- make([]byte, 8<<20) }()\n\t<-done\n}\n"
    write({"heavy/h.go": f"package heavy\n\n{body}"})
    section = measured()
    assert section.packages["example.com/m/heavy"].worst.bytes < 1 << 20
    assert section.mains["example.com/m/cmd/x"].total.bytes > 8 << 20  # but in the program's


def test_the_first_user_of_something_shared_pays_in_each_program() -> None:
    once = 'import "sync"\n\nvar (\n\to sync.Once\n\tkept []byte\n)\n\n'
    once += "func Do() { o.Do(func() { kept = make([]byte, 1<<20) }) }\n"
    user = 'package {0}\n\nimport "example.com/m/once"\n\nfunc init() {{ once.Do() }}\n'
    write(
        {
            "once/o.go": f"package once\n\n{once}",
            "a/a.go": user.format("a"),
            "b/b.go": user.format("b"),
            "cmd/x/main.go": 'package main\n\nimport _ "example.com/m/a"\n\nfunc main() {}\n',
            "cmd/x/more.go": 'package main\n\nimport _ "example.com/m/b"\n',
            "cmd/y/main.go": 'package main\n\nimport _ "example.com/m/b"\n\nfunc main() {}\n',
        }
    )
    by_main = measured().packages["example.com/m/b"].by_main
    assert by_main["example.com/m/cmd/x"].bytes < 1000
    assert by_main["example.com/m/cmd/y"].bytes >= 1 << 20


def test_one_program_is_measured_again_and_the_others_stay() -> None:
    write({"cmd/y/main.go": 'package main\n\nimport _ "example.com/m/re"\n\nfunc main() {}\n'})
    both = measured()
    write({"re/r.go": FILES["re/r.go"] + '\nvar S = regexp.MustCompile("a+b")\n'})
    again = measured("--main", "./cmd/y")
    assert set(again.mains) == set(both.mains) == {"example.com/m/cmd/x", "example.com/m/cmd/y"}
    figures = again.packages["example.com/m/re"].by_main
    assert figures["example.com/m/cmd/x"] == both.packages["example.com/m/re"].by_main["example.com/m/cmd/x"]
    assert figures["example.com/m/cmd/y"].allocs > figures["example.com/m/cmd/x"].allocs


def test_tags_and_cgo_are_builds_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    write({"cmd/x/big.go": '//go:build big\n\npackage main\n\nimport _ "example.com/m/big"\n'})
    write({"big/b.go": "package big\n\nvar B = make([]byte, 1<<20)\n\nfunc init() { B[0] = 1 }\n"})
    plain = measured()
    monkeypatch.setenv("CGO_ENABLED", "0")
    assert main(["cost", "measure", "--allow-run", "--runs=1", "--tags=big"]) == 0
    found = record.read(Path("gomodlint-cost.json").read_bytes(), "")
    assert {(one.build.cgo, one.build.tags) for one in found} == {(plain.build.cgo, ()), (False, ("big",))}
    tagged = next(one for one in found if one.build.tags)
    assert "example.com/m/big" in tagged.packages
    assert "example.com/m/big" not in plain.packages


@pytest.mark.parametrize("there", [True, False])
def test_a_go_mod_of_another_name(there: bool, capfd: pytest.CaptureFixture[str]) -> None:
    write({"vendor.mod": FILES["go.mod"], "vendor.sum": ""})
    if there:
        write({"go.mod": "module example.com/m\n\ngo 1.21\n\nrequire example.com/nowhere v1.0.0\n"})
    else:
        Path("go.mod").unlink()
        write({"tool/go.mod": "module example.com/tool\n", "tool/t.go": "package tool\n"})
        assert "there is no go.mod above it, but a vendor.mod: --modfile vendor.mod" in refused(
            capfd, "--main", "./cmd/x"
        )
    before = sorted(Path().rglob("*"))
    section = measured("--modfile", "vendor.mod", "--main", "./cmd/x")
    assert 1000 <= section.packages["example.com/m/heavy"].worst.allocs <= 1050
    assert sorted(Path().rglob("*")) == sorted([*before, Path("gomodlint-cost.json")])
    capfd.readouterr()
    assert main(["cost", "--modfile", "vendor.mod"]) == 0
    assert "example.com/m/heavy\n" in capfd.readouterr().out


def test_flags_of_the_environment_make_no_other_program(monkeypatch: pytest.MonkeyPatch) -> None:
    write({"cmd/x/big.go": '//go:build big || race\n\npackage main\n\nimport _ "example.com/m/big"\n'})
    write({"big/b.go": "package big\n\nvar B = make([]byte, 1<<20)\n\nfunc init() { B[0] = 1 }\n"})
    write({"go.mod": FILES["go.mod"].replace("\n\n", "\n// a comment\n\n\n")})  # -mod=mod would tidy it
    before = Path("go.mod").read_bytes()
    monkeypatch.setenv("GOFLAGS", "-tags=big -race -mod=mod")
    assert "example.com/m/big" not in measured().packages
    assert Path("go.mod").read_bytes() == before


def test_a_module_without_a_program_is_measured_by_a_probe() -> None:
    Path("cmd/x/main.go").unlink()
    write({"internal/a/a.go": "package a\n", "re/internal/b/b.go": "package b\n"})  # of these it can import the first
    section = measured()
    assert section.mode == "probe"
    assert set(section.mains) == {"example.com/m"}
    assert 1000 <= section.packages["example.com/m/heavy"].worst.allocs <= 1050


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('import "os"\n\nfunc init() { os.Exit(3) }\n', "exit status 3"),
        ('func init() { panic("no config") }\n', "no config"),
        ("func init() { var p *int; *p = 1 }\n", "exit status 2"),
    ],
)
def test_an_init_that_ends_the_program(body: str, said: str, capfd: pytest.CaptureFixture[str]) -> None:
    write({"heavy/h.go": f"package heavy\n\n{body}"})
    printed = refused(capfd)
    assert "ended before its last init" in printed
    assert said in printed


def test_one_program_that_fails_leaves_the_others_their_figures(capfd: pytest.CaptureFixture[str]) -> None:
    write({"cmd/y/main.go": 'package main\n\nfunc init() { panic("no\\tconfig") }\n\nfunc main() {}\n'})
    write({"cmd/z/main.go": "package main\n\nfunc main() { nosuch() }\n"})
    assert main(["cost", "measure", "--allow-run", "--runs=1"]) == 2
    printed = capfd.readouterr()
    assert "example.com/m/cmd/y: the program ended before its last init (exit status 2)" in printed.err
    assert "panic: no    config" in printed.err
    assert "gomodlint-cost-first" not in printed.err
    assert "undefined: nosuch" in printed.err
    assert "wrote gomodlint-cost.json" in printed.out
    (section,) = record.read(Path("gomodlint-cost.json").read_bytes(), "")
    assert set(section.mains) == {"example.com/m/cmd/x"}
    write({"heavy/h.go": "package heavy\n\nvar X int = gone\n"})
    assert main(["cost", "check", "--allow-run", "--runs=1"]) == 2  # a check that cannot see all has no verdict
    assert "undefined: gone" in capfd.readouterr().err


def test_an_init_that_never_ends(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(program, "LIMIT", 1)
    write({"heavy/h.go": "package heavy\n\nfunc init() { for {} }\n"})
    assert "had not ended after 1 s" in refused(capfd)


def test_what_the_compiler_says_is_shown(capfd: pytest.CaptureFixture[str]) -> None:
    write({"heavy/h.go": "package heavy\n\nvar X int = nosuch\n"})
    printed = refused(capfd)
    assert "example.com/m/cmd/x: go build failed" in printed
    assert "undefined: nosuch" in printed


def test_without_go(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "no go command on PATH" in refused(capfd)


def test_std_is_that_of_the_toolchain_whatever_go_mod_says(capfd: pytest.CaptureFixture[str], go: str) -> None:
    write({"cmd/x/more.go": 'package main\n\nimport _ "crypto/tls"\n'})
    section = measured()
    program = "example.com/m/cmd/x"
    listed = subprocess.run([go, "list", "-deps", "./cmd/x"], capture_output=True, text=True, check=True)
    linked = set(listed.stdout.split()) - {"runtime/cgo"}  # which no import leads to
    assert section.mains[program].packages == len(linked)
    assert {path for path, cost in section.packages.items() if cost.source != record.IMPLICIT} == linked
    capfd.readouterr()
    write(
        {"gomodlint.toml": '[rules.b]\nkind = "budget"\nfrom = ["./cmd/x"]\nmax-allocs = 1\n\n[build]\ngo = "1.21"\n'}
    )
    assert main(["check"]) == 1  # with another release's std the sum is still that of the program
    printed = capfd.readouterr()
    assert f"makes {section.mains[program].total.allocs:,} allocations" in printed.out
    assert "no figures for" not in printed.out + printed.err


def test_another_machines_program(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("GOOS", "plan9")
    monkeypatch.setenv("GOARCH", "386")
    assert "does not run on" in refused(capfd)


def test_what_is_no_program(capfd: pytest.CaptureFixture[str]) -> None:
    assert "example.com/m/heavy is no main package" in refused(capfd, "--main", "./heavy")
    assert "no package matches ./nosuch" in refused(capfd, "--main", "./nosuch")


def test_a_program_does_not_see_our_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET", "x" * 100_000)
    body = 'import "os"\n\nvar Kept []byte\n\nfunc init() { Kept = make([]byte, 1+len(os.Getenv("SECRET"))) }\n'
    write({"heavy/h.go": f"package heavy\n\n{body}"})
    assert measured().packages["example.com/m/heavy"].worst.bytes < 50_000


def test_measuring_again_says_the_same() -> None:
    first, second = measured(runs=5), measured(runs=5)
    one, other = (sum(cost.worst.allocs for cost in section.packages.values()) for section in (first, second))
    assert abs(one - other) <= 3  # of 1,100; the runtime's own share moves a little more


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "not JSON"),
        ('{"schema_version": 9}', "schema_version is 9"),
        ('{"schema_version": 1}', "not a file of costs"),
    ],
)
def test_a_damaged_file_is_not_written_over(text: str, said: str, capfd: pytest.CaptureFixture[str]) -> None:
    Path("gomodlint-cost.json").write_text(text)
    for words in (["cost", "measure", "--allow-run", "--runs=1"], ["cost"]):
        assert main(words) == 2
        assert said in capfd.readouterr().err
    assert Path("gomodlint-cost.json").read_text() == text


def test_check_holds_against_what_was_written_and_fails_when_an_init_grows(capfd: pytest.CaptureFixture[str]) -> None:
    measured(runs=3)
    assert main(["cost", "check", "--allow-run", "--runs=3"]) == 0
    assert "still hold" in capfd.readouterr().out
    write({"heavy/h.go": FILES["heavy/h.go"].replace("1000", "1100")})
    assert main(["cost", "check", "--allow-run", "--runs=1"]) == 1
    lines = capfd.readouterr().out.splitlines()
    assert [line.partition(":")[0] for line in lines[:-1]] == ["example.com/m/cmd/x", "example.com/m/heavy"]
    write({"cmd/y/main.go": "package main\n\nfunc main() {}\n", "heavy/h.go": FILES["heavy/h.go"]})
    assert main(["cost", "check", "--allow-run", "--runs=3"]) == 0
    assert "not compared, for want of figures: example.com/m/cmd/y\n" in capfd.readouterr().err
    assert main(["cost", "check", "--main=./cmd/y", "--allow-run", "--runs=1"]) == 1
    assert "example.com/m/cmd/y: is not among the figures" in capfd.readouterr().out
    Path("cmd/x").rename("cmd/moved")
    assert main(["cost", "check", "--allow-run", "--runs=1"]) == 2
    assert "no program here has figures" in capfd.readouterr().err
    measured("--main=./cmd/y")
    assert main(["cost", "check", "--allow-run", "--runs=3"]) == 1
    assert "example.com/m/cmd/x: is not a program any more" in capfd.readouterr().out


def test_check_compares_something_or_gives_no_verdict(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["cost", "check", "--allow-run"]) == 2
    assert "no figures for" in capfd.readouterr().err
    measured()
    assert main(["cost", "check"]) == 2
    assert "nothing was compared" in capfd.readouterr().err
    monkeypatch.setenv("CGO_ENABLED", "0")
    assert main(["cost", "check", "--allow-run", "--tags=other"]) == 2
    assert "no figures for" in capfd.readouterr().err


def test_explain_names_the_functions(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["cost", "explain", "example.com/m/re", "--allow-run", "--format=json"]) == 0
    found = json.loads(capfd.readouterr().out)
    assert found["main"] == "example.com/m/cmd/x"
    assert found["paid"][0]["function"] == "regexp.MustCompile"
    trace = measured().packages["example.com/m/re"].worst
    assert abs(found["total"]["bytes"] - trace.bytes) <= 64
    assert 0 < found["total"]["live"] < found["total"]["bytes"]
    assert main(["cost", "explain", "example.com/m/heavy", "--allow-run"]) == 0
    assert "example.com/m/heavy.init.0" in capfd.readouterr().out


def test_explain_tells_the_payer_from_the_owner(capfd: pytest.CaptureFixture[str]) -> None:
    write(
        {
            "once/o.go": 'package once\n\nimport "sync"\n\nvar Do = sync.OnceValue(load)\n\n'
            "func load() []byte { return make([]byte, 1<<20) }\n",
            "re/r.go": 'package re\n\nimport "example.com/m/once"\n\nvar N = len(once.Do())\n',
        }
    )
    assert main(["cost", "explain", "example.com/m/re", "--allow-run", "--format=json"]) == 0
    paid = json.loads(capfd.readouterr().out)["paid"]
    assert paid[0]["function"].startswith("example.com/m/once.")
    assert paid[0]["bytes"] >= 1 << 20
    assert main(["cost", "explain", "example.com/m/once", "--allow-run", "--format=json"]) == 0
    others = json.loads(capfd.readouterr().out)["paid_by_others"]
    assert [share["function"] for share in others if share["bytes"] >= 1 << 20] == ["example.com/m/re"]
    assert main(["cost", "explain", "example.com/m/once", "--allow-run"]) == 0
    assert "and so paid, by the init of:" in capfd.readouterr().out


def test_explain_what_no_program_contains(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["cost", "explain", "encoding/gob", "--allow-run"]) == 2
    assert "no program here contains encoding/gob" in capfd.readouterr().err
    assert main(["cost", "explain", "fmt"]) == 0
    assert "nothing was done" in capfd.readouterr().out


def test_what_one_more_import_would_cost(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["cost", "measure", "--delta", "encoding/gob", "--allow-run", "--runs=3"]) == 0
    line = capfd.readouterr().out
    match = re.fullmatch(
        r"example.com/m/cmd/x with encoding/gob: \+(\d+) allocs, \+(\d+) KiB before main, \+.* of.*\n", line
    )
    assert match is not None, line
    assert 300 <= int(match[1]) <= 500
    assert not Path("gomodlint-cost.json").exists()
    assert main(["cost", "measure", "--delta", "example.com/m/heavy", "--allow-run", "--runs=3"]) == 0
    assert re.search(r": [+-]\d allocs", capfd.readouterr().out)  # it is there already
    assert main(["cost", "measure", "--delta", "no.such/package", "--allow-run", "--runs=1"]) == 2
    assert "no.such/package" in capfd.readouterr().err


def test_machine_code_by_package(capfd: pytest.CaptureFixture[str]) -> None:
    section = measured("--size")
    assert section.packages["regexp"].text > 10_000
    assert section.packages["example.com/m/heavy"].text > 0
    capfd.readouterr()
    assert main(["cost"]) == 0
    assert "own code" in capfd.readouterr().out
