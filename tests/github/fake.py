"""A GitHub that remembers: one repository, one pull request, over HTTP, strict where the real one is.

Every request and every reply is held against GitHub's own description (`description.json`, made by
`cut_description.py`). What the description leaves out is enforced here, each with what GitHub has been seen to answer:
lines off the diff, bodies that are too long or empty, tokens that may only read, failures after the work was done.
"""

from __future__ import annotations

import base64
import json
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from difflib import SequenceMatcher, unified_diff
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

from jsonschema import Draft202012Validator

DESCRIPTION: Final = json.loads((Path(__file__).parent / "description.json").read_text(encoding="utf-8"))
BOT: Final = "github-actions[bot]"
HEAD: Final = "a" * 40
LIMIT: Final = 65_536


@dataclass
class Fault:
    """What happens to one request of a kind: an answer of its own, or one that is given after the work was done."""

    verb: str
    path: str  # a regular expression
    status: int
    data: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    done: bool = False
    times: int = 1


class Changed:
    """A file of the pull request; `before` None: added. `shown` False: GitHub has no patch for it."""

    def __init__(self, after: str, before: str | None = None, *, shown: bool = True) -> None:
        self.after = after
        old, new = (before or "").splitlines(), after.splitlines()
        patch = list(unified_diff(old, new, lineterm="", n=3))[2:]
        self.patch = "\n".join(patch) if shown else None
        groups = SequenceMatcher(None, old, new).get_grouped_opcodes(3)
        self.lines = {line + 1 for group in groups for code in group for line in range(code[3], code[4])}
        self.status = "added" if before is None else "modified"


class Refusal(Exception):  # noqa: N818
    """An answer that is no success."""

    def __init__(self, status: int, message: str, *errors: str) -> None:
        super().__init__(message)
        self.status = status
        self.data: dict[str, Any] = {"message": message, "documentation_url": "https://docs.github.com/rest"}
        if errors:
            self.data["errors"] = list(errors)


