import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from gomodlint.conditions import tables
from gomodlint.conditions.configuration import Configuration
from gomodlint.conditions.ports import universe_for
from gomodlint.conditions.universe import Universe
from gomodlint.errors import NoVerdict
from gomodlint.source import constraint, std
from gomodlint.source.cgo import CGO_ENABLED
from gomodlint.source.constraint import Expr
from gomodlint.source.std_table import CGO_GATE, ShippedTable
from tests.source.std_truth import installed_goroots, release_of

RELEASES = [f"1.{release}" for release in range(std.OLDEST, std.NEWEST + 1)]


def test_there_is_a_table_for_each_release_that_the_ports_are_known_of() -> None:
    assert (std.OLDEST, std.NEWEST) == (tables.OLDEST, tables.NEWEST)
    shipped = Path(std.__file__).parent / "std_tables"
    assert sorted(file.name for file in shipped.iterdir()) == [f"go{release}.txt" for release in RELEASES]


@pytest.mark.parametrize("release", RELEASES)
def test_every_line_of_a_table_can_be_decoded(release: str) -> None:
    table = std.table(release)
    assert table.exact
    assert table.go == release
    assert table.version.startswith(f"{release}.")
    paths = table.packages()
    assert list(paths) == sorted(set(paths))
    for path in paths:
        assert table.has(path)
        assert table.name(path)
        table.listed(path)
        for imported, _ in [*table.imports(path), *table.implicit_imports(path)]:
            assert table.has(imported), f"{path} imports {imported}"


@pytest.mark.parametrize("release", RELEASES)
def test_the_conditions_of_a_table_name_the_gate_by_a_word_that_is_no_tag_of_std(release: str) -> None:
    shipped = ShippedTable(int(release.removeprefix("1.")))
    assert len(set(shipped._conditions)) == len(shipped._conditions)
    for number, text in enumerate(shipped._conditions):
        written = constraint.tags(constraint.parse(text))
        decoded = constraint.tags(shipped._expr(str(number)) or std.NEVER)
        assert decoded == {CGO_ENABLED[1] if tag == CGO_GATE else tag for tag in written}


@pytest.mark.parametrize(
    ("asked", "go", "exact"),
    [
        ("1.26", "1.26", True),
        ("1.26.3", "1.26", True),
        ("1.26rc1", "1.26", True),
        ("1.21.0", "1.21", True),
        ("1.20", "1.21", False),
        ("1.1", "1.21", False),
        ("1.28", "1.27", False),
    ],
)
def test_the_nearest_table_says_whether_it_is_the_one_asked_for(asked: str, go: str, exact: bool) -> None:
    table = std.table(asked)
    assert (table.go, table.exact, table.asked, table.source) == (go, exact, asked, "table")


@pytest.mark.parametrize("asked", ["", "1", "go1.26", "1.026", "1.26-custom", "latest", "1.26\n", "2.0"])
def test_what_is_no_go_version_is_refused(asked: str) -> None:
    with pytest.raises(ValueError, match=r"is not a (Go version such as|release of Go 1)"):
        std.table(asked)


@pytest.mark.parametrize(
    ("go_line", "toolchain_line", "release"),
    [
        ("1.26", "", "1.26"),
        ("1.26.3", "", "1.26"),
        ("1.24.0", "go1.26.6", "1.26"),
        ("1.26", "go1.24.3", "1.26"),
        ("1.24", "default", "1.24"),
        ("1.24", "go1.25rc2", "1.25"),
        ("1.24", "go1.25.1-corp", "1.25"),
        ("", "go1.23.4", "1.23"),
        ("1.9", "go1.21.0", "1.21"),
        ("1.16", "", "1.16"),
        ("", "", f"1.{std.NEWEST}"),
    ],
)
def test_the_newer_of_the_go_and_toolchain_lines_builds_the_module(
    go_line: str, toolchain_line: str, release: str
) -> None:
    assert std.release_for(go_line, toolchain_line) == release


@pytest.mark.parametrize(("go_line", "toolchain_line"), [("1", ""), ("x", ""), ("1.24", "1.25"), ("1.24", "go1")])
def test_lines_that_hold_no_version_are_refused(go_line: str, toolchain_line: str) -> None:
    with pytest.raises(ValueError, match="is not a Go"):
        std.release_for(go_line, toolchain_line)


