"""Runs gomodlint on real Go repositories and writes docs/transcripts.md; asks real `go list` about every witness.

    python docs/transcripts/make.py --repos DIR

DIR holds clones of moby, tailscale and etcd (full, or at least with the commits below). Each is cloned again into a
temporary directory, at the pinned commit, with the policy beside this script as its gomodlint.toml. `go` must be on
PATH, and the modules of tailscale and etcd in the module cache (`go mod download`).
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
COMMITS = {
    "moby": "b985e2313a8676e18072b442911fc8f64f17d440",
    "tailscale": "de9ec7ee25627e0e518f53c710a3fc3d947c86c1",
    "etcd": "c34dc7ee0048fd2bcc44d50beff002e5e8069b69",
}
NOTES = {
    "moby": "One module with a vendor tree of 7,000 files. All 47 ports, ten tags.",
    "tailscale": 'More than a hundred custom tags, all of them declared at once by `tags = ["*"]`.',
    "etcd": "A workspace: a go.work with 14 modules.",
}
LONGEST = 60  # lines of a report that the page shows


def main() -> int:
    """Write the page; exit 1 when `go list` contradicts a witness."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repos", type=Path, required=True, help="folder of clones")
    repos: Path = parser.parse_args().repos
    go = shutil.which("go")
    if go is None:
        parser.error("no go command on PATH")
    page = [
        "# gomodlint on real repositories",
        "",
        "Written by `python docs/transcripts/make.py --repos DIR`; nothing is typed. Each finding over a chain was",
        "checked with the `go list` of its witness.",
        "",
    ]
    wrong = 0
    for name, commit in COMMITS.items():
        with tempfile.TemporaryDirectory() as temporary:
            directory = Path(temporary) / name
            subprocess.run(["git", "clone", "-q", "--shared", "--no-checkout", repos / name, directory], check=True)
            subprocess.run(["git", "checkout", "-q", commit], cwd=directory, check=True)
            text, contradictions = transcript(name, directory, go)
            page += text
            wrong += len(contradictions)
            for line in contradictions:
                print(f"{name}: {line}", file=sys.stderr)
    (HERE.parent / "transcripts.md").write_text("\n".join(page), encoding="utf-8")
    return 1 if wrong else 0


def transcript(name: str, directory: Path, go: str) -> tuple[list[str], list[str]]:
    """The section of one repository, and what `go list` contradicts."""
    policy = (HERE / f"{name}.toml").read_text(encoding="utf-8")
    (directory / "gomodlint.toml").write_text(policy, encoding="utf-8")
    command = [sys.executable, "-m", "gomodlint"]
    report = subprocess.run(command, cwd=directory, capture_output=True, text=True, check=False)
    verdict = json.loads(
        subprocess.run([*command, "--format", "json"], cwd=directory, capture_output=True, check=False).stdout
    )
    chains = [finding for finding in verdict["findings"] if finding["chain"] and finding["witness"]]
    contradictions = [problem for finding in chains if (problem := contradiction(finding, directory, go))]
    lines = report.stdout.rstrip("\n").split("\n")
    summary = max(number for number, line in enumerate(lines) if line.startswith(("findings:", "clean", "no verdict")))
    shown = lines if len(lines) <= LONGEST else [*lines[: LONGEST - 8], "...", "", *lines[summary:]]
    confirmed = len(chains) - len(contradictions)
    section = [
        f"## {name}",
        "",
        NOTES[name],
        f"The policy is [transcripts/{name}.toml](transcripts/{name}.toml).",
        "",
        "```console",
        "$ gomodlint",
        *shown,
        f"$ echo $?\n{report.returncode}",
        "```",
        "",
        f"`go list -deps` confirms the witness of {confirmed} of {len(chains)} findings over chains.",
        "",
    ]
    return section, contradictions


def contradiction(finding: dict[str, Any], directory: Path, go: str) -> str:
    """What real Go says against a finding's witness; "" when it agrees."""
    witness = finding["witness"]
    environ = {
        **os.environ,
        "GOOS": witness["GOOS"],
        "GOARCH": witness["GOARCH"],
        "CGO_ENABLED": witness["CGO_ENABLED"],
        "GOFLAGS": "",
        "GOPROXY": "off",
        "GOTOOLCHAIN": "local",
    }
    start = Path(finding["file"]).parent if finding["kind"] == "acyclic" else Path()
    command: Sequence[str] = [go, "list", "-e", "-deps", f"-tags={','.join(witness['tags'])}", finding["from"]]
    where = directory / start
    listed = subprocess.run(command, cwd=where, env=environ, capture_output=True, text=True, check=False)
    if finding["to"] in listed.stdout.split("\n"):
        return ""
    return f"{finding['from']} does not reach {finding['to']} with {witness}: {listed.stderr.strip()[:200]}"


if __name__ == "__main__":
    sys.exit(main())
