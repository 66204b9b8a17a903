"""A command line for every verb, and a repository in which each has something to say."""

from __future__ import annotations

from pathlib import Path

from repository import Git

from gomodlint.cost import record
from gomodlint.cost.record import Build, Figures, MainCost, PackageCost, Section

FILES = {
    "go.mod": "module example.com/m\n\ngo 1.26\n",
    "main.go": 'package main\n\nimport (\n\t"example.com/m/b"\n\t. "os"\n)\n\nfunc main() { b.Use(); Exit(0) }\n',
    "b/b.go": 'package b\n\nimport "fmt"\n\nfunc Use() { fmt.Println() }\n',
    "c/c.go": "//go:build debug\n\npackage c\n",
    "gomodlint.toml": '[build]\ntags = ["*"]\n[rules.r]\nkind = "deny"\ntransitive = true\nfrom = ["./..."]\n'
    'to = ["net/http"]\n[rules.d]\nkind = "dot-import"\n[rules.c]\nkind = "acyclic"\n',
}
NEW = {"b/n.go": 'package b\n\nimport _ "expvar"\n'}
COMMANDS = {
    "action": ["action"],
    "baseline": ["baseline"],
    "cache": ["cache", "info"],
    "check": ["check", "--base", "HEAD~1"],
    "cost": ["cost"],
    "cut": ["cut", ".", "fmt"],
    "cycles": ["cycles", "--level", "directory"],
    "diff": ["diff", "HEAD~1"],
    "explain": ["explain", "deny"],
    "graph": ["graph"],
    "init": ["init"],
    "list": ["list", "-e", "-json", "-test", "./..."],
    "lock": ["lock"],
    "merge": ["merge", "verdict.json", "verdict.json"],
    "metrics": ["metrics"],
    "policy": ["policy"],
    "prove": ["prove"],
    "review": ["review", "verdict.json", "--repo", "o/n", "--pr", "1", "--head-sha", "a" * 40],
    "schema": ["schema"],
    "why": ["why", "--all", ".", "fmt"],
}
READING = [verb for verb in COMMANDS if verb not in {"cache", "explain", "init", "merge", "review", "schema"}]
WRITING = {  # verb, with the file that it writes
    "baseline --update": (["baseline", "--update", "--allow-growth"], "gomodlint-baseline.txt"),
    "check --output": (["check", "--format", "json", "--output", "out"], "out"),
    "cost -o": (["cost", "--format", "html", "-o", "out"], "out"),
    "cut -o": (["cut", ".", "fmt", "--format", "dot", "-o", "out"], "out"),
    "diff -o": (["diff", "HEAD~1", "--format", "dot", "-o", "out"], "out"),
    "graph -o": (["graph", "-o", "out"], "out"),
    "init": (["init"], "gomodlint.toml"),
    "lock --update": (["lock", "--update"], "gomodlint.lock"),
    "merge -o": (["merge", "verdict.json", "-o", "out"], "out"),
    "why -o": (["why", ".", "fmt", "--format", "mermaid", "-o", "out"], "out"),
}


def repository(git: Git, verdict: str) -> Path:
    """Two commits, a verdict in a file, and figures of cost."""
    git.commit(FILES)
    git.commit(NEW | {"verdict.json": verdict, "gomodlint-cost.json": _figures()})
    return git.directory


def _figures() -> str:
    section = Section(Build("go1.26.1", "linux", "amd64", True, ()), "main", 3)
    section.mains["example.com/m"] = MainCost(Figures(5, 50, 0), 0, 0, 2)
    section.packages["example.com/m/b"] = PackageCost("src:sha256:0", {"example.com/m": Figures(5, 50, 1)})
    return record.write([section])
