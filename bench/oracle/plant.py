"""Commits that are made up: real ones, changed at random, so that there is something new to find.

They are written with git's plumbing into the clone of the bench, and nowhere else.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path

from oracle.findings import Commit
from oracle.history import Pair, git
from oracle.listing import Package
from oracle.policies import Subject

ADDED = ("net/http/pprof", "expvar", "os/exec", "crypto/tls", "encoding/json", "os/user", "html/template")
IDENTITY = ("-c", "user.name=bench", "-c", "user.email=bench@example.com")


class Planter:
    """Changes the files of a clone that is checked out at a commit, and commits them."""

    def __init__(self, clone: Path, subject: Subject, commit: Commit, at: str) -> None:
        self._clone, self._subject, self._commit, self._at = clone, subject, commit, at
        self._draw = random.Random(at)  # noqa: S311

    def plant(self, number: int) -> Pair:
        """A commit on top with a few changes; `number` says which come first."""
        git(self._clone, "checkout", "-q", "--force", "--detach", self._at)
        makers: list[Callable[[], str]] = [
            self._import, self._lift, self._rename, self._cycle, self._program, self._move, self._blank,
            self._restrict, self._split, self._bump, self._forget,
        ]  # fmt: skip
        first = makers[number % len(makers)]
        others = self._draw.sample([maker for maker in makers if maker is not first], 2)
        done = [what for maker in (first, *others) if (what := maker())]
        git(self._clone, "add", "-A", "--force", ".")
        git(self._clone, *IDENTITY, "commit", "-q", "--allow-empty", "--no-verify", "-m", ", ".join(done))
        return Pair(self._at, git(self._clone, "rev-parse", "HEAD").strip(), "planted: " + ", ".join(done))

    def _import(self) -> str:
        _, file = self._some_file()
        path = self._draw.choice(ADDED)
        return f"import of {path}" if self._add_import(file, f'import _ "{path}"') else ""

    def _blank(self) -> str:
        _, file = self._some_file(tests=True)
        other = self._draw.choice(self._libraries())
        return f"import of {other.path}" if self._add_import(file, f'import . "{other.path}"') else ""

    def _lift(self) -> str:
        files = [file for file in self._files() if re.search(r"^//go:build ", self._text(file), re.MULTILINE)]
        if not files:
            return ""
        file = self._draw.choice(files)
        text = self._text(file)
        lifted = re.sub(r"^//go:build .*\n", self._draw.choice(["", "//go:build linux || windows\n"]), text, count=1,
                        flags=re.MULTILINE)  # fmt: skip
        self._write(file, re.sub(r"^// \+build .*\n", "", lifted, flags=re.MULTILINE))
        return "constraint"

    def _restrict(self) -> str:
        _, file = self._some_file()
        text = self._text(file)
        if "//go:build" in text:
            return ""
        self._write(file, "//go:build windows\n\n" + text)
        return "restriction"

    def _rename(self) -> str:
        package = self._draw.choice(self._libraries())
        new = f"{package.directory}renamed"
        if package.directory == "" or (self._clone / new).exists():
            return ""
        git(self._clone, "mv", package.directory, new)
        pattern = re.compile(rf'"{re.escape(package.path)}(?=["/])')
        for file, specs in self._commit.specs.items():
            if any(pattern.match(f'"{spec.path}"') for spec in specs):
                there = file if (self._clone / file).exists() else new + file.removeprefix(package.directory)
                self._write(there, pattern.sub(f'"{self._commit.module}/{new}', self._text(there)))
        return f"rename of {package.path}"

    def _move(self) -> str:
        _, file = self._some_file()
        other = self._draw.choice(self._libraries())
        new = f"{other.directory}/moved_{file.rpartition('/')[2]}".removeprefix("/")
        if file.endswith("_test.go") or (self._clone / new).exists() or not (self._clone / other.directory).is_dir():
            return ""
        git(self._clone, "mv", file, new)
        self._write(new, re.sub(r"^package \w+", f"package {other.name}", self._text(new), flags=re.MULTILINE))
        return "file moved"

    def _cycle(self) -> str:
        graph = {p.path: [i for i in p.imports if i in self._commit.own] for p in self._first_facts().values() if p.own}
        edges = [(importer, imported) for importer, imports in graph.items() for imported in imports]
        importer, imported = self._draw.choice(edges)
        back = self._commit.own[imported]
        files = [name for name, test in back.files.items() if not test]
        file = f"{back.directory}/{self._draw.choice(files)}".removeprefix("/")
        if not (self._clone / file).exists() or not self._add_import(file, f'import _ "{importer}"'):
            return ""
        return f"circle {imported} > {importer}"

    def _program(self) -> str:
        other = self._draw.choice(self._libraries())
        self._write("cmd/planted/main.go", f'package main\n\nimport _ "{other.path}"\n\nfunc main() {{}}\n')
        return "program"

    def _split(self) -> str:
        _, file = self._some_file()
        if file.endswith("_test.go") or not (self._clone / file).exists():
            return ""
        text = self._text(file)
        self._write(file.removesuffix(".go") + "_planted.go", text.replace("//go:build", "//go:build windows ||", 1))
        return "file copied"

    def _forget(self) -> str:
        _, file = self._some_file()
        if not (self._clone / file).exists():
            return ""
        git(self._clone, "rm", "-q", "-f", "--", file)
        return "file deleted"

    def _bump(self) -> str:
        """A vendored module gets another version, and one of its files another import."""
        listed = self._clone / "vendor" / "modules.txt"
        if not listed.exists():
            return ""
        modules = re.findall(r"^# (\S+) (v\S+)\n## explicit", listed.read_text(), re.MULTILINE)
        path, version = self._draw.choice(modules)
        files = sorted((self._clone / "vendor" / path).rglob("*.go"))
        if not files:
            return ""
        file = str(self._draw.choice(files).relative_to(self._clone))
        if not self._add_import(file, f'import _ "{self._draw.choice(ADDED)}"'):
            return ""
        newer = re.sub(r"(\d+)$", lambda match: str(int(match[1]) + 1), version)
        for name in ("vendor/modules.txt", "go.mod"):
            text = self._text(name)
            self._write(name, re.sub(rf"(?<={re.escape(path)}) {re.escape(version)}(?=\s)", f" {newer}", text))
        return f"bump of {path}"

    def _add_import(self, file: str, line: str) -> bool:
        """Below the package clause."""
        if not (self._clone / file).is_file():
            return False
        text = self._text(file)
        changed = re.sub(r"^(package \w+[^\n]*\n)", rf"\1\n{line}\n", text, count=1, flags=re.MULTILINE)
        self._write(file, changed)
        return changed != text

    def _some_file(self, *, tests: bool = False) -> tuple[Package, str]:
        package = self._draw.choice(sorted(self._commit.own.values()))
        names = [name for name, test in package.files.items() if tests or not test] or list(package.files)
        return package, f"{package.directory}/{self._draw.choice(names)}".removeprefix("/")

    def _files(self) -> list[str]:
        return [f for f in sorted(self._commit.specs) if not f.startswith("vendor/") and (self._clone / f).is_file()]

    def _libraries(self) -> list[Package]:
        return [p for _, p in sorted(self._commit.own.items()) if p.name != "main" and not all(p.files.values())]

    def _first_facts(self) -> dict[str, Package]:
        return next(iter(self._commit.facts.values()))

    def _text(self, file: str) -> str:
        path = self._clone / file
        return path.read_text(errors="surrogateescape") if path.is_file() else ""

    def _write(self, file: str, text: str) -> None:
        path = self._clone / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, errors="surrogateescape")
