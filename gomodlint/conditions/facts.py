"""The tags that Go's tools set for a configuration: experiments and architecture levels.

GO: internal/buildcfg/cfg.go, toolTags and gogoarchTags.
"""

from collections.abc import Callable, Mapping
from typing import Final

from gomodlint.conditions.experiments import experiments
from gomodlint.conditions.universe import Configuration, Facts

_ARM64: Final = frozenset([*(f"v8.{n}" for n in range(10)), *(f"v9.{n}" for n in range(6))])


def default_facts(go: str) -> Facts:
    """Return the facts of Go release `go` ("1.26") with nothing set in the environment."""
    return facts_of(go, {})


def facts_of(go: str, environment: Mapping[str, str]) -> Facts:
    """Return the facts of Go release `go` under GOEXPERIMENT, GOAMD64, GOARM and their kin in `environment`.

    The facts raise ValueError, with Go's own text, for a value that Go refuses for that architecture.
    """
    release = int(go.split(".")[1])
    goexperiment = environment.get("GOEXPERIMENT", "")

    def facts(at: Configuration) -> list[str]:
        names = experiments(release, at.goos, at.goarch, goexperiment)
        return [*(f"goexperiment.{name}" for name in names), *levels(release, at, environment)]

    return facts


def levels(release: int, at: Configuration, environment: Mapping[str, str]) -> list[str]:
    """Return the tags of the architecture's levels, such as amd64.v1; raises ValueError as `facts_of` says."""
    ladder = _LADDERS.get(at.goarch)
    return [f"{at.goarch}.{level}" for level in ladder(release, at, environment)] if ladder else []


def _amd64(_release: int, _at: Configuration, environment: Mapping[str, str]) -> list[str]:
    value = environment.get("GOAMD64") or "v1"
    known = ["v1", "v2", "v3", "v4"]
    return known[: _index(known, value, "GOAMD64") + 1]


def _386(_release: int, _at: Configuration, environment: Mapping[str, str]) -> list[str]:
    # Go checks GO386 when it compiles, not when it lists: any value becomes a tag.
    return [environment.get("GO386") or "sse2"]


def _arm(release: int, _at: Configuration, environment: Mapping[str, str]) -> list[str]:
    # 7 is the default of toolchains built on other architectures, and of android/arm everywhere.
    value = environment.get("GOARM") or "7"
    if release >= 22:
        value = value.removesuffix(",softfloat").removesuffix(",hardfloat")
    known = ["5", "6", "7"]
    if value not in known:
        raise ValueError("invalid GOARM: must start with 5, 6, or 7")
    return known[: known.index(value) + 1]


def _arm64(release: int, _at: Configuration, environment: Mapping[str, str]) -> list[str]:
    if release < 23:
        return []
    value = environment.get("GOARM64") or "v8.0"
    while value.endswith((",lse", ",crypto")):
        value = value.rpartition(",")[0]
    if value not in _ARM64:
        raise ValueError("invalid GOARM64: must start with v8.{0-9} or v9.{0-5}")
    major, minor = int(value[1]), int(value[3])
    tags = [f"v{major}.{n}" for n in range(minor + 1)]
    if major == 9:  # v9.N includes v8.(N+5)
        tags += [f"v8.{n}" for n in range(min(minor + 5, 9) + 1)]
    return tags


def _mips(_release: int, at: Configuration, environment: Mapping[str, str]) -> list[str]:
    name = "GOMIPS64" if at.goarch.startswith("mips64") else "GOMIPS"
    value = environment.get(name) or "hardfloat"
    _index(["hardfloat", "softfloat"], value, name)
    return [value]


def _ppc64(_release: int, _at: Configuration, environment: Mapping[str, str]) -> list[str]:
    known = ["power8", "power9", "power10"]
    return known[: _index(known, environment.get("GOPPC64") or "power8", "GOPPC64") + 1]


def _riscv64(release: int, _at: Configuration, environment: Mapping[str, str]) -> list[str]:
    if release < 23:
        return []
    known = ["rva20u64", "rva22u64", "rva23u64"]
    if release < 25:
        known.pop()
    return known[: _index(known, environment.get("GORISCV64") or "rva20u64", "GORISCV64") + 1]


def _wasm(release: int, _at: Configuration, environment: Mapping[str, str]) -> list[str]:
    known = ["satconv", "signext"]
    chosen = {item for item in environment.get("GOWASM", "").split(",") if item}
    for item in chosen:
        if item not in known:
            raise ValueError(f'invalid GOWASM: no such feature "{item}"')
    return [name for name in known if release >= 26 or name in chosen]


def _index(known: list[str], value: str, name: str) -> int:
    if value not in known:
        raise ValueError(f"invalid {name}: must be {', '.join(known)}")
    return known.index(value)


_Ladder = Callable[[int, Configuration, Mapping[str, str]], list[str]]
_LADDERS: Final[dict[str, _Ladder]] = {
    "386": _386,
    "amd64": _amd64,
    "arm": _arm,
    "arm64": _arm64,
    "mips": _mips,
    "mipsle": _mips,
    "mips64": _mips,
    "mips64le": _mips,
    "ppc64": _ppc64,
    "ppc64le": _ppc64,
    "riscv64": _riscv64,
    "wasm": _wasm,
}