def test_what_std_does_not_have() -> None:
    table = std.table("1.26")
    for path in ("", "C", "golang.org/x/net/idna", "net/http/", "cmd/go", "nowhere", "net/htt"):
        assert not table.has(path)
        with pytest.raises(KeyError):
            table.imports(path)


def test_chains_through_std_that_rules_are_about() -> None:
    table = std.table("1.26")
    assert "testing" not in dict(table.imports("net/http"))
    assert dict(table.imports("net/http/httptest"))["net/http"] is None
    assert dict(table.imports("net/http/pprof"))["net/http"] is None
    assert dict(table.imports("net/http"))["vendor/golang.org/x/net/idna"] is None
    assert dict(table.imports("os"))["internal/syscall/windows"] == ("tag", "windows")
    assert "C" not in dict(table.imports("net"))
    assert table.uses_cgo("fmt") == std.NEVER
    assert table.implicit_imports("fmt") == []


def test_cgo_enabled_and_the_tag_cgo_are_told_apart() -> None:
    """`-tags=cgo` satisfies `//go:build cgo`, and does not let a file import "C"."""
    table = std.table("1.26")

    def holds(expr: Expr | None, *, cgo: bool, tags: tuple[str, ...]) -> bool:
        universe = Universe([Configuration("linux", "amd64", cgo)], true_tags=tags)
        return expr is None or bool(universe.evaluate(expr))

    uses, listed = table.uses_cgo("runtime/cgo"), table.listed("runtime/cgo")
    for expr in (uses, listed, CGO_ENABLED):
        assert holds(expr, cgo=True, tags=())
        assert not holds(expr, cgo=False, tags=("cgo", "C"))
    assert holds(table.exists("runtime/cgo"), cgo=False, tags=())


def test_the_imports_that_the_go_command_adds() -> None:
    def added(path: str = "", **what: object) -> list[str]:
        return [imported for imported, _ in std.implicit_imports(path, release=26, **what)]  # type: ignore[arg-type]

    assert added() == []
    assert added(cgo=True) == ["unsafe", "runtime/cgo", "syscall"]
    assert added("runtime/cgo", cgo=True) == ["unsafe"]
    assert added("runtime/race", cgo=True) == ["unsafe", "runtime/cgo"]
    assert added(main=True) == ["runtime", "runtime/cgo", "math"]
    assert added(main=True, flags=("race", "cover"))[3:] == ["runtime/race", "runtime/coverage"]
    assert added(simd=True) == []
    assert [edge[0] for edge in std.implicit_imports(simd=True, release=27)] == ["simd/internal/bridge"]


def test_a_goroot_has_what_its_table_has() -> None:
    goroot = installed_goroots()[0]
    read, table = std.from_goroot(str(goroot)), std.table(release_of(goroot))
    assert (read.source, read.exact, read.version, read.asked) == ("goroot", True, table.version, table.version)
    assert read.packages() == table.packages()
    for path in ("cmd/go", "..", "../misc", "./fmt", "fmt/", "/fmt", "golang.org/x/net/idna", "net/testdata", ""):
        assert not read.has(path)
        with pytest.raises(KeyError):
            read.imports(path)


def test_a_goroot_and_its_table_are_the_same_functions_of_all_tags() -> None:
    goroot = installed_goroots()[0]
    read, table = std.from_goroot(str(goroot)), std.table(release_of(goroot))
    paths = table.packages()
    exprs = [expr for path in paths for _, expr in [*read.imports(path), ("", read.listed(path))] if expr is not None]
    tags = {tag for expr in exprs for tag in constraint.tags(expr)} - {"gc", CGO_ENABLED[1]}
    names = sorted("goexperiment.boringcrypto" if tag == "boringcrypto" else tag for tag in tags if tag[:4] != "go1.")
    configurations = [Configuration("", "", cgo) for cgo in (False, True)]
    universe = Universe(configurations, tags=names, go=table.go)

    def edges(of: std.StdTable, path: str) -> dict[str, int]:
        everything = [*of.imports(path), ("C", of.uses_cgo(path)), ("", of.exists(path)), (".", of.listed(path))]
        conditions = {to: universe.full if expr is None else universe.evaluate(expr) for to, expr in everything}
        return {to: condition for to, condition in conditions.items() if condition}

    for path in paths:
        possible = edges(read, path)
        assert possible == edges(table, path), path
        assert read.name(path) == table.name(path)
        assert [to for to, _ in read.imports(path) if to in possible] == [to for to, _ in table.imports(path)]


