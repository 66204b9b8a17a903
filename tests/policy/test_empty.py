"""Selectors that can never select anything, and those that may well select nothing today."""

from __future__ import annotations

import pytest

from gomodlint.errors import Problem
from gomodlint.graph.package import Package
from gomodlint.policy.decode import decode
from gomodlint.policy.empty import empty_selectors
from gomodlint.source.module import Module
from tests.policy.kinds import KINDS
from tests.policy.packages import other, own

STD = {"fmt", "net/http", "net/http/pprof", "os", "unsafe", "expvar"}
PACKAGES = [
    own(""),
    own("internal/domain"),
    own("internal/domain-x"),
    own("internal/domain/order"),
    own("services/billing/api"),
    other("net/http", "std"),
    other("net/http/pprof", "std"),
    other("fmt", "std"),
    other("github.com/x/y"),
    other("corp/lib"),
]
WITH_MAIN = [*PACKAGES, own("cmd/server", main=True)]


def said(policy: str, packages: list[Package] = WITH_MAIN) -> list[Problem]:
    decoded = decode(policy.encode(), "gomodlint.toml", kinds=KINDS)
    return empty_selectors(decoded, packages, STD.__contains__)


def deny(from_: str, to: str, more: str = "") -> str:
    return f'[rules.a]\nkind = "deny"\nfrom = ["{from_}"]\nto = ["{to}"]\n{more}'


@pytest.mark.parametrize(
    ("from_", "to"),
    [
        ("./...", "fmt"),
        (".", "fmt"),
        ("./internal/domain/...", "github.com/never/imported/..."),
        ("./internal/domain/order", "example.com/m2/x"),
        ("example.com/m", "golang.org/x/..."),
        ("example.com/m/internal/...", "unsafe"),
        ("example.com/m/internal/domain/...", "$third-party"),
        ("$main", "expvar"),
        ("$own", "$std"),
        ("...", "corp/lib"),
        ("./services/{svc}/...", "./services/*/api"),
        ("./services/{svc}/...", "./services/{svc}/api"),
        (".../order", "github.com/*/y"),
        ("*/m/services/...", "net/..."),
    ],
)
def test_silent(from_: str, to: str) -> None:
    assert said(deny(from_, to)) == []


@pytest.mark.parametrize(
    ("from_", "to", "message", "hint"),
    [
        ("./internal/domian/...", "fmt", 'no package matches "./internal/domian/..."',
         'did you mean "./internal/domain/..."? optional = true says that it may be empty'),
        ("./zzz", "fmt", 'no package matches "./zzz"',
         "optional = true says that it may be empty"),
        ("internal/domain/...", "fmt", 'no package matches "internal/domain/..."',
         'did you mean "./internal/domain/..."? optional = true says that it may be empty'),
        ("example.com/m/internal/dom/...", "fmt", 'no package matches "example.com/m/internal/dom/..."',
         'did you mean "example.com/m/internal/domain/..."? optional = true says that it may be empty'),
        ("./internal", "fmt", 'no package matches "./internal"',
         'it has no Go files itself: did you mean "./internal/..."? optional = true says that it may be empty'),
        ("./internal/domain/order/a.go", "fmt", 'no package matches "./internal/domain/order/a.go"',
         'a pattern selects packages, not files: write "./internal/domain/order"'),
        ("main.go", "fmt", 'no package matches "main.go"', 'a pattern selects packages, not files: write "."'),
        ("github.com/nats-io/nats.go", "fmt", 'no package matches "github.com/nats-io/nats.go"',
         "only packages of your own modules can stand here; optional = true says that it may be empty"),
        ("./intern/...", "fmt", 'no package matches "./intern/..."',
         'did you mean "./internal/..."? optional = true says that it may be empty'),
        ("example.com/m/service/...", "fmt", 'no package matches "example.com/m/service/..."',
         'did you mean "example.com/m/services/..."? optional = true says that it may be empty'),
        ("github.com/x/y", "fmt", 'no package matches "github.com/x/y"',
         "only packages of your own modules can stand here; optional = true says that it may be empty"),
        ("fmt", "os", 'no package matches "fmt"', None),
        ("./gone/{x}", "fmt", 'no package matches "./gone/{x}"', None),
        ("./...", "./gone", 'no package matches "./gone"', None),
        ("./...", "example.com/m/gone/...", 'no package matches "example.com/m/gone/..."', None),
        ("./services/{svc}/...", "./services/{svc}/gone", 'no package matches "./services/{svc}/gone"', None),
        ("./...", "net/htpp", 'std has no package "net/htpp"', 'did you mean "net/http"?'),
        ("./...", "internal/domain", 'std has no package "internal/domain"', 'did you mean "./internal/domain"?'),
        ("./...", "C", 'std has no package "C"', 'a program that uses cgo reaches "runtime/cgo"'),
        ("./...", "zzz", 'std has no package "zzz"', 'third-party paths start with a domain: "example.com/..."'),
    ],
)  # fmt: skip
def test_said(from_: str, to: str, message: str, hint: str | None) -> None:
    (problem,) = said(deny(from_, to))
    assert problem.message == message
    assert (problem.file, problem.line) == ("gomodlint.toml", 4 if from_ == "./..." or "{svc}" in from_ else 3)
    assert hint is None or problem.hint == hint


