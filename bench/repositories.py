"""The real repositories that benches and tests look at, each at one commit; as a script it clones them.

    python bench/repositories.py DIR [--download] [NAME...]

makes DIR/NAME for each, from the folder of clones that GOMODLINT_REPOS names if it is set, else from github.com.
A clone that is there already is moved to its commit; nothing is done to one with changes. `--download` fills the module
cache for every go.mod in it (`go mod download`). Benches then take `--repos DIR`; tests take GOMODLINT_REPOS=DIR.

A folder of clones may stand one commit further where the contents of files are other that Go does not read to list
packages (a mirror without its largest files has stand-ins for them); they are named.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple


class Repository(NamedTuple):
    """One repository at one commit; `modfile` is its go.mod where that has another name."""

    name: str
    github: str
    commit: str
    modfile: str = ""


REPOSITORIES = (
    Repository("caddy", "caddyserver/caddy", "0cf03d32f7d99cf160d5375e8a40fbe3d910d515"),
    Repository("containerd", "containerd/containerd", "301026e58c619e63d09c0ec411012e54c0124b03"),
    Repository("docker-cli", "docker/cli", "28f756087eea5fa301f3fbf12b01ae62f91521c2", modfile="vendor.mod"),
    Repository("etcd", "etcd-io/etcd", "c34dc7ee0048fd2bcc44d50beff002e5e8069b69"),
    Repository("hugo", "gohugoio/hugo", "7b5199fdeff7d7682e9f979f468d55bc7b67b934"),
    Repository("istio", "istio/istio", "86c9f01fd735fb01d8192f5bcaf0d424afb7f14c"),
    Repository("moby", "moby/moby", "b985e2313a8676e18072b442911fc8f64f17d440"),
    Repository("prometheus", "prometheus/prometheus", "d15adb9ad7e5d9fbde3a9a8f30200593a5a14d86"),
    Repository("tailscale", "tailscale/tailscale", "de9ec7ee25627e0e518f53c710a3fc3d947c86c1"),
)
NAMES = tuple(one.name for one in REPOSITORIES)


# What `go list` opens: Go files, module files, and files of other languages, whose constraints count.
READ_BY_GO = frozenset("go mod sum work txt c cc cpp cxx m h hh hpp hxx f F for f90 s S sx swig swigcxx".split())  # noqa: SIM905


class WrongCommitError(Exception):
    """A clone that is not what the figures are about; the words say what helps."""


def named(name: str) -> Repository:
    """The repository of this name."""
    return next(one for one in REPOSITORIES if one.name == name)


def clone_of(name: str, folder: Path) -> Path:
    """A clone in a folder, at its commit and unchanged. Raises WrongCommitError for any other."""
    clone = folder / name
    if not (clone / ".git").exists():
        raise WrongCommitError(f"{clone} is no clone: python bench/repositories.py {folder} {name}")
    if _git(clone, "status", "--porcelain", "--untracked-files=no"):
        raise WrongCommitError(f"{clone} has changes: python bench/repositories.py DIR makes others")
    stand_ins(named(name), clone)
    return clone


def stand_ins(repository: Repository, clone: Path) -> list[str]:
    """Files that are other than at the repository's commit. Raises WrongCommitError if that can matter to `go list`."""
    head = _git(clone, "rev-parse", "HEAD").strip()
    if head == repository.commit:
        return []
    listed = _git(clone, "diff-tree", "-r", "--no-renames", "--name-status", repository.commit, head).splitlines()
    files = [line.removeprefix("M\t") for line in listed]
    if any("\t" in file or file.rpartition(".")[2] in READ_BY_GO for file in files):
        raise WrongCommitError(f"{clone} is at {head}, not at {repository.commit}: python bench/repositories.py DIR")
    return files


def modules(clone: Path) -> Iterator[str]:
    """Directories with a go.mod, in order; not those that `./...` never means."""
    for file in _git(clone, "ls-files", "-z", "--", "go.mod", "*/go.mod").split("\0"):
        *directories, _ = file.split("/")
        if file and not any(one in {"vendor", "testdata"} or one[0] in "_." for one in directories):
            yield "/".join(directories) or "."


def make(repository: Repository, folder: Path, source: Path | None) -> Path:
    """Clone, or move a clone that is there, to the commit. Raises WrongCommitError, CalledProcessError."""
    clone, commit = folder / repository.name, repository.commit
    origin = str(source / repository.name) if source else f"https://github.com/{repository.github}"
    if not clone.exists():
        subprocess.run(["git", "clone", "-q", "--no-checkout", origin, str(clone)], check=True)
    elif _git(clone, "status", "--porcelain", "--untracked-files=no"):
        raise WrongCommitError(f"{clone} has changes: commit them elsewhere, or take another folder")
    if subprocess.run(["git", "-C", clone, "cat-file", "-e", commit], check=False).returncode:
        _git(clone, "fetch", "-q", "origin", commit)
    done = subprocess.run(["git", "-C", clone, "checkout", "-q", "--detach", commit], check=False)
    if done.returncode or _git(clone, "status", "--porcelain", "--untracked-files=no"):  # git goes on without a file
        if not source or not stand_ins(repository, source / repository.name):
            raise WrongCommitError(f"{origin} lacks files of {commit}")
        head = _git(source / repository.name, "rev-parse", "HEAD").strip()
        _git(clone, "checkout", "-q", "--force", "--detach", head)
    return clone


def std(folder: Path) -> tuple[Path, dict[str, str]]:
    """Std as a main module of its own: a copy of GOROOT, which may lie within a repository, and the variables for it.

    PATH begins with the copy's own go: a `go` that a Python package brings takes no other GOROOT than its own.
    """
    root = Path(subprocess.run(["go", "env", "GOROOT"], capture_output=True, text=True, check=True).stdout.strip())
    copy = folder / "goroot"
    copy.mkdir()
    for path in root.iterdir():
        if path.name == "src":
            shutil.copytree(path, copy / "src", symlinks=True)
        else:
            (copy / path.name).symlink_to(path)
    return copy / "src", {"GOROOT": str(copy), "PATH": f"{copy / 'bin'}{os.pathsep}{os.environ['PATH']}"}


def _git(clone: Path, *arguments: str) -> str:
    command = ["git", "-C", str(clone), *arguments]
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout


def main() -> None:
    """Clone what is named, all by default."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(NAMES))
    parser.add_argument("--download", action="store_true")
    options = parser.parse_args()
    unknown = sorted({*options.names} - {*NAMES})
    if unknown:
        parser.error(f"no repository {unknown[0]}: there are {', '.join(NAMES)}")
    source = Path(os.environ["GOMODLINT_REPOS"]) if os.environ.get("GOMODLINT_REPOS") else None
    options.folder.mkdir(parents=True, exist_ok=True)
    for name in options.names or NAMES:
        try:
            clone = make(named(name), options.folder, source)
        except (WrongCommitError, subprocess.CalledProcessError) as error:
            sys.exit(f"{name}: {error}")
        print(f"{clone}  {named(name).commit}", *(f"but {file}" for file in stand_ins(named(name), clone)))
        for directory in modules(clone) if options.download else ():
            environ = {**os.environ, "GOFLAGS": "-mod=readonly", "GOWORK": "off"}
            subprocess.run(["go", "mod", "download"], cwd=clone / directory, env=environ, check=True)


if __name__ == "__main__":
    main()