class FakeGitHub:
    """State, rules and a server. `violations` must be empty at the end of every test."""

    def __init__(self, prefix: str = "") -> None:
        self.prefix = prefix
        self.number = 7
        self.head = HEAD
        self.branch = "fork:feature"
        self.state = "open"
        self.login = BOT
        self.read_only = False
        self.files: dict[str, Changed] = {}
        self.review_comments: list[dict[str, Any]] = []
        self.issue_comments: list[dict[str, Any]] = []
        self.reviews: list[dict[str, Any]] = []
        self.faults: list[Fault] = []
        self.requests: list[tuple[str, str]] = []
        self.violations: list[str] = []
        self.before: Callable[[str, str], None] = lambda _verb, _path: None
        self._next = 1000
        self._lock = threading.Lock()
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def handle_one_request(self) -> None:
                self.raw_requestline = self.rfile.readline(65537)
                if self.raw_requestline and self.parse_request():
                    fake.serve(self)
                else:
                    self.close_connection = True

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}{prefix}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def writes(self) -> list[tuple[str, str]]:
        """What was asked for that is not a GET."""
        return [one for one in self.requests if one[0] != "GET"]

    def say(self, body: str, path: str, line: int | None, *, login: str = BOT, reply_to: int = 0) -> dict[str, Any]:
        """Somebody comments on the pull request."""
        comment = self._comment(body, path, line, login)
        if reply_to:
            comment["in_reply_to_id"] = reply_to
        self.review_comments.append(comment)
        return comment

    def say_below(self, body: str, *, login: str = BOT) -> dict[str, Any]:
        """Somebody comments below the pull request."""
        comment = {**_value("issue-comment"), "id": self._id(), "body": body, "user": self._user(login)}
        self.issue_comments.append(comment)
        return comment

    # -- the server

    def serve(self, handler: BaseHTTPRequestHandler) -> None:
        with self._lock:
            status, headers, data = self._answer(handler)
        text = b"" if data is None else json.dumps(data).encode()
        handler.send_response(status)
        for name, value in {"Content-Type": "application/json", **headers}.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(text)))
        handler.end_headers()
        handler.wfile.write(text)

    def _answer(self, handler: BaseHTTPRequestHandler) -> tuple[int, dict[str, str], Any]:
        verb, address = handler.command, urlsplit(handler.path)
        raw = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        body = json.loads(raw) if raw else None
        path = address.path
        if not path.startswith(f"{self.prefix}/repos/o/r/"):
            self.violations.append(f"{verb} {path}: not the repository's")
            return 404, {}, {"message": "Not Found"}
        path = path.removeprefix(self.prefix)
        self.requests.append((verb, path.removeprefix("/repos/o/r")))
        self.before(*self.requests[-1])
        template = _template(verb, path)
        if template is None:
            self.violations.append(f"{verb} {path}: no such operation")
            return 404, {}, {"message": "Not Found"}
        operation = DESCRIPTION["operations"][f"{verb} {template}"]
        query = dict(parse_qsl(address.query))
        self._hold(f"{verb} {template} request", operation["body"], body, strict=True)
        for name in query:
            if name not in operation["query"]:
                self.violations.append(f"{verb} {template}: no parameter {name}")
        fault = next((one for one in self.faults if one.times and self._hit(one, verb, path)), None)
        if fault is not None:
            fault.times -= 1
            if not fault.done:
                return fault.status, fault.headers, fault.data or {"message": "fault"}
        try:
            status, data = self._do(verb, path.removeprefix("/repos/o/r"), query, body)
        except Refusal as refusal:
            status, data = refusal.status, refusal.data
        replies = operation["replies"]
        if str(status) in replies:
            self._hold(f"{verb} {template} reply {status}", replies[str(status)], data)
        elif status < 300:
            self.violations.append(f"{verb} {template}: no reply {status} is described")
        if fault is not None:
            return fault.status, fault.headers, fault.data or {"message": "Server Error"}
        return status, {}, data

    @staticmethod
    def _hit(fault: Fault, verb: str, path: str) -> bool:
        return fault.verb == verb and re.search(fault.path, path) is not None

    def _hold(self, what: str, schema: Any, value: Any, *, strict: bool = False) -> None:
        if schema is None:
            if value is not None:
                self.violations.append(f"{what}: a body where none is described")
            return
        whole = {**schema, "components": DESCRIPTION["components"]}
        for error in Draft202012Validator(whole).iter_errors(value):
            if error.json_path.endswith(".line") and error.instance is None:
                continue  # not described, but what GitHub says of a comment whose place is lost
            self.violations.append(f"{what}: {error.json_path}: {error.message[:200]}")
        if strict:
            for name in _unknown(schema, value):
                self.violations.append(f"{what}: {name} is not described")

    # -- what it does

    def _do(self, verb: str, path: str, query: dict[str, str], body: Any) -> tuple[int, Any]:
        parts = path.strip("/").split("/")
        if verb == "GET":
            return 200, self._get(parts, query)
        if self.read_only:
            raise Refusal(403, "Resource not accessible by integration")
        if parts[0] == "pulls" and parts[1] == "comments":
            return self._change(self.review_comments, int(parts[2]), verb, body)
        if parts[0] == "issues" and parts[1] == "comments":
            return self._change(self.issue_comments, int(parts[2]), verb, body)
        if int(parts[1]) != self.number:
            raise Refusal(404, "Not Found")
        if parts[2] == "reviews":
            return 200, self._review(body)
        if parts[0] == "issues":
            self._check_body(body["body"])
            return 201, self.say_below(body["body"], login=self.login)
        comment = self._place(body, body["commit_id"])
        self.review_comments.append(comment)
        return 201, comment

    def _get(self, parts: list[str], query: dict[str, str]) -> Any:
        if parts[0] == "contents":
            file = self.files.get(unquote("/".join(parts[1:])))
            if file is None or query.get("ref") != self.head:
                raise Refusal(404, "Not Found")
            content = base64.encodebytes(file.after.encode()).decode()
            known = {"type": "file", "encoding": "base64", "content": content, "size": len(file.after)}
            return {**_value("content-file"), **known}
        if parts == ["pulls"]:
            pull = {**_value("pull-request-simple"), "number": self.number, "state": self.state}
            pull["head"] = {**pull["head"], "sha": self.head}
            return [pull] if query.get("head") == self.branch and query.get("state", "open") == self.state else []
        if int(parts[1]) != self.number:
            raise Refusal(404, "Not Found")
        if len(parts) == 2:
            pull = {**_value("pull-request"), "number": self.number, "state": self.state}
            pull["head"] = {**pull["head"], "sha": self.head}
            return pull
        if parts[2] == "files":
            entries = [self._entry(path, file) for path, file in self.files.items()][:3000]
            return _page(entries, query)
        return _page(self.review_comments if parts[0] == "pulls" else self.issue_comments, query)

    @staticmethod
    def _entry(path: str, file: Changed) -> dict[str, Any]:
        entry = {**_value("diff-entry"), "filename": path, "status": file.status}
        if file.patch is not None:
            entry["patch"] = file.patch
        return entry

    def _review(self, body: dict[str, Any]) -> dict[str, Any]:
        if body.get("event") in {"COMMENT", "REQUEST_CHANGES"} and not body.get("body"):
            raise Refusal(422, "Unprocessable Entity", "body is required for this event")
        self._check_body(body.get("body") or "")
        comments = [self._place(one, body["commit_id"]) for one in body["comments"]]  # all or nothing
        if len(comments) > 30:
            self.violations.append(f"a review of {len(comments)} comments")
        self.review_comments += comments
        self.reviews.append(body)
        return {**_value("pull-request-review"), "id": self._id(), "body": body["body"], "user": self._user(self.login)}

    def _place(self, body: dict[str, Any], commit: str) -> dict[str, Any]:
        self._check_body(body["body"])
        if commit != self.head:
            raise Refusal(422, "Validation Failed", "commit_id is not part of the pull request")
        file = self.files.get(body["path"])
        if file is None:
            raise Refusal(422, "Validation Failed", "Pull request review thread path is missing from the diff")
        if body.get("subject_type") == "file":
            return {**self._comment(body["body"], body["path"], None, self.login), "subject_type": "file"}
        line, start = body.get("line"), body.get("start_line")
        if line not in file.lines or body.get("side", "RIGHT") != "RIGHT":
            raise Refusal(422, "Unprocessable Entity", "Pull request review thread line must be part of the diff")
        if start is not None and start >= line:
            raise Refusal(422, "Unprocessable Entity", "start line must precede the end line")
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
            raise Refusal(422, "Validation Failed", "body is too long (maximum is 65536 characters)")

    def _comment(self, body: str, path: str, line: int | None, login: str) -> dict[str, Any]:
        known = {"id": self._id(), "body": body, "path": path, "user": self._user(login), "subject_type": "line"}
        comment = {**_value("pull-request-review-comment"), **known}
        comment.pop("line", None)
        if line is not None:
            comment["line"] = line
        return comment

    @staticmethod
    def _user(login: str) -> dict[str, Any]:
        return {**_value("simple-user"), "login": login}

    def _id(self) -> int:
        self._next += 1
        return self._next


