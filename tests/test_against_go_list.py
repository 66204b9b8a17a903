"""The graph, evaluated in one build, is what real `go list` says for that build."""

from __future__ import annotations

import datetime
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gomodlint.engine import Request
from gomodlint.engine.look import Look, look
from gomodlint.graph.package import Package

sys.path.append(str(Path(__file__).parent.parent / "bench"))

from repositories import NAMES, std
from witnesses import place

Build = tuple[str, str, bool, tuple[str, ...]]  # GOOS, GOARCH, cgo, tags
BUILDS: tuple[Build, ...] = (
    ("linux", "amd64", False, ()),
    ("linux", "amd64", True, ("x",)),
    ("linux", "arm64", False, ("x", "y")),
    ("windows", "amd64", False, ()),
    ("darwin", "arm64", True, ("y",)),
    ("android", "arm64", True, ()),
    ("illumos", "amd64", False, ("x",)),
    ("js", "wasm", False, ()),
)
# The standard library of the toolchain that is asked: each release has its own.
POLICY = (
    '[build]\ngo = "RELEASE"\nports = ["all"]\ntags = ["x", "y"]\nunresolved = "warn"\n[rules.r]\nkind = "dot-import"\n'
)
MENTION = {"mention/x.go": "//go:build x || y\n\npackage mention\n"}  # a declared tag must stand somewhere

MODULES: dict[str, dict[str, str]] = {
    "constraints": {
        "a/a.go": 'package a\n\nimport _ "fmt"\n',
        "a/a_linux.go": 'package a\n\nimport _ "m/b"\n',
        "a/a_windows_amd64.go": 'package a\n\nimport _ "m/c"\n',
        "a/unix.go": '//go:build unix && !x\n\npackage a\n\nimport _ "os/user"\n',
        "a/old.go": '// +build linux,!x y\n\npackage a\n\nimport _ "net/url"\n',
        "a/not.go": '// +build linux\npackage a\n\nimport _ "net/mail"\n',
        "a/both.go": '//go:build (x && linux) || (y && !cgo)\n\npackage a\n\nimport _ "io"\n',
        "a/rel.go": '//go:build go1.20 && !go1.99\n\npackage a\n\nimport _ "bufio"\n',
        "a/gc.go": '//go:build gc && amd64.v1\n\npackage a\n\nimport _ "hash"\n',
        "a/ignored.go": '//go:build ignore\n\npackage main\n\nimport _ "net/http"\n',
        "b/b.go": 'package b\n\nimport _ "strings"\n',
        "c/c.go": 'package c\n\nimport (\n\ts "strings"\n\t. "m/b"\n)\n',
    },
    "cgo": {
        "a/a.go": "package a\n",
        "a/c.go": 'package a\n\n// int x;\nimport "C"\nimport _ "m/b"\n',
        "a/pure.go": '//go:build !cgo\n\npackage a\n\nimport _ "os"\n',
        "b/b.go": "package b\n",
    },
    "tests": {
        "a/a.go": "package a\n",
        "a/a_test.go": 'package a\n\nimport _ "m/b"\n',
        "a/x_test.go": 'package a_test\n\nimport (\n\t_ "m/a"\n\t_ "m/c"\n)\n',
        "a/linux_linux_test.go": 'package a\n\nimport _ "os/exec"\n',
        "b/b.go": 'package b\n\nimport _ "embed"\n',
        "c/c.go": 'package c\n\nimport _ "m/b"\n',
        "only/t_test.go": 'package only\n\nimport _ "m/c"\n',
    },
    "walking": {
        "a/a.go": 'package a\n\nimport _ "m/testdata/t"\nimport _ "m/_u"\n',
        "testdata/t/t.go": 'package t\n\nimport _ "os"\n',
        "_u/u.go": 'package u\n\nimport _ "io"\n',
        ".h/h.go": "package h\n",
        "nested/go.mod": "module nested\n\ngo 1.26\n",
        "nested/n.go": "package nested\n",
        "doc/doc.go": 'package documentation\n\nimport _ "net"\n',
        "doc/d.go": "package doc\n",
        "a/_x.go": 'package a\n\nimport _ "net"\n',
    },
    "replace": {
        "go.mod": "module m\n\ngo 1.26\n\nrequire example.org/x v1.0.0\n\nreplace example.org/x => ./local/x\n",
        "a/a.go": 'package a\n\nimport _ "example.org/x/deep"\n',
        "local/x/go.mod": "module example.org/x\n\ngo 1.20\n",
        "local/x/deep/d.go": 'package deep\n\nimport _ "example.org/x/other"\n',
        "local/x/other/o_linux.go": 'package other\n\nimport _ "net/http/pprof"\n',
        "local/x/other/o.go": "package other\n",
    },
    "vendored": {
        "go.mod": "module m\n\ngo 1.26\n\nrequire example.org/x v1.0.0\n",
        "vendor/modules.txt": "# example.org/x v1.0.0\n## explicit; go 1.26\nexample.org/x\nexample.org/x/sub\n",
        "vendor/example.org/x/x.go": 'package x\n\nimport _ "example.org/x/sub"\n',
        "vendor/example.org/x/sub/s_windows.go": 'package sub\n\nimport _ "expvar"\n',
        "vendor/example.org/x/sub/s.go": "package sub\n",
        "a/a.go": 'package a\n\nimport _ "example.org/x"\n',
    },
    "workspace": {
        "go.work": "go 1.26\n\nuse (\n\t.\n\t./tool\n)\n",
        "a/a.go": 'package a\n\nimport _ "example.com/tool/lib"\n',
        "tool/go.mod": "module example.com/tool\n\ngo 1.26\n",
        "tool/lib/l.go": 'package lib\n\nimport _ "m/b"\n',
        "b/b.go": 'package b\n\nimport _ "os"\n',
    },
    "module cmd that is not Go's": {
        "go.mod": "module cmd\n\ngo 1.26\n\nrequire golang.org/x/b v1.0.0\n",
        "vendor/modules.txt": "# golang.org/x/b v1.0.0\n## explicit; go 1.26\ngolang.org/x/b\n",
        "vendor/golang.org/x/b/b.go": 'package b\n\nimport _ "strings"\n',
        "a/a.go": 'package a\n\nimport _ "golang.org/x/b"\n',
    },
    "module std that is not Go's": {
        "go.mod": "module std\n\ngo 1.26\n\nrequire golang.org/x/b v1.0.0\n",
        "vendor/modules.txt": "# golang.org/x/b v1.0.0\n## explicit; go 1.26\ngolang.org/x/b\n",
        "vendor/golang.org/x/b/b.go": "package b\n",
        "a/a.go": 'package a\n\nimport _ "golang.org/x/b"\nimport _ "std/fmt"\nimport _ "fmt"\n',
        "fmt/f.go": "package fmt\n",
    },
}


