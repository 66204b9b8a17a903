"""Which packages a selector selects: as Go does where Go has the pattern, as the manual says where it has not."""

from __future__ import annotations

import itertools
import json
import os
import re
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gomodlint.graph.package import Package
from gomodlint.policy.matcher import Names
from gomodlint.policy.pattern import Pattern, Place, expression
from gomodlint.policy.selector import Selector
from gomodlint.policy.spelling import PatternError, check
from tests.policy.packages import other, own

NOWHERE = Place("gomodlint.toml", 1, 1)


def selector(*texts: str, directory: str = "", sets: Mapping[str, Selector] | None = None) -> Selector:
    for text in texts:
        check(text.removeprefix("!"))
    patterns = [Pattern(text.removeprefix("!"), text.startswith("!"), NOWHERE) for text in texts]
    return Selector(patterns, directory, sets or {})


ELEMENTS = ("a", "b", "ab", "a-b", "a.b", "c")
DIRECTORIES = [
    "/".join(elements) for length in (1, 2, 3) for elements in itertools.product(ELEMENTS[: 6 - length], repeat=length)
]
GO_PATTERNS = [
    f"{start}{rest}"
    for start in ("./", "example.com/m/")
    for rest in (
        "a", "...", "a/...", "a...", "a/b/...", ".../b", "a/.../b", "a/...b", ".../a-b/...", "a.b/...", "...b/c",
        "a-...", "ab/.../...", "b/.../a...",
    )
] + ["example.com/...", ".", "example.com/m", "example.com/m...", ".../m/a"]  # fmt: skip


def test_patterns_of_go_select_what_go_list_selects(go: str, tmp_path: Path) -> None:
    (tmp_path / "go.mod").write_text("module example.com/m\n\ngo 1.26\n")
    packages = [own(directory) for directory in ["", *DIRECTORIES]]
    for package in packages:
        path = tmp_path / package.directory / "x.go"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("package x\n")
    for path in tmp_path.rglob("*.go"):
        os.utime(path, (time.time() - 60,) * 2)
    done = subprocess.run(
        [go, "list", "-e", "-json=ImportPath,Match", *GO_PATTERNS],
        cwd=tmp_path, capture_output=True, text=True, check=True, env=os.environ | {"GOFLAGS": "-mod=mod"},
    )  # fmt: skip
    truth: dict[str, set[str]] = {pattern: set() for pattern in GO_PATTERNS}
    decoder, text = json.JSONDecoder(), done.stdout.strip()
    while text:
        package, end = decoder.raw_decode(text)
        for pattern in package.get("Match", ()):
            truth[pattern].add(package["ImportPath"])
        text = text[end:].strip()
    assert sum(map(len, truth.values())) > 100
    for pattern in GO_PATTERNS:
        assert {p.path for p in packages if selector(pattern).matches(p)} == truth[pattern], pattern


@given(
    st.lists(st.sampled_from(["a", "b", "...", "*", "/", "-", ".", "{x}"]), min_size=1, max_size=6).map("".join),
    st.lists(st.sampled_from(["a", "b", "ab", "-", "/", "."]), max_size=6).map("".join),
)
def test_the_quick_way_equals_the_regular_expression(pattern: str, name: str) -> None:
    try:
        check(pattern)
    except PatternError:
        return
    if pattern.startswith("./"):
        name = name.lstrip("/")
    assert Names([pattern]).matches(name) == bool(re.fullmatch(expression(pattern), name))


@pytest.mark.parametrize(
    ("patterns", "yes", "no"),
    [
        (["net/*"], ["net/http", "net/url"], ["net", "net/http/pprof"]),
        (["net/*/..."], ["net/http", "net/http/pprof"], ["net"]),
        (["*"], ["fmt", "os"], ["net/http"]),
        (["x.org/*_gen"], ["x.org/a_gen", "x.org/_gen"], ["x.org/a_gen/b", "x.org/a_gens"]),
        (["x.org/a*"], ["x.org/a", "x.org/ab"], ["x.org/a/b"]),
        (["x.org/v{n}/..."], ["x.org/v1", "x.org/v2/y"], ["x.org/v", "x.org/w1"]),
        (["x.org/{n}/y/{n}"], ["x.org/a/y/a"], ["x.org/a/y/b"]),
        (["...", "!net/...", "!os"], ["fmt", "io/fs", "netx"], ["net", "net/http", "os"]),
        (["!net/http", "net/..."], ["net", "net/http/pprof"], ["net/http", "fmt"]),
        (["x.y/z"], ["x.y/z"], ["xzy/z", "x.y/z/", "x.y"]),
        (["x.org/c++"], ["x.org/c++"], ["x.org/ccc"]),
    ],
)
def test_import_paths(patterns: list[str], yes: list[str], no: list[str]) -> None:
    chosen = selector(*patterns)
    assert [path for path in yes + no if chosen.matches(other(path))] == yes


def test_local_patterns_start_at_the_policy() -> None:
    packages = [own(path, index=n) for n, path in enumerate(["", "sub", "sub/a", "sub/a/b", "subway/a", "a"])]
    assert selector("./...", directory="sub").select(packages) == {1, 2, 3}
    assert selector("./a/...", directory="sub").select(packages) == {2, 3}
    assert selector(".", directory="sub").select(packages) == {1}
    assert selector(".").select(packages) == {0}
    assert selector("./*").select(packages) == {1, 5}
    assert selector("./...").select(packages) == set(range(6))


def test_local_patterns_select_no_package_of_others() -> None:
    assert not selector("./...").matches(other("example.com/x"))
    assert not selector("./...").matches(other("fmt", "std"))


