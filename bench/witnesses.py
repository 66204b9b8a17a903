"""Does real `go list` accept the witnesses that `gomodlint check` prints? Prints a table in Markdown.

    python bench/witnesses.py --repos DIR [NAME...]

DIR is a folder of clones that bench/repositories.py made; the name `std` stands for the toolchain's own GOROOT/src. In
each, a policy that finds much is checked over every port, cgo and all tags: direct imports, dot and blank imports,
chains to much-used packages from production and from test files, cycles of packages and of directories. For every
build that a finding names as its witness `go list -e -deps -test` is run, exactly with it; every import of the
finding's chain must be there, and the file that it stands in must be built.

With a go.work, all of the workspace's modules are looked at.
"""

from __future__ import annotations

import argparse
import json
import os
import posixpath
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any, NamedTuple

from builds import Build, objects, run
from repositories import NAMES, clone_of, named, std

POLICY = """
[build]
ports = ["all"]
tags = ["*"]
cgo = "both"
go = "RELEASE"
unresolved = "warn"
MODULES

[rules.dot]
kind = "dot-import"
to = ["..."]

[rules.blank]
kind = "blank-import"
to = ["..."]

[rules.package-cycles]
kind = "acyclic"

[rules.directory-cycles]
kind = "acyclic"
level = "directory"

[rules.direct]
kind = "deny"
from = ["$own"]
to = ["$std"]
scope = "all"

[rules.reach]
kind = "deny"
transitive = true
from = ["$own"]
to = ["os/exec", "net/http/httptest", "testing", "unsafe", "os/user", "log/syslog", "plugin", "golang.org/x/..."]

[rules.reach-from-tests]
kind = "deny"
transitive = true
scope = "test"
from = ["$own"]
to = ["os/exec", "golang.org/x/...", "reflect", "net/http/pprof"]
"""
LISTS = {"Imports": ("GoFiles", "CgoFiles"), "TestImports": ("TestGoFiles",), "XTestImports": ("XTestGoFiles",)}
# Rules of go.mod lines and of sums over a program: what they find is no import.
NO_IMPORT = frozenset({"go-mod", "module", "budget", "new-cost"})
FIELDS = ",".join(["ImportPath", "ForTest", *LISTS, *(name for names in LISTS.values() for name in names)])


class Place(NamedTuple):
    """What is checked: a directory, variables, the pattern that means its modules to go, and lines for the policy."""

    directory: Path
    environ: dict[str, str]
    pattern: str
    modules: str


class Counts(NamedTuple):
    """What was asked: findings with a witness, those in files that no build has, builds, imports; what was refused."""

    findings: int
    never_built: int
    builds: int
    steps: int
    refused: list[str]


def main() -> None:
    """Ask, repository by repository; status 1 if a witness is refused."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repos", type=Path, default=os.environ.get("GOMODLINT_REPOS"))
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join([*NAMES, "std"]))
    options = parser.parse_args()
    print("| repository | findings | in files never built | witnesses asked | imports looked up | refused |")
    print("|---|--:|--:|--:|--:|--:|")
    failed = False
    for name in options.names or [*NAMES, "std"]:
        with tempfile.TemporaryDirectory() as temporary:
            at = place(name, options.repos, Path(temporary))
            found = ask(at, verdict(at, Path(temporary)))
        for line in found.refused[:40]:
            print(f"{name}: {line}", file=sys.stderr)
        counts = [f"{number:,}" for number in found[:4]]
        print(f"| {name} | {' | '.join(counts)} | {len(found.refused)} |", flush=True)
        failed = failed or bool(found.refused) or not found.findings
    sys.exit(failed)


def place(name: str, repos: Path, temporary: Path) -> Place:
    """Where a repository is."""
    if name == "std":
        return Place(*std(temporary), "./...", 'modules = ["."]')
    clone, modfile = clone_of(name, repos), named(name).modfile
    if modfile:
        copy = temporary / name
        subprocess.run(["git", "clone", "-q", "--shared", str(clone), str(copy)], check=True)
        (copy / "go.mod").write_text((copy / modfile).read_text())  # Go wants one, and reads the other
        return Place(copy, {"GOFLAGS": f"-modfile={modfile} -mod=vendor", "GOWORK": "off"}, "./...", 'modules = ["."]')
    if (clone / "go.work").exists():
        work = json.loads(run(["go", "work", "edit", "-json"], clone, {}).out)
        used = [posixpath.normpath(one["DiskPath"]) for one in work["Use"]]
        return Place(clone, {}, "work", f"modules = {json.dumps(used)}")
    return Place(clone, {"GOWORK": "off"}, "./...", 'modules = ["."]')


def verdict(at: Place, temporary: Path) -> dict[str, Any]:
    """What check says. Raises CalledProcessError where it has no verdict."""
    version = run(["go", "env", "GOVERSION"], at.directory, at.environ).out.strip()
    release = ".".join(version.removeprefix("go").split(".")[:2])
    policy = temporary / "policy.toml"
    policy.write_text(POLICY.replace("RELEASE", release).replace("MODULES", at.modules))
    command = [sys.executable, "-m", "gomodlint", "check", "--no-cache", "--format=json", f"--policy={policy}"]
    done = run(command, at.directory, at.environ)
    if done.status != 1:
        raise subprocess.CalledProcessError(done.status, command, stderr=done.err)
    found: dict[str, Any] = json.loads(done.out)
    return found


def ask(at: Place, said: dict[str, Any]) -> Counts:
    """Ask go list in the build of every witness for the imports of the findings that name it.

    Of a finding about a package alone (from is to) the file must be built.
    """
    asked: dict[Build, list[dict[str, Any]]] = defaultdict(list)
    findings = [finding for finding in said["findings"] if finding["from"] and finding["kind"] not in NO_IMPORT]
    for finding in findings:
        if finding["witness"]:
            asked[_build(finding["witness"])].append(finding)
    refused: list[str] = []
    steps = 0
    for build, some in asked.items():
        command = ["go", "list", "-e", "-deps", "-test", f"-json={FIELDS}", *build.flags, at.pattern]
        listed: dict[str, dict[str, Any]] = {}
        for one in objects(run(command, at.directory, at.environ | build.environ).out):
            listed[one["ImportPath"]] = one
            # What tests alone reach is there only as it is built for a test, if it imports what is tested.
            listed.setdefault(one["ImportPath"].partition(" [")[0], one)
        for finding in some:
            for step in finding["chain"] or [finding]:
                steps += 1
                if not _holds(listed.get(step["from"], {}), step):
                    refused.append(f"{build}: {finding['rule']}: {step['from']} -> {step['to']} in {step['file']}")
    never = [finding for finding in findings if not finding["witness"]]
    return Counts(len(findings) - len(never), len(never), len(asked), steps, refused)


def _build(witness: dict[str, Any]) -> Build:
    tags = ",".join(witness["tags"])
    return Build(witness["GOOS"], witness["GOARCH"], witness["CGO_ENABLED"] == "1", (f"-tags={tags}",) if tags else ())


def _holds(package: dict[str, Any], step: dict[str, Any]) -> bool:
    """Whether a package, as go list has it, makes the import of a step, in a file that is built."""
    file = posixpath.basename(step["file"])
    for field, names in LISTS.items():
        if step["to"] in [path.partition(" [")[0] for path in package.get(field, ())] or step["to"] == step["from"]:
            files = [one for name in names for one in package.get(name, ())]
            if file in files or (not file and field == "Imports"):  # steps within std have no file
                return True
    return False


if __name__ == "__main__":
    main()
