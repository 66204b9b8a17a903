"""Verdicts to report: one of each kind of ending, and one in which every string is hostile."""

from __future__ import annotations

from typing import Any

from gomodlint.errors import Problem
from gomodlint.finding import Baseline, Cause, Finding, LookedAt, Step, Verdict, Witness

LOOKED = LookedAt(
    modules=("example.com/m",),
    packages=12,
    files=340,
    ports=("linux/amd64", "windows/amd64"),
    tags=("debug", "prod"),
    std_go="1.26",
    not_built={"ignore": 3, "tools": 1},
)
LINE = Finding(
    rule="no-dot-imports",
    kind="dot-import",
    severity="error",
    identity=("no-dot-imports", "example.com/m", "a/a.go", "os", "dot"),
    file="a/a.go",
    line=3,
    column=8,
    module="example.com/m",
    importer="example.com/m/a",
    imported="os",
    message="dot import of os",
    holds=0,
)
WARNING = LINE._replace(
    rule="no-blank",
    kind="blank-import",
    severity="warning",
    identity=("no-blank", "example.com/m", "b/b.go", "os", "blank"),
    file="b/b.go",
    message="blank import of os",
)
CHAIN = Finding(
    rule="no-pprof",
    kind="deny",
    severity="error",
    identity=("no-pprof", "example.com/m", "example.com/m/cmd/a", "net/http/pprof", "production"),
    file="helper/helper.go",
    line=7,
    column=2,
    module="example.com/m",
    importer="example.com/m/cmd/a",
    imported="net/http/pprof",
    message="example.com/m/cmd/a reaches net/http/pprof",
    holds=0,
    also_from=("example.com/m/cmd/b", "example.com/m/cmd/c", "example.com/m/cmd/d", "example.com/m/cmd/e"),
    chain=(
        Step("example.com/m/cmd/a", "example.com/m/helper", "cmd/a/main.go", 5, 2, "linux"),
        Step("example.com/m/helper", "net/http/pprof", "helper/helper.go", 7, 2, "!prod"),
    ),
    condition="linux && !prod",
    witness=Witness("linux", "amd64", False, ("debug",)),
    cause=Cause("constraint", "helper/helper.go", 1, "//go:build !prod"),
    why="importing it puts /debug/pprof on http.DefaultServeMux",
    instead="internal/debugserver",
    owner="@platform",
    docs="https://example.com/rules/no-pprof",
)
KNOWN = LINE._replace(identity=("no-dot-imports", "example.com/m", "k.go", "os", "dot"), file="k.go", state="known")
COVERED = LINE._replace(identity=("no-dot-imports", "example.com/m", "c.go", "os", "dot"), file="c.go", state="known")
IGNORED = LINE._replace(file="i.go", state="ignored", reason="a generated shim")

CLEAN = Verdict(findings=(), looked_at=LOOKED, policy_file="gomodlint.toml")
FINDINGS = Verdict(
    findings=(
        LINE,
        LINE._replace(line=4, imported="io", message="dot import of io", identity=(*LINE.identity[:3], "io", "dot")),
        WARNING,
        COVERED,
        CHAIN,
        IGNORED,
        KNOWN,
        LINE._replace(file="w.go", line=9, state="widened", condition="windows", identity=("w",)),
        LINE._replace(file="x.go", state="excused", reason="only this change's own policy lets it pass"),
    ),
    looked_at=LOOKED,
    policy_file="gomodlint.toml",
    policy_from="base",
    base="main",
    notices=(Problem("base's rule old selects nothing", "gomodlint.toml", 4, 1),),
    baseline=Baseline("gomodlint-baseline.txt", exists=True, kept=(COVERED.identity,)),
)
NONE = Verdict(
    findings=(WARNING,),
    looked_at=LOOKED._replace(unresolved=("example.org/x", "example.org/y")),
    policy_file="gomodlint.toml",
    errors=(Problem("2 packages are missing, so rule no-pprof is undecided", "go.mod", 3, 1, "go mod download"),),
)
MANY = Verdict(
    findings=tuple(
        LINE._replace(file=f"f{number:02}.go", identity=("no-dot-imports", "m", f"f{number:02}.go", "os", "dot"))
        for number in range(11)
    ),
    looked_at=LOOKED,
    policy_file="gomodlint.toml",
)
WIDER = Verdict(  # beyond the bound of decision nodes
    findings=(
        CHAIN._replace(exact=False, chain=(CHAIN.chain[0]._replace(exact=False), CHAIN.chain[1]), also_from=()),
        CHAIN._replace(
            file="other.go",
            exact=False,
            condition="",
            chain=(CHAIN.chain[0]._replace(condition="", exact=False),),
        ),
        CHAIN._replace(file="w.go", state="widened", exact=False, new_condition="linux"),
    ),
    looked_at=LOOKED,
    policy_file="gomodlint.toml",
)
SAMPLES = {"clean": CLEAN, "findings": FINDINGS, "none": NONE, "many": MANY, "wider": WIDER}

HOSTILE = (
    "x\n::error::forged",
    "::add-mask::x",
    "imports ##[add-mask]secret",
    "a,b:c%0A::stop-commands::t",
    "\x1b[31mred\x1b]0;title\x07",
    "| cell | ` `` ``` code",
    "@org/team #1 https://example.com/ [a](b) ![i](j) <script>alert(1)</script>",
    "--> <!-- gomodlint:1:00 -->",
    "\u202eright to left\u2066 \u200b\ufeff",
    "\udcff\udcfe not UTF-8",
    "\U000e0041\U000e0042 tags",
    "</failure><error/>&amp;\"'\x00\x0c\ufffe",
    "..\\..//x\r\n.go",
)


def hostile(text: str) -> Verdict:
    """A verdict that has the text in every place that a repository or a policy fills."""
    step = Step(text, text, text, 1, 1, text)
    words: dict[str, Any] = {
        name: text
        for name in Finding._fields
        if isinstance(getattr(CHAIN, name), str) and name not in {"kind", "severity", "state"}
    }
    chained = CHAIN._replace(
        **words,
        identity=(text,),
        also_from=(text,),
        chain=(step, step),
        cause=Cause("import", text, 3, text),
        witness=Witness("linux", "amd64", True, (text,)),
    )
    looked = LOOKED._replace(modules=(text,), tags=(text,), unresolved=(text,), not_built={text: 1})
    problem = Problem(text, text, 1, 1, text)
    return Verdict(
        findings=(chained, chained._replace(chain=(), severity="warning"), chained._replace(state="widened")),
        looked_at=looked,
        policy_file=text,
        base=text,
        errors=(problem,),
        notices=(problem,),
    )
