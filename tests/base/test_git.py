"""Where git keeps what is compared, and that nothing of a repository is run."""

from __future__ import annotations

from pathlib import Path

from comparing import START, verdict
from repository import Git


def test_nothing_of_the_repository_is_run(git: Git, tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    trap = tmp_path / "trap"
    trap.write_text(f"#!/bin/sh\ntouch {canary}\ncat\n")
    trap.chmod(0o755)
    git.commit(START | {".gitattributes": "*.go filter=evil diff=evil\n"})
    for name in (
        "filter.evil.clean",
        "filter.evil.smudge",
        "diff.evil.textconv",
        "diff.evil.command",
        "core.fsmonitor",
    ):
        git("config", name, str(trap))
    hooks = git.directory / ".git" / "hooks"
    hooks.mkdir(exist_ok=True)
    for name in ("post-index-change", "reference-transaction", "post-checkout", "pre-commit"):
        (hooks / name).write_text(trap.read_text())
        (hooks / name).chmod(0o755)
    git.write({"helper/helper.go": 'package helper\n\nimport _ "net/http/pprof"\n'})
    for asked in ({"base": "HEAD"}, {"staged": True}, {"tracked": True}, {"base": "HEAD", "head": "HEAD"}):
        verdict(git, **asked)
    assert not canary.exists()
