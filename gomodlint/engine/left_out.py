"""What a run with git does not look at, in words."""

from __future__ import annotations

from collections.abc import Sequence

from gomodlint.engine.trees import Sources
from gomodlint.errors import Problem
from gomodlint.finding import Finding
from gomodlint.graph.package import Graph
from gomodlint.policy.model import Policy


def left_out(sources: Sources, policy: Policy) -> tuple[Problem, ...]:
    """A notice about submodules below the policy's directory."""
    prefix = f"{policy.directory}/" if policy.directory else ""
    names = [path for path in sources.submodules if path.startswith(prefix)]
    if not names:
        return ()
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    what = "submodules are" if len(names) > 1 else "submodule is"
    message = f"{len(names)} {what} not looked into: {', '.join(names[:3])}{more}"
    return (Problem(message, hint="run gomodlint in each of them"),)


def only_base_lacks(findings: Sequence[Finding], head: Graph, base: Graph) -> tuple[Problem, ...]:
    """A notice when something is new, and modules of base are not on this machine: what they import looks new."""
    if not any(finding.state in {"new", "widened"} and finding.chain for finding in findings):
        return ()
    there = {package.path for package in head.packages if package.origin != "missing"}
    importers = base.importers()
    lacking = [p for p in base.packages if p.origin == "missing" and p.path in there and importers[p.index]]
    if not lacking:
        return ()
    modules = sorted({f"{p.module.path}@{p.module.version}" for p in lacking if p.module and p.module.version})
    many = f"{len(lacking)} packages" if len(lacking) > 1 else "a package"
    message = f"{many} of base not found (first {lacking[0].path}): what is new only because of that is not new"
    return (Problem(message, hint=f"go mod download {' '.join(modules)}" if modules else "go mod download, in base"),)
