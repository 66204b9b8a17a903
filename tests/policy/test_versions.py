"""Ranges of versions, in Go's order."""

from __future__ import annotations

import pytest

from gomodlint.errors import NoVerdict
from gomodlint.policy.decode import decode
from gomodlint.policy.versions import GoRange, VersionRange
from gomodlint.rules.registry import Kinds


def range_of(text: str) -> VersionRange:
    policy = f'[rules.r]\nkind = "module"\ndeny = ["a.b/c"]\nversions = "{text}"\n'
    found = decode(policy.encode(), "gomodlint.toml", kinds=Kinds()).rules[0].options.versions  # type: ignore[attr-defined]
    assert isinstance(found, VersionRange)
    return found


def go_range_of(text: str) -> GoRange:
    policy = f'[rules.r]\nkind = "go-mod"\ngo = "{text}"\n'
    found = decode(policy.encode(), "gomodlint.toml", kinds=Kinds()).rules[0].options.go  # type: ignore[attr-defined]
    assert isinstance(found, GoRange)
    return found


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        (
            "< v1.2.0",
            ["v1.1.9", "v0.0.0", "v1.2.0-rc.1", "v0.0.0-20240101000000-abcdefabcdef"],
            ["v1.2.0", "v2.0.0+incompatible"],
        ),
        (">= v1.2, < v2", ["v1.2.0", "v1.99.0", "v2.0.0-0"], ["v1.1.0", "v1.2.0-rc.1", "v2.0.0"]),
        ("v1.0.0||=v1.0.2", ["v1.0.0", "v1.0.2"], ["v1.0.1", "v1.0.2-0"]),
        ("!= 1.0.0", ["v1.0.1"], ["v1.0.0"]),
        ("<= v1.0.0-rc.2, > v1.0.0-beta", ["v1.0.0-rc.2", "v1.0.0-rc.1"], ["v1.0.0", "v1.0.0-rc.10", "v1.0.0-alpha"]),
    ],
)
def test_modules(text: str, inside: list[str], outside: list[str]) -> None:
    found = range_of(text)
    assert [version for version in inside if version not in found] == []
    assert [version for version in outside if version in found] == []


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        (">= 1.24", ["1.24", "1.24.0", "1.24.3", "1.27"], ["1.23.9", "1.24rc1", "1.9"]),
        ("1.25.1 || < 1.20", ["1.25.1", "1.19.4"], ["1.25", "1.20"]),
    ],
)
def test_go(text: str, inside: list[str], outside: list[str]) -> None:
    found = go_range_of(text)
    assert [version for version in inside if version not in found] == []
    assert [version for version in outside if version in found] == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "^1.2",
            '4:12: rules.r.versions: "^1.2" is no range of versions\n  hint: ^ and ~ are not Go\'s: write comparisons',
        ),
        ("v1.2.0,", "4:12: rules.r.versions: an empty part is no range of versions\n  hint: write comparisons"),
        (">= v1.2 < v2", '4:12: rules.r.versions: ">= v1.2 < v2" is no range of versions'),
        ("< v1.02", '4:12: rules.r.versions: "< v1.02" is no range of versions'),
        ("latest", '4:12: rules.r.versions: "latest" is no range of versions'),
    ],
)
def test_what_is_no_range(text: str, said: str) -> None:
    with pytest.raises(NoVerdict) as caught:
        range_of(text)
    assert str(caught.value.problems[0]).startswith(f"gomodlint.toml:{said}")
