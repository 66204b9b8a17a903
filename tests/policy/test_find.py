"""Which policy file governs: the nearest one, one only, and never through a symlink out of the repository."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from gomodlint.engine import Request, check
from gomodlint.errors import NoVerdict
from gomodlint.policy.find import find, read, read_inside
from gomodlint.source.disk import DiskTree

POLICY = '[rules.a]\nkind = "acyclic"\n'


def tree(top: Path, files: dict[str, str]) -> DiskTree:
    for name, text in files.items():
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_text(text)
    return DiskTree(str(top))


def test_the_nearest_one_upward(tmp_path: Path) -> None:
    found = tree(tmp_path, {"gomodlint.toml": "1", "a/b/.gomodlint.toml": "2", "a/b/c/x.go": "", "a/d/x.go": ""})
    assert find(found, "a/b/c") == ("a/b/.gomodlint.toml", b"2")
    assert find(found, "a/d") == ("gomodlint.toml", b"1")
    assert find(found, "") == ("gomodlint.toml", b"1")


def test_none(tmp_path: Path) -> None:
    assert find(tree(tmp_path, {"a/x.go": "", "gomodlint.toml.orig": ""}), "a") is None


def test_two_side_by_side(tmp_path: Path) -> None:
    both = tree(tmp_path, {"a/gomodlint.toml": "", "a/.gomodlint.toml": ""})
    with pytest.raises(NoVerdict, match=r"a/gomodlint.toml: there is also a/.gomodlint.toml: which one counts\?"):
        find(both, "a")


@pytest.mark.parametrize("target", ["/etc/hostname", "nothing", "../outside.toml"])
def test_a_symlink_out_of_the_repository(tmp_path: Path, target: str) -> None:
    (tmp_path / "outside.toml").write_text(POLICY)
    found = tree(tmp_path / "repo", {"x.go": ""})
    (tmp_path / "repo" / "gomodlint.toml").symlink_to(target)
    with pytest.raises(NoVerdict, match="symlink to nothing, or out of the repository"):
        find(found, "")


def test_a_symlink_within_the_repository(tmp_path: Path) -> None:
    found = tree(tmp_path, {"ci/policy.toml": "1"})
    (tmp_path / "gomodlint.toml").symlink_to("ci/policy.toml")
    assert find(found, "") == ("gomodlint.toml", b"1")


def test_a_directory_of_that_name(tmp_path: Path) -> None:
    with pytest.raises(NoVerdict, match=r"gomodlint.toml: the policy is not a regular file"):
        find(tree(tmp_path, {"gomodlint.toml/x": ""}), "")


def test_read_names_the_file(tmp_path: Path) -> None:
    with pytest.raises(NoVerdict, match=r"x.toml: cannot read the policy: no such file"):
        read(DiskTree(str(tmp_path)), "x.toml")


class TestExtendedFiles:
    def test_are_read(self, tmp_path: Path) -> None:
        assert read_inside(tree(tmp_path, {"a/b/x.toml": "1"}), "a/b/x.toml").text == b"1"

    def test_not_through_a_directory_that_is_a_symlink(self, tmp_path: Path) -> None:
        (tmp_path / "outside").mkdir()
        (tmp_path / "outside" / "x.toml").write_text("secret")
        found = tree(tmp_path / "repo", {"x.go": ""})
        (tmp_path / "repo" / "link").symlink_to("../outside")
        with pytest.raises(NoVerdict, match="link is not a directory of the repository"):
            read_inside(found, "link/x.toml")

    def test_not_through_a_file_that_is_a_symlink(self, tmp_path: Path) -> None:
        found = tree(tmp_path / "repo", {"x.go": ""})
        (tmp_path / "repo" / "x.toml").symlink_to("/etc/hostname")
        with pytest.raises(NoVerdict, match="symlink to nothing, or out of the repository"):
            read_inside(found, "x.toml")

    @pytest.mark.parametrize(
        ("file", "message"), [("no/x.toml", "no such directory: no"), ("x.toml", "no such file"), ("d", "regular file")]
    )
    def test_that_are_not_there(self, tmp_path: Path, file: str, message: str) -> None:
        with pytest.raises(NoVerdict, match=message):
            read_inside(tree(tmp_path, {"d/x.go": ""}), file)


class TestTheWholeRun:
    """The same through the engine: a policy from elsewhere speaks about this repository."""

    @staticmethod
    def _check(directory: Path, policy: str) -> list[str]:
        request = Request(
            directory=str(directory), environ={}, today=datetime.date(2026, 6, 1), policy=policy, cache=False
        )
        return [f"{finding.rule} {finding.file}" for finding in check(request).findings]

    def test_a_policy_beside_the_repository_may_extend_its_neighbour(self, tmp_path: Path) -> None:
        shared = '[rules.no-fmt]\nkind = "deny"\nfrom = ["./a"]\nto = ["fmt"]\n'
        tree(tmp_path, {"policies/team.toml": 'extends = ["shared.toml"]\n', "policies/shared.toml": shared})
        go = 'package a\n\nimport _ "fmt"\n'
        tree(tmp_path / "repo", {"go.mod": "module example.com/m\n\ngo 1.26\n", "a/a.go": go, "b/b.go": go})
        assert self._check(tmp_path / "repo", "../policies/team.toml") == ["no-fmt a/a.go"]

    def test_an_empty_or_missing_policy_is_no_verdict(self, tmp_path: Path) -> None:
        tree(tmp_path, {"go.mod": "module example.com/m\n\ngo 1.26\n", "a/a.go": "package a\n", "empty.toml": "\n"})
        with pytest.raises(NoVerdict, match=r"empty.toml:1:1: the policy is empty"):
            self._check(tmp_path, "empty.toml")
        with pytest.raises(NoVerdict, match="cannot read the policy: no such file"):
            self._check(tmp_path, "none.toml")
