"""The tags that Go's tools set for a configuration: experiments and architecture levels.

GO: internal/buildcfg/cfg.go, toolTags and gogoarchTags.
"""

from collections.abc import Mapping
from typing import Final

from gomodlint.conditions.configuration import Configuration, Facts
from gomodlint.conditions.experiments import experiments
from gomodlint.conditions.release import release_number

_AMD64: Final = ("v1", "v2", "v3", "v4")
_ARM: Final = ("5", "6", "7")
_ARM64: Final = (*(f"v8.{n}" for n in range(10)), *(f"v9.{n}" for n in range(6)))
_FLOAT: Final = ("hardfloat", "softfloat")
_PPC64: Final = ("power8", "power9", "power10")
_WASM: Final = ("satconv", "signext")


def default_facts(go: str) -> Facts:
    """Return the facts of Go release `go` ("1.26") with nothing set in the environment."""
    return facts_of(go, {})


def facts_of(go: str, environment: Mapping[str, str]) -> Facts:
    """Return the facts of Go release `go` under GOEXPERIMENT, GOAMD64, GOARM and their kin in `environment`.

    Raises ValueError with Go's own text for a level that this release refuses (on every architecture: Go checks
    them all), UnknownRelease if `go` is none. The facts raise ValueError likewise for GOEXPERIMENT.
    """
    release = release_number(go)
    problem = _refused(release, environment)
    if problem:
        raise ValueError(problem)
    goexperiment = environment.get("GOEXPERIMENT", "")

    def facts(at: Configuration) -> list[str]:
        names = experiments(release, at.goos, at.goarch, goexperiment)
        levels = _levels(release, at.goarch, environment)
        return [*(f"goexperiment.{name}" for name in names), *(f"{at.goarch}.{level}" for level in levels)]

    return facts


def _refused(release: int, environment: Mapping[str, str]) -> str:
    """Return the error that Go is left with after reading every variable, or nothing.

    It keeps the last one; since 1.23 reading GOARM64 clears those before it, and a wrong GOAMD64 or GOARM silently
    means the default.
    """
    problem = ""
    if _unknown(environment, "GOAMD64", _AMD64):
        problem = "invalid GOAMD64: must be v1, v2, v3, v4"
    if environment.get("GOARM") and _arm(release, environment) not in _ARM:
        problem = "invalid GOARM: must be 5, 6, 7"
        if release >= 22:
            ends = 'may optionally end in either ",hardfloat" or ",softfloat"'
            problem = f"invalid GOARM: must start with 5, 6, or 7, and {ends}"
    if release >= 23:
        problem = ""
        if _arm64(environment) not in _ARM64:
            ends = 'may optionally end in ",lse" and/or ",crypto"'
            problem = f"invalid GOARM64: must start with v8.{{0-9}} or v9.{{0-5}} and {ends}"
    for name in ("GOMIPS", "GOMIPS64"):
        if _unknown(environment, name, _FLOAT):
            problem = f"invalid {name}: must be hardfloat, softfloat"
    if _unknown(environment, "GOPPC64", _PPC64):
        problem = "invalid GOPPC64: must be power8, power9, power10"
    if release >= 23 and _unknown(environment, "GORISCV64", _riscv64(release)):
        problem = f"invalid GORISCV64: must be {', '.join(_riscv64(release))}"
    for feature in environment.get("GOWASM", "").split(","):
        if feature and feature not in _WASM:
            problem = f'invalid GOWASM: no such feature "{feature}"'
    return problem


def _levels(release: int, goarch: str, environment: Mapping[str, str]) -> list[str] | tuple[str, ...]:
    match goarch:
        case "386":  # Go reads any value when it lists, and refuses it when it compiles
            return [environment.get("GO386") or "sse2"]
        case "amd64":
            return _up_to(environment.get("GOAMD64"), _AMD64, "v1")
        case "arm":  # 7 is the default of toolchains built on other architectures, and of android/arm everywhere
            return _up_to(_arm(release, environment), _ARM, "7")
        case "arm64":
            return _arm64_levels(_arm64(environment)) if release >= 23 else ()
        case "mips" | "mipsle":
            return [environment.get("GOMIPS") or "hardfloat"]
        case "mips64" | "mips64le":
            return [environment.get("GOMIPS64") or "hardfloat"]
        case "ppc64" | "ppc64le":
            return _up_to(environment.get("GOPPC64"), _PPC64, "power8")
        case "riscv64":
            return _up_to(environment.get("GORISCV64"), _riscv64(release), "rva20u64") if release >= 23 else ()
        case "wasm":
            chosen = environment.get("GOWASM", "").split(",")
            return [feature for feature in _WASM if release >= 26 or feature in chosen]
    return ()


def _arm(release: int, environment: Mapping[str, str]) -> str:
    value = environment.get("GOARM", "")
    return value.removesuffix(",softfloat").removesuffix(",hardfloat") if release >= 22 else value


def _arm64(environment: Mapping[str, str]) -> str:
    value = environment.get("GOARM64") or "v8.0"
    while value.endswith((",lse", ",crypto")):
        value = value.rpartition(",")[0]
    return value


def _arm64_levels(value: str) -> list[str]:
    major, minor = int(value[1]), int(value[3])
    levels = [f"v{major}.{n}" for n in range(minor + 1)]
    if major == 9:  # v9.N includes v8.(N+5)
        levels += [f"v8.{n}" for n in range(min(minor + 5, 9) + 1)]
    return levels


def _riscv64(release: int) -> tuple[str, ...]:
    return ("rva20u64", "rva22u64", "rva23u64") if release >= 25 else ("rva20u64", "rva22u64")


def _unknown(environment: Mapping[str, str], name: str, known: tuple[str, ...]) -> bool:
    return bool(environment.get(name)) and environment[name] not in known


def _up_to(value: str | None, known: tuple[str, ...], default: str) -> tuple[str, ...]:
    return known[: known.index(value if value in known else default) + 1]