def test_no_main() -> None:
    (problem,) = said(deny("$main", "fmt"), PACKAGES)
    assert problem == Problem(
        "no package of the main modules is a main", "gomodlint.toml", 3, 9, "a library: optional = true"
    )
    assert said(deny("$main", "fmt", "optional = true\n"), PACKAGES) == []
    assert said(deny("./...", "fmt") + '[rules.b]\nkind = "deny"\nto = ["$main"]\n', PACKAGES) == []


@pytest.mark.parametrize("more", ["optional = true\n", 'severity = "off"\n'])
def test_rules_that_may_be_empty(more: str) -> None:
    assert said(deny("./gone", "./also/gone", more)) == []


def test_every_pattern_is_looked_at_and_said_once() -> None:
    found = said('[rules.a]\nkind = "deny"\nfrom = ["./...", "./x", "./y", "!./z"]\nto = ["$s"]\n[sets]\ns = ["./w"]\n')
    assert [(problem.message, problem.line) for problem in found] == [
        ('no package matches "./x"', 3),
        ('no package matches "./y"', 3),
        ('no package matches "./z"', 3),
        ('no package matches "./w"', 6),
    ]


def test_sets_may_be_optional() -> None:
    text = '[rules.a]\nkind = "deny"\nto = ["$s"]\n[sets.s]\npackages = ["./later/..."]\n'
    assert len(said(text)) == 1
    assert said(text + "optional = true\n") == []


def test_layers_are_subjects() -> None:
    found = said('[rules.a]\nkind = "layers"\norder = [["./internal/..."], ["./gone/..."]]\n')
    assert [problem.message for problem in found] == ['no package matches "./gone/..."']


def test_exceptions_name_what_is_there() -> None:
    text = deny("./...", "fmt", '[[rules.a.except]]\nreason = "x"\n')
    assert said(text + 'from = ["./internal/domain"]\nto = ["github.com/gone/..."]\n') == []
    assert [p.message for p in said(text + 'from = ["./gone"]\n')] == ['no package matches "./gone"']


def test_an_inherited_pattern_starts_in_its_own_directory() -> None:
    files = {"services/one.toml": b'[rules.b]\nkind = "deny"\nfrom = ["./billing/..."]\nto = ["fmt"]\n'}
    decoded = decode(b'extends = ["services/one.toml"]\n', "gomodlint.toml", kinds=KINDS, load=lambda path: files[path])
    assert empty_selectors(decoded, WITH_MAIN, STD.__contains__) == []


def test_several_main_modules() -> None:
    tools = Module("example.com/tools", "", "tools", True)
    packages = [*WITH_MAIN, own("tools/lint", module=tools)]
    assert said(deny("example.com/tools/lint", "example.com/m/services/..."), packages) == []
    assert len(said(deny("./...", "example.com/tools/gone"), packages)) == 1
