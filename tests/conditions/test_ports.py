"""Which configurations a policy's `[build]` table asks for."""

from collections.abc import Sequence

import pytest

from gomodlint.conditions.configuration import Configuration
from gomodlint.conditions.facts import facts_of
from gomodlint.conditions.ports import UnknownPort, ports_of, universe_for
from gomodlint.conditions.release import UnknownRelease, release_number
from gomodlint.conditions.tables import NEWEST, OLDEST
from gomodlint.conditions.universe import Universe


def ports(universe: Universe) -> set[str]:
    return {f"{at.goos}/{at.goarch}" for at in universe.configurations}


def test_first_class_ports_are_the_default_each_with_and_without_cgo() -> None:
    universe = universe_for()
    assert len(ports(universe)) == 8
    assert len(universe.configurations) == 16
    assert universe.configurations[:2] == (
        Configuration("linux", "amd64", False),
        Configuration("linux", "amd64", True),
    )
    assert universe.full == 2**16 - 1


def test_all_ports_leave_out_cgo_where_go_does_not_support_it() -> None:
    universe = universe_for(ports=["all"], go="1.27")
    assert len(ports(universe)) == len(ports_of("1.27")) == 47
    assert len(universe.configurations) == 88
    assert Configuration("js", "wasm", False) in universe.configurations
    assert Configuration("js", "wasm", True) not in universe.configurations


@pytest.mark.parametrize(
    ("patterns", "expected"),
    [
        (["linux/386"], {"linux/386"}),
        (["js/*", "plan9/*"], {"js/wasm", "plan9/386", "plan9/amd64", "plan9/arm"}),
        (["*/s390x", "linux/s390x"], {"linux/s390x"}),
        (["*/mips*le"], {"linux/mipsle", "linux/mips64le"}),
        (["first-class", "windows/arm64"], {*ports(universe_for()), "windows/arm64"}),
        (["all", "linux/amd64"], {str(port) for port in ports_of("1.26")}),
    ],
)
def test_patterns_name_ports(patterns: Sequence[str], expected: set[str]) -> None:
    assert ports(universe_for(ports=patterns)) == expected


@pytest.mark.parametrize(
    ("pattern", "nearest"),
    [
        ("linux/amd46", "linux/amd64"),
        ("linux", "linux/*"),
        ("firstclass", "first-class"),
        ("windows/arm", "windows/arm64"),  # gone since Go 1.24
        ("macos/*", "darwin/*"),
        ("Linux/x86_64", "linux/amd64"),
        ("osx", "darwin/*"),
        ("linux/*/*", "linux/*"),
        ("", ""),
    ],
)
def test_an_unknown_port_is_an_error_that_names_the_nearest(pattern: str, nearest: str) -> None:
    with pytest.raises(UnknownPort) as caught:
        universe_for(ports=["linux/amd64", pattern])
    assert (caught.value.name, caught.value.nearest) == (pattern, nearest)
    assert f'"{pattern}"' in str(caught.value)


def test_ports_follow_the_go_release() -> None:
    assert "windows/arm" in ports(universe_for(ports=["windows/*"], go="1.23"))
    assert "windows/arm" not in ports(universe_for(ports=["windows/*"], go="1.24.1"))
    with_cgo = Configuration("linux", "ppc64", True)
    assert with_cgo in universe_for(ports=["linux/*"], go="1.27").configurations
    assert with_cgo not in universe_for(ports=["linux/*"], go="1.26").configurations


def test_cgo_on_and_off() -> None:
    assert all(at.cgo for at in universe_for(ports=["all"], cgo="on").configurations)
    assert "js/wasm" not in ports(universe_for(ports=["all"], cgo="on"))
    off = universe_for(ports=["all"], cgo="off")
    assert not any(at.cgo for at in off.configurations)
    assert len(ports(off)) == len(off.configurations) == len(ports_of("1.26"))
    assert off.cgo_enabled == 0


@pytest.mark.parametrize(("patterns", "message"), [(["js/wasm"], 'no port of "js/wasm" supports cgo'), ([], "no port")])
def test_a_universe_without_configurations_is_an_error(patterns: Sequence[str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        universe_for(ports=patterns, cgo="on")


@pytest.mark.parametrize("go", ["1.20", "1.28", "2.0", "1", "", "go1.26", "1.x"])
def test_a_release_outside_the_tables_is_an_error(go: str) -> None:
    with pytest.raises(UnknownRelease, match=f"1.{NEWEST}"):
        ports_of(go)


@pytest.mark.parametrize(("go", "number"), [("1.26", 26), ("1.26.6", 26), ("1.27rc1", 27)])
def test_a_release_has_many_spellings(go: str, number: int) -> None:
    assert release_number(go) == number
    assert universe_for(go=go).tag(f"go1.{number}") == universe_for(go=go).full
    assert universe_for(go=go).tag(f"go1.{number + 1}") == 0
    assert universe_for(go=go).tag("amd64.v1") == universe_for(go=go).tag("amd64")


def test_releases_beyond_the_tables_have_the_facts_of_the_nearest() -> None:
    at = Configuration("linux", "amd64", False)
    assert facts_of("1.99", {})(at) == facts_of(f"1.{NEWEST}", {})(at)
    oldest = [name for name in facts_of("1.18", {})(at) if name.startswith("goexperiment")]
    assert oldest == [name for name in facts_of(f"1.{OLDEST}", {})(at) if name.startswith("goexperiment")]


def test_a_declared_tag_keeps_what_go_says_of_its_name() -> None:
    universe = Universe([Configuration("linux", "amd64", False), Configuration("js", "wasm", False)], tags=["linux"])
    tag = universe.tag("linux")
    assert universe.everywhere(tag) == 1
    assert universe.anywhere(tag) == universe.full
    assert universe.holds(tag, "js", "wasm", False, ["linux"])


def test_undeclared_tags_are_off() -> None:
    universe = universe_for(tags=["prod"])
    assert [universe.tag(name) for name in ("ignore", "debug", "race", "gccgo", "go1", "go1.0", "go1.1x", "")] == [
        0
    ] * 8
    assert universe.tag("prod") < 0


@pytest.mark.parametrize("go", ["", "1", "1.", "1.x", "2.5", "go1.27", "01.2", "1.-3", ".27", "tip"])
def test_what_is_no_release(go: str) -> None:
    with pytest.raises(UnknownRelease, match="is not a Go release"):
        release_number(go)
