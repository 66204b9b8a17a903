"""Says a verdict on a pull request: reads what is there, plans, and writes no more than is needed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from gomodlint.finding import Finding, Verdict
from gomodlint.github.body import summary
from gomodlint.github.client import Client, MayHaveHappened, OffDiff, Refused
from gomodlint.github.marker import STICKY, marked
from gomodlint.github.plan import SAID, Comment, Draft, File, Plan, plan
from gomodlint.github.target import Target

BATCH: Final = 30  # above that the server has been seen to fail after it had done its work
TRIES: Final = 3


class Said(NamedTuple):
    """What was done. `untold` findings could not be said there: they must be said elsewhere; `note` says why."""

    posted: int = 0
    edited: int = 0
    deleted: int = 0
    kept: int = 0
    untold: tuple[Finding, ...] = ()
    note: str = ""


def review(verdict: Verdict, client: Client, target: Target) -> Said:
    """Bring the pull request up to date. Whatever GitHub does, no finding is lost: see `Said.untold`."""
    findings = [finding for finding in verdict.findings if finding.state in SAID]
    try:
        if not target.number:
            target = target._replace(number=number_of(client, target))
        if not target.number:
            return Said(
                untold=tuple(findings), note=f"no open pull request of {target.branch} is at {target.head[:12]}"
            )
        return _Review(client, target).run(findings, whole=not verdict.errors)
    except (Refused, MayHaveHappened) as error:
        return Said(untold=tuple(findings), note=f"GitHub did not take the review ({error})")


def number_of(client: Client, target: Target) -> int:
    """The pull request whose head the checked commit is. GitHub is asked: what a fork's run says of it is no proof."""
    for one in client.pages("/pulls", head=target.branch, state="open"):
        if one.get("head", {}).get("sha") == target.head:
            return int(one["number"])
    return 0


def refused(client: Client, target: Target) -> str:
    """Why nothing may be posted there: the pull request is closed, or has moved on. "" if nothing is against it."""
    pull = client.get(f"/pulls/{target.number}")
    if pull.get("state") != "open":
        return "the pull request is closed: nothing was posted"
    head = pull.get("head", {}).get("sha", "")
    if head != target.head:
        return f"the pull request has moved on to {head[:12]}: nothing was posted for {target.head[:12]}"
    return ""


class _Review:
    def __init__(self, client: Client, target: Target) -> None:
        self._client = client
        self._target = target
        self._pull = f"/pulls/{target.number}"
        self._posted = 0
        self._elsewhere: list[Finding] = []

    def run(self, findings: Sequence[Finding], *, whole: bool) -> Said:
        refusal = refused(self._client, self._target)
        if refusal:
            return Said(untold=tuple(findings), note=refusal)
        files = self._files({finding.file for finding in findings})
        todo = plan(findings, self._comments(), files, self._target.login, self._target.head, whole=whole)
        refusal = refused(self._client, self._target)  # the head may have moved meanwhile
        if refusal:
            return Said(untold=tuple(findings), note=refusal)
        self._elsewhere = list(todo.elsewhere)
        lines = [draft for draft in todo.post if draft.line]
        for start in range(0, len(lines), BATCH):
            self._post_review(lines[start : start + BATCH])
        for draft in todo.post:
            if not draft.line:
                self._post_one(draft)
        self._change(todo)
        if whole or findings:
            self._keep_summary(todo.kept + self._posted)
        return Said(self._posted, len(todo.edit), len(todo.delete), todo.kept)

    def _files(self, wanted: set[str]) -> dict[str, File]:
        found: dict[str, File] = {}
        for one in self._client.pages(f"{self._pull}/files"):
            path = str(one.get("filename", ""))
            if path in wanted and one.get("status") != "removed":
                found[path] = File(str(one.get("patch") or ""), self._client.text(path, self._target.head))
        return found

    def _comments(self) -> list[Comment]:
        raw = list(self._client.pages(f"{self._pull}/comments"))
        answered = {one.get("in_reply_to_id") for one in raw}
        return [
            Comment(
                int(one["id"]),
                str((one.get("user") or {}).get("login", "")),
                str(one.get("body") or ""),
                str(one.get("path") or ""),
                one.get("line"),
                one.get("subject_type") == "file",
                one["id"] in answered,
            )
            for one in raw
        ]

    def _post_review(self, drafts: Sequence[Draft]) -> None:
        """One review for all. After a failure of the server, only what is not there yet is posted again."""
        waiting = list(drafts)
        for _ in range(TRIES):
            comments = [{"path": d.path, "line": d.line, "side": "RIGHT", "body": d.body} for d in waiting]
            body: dict[str, Any] = {"event": "COMMENT", "commit_id": self._target.head, "comments": comments}
            many = "s" if len(waiting) > 1 else ""
            body["body"] = f"gomodlint: {len(waiting)} new finding{many} on these lines."
            try:
                self._client.write("POST", f"{self._pull}/reviews", body)
            except OffDiff:
                for draft in waiting:  # the answer does not say which
                    self._post_one(draft)
                return
            except MayHaveHappened:
                waiting = self._missing(waiting)
                if not waiting:
                    return
                continue
            self._posted += len(waiting)
            return
        self._elsewhere += [draft.finding for draft in waiting]

    def _missing(self, drafts: Sequence[Draft]) -> list[Draft]:
        there = {marked(one.body) for one in self._comments() if one.author == self._target.login}
        missing = [draft for draft in drafts if marked(draft.body) not in there]
        self._posted += len(drafts) - len(missing)
        return missing

    def _post_one(self, draft: Draft) -> None:
        """One comment on its line; on the file if the line is not in the diff; else into the summary."""
        body: dict[str, Any] = {"body": draft.body, "commit_id": self._target.head, "path": draft.path}
        places: list[dict[str, Any]] = [{"subject_type": "file"}]
        if draft.line:
            places.insert(0, {"line": draft.line, "side": "RIGHT"})
        for place in places:
            try:
                self._client.write("POST", f"{self._pull}/comments", body | place)
            except OffDiff:
                continue
            except MayHaveHappened:
                if self._missing([draft]):
                    continue
                return
            self._posted += 1
            return
        self._elsewhere.append(draft.finding)

    def _change(self, todo: Plan) -> None:
        for number, body in todo.edit.items():
            self._client.write("PATCH", f"/pulls/comments/{number}", {"body": body})
        for number in todo.delete:
            try:
                self._client.write("DELETE", f"/pulls/comments/{number}")
            except (Refused, MayHaveHappened):
                continue  # it is gone, or it says once more what is not so: no finding is lost by it

    def _keep_summary(self, inline: int) -> None:
        """One comment below the pull request, edited in place; none while there was never anything to say."""
        issue = f"/issues/{self._target.number}/comments"
        body = summary(self._elsewhere, inline, self._target)
        known = next((one for one in self._client.pages(issue) if self._is_ours(one)), None)
        if known is not None:
            if str(known.get("body", "")).rstrip() != body:
                self._client.write("PATCH", f"/issues/comments/{known['id']}", {"body": body})
        elif self._elsewhere or inline:
            self._client.write("POST", issue, {"body": body})

    def _is_ours(self, one: dict[str, Any]) -> bool:
        login = (one.get("user") or {}).get("login")
        return login == self._target.login and marked(str(one.get("body") or "")) == STICKY
