"""What is said when git's reader of objects ends before it is asked."""

from __future__ import annotations

import contextlib
import os
import sys

import pytest

from gomodlint.errors import NoVerdict
from gomodlint.git.process import Blobs


def test_git_that_ends_early_is_named_with_what_to_do() -> None:
    blobs = Blobs([sys.executable, "-c", ""], os.environ)
    blobs._process.wait()
    with pytest.raises(NoVerdict) as raised:
        blobs.read("0" * 40, "a/a.go", 100)
    (problem,) = raised.value.problems
    assert (problem.file, problem.hint) == ("a/a.go", "git fsck says what is damaged")
    assert blobs._process.stdin is not None
    with contextlib.suppress(BrokenPipeError):
        blobs._process.stdin.close()
