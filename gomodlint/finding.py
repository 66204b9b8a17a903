"""What a run says: findings, and a verdict that also tells what was not looked at.

All paths are relative to the repository, with `/`. Lines and columns count from 1, columns in bytes, as Go does.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Literal, NamedTuple

from gomodlint.errors import Problem

Severity = Literal["error", "warning"]
State = Literal["new", "widened", "moved", "known", "ignored", "excused", "expired"]
VerdictKind = Literal["clean", "findings", "none"]


class Step(NamedTuple):
    """One import on a chain: `importer` imports `imported` at a place, under a condition (a readable label).

    Unless it is `exact` the label also holds in builds that do not have the import.
    """

    importer: str
    imported: str
    file: str
    line: int
    column: int
    condition: str
    exact: bool = True

    @property
    def place(self) -> str:
        """`file:line`, or whose word it is where there is no source: std's table, or gomodlint.lock.

        Import paths of the standard library have no dot in their first element (https://go.dev/ref/mod#module-path).
        """
        if self.file:
            return f"{self.file}:{self.line}"
        return "(gomodlint.lock)" if "." in self.importer.partition("/")[0] else "(std)"


class Witness(NamedTuple):
    """One build configuration in which a finding holds; anyone can check it with `go list`."""

    goos: str
    goarch: str
    cgo: bool
    tags: tuple[str, ...]

    def __str__(self) -> str:
        text = f"GOOS={self.goos} GOARCH={self.goarch} CGO_ENABLED={int(self.cgo)}"
        return f"{text} -tags={','.join(self.tags)}" if self.tags else text


class Cause(NamedTuple):
    """What made a finding new against a base: an import, constraint, file, main, go.mod line or policy line."""

    kind: str
    file: str
    line: int
    detail: str = ""


class Finding(NamedTuple):
    """A rule broken at a place, in a condition.

    `identity` holds the fields that name the finding over time (never a line number, never the chain); `key` is their
    SHA-256. `holds` is the condition as the run's universe knows it (an opaque int); `condition` is its shortest
    label, empty when it holds in every configuration that counts. Unless it is `exact` that
    is wider: it holds where the finding does, and perhaps elsewhere; so is `holds` if it is `wider`. `witness` is a
    build in which the finding holds. `grown`
    and `new_condition` are the same for the
    builds in which a widened finding is new.
    """

    rule: str
    kind: str
    severity: Severity
    identity: tuple[str, ...]
    file: str
    line: int
    column: int
    module: str
    importer: str
    imported: str
    message: str
    holds: int
    also_from: tuple[str, ...] = ()
    also_conditions: tuple[str, ...] = ()  # the condition of each of `also_from`
    chain: tuple[Step, ...] = ()
    condition: str = ""
    exact: bool = True
    wider: bool = False
    witness: Witness | None = None
    grown: int = 0
    new_condition: str = ""
    state: State = "new"
    cause: Cause | None = None
    why: str = ""
    instead: str = ""
    owner: str = ""
    docs: str = ""
    reason: str = ""
    gated: bool = False  # an excused finding fails too: base's policy says so
    stated_key: str = ""  # of a finding that was read from a report, which does not have its identity

    @property
    def key(self) -> str:
        """SHA-256 of the identity, in hex."""
        if self.stated_key:
            return self.stated_key
        import hashlib

        return hashlib.sha256("\x00".join(self.identity).encode("utf-8", "surrogatepass")).hexdigest()

    @property
    def fails(self) -> bool:
        """Whether this finding alone makes the run exit 1."""
        if self.severity != "error":
            return False
        return self.state in {"new", "widened", "expired"} or (self.state == "excused" and self.gated)


class LookedAt(NamedTuple):
    """What a run read, and what it could not or did not read."""

    modules: tuple[str, ...] = ()
    packages: int = 0
    files: int = 0
    ports: tuple[str, ...] = ()
    cgo: str = "both"
    tags: tuple[str, ...] = ()
    std_go: str = ""
    std_source: str = "table"
    not_built: Mapping[str, int] = {}  # tag -> files built in no configuration that counts
    unresolved: tuple[str, ...] = ()  # import paths for which no package was found


class Baseline(NamedTuple):
    """The file of known findings: where it is, and the identities in it that are to stay or cover nothing any more."""

    file: str
    exists: bool
    kept: tuple[tuple[str, ...], ...] = ()  # as they should read: a renamed file has its new name
    stale: tuple[tuple[str, ...], ...] = ()


class CacheUse(NamedTuple):
    """What a run has to say about its cache (for standard error), and the sum of the headers kept there.

    `graph` gives lines that the next run can begin with.
    """

    notes: tuple[str, ...] = ()
    sum: str = ""
    graph: Callable[[], Sequence[str]] = tuple


class Verdict(NamedTuple):
    """All findings with their states, and what was not looked at. `errors` non-empty and no findings: no verdict."""

    findings: tuple[Finding, ...]
    looked_at: LookedAt
    policy_file: str = ""
    policy_from: Literal["base", "head", "built-in"] = "head"
    base: str = ""
    errors: tuple[Problem, ...] = ()
    notices: tuple[Problem, ...] = ()
    baseline: Baseline = Baseline("", exists=False)
    cache: CacheUse = CacheUse()  # no part of any report

    @property
    def kind(self) -> VerdictKind:
        """Findings beat undecided rules; errors without failing findings mean that there is no verdict."""
        if any(finding.fails for finding in self.findings):
            return "findings"
        return "none" if self.errors else "clean"
