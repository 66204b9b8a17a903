"""The comment on what a change brings in and takes out: one, kept up to date, and none where nothing changes."""

from __future__ import annotations

from typing import Any, Final

from gomodlint.github.body import cut
from gomodlint.github.client import Client, MayHaveHappened, Refused
from gomodlint.github.marker import CHANGES, mark, marked
from gomodlint.github.review import number_of, refused
from gomodlint.github.target import Target

NONE: Final = "### This change no longer brings anything in, or takes anything out"


def say_changes(page: str, client: Client, target: Target) -> str:
    """Bring the comment up to date with a page of Markdown, "" for no change; what was done, in a few words.

    A comment that has nothing to say any more says that.
    """
    try:
        if not target.number:
            target = target._replace(number=number_of(client, target))
        if not target.number:
            return f"changes: no open pull request of {target.branch} is at {target.head[:12]}"
        return f"changes: {refused(client, target) or _kept(page.strip(), client, target)}"
    except (Refused, MayHaveHappened) as error:
        return f"changes: GitHub did not take the comment ({error})"


def _kept(page: str, client: Client, target: Target) -> str:
    issue = f"/issues/{target.number}/comments"
    known = next((one for one in client.pages(issue) if _is_ours(one, target)), None)
    if known is None and not page:
        return "none, nothing to say"
    body = cut(f"{page or NONE}\n\n<sub>gomodlint diff · as of {target.head[:12]}</sub>", mark(CHANGES))
    if known is None:
        client.write("POST", issue, {"body": body})
        return "posted"
    if _text(known) == _text({"body": body}):
        return "kept"
    client.write("PATCH", f"/issues/comments/{known['id']}", {"body": body})
    return "edited"


def _is_ours(one: dict[str, Any], target: Target) -> bool:
    return (one.get("user") or {}).get("login") == target.login and marked(str(one.get("body") or "")) == CHANGES


def _text(one: dict[str, Any]) -> str:
    """What a comment says, without the commit it was written at."""
    return str(one.get("body") or "").rpartition("<sub>")[0]
