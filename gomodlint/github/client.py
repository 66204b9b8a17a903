"""GitHub's interface for pull requests, through PyGithub: pages, waits, and what may have happened after an error.

Source: https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api
"""

from __future__ import annotations

import base64
import time
from collections.abc import Callable, Iterator
from typing import Any, Final

from gomodlint.errors import NoVerdict, Problem

PAGES: Final = 30  # of 100: GitHub lists at most 3,000 files
MAX_WAIT: Final = 300.0  # seconds, in all


class Refused(Exception):  # noqa: N818 - it says what GitHub did
    """GitHub does not let us write there, or not now: what was to be said must be said elsewhere."""


class OffDiff(Exception):  # noqa: N818
    """A line of a comment is not part of the diff."""


class MayHaveHappened(Exception):  # noqa: N818
    """The server failed: whether it did what it was asked is not known."""


class Client:
    """One repository. `sleep` waits; `pause` seconds lie between two writes."""

    def __init__(
        self, repository: str, token: str, url: str, *, sleep: Callable[[float], None] | None = None, pause: float = 1.0
    ) -> None:
        try:
            from github import Auth, Github
        except ImportError as error:
            raise NoVerdict(
                Problem("reviews need PyGithub, which is not installed", hint='pip install "gomodlint[github]"')
            ) from error
        # Waiting is done here, where it can be tested; the library would wait, and try again, by rules of its own.
        waits: dict[str, Any] = {"retry": None, "seconds_between_requests": 0, "seconds_between_writes": 0}
        github = Github(auth=Auth.Token(token), base_url=url, timeout=30, **waits)
        self._requester: Any = github.requester
        self._path = f"/repos/{repository}"
        self._sleep = sleep or time.sleep
        self._pause = pause
        self._waited = 0.0

    def get(self, path: str) -> Any:
        """One document."""
        return self._ask("GET", path, None)

    def pages(self, path: str, **query: str) -> Iterator[dict[str, Any]]:
        """All entries of a list."""
        from urllib.parse import urlencode

        for number in range(1, PAGES + 1):
            asked = urlencode({**query, "per_page": 100, "page": number})
            page = self._ask("GET", f"{path}?{asked}", None)
            yield from page
            if len(page) < 100:
                return

    def text(self, path: str, commit: str) -> list[str]:
        """The lines of a file in a commit; none if it is not there, or too large to be told."""
        from urllib.parse import quote

        try:
            found = self._ask("GET", f"/contents/{quote(path)}?ref={commit}", None)
        except Refused:
            return []
        if not isinstance(found, dict) or found.get("encoding") != "base64":
            return []
        return base64.b64decode(found.get("content", "")).decode("utf-8", "replace").split("\n")

    def write(self, verb: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """POST, PATCH or DELETE. Raises Refused, OffDiff, MayHaveHappened."""
        self._sleep(self._pause)
        return self._ask(verb, path, body)

    def _ask(self, verb: str, path: str, body: dict[str, Any] | None) -> Any:
        """One request, again after waits that GitHub asks for, and reads again after failures of the server."""
        from github import GithubException

        attempt = 0
        while True:
            try:
                _, data = self._requester.requestJsonAndCheck(verb, self._path + path, input=body)
            except GithubException as error:
                wait = self._after(verb, error, attempt)
            except OSError as error:  # of the network: requests' errors are OSErrors
                if verb != "GET" or attempt >= 3:
                    raise MayHaveHappened(str(error)) from error
                wait = float(2**attempt)
            else:
                return data
            attempt += 1
            self._waited += wait
            if self._waited > MAX_WAIT:
                raise Refused(f"GitHub asks to wait for longer than {MAX_WAIT:.0f} s")
            self._sleep(wait)

    def _after(self, verb: str, error: Any, attempt: int) -> float:
        """How long to wait before asking again; raises where that would not help."""
        status, said = int(error.status), _words(error.data)
        headers = {name.lower(): str(value) for name, value in (error.headers or {}).items()}
        limited = status == 429 or "rate limit" in said or "abuse" in said or headers.get("retry-after")
        if limited and status in {403, 422, 429}:
            if attempt >= 5:
                raise Refused("GitHub's rate limit does not end")
            if headers.get("retry-after", "").isdigit():
                return float(headers["retry-after"])
            if headers.get("x-ratelimit-remaining") == "0" and headers.get("x-ratelimit-reset", "").isdigit():
                return max(1.0, float(headers["x-ratelimit-reset"]) - time.time())
            return float(60 * 2**attempt)
        if status == 422 and ("diff" in said or "hunk" in said or "line" in said):
            raise OffDiff(said)
        if status >= 500:
            if verb != "GET" or attempt >= 3:
                raise MayHaveHappened(f"status {status}")
            return float(2**attempt)
        raise Refused(f"status {status}: {said[:200]}")


def _words(data: object) -> str:
    """All that an error says, in small letters."""
    if isinstance(data, dict):
        return " ".join(_words(value) for value in data.values())
    if isinstance(data, list):
        return " ".join(_words(value) for value in data)
    return str(data).lower() if data is not None else ""
