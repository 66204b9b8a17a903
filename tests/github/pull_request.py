"""One repository with one pull request that remembers, by the rules that GitHub's description leaves out.

Each refusal has the words that GitHub has been seen to use.
"""

from __future__ import annotations

import base64
from difflib import SequenceMatcher, unified_diff
from typing import Any, Final
from urllib.parse import unquote

from tests.github.description import Description

BOT: Final = "github-actions[bot]"
HEAD: Final = "a" * 40
COMMENT: Final = "PullRequestReviewComment"
LIMIT: Final = 65_536  # characters of a body
MOST_FILES: Final = 3_000  # that a pull request lists
MOST_COMMENTS: Final = 30  # of a review: above, GitHub has been seen to fail after it had done its work


class Changed:
    """A file of the pull request; `before` None: added. `shown` False: GitHub has no patch for it."""

    def __init__(self, after: str, before: str | None = None, *, shown: bool = True) -> None:
        self.after = after
        old, new = (before or "").splitlines(), after.splitlines()
        patch = list(unified_diff(old, new, lineterm="", n=3))[2:]
        self.patch = "\n".join(patch) if shown else None
        groups = SequenceMatcher(None, old, new).get_grouped_opcodes(3)
        self.hunks = [{line + 1 for code in group for line in range(code[3], code[4])} for group in groups]
        self.status = "added" if before is None else "modified"

    def hunk(self, line: object) -> int:
        """The number of the hunk that a line of the new file is in, -1 if in none."""
        return next((number for number, lines in enumerate(self.hunks) if line in lines), -1)


class Refusal(Exception):  # noqa: N818
    """An answer that is no success."""

    def __init__(self, status: int, message: str, *errors: str) -> None:
        super().__init__(message)
        self.status = status
        self.data: dict[str, Any] = {"message": message, "documentation_url": "https://docs.github.com/rest"}
        if errors:
            self.data["errors"] = list(errors)