def release_of(go: str) -> str:
    version = subprocess.run([go, "env", "GOVERSION"], capture_output=True, text=True, check=True).stdout
    return ".".join(version.strip().removeprefix("go").split(".")[:2])


def write(directory: Path, name: str, go: str) -> None:
    """Lay out a module, older than two seconds: go reads directories with young files in another way."""
    policy = POLICY.replace("RELEASE", release_of(go))
    old = time.time() - 60
    for file, text in ({"go.mod": "module m\n\ngo 1.26\n", "gomodlint.toml": policy} | MENTION | MODULES[name]).items():
        path = directory / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        os.utime(path, (old, old))


def seen_of(directory: Path) -> Look:
    return look(Request(directory=str(directory), environ={}, today=datetime.date(2026, 6, 1)))


def go_list(go: str, directory: Path, build: Build, *, pattern: str = "./...") -> dict[str, dict[str, Any]]:
    goos, goarch, cgo, tags = build
    fields = "ImportPath,Imports,TestImports,XTestImports,Deps,Standard,Name,DepOnly"
    command = [go, "list", "-e", "-deps", f"-json={fields}", f"-tags={','.join(tags)}", pattern]
    environ = {**os.environ, "GOOS": goos, "GOARCH": goarch, "CGO_ENABLED": str(int(cgo))}
    done = subprocess.run(command, cwd=directory, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    decoder, at, found = json.JSONDecoder(), 0, {}
    while at < len(done.stdout.rstrip()):
        package, at = decoder.raw_decode(done.stdout, at)
        at += 1
        found[package["ImportPath"]] = package
    return found


def differences(seen: Look, listed: dict[str, dict[str, Any]], build: Build) -> Iterator[str]:
    """Where the graph at one build and `go list` disagree, over the packages that `./...` matches."""
    universe, packages = seen.universe, seen.linked.graph.packages

    def at(condition: int) -> bool:
        goos, goarch, cgo, tags = build
        return bool(condition) and universe.holds(condition, goos, goarch, cgo, tags)

    def names(edges: dict[int, int]) -> set[str]:
        return {packages[index].path for index, condition in edges.items() if at(condition)}

    def closure(package: Package) -> set[str]:
        reached, waiting = {package.index}, [package.index]
        while waiting:
            for index, condition in packages[waiting.pop()].imports.items():
                if index not in reached and at(condition):
                    reached.add(index)
                    waiting.append(index)
        return {packages[index].path for index in reached - {package.index}}

    own = {package.path: package for package in seen.linked.graph.subjects()}
    unknown = {path for path, theirs in listed.items() if not theirs.get("DepOnly")}.difference(own)
    if unknown:
        yield f"{build}: not in the graph: {sorted(unknown)}"
    implied = set().union(
        *(
            set(p.get("Deps") or ()) | {p["ImportPath"]}
            for p in listed.values()
            if p["ImportPath"] in {"runtime", "runtime/cgo", "syscall", "unsafe"}
        )
    )
    for path, theirs in listed.items():
        if theirs.get("DepOnly") or path not in own:
            continue
        ours = own[path]
        for field, edges in (
            ("Imports", ours.imports),
            ("TestImports", ours.test_imports),
            ("XTestImports", ours.external_test_imports),
        ):
            expected = set(theirs.get(field) or ()) - {"C"}
            if names(edges) != expected:
                yield f"{build}: {path}.{field}: {sorted(names(edges) ^ expected)}"
        # The go command adds runtime to mains, and runtime/cgo, syscall and unsafe to cgo packages.
        deps = set(theirs.get("Deps") or ())
        if not closure(ours) <= deps or not deps - closure(ours) <= implied:
            yield f"{build}: {path}.Deps: {sorted(closure(ours) ^ deps)[:6]}"


@pytest.mark.parametrize("name", MODULES)
def test_small_modules(name: str, tmp_path: Path, go: str) -> None:
    write(tmp_path, name, go)
    seen = seen_of(tmp_path)
    found = []
    for build in BUILDS:
        listed = go_list(go, tmp_path, build)
        assert any(not package.get("DepOnly") for package in listed.values())
        found += differences(seen, listed, build)
    assert not found, "\n".join(found)


def test_a_wrong_edge_would_be_noticed(tmp_path: Path, go: str) -> None:
    write(tmp_path, "constraints", go)
    seen = seen_of(tmp_path)
    package = next(p for p in seen.linked.graph.subjects() if p.path == "m/a")
    index = next(index for index in package.imports if seen.linked.graph.packages[index].path == "m/b")
    package.imports[index] = seen.universe.tag("windows")
    assert list(differences(seen, go_list(go, tmp_path, BUILDS[0]), BUILDS[0]))


@pytest.fixture(scope="module")
def goroot(tmp_path_factory: pytest.TempPathFactory, go: str) -> Path:
    """A copy of the toolchain's GOROOT: its own may lie within this repository."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", f"{Path(go).parent}{os.pathsep}{os.environ['PATH']}")
        return std(tmp_path_factory.mktemp("go"))[0].parent


@pytest.mark.parametrize("mode", ["", "-mod=mod"])
@pytest.mark.parametrize("module", ["src", "src/cmd"])
def test_modules_of_goroot(
    module: str, mode: str, goroot: Path, tmp_path: Path, go: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOROOT", str(goroot))
    monkeypatch.setenv("GOFLAGS", f"-pgo=off {mode}")  # a profile makes variants of packages with other names
    go = shutil.which("go", path=str(goroot / "bin")) or ""
    policy = tmp_path / "policy.toml"
    policy.write_text(POLICY.replace("RELEASE", release_of(go)).replace('tags = ["x", "y"]', 'modules = ["."]'))
    today = datetime.date(2026, 6, 1)
    environ = {"GOFLAGS": mode}
    seen = look(Request(directory=str(goroot / module), environ=environ, today=today, policy=str(policy)))
    packages = seen.linked.graph.packages
    for build in (("linux", "amd64", True, ()), ("windows", "arm64", False, ())):
        listed = go_list(go, goroot / module, build)
        assert sum(not package.get("DepOnly") for package in listed.values()) > 100
        vendored = {path for path in listed if "vendor/" in path}
        assert len(vendored) > 10
        assert vendored <= {package.path for package in packages}
        assert not list(differences(seen, listed, build))
    assert not [package.path for package in packages if package.path.startswith("golang.org/")]


# Real repositories, for whoever has clones: GOMODLINT_REPOS names the folder (see docs/exactness.md).
REPOS = Path(os.environ["GOMODLINT_REPOS"]) if "GOMODLINT_REPOS" in os.environ else None

if REPOS is not None:

    @pytest.mark.parametrize("name", [*NAMES, "std"])
    def test_real_repositories(name: str, tmp_path: Path, go: str, monkeypatch: pytest.MonkeyPatch) -> None:
        assert REPOS is not None
        monkeypatch.setenv("PATH", f"{Path(go).parent}{os.pathsep}{os.environ['PATH']}")
        at = place(name, REPOS, tmp_path)
        policy = tmp_path / "policy.toml"
        policy.write_text(
            f'[build]\ngo = "{release_of(go)}"\nports = ["all"]\n{at.modules}\nunresolved = "warn"\n'
            '[rules.r]\nkind = "dot-import"\n'
        )
        environ = {"HOME": os.environ["HOME"], **at.environ}
        today = datetime.date(2026, 6, 1)
        seen = look(Request(directory=str(at.directory), environ=environ, today=today, policy=str(policy)))
        found: list[str] = []
        packages = 0
        if name == "std":
            go = str(Path(at.environ["GOROOT"]) / "bin" / "go")
        for variable, value in at.environ.items():
            monkeypatch.setenv(variable, value)
        for goos, goarch, cgo, _ in BUILDS:
            build = (goos, goarch, cgo, ())
            listed = go_list(go, at.directory, build, pattern=at.pattern)
            packages += sum(not package.get("DepOnly") for package in listed.values())
            found += differences(seen, listed, build)
        print(f"{name}: {packages} packages in {len(BUILDS)} builds, {len(found)} differences")  # noqa: T201 - the figures of docs/exactness.md
        assert packages > len(BUILDS)
        assert not found, "\n".join(found[:20])
