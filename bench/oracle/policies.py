"""Rules for real repositories, as data, and the policy that says the same in gomodlint's language.

They are stricter than anybody would want, so that nearly every commit has something to be judged.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import NamedTuple

from oracle.listing import Build, Package


class Rule(NamedTuple):
    """One rule. Patterns are `./x/...` and `./x` below the top, or import paths, with or without `/...`."""

    name: str
    kind: str
    sources: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    transitive: bool = False
    scope: str = "production"
    when: str = ""
    order: tuple[tuple[str, ...], ...] = ()


class Subject(NamedTuple):
    """A repository: the tag that is on in one of its builds, and its rules."""

    tag: str
    rules: tuple[Rule, ...]

    @property
    def builds(self) -> tuple[Build, ...]:
        return (
            Build("linux", "amd64", cgo=True, tags=()),
            Build("linux", "amd64", cgo=False, tags=(self.tag,)),
            Build("windows", "amd64", cgo=False, tags=()),
            Build("darwin", "arm64", cgo=False, tags=()),
        )


def _subject(tag: str, order: Iterable[tuple[str, ...]], heavy: tuple[str, ...], main: str) -> Subject:
    common = ("context", "errors", "fmt", "sync", "time", "os/exec", "golang.org/x/...", "github.com/...", *heavy)
    reached = ("net/http", "os/exec", "crypto/tls", "encoding/json", "expvar", "net/http/pprof", *heavy)
    every = ("./...",)
    return Subject(
        tag,
        (
            Rule("dots", "dot-import", scope="all"),
            Rule("blanks", "blank-import", scope="all"),
            Rule("lines", "deny", every, common),
            Rule("tests", "deny", every, ("net/http/httptest", "os", "io", *heavy), scope="test"),
            Rule("reach", "deny", every, reached, transitive=True),
            Rule("tests-reach", "deny", every, ("os/exec", "net/http/httptest", *heavy), transitive=True, scope="test"),
            Rule("tagged", "deny", (main,), ("os/user", "html/template", *heavy), transitive=True, when=tag),
            Rule("layers", "layers", order=tuple(order)),
            Rule("cycles", "acyclic"),
        ),
    )


SUBJECTS = {
    "tailscale": _subject(
        "ts_omit_ssh",
        [("./cmd/...",), ("./ipn/...",), ("./net/...", "./wgengine/..."), ("./util/...", "./types/...")],
        ("github.com/prometheus/...", "golang.org/x/crypto/..."),
        "./cmd/tailscaled",
    ),
    "caddy": _subject(
        "nobadger",
        [("./cmd/...",), ("./modules/...",), ("./caddyconfig/...",), ("./internal/...",)],
        ("github.com/smallstep/...", "golang.org/x/crypto/...", "github.com/prometheus/..."),
        "./cmd/caddy",
    ),
    "containerd": _subject(
        "no_btrfs",
        [("./cmd/...",), ("./plugins/...", "./internal/..."), ("./client/...", "./core/..."), ("./pkg/...",)],
        ("github.com/containerd/btrfs/...", "k8s.io/...", "google.golang.org/grpc"),
        "./cmd/containerd",
    ),
}


def toml(subject: Subject) -> str:
    """The policy for gomodlint. Exactly the subject's builds count."""
    tag = subject.tag
    lines = [
        "[build]",
        'ports = ["linux/amd64", "windows/amd64", "darwin/arm64"]',
        'cgo = "both"',
        'go = "1.27"',
        f'tags = ["{tag}"]',
        f'where = "(linux && (cgo && !{tag} || !cgo && {tag})) || (!linux && !cgo && !{tag})"',
        'modules = ["."]',
        'unresolved = "warn"',
    ]
    for rule in subject.rules:
        lines += ["", f"[rules.{rule.name}]", f'kind = "{rule.kind}"', "optional = true"]
        lines += [f"from = {json.dumps(rule.sources)}"] if rule.sources else []
        lines += [f"to = {json.dumps(rule.targets)}"] if rule.targets else []
        lines += [f"order = {json.dumps(rule.order)}"] if rule.order else []
        lines += ["transitive = true"] if rule.transitive else []
        lines += ["generated = true"] if rule.kind == "dot-import" else []
        lines += [f'scope = "{rule.scope}"'] if rule.scope != "production" else []
        lines += [f'when = "{rule.when}"'] if rule.when else []
    return "\n".join(lines) + "\n"


def matches(patterns: Iterable[str], package: Package) -> bool:
    """Whether one of the patterns names the package."""
    for pattern in patterns:
        name = package.path
        if pattern.startswith("./"):
            if not package.own:
                continue
            name = f"./{package.directory}"
        if pattern == "./..." or name == pattern.removesuffix("/..."):
            return True
        if pattern.endswith("/...") and name.startswith(pattern.removesuffix("...")):
            return True
    return False
