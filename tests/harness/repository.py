"""A git repository to play with."""

from __future__ import annotations

import subprocess
from pathlib import Path


class Git:
    """A repository in a temporary directory."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        directory.mkdir(parents=True, exist_ok=True)
        self("init", "-q", "-b", "main")

    @classmethod
    def at(cls, directory: Path) -> Git:
        """A repository that is there already."""
        git = cls.__new__(cls)
        git.directory = directory
        return git

    def __call__(self, *arguments: str) -> str:
        done = subprocess.run(["git", *arguments], cwd=self.directory, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def write(self, files: dict[str, str]) -> None:
        """Write files below the repository."""
        for name, text in files.items():
            path = self.directory / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

    def commit(self, files: dict[str, str], message: str = "change") -> str:
        """Write files and commit all; the commit id."""
        self.write(files)
        self("add", "-A")
        self("commit", "-q", "--allow-empty", "-m", message)
        return self("rev-parse", "HEAD")
