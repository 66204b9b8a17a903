"""What to do about a commit that is not here."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

_SHALLOW = "this clone is shallow: use fetch-depth: 2 (pull_request) or 0 with actions/checkout, or"
_MOST = 2_000  # names that are compared


def hint_for(ref: str, knows: Callable[[str], bool], branches: Callable[[], Sequence[str]], *, is_shallow: bool) -> str:
    """What to do where git does not know a ref. `knows` says whether a ref is known, `branches` the names there are."""
    if not knows("HEAD"):
        return "this repository has no commit yet"
    start = re.sub(r"(?:~\d*|\^\d*)+$", "", ref)
    if start != ref and knows(start or "HEAD"):
        return f"{_SHALLOW} git fetch --unshallow" if is_shallow else f"{start} has no such ancestor"
    fetch = f"git fetch origin {_refspec(start)}"
    if is_shallow:
        return f"{_SHALLOW} {fetch}"
    near = _near(start, branches())
    return f"did you mean {near}? Or fetch it first: {fetch}" if near else f"fetch it first: {fetch}"


def _refspec(ref: str) -> str:
    """What to fetch so that `ref` is known then: a clone of one branch follows no other by itself."""
    name = ref.removeprefix("origin/")
    return f"{name}:refs/remotes/{ref}" if name != ref else name


def _near(name: str, names: Sequence[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, names[:_MOST], 1)
    return near[0] if near else ""