def write(root: Path, **files: str) -> str:
    for name, text in files.items():
        file = root / name.replace("__", "/").replace("_dot_", ".")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return str(root)


def test_a_goroot_that_is_none(tmp_path: Path) -> None:
    for goroot in (str(tmp_path), str(tmp_path / "nowhere")):
        with pytest.raises(NoVerdict, match="set GOROOT to a Go installation"):
            std.from_goroot(goroot)
    (tmp_path / "VERSION").write_text("this is no version")
    with pytest.raises(NoVerdict, match="set GOROOT to a Go installation"):
        std.from_goroot(str(tmp_path))


def test_a_checkout_of_go_itself_has_no_version_file(tmp_path: Path) -> None:
    goroot = write(tmp_path, src__internal__goversion__goversion_dot_go="package goversion\n\nconst Version = 29\n")
    read = std.from_goroot(goroot)
    assert (read.version, read.go, read.exact) == ("1.29", "1.29", True)
    assert read.packages() == ("internal/goversion",)


def test_a_file_of_goroot_that_go_would_refuse_is_named(tmp_path: Path) -> None:
    bad = "//go:build linux &&\n\npackage p\n"
    goroot = write(tmp_path, VERSION="go1.26.1\n", src__a__a_dot_go="package\n", src__b__b_dot_go=bad)
    read = std.from_goroot(goroot)
    with pytest.raises(NoVerdict, match=r"src/a/a\.go:1:9: expected 'IDENT', found 'EOF'"):
        read.imports("a")
    with pytest.raises(NoVerdict, match=r"src/b/b\.go:1:1: unexpected end of expression"):
        read.exists("b")


def test_a_package_of_goroot_with_tests_and_documentation_only(tmp_path: Path) -> None:
    goroot = write(
        tmp_path,
        VERSION="go1.26.1\ntime 2026-01-01T00:00:00Z\n",
        src__p__doc_dot_go='package documentation\n\nimport "fmt"\n',
        src__p__x_test_dot_go='package p_test\n\nimport "C"\n',
        src__q__q_linux_dot_go='package q\n\nimport "p"\n',
        src__q__r_dot_go='//go:build !linux\n\npackage q\n\nimport "p"\n',
    )
    read = std.from_goroot(goroot)
    assert read.exists("p") == std.NEVER
    assert read.listed("p") is None
    assert read.uses_cgo("p") == std.NEVER
    assert read.imports("p") == []
    assert [to for to, _ in read.imports("q")] == ["p"]


def test_a_module_inside_a_goroot_is_not_std(tmp_path: Path) -> None:
    """GO: cmd/go/internal/modload/search.go. A directory of the name go.mod is no module."""
    goroot = write(
        tmp_path,
        VERSION="go1.26.1\n",
        src__a__a_dot_go="package a\n",
        src__a__go_dot_mod__readme="A directory.\n",
        src__b__b_dot_go="package b\n",
        src__b__c__c_dot_go="package c\n",
        src__b__go_dot_mod="module example.com/b\n",
    )
    assert std.from_goroot(goroot).packages() == ("a",)


def test_a_package_of_goroot_is_where_any_of_its_files_is(tmp_path: Path) -> None:
    goroot = write(
        tmp_path,
        VERSION="go1.26.1\n",
        src__p__p_linux_dot_go='package p\n\nimport "q"\n',
        src__p__p_windows_dot_go='package p\n\nimport "q"\n',
        src__q__q_dot_go="package q\n",
    )
    read, universe = std.from_goroot(goroot), universe_for(ports=["linux/amd64", "windows/amd64", "plan9/386"])
    [(imported, condition)] = read.imports("p")
    assert imported == "q"
    for where in (read.exists("p"), condition):
        assert where is not None
        assert {at.goos for at in universe.configurations if universe.holds(universe.evaluate(where), *at, ())} == {
            "linux",
            "windows",
        }


def test_the_tables_are_found_in_a_zip_file_too(tmp_path: Path) -> None:
    package = Path(std.__file__).parent.parent
    archive = tmp_path / "gomodlint.zip"
    with zipfile.ZipFile(archive, "w") as out:
        for file in sorted(package.rglob("*")):
            if file.suffix in {".py", ".txt"}:
                out.write(file, file.relative_to(package.parent))
    program = (
        "import sys; sys.path.insert(0, sys.argv[1]); from gomodlint.source import std; print(std.table('1.26').go)"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", program, str(archive)], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert done.stdout == "1.26\n"