def _page(entries: list[dict[str, Any]], query: dict[str, str]) -> list[dict[str, Any]]:
    size, page = min(int(query.get("per_page", "30")), 100), int(query.get("page", "1"))
    return entries[size * (page - 1) : size * page]


def _template(verb: str, path: str) -> str | None:
    """The described path that this one is an instance of."""
    for name in DESCRIPTION["operations"]:
        described, _, template = name.partition(" ")
        pattern = re.sub(r"\{(?:pull_number|comment_id|issue_number)\}", "[0-9]+", template)
        pattern = re.sub(r"\{path\}", ".+", pattern)
        pattern = re.sub(r"\{\w+\}", "[^/]+", pattern)
        if described == verb and re.fullmatch(pattern, path):
            return str(template)
    return None


def _value(name: str) -> Any:
    """The smallest value that a schema of the description takes."""
    return _smallest(DESCRIPTION["components"]["schemas"][name])


def _smallest(schema: dict[str, Any]) -> Any:
    if "$ref" in schema:
        return _value(schema["$ref"].rpartition("/")[2])
    for word in ("anyOf", "oneOf"):
        if word in schema:
            return None if {"type": "null"} in schema[word] else _smallest(schema[word][0])
    if "allOf" in schema:
        return {key: value for one in schema["allOf"] for key, value in _smallest(one).items()}
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema.get("type", "object")
    if kind == "object":
        known = schema.get("properties", {})
        return {key: _smallest(known[key]) for key in schema.get("required", []) if key in known}
    return {"array": [], "string": "x", "integer": 1, "number": 1, "boolean": False}[kind]


def _unknown(schema: dict[str, Any], value: Any, at: str = "") -> list[str]:
    """Properties of a request that the description does not have: GitHub ignores or refuses them."""
    if isinstance(value, list):
        return [name for one in value for name in _unknown(schema.get("items", {}), one, at + "[]")]
    known = schema.get("properties")
    if not isinstance(value, dict) or known is None:
        return []
    found = [f"{at}.{key}" for key in value if key not in known]
    return found + [name for key in value if key in known for name in _unknown(known[key], value[key], f"{at}.{key}")]
