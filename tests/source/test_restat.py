"""Changed files are found by one process and by several alike."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gomodlint.source import restat, watch
from gomodlint.source.disk import DiskTree


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[restat.Kept]:
    monkeypatch.setattr(watch, "YOUNG", -(10**12))
    tree = DiskTree(str(tmp_path))
    found = []
    for number in range(20):
        (tmp_path / f"d{number}").mkdir()
        for name in ("a.go", "b c.go"):
            (tmp_path / f"d{number}" / name).write_text("package d\n")
        stamps = tree.stamps(f"d{number}", ["a.go", "b c.go"])
        found.append((f"d{number}", f"a.go/{stamps[0]}/b c.go/{stamps[1]}/"))
    return found


@pytest.mark.parametrize("workers", [None, 1, 3, 50])
def test_what_has_changed(
    workers: int | None, kept: list[restat.Kept], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if workers is not None:  # else as many as pay for so few directories
        monkeypatch.setattr(restat, "_workers", lambda _: workers if hasattr(os, "fork") else 1)
    tree = DiskTree(str(tmp_path))
    assert restat.changed(tree, kept) == []
    (tmp_path / "d3" / "b c.go").write_text("package d // changed\n")
    (tmp_path / "d17" / "a.go").unlink()
    kept[5] = ("d5", kept[5][1].replace("/b c.go", "/?/b c.go").replace(kept[5][1].split("/")[1] + "/", ""))
    assert restat.changed(tree, kept) == [3, 5, 17]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="one process only")
def test_a_worker_that_dies_is_made_up_for(
    kept: list[restat.Kept], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(restat, "_workers", lambda _: 2)
    (tmp_path / "d3" / "a.go").write_text("package d // changed\n")
    parent, original = os.getpid(), DiskTree.has_stamps

    def has_stamps(self: DiskTree, directory: str, names: list[str], stamps: list[str]) -> bool:
        if os.getpid() != parent:
            os._exit(9)
        return original(self, directory, names, stamps)

    monkeypatch.setattr(DiskTree, "has_stamps", has_stamps)
    assert restat.changed(DiskTree(str(tmp_path)), kept) == [3]


@pytest.mark.parametrize("workers", [1, 3])
def test_what_is_done_meanwhile_may_end_it(
    workers: int, kept: list[restat.Kept], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(restat, "_workers", lambda _: workers if hasattr(os, "fork") else 1)
    tree = DiskTree(str(tmp_path))
    asked: list[int] = []
    forked: list[int] = []
    start = restat._start

    def noted(*arguments: object) -> tuple[int, int]:
        child = start(*arguments)  # type: ignore[arg-type]
        forked.append(child[0])
        return child

    monkeypatch.setattr(restat, "_start", noted)
    (tmp_path / "d3" / "b c.go").write_text("package d // changed\n")
    assert restat.changed(tree, kept, meanwhile=lambda: not asked.append(1)) == [3]
    restat.changed(tree, kept, meanwhile=lambda: bool(asked.append(2)))
    assert asked == [1, 2]
    assert len(forked) == (2 * (workers - 1) if hasattr(os, "fork") else 0)
    for pid in forked:
        with pytest.raises(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)  # nobody is left