def test_a_package_that_a_main_module_should_have() -> None:
    missing = other("example.com/m/gen/pb", "missing", place="gen/pb")
    assert selector("./gen/...").matches(missing)
    assert selector("./pb", directory="gen").matches(missing)
    assert not selector("./gen").matches(missing)
    assert selector("$own").matches(missing)
    assert not selector("$third-party").matches(missing)


def test_a_release_of_a_main_module_that_another_one_uses() -> None:
    release = other("example.com/m/lib", place="lib")
    assert selector("./lib").matches(release)
    assert selector("$third-party").matches(release)
    assert not selector("$own").matches(release)


def test_groups() -> None:
    packages = [
        own("cmd/x", main=True, index=0), own("lib", index=1), other("fmt", "std", index=2),
        other("example.com/x", index=3), other("example.com/y", "missing", index=4),
    ]  # fmt: skip
    chosen = {name: selector(name).select(packages) for name in ("$main", "$own", "$std", "$third-party")}
    assert chosen == {"$main": {0}, "$own": {0, 1}, "$std": {2}, "$third-party": {3, 4}}
    assert selector("$own", "!$main").select(packages) == {1}
    foreign = other("example.com/tool")
    foreign.main = 1
    assert not selector("$main").matches(foreign)


def test_sets() -> None:
    inner = selector("net/...", "!net/http")
    outer = selector("$inner", "fmt", sets={"inner": inner})
    assert [outer.matches(other(path, "std")) for path in ("net", "net/http", "fmt", "os")] == [
        True,
        False,
        True,
        False,
    ]
    without = selector("...", "!$inner", sets={"inner": inner})
    assert [without.matches(other(path, "std")) for path in ("net", "net/http", "os")] == [False, True, True]


class TestCaptures:
    def test_are_bound_and_filled_in(self) -> None:
        importers = selector("./services/{svc}/...", "!./services/shared/...")
        targets = selector("./services/...", "!./services/{svc}/...", "!./services/shared/...")
        assert importers.captures == {"svc"}
        bindings = importers.bindings(own("services/billing/db"))
        assert bindings == {"svc": "billing"}
        bound = targets.bound(bindings)
        directories = ("services/billing", "services/orders/db", "services/shared/x", "lib")
        assert [bound.matches(own(path)) for path in directories] == [False, True, False, False]

    def test_none_for_a_package_that_is_not_selected(self) -> None:
        assert selector("./a/{x}", "!./a/b").bindings(own("a/b")) is None
        assert selector("./a/{x}").bindings(own("a")) is None

    def test_the_first_pattern_that_matches_binds(self) -> None:
        chosen = selector("./a/{x}/c", "./a/b/{x}")
        assert chosen.bindings(own("a/b/c")) == {"x": "b"}
        assert chosen.bindings(own("a/b/d")) == {"x": "d"}

    def test_nothing_to_bind(self) -> None:
        assert selector("./a", "$own").bindings(own("a")) == {}
        assert selector("$own").bindings(own("a")) == {}


def test_what_may_lie_outside_the_repository() -> None:
    local = selector("./a", "!example.com/x")
    assert not local.may_leave_the_repository()
    assert not selector("$main", "$own", "$local", sets={"local": local}).may_leave_the_repository()
    for text in ("fmt", "...", "$std", "$third-party"):
        assert selector("./a", text).may_leave_the_repository()


def test_it_can_be_shown() -> None:
    assert repr(selector("a", "!b")) == "Selector(['a', '!b'])"


@given(
    st.lists(
        st.sampled_from(
            ["./...", "./sub/...", "./sub/a", ".", "example.com/m/sub/...", "fmt", "net/...", "...", "$own", "$main",
             "$third-party", "$std", "$set", "./*/a", "example.com/*"]
        ),
        min_size=1, max_size=3, unique=True,
    ),
    st.lists(st.sampled_from(["!./sub/...", "!$main", "!fmt", "!example.com/...", "!$set"]), max_size=2, unique=True),
    st.sampled_from(["", "sub", "sub/a", "other"]),
)  # fmt: skip
def test_select_is_matches_for_each(positive: list[str], negative: list[str], directory: str) -> None:
    packages = [
        own(""), own("sub"), own("sub/a", main=True), own("b/a"), other("fmt", "std"), other("net/http", "std"),
        other("example.com/x"), other("x.org/y", "missing"),
        other("example.com/m/sub/gone", "missing", place="sub/gone"),
    ]  # fmt: skip
    for index, package in enumerate(packages):
        package.index = index
    chosen = selector(*positive, *negative, directory=directory, sets={"set": selector("./sub", "net/...")})
    assert chosen.select(packages) == {p.index for p in packages if chosen.matches(p)}


def test_ten_thousand_packages_are_selected_quickly() -> None:
    packages: list[Package] = [own(f"a/b{n % 100}/c{n}", index=n) for n in range(10_000)]
    chosen = selector("./a/b1/...", "./a/*/c77", "example.com/m/a/b2/...", "!./a/b1/c101")
    start = time.process_time()
    found = chosen.select(packages)
    took = time.process_time() - start
    assert len(found) == 100 - 1 + 1 + 100
    assert took < 0.5, "about 10 ms"


@pytest.mark.parametrize("text", ["a...b...c...d", "*a*b*c/...", ".../*/*/*/*/*/*/..."])
def test_no_pattern_takes_long(text: str) -> None:
    check(text)
    start = time.process_time()
    Names([text]).matches("/".join(["abcdefg" * 3] * 12))
    assert time.process_time() - start < 1