class PullRequest:
    """What the server knows, and what it does when it is asked. `violations` must be empty at the end of every test."""

    def __init__(self, described: Description) -> None:
        self._described = described
        self.number = 7
        self.head = HEAD
        self.branch = "fork:feature"
        self.state = "open"
        self.draft = False
        self.login = BOT
        self.read_only = False
        self.files: dict[str, Changed] = {}
        self.review_comments: list[dict[str, Any]] = []
        self.issue_comments: list[dict[str, Any]] = []
        self.reviews: list[dict[str, Any]] = []
        self.violations: list[str] = []
        self._next = 1000

    def say(self, body: str, path: str, line: int | None, *, login: str = BOT, reply_to: int = 0) -> dict[str, Any]:
        """Somebody comments on the pull request."""
        comment = self._comment(body, path, line, login)
        if reply_to:
            comment["in_reply_to_id"] = reply_to
        self.review_comments.append(comment)
        return comment

    def say_below(self, body: str, *, login: str = BOT) -> dict[str, Any]:
        """Somebody comments below the pull request."""
        known = {"id": self._id(), "body": body, "user": self._user(login)}
        comment = {**self._described.smallest("issue-comment"), **known}
        self.issue_comments.append(comment)
        return comment

    def do(self, verb: str, path: str, query: dict[str, str], body: Any) -> tuple[int, Any]:
        """The status and document for a request below /repos/OWNER/NAME. Raises Refusal."""
        parts = path.strip("/").split("/")
        if verb == "GET":
            return 200, self._get(parts, query)
        if self.read_only:
            raise Refusal(403, "Resource not accessible by integration")
        if parts[:2] in (["pulls", "comments"], ["issues", "comments"]):
            comments = self.review_comments if parts[0] == "pulls" else self.issue_comments
            return self._change(comments, int(parts[2]), verb, body)
        if int(parts[1]) != self.number:
            raise Refusal(404, "Not Found")
        if parts[2] == "reviews":
            return 200, self._review(body)
        if parts[0] == "issues":
            self._check_body(body["body"])
            return 201, self.say_below(body["body"], login=self.login)
        try:
            comment = self._placed(body, body["commit_id"])
        except Refusal as refusal:  # a comment alone is refused in objects, a review in words
            words = refusal.data.get("errors", ())
            refusal.data["errors"] = [{"resource": COMMENT, "code": "custom", "message": word} for word in words]
            raise
        self.review_comments.append(comment)
        return 201, comment

    # -- reading

    def _get(self, parts: list[str], query: dict[str, str]) -> Any:
        if parts[0] == "contents":
            return self._content(unquote("/".join(parts[1:])), query)
        if parts == ["pulls"]:
            found = query.get("head") == self.branch and query.get("state", "open") == self.state
            return [self._pull("pull-request-simple")] if found else []
        if int(parts[1]) != self.number:
            raise Refusal(404, "Not Found")
        if len(parts) == 2:
            return self._pull("pull-request")
        if parts[2] == "files":
            return _page([self._entry(path, file) for path, file in self.files.items()][:MOST_FILES], query)
        return _page(self.review_comments if parts[0] == "pulls" else self.issue_comments, query)

    def _pull(self, schema: str) -> dict[str, Any]:
        pull = {**self._described.smallest(schema), "number": self.number, "state": self.state, "draft": self.draft}
        pull["head"] = {**pull["head"], "sha": self.head}
        return pull

    def _content(self, path: str, query: dict[str, str]) -> dict[str, Any]:
        file = self.files.get(path)
        if file is None or query.get("ref") != self.head:
            raise Refusal(404, "Not Found")
        content = base64.encodebytes(file.after.encode()).decode()
        known = {"type": "file", "encoding": "base64", "content": content, "size": len(file.after)}
        return {**self._described.smallest("content-file"), **known}

    def _entry(self, path: str, file: Changed) -> dict[str, Any]:
        entry = {**self._described.smallest("diff-entry"), "filename": path, "status": file.status}
        return entry if file.patch is None else {**entry, "patch": file.patch}

    # -- writing

    def _review(self, body: dict[str, Any]) -> dict[str, Any]:
        if body.get("event") in {"COMMENT", "REQUEST_CHANGES"} and not body.get("body"):
            raise Refusal(422, "Unprocessable Entity", "body is required for this event")
        self._check_body(body.get("body") or "none")
        comments = [self._placed(one, body["commit_id"]) for one in body["comments"]]  # all or nothing
        if len(comments) > MOST_COMMENTS:
            self.violations.append(f"a review of {len(comments)} comments")
        if body.get("event") != "COMMENT":
            self.violations.append(f"a review that does more than comment: {body.get('event')}")
        self.review_comments += comments
        self.reviews.append(body)
        known = {"id": self._id(), "body": body["body"], "user": self._user(self.login)}
        return {**self._described.smallest("pull-request-review"), **known}

    def _placed(self, body: dict[str, Any], commit: str) -> dict[str, Any]:
        self._check_body(body["body"])
        if commit != self.head:
            raise Refusal(422, "Validation Failed", "commit_id is not part of the pull request")
        file = self.files.get(body["path"])
        if file is None:
            raise Refusal(422, "Validation Failed", "Pull request review thread path is missing from the diff")
        if body.get("subject_type") == "file":
            if "```suggestion" in body["body"]:
                self.violations.append("a suggestion without a line cannot be applied")
            return {**self._comment(body["body"], body["path"], None, self.login), "subject_type": "file"}
        line, start = body.get("line"), body.get("start_line")
        if file.patch is None or file.hunk(line) < 0 or body.get("side", "RIGHT") != "RIGHT":
            raise Refusal(422, "Unprocessable Entity", "Pull request review thread line must be part of the diff")
        if start is not None and start >= line:
            raise Refusal(422, "Unprocessable Entity", "start line must precede the end line")
        if start is not None and file.hunk(start) != file.hunk(line):
            raise Refusal(422, "Unprocessable Entity", "start line must be part of the same hunk as the line")
        return self._comment(body["body"], body["path"], line, self.login)

    def _change(self, comments: list[dict[str, Any]], number: int, verb: str, body: Any) -> tuple[int, Any]:
        found = next((one for one in comments if one["id"] == number), None)
        if found is None:
            raise Refusal(404, "Not Found")
        if found["user"]["login"] != self.login:
            raise Refusal(403, "Must have admin rights")
        if verb == "DELETE":
            comments.remove(found)
            return 204, None
        self._check_body(body["body"])
        found["body"] = body["body"]
        return 200, found

    @staticmethod
    def _check_body(text: str) -> None:
        if len(text) > LIMIT:
            raise Refusal(422, "Validation Failed", f"body is too long (maximum is {LIMIT} characters)")
        if not text.strip():
            raise Refusal(422, "Validation Failed", "body can't be blank")

    def _comment(self, body: str, path: str, line: int | None, login: str) -> dict[str, Any]:
        known = {"id": self._id(), "body": body, "path": path, "user": self._user(login), "subject_type": "line"}
        comment = {**self._described.smallest("pull-request-review-comment"), **known}
        comment.pop("line", None)
        return comment if line is None else {**comment, "line": line}

    def _user(self, login: str) -> dict[str, Any]:
        return {**self._described.smallest("simple-user"), "login": login}

    def _id(self) -> int:
        self._next += 1
        return self._next


def _page(entries: list[dict[str, Any]], query: dict[str, str]) -> list[dict[str, Any]]:
    size, page = min(int(query.get("per_page", "30")), 100), int(query.get("page", "1"))
    return entries[size * (page - 1) : size * page]
