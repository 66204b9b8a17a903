"""A GitHub over HTTP: one pull request that remembers (`pull_request.py`), with faults on demand.

Every request and every reply, faults among them, is held against GitHub's own description (`description.py`).
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.github.description import Description, description
from tests.github.pull_request import BOT, HEAD, Changed, PullRequest, Refusal

__all__ = ["BOT", "HEAD", "Changed", "FakeGitHub", "Fault"]

_TOP = "/repos/o/r"


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
    described: bool = True  # False: seen, but not as GitHub describes itself


class FakeGitHub(PullRequest):
    """The server. `requests` are verb and path of all that was asked."""

    def __init__(self, prefix: str = "", described: Description | None = None) -> None:
        self._holds = described or description(prefix)
        super().__init__(self._holds)
        self.prefix = prefix
        self.faults: list[Fault] = []
        self.requests: list[tuple[str, str]] = []
        self.before: Callable[[str, str], None] = lambda _verb, _path: None
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

    def serve(self, handler: BaseHTTPRequestHandler) -> None:
        if not self._lock.acquire(blocking=False):
            self.violations.append("two requests at once: GitHub asks for one after the other")
            self._lock.acquire()
        try:
            status, headers, data = self._answer(handler)
        finally:
            self._lock.release()
        text = b"" if data is None else json.dumps(data).encode()
        handler.send_response(status)
        for name, value in {"Content-Type": "application/json", **headers}.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(text)))
        handler.end_headers()
        handler.wfile.write(text)

    def _answer(self, handler: BaseHTTPRequestHandler) -> tuple[int, dict[str, str], Any]:
        verb, address = handler.command, urlsplit(handler.path)
        body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        inside = address.path.removeprefix(self.prefix)
        if not address.path.startswith(f"{self.prefix}{_TOP}/") or not self._holds.operation(verb, inside):
            self.violations.append(f"{verb} {address.path}: no such operation")
            return 404, {}, {"message": "Not Found"}
        if handler.headers.get("Authorization") != "token secret":
            self.violations.append(f"{verb} {inside}: no token")
        path = inside.removeprefix(_TOP)
        self.requests.append((verb, path))
        self.before(verb, path)
        query = dict(parse_qsl(address.query))
        asked = (verb, path, query, json.loads(body) if body else None)
        fault = next((one for one in self.faults if one.times and self._hits(one, verb, path)), None)
        status, headers, data = self._reply(*asked) if fault is None else self._fail(fault, *asked)
        held = 0 if fault is not None and not fault.described else status
        self.violations += self._holds.complaints(verb, address.path, query, body, held, data)
        return status, headers, data

    def _reply(self, verb: str, path: str, query: dict[str, str], body: Any) -> tuple[int, dict[str, str], Any]:
        try:
            status, data = self.do(verb, path, query, body)
        except Refusal as refusal:
            return refusal.status, {}, refusal.data
        return status, {}, data

    def _fail(self, fault: Fault, *asked: Any) -> tuple[int, dict[str, str], Any]:
        fault.times -= 1
        if fault.done:
            self.do(*asked)
        return fault.status, fault.headers, {**Refusal(0, "Server Error").data, **fault.data}

    @staticmethod
    def _hits(fault: Fault, verb: str, path: str) -> bool:
        return fault.verb == verb and re.search(fault.path, path) is not None
