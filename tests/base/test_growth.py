"""Rules that need a base: growth, and modules that come in."""

from __future__ import annotations

from comparing import START, states, verdict
from repository import Git

GROWTH = """\
[rules.growth]
kind = "budget"
max-growth = 1
"""


def test_growth_is_counted_against_the_base(git: Git) -> None:
    git.commit(START | {"gomodlint.toml": GROWTH, "x/x.go": "package x\n", "y/y.go": "package y\n"})
    assert verdict(git, base="HEAD").kind == "clean"
    one = 'package helper\n\nimport (\n\t_ "os"\n\t_ "example.com/m/x"\n)\n'
    git.commit({"helper/helper.go": one})
    assert verdict(git, base="HEAD~1").kind == "clean"
    git.commit({"helper/helper.go": one.replace('"os"', '"example.com/m/y"')})
    found = verdict(git, base="HEAD~2")
    assert states(found) == {("growth", "cmd/a/main.go", "new")}
    assert (
        "grows by 2 packages (example.com/m/x, example.com/m/y), 1 more than the 1 allowed" in found.findings[0].message
    )
    assert verdict(git, base="HEAD~1").kind == "clean"
    assert verdict(git).kind == "clean"


def test_growth_is_counted_build_by_build(git: Git) -> None:
    git.commit(START | {"gomodlint.toml": GROWTH, "x/x.go": "package x\n", "y/y.go": "package y\n"})
    git.commit(
        {
            "helper/h_linux.go": 'package helper\n\nimport _ "example.com/m/x"\n',
            "helper/h_windows.go": 'package helper\n\nimport _ "example.com/m/y"\n',
        }
    )
    assert verdict(git, base="HEAD~1").kind == "clean"


MODULES = """\
[rules.no-bad]
kind = "module"
deny = ["example.org/..."]

[rules.no-replace]
kind = "go-mod"
deny = ["replace"]
"""


def test_a_new_module_is_new_at_its_line(git: Git) -> None:
    start = "module example.com/m\n\ngo 1.26\n\nrequire example.org/old v1.0.0\n"
    git.commit(START | {"gomodlint.toml": MODULES, "go.mod": start})
    git.commit({"go.mod": start + "\nrequire example.org/new v1.0.0\n\nreplace example.org/z => ../z\n"})
    found = verdict(git, base="HEAD~1")
    assert {(f.rule, f.imported, f.state, f.line) for f in found.findings} == {
        ("no-bad", "example.org/old", "known", 5),
        ("no-bad", "example.org/new", "new", 7),
        ("no-replace", "example.org/z", "new", 9),
    }
    assert {f.cause and (f.cause.kind, f.cause.file, f.cause.line) for f in found.findings if f.state == "new"} == {
        ("module", "go.mod", 7),
        ("module", "go.mod", 9),
    }
    narrowed = verdict(git, base="HEAD~1", arguments=("./...",))
    assert len(narrowed.findings) == 3
    assert verdict(git, base="HEAD~1", arguments=("./cmd/...",)).findings == ()
