"""A GitHub for each test, and the waiting done in no time."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from composite import Ran
from merge_refs import PullRequest

from gomodlint.cli.main import main
from gomodlint.finding import Finding, LookedAt, Verdict
from gomodlint.github.client import Client
from gomodlint.github.review import Said, review
from gomodlint.github.target import Target
from tests.github.fake import BOT, HEAD, Changed, FakeGitHub

TREE = f"https://github.com/o/r/blob/{HEAD}"
GO = 'package a\n\nimport (\n\t"fmt"\n\t_ "net/http/pprof"\n\t"os"\n)\n'
FINDING = Finding(
    rule="no-pprof",
    kind="deny",
    severity="error",
    identity=("no-pprof", "example.com/m", "a/a.go", "net/http/pprof"),
    file="a/a.go",
    line=5,
    column=2,
    module="example.com/m",
    importer="example.com/m/a",
    imported="net/http/pprof",
    message="example.com/m/a imports net/http/pprof",
    holds=0,
    why="it opens a door",
)


def finding(number: int, **changes: object) -> Finding:
    """A finding unlike those of other numbers."""
    return FINDING._replace(identity=("no-pprof", str(number)), **changes)  # type: ignore[arg-type]


class Reviewer:
    """Posts verdicts on a fake GitHub, as `gomodlint review` does. `waits` are the seconds it would have slept."""

    def __init__(self, github: FakeGitHub) -> None:
        self.github = github
        self.waits: list[float] = []

    def __call__(self, *findings: Finding, head: str = HEAD, **changes: object) -> Said:
        verdict = Verdict(findings, LookedAt(packages=1))._replace(**changes)
        return self._say(verdict, Target(self.github.number, head, BOT, tree=TREE))

    def look_up(self, *findings: Finding) -> Said:
        """As after a `workflow_run`, which does not say the number."""
        target = Target(0, self.github.head, BOT, branch=self.github.branch)
        return self._say(Verdict(findings, LookedAt(packages=1)), target)

    def _say(self, verdict: Verdict, target: Target) -> Said:
        return review(verdict, Client("o/r", "secret", self.github.url, sleep=self.waits.append), target)


@pytest.fixture(params=["", "/api/v3"], ids=["github.com", "enterprise"])
def github(request: pytest.FixtureRequest) -> Iterator[FakeGitHub]:
    fake = FakeGitHub(request.param)
    fake.files["a/a.go"] = Changed(GO, GO.replace('\t_ "net/http/pprof"\n', ""))
    yield fake
    fake.close()
    assert fake.violations == []


@pytest.fixture
def say(github: FakeGitHub) -> Reviewer:
    return Reviewer(github)


def review_report(ran: Ran, pull: PullRequest, github: FakeGitHub, monkeypatch: pytest.MonkeyPatch) -> int:
    """The action's second step: the review of the report that the first one wrote."""
    github.head, github.number = pull.head, 1
    for name, value in {
        "GITHUB_EVENT_NAME": "pull_request",
        "GITHUB_EVENT_PATH": str(pull.event),
        "GITHUB_REPOSITORY": "o/r",
        "GITHUB_API_URL": github.url,
        "GITHUB_TOKEN": "secret",
    }.items():
        monkeypatch.setenv(name, value)
    return main(["review", ran.outputs["report"], "--pause", "0", "--no-fallback"])
